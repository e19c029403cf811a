"""Pages about who sees what: accessible and inside the window, for the PI on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from coding.models import Assignment, LateCoding, Look, Round
from corpus.services.translations import add_translation
from studies.models import Study, User
from tests.browsing import enter
from tests.coding import desk_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_pages_of_late_codings_looks_and_translations(
    theme: str,
    width: int,
    browser: Browser,
    live_server: LiveServer,
    client_of: Callable[[User], Client],
    study: Study,
    pi: User,
    coder_a: User,
    now: datetime,
) -> None:
    codebook = desk_scene.simple_codebook(study, by=pi, at=now)
    opened, closed = (
        desk_scene.open_round(codebook, [coder_a], at=now, title=title) for title in ("One", "Two")
    )
    desk_scene.close(closed, at=now)
    mine = Assignment.objects.filter(round=closed).earliest("position")
    LateCoding.objects.create(
        assignment=mine, base_revision=0, values={"tone": "warm"}, key="0" * 32, received_at=now
    )
    Look.objects.create(round=opened, by=pi, at=now, reason="A coder asked.")
    message = mine.unit.message
    add_translation(message, language="es", text="Una traducción.", by=pi, at=now)
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 844})
    enter(context, live_server, client_of(pi))
    page = context.new_page()
    for path in (
        *_paths(study, closed, "round_detail", "late_list", "look_list"),
        *_paths(study, opened, "round_detail", "look_list"),
        reverse("message_detail", args=[study.slug, message.pk]),
    ):
        page.goto(live_server.url + path)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def _paths(study: Study, round_: Round, *names: str) -> list[str]:
    return [reverse(name, args=[study.slug, round_.number]) for name in names]
