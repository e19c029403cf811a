"""A file, read: recognised, understood as far as it goes, and judged by the rules of the codebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from coding.codebook_formats.annotinder import read_annotinder
from coding.codebook_formats.csv_file import named
from coding.codebook_formats.foreign_table import read_foreign
from coding.codebook_formats.json_document import read_document
from coding.codebook_formats.label_studio import read_label_studio
from coding.codebook_formats.layout import Format, NotACodebook, Reading
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.own_table import Rows, read_sheets, read_table
from coding.codebook_formats.qdc import read_qdc
from coding.codebook_formats.recognition import Table, recognise
from coding.codebook_formats.workbook import Table as Sheet
from coding.codebook_formats.workbook import own_sheets
from coding.codebook_rules import CodebookSpec, check_draft
from coding.codebook_rules.words import Say, _

_OWN_SHEETS = ("variables", "categories", "rules")
_ABOUT = "about"


def read(data: bytes, name: str, *, say: Say = _) -> Reading:
    """The codebook in a file of this name, with all that is to be told of it. Raises NotACodebook where there is none."""
    notes = Notes(say)
    try:
        recognised = recognise(data, notes)
        spec = _READERS[recognised.format](recognised.content, name, notes)
    except RecursionError as error:
        raise NotACodebook(say(_("The file is nested too deeply to be a codebook."))) from error
    notes.add_faults(check_draft(spec, say=say))
    if not spec.variables and not notes.faults:
        raise NotACodebook(say(_("The file holds no variables and no categories. Choose another file.")))
    return Reading(recognised.format, spec, recognised.sentence, notes.guessed, notes.dropped, notes.faults)


def _json(document: Mapping[str, Any], name: str, notes: Notes) -> CodebookSpec:
    return read_document(document, notes)


def _annotinder(document: Mapping[str, Any], name: str, notes: Notes) -> CodebookSpec:
    return read_annotinder(document, notes)


def _label_studio(root: Any, name: str, notes: Notes) -> CodebookSpec:
    return read_label_studio(root, notes)


def _table(table: Table, name: str, notes: Notes) -> CodebookSpec:
    if table.is_own:
        return read_table(table.rows, notes)
    return read_foreign(table.header, table.rows, name, notes)


def _workbook(sheets: Mapping[str, Sheet], name: str, notes: Notes) -> CodebookSpec:
    """The sheets from here, or the first sheet that holds a table."""
    tables = {title: Table(*named(_filled(sheet), notes)) for title, sheet in sheets.items()}
    filled = [title for title, table in tables.items() if table.rows]
    if own_sheets(sheets):
        variables, categories, rules = (_rows(tables, title) for title in _OWN_SHEETS)
        _tell_others([title for title in filled if title not in (*_OWN_SHEETS, _ABOUT)], notes)
        return read_sheets(variables, categories, rules, notes)
    if not filled:
        return CodebookSpec()
    _tell_others(filled[1:], notes)
    return _table(tables[filled[0]], name, notes)


def _filled(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(number, cells) for number, cells in enumerate(sheet, start=1) if any(cells)]


def _rows(tables: Mapping[str, Table], title: str) -> Rows:
    return tables[title].rows if title in tables else []


def _tell_others(titles: list[str], notes: Notes) -> None:
    if titles:
        notes.drop(_("Further sheets, which are not read: %(sheets)s."), sheets=", ".join(titles))


_READERS: Mapping[Format, Callable[[Any, str, Notes], CodebookSpec]] = {
    Format.JSON: _json,
    Format.CSV: _table,
    Format.XLSX: _workbook,
    Format.QDC: read_qdc,
    Format.LABEL_STUDIO: _label_studio,
    Format.ANNOTINDER: _annotinder,
}
