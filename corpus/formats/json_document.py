"""JSON: an array of objects, or an object that holds one, read one object at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from corpus.faults import Fault, gettext_noop
from corpus.formats.json_lines import DECODER, TOO_DEEP, as_row, syntax_fault
from corpus.formats.lines import UnreadableError, broken_characters
from corpus.formats.rows import Row

CHUNK = 1 << 16
# Characters that one value may have: like a line in JSONL.
MAX_VALUE = 16 << 20

CUT_OFF = Fault(
    "json.cut_off",
    gettext_noop("The file ends here in the middle of its JSON: it was cut off. Fetch or export it again."),
)
VALUE_TOO_LONG = Fault(
    "json.value_too_long",
    gettext_noop("A value that begins here is longer than %(limit)s characters."),
    {"limit": MAX_VALUE},
)
MORE_BEHIND = Fault(
    "json.more_behind",
    gettext_noop(
        "The JSON ends here, but the file goes on. One object a line is JSONL: then each must stand on one "
        "line."
    ),
)


class Scanner:
    """Takes JSON values from a text one after another, holding little more than one of them. Raises
    `UnreadableError`.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._lines_before = 1
        self._counted = 0

    @property
    def line(self) -> int:
        """The line of the next character, the first being 1."""
        self._lines_before += self._buffer.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._lines_before

    def peek(self) -> str:
        """The next character that is no white space; empty at the end of the text."""
        while True:
            while self._at < len(self._buffer):
                if not self._buffer[self._at].isspace():
                    return self._buffer[self._at]
                self._at += 1
            if not self._fill():
                return ""

    def take(self, *wanted: str) -> str:
        """The next character, which must be one of `wanted`."""
        found = self.peek()
        if not found:
            raise UnreadableError(CUT_OFF.at(self.line))
        if found not in wanted:
            raise UnreadableError(self._unexpected(wanted, found))
        self._at += 1
        return found

    def value(self) -> Any:
        """The next JSON value, numbers as text."""
        if not self.peek():
            raise UnreadableError(CUT_OFF.at(self.line))
        while True:
            try:
                value, end = DECODER.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise UnreadableError(TOO_DEEP.at(self.line)) from error
            except json.JSONDecodeError as error:
                self._read_on_or_raise(error)
            else:
                # A number at the end of the buffer may go on behind it.
                if end < len(self._buffer) or not self._fill():
                    self._at = end
                    return value

    def _read_on_or_raise(self, error: json.JSONDecodeError) -> None:
        """A value may be broken only because the rest of it has not been read yet."""
        inside = error.pos < len(self._buffer) - 16 and not error.msg.startswith("Unterminated string")
        if inside:
            raise UnreadableError(self._syntax_fault(error)) from error
        if len(self._buffer) - self._at > MAX_VALUE:
            raise UnreadableError(VALUE_TOO_LONG.at(self.line)) from error
        at_end = error.pos >= len(self._buffer.rstrip()) or error.msg.startswith("Unterminated string")
        fault = CUT_OFF.at(self.line) if at_end else self._syntax_fault(error)
        if not self._fill():
            raise UnreadableError(fault) from error

    def _syntax_fault(self, error: json.JSONDecodeError) -> Fault:
        line = self.line + self._buffer.count("\n", self._at, error.pos)
        column = error.pos - self._buffer.rfind("\n", 0, error.pos)
        return syntax_fault(error, column).at(line)

    def _unexpected(self, wanted: tuple[str, ...], found: str) -> Fault:
        return Fault(
            "json.unexpected",
            gettext_noop("This is not valid JSON: %(wanted)s was expected here, and %(found)s was found."),
            {"wanted": " / ".join(wanted), "found": found},
            self.line,
        )

    def _fill(self) -> bool:
        """Read on: at least as much again as is held, so that a long value is not tried too often. False at
        the end.
        """
        if self._ended:
            return False
        count_up_to_here = self.line
        rest = self._buffer[self._at :]
        try:
            more = self._text.read(max(CHUNK, len(rest)))
        except UnicodeDecodeError as error:
            raise UnreadableError(broken_characters(error).at(count_up_to_here)) from error
        self._ended = not more
        self._buffer, self._at, self._counted = rest + more, 0, 0
        return bool(more)


def read_json(text: TextIO, member: str = "") -> Iterator[Row | Fault]:
    """The objects of the array, or of the array in the top object's `member`. An object without one is itself
    the only row.
    """
    scanner = Scanner(text)
    try:
        if scanner.peek() == "[":
            yield from _array(scanner)
        elif member:
            yield from _member(scanner, member)
        else:
            line = scanner.line
            yield as_row(scanner.value(), line)
        if scanner.peek():
            raise UnreadableError(MORE_BEHIND.at(scanner.line))
    except UnreadableError as error:
        yield error.halt


def _array(scanner: Scanner) -> Iterator[Row | Fault]:
    for line, value in _elements(scanner):
        yield as_row(value, line)


def _elements(scanner: Scanner) -> Iterator[tuple[int, Any]]:
    scanner.take("[")
    if scanner.peek() == "]":
        scanner.take("]")
        return
    while True:
        scanner.peek()
        line = scanner.line
        yield line, scanner.value()
        if scanner.take(",", "]") == "]":
            return


def _members(scanner: Scanner) -> Iterator[str]:
    """The names of an object's members. The caller takes each value before asking for the next name."""
    scanner.take("{")
    if scanner.peek() == "}":
        scanner.take("}")
        return
    while True:
        if scanner.peek() != '"':
            scanner.take('"')
        name = scanner.value()
        scanner.take(":")
        yield name
        if scanner.take(",", "}") == "}":
            return


def _member(scanner: Scanner, wanted: str) -> Iterator[Row | Fault]:
    for name in _members(scanner):
        if name == wanted and scanner.peek() == "[":
            yield from _array(scanner)
        else:
            scanner.value()


def objects_in_members(text: TextIO) -> dict[str, int] | Fault:
    """The members of the top object in the order of the file, with how many objects each holds as an array:
    mostly none.
    """
    scanner = Scanner(text)
    found: dict[str, int] = {}
    try:
        for name in _members(scanner):
            found[name] = _count_objects(scanner)
    except UnreadableError as error:
        return error.halt
    return found


def _count_objects(scanner: Scanner) -> int:
    if scanner.peek() == "[":
        return sum(isinstance(value, dict) for _, value in _elements(scanner))
    scanner.value()
    return 0
