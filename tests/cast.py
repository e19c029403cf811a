"""The standing cast: pi owns the study, adjudicator settles, coder_a and coder_b code, observer looks, outsider gets nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from rest_framework.test import APIClient

from studies.models import Membership, Study, User
from studies.roles import Role
from studies.services.studies import create_study
from studies.services.tokens import create_token

__all__ = [
    "adjudicator",
    "api_of",
    "client_of",
    "coder_a",
    "coder_b",
    "now",
    "observer",
    "outsider",
    "pi",
    "study",
]

MEMBERS = {
    "adjudicator": Role.ADJUDICATOR,
    "coder_a": Role.CODER,
    "coder_b": Role.CODER,
    "observer": Role.OBSERVER,
}


def _person(name: str) -> User:
    return User.objects.create_user(f"{name}@example.org", name=name)


def _member(study: Study, name: str) -> User:
    person = _person(name)
    Membership.objects.create(
        study=study, user=person, role=MEMBERS[name], added_by=study.created_by, added_at=study.created_at
    )
    return person


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def pi(db: None) -> User:
    return _person("pi")


@pytest.fixture
def study(pi: User, now: datetime) -> Study:
    """A study of `pi`, with nobody else in it until a test asks for them by name."""
    return create_study(title="A study", slug="a-study", by=pi, at=now)


@pytest.fixture
def adjudicator(study: Study) -> User:
    return _member(study, "adjudicator")


@pytest.fixture
def coder_a(study: Study) -> User:
    return _member(study, "coder_a")


@pytest.fixture
def coder_b(study: Study) -> User:
    return _member(study, "coder_b")


@pytest.fixture
def observer(study: Study) -> User:
    return _member(study, "observer")


@pytest.fixture
def outsider(db: None) -> User:
    return _person("outsider")


@pytest.fixture
def client_of() -> Callable[[User | None], Client]:
    """`client_of(coder_a)`: a browser without JavaScript in which this person is signed in; `client_of(None)` is anonymous."""

    def signed_in(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def api_of() -> Callable[[User | None], APIClient]:
    """`api_of(coder_a)`: a program with a token of this person; `api_of(None)` has none."""

    def with_token(person: User | None) -> APIClient:
        client = APIClient()
        if person is not None:
            _token, text = create_token(person, name="test", days=1)
            client.credentials(HTTP_AUTHORIZATION=f"Token {text}")
        return client

    return with_token
