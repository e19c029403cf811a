"""What a reader yields: one record of a file with the line on which it begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Numbers are kept as the text that stands in the file: an id of 19 digits must not pass through a float.
Cell = str | bool | None | list[Any] | dict[str, Any]

SEPARATOR = "."
# Posts of all platforms stay far below this; what lies above is damage or an attack.
MAX_DEPTH = 32


@dataclass(frozen=True, slots=True)
class Row:
    """One record: column name -> cell. Members of nested objects have dotted names: `user.screen_name`."""

    line: int
    record: Mapping[str, Cell]


def is_too_deep(value: Any, levels: int = MAX_DEPTH) -> bool:
    """Whether objects and arrays are nested in more than `levels` levels."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_too_deep(member, levels - 1) for member in inner)


def flatten(nested: Mapping[str, Any]) -> dict[str, Cell]:
    """Nested objects as dotted names; lists stay lists. `{"user": {"name": "A"}}` becomes `{"user.name":
    "A"}`.
    """
    return dict(_members(nested, ""))


def _members(nested: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Cell]]:
    for name, value in nested.items():
        if isinstance(value, dict) and value:
            yield from _members(value, f"{prefix}{name}{SEPARATOR}")
        else:
            yield f"{prefix}{name}", value
