"""Every kind of variable under a coder's hands: what is pressed, selected or typed is what is stored, to the code point."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from coding.models import AidUse, Coding, Round
from corpus.services.translations import add_translation
from studies.models import Study, User
from tests.browser.test_desk import Seat
from tests.browser.test_desk import seat as a_seat
from tests.browsing import enter
from tests.coding import desk_scene

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGE = (
    "Trust us \N{WOMAN}\u200d\N{ROCKET}\N{REGIONAL INDICATOR SYMBOL LETTER C}\N{REGIONAL INDICATOR SYMBOL LETTER N}: "
    "cafe\N{COMBINING ACUTE ACCENT} networks are safe.\n今天 opens https://example.org/x today"
)
seat = a_seat  # the fixture
STEPS = "all => all.map(q => Math.round(q.getBoundingClientRect().top))"


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, now: datetime) -> Round:
    codebook = desk_scene.spec_codebook(study, desk_scene.TWELVE, by=pi, at=now)
    return desk_scene.open_round(codebook, [coder_a], at=now, texts=[MESSAGE, *desk_scene.TEXTS])


def _question(seat: Seat, key: str):
    return seat.page.locator(f"#desk [data-cd-variable={key}]")


def test_a_whole_coding_of_twelve_variables_by_the_keyboard(seat: Seat) -> None:
    seat.sit_down()
    seat.press("w")  # intent: attack, on to tone
    seat.press("w")  # tone: cold, on to irony
    seat.press("w")  # irony: no, on to topics
    seat.press("t")  # treaties, by its letter, with diplomacy and politics above it
    seat.press("Tab q e Tab")  # concepts: trust and order, on to the quote
    assert seat.current() == "proof"
    seat.press("q ArrowRight ArrowRight Shift+ArrowRight Enter")
    seat.press("Tab q")  # addresses somebody: yes, so that the next two are asked
    assert seat.current() == "addressee"
    seat.page.keyboard.type("allies")
    seat.press("Tab w")
    assert seat.current() == "figures"
    seat.page.keyboard.type("12")
    seat.press("Tab")
    seat.page.keyboard.type("0.25")
    seat.press("Tab")
    seat.page.keyboard.type("05122019")
    seat.press("Enter")
    seat.expect_message(2)
    stored = seat.stored()[0]
    quote = stored.pop("proof")
    assert stored == {
        "intent": "attack",
        "tone": "t2",
        "irony": False,
        "topics": ["politics", "diplomacy", "treaties"],
        "concepts": ["trust", "order"],
        "addressed": True,
        "addressee": "allies",
        "relation": "rival",
        "figures": 12,
        "share": 0.25,
        "day": "2019-05-12",
    }
    assert MESSAGE[quote["start"] : quote["end"]] == quote["text"]
    assert quote["text"].startswith("\N{WOMAN}")


def test_what_is_not_asked_keeps_its_place_and_is_stored_as_not_applicable(seat: Seat) -> None:
    seat.sit_down()
    before = seat.page.locator(".desk-question").evaluate_all(STEPS)
    who = _question(seat, "addressee")
    assert "data-cd-hidden" in who.evaluate("q => q.outerHTML")
    seat.page.locator("[name=v-addressed][value=yes]").check(force=True)
    expect(who.locator(".desk-text")).to_be_enabled()
    assert seat.page.locator(".desk-question").evaluate_all(STEPS) == before
    who.locator(".desk-text").fill("allies")
    seat.page.locator("[name=v-addressed][value=no]").check(force=True)
    expect(who.locator(".desk-text")).to_be_disabled()
    _answer_all(seat)
    seat.press("Enter")
    seat.expect_message(2)
    stored = seat.stored()[0]
    assert stored["addressee"] == stored["relation"] == {"special": "not_applicable"}


def _answer_all(seat: Seat) -> None:
    """With the mouse, but for the questions about an addressee."""
    for name, value in (
        ("intent", "attack"),
        ("tone", "t2"),
        ("irony", "no"),
        ("topics", "health"),
        ("concepts", "trust"),
    ):
        seat.page.locator(f"[name=v-{name}][value={value}]").check(force=True)
    _select(seat, "networks are safe")
    _question(seat, "figures").locator(".desk-text").fill("3")
    seat.page.keyboard.press("Escape")


def _select(seat: Seat, words: str) -> None:
    """Drag the mouse over words of the message, the question of the quote being current."""
    _question(seat, "proof").locator(".desk-text").click()
    box = seat.page.evaluate(
        """(words) => {
            const walker = document.createTreeWalker(document.querySelector("[data-cd-words]"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const at = walker.currentNode.data.indexOf(words);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(walker.currentNode, at);
              range.setEnd(walker.currentNode, at + words.length);
              const { left, right, top, bottom } = range.getBoundingClientRect();
              return { left, right, middle: (top + bottom) / 2 };
            }
          }""",
        words,
    )
    seat.page.mouse.move(box["left"] + 1, box["middle"])
    seat.page.mouse.down()
    seat.page.mouse.move(box["right"] - 1, box["middle"], steps=5)
    seat.page.mouse.up()
    expect(_question(seat, "proof").locator(".desk-text")).to_have_value(words)


def test_a_quote_is_selected_with_the_mouse_marked_cleared_and_chosen_again(seat: Seat) -> None:
    seat.sit_down()
    field = _question(seat, "proof").locator(".desk-text")
    marks = seat.page.locator("[data-cd-words] mark")
    _select(seat, "networks are safe")
    expect(field).to_have_value("networks are safe")
    expect(marks).to_have_text(["networks are safe"])
    assert seat.current() == "proof"
    seat.press("Delete")
    expect(marks).to_have_count(0)
    expect(field).to_have_value("")
    _select(seat, "networks are")
    expect(field).to_have_value("networks are")
    seat.expect_saved()
    seat.page.reload()
    expect(marks).to_have_text(["networks are"])
    assert seat.page.locator("[data-cd-words]").evaluate("p => p.textContent") == MESSAGE


def test_rules_warn_without_stopping_and_block_with_a_sentence(seat: Seat) -> None:
    seat.sit_down()
    _answer_all(seat)
    seat.page.locator("[name=v-addressed][value=no]").check(force=True)
    told = seat.page.locator("[data-cd-warnings]")
    expect(told).to_be_empty()
    seat.page.locator("[name=v-intent][value=inform]").check(force=True)
    seat.page.locator("[name=v-irony][value=yes]").check(force=True)
    expect(told).to_have_text("What is ironic does not merely inform.")
    seat.press("Enter")
    seat.expect_message(1)
    assert seat.current() == "intent"
    seat.page.locator("[name=v-intent][value=defend]").check(force=True)
    seat.page.locator("[name=v-tone][value=t5]").check(force=True)
    expect(told).to_have_text("Who defends is seldom warm: look again.")
    seat.press("Enter")
    seat.expect_message(2)
    assert seat.stored()[0]["intent"] == "defend"


def test_a_number_out_of_bounds_is_told_and_not_sent(seat: Seat) -> None:
    seat.sit_down()
    _answer_all(seat)
    seat.page.locator("[name=v-addressed][value=no]").check(force=True)
    for typed in ("21", "two", "-1", "1.5"):
        _question(seat, "figures").locator(".desk-text").fill(typed)
        expect(seat.page.locator("[data-cd-warnings]")).to_contain_text("a whole number (0 to 20)")
        seat.press("Enter")
        assert not Coding.objects.exists()
    _question(seat, "figures").locator(".desk-text").fill("20")
    seat.press("Enter")
    seat.expect_message(2)
    assert seat.stored()[0]["figures"] == 20


def test_a_long_tree_is_searched(seat: Seat) -> None:
    seat.sit_down()
    seat.press("4 ,")
    seat.page.keyboard.type("backd")
    shown = _question(seat, "topics").locator("label:visible")
    expect(shown).to_have_count(3 + 2)  # with those above it, “none of these” and “cannot be coded”
    seat.press("Enter")
    seat.expect_saved()
    chosen = _question(seat, "topics").locator("input:checked")
    assert chosen.evaluate_all("all => all.map(i => i.value)") == ["security", "networks", "backdoors"]
    seat.page.locator("[name=v-topics][value=networks]").uncheck(force=True)
    assert chosen.evaluate_all("all => all.map(i => i.value)") == ["security"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_twelve_variables_fit_and_are_accessible(seat: Seat, theme: str) -> None:
    seat.page.emulate_media(color_scheme=theme)
    seat.sit_down()
    found = Axe().run(seat.page).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found] == []
    form = seat.page.locator(".desk-form")
    assert form.evaluate("f => f.scrollHeight <= f.clientHeight"), (
        "the form of twelve variables has to be scrolled"
    )


def test_by_touch_on_a_phone(
    browser: Browser, live_server: LiveServer, client_of: Callable, round_: Round, coder_a: User
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    enter(context, live_server, client_of(coder_a))
    phone = Seat(context.new_page(), live_server.url, round_, coder_a)
    phone.sit_down()
    _tap(phone.page, "intent", "warn")
    _tap(phone.page, "tone", "t3")
    _tap(phone.page, "irony", "no")
    _tap(phone.page, "topics", "jobs")
    for _step in range(2):
        phone.page.get_by_role("button", name="Next question").tap()
    assert phone.current() == "proof"
    # A finger selects by a long press and handles: the page learns of it by the selection alone.
    phone.page.evaluate(
        """() => {
            const node = document.querySelector("[data-cd-words]").firstChild;
            getSelection().setBaseAndExtent(node, 0, node, 8);
          }"""
    )
    expect(_question(phone, "proof").locator(".desk-text")).to_have_value("Trust us")
    context.close()


def _tap(page: Page, name: str, value: str) -> None:
    page.locator(f"#desk label:has([name=v-{name}][value={value}])").tap()


def test_a_page_without_javascript_takes_every_kind(
    browser: Browser, live_server: LiveServer, client_of: Callable, round_: Round, coder_a: User
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 768})
    enter(context, live_server, client_of(coder_a))
    page = context.new_page()
    page.goto(Seat(page, live_server.url, round_, coder_a).url("desk_message", 1))
    for name, value in (
        ("intent", "defend"),
        ("tone", "t5"),
        ("irony", "no"),
        ("concepts", "trust"),
        ("addressed", "no"),
    ):
        page.locator(f"[name=v-{name}][value={value}]").check(force=True)
    page.locator("[name=v-topics][value=health]").check(force=True)
    page.locator("[name=v-proof]").fill("networks are unsafe")
    page.locator("[name=v-figures]").fill("7")
    page.get_by_role("button", name=re.compile("Save and next")).click()
    expect(page.get_by_role("alert")).to_contain_text("does not stand in the message")
    expect(page.locator("[name=v-figures]")).to_have_value("7")
    page.locator("[name=v-proof]").fill("networks are safe")
    page.get_by_role("button", name=re.compile("Save and next")).click()
    expect(page.locator("main")).to_contain_text("Who defends is seldom warm")
    stored = Coding.objects.get().values
    start = MESSAGE.index("networks are safe")
    assert stored["proof"] == {"start": start, "end": start + 17, "text": "networks are safe"}
    assert stored["addressee"] == {"special": "not_applicable"}
    context.close()


def test_what_is_hidden_is_shown_on_demand_and_what_was_chosen_stays(
    seat: Seat, pi: User, now: datetime
) -> None:
    Round.objects.update(masked=["author", "links"])
    message = seat.round.units.get(position=1).message
    add_translation(message, language="es", text="Confíe en nosotros.", by=pi, at=now)
    seat.sit_down()
    _select(seat, "networks are safe")
    seat.press("1 w")
    card = seat.page.locator("#desk [data-cd-message]")
    expect(card).not_to_contain_text("embassy_demo")
    expect(card).not_to_contain_text("example.org")
    card.get_by_role("button", name="Show the author").click()
    expect(card).to_contain_text("embassy_demo")
    card.get_by_role("button", name="Show the links").click()
    expect(card).to_contain_text("example.org/x")
    card.get_by_role("button", name="Show a translation").press("Enter")
    expect(card).to_contain_text("Confíe en nosotros.")
    expect(card.get_by_role("button")).to_have_count(0)
    expect(card.locator("mark")).to_have_text(["networks are safe"])
    expect(_question(seat, "intent").locator("input:checked")).to_have_value("attack")
    kinds = AidUse.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["author", "links", "translation"]
    assert Axe().run(seat.page).response["violations"] == []
