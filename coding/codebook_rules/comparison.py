"""How do two codebooks differ in their words, and what was merged and split between them?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from coding.codebook_rules.mapping import Merge, Operation, Part, replaced_by, results_of
from coding.codebook_rules.spec import CategorySpec, CodebookSpec, VariableSpec
from coding.codebook_rules.words import Say, _, short
from corpus.words import UNSPACED

# Words, and each character of a script that divides none; what lies between them is kept as it is.
_TOKEN = re.compile(rf"\s+|[{UNSPACED}]|[^\W{UNSPACED}]+|[^\w\s]|_")

_OF_VARIABLES = {"label": _("label"), "instruction": _("instruction")}
_OF_CATEGORIES = {
    "label": _("label"),
    "definition": _("definition"),
    "include_when": _("include when"),
    "exclude_when": _("exclude when"),
    "examples": _("examples"),
    "near_misses": _("near misses"),
}


_AnyPart = TypeVar("_AnyPart", VariableSpec, CategorySpec)


class Fate(StrEnum):
    """What became of words, or of a part of a codebook."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text of a part, word by word; `name` says which, `title` in words for people."""

    name: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PartChange:
    """A variable, or a category of it, with its texts that differ.

    `origin` is the category that a new one came from by a merge or a split: its texts are then compared with those.
    """

    variable: VariableSpec
    category: CategorySpec | None
    fate: Fate
    texts: tuple[TextChange, ...]
    origin: CategorySpec | None = None


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one: read without what was added it is `before`, without what was removed `after`."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    for _tag, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new).get_opcodes():
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if gone == come:
            pieces.append(Piece(Fate.SAME, gone))
            continue
        pieces += (Piece(fate, text) for fate, text in ((Fate.REMOVED, gone), (Fate.ADDED, come)) if text)
    return tuple(pieces)


def compare_words(
    before: CodebookSpec, after: CodebookSpec, operations: Sequence[Operation] = (), *, say: Say = _
) -> tuple[PartChange, ...]:
    """Every part whose words differ, in the order of `after`, each variable before its categories; then what is gone.

    `operations` say from which category a new one came.
    """
    found: list[PartChange] = []
    for variable, old in _pairs(before.variables, after.variables):
        shown = variable or old
        assert shown is not None  # noqa: S101 - one of a pair is there
        found += _part(shown, None, old, variable, say)
        origins = _origins(shown.key, operations)
        categories = _pairs(old.categories if old else (), variable.categories if variable else ())
        for category, same in categories:
            origin = None if same or not category or not old else old.category(origins.get(category.key, ""))
            for change in _part(shown, category or same, same or origin, category, say):
                found.append(replace(change, origin=origin))
    return tuple(found)


def _origins(variable: str, operations: Sequence[Operation]) -> dict[str, str]:
    """New category -> the one before all operations that it began with, by keys."""
    origins: dict[str, str] = {}
    for operation in operations:
        if operation.variable == variable:
            first = replaced_by(operation)[0]
            origins |= {key: origins.get(first, first) for key in results_of(operation)}
    return origins


def tell_operation(operation: Operation, before: CodebookSpec, after: CodebookSpec, *, say: Say = _) -> str:
    """A merge or a split in a sentence."""
    labels = _labels(operation.variable, before) | _labels(operation.variable, after)
    variable = after.variable(operation.variable)
    name = {"variable": short(variable.label) if variable else operation.variable}
    if isinstance(operation, Merge):
        sentence = say(_("%(variable)s: %(merged)s merged into “%(into)s”"))
        merged = ", ".join(f"“{labels.get(key, key)}”" for key in operation.categories)
        return sentence % (name | {"merged": merged, "into": labels.get(operation.into, operation.into)})
    sentence = say(_("%(variable)s: “%(label)s” split into %(parts)s"))
    parts = "; ".join(_tell_part(part, labels, say) for part in operation.parts)
    return sentence % (name | {"label": labels.get(operation.category, operation.category), "parts": parts})


def _tell_part(part: Part, labels: dict[str, str], say: Say) -> str:
    label = f"“{labels.get(part.category, part.category)}”"
    if not part.phrases:
        return label
    phrases = ", ".join(short(phrase) for phrase in part.phrases)
    return say(_("%(label)s (messages with: %(phrases)s)")) % {"label": label, "phrases": phrases}


def _labels(variable: str, spec: CodebookSpec) -> dict[str, str]:
    found = spec.variable(variable)
    return {one.key: short(one.label) for one in found.categories} if found else {}


def _pairs(
    before: Sequence[_AnyPart], after: Sequence[_AnyPart]
) -> Iterator[tuple[_AnyPart | None, _AnyPart | None]]:
    """(new, old) by key: those of `after` in their order, then those that are gone."""
    old = {part.key: part for part in before}
    new = {part.key for part in after}
    yield from ((part, old.get(part.key)) for part in after)
    yield from ((None, part) for part in before if part.key not in new)


def _part(
    variable: VariableSpec,
    category: CategorySpec | None,
    old: VariableSpec | CategorySpec | None,
    new: VariableSpec | CategorySpec | None,
    say: Say,
) -> Iterable[PartChange]:
    names = _OF_CATEGORIES if category else _OF_VARIABLES
    texts = tuple(
        TextChange(name, say(title), word_changes(_text(old, name), _text(new, name)))
        for name, title in names.items()
        if _text(old, name) != _text(new, name)
    )
    if texts:
        yield PartChange(variable, category, _fate(old, new), texts)


def _fate(old: object, new: object) -> Fate:
    if old is None:
        return Fate.ADDED
    return Fate.REMOVED if new is None else Fate.CHANGED


def _text(part: VariableSpec | CategorySpec | None, name: str) -> str:
    value = getattr(part, name) if part else ""
    return "\n\n".join(value) if isinstance(value, tuple) else str(value)
