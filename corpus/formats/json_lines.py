"""JSONL: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from corpus.faults import Fault, gettext_noop
from corpus.formats.lines import UnreadableError, bounded_lines
from corpus.formats.rows import Row, flatten, is_too_deep

# Numbers stay text: `1098581869233344512` keeps its digits, and `1.2E+18` is seen as what stands in the file.
DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)

NOT_AN_OBJECT = Fault(
    "json.not_an_object",
    gettext_noop("A message must be a JSON object, { … } with names and values. Here stands something else."),
)
TOO_DEEP = Fault("json.too_deep", gettext_noop("The JSON is nested too deeply to be a message."))


def read_json_lines(text: TextIO) -> Iterator[Row | Fault]:
    """One row a line; empty lines are left out. A line that is no JSON object is a fault, and the next line
    is read.
    """
    try:
        for number, line in enumerate(bounded_lines(text), start=1):
            if not line.isspace():
                yield _row(line, number)
    except UnreadableError as error:
        yield error.halt


def _row(line: str, number: int) -> Row | Fault:
    try:
        value = DECODER.decode(line)
    except RecursionError:
        return TOO_DEEP.at(number)
    except json.JSONDecodeError as error:
        return syntax_fault(error, error.colno).at(number)
    return as_row(value, number)


def as_row(value: Any, line: int) -> Row | Fault:
    if not isinstance(value, dict):
        return NOT_AN_OBJECT.at(line)
    return TOO_DEEP.at(line) if is_too_deep(value) else Row(line, flatten(value))


def syntax_fault(error: json.JSONDecodeError, column: int) -> Fault:
    return Fault(
        "json.syntax",
        gettext_noop("This is not valid JSON from character %(column)s of the line on (%(reason)s)."),
        {"column": column, "reason": error.msg},
    )
