"""What is in this file? Decided by its content, never by its name."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from coding.codebook_formats.annotinder import is_annotinder
from coding.codebook_formats.csv_file import read_rows
from coding.codebook_formats.json_document import NAME, parse_json
from coding.codebook_formats.layout import MOST_BYTES, Format, NotACodebook
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.own_table import Rows, is_own
from coding.codebook_formats.workbook import read_workbook
from coding.codebook_rules.words import Say, _
from corpus.faults import Fault
from corpus.formats import Encoding
from corpus.formats.encoding import as_text, detect_encoding

_HALF = re.compile("[\ud800-\udfff]")  # of a character: no text can hold it alone
_PACKED = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCODINGS: Mapping[Encoding, str] = {
    Encoding.UTF_8: "UTF-8",
    Encoding.UTF_16: "UTF-16",
    Encoding.UTF_16_LE: "UTF-16",
    Encoding.UTF_16_BE: "UTF-16",
    Encoding.WINDOWS_1252: "Windows-1252",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a header."""

    header: list[str]
    rows: Rows

    @property
    def is_own(self) -> bool:
        return is_own(self.header)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is, why, and its content: a JSON object, the root of an XML document, a table, or the sheets of a workbook."""

    format: Format
    sentence: str
    content: Any


def recognise(data: bytes, notes: Notes) -> Recognised:
    """What the bytes are. Raises NotACodebook for what is no codebook."""
    say = notes.say
    if len(data) > MOST_BYTES:
        sentence = say(_("The file has more than %(most)d MB. No codebook is as large: choose another file."))
        raise NotACodebook(sentence % {"most": MOST_BYTES // 2**20})
    if not data.strip():
        raise NotACodebook(say(_("The file is empty: it holds no codebook. Choose another file.")))
    if data.startswith(_PACKED):
        sentence = say(_("An Excel workbook (XLSX), by its content."))
        return Recognised(Format.XLSX, sentence, read_workbook(data, say))
    if data.startswith(_OLD_OFFICE):
        raise NotACodebook(
            say(
                _(
                    "This is an old Excel workbook (.xls), or one with a password: save it as .xlsx without a password."
                )
            )
        )
    text, encoding = _decoded(data, say)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        return _xml(text.lstrip("\ufeff \t\r\n"), say)
    if start in ("{", "["):
        return _json(parse_json(text.lstrip("\ufeff"), say), say)
    header, rows = read_rows(text.lstrip("\ufeff"), notes)
    sentence = say(_("A table (CSV) in %(encoding)s, with %(number)d rows below its header."))
    words = {"encoding": encoding, "number": len(rows)}
    return Recognised(Format.CSV, sentence % words, Table(header, rows))


def _decoded(data: bytes, say: Say) -> tuple[str, str]:
    """The characters, and the name of their encoding. Raises NotACodebook."""
    stream = io.BytesIO(data)
    encoding = detect_encoding(stream)
    if isinstance(encoding, Fault):
        sentence = _("This is no text, and no Excel workbook. Codebooks come in as JSON, CSV, XLSX or XML.")
        raise NotACodebook(say(sentence))
    try:
        text = as_text(stream, encoding).read()
    except UnicodeError as error:
        sentence = _("The characters of this file cannot be told. Save it again with the encoding UTF-8.")
        raise NotACodebook(say(sentence)) from error
    broken = _HALF.search(text)
    if broken:
        sentence = say(
            _("Line %(line)d holds bytes that are no characters. Save it again with the encoding UTF-8.")
        )
        raise NotACodebook(sentence % {"line": text.count("\n", 0, broken.start()) + 1})
    return text, _ENCODINGS[encoding]


def _json(document: Any, say: Say) -> Recognised:
    if isinstance(document, dict) and isinstance(document.get("codebook"), dict):
        document = document["codebook"]
    if isinstance(document, dict) and is_annotinder(document):
        sentence = say(_("A codebook of AnnoTinder, by its questions and codes."))
        return Recognised(Format.ANNOTINDER, sentence, document)
    if isinstance(document, dict) and ("variables" in document or document.get("format") == NAME):
        sentence = say(_("A codebook as JSON, as this application writes it, by its variables."))
        return Recognised(Format.JSON, sentence, document)
    raise NotACodebook(
        say(
            _(
                "This is JSON and no codebook: a codebook is an object with a list “variables”, or a codebook of AnnoTinder with "
                "“questions”."
            )
        )
    )


def _xml(text: str, say: Say) -> Recognised:
    root = _root(text, say)
    name = root.tag.rpartition("}")[2]
    if name == "View":
        sentence = say(_("A labelling configuration of Label Studio, by its root <View>."))
        return Recognised(Format.LABEL_STUDIO, sentence, root)
    codebook = root if name == "CodeBook" else next((each for each in root if _is_codebook(each)), None)
    if codebook is not None:
        sentence = say(_("A REFI-QDA codebook (.qdc), by its root <CodeBook>."))
        return Recognised(Format.QDC, sentence, codebook)
    raise NotACodebook(
        say(
            _(
                "This is XML and no codebook: <%(root)s> is neither a REFI-QDA <CodeBook> nor a Label Studio <View>."
            )
        )
        % {"root": name[:60]}
    )


def _is_codebook(element: Element) -> bool:
    """A whole project (project.qde) holds a codebook among other things."""
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == "CodeBook"


def _root(text: str, say: Say) -> Element:
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotACodebook(
            say(
                _(
                    "This XML declares entities or a document type, which is not read. Remove the line <!DOCTYPE …>."
                )
            )
        ) from error
    except (ParseError, ValueError) as error:
        line, column = getattr(error, "position", (1, 0))
        sentence = say(_("This begins like XML and is none: line %(line)d, column %(column)d is wrong."))
        raise NotACodebook(sentence % {"line": line, "column": column + 1}) from error
    return root
