"""What is wrong with the tree of a variable's categories?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coding.codebook_rules.fault import Fault
from coding.codebook_rules.spec import DEEPEST, CategorySpec, VariableSpec
from coding.codebook_rules.tree import has_tree, in_a_loop, paths
from coding.codebook_rules.words import Say, _, short


def tree_faults(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    """Why the categories are no tree of at most four levels in its order, every fault with its category."""
    if not has_tree(variable):
        return
    named = {category.key: category for category in variable.categories}
    loops = in_a_loop(variable.categories)
    ways = paths(variable.categories)
    for category in variable.categories:
        sentences = _misplaced(category, named, loops, len(ways[category.key]), say)
        yield from (Fault(sentence, variable.key, category.key) for sentence in sentences)
    if not loops:
        yield from _disordered(variable, named, ways, say)


def _misplaced(
    category: CategorySpec, named: Mapping[str, CategorySpec], loops: set[str], level: int, say: Say
) -> Iterator[str]:
    names = {"category": short(category.label), "parent": short(category.parent)}
    above = named.get(category.parent)
    if category.parent and above is None:
        yield (
            say(_("“%(category)s” stands below “%(parent)s”, which is no category of this variable.")) % names
        )
    elif category.key in loops:
        yield say(_("“%(category)s” stands below itself: put it below another category.")) % names
    elif level > DEEPEST:
        sentence = say(_("“%(category)s” stands on level %(level)d: a tree has at most %(most)d levels."))
        yield sentence % (names | {"level": level, "most": DEEPEST})
    if above is not None and above.retired and not category.retired:
        sentence = say(
            _("“%(category)s” stands below “%(parent)s”, which is retired: retire both, or move it.")
        )
        yield sentence % (names | {"parent": short(above.label)})


def _disordered(
    variable: VariableSpec, named: Mapping[str, CategorySpec], ways: Mapping[str, tuple[str, ...]], say: Say
) -> Iterator[Fault]:
    """Each category stands behind the one above it, with nothing between them but what stands below that one too."""
    before: tuple[str, ...] = ()
    for category in variable.categories:
        if category.parent in named and category.parent not in before:
            sentence = say(_("“%(category)s” has to stand right behind “%(parent)s” and what is below it."))
            names = {"category": short(category.label), "parent": short(named[category.parent].label)}
            yield Fault(sentence % names, variable.key, category.key)
        before = ways[category.key]
