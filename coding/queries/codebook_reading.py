"""A codebook to be read by people: numbered, with its kinds, conditions and rules in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec
from coding.codebook_rules.condition_words import condition_words
from coding.codebook_rules.tree import has_tree, paths
from coding.models.codebook import Level, TreeChoice, VariableKind


@dataclass(frozen=True, slots=True)
class CategoryReading:
    """A category, with its place in the tree as a number (`2.1`) and as a depth, 1 at the top."""

    place: str
    depth: int
    category: CategorySpec


@dataclass(frozen=True, slots=True)
class VariableReading:
    """A variable; `facts` are short words on how it is answered, `condition` says when it is asked, "" for always."""

    number: int
    variable: VariableSpec
    facts: tuple[str, ...]
    condition: str
    categories: tuple[CategoryReading, ...]


def read_codebook(spec: CodebookSpec) -> list[VariableReading]:
    """The variables in their order."""
    return [
        VariableReading(
            number=number,
            variable=variable,
            facts=tuple(_facts(variable)),
            condition=condition_words(variable.condition, spec, say=_) if variable.condition else "",
            categories=tuple(_categories(variable)),
        )
        for number, variable in enumerate(spec.variables, start=1)
    ]


def rule_sentence(rule: RuleSpec, spec: CodebookSpec) -> str:
    """A rule across variables in a sentence; what coders are told by it stands in its message."""
    sentence = (
        _("When %(when)s, then %(then)s has to hold.")
        if rule.severity == "block"
        else _("When %(when)s, coders are warned unless %(then)s.")
    )
    return sentence % {
        "when": condition_words(rule.when, spec, say=_),
        "then": condition_words(rule.then, spec, say=_),
    }


def _facts(variable: VariableSpec) -> Iterator[str]:
    yield str(VariableKind(variable.kind).label)
    if variable.level:
        yield str(Level(variable.level).label)
    yield _("required") if variable.required else _("optional")
    yield from _choices(variable)
    if variable.least is not None:
        yield _("from %(number)s") % {"number": variable.least}
    if variable.most is not None:
        yield _("up to %(number)s") % {"number": variable.most}
    if not variable.allows_uncodable:
        yield _("always codable")
    if variable.allows_not_applicable:
        yield _("may not apply")
    if variable.retired:
        yield _("retired")


def _choices(variable: VariableSpec) -> Iterator[str]:
    if variable.min_choices is not None:
        yield ngettext("at least %(n)d choice", "at least %(n)d choices", variable.min_choices) % {
            "n": variable.min_choices
        }
    if variable.max_choices is not None:
        yield ngettext("at most %(n)d choice", "at most %(n)d choices", variable.max_choices) % {
            "n": variable.max_choices
        }
    if variable.kind == VariableKind.MULTI:
        yield _("none can be chosen") if variable.offers_none else _("one has to be chosen")
    if has_tree(variable):
        yield str(TreeChoice(variable.tree_choice).label)


def _categories(variable: VariableSpec) -> Iterator[CategoryReading]:
    above = paths(variable.categories)
    brothers: Counter[str] = Counter()
    numbers: dict[str, str] = {}
    for category in variable.categories:
        brothers[category.parent] += 1
        start = f"{numbers[category.parent]}." if category.parent in numbers else ""
        numbers[category.key] = f"{start}{brothers[category.parent]}"
        yield CategoryReading(numbers[category.key], len(above[category.key]), category)
