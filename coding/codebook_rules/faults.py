"""What is wrong with a codebook? All of it is told at once, each fault with its place.

`check_draft` asks what must hold for a codebook to be kept at all; `check_codebook` what must hold before coders work by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from coding.codebook_rules.condition_faults import condition_faults, rule_faults
from coding.codebook_rules.fault import Fault
from coding.codebook_rules.keys import LONGEST_KEY, is_key
from coding.codebook_rules.spec import (
    COLOURS,
    FEWEST_CATEGORIES,
    KINDS,
    LEVELS,
    TREE_CHOICES,
    CategorySpec,
    CodebookSpec,
    VariableSpec,
)
from coding.codebook_rules.tree import choosable, has_tree
from coding.codebook_rules.tree_faults import tree_faults
from coding.codebook_rules.words import Say, _, is_storable, short

MOST_VARIABLES = 200
MOST_CATEGORIES = 1000  # of one variable; the largest codebooks in use have some 600
MOST_CHOICES = 1000
MOST_RULES = 100  # across variables
MOST_EXAMPLES = 20  # of one category, and as many near misses
LARGEST_NUMBER = 10**9  # by which statistics programs know a category
LONGEST_LABEL = 120
LONGEST_TEXT = 5000  # a definition, a rule, an instruction, one example


def check_draft(spec: CodebookSpec, *, say: Say = _) -> list[Fault]:
    """Why a codebook cannot be kept even as a draft: keys, kinds, lengths, numbers, what refers to what. It may be incomplete."""
    return [
        *_too_many(spec, say),
        *_repeated_keys(spec.variables, say),
        *(fault for variable in spec.variables for fault in _malformed(variable, say)),
        *(fault for variable in spec.variables for fault in tree_faults(variable, say)),
        *condition_faults(spec, say),
        *rule_faults(spec, say),
    ]


def check_codebook(spec: CodebookSpec, *, say: Say = _) -> list[Fault]:
    """Why a codebook cannot be published; empty if it can."""
    faults = check_draft(spec, say=say)
    asked = [variable for variable in spec.variables if not variable.retired]
    if not asked:
        faults.append(Fault(say(_("The codebook has no variables: add at least one."))))
    faults += (Fault(sentence, part.key) for part, sentence in _label_faults(asked, say))
    for variable in asked:
        faults += _incomplete(variable, say)
    return faults


# --- what cannot be kept


def _too_many(spec: CodebookSpec, say: Say) -> Iterator[Fault]:
    if len(spec.variables) > MOST_VARIABLES:
        sentence = say(_("A codebook has at most %(most)d variables; this one has %(found)d."))
        yield Fault(sentence % {"most": MOST_VARIABLES, "found": len(spec.variables)})
    for variable in spec.variables:
        if len(variable.categories) > MOST_CATEGORIES:
            sentence = say(_("A variable has at most %(most)d categories; this one has %(found)d."))
            yield Fault(sentence % {"most": MOST_CATEGORIES, "found": len(variable.categories)}, variable.key)
    if len(spec.rules) > MOST_RULES:
        sentence = say(_("A codebook has at most %(most)d rules across variables; this one has %(found)d."))
        yield Fault(sentence % {"most": MOST_RULES, "found": len(spec.rules)})


def _repeated_keys(variables: Iterable[VariableSpec], say: Say) -> Iterator[Fault]:
    sentence = say(_("The key “%(key)s” stands %(times)d times: every key may stand once."))
    for key, times in Counter(variable.key for variable in variables).items():
        if times > 1:
            yield Fault(sentence % {"key": short(key), "times": times}, key)
    for variable in variables:
        for key, times in Counter(category.key for category in variable.categories).items():
            if times > 1:
                yield Fault(sentence % {"key": short(key), "times": times}, variable.key, key)
        yield from _repeated_numbers(variable, say)


def _repeated_numbers(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    first: dict[int, str] = {}
    for category in variable.categories:
        if category.number is None:
            continue
        if category.number in first:
            sentence = say(
                _("The number %(number)d is that of “%(other)s” already: every category has its own.")
            )
            found = {"number": category.number, "other": short(first[category.number])}
            yield Fault(sentence % found, variable.key, category.key)
        first.setdefault(category.number, category.label)


def _malformed(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    sentences = (
        *_malformed_key(variable.key, say),
        *_malformed_label(variable.label, say),
        *_malformed_kind(variable, say),
        *_malformed_text(variable.instruction, say),
        *_malformed_group(variable.group, say),
        *_malformed_choices(variable, say),
        *_malformed_bounds(variable, say),
    )
    yield from (Fault(sentence, variable.key) for sentence in sentences)
    for category in variable.categories:
        yield from (
            Fault(sentence, variable.key, category.key) for sentence in _malformed_category(category, say)
        )


def _malformed_category(category: CategorySpec, say: Say) -> Iterator[str]:
    yield from _malformed_key(category.key, say)
    yield from _malformed_label(category.label, say)
    messages = (*category.examples, *category.near_misses)
    for text in (category.definition, category.include_when, category.exclude_when, *messages):
        yield from _malformed_text(text, say)
    if len(category.examples) > MOST_EXAMPLES:
        yield say(_("A category has at most %(most)d examples.")) % {"most": MOST_EXAMPLES}
    if len(category.near_misses) > MOST_EXAMPLES:
        yield say(_("A category has at most %(most)d near misses.")) % {"most": MOST_EXAMPLES}
    yield from _malformed_marks(category, say)


def _malformed_marks(category: CategorySpec, say: Say) -> Iterator[str]:
    if category.score is not None and not _is_storable(category.score, before=8, after=4):
        yield say(_("A scale value has at most 8 digits before the point and 4 after it."))
    if category.number is not None and abs(category.number) >= LARGEST_NUMBER:
        yield say(_("The number of a category has at most 9 digits."))
    if category.colour and category.colour not in COLOURS:
        sentence = say(_("“%(colour)s” is no colour of a category: use one of %(colours)s."))
        yield sentence % {"colour": short(category.colour), "colours": ", ".join(COLOURS)}


def _malformed_key(key: str, say: Say) -> Iterator[str]:
    if not is_key(key):
        sentence = say(
            _(
                "“%(key)s” is no key: use up to %(most)d of the letters a-z, digits, hyphens and underscores, "
                "begun by a letter."
            )
        )
        yield sentence % {"key": short(key), "most": LONGEST_KEY}


def _malformed_label(label: str, say: Say) -> Iterator[str]:
    if len(label) > LONGEST_LABEL:
        sentence = say(
            _(
                "A label has at most %(most)d characters, this one has %(found)d: put the rest into the definition."
            )
        )
        yield sentence % {"most": LONGEST_LABEL, "found": len(label)}
    if not is_storable(label):
        yield say(_("The label contains a character that cannot be stored."))


def _malformed_group(group: str, say: Say) -> Iterator[str]:
    if len(group) > LONGEST_LABEL:
        sentence = say(_("The name of a group has at most %(most)d characters, this one has %(found)d."))
        yield sentence % {"most": LONGEST_LABEL, "found": len(group)}
    if not is_storable(group):
        yield say(_("The name of the group contains a character that cannot be stored."))


def _malformed_kind(variable: VariableSpec, say: Say) -> Iterator[str]:
    if variable.kind not in LEVELS:
        sentence = say(_("“%(kind)s” is no kind of variable: use one of %(kinds)s."))
        yield sentence % {"kind": short(variable.kind), "kinds": ", ".join(KINDS)}
    elif variable.level not in LEVELS[variable.kind]:
        sentence = say(
            _("The level of measurement “%(level)s” does not fit a variable of this kind: use %(levels)s.")
        )
        fitting = ", ".join(level or '""' for level in LEVELS[variable.kind])
        yield sentence % {"level": short(variable.level), "levels": fitting}


def _malformed_text(text: str, say: Say) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        sentence = say(
            _("A text of a codebook has at most %(most)d characters, this one has %(found)d: shorten it.")
        )
        yield sentence % {"most": LONGEST_TEXT, "found": len(text)}
    if not is_storable(text):
        yield say(_("The text contains a character that cannot be stored."))


def _malformed_choices(variable: VariableSpec, say: Say) -> Iterator[str]:
    least, most = variable.min_choices, variable.max_choices
    if variable.kind != "multi" and (least, most) != (None, None):
        yield say(_("Only a variable of any categories has a number of choices: leave it out."))
    if any(number is not None and not 0 <= number <= MOST_CHOICES for number in (least, most)):
        yield say(_("A number of choices lies between 0 and %(most)d.")) % {"most": MOST_CHOICES}
    if least is not None and most is not None and least > most:
        yield say(_("“At most” is smaller than “at least”: exchange the two."))
    if variable.tree_choice not in TREE_CHOICES:
        sentence = say(_("“%(choice)s” is no way to choose in a tree: use one of %(choices)s."))
        yield sentence % {"choice": short(variable.tree_choice), "choices": ", ".join(TREE_CHOICES)}


def _malformed_bounds(variable: VariableSpec, say: Say) -> Iterator[str]:
    least, most = variable.least, variable.most
    bounds = [bound for bound in (least, most) if bound is not None]
    if bounds and variable.kind not in ("integer", "decimal"):
        yield say(_("Only a number has a smallest and a largest value: leave them out."))
    if not all(_is_storable(bound, before=14, after=6) for bound in bounds):
        yield say(_("A smallest or largest value has at most 14 digits before the point and 6 after it."))
        return
    if variable.kind == "integer" and any(bound != int(bound) for bound in bounds):
        yield say(_("The smallest and the largest value of a whole number are whole numbers."))
    if least is not None and most is not None and least > most:
        yield say(_("The largest value is smaller than the smallest: exchange the two."))


def _is_storable(number: Decimal, *, before: int, after: int) -> bool:
    """Whether a number has no more digits before and after the point."""
    return number.is_finite() and abs(number) < 10**before and number == round(number, after)


# --- what cannot be published


def _label_faults(
    parts: Sequence[VariableSpec] | Sequence[CategorySpec], say: Say
) -> Iterator[tuple[VariableSpec | CategorySpec, str]]:
    seen: set[tuple[str, str]] = set()  # in a tree "Other" may stand below each of its branches
    for part in parts:
        label = " ".join(part.label.casefold().split())
        place = (part.parent if isinstance(part, CategorySpec) else "", label)
        if not label:
            yield (
                part,
                say(_("“%(key)s” has no label: coders would not know what it is."))
                % {"key": short(part.key)},
            )
        elif place in seen:
            sentence = say(_("The label “%(label)s” stands twice: coders could not tell the two apart."))
            yield part, sentence % {"label": short(part.label)}
        seen.add(place)


def _incomplete(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    for check in _CHECKS.get(variable.kind, ()):
        yield from check(variable, say)


def _active(variable: VariableSpec) -> list[CategorySpec]:
    return [category for category in variable.categories if not category.retired]


def _no_list(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    if _active(variable):
        sentence = say(
            _("“%(variable)s” is not answered from a list: remove its categories, or choose another kind.")
        )
        yield Fault(sentence % {"variable": short(variable.label)}, variable.key)


def _short_list(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    found, fewest = len(choosable(variable)), FEWEST_CATEGORIES[variable.kind]
    if found < fewest:
        sentence = say(
            _(
                "“%(variable)s” has %(found)d of the %(fewest)d categories it needs: add what coders can choose."
            )
        )
        yield Fault(
            sentence % {"variable": short(variable.label), "fewest": fewest, "found": found}, variable.key
        )


def _unlabelled(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    return (Fault(s, variable.key, part.key) for part, s in _label_faults(_active(variable), say))


def _impossible_choices(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    free = len(choosable(variable))
    if (variable.min_choices or 0) > free:
        sentence = say(_("“%(variable)s” asks for at least %(least)d choices and has %(found)d categories."))
        found = {"least": variable.min_choices, "found": free}
        yield Fault(sentence % {"variable": short(variable.label), **found}, variable.key)


def _unordered(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    """An ordinal variable needs a value on every category, rising or falling down the list."""
    asked = _active(variable)
    for category in asked:
        if category.score is None:
            sentence = say(
                _("“%(category)s” has no scale value: an ordered variable needs one on every category.")
            )
            yield Fault(sentence % {"category": short(category.label)}, variable.key, category.key)
    known = [category.score for category in asked if category.score is not None]
    steps = [later - earlier for earlier, later in pairwise(known)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        sentence = say(
            _(
                "The scale values of “%(variable)s” neither rise nor fall down the list: put its categories in order."
            )
        )
        yield Fault(sentence % {"variable": short(variable.label)}, variable.key)


def _no_tree(variable: VariableSpec, say: Say) -> Iterator[Fault]:
    if has_tree(variable):
        sentence = say(
            _("The categories of “%(variable)s” are a scale: put them all on the highest level of the list.")
        )
        yield Fault(sentence % {"variable": short(variable.label)}, variable.key)


_Check = Callable[[VariableSpec, Say], Iterator[Fault]]

_CHECKS: Mapping[str, Sequence[_Check]] = {
    "single": (_short_list, _unlabelled),
    "multi": (_short_list, _unlabelled, _impossible_choices),
    "ordinal": (_short_list, _unlabelled, _unordered, _no_tree),
    "integer": (_no_list,),
    "decimal": (_no_list,),
    "yesno": (_no_list,),
    "date": (_no_list,),
    "text": (_no_list,),
    "quote": (_no_list,),
}
