"""In what does one codebook differ from another?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from coding.codebook_rules.spec import CategorySpec, CodebookSpec, RuleSpec, VariableSpec
from coding.codebook_rules.words import Say, _, short

Part = VariableSpec | CategorySpec

# What a change of a field is called. Label, place and whether it is asked have sentences of their own.
_NAMES = {
    "kind": _("kind"),
    "level": _("level of measurement"),
    "group": _("group"),
    "required": _("required"),
    "instruction": _("instruction"),
    "condition": _("condition"),
    "min_choices": _("at least"),
    "max_choices": _("at most"),
    "offers_none": _("“none of these”"),
    "tree_choice": _("choice in the tree"),
    "least": _("smallest value"),
    "most": _("largest value"),
    "allows_uncodable": _("“cannot be coded”"),
    "allows_not_applicable": _("“does not apply”"),
    "score": _("scale value"),
    "number": _("number"),
    "colour": _("colour"),
    "definition": _("definition"),
    "include_when": _("include when"),
    "exclude_when": _("exclude when"),
    "examples": _("examples"),
    "near_misses": _("near misses"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, the keys of where it is ("" for rules across variables), and of which sort it is.

    `sort` is "added", "removed", "renamed", "moved", "retired", "restored" (asked again) or "rewritten"; what was rewritten is
    named by `fields`, as they are called in the specs.
    """

    sentence: str
    variable: str = ""
    category: str = ""
    sort: str = "rewritten"
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """A change of a part, before it is known where the part is."""

    key: str
    sentence: str
    sort: str
    fields: tuple[str, ...] = ()


def find_changes(before: CodebookSpec, after: CodebookSpec, *, say: Say = _) -> list[Change]:
    """What was added, removed, renamed, moved, retired and rewritten, in the order of `after`; parts are matched by key."""
    changes = [
        Change(told.sentence, told.key, "", told.sort, told.fields)
        for told in _list_changes(before.variables, after.variables, say)
    ]
    for variable in after.variables:
        old = before.variable(variable.key)
        if old is not None:
            changes += _category_changes(old, variable, say)
    return [*changes, *_rule_changes(before.rules, after.rules, say)]


def _category_changes(old: VariableSpec, new: VariableSpec, say: Say) -> Iterator[Change]:
    for told in _list_changes(old.categories, new.categories, say):
        sentence = f"{short(new.label)}: {told.sentence}"
        yield Change(sentence, new.key, told.key, told.sort, told.fields)


def _rule_changes(before: Sequence[RuleSpec], after: Sequence[RuleSpec], say: Say) -> Iterator[Change]:
    for number, rule in enumerate(after, start=1):
        if rule not in before:
            sentence = say(_("Rule %(number)d added: %(message)s"))
            yield Change(sentence % {"number": number, "message": short(rule.message)}, sort="added")
    for number, rule in enumerate(before, start=1):
        if rule not in after:
            sentence = say(_("Rule %(number)d removed: %(message)s"))
            yield Change(sentence % {"number": number, "message": short(rule.message)}, sort="removed")


def _list_changes(before: Sequence[Part], after: Sequence[Part], say: Say) -> Iterator[_Told]:
    old = {part.key: part for part in before}
    new = {part.key: part for part in after}
    for key, part in new.items():
        if key in old:
            yield from _changes_of(old[key], part, new, say)
        else:
            yield _Told(key, say(_("“%(label)s” added")) % {"label": short(part.label)}, "added")
    for key, part in old.items():
        if key not in new:
            yield _Told(key, say(_("“%(label)s” removed")) % {"label": short(part.label)}, "removed")
    for key in _moved_among_brothers(old, new):
        yield _Told(key, say(_("“%(label)s” moved")) % {"label": short(new[key].label)}, "moved")


def _changes_of(old: Part, new: Part, others: dict[str, Part], say: Say) -> Iterator[_Told]:
    name = {"label": short(new.label)}
    if old.label != new.label:
        sentence = say(_("“%(old)s” is called “%(new)s” now"))
        yield _Told(new.key, sentence % {"old": short(old.label), "new": short(new.label)}, "renamed")
    if new.retired and not old.retired:
        yield _Told(new.key, say(_("“%(label)s” retired")) % name, "retired")
    if old.retired and not new.retired:
        yield _Told(new.key, say(_("“%(label)s” brought back")) % name, "restored")
    if _above(old) != _above(new):
        yield _Told(new.key, _hung(new, others, say), "moved")
    rewritten = [
        field.name for field in fields(new) if field.name in _NAMES and _differ(old, new, field.name)
    ]
    if rewritten:
        names = ", ".join(say(_NAMES[field]) for field in rewritten)
        sentence = say(_("“%(label)s”: %(fields)s changed"))
        yield _Told(new.key, sentence % (name | {"fields": names}), "rewritten", tuple(rewritten))


def _differ(old: Part, new: Part, field: str) -> bool:
    before, after = getattr(old, field), getattr(new, field)
    # The first number of a category is given to it, and is nothing that somebody changed.
    return bool(before != after) and not (field == "number" and before is None)


def _above(part: Part) -> str:
    return part.parent if isinstance(part, CategorySpec) else ""


def _hung(part: Part, others: dict[str, Part], say: Say) -> str:
    """Where a category stands in the tree now."""
    above = others.get(_above(part))
    if above is None:
        return say(_("“%(label)s” moved to the highest level")) % {"label": short(part.label)}
    sentence = say(_("“%(label)s” moved below “%(parent)s”"))
    return sentence % {"label": short(part.label), "parent": short(above.label)}


def _moved_among_brothers(old: dict[str, Part], new: dict[str, Part]) -> Iterator[str]:
    """The keys that changed their place among those below the same part."""
    stayed = [key for key in old if key in new and _above(old[key]) == _above(new[key])]
    known = set(stayed)
    for parent in dict.fromkeys(_above(old[key]) for key in stayed):
        before = [key for key in stayed if _above(old[key]) == parent]
        yield from _moved(before, [key for key in new if key in known and _above(new[key]) == parent])


def _moved(before: list[str], after: list[str]) -> Iterator[str]:
    """The fewest keys that had to move: all but a longest run that kept its order."""
    place = {key: at for at, key in enumerate(before)}
    stays: list[list[str]] = []  # the longest ordered run that ends with each key of `after`
    for key in after:
        runs = [run for run in stays if place[run[-1]] < place[key]]
        stays.append([*_longest(runs), key])
    kept = set(_longest(stays))
    return (key for key in after if key not in kept)


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len, default=[])
