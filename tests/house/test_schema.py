"""The API keeps what its schema says, whatever is thrown at it, and never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS

from cyberdip.wsgi import application
from studies.services.tokens import create_token
from tests.furnished import Furnished, visitor_kwargs
from tests.house.access_table import ROUND_OF

pytestmark = pytest.mark.django_db

EXAMPLES = 6  # for each operation, at every run others
KEPT = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A bare WSGI call would close the connection that holds the test's transaction, as a web server does after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    request_started.disconnect(reset_queries)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    request_started.connect(reset_queries)


def test_the_schema_is_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_nothing_that_is_sent_breaks_the_api_or_its_promises(furnished, pi, one_connection):
    token = create_token(pi, name="fuzz", days=1)[1]
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    faults = []
    for result in schema.get_all_operations():
        try:
            _throw(result.ok(), furnished, token)
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - all are told together at the end
            faults.append(f"{result.ok().label}: {str(error)[:1500]}")
    assert not faults, "\n\n".join(faults)


def _throw(operation: Any, furnished: Furnished, token: str) -> None:
    """Send what the schema allows, and what it does not, to things that are there."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        known = visitor_kwargs(furnished) | {
            "number": ROUND_OF.get(operation.definition.raw["operationId"], 1)
        }
        case.path_parameters = {
            name: known.get(name, given) for name, given in (case.path_parameters or {}).items()
        }
        with transaction.atomic():
            answer = case.call(headers={"Authorization": f"Token {token}"})
            transaction.set_rollback(True)
        case.validate_response(answer, checks=[CHECKS.get_one(name) for name in KEPT])

    send()
