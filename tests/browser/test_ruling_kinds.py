"""Rulings on numbers, dates, quotes and trees under the fingers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from coding.models import Round, Ruling
from studies.models import Study, User
from tests.browsing import enter
from tests.coding.all_kinds import OTHER_QUOTE, adjudicated_round, published_all_kinds, unit
from tests.coding.stage import add_messages

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[[str], Page]


@pytest.fixture
def round(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    codebook = published_all_kinds(study, by=pi, at=now)
    return adjudicated_round(study, codebook, add_messages(study, 4), coder_a, coder_b)


@pytest.fixture
def ask(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    client_of: Callable[[User], Client],
    round: Round,
    adjudicator: User,
) -> Ask:
    """`ask("likes")`: the sheet of the disputed message with this variable under the keys."""
    enter(context, live_server, client_of(adjudicator))

    def go(variable: str) -> Page:
        address = reverse("ruling_detail", args=[round.study.slug, round.number, unit(round, 1).message_id])
        page.goto(f"{live_server.url}{address}?question={variable}")
        return page

    return go


def ruled(key: str) -> object:
    return Ruling.objects.get(variable__key=key, origin="adjudicated").value


def test_a_number_is_typed_and_enter_rules_with_it(ask: Ask) -> None:
    """Enter in the field is not the first coder's button."""
    page = ask("likes")
    current = page.locator("[data-cd-current]")
    page.keyboard.press("q")
    expect(current.locator("[name=v-likes]")).to_be_focused()
    page.keyboard.type("500")
    page.keyboard.press("Tab")
    expect(current.get_by_label("Reason", exact=True)).to_be_visible()  # nobody's value
    current.get_by_label("Reason", exact=True).fill("Counted again.")
    current.locator("[name=v-likes]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert ruled("likes") == 500


def test_a_value_of_a_coder_needs_no_reason_when_it_is_typed(ask: Ask) -> None:
    page = ask("likes")
    page.keyboard.press("q")
    page.keyboard.type("1200")
    page.keyboard.press("Escape")
    expect(page.locator("[data-cd-current]").get_by_label("Reason", exact=True)).to_be_hidden()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert ruled("likes") == 1200


def test_a_quote_is_typed_in_the_words_of_the_message(ask: Ask) -> None:
    page = ask("words")
    page.keyboard.press("q")
    page.keyboard.type("networks")
    page.keyboard.press("Escape")
    current = page.locator("[data-cd-current]")
    current.get_by_label("Reason", exact=True).fill("It is about networks.")
    with page.expect_navigation():
        current.get_by_role("button", name="Rule with this value").click()
    assert ruled("words") == OTHER_QUOTE


def test_a_category_deep_in_the_tree_brings_those_above_it(ask: Ask) -> None:
    page = ask("topics")
    current = page.locator("[data-cd-current]")
    current.get_by_label("Steel").check()
    for label in ("Economy", "Commerce", "Tariffs"):
        expect(current.get_by_label(label)).to_be_checked()
    current.get_by_label("Reason", exact=True).fill("Steel alone.")
    with page.expect_navigation():
        current.get_by_role("button", name="Rule with this value").click()
    assert ruled("topics") == ["economy", "trade", "tariffs", "steel"]
