"""What comes, or would come, of importing a file? The counts, and the lines that need an eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from corpus.faults import Fault, Halt, Remark, gettext_noop
from corpus.records import MessageRecord

# A report is for reading. The counts are of all rows, the lists of the first ones.
LISTED = 200
TIMES_AGREE_WITHIN = timedelta(minutes=1)


class Fate(StrEnum):
    """What becomes of a row that can be read."""

    NEW = "new"
    UNCHANGED = "unchanged"
    RECOUNTED = "recounted"  # the same message with other counts, which become a dated observation
    CHANGED = "changed"  # the same id with another text, which is told and never written over the first
    REPEATED = "repeated"  # once more in the same file
    REMOVED = "removed"  # its text was taken out of the study
    CONTRADICTS = "contradicts"  # an id that the file gives to two texts: a fault


CONTRADICTS = gettext_noop(
    "The id %(id)s stands on line %(first)s already, with another text. One of the two rows is wrong."
)
OTHER_TEXT = gettext_noop(
    "The message %(id)s has another text than when it was imported. The first text stays."
)


@dataclass
class Report:
    """Counts of rows by what becomes of them; `rows` is all of them, `refused` those with a fault.

    `halted` says that a part of the file cannot be read or that no id of it can be trusted, so that nothing
    may be imported. `entities` counts texts in which HTML entities were decoded, `times_differ` those whose
    time in the file is more than a minute from that of the id.
    """

    rows: int = 0
    fates: dict[str, int] = field(default_factory=lambda: dict.fromkeys((fate.value for fate in Fate), 0))
    refused: int = 0
    halted: bool = False
    faults: list[Fault] = field(default_factory=list)
    changes: list[Remark] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    entities: int = 0
    times_differ: int = 0
    first: str = ""
    last: str = ""
    new_accounts: list[str] = field(default_factory=list)

    def refuse(self, faults: list[Fault]) -> None:
        """Count one refused row, with all that is wrong with it."""
        self.rows += 1
        self.refused += 1
        self.list_faults(faults)

    def list_faults(self, faults: list[Fault]) -> None:
        """Keep what is said about a row, or about the whole file, while there is room."""
        self.halted = self.halted or any(isinstance(fault, Halt) for fault in faults)
        self.faults += faults[: max(0, LISTED - len(self.faults))]

    def take(self, record: MessageRecord) -> None:
        """Count one row that can be read."""
        self.rows += 1
        self.kinds[record.kind.value] = self.kinds.get(record.kind.value, 0) + 1
        self.entities += record.entities
        self.times_differ += times_differ(record)
        moment = record.posted_at.isoformat()
        self.first = min(self.first or moment, moment)
        self.last = max(self.last, moment)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            **self.fates,
            "refused": self.refused,
            "halted": self.halted,
            "faults": [fault.as_json() for fault in self.faults],
            "changes": [change.as_json() for change in self.changes],
            "kinds": self.kinds,
            "entities": self.entities,
            "times_differ": self.times_differ,
            "first": self.first,
            "last": self.last,
            "new_accounts": self.new_accounts,
        }


def times_differ(record: MessageRecord) -> bool:
    """Whether the file puts the message at another time than its id does. A day without an hour says too
    little.
    """
    written = record.file_time_read
    if written is None or written.day_only:
        return False
    return abs(written.at - record.posted_at) > TIMES_AGREE_WITHIN


def blocks(report: Mapping[str, Any], *, leave_out_refused: bool) -> bool:
    """Whether a stored report forbids the import: everything or nothing, unless refused rows are left out
    knowingly.
    """
    return bool(report["halted"] or (report["refused"] and not leave_out_refused))


def moment_of(stored: str) -> datetime | None:
    """`first` or `last` of a stored report as a time."""
    return datetime.fromisoformat(stored) if stored else None
