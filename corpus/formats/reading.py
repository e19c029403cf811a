"""Open a file by its layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TextIO

from corpus.faults import Fault
from corpus.formats.delimited import read_table
from corpus.formats.encoding import as_text
from corpus.formats.json_document import read_json
from corpus.formats.json_lines import read_json_lines
from corpus.formats.layout import Format, Layout
from corpus.formats.rows import Row


def read(stream: IO[bytes], layout: Layout) -> Iterator[Row | Fault]:
    """Every record of the file as a `Row`, or the `Fault` that stands in its place. The stream stays open."""
    text = as_text(stream, layout.encoding)
    try:
        yield from _readings(text, layout)
    finally:
        text.detach()


def _readings(text: TextIO, layout: Layout) -> Iterator[Row | Fault]:
    match layout.format:
        case Format.TABLE:
            return read_table(text, layout.delimiter)
        case Format.JSON_LINES:
            return read_json_lines(text)
        case Format.JSON:
            return read_json(text, layout.member)
