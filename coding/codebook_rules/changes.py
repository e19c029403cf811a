"""In what does one codebook differ from another?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from coding.codebook_rules.spec import CategorySpec, CodebookSpec, VariableSpec
from coding.codebook_rules.words import Say, _, short

Part = VariableSpec | CategorySpec

# What a change of a field is called; the label and the rest are told apart, since a new label changes no meaning.
_NAMES = {
    "kind": _("kind"),
    "level": _("level of measurement"),
    "required": _("required"),
    "instruction": _("instruction"),
    "min_choices": _("at least"),
    "max_choices": _("at most"),
    "score": _("scale value"),
    "definition": _("definition"),
    "include_when": _("include when"),
    "exclude_when": _("exclude when"),
    "examples": _("examples"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and the keys of where it is."""

    sentence: str
    variable: str
    category: str = ""


def find_changes(before: CodebookSpec, after: CodebookSpec, *, say: Say = _) -> list[Change]:
    """What was added, removed, renamed, moved and rewritten, in the order of `after`; parts are matched by key."""
    changes = [
        Change(sentence, key) for key, sentence in _list_changes(before.variables, after.variables, say)
    ]
    for variable in after.variables:
        old = before.variable(variable.key)
        if old is not None:
            pairs = _list_changes(old.categories, variable.categories, say)
            changes += (
                Change(f"{short(variable.label)}: {sentence}", variable.key, key) for key, sentence in pairs
            )
    return changes


def _list_changes(before: Sequence[Part], after: Sequence[Part], say: Say) -> Iterator[tuple[str, str]]:
    old = {part.key: part for part in before}
    new = {part.key: part for part in after}
    for key, part in new.items():
        if key not in old:
            yield key, say(_("“%(label)s” added")) % {"label": short(part.label)}
        else:
            yield from ((key, sentence) for sentence in _rewritten(old[key], part, say))
    for key, part in old.items():
        if key not in new:
            yield key, say(_("“%(label)s” removed")) % {"label": short(part.label)}
    kept = [key for key in old if key in new]
    for key in _moved(kept, [key for key in new if key in old]):
        yield key, say(_("“%(label)s” moved")) % {"label": short(new[key].label)}


def _rewritten(old: Part, new: Part, say: Say) -> Iterator[str]:
    if old.label != new.label:
        sentence = say(_("“%(old)s” is called “%(new)s” now"))
        yield sentence % {"old": short(old.label), "new": short(new.label)}
    changed = [
        say(_NAMES[field.name])
        for field in fields(new)
        if field.name in _NAMES and getattr(old, field.name) != getattr(new, field.name)
    ]
    if changed:
        sentence = say(_("“%(label)s”: %(fields)s changed"))
        yield sentence % {"label": short(new.label), "fields": ", ".join(changed)}


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
