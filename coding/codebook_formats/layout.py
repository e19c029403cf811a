"""What is a file of a codebook, once it was read?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from coding.codebook_rules import CodebookSpec, Fault

MOST_BYTES = 5 * 1024 * 1024


class Format(StrEnum):
    """How a codebook is spelt in a file; for those that are written the ending of the file's name too."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    QDC = "qdc"
    LABEL_STUDIO = "label_studio"
    ANNOTINDER = "annotinder"


# The formats that are written, each with its media type.
MEDIA_TYPES: Mapping[Format, str] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.QDC: "application/xml",
}
WRITTEN = tuple(MEDIA_TYPES)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds.

    `recognised` says as what it was read and why, `guessed` what it does not say and was decided for it, `dropped` what it holds
    and a codebook here has no place for. With `faults` it cannot be taken over.
    """

    format: Format
    spec: CodebookSpec
    recognised: str
    guessed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class NotACodebook(Exception):
    """The file as a whole cannot be read as a codebook; the sentence says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
