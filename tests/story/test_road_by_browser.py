"""The whole road on the real pages: a PI and two coders, from a file of messages to a dataset that says what was typed.

Everybody signs in by the form and has a browser of their own. A page that logs an error (a refused script, a broken link,
a hole in the Content-Security-Policy) or asks for anything from elsewhere fails the story.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.story.person import SLOW, Person
from tests.story.script import FILE, MESSAGES, RULED, TYPED, UNCODABLE, VARIABLES, check_export

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_road_by_browser(arrive: Callable[[str], Person], worker: Any, tmp_path: Path) -> None:
    coders = {name: arrive(name) for name in TYPED}
    boss = arrive("pi")
    _found(boss, list(coders))
    _bring_in(boss, tmp_path)
    _write_codebook(boss)
    _plan_and_open(boss)
    for name, coder in coders.items():
        _code(coder, TYPED[name])
    _close(boss)
    _rule(boss)
    _freeze(boss, tmp_path)


def _found(boss: Person, coders: list[str]) -> None:
    page = boss.page
    boss.follow("New study")
    page.get_by_label("Title").fill("By browser")
    boss.press("Found the study")
    boss.go("People")
    for name in coders:
        page.get_by_label(re.compile("E-mail address")).fill(f"{name}@example.org")
        page.get_by_label("Role", exact=True).select_option("coder")
        boss.press(re.compile("^(Add|Invite)"))
        expect(page.get_by_text(f"{name} is a member now.")).to_be_visible()


def _bring_in(boss: Person, folder: Path) -> None:
    page = boss.page
    file = folder / "four.csv"
    file.write_text(FILE, encoding="utf-8")
    boss.go("Messages")
    boss.follow(re.compile("^Import (messages|a file)"))
    page.locator("input[type=file]").set_input_files(file)
    boss.press("Upload and look")
    boss.press("Save and make a dry run")
    # The button is there once a worker has checked the file.
    start = page.get_by_role("button", name="Import 4 messages")
    expect(start).to_be_visible(timeout=SLOW)
    start.click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible(timeout=SLOW)
    boss.go("Messages")
    expect(page.get_by_text(MESSAGES[1][4])).to_be_visible()


def _write_codebook(boss: Person) -> None:
    page = boss.page
    boss.go("Codebook")
    page.get_by_label("Begin with").select_option("blank")
    boss.press(re.compile("^(Begin|Start)"))
    for variable in VARIABLES:
        add = page.locator("form", has=page.get_by_role("heading", name="Add a variable"))
        add.get_by_label("Label").fill(variable["label"])
        add.get_by_label("Answered by").select_option(variable["kind"])
        boss.press("Add", within=add)
        expect(page.get_by_role("heading", name=f"Variable “{variable['label']}”")).to_be_visible()
        for category in variable.get("categories", []):
            _add_category(boss, category)
        for category in variable.get("categories", []):
            _define(boss, category)
    expect(page.get_by_text("Nothing is missing: it can be published.")).to_be_visible()
    boss.follow("Publish…")
    page.get_by_label("What changed, and why").fill("First")
    boss.press("Publish")
    expect(page.get_by_role("heading", name=re.compile("version 1", re.IGNORECASE)).first).to_be_visible()


def _add_category(boss: Person, category: dict[str, Any]) -> None:
    page = boss.page
    add = page.locator("form", has=page.get_by_role("heading", name="Add a category"))
    add.get_by_label("Label").fill(category["label"])
    boss.press("Add", within=add)
    expect(_outline(page).get_by_role("link", name=category["label"])).to_be_visible()


def _define(boss: Person, category: dict[str, Any]) -> None:
    page = boss.page
    _outline(page).get_by_role("link", name=category["label"]).click()
    expect(page.get_by_role("heading", name=f"Category “{category['label']}”")).to_be_visible()
    page.get_by_label("Definition").fill(category["definition"])
    page.get_by_label("Definition").blur()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def _outline(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Variables")


def _plan_and_open(boss: Person) -> None:
    page = boss.page
    boss.go("Rounds")
    boss.follow("Plan a round")
    page.get_by_label("Name of the round").fill("Pilot")
    for name in TYPED:
        page.get_by_role("checkbox", name=name).check()
    boss.press("Save the plan")
    boss.press("Open the round")
    page.get_by_role("dialog").get_by_role("button").last.click()
    expect(page.get_by_text("0 of 8 codings")).to_be_visible()


def _code(coder: Person, typed: dict[str, dict[str, Any]]) -> None:
    """Codes every message with the keyboard alone, the keys read off the page."""
    page = coder.page
    page.reload()
    coder.follow("By browser")
    coder.follow("Begin coding")
    for position in range(1, len(typed) + 1):
        expect(page.locator("#desk")).to_have_attribute("data-cd-position", str(position))
        words = page.locator("[data-cd-message]").inner_text()
        number = next(id[-1] for id, *_rest, text in MESSAGES if text.split("\n")[0] in words)
        for variable in VARIABLES:
            _answer(page, variable, typed[number][variable["key"]])
        page.keyboard.press("Enter")
    expect(
        page.get_by_text(re.compile("All your messages|coded all|are coded", re.IGNORECASE)).first
    ).to_be_visible()


def _answer(page: Page, variable: dict[str, Any], value: Any) -> None:
    digit = [each["key"] for each in VARIABLES].index(variable["key"]) + 1
    page.keyboard.press(str(digit))
    question = page.locator(f'[data-cd-variable="{variable["key"]}"]')
    expect(question).to_have_attribute("data-cd-current", "")
    if value == UNCODABLE:
        page.keyboard.press("0")
        return
    if value == []:
        page.keyboard.press("-")
        return
    for label in _labels(variable, value):
        choice = question.get_by_label(label, exact=False).first
        page.keyboard.press(choice.get_attribute("data-cd-key") or "?")
        expect(choice).to_be_checked()


def _labels(variable: dict[str, Any], value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    keys = value if isinstance(value, list) else [value]
    return [category["label"] for category in variable["categories"] if category["key"] in keys]


def _close(boss: Person) -> None:
    page = boss.page
    page.reload()
    expect(page.get_by_text("8 of 8 codings")).to_be_visible()
    boss.follow("Close the round")
    boss.press("Close the round")
    boss.follow("Reliability")
    expect(page.get_by_role("heading", name="What may be concluded")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("link", name="Tone", exact=True).first).to_be_visible()


def _rule(boss: Person) -> None:
    """One key a disagreement where a coder chose what is ruled."""
    page = boss.page
    boss.follow(re.compile("To the round"))
    boss.press("Begin adjudication")
    boss.follow("Begin ruling")
    for left in range(len(RULED), 0, -1):
        expect(page.get_by_text(f"{left} left")).to_be_visible()
        page.wait_for_load_state()  # keys are heard once the scripts have run
        words = page.locator(".ruling-message").inner_text()
        number = next(id[-1] for id, *_rest, text in MESSAGES if text.split("\n")[0] in words)
        current = page.locator("[data-cd-current]")
        key = next(variable for of, variable in RULED if of == number)
        variable = next(each for each in VARIABLES if each["key"] == key)
        label = ", ".join(_labels(variable, RULED[number, key]))
        choices = current.locator(".ruling-choice")
        texts = [text.split("\n") for text in choices.all_inner_texts()]
        place = next(n for n, lines in enumerate(texts) if label in lines)
        page.keyboard.press(choices.nth(place).get_attribute("data-cd-key") or "")
    boss.follow("Settle the round")
    boss.press("Settle the round")
    expect(page.get_by_role("heading", name="This round is settled")).to_be_visible()


def _freeze(boss: Person, folder: Path) -> None:
    page = boss.page
    boss.follow("To the dataset")
    boss.follow(re.compile("^Take (a|the first) snapshot"))
    page.get_by_label("Title").fill("First")
    boss.press("Freeze")
    expect(page.get_by_role("heading", name=re.compile("First")).first).to_be_visible(timeout=SLOW)
    boss.go("Dataset")
    page.locator("main").get_by_role("link", name=re.compile("First")).first.click()
    expect(page.get_by_role("heading", name="Figures")).to_be_visible()
    files = {}
    for table in ("reconciled", "long"):
        with page.expect_download() as download:
            page.locator(f'main a[href$="/{table}.csv"]').first.click()
        download.value.save_as(folder / f"{table}.csv")
        files[table] = (folder / f"{table}.csv").read_bytes().decode()
    check_export(files["reconciled"], files["long"])
