"""Which characters do these bytes mean? UTF-8, UTF-16 or Windows-1252, decided on the whole file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import IO

from corpus.faults import Fault, gettext_noop
from corpus.formats.layout import Encoding

CHUNK = 1 << 20

# "surrogateescape" turns a byte that is no UTF-8 into one of these, so that the broken line can be named when
# its row is read.
BROKEN = re.compile("[\udc80-\udcff]")
SOUND = re.compile("[^\x00-\x7f\udc80-\udcff]")
# The five bytes to which Windows-1252 gives no character.
UNDEFINED_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")

MAGIC = {
    b"PK\x03\x04": gettext_noop(
        "This is an Excel workbook or a ZIP archive, not a text file. Open it, make sure that the column of "
        "ids is formatted as text, "
        "and save the sheet as “CSV UTF-8”."
    ),
    b"\xd0\xcf\x11\xe0": gettext_noop(
        "This is an old Excel workbook, not a text file. Open it, make sure that the column of ids is "
        "formatted as text, "
        "and save the sheet as “CSV UTF-8”."
    ),
    b"\x1f\x8b": gettext_noop(
        "This file is compressed with gzip. Unpack it first and choose the file that comes out."
    ),
    b"%PDF": gettext_noop("This is a PDF document. Messages are imported from CSV, JSON or JSONL files."),
    b"\x89PNG": gettext_noop("This is a picture. Messages are imported from CSV, JSON or JSONL files."),
    b"\xff\xd8\xff": gettext_noop("This is a picture. Messages are imported from CSV, JSON or JSONL files."),
    b"SQLite format 3": gettext_noop(
        "This is an SQLite database. Export the table of messages from it as CSV."
    ),
    b"PAR1": gettext_noop("This is a Parquet file. Export it as CSV or JSONL, with the ids as text."),
}

EMPTY = Fault("file.empty", gettext_noop("The file is empty: it holds no message. Choose another file."))
BINARY = Fault(
    "file.binary",
    gettext_noop(
        "This is not a text file: it holds bytes that no text has. Messages are imported from CSV, JSON or "
        "JSONL files."
    ),
)
UNKNOWN_ENCODING = Fault(
    "file.encoding",
    gettext_noop(
        "The file is neither UTF-8 nor UTF-16 nor Windows-1252, so its characters cannot be told. Save it "
        "again with the encoding UTF-8."
    ),
)


def detect_encoding(stream: IO[bytes]) -> Encoding | Fault:
    """The encoding of a file, from its byte order mark, its zero bytes, or all its bytes.

    A file with some broken bytes among good UTF-8 is UTF-8: its broken lines are named when they are read. A
    file in which no byte above 127 makes sense as UTF-8 is Windows-1252, the encoding of spreadsheets.
    """
    stream.seek(0)
    start = stream.read(4096)
    if not start:
        return EMPTY
    for magic, sentence in MAGIC.items():
        if start.startswith(magic):
            return Fault("file.binary", sentence)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding.UTF_16
    if b"\0" in start:
        return _encoding_by_zero_bytes(start)
    return _encoding_by_all_bytes(stream)


def _encoding_by_zero_bytes(start: bytes) -> Encoding | Fault:
    """UTF-16 without a mark: in Western text every second byte is zero."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return Encoding.UTF_16_LE
    if even > half * 0.4 and odd < half * 0.05:
        return Encoding.UTF_16_BE
    return Encoding.UTF_8 if even + odd < max(2, len(start) // 1000) else BINARY


def _encoding_by_all_bytes(stream: IO[bytes]) -> Encoding | Fault:
    sound = broken = 0
    undefined = False
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for chunk in _chunks(stream):
        undefined = undefined or UNDEFINED_IN_WINDOWS_1252.search(chunk) is not None
        text = decoder.decode(chunk)
        if not text.isascii():
            broken += len(BROKEN.findall(text))
            sound += len(SOUND.findall(text))
    broken += len(decoder.decode(b"", final=True))
    if broken == 0 or sound > broken:
        return Encoding.UTF_8
    return UNKNOWN_ENCODING if undefined else Encoding.WINDOWS_1252


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk


def as_text(stream: IO[bytes], encoding: Encoding) -> TextIOWrapper:
    """The file as text from its start, line ends untouched. Bytes that are no UTF-8 come out as lone
    surrogates.

    Detach the wrapper when done: closing it closes the file.
    """
    stream.seek(0)
    errors = "surrogateescape" if encoding is Encoding.UTF_8 else "strict"
    return TextIOWrapper(stream, encoding=encoding.value, errors=errors, newline="")
