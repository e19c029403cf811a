"""Workbooks (XLSX): written with typed cells, so that no text becomes a formula or a link, and read cell by cell.

A workbook is a ZIP archive of XML. Before it is read, its directory is looked at, and what is unpacked is measured: a small file
can unpack to more than a machine holds, and a sheet with one cell at its far corner can take as much memory.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import python_calamine
import xlsxwriter
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from coding.codebook_formats.layout import NotACodebook
from coding.codebook_formats.own_table import VARIABLE_COLUMNS, sheets_of
from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.words import Say, _

MOST_UNPACKED = 40 * 1024 * 1024  # bytes of all parts together
MOST_PARTS = 500
MOST_CELLS = 300_000  # cells that are filled
MOST_PLACES = 2_000_000  # rows x columns of a sheet, filled or not
MOST_CHARACTERS = 200_000_000  # cells that share the longest text, times its length

_NUMERIC = {"min_choices", "max_choices", "least", "most", "number", "score"}
_WIDE = {"instruction", "definition", "include_when", "exclude_when", "condition", "message", "when", "then"}
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Table = list[list[str]]


# --- out


def write_workbook(spec: CodebookSpec, about: Mapping[str, str] | None = None) -> bytes:
    """Sheets of variables, categories and rules; `about` makes a last one of names and values."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        sheets = sheets_of(spec) | ({"about": [[*row] for row in about.items()]} if about else {})
        for name, rows in sheets.items():
            _write_sheet(book.add_worksheet(name), rows, head, words)
    return file.getvalue()


def _write_sheet(sheet: Any, rows: Table, head: Any, words: Any) -> None:
    header = rows[0] if rows else []
    for column, name in enumerate(header):
        wide = name in _WIDE or name.startswith(("example_", "near_miss_"))
        sheet.set_column(column, column, 48 if wide else 18)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if number and header[column] in _NUMERIC and _is_exact(cell):
                sheet.write_number(number, column, float(cell))
            elif cell:
                sheet.write_string(number, column, cell, words if number else head)


def _is_exact(cell: str) -> bool:
    """Whether a cell keeps all digits of a number, for it holds no more than 15."""
    return bool(cell) and sum(character.isdigit() for character in cell) <= 15


# --- in


def read_workbook(data: bytes, say: Say) -> dict[str, Table]:
    """The sheets by name, each as rows of cells. Raises NotACodebook for what is no workbook, or too large a one."""
    try:
        safe = _repacked(data, say)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(safe)) as book:
            return {
                name: [[_cell(cell) for cell in row] for row in _rows(book, name)]
                for name in book.sheet_names
            }
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise NotACodebook(
            say(_("This Excel workbook is damaged or locked: open it and save it again."))
        ) from error
    except (python_calamine.CalamineError, ParseError, DefusedXmlException, OSError, ValueError) as error:
        raise NotACodebook(
            say(_("This Excel workbook cannot be read: open it and save it again."))
        ) from error


def _rows(book: python_calamine.CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _cell(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _repacked(data: bytes, say: Say) -> bytes:
    """The same archive without compression, part by part as its directory says: nothing can unpack to more than was measured."""
    packed = zipfile.ZipFile(io.BytesIO(data))
    parts = packed.infolist()
    if "xl/workbook.xml" not in packed.namelist():
        raise NotACodebook(
            say(
                _(
                    "This is an archive and no Excel workbook: unpack it, and choose the file that holds the codebook."
                )
            )
        )
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotACodebook(
            say(
                _(
                    "This Excel workbook unpacks to more than a codebook can need. Save the sheet of the codebook as a workbook "
                    "of its own, or as CSV."
                )
            )
        )
    unpacked = io.BytesIO()
    longest = _longest_text(packed)
    with zipfile.ZipFile(unpacked, "w") as plain:
        for part in parts:
            content = packed.read(part)
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                _measure(io.BytesIO(content), longest, say)
            plain.writestr(part.filename, content)
    return unpacked.getvalue()


def _longest_text(packed: zipfile.ZipFile) -> int:
    """Characters of the longest text that cells can share."""
    if "xl/sharedStrings.xml" not in packed.namelist():
        return 0
    with packed.open("xl/sharedStrings.xml") as part:
        longest = 0
        for _event, element in iterparse(part, forbid_dtd=True):
            if element.tag.rpartition("}")[2] == "si":
                longest = max(longest, len("".join(element.itertext())))
                element.clear()
        return longest


def _measure(sheet: IO[bytes], longest: int, say: Say) -> None:
    """Raise NotACodebook for a sheet that would take more memory than a codebook can need."""
    cells = bottom = right = 0
    for _event, element in iterparse(sheet, forbid_dtd=True):
        tag, place = element.tag.rpartition("}")[2], element.get("r", "").upper()
        if tag == "c":
            cells += 1
            letters, number = _place(place)
            right, bottom = max(right, letters), max(bottom, number)
        elif tag == "row":
            bottom = max(bottom, int(place or 0))
            element.clear()
    if cells > MOST_CELLS or bottom * right > MOST_PLACES or cells * longest > MOST_CHARACTERS:
        raise NotACodebook(
            say(
                _(
                    "A sheet of this workbook is larger than a codebook can be. Delete what lies beside and below the "
                    "codebook, and save it again."
                )
            )
        )


def _place(name: str) -> tuple[int, int]:
    """Column and row of `AB12`, counted from 1; (0, 0) where a cell does not name its place and follows the one before."""
    match = _CELL.fullmatch(name)
    if match is None and name:
        raise ValueError(f"no place of a cell: {name}")
    return (_column(match[1]), int(match[2])) if match else (0, 0)


def _column(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def own_sheets(sheets: Mapping[str, Table]) -> bool:
    """Whether these are the sheets that `write_workbook` makes."""
    header = sheets.get("variables", [[]])[:1] or [[]]
    return {"variable_key", "kind"} <= set(header[0]) <= {*VARIABLE_COLUMNS, ""}
