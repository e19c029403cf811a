"""Tables as CSV: UTF-8 with a mark, so that spreadsheets read it as what it is; CRLF; no cell is a formula.

A cell that a spreadsheet would take for a formula begins with an apostrophe, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from coding.codebook_formats.layout import NotACodebook
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.own_table import Rows, table_of
from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.words import _
from corpus.formats.delimited import column_names, guess_delimiter

_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+([.]\d+)?")


def write_csv(spec: CodebookSpec) -> bytes:
    header, rows = table_of(spec)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_disarmed(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _disarmed(cell: str) -> str:
    return f"'{cell}" if _DANGEROUS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell[1:]) else cell


def read_rows(text: str, notes: Notes) -> tuple[list[str], Rows]:
    """The names of the columns, and the rows below them. Raises NotACodebook."""
    delimiter = guess_delimiter(io.StringIO(text, newline=""))
    if delimiter is None:
        raise NotACodebook(
            notes.say(
                _(
                    "This is neither JSON nor XML, and its lines fall into no columns. Codebooks come in as JSON, CSV, XLSX, "
                    "REFI-QDA (.qdc), Label Studio configuration or AnnoTinder codebook."
                )
            )
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        filled = [
            (reader.line_num, [_armed(cell) for cell in cells])
            for cells in reader
            if any(cells) and not _is_hint(cells)
        ]
    except csv.Error as error:
        sentence = notes.say(
            _("The table is damaged in line %(line)d: a quotation mark is missing or too many.")
        )
        raise NotACodebook(sentence % {"line": reader.line_num}) from error
    return named(filled, notes)


def named(filled: Sequence[tuple[int, Sequence[str]]], notes: Notes) -> tuple[list[str], Rows]:
    """The first row as names of columns, and the others by these names. What stands beside the columns is a fault."""
    if not filled:
        return [], []
    header = column_names(list(filled[0][1]))
    for number, cells in filled[1:]:
        if any(cells[len(header) :]):
            notes.fault(
                _("Row %(row)d has more cells than the table has columns: they may have slipped."), row=number
            )
    return header, [(number, dict(zip(header, cells, strict=False))) for number, cells in filled[1:]]


def _is_hint(cells: list[str]) -> bool:
    """Excel may write `sep=;` above the header."""
    return cells[0].lower().startswith("sep=") and not any(cells[1:])
