"""A codebook as tables, in columns of our own: for spreadsheets, and back.

As one table (CSV) a category has a row, with the columns of its variable repeated; a variable without categories has one row. As
a workbook variables, categories and rules have a sheet each. Conditions are spelt as JSON, flags as yes and no; examples and near
misses have a numbered column each, so that a cell holds one message as it is. A blank example is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from coding.codebook_formats.json_document import read_document, spell
from coding.codebook_formats.notes import Notes
from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    condition_json,
)
from coding.codebook_rules.words import _

Row = Mapping[str, str]  # cells by the name of their column; an empty cell may be missing
Rows = Sequence[tuple[int, Row]]  # with the number of the row in the file

VARIABLE_COLUMNS: Mapping[str, str] = {  # column -> field
    "variable_key": "key",
    "variable_label": "label",
    "group": "group",
    "kind": "kind",
    "level": "level",
    "required": "required",
    "instruction": "instruction",
    "condition": "condition",
    "min_choices": "min_choices",
    "max_choices": "max_choices",
    "offers_none": "offers_none",
    "tree_choice": "tree_choice",
    "least": "least",
    "most": "most",
    "allows_uncodable": "allows_uncodable",
    "allows_not_applicable": "allows_not_applicable",
    "variable_retired": "retired",
}
CATEGORY_COLUMNS: Mapping[str, str] = {
    "category_key": "key",
    "category_label": "label",
    "parent": "parent",
    "number": "number",
    "score": "score",
    "colour": "colour",
    "definition": "definition",
    "include_when": "include_when",
    "exclude_when": "exclude_when",
    "category_retired": "retired",
}
LISTS: Mapping[str, str] = {"example_": "examples", "near_miss_": "near_misses"}  # stem of columns -> field
RULE_COLUMNS = ("when", "then", "severity", "message")

_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_FLAG_FIELDS = {
    field.name
    for spec in (VariableSpec, CategorySpec)
    for field in fields(spec)
    if field.type in ("bool", bool)
}
_NUMBER_FIELDS = {"min_choices", "max_choices", "least", "most", "number", "score"}
_JSON_FIELDS = {"condition", "when", "then"}
_NAME_FIELDS = {"key", "kind", "level", "tree_choice", "parent", "colour", "severity"}
_NO_LEVEL = "none"  # an empty cell means the usual level of the kind


def is_own(columns: Iterable[str]) -> bool:
    """Whether these are columns of ours: the variable and how it is answered."""
    names = set(columns)
    return "kind" in names and bool(names & {"variable_key", "variable_label"})


# --- out


def table_of(spec: CodebookSpec) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of the one table: a row a category."""
    lists = list_columns(spec)
    header = [*VARIABLE_COLUMNS, *CATEGORY_COLUMNS, *lists]
    rows = []
    for variable in spec.variables:
        about = _cells(variable, VARIABLE_COLUMNS)
        rows += [
            [*about, *_cells(category, CATEGORY_COLUMNS), *_list_cells(category, lists)]
            for category in variable.categories
        ] or [[*about, *[""] * (len(CATEGORY_COLUMNS) + len(lists))]]
    return header, rows


def sheets_of(spec: CodebookSpec) -> dict[str, list[list[str]]]:
    """The sheets of the workbook by name, each with its header."""
    lists = list_columns(spec)
    return {
        "variables": [
            [*VARIABLE_COLUMNS],
            *(_cells(variable, VARIABLE_COLUMNS) for variable in spec.variables),
        ],
        "categories": [
            ["variable_key", *CATEGORY_COLUMNS, *lists],
            *(
                [variable.key, *_cells(category, CATEGORY_COLUMNS), *_list_cells(category, lists)]
                for variable in spec.variables
                for category in variable.categories
            ),
        ],
        "rules": [[*RULE_COLUMNS], *(_rule_cells(rule) for rule in spec.rules)],
    }


def list_columns(spec: CodebookSpec) -> list[str]:
    """`example_1`, `example_2` and so on: as many as the category that has most."""
    categories = [category for variable in spec.variables for category in variable.categories]
    return [
        f"{stem}{place}"
        for stem, name in LISTS.items()
        for place in range(1, 1 + max((len(_filled(category, name)) for category in categories), default=0))
    ]


def _filled(category: CategorySpec, name: str) -> list[str]:
    return [text for text in getattr(category, name) if text]


def _cells(part: VariableSpec | CategorySpec, columns: Mapping[str, str]) -> list[str]:
    cells = {name: _cell(getattr(part, name)) for name in columns.values()}
    if isinstance(part, VariableSpec) and not part.level:
        cells["level"] = _NO_LEVEL
    return list(cells.values())


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return spell(value)
        case str() | int():
            return str(value)
        case condition:
            return json.dumps(condition_json(condition), ensure_ascii=False)


def _list_cells(category: CategorySpec, columns: Iterable[str]) -> list[str]:
    cells = []
    for column in columns:
        stem, _underscore, place = column.rpartition("_")
        texts = _filled(category, LISTS[f"{stem}_"])
        cells.append(texts[int(place) - 1] if int(place) <= len(texts) else "")
    return cells


def _rule_cells(rule: RuleSpec) -> list[str]:
    return [_cell(getattr(rule, column)) for column in RULE_COLUMNS]


# --- in


def read_table(rows: Rows, notes: Notes) -> CodebookSpec:
    """The codebook of the one table."""
    return _codebook(_by_variable(rows, notes), rows, [], notes)


def read_sheets(variables: Rows, categories: Rows, rules: Rows, notes: Notes) -> CodebookSpec:
    """The codebook of the three sheets."""
    known = {row.get("variable_key", "") for _number, row in variables}
    for number, row in categories:
        if row.get("variable_key", "") not in known:
            notes.fault(
                _("Row %(row)d of the categories belongs to “%(variable)s”, which is no variable."),
                row=number,
                variable=row.get("variable_key", ""),
            )
    return _codebook([(number, row) for number, row in variables], categories, list(rules), notes)


def _codebook(
    variables: list[tuple[int, Row]], categories: Rows, rules: list[tuple[int, Row]], notes: Notes
) -> CodebookSpec:
    """By way of the document, so that values are judged once and in one place."""
    below: dict[str, list[dict[str, Any]]] = {}
    for number, row in categories:
        if row.get("category_key") or row.get("category_label"):
            below.setdefault(_name_of(row), []).append(_category_json(number, row, notes))
    document = {
        "variables": [
            _part_json(number, row, VARIABLE_COLUMNS, notes) | {"categories": below.get(_name_of(row), [])}
            for number, row in variables
        ],
        "rules": [
            _part_json(number, row, {column: column for column in RULE_COLUMNS}, notes)
            for number, row in rules
        ],
    }
    _tell_unknown(variables[:1], {*VARIABLE_COLUMNS, *CATEGORY_COLUMNS}, notes)
    return read_document(document, notes)


def _by_variable(rows: Rows, notes: Notes) -> list[tuple[int, Row]]:
    """The first row of each variable. What later rows say of it has to be the same, or nothing."""
    first: dict[str, tuple[int, Row]] = {}
    for number, row in rows:
        name = _name_of(row)
        if not name:
            notes.fault(_("Row %(row)d names no variable."), row=number)
            continue
        start, known = first.setdefault(name, (number, row))
        for column in VARIABLE_COLUMNS:
            if row.get(column, "") not in ("", known.get(column, "")):
                notes.fault(
                    _(
                        "Row %(row)d says something else in “%(column)s” than row %(first)d of the same variable."
                    ),
                    name,
                    row=number,
                    column=column,
                    first=start,
                )
    return list(first.values())


def _name_of(row: Row) -> str:
    return row.get("variable_key", "") or row.get("variable_label", "")


def _category_json(number: int, row: Row, notes: Notes) -> dict[str, Any]:
    return _part_json(number, row, CATEGORY_COLUMNS, notes) | {
        name: [row[column] for column in row if _is_of(column, stem) and row[column]]
        for stem, name in LISTS.items()
    }


def _is_of(column: str, stem: str) -> bool:
    return column.startswith(stem) and column.removeprefix(stem).isdecimal()


def _part_json(number: int, row: Row, columns: Mapping[str, str], notes: Notes) -> dict[str, Any]:
    values = {}
    for column, name in columns.items():
        cell = row.get(column, "")
        if cell:
            value = _reader(name)(cell)
            values[name] = value
            if value is None:
                notes.fault(
                    _("Row %(row)d: “%(cell)s” cannot stand in the column “%(column)s”."),
                    row=number,
                    cell=cell,
                    column=column,
                )
    return values


def _reader(name: str) -> Callable[[str], Any]:
    if name in _FLAG_FIELDS:
        return lambda cell: _FLAGS.get(cell.strip().lower())
    if name in _NUMBER_FIELDS:
        return _number
    if name in _NAME_FIELDS:
        return lambda cell: "" if name == "level" and cell.strip() == _NO_LEVEL else cell.strip()
    return _json if name in _JSON_FIELDS else str


def _number(cell: str) -> int | Decimal | None:
    try:
        number = Decimal(cell.strip().replace(",", "."))
    except InvalidOperation:
        return None
    whole = number.is_finite() and abs(number) < 10**18 and number == int(number)
    return int(number) if whole else number


def _json(cell: str) -> Any:
    try:
        return json.loads(cell, parse_float=str)
    except ValueError:
        return None


def _tell_unknown(rows: Rows, known: set[str], notes: Notes) -> None:
    unknown = [
        column
        for _number, row in rows
        for column in row
        if column not in known and not any(_is_of(column, stem) for stem in LISTS)
    ]
    if unknown:
        notes.drop(_("Columns that are not known here: %(columns)s."), columns=", ".join(unknown))
