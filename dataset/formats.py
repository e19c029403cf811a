"""How is a table written as bytes, the same bytes every time?

Both formats are streams of UTF-8 pieces of bounded size. CSV is data for programs: cells are never altered, so a text that begins
with an equals sign stays as it was written, and a spreadsheet may take it for a formula. A cell of CSV says with a sign what
JSON says with a type: `<uncodable>`, `<not_applicable>`, `<none>` for an empty set, nothing for missing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from dataset.tables import Table

__all__ = ["CONTENT_TYPES", "SPELLING", "Format", "body", "csv_cell", "head", "write"]


class Format(StrEnum):
    """The formats of a table, by the ending they have in addresses."""

    CSV = "csv"
    JSONL = "jsonl"


CONTENT_TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSONL: "application/x-ndjson; charset=utf-8"}

SPELLING: Mapping[str, str] = {
    "<uncodable>": "the coder found that the message cannot be coded on this variable",
    "<not_applicable>": "the variable does not apply to the message",
    "<none>": "coded, and none of the categories applies",
    "": "missing: the variable was left out, nobody coded it, or coders differ and nobody has ruled",
    "|": "stands between the category keys of a set",
    "3-8": "a quote: the place in the message where it starts, and the one behind its end, in code points from 0",
}
"""What signs in cells of CSV mean. In JSON Lines: {"special": ...}, [], null, a list, and {"start": 3, "end": 8}."""

Rows = tuple[tuple[Any, ...], ...]

_ROWS_AT_ONCE = 200


def write(table: Table, form: Format) -> Iterator[bytes]:
    """The table in pieces of some hundred rows."""
    yield head(table, form)
    yield from body(table, form)


def head(table: Table, form: Format) -> bytes:
    """What stands before the rows: the names of the columns in CSV, nothing in JSON Lines."""
    return _csv_lines([[column.name for column in table.columns]]) if form is Format.CSV else b""


def body(table: Table, form: Format) -> Iterator[bytes]:
    """The rows. The bodies of two tables of one shape, one after the other, are the body of both together."""
    encode = _csv_rows if form is Format.CSV else _json_rows
    for rows in _batches(table.rows):
        yield encode(table, rows)


def _csv_rows(table: Table, rows: Rows) -> bytes:
    return _csv_lines([csv_cell(cell) for cell in row] for row in rows)


def _csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO(newline="")
    # Both characters stand in the terminator, so that a lone one inside a text is quoted and read back as it was.
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def csv_cell(cell: Any) -> Any:
    """A cell of a table as CSV spells it; texts and numbers as they are."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return _moment(cell)
        case []:
            return "<none>"
        case list():
            return "|".join(cell)
        case {"special": str(special)}:
            return f"<{special}>"
        case {"start": int(start), "end": int(end)}:
            return f"{start}-{end}"
        case _:
            return cell


def _json_rows(table: Table, rows: Rows) -> bytes:
    names = [column.name for column in table.columns]
    return "".join(f"{_JSON.encode(dict(zip(names, row, strict=True)))}\n" for row in rows).encode()


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[Rows]:
    while batch := tuple(islice(rows, _ROWS_AT_ONCE)):
        yield batch


def _moment(at: datetime) -> str:
    """RFC 3339 in UTC; milliseconds only where there are any."""
    text = at.astimezone(UTC).isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return text.replace("+00:00", "Z")


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_moment)
