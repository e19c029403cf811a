"""Tables: CSV with any usual delimiter, and TSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TextIO

from corpus.faults import Fault, Halt, gettext_noop
from corpus.formats.lines import UnreadableError, bounded_lines
from corpus.formats.rows import Row

DELIMITERS = (",", "\t", ";", "|")
EXCEL_HINT = "sep="
SAMPLE_ROWS = 20

# Characters in one cell. The limit is the csv module's own and holds for the whole process; its default would
# refuse long texts.
MAX_CELL = 1 << 20
csv.field_size_limit(MAX_CELL)

UNCLOSED_QUOTE = Halt(
    "table.unclosed_quote",
    gettext_noop(
        "A quotation mark is opened here and never closed, so the rest of the file would become one cell. "
        "Close or double it."
    ),
)
STRAY_QUOTE = Fault(
    "table.stray_quote",
    gettext_noop("A quotation mark stands inside a quoted cell. Double it, or save the table again as CSV."),
)
CELL_TOO_LONG = Halt(
    "table.cell_too_long",
    gettext_noop(
        "A cell that begins here is longer than %(limit)s characters. A quotation mark that is never closed "
        "does this."
    ),
    {"limit": MAX_CELL},
)
NO_ROWS = Fault(
    "file.header_only", gettext_noop("The table has a header and no rows below it: it holds no message.")
)


def read_table(text: TextIO, delimiter: str) -> Iterator[Row | Fault]:
    """The rows below the header. A row with more or fewer cells than the header is a fault: its cells may
    have slipped.
    """
    try:
        lines = _without_excel_hint(bounded_lines(text))
        readings = _cells(lines, delimiter)
        header = _header(next(readings, None))
        if isinstance(header, Fault):
            yield header
            return
        for line, cells in readings:
            yield cells.at(line) if isinstance(cells, Fault) else _row(line, cells, header)
    except UnreadableError as error:
        yield error.halt


def _without_excel_hint(lines: Iterator[str]) -> Iterator[str]:
    """Excel may write `sep=;` above the header. It stays as an empty line, so that line numbers are the
    file's.
    """
    first = next(lines, "")
    return chain(["\n" if first.lower().startswith(EXCEL_HINT) else first], lines)


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | Fault]]:
    """(line on which the row begins, its cells). Empty lines are left out."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _quoting_fault(str(error))
            yield line, fault
            if isinstance(fault, Halt):
                return
        else:
            if cells:
                yield line, cells


def _quoting_fault(message: str) -> Fault:
    if "field limit" in message:
        return CELL_TOO_LONG
    return UNCLOSED_QUOTE if "unexpected end" in message else STRAY_QUOTE


def _header(first: tuple[int, list[str] | Fault] | None) -> list[str] | Fault:
    if first is None:
        return NO_ROWS
    line, cells = first
    return cells.at(line) if isinstance(cells, Fault) else column_names(cells)


def column_names(cells: list[str]) -> list[str]:
    """A name for every column: an empty one is called by its place, a repeated one gets a number."""
    seen: Counter[str] = Counter()
    names = []
    for place, cell in enumerate(cells, start=1):
        name = cell.strip() or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _row(line: int, cells: list[str], header: list[str]) -> Row | Fault:
    if len(cells) > len(header) and not any(cells[len(header) :]):
        cells = cells[: len(header)]
    if len(cells) != len(header):
        return Fault(
            "table.cell_count",
            gettext_noop(
                "The header has %(expected)s columns, this row has %(found)s cells, so they may have "
                "slipped. Check its quotation marks."
            ),
            {"expected": len(header), "found": len(cells)},
            line,
        )
    return Row(line, dict(zip(header, cells, strict=True)))


def guess_delimiter(text: TextIO) -> str | None:
    """The delimiter by which the first rows fall into the same number of cells, two or more; None where there
    is none.
    """
    try:
        first = "".join(line for line, _ in zip(bounded_lines(text), range(SAMPLE_ROWS * 5), strict=False))
    except UnreadableError:
        return None
    if first.lower().startswith(EXCEL_HINT) and first[len(EXCEL_HINT) :][:1] in DELIMITERS:
        return first[len(EXCEL_HINT)]
    best = max(DELIMITERS, key=lambda delimiter: _evenness(first, delimiter))
    return best if _evenness(first, best) > (0.0, 1) else None


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """(share of the first rows that are as long as the header, number of columns); (0, 1) where nothing is
    divided.
    """
    widths = [
        len(cells)
        for (_, cells), _ in zip(
            _cells(sample.splitlines(keepends=True), delimiter), range(SAMPLE_ROWS), strict=False
        )
        if isinstance(cells, list)
    ]
    if not widths or widths[0] < 2:
        return 0.0, 1
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
