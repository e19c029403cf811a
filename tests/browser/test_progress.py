"""A PI watches a round in a browser: it goes on by itself, and disturbs nobody who reads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from coding.models import Assignment, Round
from coding.services.rounds import close_round, open_round
from studies.models import Study, User
from tests.browsing import enter
from tests.coding.stage import NOW, add_messages, code, planned_round

pytestmark = pytest.mark.django_db(transaction=True)

Visit = Callable[..., Page]
A_TURN = 16_000  # milliseconds: one more than the page waits


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, coder_b: User) -> Round:
    add_messages(study, 12)
    return open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=NOW)


@pytest.fixture
def visit(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    client_of: Callable[[User], Client],
    study: Study,
) -> Visit:
    """`visit(pi, "round_detail", 1)`: the page of a signed-in person, whose clock is ours."""

    def go(person: User, name: str, *args: int) -> Page:
        enter(context, live_server, client_of(person))
        page.clock.install()
        page.goto(live_server.url + reverse(name, args=[study.slug, *args]))
        return page

    return go


def code_some(round_: Round, coder: User, number: int) -> None:
    waiting = round_.assignments.filter(coder=coder, revision=0).order_by("position")
    Assignment.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[:number])).update(
        revision=1, submitted_at=NOW
    )


def test_the_page_of_a_round_goes_on_by_itself(visit: Visit, round_: Round, pi: User, coder_a: User) -> None:
    page = visit(pi, "round_detail", 1)
    done = page.locator(".progress-text")
    expect(done).to_have_text("0 of 24 codings")
    code_some(round_, coder_a, 5)
    page.clock.fast_forward(A_TURN)
    expect(done).to_have_text("5 of 24 codings")
    code_some(round_, coder_a, 2)
    page.clock.fast_forward(A_TURN)
    expect(done).to_have_text("7 of 24 codings")


def test_nothing_is_taken_from_under_the_focus_or_a_selection(
    visit: Visit, round_: Round, pi: User, coder_a: User
) -> None:
    page = visit(pi, "round_detail", 1)
    done, link = page.locator(".progress-text"), page.get_by_role("link", name="Over time")
    link.focus()
    code_some(round_, coder_a, 5)
    with page.expect_response("**/rounds/1/"):
        page.clock.fast_forward(A_TURN)
    expect(link).to_be_focused()
    expect(done).to_have_text("0 of 24 codings")
    page.keyboard.press("Tab")
    link.evaluate("link => link.blur()")
    page.evaluate("document.activeElement.blur()")
    done.select_text()
    with page.expect_response("**/rounds/1/"):
        page.clock.fast_forward(A_TURN)
    expect(done).to_have_text("0 of 24 codings")
    page.evaluate("getSelection().removeAllRanges()")
    page.clock.fast_forward(A_TURN)
    expect(done).to_have_text("5 of 24 codings")


def test_a_pi_walks_from_progress_to_speed_and_categories_by_keyboard(
    visit: Visit, round_: Round, pi: User, coder_a: User, coder_b: User
) -> None:
    for coder, seconds in ((coder_a, 8), (coder_b, 14)):
        code(round_, coder, active_ms=1000 * seconds)
    close_round(round_, by=pi, at=NOW)
    page = visit(pi, "round_detail", 1)
    for name, title in (
        ("Over time", "“Pilot” over time"),
        ("Speed", "Speed in “Pilot”"),
        ("Categories by coder", "Categories by coder in “Pilot”"),
    ):
        page.get_by_role("link", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        picture = page.locator(".picture img")
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 300
        assert not _complaints(page)
        page.go_back()


def _complaints(page: Page) -> list[object]:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    violations = Axe().run(page, options=rules).response["violations"]
    return [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations]
