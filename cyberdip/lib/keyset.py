"""Pages that cost the same wherever they are: the next rows after a key, never OFFSET.

A cursor is the key of the last row seen, signed so that a forged one is no surprise in a query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of one page, and the cursor of the next (None on the last)."""

    rows: list[M]
    next_cursor: str | None


def page(queryset: QuerySet[M], *, fields: Sequence[str], cursor: str | None, size: int) -> Page[M]:
    """The page of `queryset` that follows `cursor`, ordered by `fields` (a leading minus means descending).

    The last field must make the order total (an id). Fields must not be null. A cursor that cannot be read starts from the
    beginning, as a link from an old page should.
    """
    key = _read(cursor, len(fields))
    rows = list((queryset.filter(_after(fields, key)) if key else queryset).order_by(*fields)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _write(rows[-1], fields) if more else None)


def _after(fields: Sequence[str], key: Sequence[Any]) -> Q:
    condition = Q()
    equal: dict[str, Any] = {}
    for field, value in zip(fields, key, strict=True):
        name = field.lstrip("-")
        condition |= Q(**equal, **{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        equal[name] = value
    return _bound(fields[0], key[0]) & condition


def _bound(field: str, value: Any) -> Q:
    """What the condition implies: said alone, it lets the index begin at the cursor and not at the first row."""
    return Q(**{f"{field.lstrip('-')}__{'lte' if field.startswith('-') else 'gte'}": value})


def _write(row: Model, fields: Sequence[str]) -> str:
    values = [getattr(row, field.lstrip("-")) for field in fields]
    return signing.dumps(
        [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in values], salt="keyset"
    )


def _read(cursor: str | None, length: int) -> list[Any] | None:
    if not cursor:
        return None
    try:
        values = signing.loads(cursor, salt="keyset")
    except signing.BadSignature:
        return None
    if not isinstance(values, list) or len(values) != length:
        return None
    return [parse_datetime(v["t"]) if isinstance(v, dict) else v for v in values]
