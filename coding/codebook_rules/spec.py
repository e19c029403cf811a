"""What is a codebook, as plain data?

A codebook is a list of variables; a variable is one question put to every message; a category is one of its answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from coding.codebook_rules.conditions import Condition

# Levels of measurement that make sense for a kind of variable; the first is what it has when nobody says otherwise.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "single": ("nominal",),
    "multi": ("set",),
    "ordinal": ("ordinal", "interval", "ratio"),
    "integer": ("ratio", "interval"),
    "decimal": ("ratio", "interval"),
    "yesno": ("nominal",),
    "date": ("interval", ""),
    "text": ("",),
    "quote": ("",),
}
KINDS = tuple(LEVELS)

DEEPEST = 4  # levels of a tree of categories
COLOURS = ("orange", "sky", "green", "yellow", "blue", "vermillion", "purple", "grey")
TREE_CHOICES = ("any", "leaves", "with_parents")
SEVERITIES = ("warn", "block")

# Kinds that are answered from a list, and how short that list may be.
FEWEST_CATEGORIES: Mapping[str, int] = {"single": 2, "ordinal": 2, "multi": 1}


@dataclass(frozen=True, slots=True)
class CategorySpec:
    """One answer of a variable, with what a coder needs to decide for or against it.

    `parent` is the key of the category above it in the tree, "" at the top; a category stands behind the one above it. `number`
    is what statistics programs know it by.
    """

    key: str
    label: str
    score: Decimal | None = None
    definition: str = ""
    include_when: str = ""
    exclude_when: str = ""
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    parent: str = ""
    number: int | None = None
    colour: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class VariableSpec:
    """One question. `level` is "" for what is not measured.

    `least` and `most` bound a number, both inside. `condition` says when it is asked, None for always. A retired variable is
    asked no more.
    """

    key: str
    label: str
    kind: str
    level: str
    required: bool = True
    instruction: str = ""
    min_choices: int | None = None
    max_choices: int | None = None
    categories: tuple[CategorySpec, ...] = ()
    group: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    condition: Condition | None = None
    offers_none: bool = True
    tree_choice: str = "any"
    allows_uncodable: bool = True
    allows_not_applicable: bool = False
    retired: bool = False

    def category(self, key: str) -> CategorySpec | None:
        return next((category for category in self.categories if category.key == key), None)

    @property
    def has_categories(self) -> bool:
        """Whether its kind is answered from a list."""
        return self.kind in FEWEST_CATEGORIES


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule across variables: where `when` holds, `then` has to hold too.

    Where it does not, `severity` says whether the coder is warned or has to change something, and `message` what they are told.
    """

    when: Condition
    then: Condition
    severity: str = "warn"
    message: str = ""


@dataclass(frozen=True, slots=True)
class CodebookSpec:
    """A whole codebook; coders are asked in the order of its variables."""

    variables: tuple[VariableSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()

    def variable(self, key: str) -> VariableSpec | None:
        return next((variable for variable in self.variables if variable.key == key), None)


def level_of(kind: str) -> str:
    """The usual level of measurement of a kind of variable."""
    return LEVELS[kind][0]
