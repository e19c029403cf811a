"""A PI's day in a browser: plan a round, see what it deals, open and close it, settle what is left with one key each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from coding.models import Disagreement, Round, Ruling
from coding.services.rounds import close_round, open_round, start_adjudication
from studies.models import Study, User
from tests.browsing import enter
from tests.coding.stage import AGREED, add_messages, code, planned_round, published_codebook

pytestmark = pytest.mark.django_db(transaction=True)

Visit = Callable[..., Page]


@pytest.fixture
def visit(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    client_of: Callable[[User], Client],
    study: Study,
) -> Visit:
    """`visit(pi, "round_detail", 1)`: the page in a browser in which this person is signed in."""

    def go(person: User, name: str, *args: int) -> Page:
        enter(context, live_server, client_of(person))
        page.goto(live_server.url + reverse(name, args=[study.slug, *args]))
        return page

    return go


def expect_accessible(page: Page) -> None:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    violations = Axe().run(page, options=rules).response["violations"]
    assert not [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations]


# --- planning


def test_the_outlook_follows_the_plan(
    visit: Visit, study: Study, pi: User, coder_a: User, coder_b: User
) -> None:
    add_messages(study, 20)
    published_codebook(study)
    page = visit(pi, "round_create")
    outlook = page.locator("#outlook")
    expect(outlook).to_contain_text("Every pair of coders has 20 messages in common.")
    page.get_by_label("Per cent coded by several").fill("30")
    expect(outlook).to_contain_text("Every pair of coders has 6 messages in common.")
    page.get_by_label("coder_b").uncheck()
    expect(outlook).to_contain_text("2 coders a message cannot be had from 1 coder")
    expect_accessible(page)
    assert not Round.objects.exists()


def test_every_kind_of_round_has_the_answers_it_needs_and_no_others(
    visit: Visit, study: Study, pi: User, coder_a: User, coder_b: User
) -> None:
    add_messages(study, 20)
    published_codebook(study)
    page = visit(pi, "round_create")
    asked = {
        "pilot": ("A stratified random sample", "Coders for each of these"),
        "production": ("A stratified random sample", "Hidden gold, in per cent"),
        "training": ("How many messages", "Intent"),
        "stability": ("Round to meet again", "Days between"),
        "recode": ("Training to be passed first", "Seed"),
    }
    everything = {label for labels in asked.values() for label in labels} - {"Seed"}
    shared = {
        "production": {"Coders for each of these", "Training to be passed first"},
        "pilot": {"Training to be passed first"},
        "stability": {"How many messages", "Training to be passed first"},
    }
    for kind, labels in asked.items():
        page.locator("#id_kind").select_option(kind)
        for label in labels:
            expect(page.get_by_label(label)).to_be_visible()
        for label in everything - set(labels) - shared.get(kind, set()):
            expect(page.get_by_label(label)).to_be_hidden()
    expect(page.locator("#outlook")).to_contain_text("there is nothing to code again")
    expect_accessible(page)


def test_strata_are_shown_planned_against_achieved_as_they_are_chosen(
    visit: Visit, study: Study, pi: User, coder_a: User, coder_b: User
) -> None:
    add_messages(study, 20)
    published_codebook(study)
    page = visit(pi, "round_create")
    expect(page.get_by_label("Strata by")).to_be_hidden()
    page.get_by_label("A stratified random sample").check()
    page.get_by_label("Strata by").select_option("language")
    page.get_by_label("How many messages").fill("6")
    strata = page.get_by_role("region", name="Strata of the sample")
    expect(strata.get_by_role("row").nth(1)).to_contain_text("en")
    expect(strata.get_by_role("cell").nth(2)).to_have_text("6")
    expect_accessible(page)


def test_a_coder_is_dealt_in_by_keyboard_after_a_look_at_what_moves(
    visit: Visit, study: Study, pi: User, coder_a: User, coder_b: User, adjudicator: User, now: datetime
) -> None:
    add_messages(study, 12)
    round = open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now)
    page = visit(pi, "round_detail", 1)
    page.get_by_role("link", name="Deal a coder in").press("Enter")
    page.get_by_label("Coder").select_option("adjudicator")
    page.get_by_role("button", name="Show what would move").press("Enter")
    expect(page.get_by_text("8 messages get another coder.")).to_be_visible()
    expect_accessible(page)
    assert not round.assignments.filter(coder=adjudicator).exists()
    page.get_by_role("button", name="Deal in").press("Enter")
    expect(page.get_by_text("8 messages have another coder now.")).to_be_visible()
    assert round.assignments.filter(coder=adjudicator).count() == 8


def test_how_many_is_asked_where_some_are_drawn(visit: Visit, study: Study, pi: User, coder_a: User) -> None:
    add_messages(study, 20)
    published_codebook(study)
    page = visit(pi, "round_create")
    size = page.get_by_label("How many messages")
    expect(size).to_be_hidden()
    page.get_by_label("A simple random sample").check()
    size.fill("5")
    expect(page.locator("#outlook")).to_contain_text("Codings")
    expect(page.locator("#outlook dd").first).to_have_text("5")


def test_a_round_is_planned_opened_and_closed(
    visit: Visit, study: Study, pi: User, coder_a: User, coder_b: User
) -> None:
    add_messages(study, 4)
    published_codebook(study)
    page = visit(pi, "round_create")
    page.get_by_label("Name of the round").fill("First pilot")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("First pilot")
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("dialog")).to_contain_text("4 messages will be dealt")
    page.get_by_role("dialog").get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("0 of 8 codings")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("link", name="Close the round").click()
    expect(page.get_by_text("8 assignments are still open")).to_be_visible()
    page.get_by_role("button", name="Close the round").click()
    expect(page.get_by_role("button", name="Begin adjudication")).to_be_visible()
    assert Round.objects.get().phase == "closed"


# --- ruling


@pytest.fixture
def round(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    """Two coders differ on the intent of two messages, and on the concepts of the second."""
    messages = add_messages(study, 3)
    round = open_round(planned_round(study, [coder_a, coder_b]), by=pi, at=now)
    code(round, coder_a)
    code(round, coder_b)
    code(round, coder_b, AGREED | {"intent": "attack"}, messages[0])
    code(round, coder_b, AGREED | {"intent": "attack", "concepts": []}, messages[2])
    return start_adjudication(close_round(round, by=pi, at=now), by=pi, at=now)


@pytest.fixture
def sheet(visit: Visit, round: Round, adjudicator: User) -> Page:
    """The first message of the queue."""
    page = visit(adjudicator, "ruling_queue", round.number)
    with page.expect_navigation():
        page.get_by_role("link", name="Begin ruling").click()
    return page


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_disagreements_are_settled_by_one_key_each(sheet: Page) -> None:
    expect(sheet.get_by_text("3 left")).to_be_visible()
    expect_accessible(sheet)
    first = sheet.locator("[data-cd-current] [data-cd-sent]").first.get_attribute("data-cd-sent")
    press_and_wait(sheet, "1")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Message 3")
    assert Ruling.objects.get(origin="adjudicated").value == first
    press_and_wait(sheet, "2")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Message 3")
    press_and_wait(sheet, "1")
    expect(sheet.get_by_role("link", name="Settle the round")).to_be_visible()
    assert not Disagreement.objects.filter(ruling=None).exists()


def test_the_last_ruling_is_taken_back_by_a_key(sheet: Page) -> None:
    press_and_wait(sheet, "1")
    press_and_wait(sheet, "Backspace")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Message 1")
    expect(sheet.get_by_text("3 left")).to_be_visible()


def test_a_value_of_nobodys_asks_for_its_reason(sheet: Page) -> None:
    reason = sheet.get_by_label("Reason", exact=True)
    expect(reason).to_be_hidden()
    sheet.keyboard.press("q")  # extol: neither warn nor attack
    expect(reason).to_be_visible()
    press_and_wait(sheet, "Enter")
    expect(sheet.get_by_role("alert")).to_contain_text("None of the coders chose this")
    expect_accessible(sheet)
    sheet.keyboard.press("n")
    sheet.keyboard.type("1 2 q: it praises")
    expect(reason).to_have_value("1 2 q: it praises")
    sheet.keyboard.press("Escape")
    press_and_wait(sheet, "Enter")
    ruling = Ruling.objects.get(origin="adjudicated")
    assert (ruling.value, ruling.reason) == ("extol", "1 2 q: it praises")


def test_a_message_can_be_left_for_later(sheet: Page) -> None:
    press_and_wait(sheet, "ArrowRight")
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Message 3")
    assert not Ruling.objects.filter(origin="adjudicated").exists()


def test_no_key_fires_under_the_sheet_of_keys(sheet: Page) -> None:
    sheet.keyboard.press("?")
    expect(sheet.get_by_role("dialog")).to_be_visible()
    expect_accessible(sheet)
    sheet.keyboard.press("1")
    sheet.keyboard.press("Escape")
    expect(sheet.get_by_role("dialog")).to_be_hidden()
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Message 1")
    assert not Ruling.objects.filter(origin="adjudicated").exists()
