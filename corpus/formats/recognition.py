"""What is in this file? Decided by content; the name only serves to say when it promises something else."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import IO, TextIO

from corpus.faults import Fault, Remark, gettext_noop
from corpus.formats.delimited import guess_delimiter
from corpus.formats.encoding import EMPTY, as_text, detect_encoding
from corpus.formats.json_document import objects_in_members
from corpus.formats.json_lines import DECODER
from corpus.formats.layout import Encoding, Format, Layout
from corpus.formats.lines import MAX_LINE, UnreadableError, bounded_lines

# Where an object holds several arrays of objects, the one with the first of these names is read.
USUAL_MEMBERS = (
    "tweets",
    "statuses",
    "messages",
    "posts",
    "toots",
    "data",
    "items",
    "results",
    "rows",
    "records",
)
MEMBERS_OF_AN_ERROR = {"error", "errors"}
JSON_FORMATS = {Format.JSON, Format.JSON_LINES}
PROMISES = {
    ".csv": {Format.TABLE},
    ".tsv": {Format.TABLE},
    ".tab": {Format.TABLE},
    ".json": JSON_FORMATS,
    ".jsonl": JSON_FORMATS,
    ".ndjson": JSON_FORMATS,
}

ENCODINGS = {
    Encoding.UTF_8: gettext_noop("The characters are UTF-8."),
    Encoding.UTF_16: gettext_noop("The characters are UTF-16, by the mark at the start of the file."),
    Encoding.UTF_16_LE: gettext_noop("The characters are UTF-16 without a mark, by its zero bytes."),
    Encoding.UTF_16_BE: gettext_noop("The characters are UTF-16 without a mark, by its zero bytes."),
    Encoding.WINDOWS_1252: gettext_noop(
        "The characters are Windows-1252, since its bytes are no UTF-8. Look at the accents in the preview: "
        "if they are wrong, save the file again with the encoding UTF-8."
    ),
}
DELIMITERS = {
    ",": gettext_noop("A table whose columns are divided by commas (CSV)."),
    ";": gettext_noop("A table whose columns are divided by semicolons (CSV)."),
    "\t": gettext_noop("A table whose columns are divided by tabs (TSV)."),
    "|": gettext_noop("A table whose columns are divided by vertical bars."),
}
JSON_LINES = Remark("format.jsonl", gettext_noop("JSONL: one JSON object a line."))
JSON_ARRAY = Remark("format.json", gettext_noop("JSON: an array of objects."))
JSON_OBJECT = Remark("format.json", gettext_noop("JSON: a single object, read as one message."))
JSON_MEMBER = gettext_noop(
    "JSON: an object; the messages are the %(count)s objects in its member “%(member)s”."
)
OTHER_MEMBERS = gettext_noop("It holds further arrays that are not read: %(members)s.")
NAME_SAYS_OTHERWISE = gettext_noop(
    "The name of the file ends in %(ending)s, but its content is something else. It is read by its content."
)

NOT_A_TABLE = Fault(
    "file.not_a_table",
    gettext_noop(
        "This is neither a table nor JSON: its lines are not divided into columns by commas, semicolons, "
        "tabs or bars. "
        "Messages are imported from CSV, JSON or JSONL files."
    ),
)
WEB_PAGE = Fault(
    "file.web_page",
    gettext_noop(
        "This is a web page or XML, not data. A download that needs a sign-in often saves such a page "
        "instead of the file."
    ),
)
SCRIPT = Fault(
    "file.script",
    gettext_noop(
        "This is a script of a Twitter data export, not JSON. Delete everything before the first bracket "
        "“[” and save it as a .json file."
    ),
)
STRANGE_NAMES = Fault(
    "json.strange_names",
    gettext_noop(
        "The names in this JSON hold characters that cannot be shown. The file is damaged, or it is no data."
    ),
)
ERROR_ANSWER = Fault(
    "file.error_answer",
    gettext_noop(
        "This file holds an error that a server answered with, and no messages. Fetch the data again."
    ),
)


def recognise(stream: IO[bytes], name: str = "") -> Layout | Fault:
    """The layout of a file, or why it cannot be read. `name` is the file's own name, as the person has it."""
    encoding = detect_encoding(stream)
    if isinstance(encoding, Fault):
        return encoding
    text = as_text(stream, encoding)
    try:
        found = _layout(text, encoding)
    except UnicodeDecodeError:
        return NOT_A_TABLE
    finally:
        text.detach()
    return found if isinstance(found, Fault) else _with_remark_on_name(found, name)


def _layout(text: TextIO, encoding: Encoding) -> Layout | Fault:
    try:
        first = _first_line(text)
    except UnreadableError as error:
        return _long_first_line(text, encoding) or error.halt
    start = first.lstrip()
    if not start:
        return EMPTY
    if start.startswith("["):
        return Layout(Format.JSON, encoding, remarks=(JSON_ARRAY, _about(encoding)))
    if start.startswith("{"):
        return _braces(text, first, encoding)
    if start.startswith("<"):
        return WEB_PAGE
    if start.startswith("window.YTD"):
        return SCRIPT
    return _table(text, encoding)


def _first_line(text: TextIO) -> str:
    """The first line that is not blank; empty where there is none."""
    return next((line for line in bounded_lines(text) if not line.isspace()), "")


def _long_first_line(text: TextIO, encoding: Encoding) -> Layout | Fault | None:
    """A JSON document of many megabytes may stand on a single line."""
    text.seek(0)
    start = text.read(MAX_LINE).lstrip()
    if start.startswith("["):
        return Layout(Format.JSON, encoding, remarks=(JSON_ARRAY, _about(encoding)))
    return _object(text, encoding) if start.startswith("{") else None


def _about(encoding: Encoding) -> Remark:
    return Remark("encoding", ENCODINGS[encoding])


def _braces(text: TextIO, first: str, encoding: Encoding) -> Layout | Fault:
    """JSONL or one object: JSONL when the first line is complete and another follows, or when the next begins
    with a brace.
    """
    following = _first_line(text).lstrip()
    if following.startswith("{") or (_is_complete(first) and following):
        return Layout(Format.JSON_LINES, encoding, remarks=(JSON_LINES, _about(encoding)))
    return _object(text, encoding)


def _is_complete(line: str) -> bool:
    try:
        return isinstance(DECODER.decode(line), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _object(text: TextIO, encoding: Encoding) -> Layout | Fault:
    text.seek(0)
    members = objects_in_members(text)
    if isinstance(members, Fault):
        return members
    arrays = {name: count for name, count in members.items() if count}
    if MEMBERS_OF_AN_ERROR & set(members) and set(arrays) <= MEMBERS_OF_AN_ERROR:
        return ERROR_ANSWER
    if not all(name.isprintable() for name in arrays):
        return STRANGE_NAMES
    if not arrays:
        return Layout(Format.JSON, encoding, remarks=(JSON_OBJECT, _about(encoding)))
    member = next(
        (name for name in USUAL_MEMBERS if name in arrays), max(arrays, key=lambda name: arrays[name])
    )
    remarks = [Remark("format.json", JSON_MEMBER, {"member": member, "count": arrays.pop(member)})]
    if arrays:
        remarks.append(Remark("json.other_members", OTHER_MEMBERS, {"members": ", ".join(arrays)}))
    return Layout(Format.JSON, encoding, member=member, remarks=(*remarks, _about(encoding)))


def _table(text: TextIO, encoding: Encoding) -> Layout | Fault:
    text.seek(0)
    delimiter = guess_delimiter(text)
    if delimiter is None:
        return NOT_A_TABLE
    remarks = (Remark("format.table", DELIMITERS[delimiter]), _about(encoding))
    return Layout(Format.TABLE, encoding, delimiter=delimiter, remarks=remarks)


def _with_remark_on_name(layout: Layout, name: str) -> Layout:
    ending = PurePath(name).suffix.lower()
    if layout.format in PROMISES.get(ending, {layout.format}):
        return layout
    remark = Remark("name.otherwise", NAME_SAYS_OTHERWISE, {"ending": ending})
    return Layout(layout.format, layout.encoding, layout.delimiter, layout.member, (*layout.remarks, remark))
