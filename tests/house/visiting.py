"""Addresses of the whole application, and how to reach something at each in a furnished study."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studies.roles import Right
from tests.furnished import Furnished, visitor_kwargs
from tests.house.access_table import NOT_OURS, PAGES, PROGRAMS, ROUND_OF

TABLE: dict[str, dict[str, str]] = {**PAGES, **{f"api:{name}": methods for name, methods in PROGRAMS.items()}}


def all_addresses() -> dict[str, URLPattern]:
    """Every address of ours by its name; those of programs begin with `api:`."""
    return dict(_addresses(get_resolver().url_patterns))


def _addresses(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space
            )
        elif not pattern.callback.__module__.startswith(NOT_OURS):
            yield f"{space}{pattern.name}", pattern


def in_a_study(name: str) -> bool:
    return any(isinstance(right, Right) for right in TABLE[name].values())


def path_of(name: str, pattern: URLPattern, furnished: Furnished) -> str:
    """Where something is to be found at this address in the furnished study."""
    bare = name.removeprefix("api:")
    known = visitor_kwargs(furnished) | {"number": ROUND_OF.get(bare, 1)}
    if bare.startswith("ruling"):
        known["message_id"] = furnished.disputed
    needed = {*pattern.pattern.converters, *(["slug"] if in_a_study(name) else [])}
    return reverse(name, kwargs={key: known[key] for key in needed})
