"""What does a reader need to use a snapshot's files without asking anybody?

The manifest: what the snapshot is, its codebook and reliability, what each column means, how cells are spelt, and the size and
SHA-256 of each file as it was at the freeze.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dataset.formats import SPELLING
from dataset.tables import Shape, TableName, table

__all__ = ["manifest"]

_NOTES = (
    "Ids are text: read them as text, since numbers lose digits.",
    "CSV is UTF-8 and unaltered. A spreadsheet may take words that begin with =, +, - or @ for a formula: import them as text.",
    "The words of messages are joined when a table is read: a removed message keeps its row and codes and loses its words.",
    "So reconciled files differ from the hashes given here once messages have been removed; long and matrix files never do.",
    "Nobody sees values before a round is closed. A PI who looked inside earlier said why: see looks of the rounds.",
    "content_hash is SHA-256 over what was found, without title, note, person and time of the freeze: equal content, equal hash.",
)


def manifest(
    about: Mapping[str, Any], frozen: Mapping[str, Any], shape: Shape, files: Mapping[str, Any], removed: int
) -> dict[str, Any]:
    """The manifest: `about` says which snapshot it is, `frozen` what it holds beside the tables."""
    return {
        **about,
        **frozen,
        "tables": {
            name.value: [
                {"column": column.name, "meaning": column.meaning}
                for column in table(name, (), shape).columns
            ]
            for name in TableName
        },
        "files": dict(files),
        "removed_messages": removed,
        "spelling": {
            "csv": dict(SPELLING),
            "jsonl": 'null for missing, [] for none, lists for sets, {"special": "uncodable"} and {"special": "not_applicable"}',
        },
        "notes": list(_NOTES),
    }
