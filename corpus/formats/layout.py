"""How a file is to be read: its format, its encoding and what else a reader has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.faults import Remark


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    JSON_LINES = "jsonl"


class Encoding(StrEnum):
    """The values are Python's names of the codecs. `utf-8-sig` also drops a byte order mark."""

    UTF_8 = "utf-8-sig"
    UTF_16 = "utf-16"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    WINDOWS_1252 = "cp1252"


@dataclass(frozen=True, slots=True)
class Layout:
    """What was recognised. `delimiter` is set for tables; `member` names the array to read where JSON holds
    it inside an object.

    `remarks` say, in sentences for the person who brought the file, what was recognised and by what.
    """

    format: Format
    encoding: Encoding
    delimiter: str = ""
    member: str = ""
    remarks: tuple[Remark, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "format": self.format.value,
            "encoding": self.encoding.value,
            "delimiter": self.delimiter,
            "member": self.member,
            "remarks": [remark.as_json() for remark in self.remarks],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Layout:
        return cls(
            format=Format(stored["format"]),
            encoding=Encoding(stored["encoding"]),
            delimiter=stored["delimiter"],
            member=stored["member"],
            remarks=tuple(Remark.from_json(remark) for remark in stored["remarks"]),
        )
