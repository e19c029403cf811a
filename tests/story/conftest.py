"""Fixtures of the stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from studies.models import User
from tests.story.person import PASSWORD, Person


@pytest.fixture
def arrive(browser: Browser, live_server: LiveServer, db: None) -> Iterator[Callable[[str], Person]]:
    people: list[Person] = []

    def arrive(name: str) -> Person:
        user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name)
        people.append(Person(browser, live_server.url, user))
        return people[-1]

    yield arrive
    # htmx tells of a fragment that was on its way when the person went on to the next page.
    errors = [error for person in people for error in person.errors if not error.startswith("htmx:")]
    for person in people:
        person.context.close()
    assert not errors
