"""The outline of a draft: its variables in groups, the tree of the selected one, its rules; and where each line can go."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, CodebookSpec, Fault, RuleSpec, VariableSpec
from coding.codebook_rules.condition_words import condition_words
from coding.codebook_rules.spec import DEEPEST
from coding.views.codebook_place import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the draft: its place among its brothers, how much is missing in it, and the lines below it."""

    part: VariableSpec | CategorySpec
    place: int
    faults: int
    is_selected: bool
    lines: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Variables that stand together under one heading, "" for none."""

    group: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule across variables, in words; `number` counts from 1."""

    rule: RuleSpec
    number: int
    words: str
    faults: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a button brings the selected part: child number `to` of `parent`. `is_there`: it would change nothing."""

    direction: str
    sign: str
    label: str
    parent: str
    to: int
    is_there: bool


def sections(spec: CodebookSpec, faults: Sequence[Fault], place: Place) -> list[Section]:
    """The variables under the names of their groups; a group that was broken up appears again."""
    missing = Counter(fault.variable for fault in faults)
    lines = [
        Line(
            part=variable,
            place=at,
            faults=missing[variable.key],
            is_selected=place == Place(variable=variable.key),
            lines=_tree(variable, faults, place) if variable.key == place.variable else (),
        )
        for at, variable in enumerate(spec.variables)
    ]
    grouped = groupby(lines, key=lambda line: getattr(line.part, "group", "").strip())
    return [Section(group, tuple(found)) for group, found in grouped]


def _tree(variable: VariableSpec, faults: Sequence[Fault], place: Place) -> tuple[Line, ...]:
    missing = Counter(fault.category for fault in faults if fault.variable == variable.key)
    below: dict[str, list[CategorySpec]] = {}
    for category in variable.categories:
        below.setdefault(category.parent, []).append(category)

    def lines(parent: str) -> Iterator[Line]:
        # A loop cannot be stored; whoever stands in one is never reached from the top.
        for at, category in enumerate(below.get(parent, ())):
            yield Line(
                part=category,
                place=at,
                faults=missing[category.key],
                is_selected=category.key == place.category,
                lines=tuple(lines(category.key)),
            )

    return tuple(lines(""))


def rule_lines(spec: CodebookSpec, faults: Sequence[Fault], place: Place) -> list[RuleLine]:
    missing = Counter(fault.rule for fault in faults)
    return [
        RuleLine(
            rule=rule,
            number=number,
            words=rule.message or condition_words(rule.when, spec, say=_),
            faults=missing[number],
            is_selected=place.rule == str(number),
        )
        for number, rule in enumerate(spec.rules, start=1)
    ]


def goals(spec: CodebookSpec, place: Place) -> list[Goal]:
    """Where the selected variable or category can be moved by a button."""
    variable = spec.variable(place.variable)
    if variable is None:
        return []
    category = variable.category(place.category)
    return _category_goals(variable, category) if category else _variable_goals(spec, variable)


def _variable_goals(spec: CodebookSpec, variable: VariableSpec) -> list[Goal]:
    at = [each.key for each in spec.variables].index(variable.key)
    label = {"label": variable.label or variable.key}
    last = len(spec.variables) - 1
    return [
        Goal("up", "↑", _("Move %(label)s up") % label, "", max(0, at - 1), at == 0),
        Goal("down", "↓", _("Move %(label)s down") % label, "", min(last, at + 1), at == last),
    ]


def _category_goals(variable: VariableSpec, category: CategorySpec) -> list[Goal]:
    brothers = _children(variable, category.parent)
    at, last = brothers.index(category.key), len(brothers) - 1
    label = {"label": category.label or category.key}
    return [
        Goal("up", "↑", _("Move %(label)s up") % label, category.parent, max(0, at - 1), at == 0),
        Goal("down", "↓", _("Move %(label)s down") % label, category.parent, min(last, at + 1), at == last),
        _outwards(variable, category, label),
        _inwards(variable, category, brothers, label),
    ]


def _outwards(variable: VariableSpec, category: CategorySpec, label: dict[str, str]) -> Goal:
    """One level up, behind the category it stood below."""
    above = variable.category(category.parent)
    parent = above.parent if above else ""
    to = _children(variable, parent).index(above.key) + 1 if above else 0
    return Goal("out", "←", _("Move %(label)s one level out") % label, parent, to, above is None)


def _inwards(
    variable: VariableSpec, category: CategorySpec, brothers: list[str], label: dict[str, str]
) -> Goal:
    """One level down, as the last below the brother before it."""
    at = brothers.index(category.key)
    before = brothers[at - 1] if at else ""
    depth = len(_above(variable, category)) + _height(variable, category.key)
    to = len(_children(variable, before)) if before else 0
    is_there = not before or depth >= DEEPEST
    return Goal("in", "→", _("Move %(label)s one level in") % label, before or category.parent, to, is_there)


def _children(variable: VariableSpec, parent: str) -> list[str]:
    return [category.key for category in variable.categories if category.parent == parent]


def _above(variable: VariableSpec, category: CategorySpec) -> list[str]:
    above = []
    while (found := variable.category(category.parent)) is not None and found.key not in above:
        above.append(found.key)
        category = found
    return above


def _height(variable: VariableSpec, key: str) -> int:
    return 1 + max((_height(variable, child) for child in _children(variable, key)), default=0)
