"""Tables of codes as textbooks print them, read as the application reads codings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agreement.codes import Category, CodedVariable, Level, Variable, read_codes

Table = Sequence[Sequence[Any]]  # coders x units, None where a coder gave no code


def read_table(table: Table, level: Level, categories: Sequence[Any] | None = None) -> CodedVariable:
    """The codes of a table; categories as declared, or those observed, sorted."""
    if categories is None:
        categories = sorted(observed_categories(table))
    declared = tuple(Category(str(key), str(key)) for key in categories)
    numeric = level in (Level.INTERVAL, Level.RATIO)
    variable = Variable("v", "V", level, () if numeric else declared)
    rows = [
        (unit, coder, None if value is None else {"v": value if numeric else _as_keys(value)})
        for coder, codes in enumerate(table)
        for unit, value in enumerate(codes)
    ]
    return read_codes([variable], rows)[0]


def observed_categories(table: Table) -> set[Any]:
    values = [value for codes in table for value in codes if value is not None]
    return {key for value in values for key in (value if isinstance(value, list) else [value])}


def _as_keys(value: Any) -> str | list[str]:
    return [str(key) for key in value] if isinstance(value, list) else str(value)
