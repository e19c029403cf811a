"""What exactly does the hash of a snapshot cover, and which bytes will its files have?

Everything that was found and nothing of who froze it when. The hash is SHA-256 over lines of JSON (UTF-8, keys sorted, no
spaces), each ended by a line feed: first the head (rounds, coders, codebook, reliability), then a line for every message in order
of time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from typing import Any

from dataset.formats import Format, body, head
from dataset.tables import FrozenUnit, Shape, TableName, table

__all__ = ["ContentHash", "FileHashes", "text_hash"]


class ContentHash:
    """Takes in the head and the units of a snapshot, one by one."""

    def __init__(self, head: dict[str, Any]) -> None:
        self._hash = hashlib.sha256()
        self._add(head)

    def add(self, unit: FrozenUnit) -> None:
        """Take in the next unit. Its words count by their hash, so that a removal changes nothing."""
        self._add(
            {
                "message": [unit.platform, unit.message_id],
                "account": [unit.account, unit.country, unit.account_kind],
                "posted_at": unit.posted_at,
                "language": unit.language,
                "kind": unit.kind,
                "counts": [unit.likes, unit.retweets, unit.replies],
                "text": unit.text_sha256,
                "round": unit.round,
                "values": {
                    key: [found.status, found.value, found.provenance] for key, found in unit.values.items()
                },
                "codings": [
                    [
                        coding.round,
                        coding.coder,
                        coding.codebook,
                        coding.submitted_at,
                        coding.active_ms,
                        coding.values,
                        *([] if coding.repointed is None else [coding.repointed]),
                        *([{"aids": coding.aids, "late": coding.late}] if coding.aids or coding.late else []),
                    ]
                    for coding in unit.codings
                ],
            }
        )

    def hexdigest(self) -> str:
        """The hash of what was taken in so far."""
        return self._hash.hexdigest()

    def _add(self, line: Any) -> None:
        self._hash.update(_ENCODER.encode(line).encode() + b"\n")


@dataclass(slots=True)
class _File:
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        self.hash.update(piece)


class FileHashes:
    """Writes every file of a snapshot into a hash while units pass by, so that anybody can check a download."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._files = {pair: _File() for pair in product(TableName, Format)}
        for (name, form), file in self._files.items():
            file.add(head(table(name, (), shape), form))

    def add(self, units: Sequence[FrozenUnit]) -> None:
        """Take in the next units."""
        for (name, form), file in self._files.items():
            for piece in body(table(name, units, self._shape), form):
                file.add(piece)

    def told(self) -> dict[str, dict[str, Any]]:
        """File name -> its size in bytes and its SHA-256."""
        return {
            f"{name}.{form}": {"bytes": file.size, "sha256": file.hash.hexdigest()}
            for (name, form), file in self._files.items()
        }


def text_hash(text: str) -> str:
    """SHA-256 of a message's words in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_moment)
