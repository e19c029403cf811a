"""The outline under the hand: lines are moved and nested by keys, by mouse and by finger, and it is said aloud."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, level_of
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.services.codebook import replace_codebook, start_draft
from studies.models import Study, User

pytestmark = pytest.mark.django_db(transaction=True)
DRAFT = "/studies/a-study/codebook/draft/"
Open = Callable[..., Page]


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    """Fruit: apple, pear (below it: conference), plum, fig; and two variables more."""
    names = (("apple", ""), ("pear", ""), ("conference", "pear"), ("plum", ""), ("fig", ""))
    fruit = tuple(CategorySpec(key, key.title(), parent=parent) for key, parent in names)
    spec = CodebookSpec(
        (
            VariableSpec("fruit", "Fruit", "single", level_of("single"), categories=fruit, group="Food"),
            VariableSpec("ripe", "Ripe", "yesno", level_of("yesno"), group="Food"),
            VariableSpec("remark", "Remark", "text", level_of("text"), required=False),
        )
    )
    draft = start_draft(study, by=pi, at=now)
    return replace_codebook(draft, spec, edits=draft.edits, by=pi, at=now)


def _tree(draft: CodebookVersion) -> list[str]:
    """The categories as lines, two blanks a level."""
    fruit = codebook_spec(draft).variable("fruit")
    assert fruit is not None
    depth = {"": -1}
    for category in fruit.categories:
        depth[category.key] = depth[category.parent] + 1
    return ["  " * depth[category.key] + category.key for category in fruit.categories]


def _said(page: Page) -> Locator:
    return page.locator("#codebook-said")


def test_alt_and_the_arrows_nest_and_move_whole_branches(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=fruit")
    page.locator("#category-plum").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(_said(page)).to_have_text("Plum is number 2 of 2 below Pear now.")
    expect(page.locator("#category-plum")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(_said(page)).to_have_text("Plum is number 1 of 2 below Pear now.")
    assert _tree(draft) == ["apple", "pear", "  plum", "  conference", "fig"]
    page.locator("#category-pear").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(_said(page)).to_have_text("Pear is number 1 of 1 below Apple now.")
    assert _tree(draft) == ["apple", "  pear", "    plum", "    conference", "fig"]
    page.keyboard.press("Alt+ArrowLeft")
    expect(_said(page)).to_have_text("Pear is number 2 of 3 now, on the first level.")
    page.keyboard.press("Alt+ArrowLeft")
    expect(_said(page)).to_have_text("It cannot go further that way.")
    assert _tree(draft) == ["apple", "pear", "  plum", "  conference", "fig"]
    assert page.complaints == []


def test_the_outline_is_one_stop_of_the_tab_key_and_arrows_go_on(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT + "?variable=fruit")
    page.locator("#variable-fruit").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#category-conference")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#variable-remark")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Fruit”")
    assert page.locator("[data-cd-outline] a:not([tabindex='-1'])").count() == 1


def _grip(page: Page, key: str) -> Locator:
    return page.locator(f".outline-line:has(> #{key}) .outline-grip")


def _drag(page: Page, key: str, target: str, *, below: bool, levels: int = 0) -> None:
    """Takes a line by its grip to the upper or lower half of another, and so many levels inwards."""
    start, end = _grip(page, key).bounding_box(), page.locator(f"#{target}").bounding_box()
    assert start and end
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6)
    page.mouse.move(x + 13 * levels, end["y"] + end["height"] * (0.8 if below else 0.2), steps=5)


def test_a_branch_is_dragged_to_another_place_and_level(
    open_page: Open, draft: CodebookVersion, pictures: Path
) -> None:
    page = open_page(DRAFT + "?variable=fruit")
    _drag(page, "category-pear", "category-plum", below=True, levels=1)
    expect(page.locator(".outline-drop")).to_be_visible()
    page.mouse.up()
    expect(_said(page)).to_have_text("Pear is number 1 of 1 below Plum now.")
    assert _tree(draft) == ["apple", "plum", "  pear", "    conference", "fig"]
    assert page.url.endswith("?variable=fruit&category=pear")
    _drag(page, "category-conference", "category-apple", below=False, levels=-2)
    page.mouse.up()
    expect(_said(page)).to_have_text("Conference is number 1 of 4 now, on the first level.")
    assert page.complaints == []
    _drag(page, "category-fig", "category-pear", below=True, levels=2)
    page.screenshot(path=pictures / "codebook-drag.png")


def test_variables_are_dragged_by_their_words_too_and_a_click_is_still_a_click(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT + "?variable=remark")
    words, first = (
        page.locator("#variable-remark").bounding_box(),
        page.locator("#variable-fruit").bounding_box(),
    )
    assert words and first
    page.mouse.move(words["x"] + 30, words["y"] + 10)
    page.mouse.down()
    page.mouse.move(words["x"] + 30, first["y"] + 2, steps=6)
    page.mouse.up()
    expect(_said(page)).to_have_text("Remark is number 1 of 3 now.")
    assert [variable.key for variable in codebook_spec(draft).variables] == ["remark", "fruit", "ripe"]
    page.locator("#variable-ripe").click()
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Ripe”")


def test_escape_puts_a_dragged_line_back(open_page: Open, draft: CodebookVersion) -> None:
    before = _tree(draft)
    page = open_page(DRAFT + "?variable=fruit")
    _drag(page, "category-fig", "category-apple", below=False)
    page.keyboard.press("Escape")
    expect(page.locator(".outline-drop")).to_have_count(0)
    page.mouse.up()
    assert _tree(draft) == before
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Fruit”")


def test_a_tree_is_no_deeper_than_four_levels_under_the_hand_either(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT + "?variable=fruit")
    below_conference = "Plum is number 1 of 1 below Conference now."
    for key, times, last in (("plum", 2, below_conference), ("fig", 4, "It cannot go further that way.")):
        page.locator(f"#category-{key}").focus()
        for _ in range(times):
            page.keyboard.press("Alt+ArrowRight")  # without waiting: whoever is fast is heard in order
        expect(_said(page)).to_have_text(last)
    assert _tree(draft) == ["apple", "pear", "  conference", "    plum", "      fig"]
    page.locator("#category-pear").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(_said(page)).to_have_text("It cannot go further that way.")


def test_a_finger_drags_by_the_grip_on_a_phone(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=fruit", width=390, height=844, has_touch=True, is_mobile=True)
    start, end = _grip(page, "category-fig").bounding_box(), page.locator("#category-apple").bounding_box()
    assert start and end
    x, y = start["x"] + 8, start["y"] + start["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for at in (y - 10, y - 30, end["y"] + 4):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": at}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(_said(page)).to_have_text("Fig is number 1 of 4 now, on the first level.")
    assert _tree(draft)[0] == "fig"


def test_a_long_outline_is_searched(open_page: Open, draft: CodebookVersion, pi: User, now: datetime) -> None:
    fish = tuple(
        CategorySpec(f"fish_{n}", f"Fish {n}", parent="fish_1" if 1 < n < 7 else "") for n in range(1, 41)
    )
    spec = codebook_spec(draft)
    more = VariableSpec("fish", "Fishes", "multi", level_of("multi"), categories=fish)
    replace_codebook(draft, CodebookSpec((*spec.variables, more)), edits=draft.edits, by=pi, at=now)
    page = open_page(DRAFT + "?variable=fish")
    find = page.get_by_label("Find a variable or category in the outline")
    find.fill("fish 5")
    lines = page.locator("[data-cd-line]:visible > .outline-line .outline-words")
    expect(lines).to_have_text(["Fishes", "Fish 1", "Fish 5"])
    find.press("Enter")
    expect(page.locator("#codebook-part-heading")).to_contain_text("Fish")
    expect(find).to_have_value("fish 5")
    find.press("Escape")
    expect(lines).to_have_count(44)
    assert page.complaints == []
