"""Every address, visited by everybody: the stranger learns nothing, the member without the right is told so, and reading never writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studies.roles import RIGHTS, Right, Role
from tests.furnished import Furnished, furnish, visitor_kwargs
from tests.house.access_table import ANYBODY, NOBODY, NOT_OURS, PAGES, PROGRAMS, ROUND_OF, SOMEBODY

pytestmark = pytest.mark.django_db

ROLES = {
    "pi": Role.PI,
    "adjudicator": Role.ADJUDICATOR,
    "coder_a": Role.CODER,
    "coder_b": Role.CODER,
    "observer": Role.OBSERVER,
    "outsider": None,
    "anonymous": None,
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|COPY|TRUNCATE)\b", re.IGNORECASE)


def _addresses(patterns: list[Any], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif not (pattern.name or "").startswith(NOT_OURS):
            yield f"{space}{pattern.name}", pattern


def _all_addresses() -> dict[str, URLPattern]:
    return dict(_addresses(get_resolver().url_patterns))


TABLE = {**PAGES, **{f"api:{name}": methods for name, methods in PROGRAMS.items()}}


def test_every_address_has_a_row_and_every_row_an_address():
    ours = {name for name in _all_addresses() if not name.endswith(":None") and name != "None"}
    assert ours == set(TABLE)


@pytest.fixture
def furnished(study, pi, adjudicator, coder_a, coder_b, observer, outsider, now) -> Furnished:
    return furnish(study, pi=pi, coders=[pi, adjudicator, coder_a, coder_b], now=now)


def _path(name: str, pattern: URLPattern, furnished: Furnished) -> str:
    wanted = pattern.pattern.converters
    known = visitor_kwargs(furnished)
    bare = name.removeprefix("api:")
    known["number"] = ROUND_OF.get(bare, 1)
    if bare.startswith("ruling") and "message_id" in known:
        known["message_id"] = furnished.disputed
    slug = {"slug": furnished.study.slug}
    needed = set(wanted) | ({"slug"} if _in_a_study(name) else set())
    return reverse(name, kwargs={key: {**known, **slug}[key] for key in needed})


def _in_a_study(name: str) -> bool:
    return any(isinstance(right, Right) for right in TABLE[name].values())


def _expected(name: str, method: str, person: str) -> set[int] | None:
    """The statuses that are right; None: whatever comes after the door, only not a refusal and not a fault."""
    program = name.startswith("api:")
    allowed = TABLE[name].get(method)
    role = ROLES[person]
    if NOBODY in TABLE[name].values():
        return {404}
    if person == "anonymous" and ANYBODY not in TABLE[name].values():
        return {401} if program else {302}
    if allowed is None:
        return {405} if role or not _in_a_study(name) else {404, 405}
    if allowed in (ANYBODY, SOMEBODY):
        return None
    if role is None:
        return {404}
    return None if allowed in RIGHTS[role] else {403}


def _visit(client: Any, name: str, method: str, path: str) -> Any:
    body = {} if method == "GET" else {"data": "{}", "content_type": "application/json"}
    if method == "POST" and not name.startswith("api:"):
        body = {"data": {}}
    return getattr(client, method.lower())(path, **body)


@pytest.mark.parametrize("person", ROLES)
def test_everybody_gets_what_the_table_says_at_every_address(person, request, furnished, client_of, api_of):
    who = None if person == "anonymous" else request.getfixturevalue(person)
    clients = {False: client_of(who), True: api_of(who)}
    wrong = []
    for name, pattern in _all_addresses().items():
        if name not in TABLE:
            continue
        path = _path(name, pattern, furnished)
        program = name.startswith("api:")
        for method in METHODS if program else ("GET", "POST"):
            writes: list[str] = []

            def watch(execute, sql, params, many, context, writes=writes):
                if WRITES.match(sql):
                    writes.append(sql)
                return execute(sql, params, many, context)

            with transaction.atomic(), connection.execute_wrapper(watch):
                answer = _visit(clients[program], name, method, path)
                status = answer.status_code
                if answer.streaming:
                    b"".join(answer.streaming_content)
                transaction.set_rollback(True)
            expected = _expected(name, method, person)
            if expected is None:
                fine = status not in {401, 403, 405} and status < 500
                fine = fine and not (method == "GET" and status not in {200, 302})
            else:
                fine = status in expected
            if not fine:
                wrong.append(f"{method} {name} ({path}): {status}, expected {expected or 'to pass the door'}")
            if method == "GET" and writes:
                wrong.append(f"GET {name} wrote: {writes[0][:120]}")
    assert not wrong, "\n" + "\n".join(wrong)
