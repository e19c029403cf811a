"""Codebooks as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coding.codebook_formats.csv_file import write_csv
from coding.codebook_formats.json_document import write_json
from coding.codebook_formats.layout import Format
from coding.codebook_formats.losses import losses
from coding.codebook_formats.qdc import write_qdc
from coding.codebook_formats.workbook import write_workbook
from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.words import Say, _

_WRITERS: Mapping[Format, Callable[[CodebookSpec], bytes]] = {
    Format.JSON: write_json,
    Format.CSV: write_csv,
    Format.XLSX: write_workbook,
    Format.QDC: write_qdc,
}


def write(spec: CodebookSpec, format: Format, *, say: Say = _) -> tuple[bytes, list[str]]:
    """The file, and what it leaves out; `format` is one of those that are written."""
    return _WRITERS[format](spec), losses(spec, format, say=say)
