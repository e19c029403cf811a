"""A coder's first day: a training is failed, the reasons are read, it is tried again and passed, and the round opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from coding.models import Round, TrainingAttempt
from studies.models import Study, User
from tests.browsing import enter
from tests.coding.stage import add_messages, published_codebook
from tests.coding.training_scene import know, open_round, open_training

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def training(study: Study, coder_a: User) -> Round:
    published_codebook(study)
    for message in add_messages(study, 3)[:2]:
        know(message)
    return open_training(study, [coder_a])


@pytest.fixture
def production(study: Study, training: Round, coder_a: User) -> Round:
    return open_round(study, [coder_a], list(study.messages.order_by("pk")[2:]), training=training)


@pytest.fixture
def desk(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    client_of: Callable[[User], Client],
    coder_a: User,
) -> Iterator[Page]:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None
    )
    enter(context, live_server, client_of(coder_a))
    page.set_viewport_size({"width": 1366, "height": 768})
    yield page
    assert faults == []


def _address(server: LiveServer, name: str, round: Round) -> str:
    return server.url + reverse(name, args=[round.study.slug, round.number])


def _code(page: Page, keys: str) -> None:
    """Code a message by keys and read what was right."""
    expect(page.locator("[data-cd-current]")).to_have_count(1)
    for key in keys.split():
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("[data-cd-feedback]")).to_be_visible()


def _go_on(page: Page) -> None:
    page.wait_for_timeout(450)  # an Enter on the heels of the last one is not meant for this page
    page.keyboard.press("Enter")
    expect(page.locator("[data-cd-feedback]")).to_have_count(0)


def test_a_training_is_failed_read_tried_again_and_passed(
    desk: Page, live_server: LiveServer, training: Round, production: Round
) -> None:
    desk.goto(_address(live_server, "desk", production))
    expect(desk.locator("[data-cd-problem]")).to_contain_text("“Training” comes before this round.")
    desk.get_by_role("link", name="To Training").click()

    _code(desk, "w w")  # intent: attack; concepts: privacy
    told = desk.locator("[data-cd-feedback]")
    expect(told.get_by_role("heading", name="0 of 2 right")).to_be_visible()
    expect(told).to_contain_text("It names a danger.")
    expect(told.locator(".feedback-wrong").first).to_contain_text("Warn")
    expect(told.locator(".feedback-wrong").nth(1)).to_contain_text("Missing")
    desk.keyboard.press("Enter")  # too early: nobody skips what they have not read
    expect(told).to_be_visible()
    _go_on(desk)
    expect(desk.locator(".desk-where")).to_have_text("2 of 2")

    _code(desk, "e q")  # warn; security: all right
    expect(desk.get_by_role("heading", name="All 2 right")).to_be_visible()
    _go_on(desk)
    expect(desk).to_have_url(re.compile("/training/$"))
    expect(desk.get_by_role("heading", name="Not passed yet")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("Intent: 1 of 2 right, that is 50 %; 60 % are needed.")

    desk.get_by_role("button", name="Try again").click()
    expect(desk.locator(".desk-where")).to_have_text("1 of 2")
    for _message in range(2):
        _code(desk, "e q")
        _go_on(desk)
    expect(desk.get_by_role("heading", name="You have passed this training")).to_be_visible()
    assert list(TrainingAttempt.objects.order_by("number").values_list("passed", flat=True)) == [False, True]

    desk.get_by_role("link", name="Go on with Production").click()
    expect(desk.locator("[data-cd-coding]")).to_be_visible()


def test_a_coded_message_of_a_training_shows_what_was_right_and_no_form(
    desk: Page, live_server: LiveServer, training: Round
) -> None:
    desk.goto(_address(live_server, "desk", training))
    _code(desk, "e q")
    _go_on(desk)
    expect(desk.locator("[data-cd-back]")).to_be_hidden()
    desk.go_back()
    expect(desk.locator("[data-cd-feedback]")).to_be_visible()
    expect(desk.locator("[data-cd-coding]")).to_have_count(0)


def test_without_javascript_a_training_is_walked_through_by_forms(
    client_of: Callable[[User], Client], study: Study, training: Round, coder_a: User
) -> None:
    client = client_of(coder_a)
    address = reverse("desk_message", args=[study.slug, training.number, 1])
    form = {
        "v-intent": "warn",
        "v-concepts": ["security"],
        "base_revision": 0,
        "key": "5b3c1f60-8a3e-4d59-9a44-0d2f0c2a3b11",
    }
    answer = client.post(address + "submit/", form, follow=True)
    assert "All 2 right" in answer.text
    assert reverse("desk_message", args=[study.slug, training.number, 2]) in answer.text
    assert client.get(address, follow=True).redirect_chain[0][0] == address + "feedback/"
