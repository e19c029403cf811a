"""By which key is a variable or a category known, and is it still the one that somebody saw?"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import fields
from decimal import Decimal
from itertools import count
from typing import Any

from coding.codebook_rules.spec import CategorySpec, RuleSpec, VariableSpec

LONGEST_KEY = 60

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ROOM_FOR_A_NUMBER = 10


def is_key(text: str) -> bool:
    """Whether `text` may be a key: letters a-z, digits, hyphens, underscores, begun by a letter."""
    return len(text) <= LONGEST_KEY and _KEY.fullmatch(text) is not None


def suggest_key(label: str, taken: Container[str], *, prefix: str) -> str:
    """A key from a label: lower-case ASCII with underscores, begun by a letter, not among `taken`.

    `prefix` is a letter that begins the key where the label does not begin with a Latin one: "5G" -> "c5g", "安全" -> "c1".
    """
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: LONGEST_KEY - _ROOM_FOR_A_NUMBER].strip("_")
    if not stem:
        return _numbered(prefix, taken)
    if not stem[0].isalpha():
        stem = prefix + stem
    return stem if stem not in taken else _numbered(f"{stem}_", taken, start=2)


def _numbered(stem: str, taken: Container[str], start: int = 1) -> str:
    return next(key for number in count(start) if (key := f"{stem}{number}") not in taken)


def fingerprint(part: VariableSpec | CategorySpec | RuleSpec) -> str:
    """16 hex digits that change when a category, a rule, or a variable apart from its categories, changes."""
    values = [_comparable(getattr(part, field.name)) for field in fields(part) if field.name != "categories"]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _comparable(value: Any) -> Any:
    # 1, 1.0 and 1.0000 are one score.
    return value.normalize() if isinstance(value, Decimal) else value
