"""What is a codebook, as plain data?

A codebook is a list of variables; a variable is one question put to every message; a category is one of its answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# Levels of measurement that make sense for a kind of variable; the first is what it has when nobody says otherwise.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "single": ("nominal",),
    "multi": ("set",),
    "ordinal": ("ordinal", "interval", "ratio"),
    "yesno": ("nominal",),
    "text": ("",),
}
KINDS = tuple(LEVELS)

# Kinds that are answered from a list, and how short that list may be.
FEWEST_CATEGORIES: Mapping[str, int] = {"single": 2, "ordinal": 2, "multi": 1}


@dataclass(frozen=True, slots=True)
class CategorySpec:
    """One answer of a variable, with what a coder needs to decide for or against it."""

    key: str
    label: str
    score: Decimal | None = None
    definition: str = ""
    include_when: str = ""
    exclude_when: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VariableSpec:
    """One question. `level` is "" for what is not measured."""

    key: str
    label: str
    kind: str
    level: str
    required: bool = True
    instruction: str = ""
    min_choices: int | None = None
    max_choices: int | None = None
    categories: tuple[CategorySpec, ...] = ()

    def category(self, key: str) -> CategorySpec | None:
        return next((category for category in self.categories if category.key == key), None)

    @property
    def has_categories(self) -> bool:
        """Whether its kind is answered from a list."""
        return self.kind in FEWEST_CATEGORIES


@dataclass(frozen=True, slots=True)
class CodebookSpec:
    """A whole codebook; coders are asked in the order of its variables."""

    variables: tuple[VariableSpec, ...] = ()

    def variable(self, key: str) -> VariableSpec | None:
        return next((variable for variable in self.variables if variable.key == key), None)


def level_of(kind: str) -> str:
    """The usual level of measurement of a kind of variable."""
    return LEVELS[kind][0]
