"""Which column of a table holds what? Told by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What a column holds -> the names it goes by, in small letters and without punctuation; the first column found is taken.
NAMES: Mapping[str, tuple[str, ...]] = {
    "variable": ("variable", "variable name", "variable label", "var", "dimension", "question name"),
    "question": ("question", "question text", "instruction", "instructions", "prompt"),
    "code": ("code", "key", "id", "value", "code id", "code number", "category code", "number", "no", "nr"),
    "label": (
        *("label", "name", "category", "title", "topic", "theme", "code name", "category name"),
        *("category label", "value label", "code label", "term", "tag", "path"),
    ),
    "definition": ("definition", "description", "meaning", "explanation", "memo", "scope note", "details"),
    "include_when": ("include", "include when", "inclusion", "inclusion criteria", "when to use", "use when"),
    "exclude_when": (
        *("exclude", "exclude when", "exclusion", "exclusion criteria", "when not to use"),
        *("do not use when", "limits"),
    ),
    "parent": (
        "parent",
        "parent code",
        "parent id",
        "parent key",
        "parent name",
        "parent category",
        "broader",
    ),
    "kind": ("kind", "type", "variable type", "kind of variable"),
}
EXAMPLES = re.compile(r"(positive )?examples?( \d+)?")
NEAR_MISSES = re.compile(r"(near miss(es)?|(negative|counter|false) ?examples?)( \d+)?")

_LEVEL = re.compile(r"(?:level|tier|lvl) ?(\d)")
_RANKS = (re.compile(r"(major|main|top|broad|super)\b"), re.compile(r"(minor|sub|narrow)\b"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what: by role, the levels of a tree from the top down, and what was not understood."""

    roles: Mapping[str, str]
    levels: tuple[str, ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
    rest: tuple[str, ...]


def find_columns(header: Sequence[str]) -> Columns:
    """What the columns hold, by their names."""
    plain = {column: _plain(column) for column in header}
    levels = _levels(plain)
    roles: dict[str, str] = {}
    for role, names in NAMES.items():
        found = [
            column for name in names for column in header if plain[column] == name and column not in levels
        ]
        if found:
            roles[role] = found[0]
    examples = tuple(column for column in header if EXAMPLES.fullmatch(plain[column]))
    near_misses = tuple(column for column in header if NEAR_MISSES.fullmatch(plain[column]))
    used = {*roles.values(), *levels, *examples, *near_misses}
    return Columns(roles, levels, examples, near_misses, tuple(c for c in header if c not in used))


def _plain(column: str) -> str:
    return " ".join(re.findall(r"\w+", column.casefold().replace("_", " ")))


def _levels(plain: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of the levels of a tree, if there are two or more."""
    ranks = {
        column: rank for column, name in plain.items() if (rank := _rank(name, plain.values())) is not None
    }
    return tuple(sorted(ranks, key=lambda column: ranks[column])) if len(set(ranks.values())) > 1 else ()


def _rank(name: str, names: Iterable[str]) -> int | None:
    """`level 2` is 2; `major topic` 1, `minor topic` 2; `category` 1 beside `subcategory` 2."""
    numbered = _LEVEL.fullmatch(name)
    if numbered:
        return int(numbered[1])
    for rank, pattern in enumerate(_RANKS, start=1):
        if pattern.match(name):
            return rank
    joined = {each.replace(" ", "") for each in names}
    if f"sub{name}".replace(" ", "") in joined:
        return 1
    return 2 if name.startswith("sub") and name.removeprefix("sub") in joined else None
