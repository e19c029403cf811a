"""Lines of a file, never longer than fits into memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from corpus.faults import Fault, Halt, gettext_noop

# Characters. A page of 100 tweets with everything around them takes about one million.
MAX_LINE = 16 << 20


class UnreadableError(Exception):
    """Stops a reader of this package, which yields the `Halt` as its last word. Never leaves the package."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.halt = Halt(fault.code, fault.sentence, fault.params, fault.line)


def bounded_lines(text: TextIO, limit: int = MAX_LINE) -> Iterator[str]:
    """The lines with their ends. Raises `UnreadableError` at a line beyond `limit`, or at bytes that are no
    characters.
    """
    number = 0
    while True:
        number += 1
        line = _next_line(text, number, limit)
        if not line:
            return
        yield line


def _next_line(text: TextIO, number: int, limit: int) -> str:
    try:
        line = text.readline(limit)
    except UnicodeDecodeError as error:
        raise UnreadableError(broken_characters(error).at(number)) from error
    if len(line) == limit and not line.endswith(("\n", "\r")):
        raise UnreadableError(
            Fault(
                "line.too_long",
                gettext_noop(
                    "This line is longer than %(limit)s characters. The file may be damaged, or lack its "
                    "line ends."
                ),
                {"limit": limit},
                number,
            )
        )
    return line


def broken_characters(error: UnicodeDecodeError) -> Fault:
    return Fault(
        "file.characters",
        gettext_noop(
            "The bytes here are no characters in the encoding %(encoding)s. Save the file again with the "
            "encoding UTF-8."
        ),
        {"encoding": error.encoding},
    )
