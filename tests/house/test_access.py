"""Every address, visited by everybody.

The stranger learns nothing, the member without the right is told so, and reading never writes.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection, transaction

from studies.roles import RIGHTS, Role
from tests.house.access_table import ANYBODY, NOBODY, SOMEBODY
from tests.house.visiting import TABLE, all_addresses, in_a_study, path_of

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


def test_every_address_has_a_row_and_every_row_an_address():
    ours = {name for name in all_addresses() if not name.endswith(":None") and name != "None"}
    assert ours == set(TABLE)


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
        return {405} if role or not in_a_study(name) else {404, 405}
    if allowed in (ANYBODY, SOMEBODY):
        return None
    if role is None:
        return {404}
    return None if allowed in RIGHTS[role] else {403}


def _is_right(name: str, method: str, person: str, status: int) -> bool:
    expected = _expected(name, method, person)
    if expected is not None:
        return status in expected
    if method == "GET":
        return status in {200, 302}
    return status not in {401, 403, 405} and status < 500


class Visit:
    """A request whose effects are taken back, with the statements by which it wrote."""

    def __init__(self, client: Any, name: str, method: str, path: str) -> None:
        self.writes: list[str] = []
        with transaction.atomic(), connection.execute_wrapper(self._watch):
            answer = getattr(client, method.lower())(path, **self._body(name, method))
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        self.status: int = answer.status_code

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            self.writes.append(sql)
        return execute(sql, params, many, context)

    @staticmethod
    def _body(name: str, method: str) -> dict[str, Any]:
        if method == "GET":
            return {}
        return {"data": "{}", "content_type": "application/json"} if name.startswith("api:") else {"data": {}}


@pytest.mark.parametrize("person", ROLES)
def test_everybody_gets_what_the_table_says_at_every_address(person, request, furnished, client_of, api_of):
    who = None if person == "anonymous" else request.getfixturevalue(person)
    clients = {False: client_of(who), True: api_of(who)}
    wrong = []
    for name, pattern in all_addresses().items():
        program = name.startswith("api:")
        path = path_of(name, pattern, furnished)
        for method in METHODS if program else ("GET", "POST"):
            visit = Visit(clients[program], name, method, path)
            if not _is_right(name, method, person, visit.status):
                wrong.append(
                    f"{method} {name} ({path}): {visit.status}, not {_expected(name, method, person)}"
                )
            if method == "GET" and visit.writes:
                wrong.append(f"GET {name} wrote: {visit.writes[0][:120]}")
    assert not wrong, "\n" + "\n".join(wrong)
