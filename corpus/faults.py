"""How does a pure module say something to a person? With a remark: a sentence, and the values that belong in
it.

Errors in a file are expected, so they are values, not exceptions. A remark keeps its sentence and its values
apart, so that the doors can translate the sentence (`corpus.sentences`), count remarks of one kind by `code`,
and store them as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Value = str | int


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators. The doors translate it: this room knows only English."""
    return sentence


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a file or, with `line`, about one of its lines (the first line is 1).

    `record` counts the records, for files in which many of them stand on one line. `sentence` is
    the English source with `%(name)s` places, `params` what is put into them.
    """

    code: str
    sentence: str
    params: Mapping[str, Value] = field(default_factory=dict)
    line: int | None = None
    record: int | None = None

    def __str__(self) -> str:
        said = self.sentence % self.params
        return said if self.line is None else f"line {self.line}: {said}"

    def at(self, line: int | None, record: int | None = None) -> Self:
        """The same remark about a certain line."""
        return type(self)(self.code, self.sentence, self.params, line, record)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "sentence": self.sentence,
            "params": dict(self.params),
            "line": self.line,
            "record": self.record,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(stored["code"], stored["sentence"], stored["params"], stored["line"], stored["record"])


class Fault(Remark):
    """A remark for which a line, or a whole file, is refused."""

    __slots__ = ()


class Halt(Fault):
    """A fault behind which nothing of the file can be read: the rows that are missing cannot even be counted."""

    __slots__ = ()
