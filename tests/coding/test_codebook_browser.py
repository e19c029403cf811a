"""The codebook under the hand: mouse, keyboard, light, dark, phone; looked at by axe."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, variable_spec
from coding.services.codebook import publish_codebook, start_draft
from coding.services.codebook_variables import add_variable, change_variable
from studies.models import LogEntry, Study, User

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = {"desk": 1366, "phone": 390}
DRAFT = "/studies/a-study/codebook/draft/"
Open = Callable[..., Page]


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    """The second version, changed a little and not complete."""
    first = start_draft(study, template="fiveg", by=pi, at=now)
    first = publish_codebook(first, note="First", meaning_changed=True, edits=first.edits, by=pi, at=now)
    draft = start_draft(study, based_on=first, by=pi, at=now)
    add_variable(draft, label="Urgency", kind="ordinal", by=pi, at=now)
    return draft


PAGES = {
    "list": "/studies/a-study/codebook/",
    "version": "/studies/a-study/codebook/1/",
    "draft": DRAFT,
    "category": DRAFT + "?variable=tone&category=warning",
    "urgency": DRAFT + "?variable=urgency",
    "publish": DRAFT + "publish/",
}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    open_page: Open, pictures: Path, draft: CodebookVersion, theme: str, width: int
) -> None:
    page = open_page(PAGES["list"], theme=theme, width=width)
    for name, address in PAGES.items():
        page.goto(address)
        page.screenshot(path=pictures / f"codebook-{name}-{theme}-{width}.png", full_page=True)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(name, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_a_field_is_saved_when_it_is_left_and_shows_everywhere(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT + "?variable=tone")
    page.get_by_label("Label").first.click()
    page.locator("#part_label").fill("Sound")
    page.keyboard.press("Tab")
    expect(page.locator("#variable-label-tone")).to_have_text("Sound")
    expect(page.locator("#codebook-preview")).to_contain_text("2 Sound")
    expect(page.locator("#codebook-progress")).to_contain_text("2 changes since version 1")
    # Again, from the same form: what it saw has been renewed.
    page.locator("#part_instruction").fill("Judge the words.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#codebook-progress")).to_contain_text("3 changes since version 1")
    variable = codebook_spec(draft).variable("tone")
    assert variable is not None
    assert (variable.label, variable.instruction) == ("Sound", "Judge the words.")
    assert page.complaints == []


def test_a_click_elsewhere_saves_first(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=tone")
    page.locator("#part_label").fill("Sound")
    page.locator("#variable-intent").click()
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Intent”")
    expect(page.locator("#variable-label-tone")).to_have_text("Sound")
    assert page.url.endswith("?variable=intent")
    page.go_back()
    expect(page.locator("#part_label")).to_have_value("Sound")


def test_a_fault_is_shown_at_its_field_and_can_be_mended(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=tone")
    page.locator("#part_label").fill("Intent")
    page.keyboard.press("Tab")
    expect(page.locator("#part_label_error")).to_contain_text("is there already")
    page.locator("#part_label").fill("Voice")
    page.keyboard.press("Tab")
    expect(page.locator("#variable-label-tone")).to_have_text("Voice")
    expect(page.locator("#codebook-progress")).to_contain_text("Saved.")


def test_what_another_window_changed_is_told_and_what_was_typed_stays(
    open_page: Open, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    page = open_page(DRAFT + "?variable=urgency")
    urgency = draft.variables.get(key="urgency")
    change_variable(urgency, replace(variable_spec(urgency), label="Haste"), by=pi, at=now)
    page.locator("#part_instruction").fill("How soon?")
    page.keyboard.press("Tab")
    expect(page.locator("#messages")).to_contain_text("“Haste” was changed meanwhile")
    expect(page.locator("#part_instruction")).to_have_value("How soon?")


def test_another_kind_brings_other_fields(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=urgency")
    expect(page.locator("#part_min_choices")).to_have_count(0)
    page.locator("#part_kind").select_option("multi")
    expect(page.locator("#part_min_choices")).to_be_visible()
    expect(page.locator("#part_level")).to_have_count(0)
    page.locator("#part_kind").select_option("decimal")
    expect(page.locator("#part_most")).to_be_visible()
    page.locator("#variable-tone").click()
    expect(page.locator("#part_kind")).to_be_disabled()  # codes are stored by it


def test_alt_and_an_arrow_move_what_has_the_focus(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT)
    page.locator("#variable-tone").focus()
    page.keyboard.press("Alt+ArrowUp")
    names = page.locator("#codebook-outline > nav > ol > li > .outline-line .outline-label")
    expect(names.first).to_have_text("Tone")
    expect(page.locator("#variable-tone")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(names.first).to_have_text("Intent")
    page.locator("#category-warning").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#codebook-outline ol ol .outline-label").first).to_have_text("Warning")
    expect(page.locator("#category-warning")).to_be_focused()
    tone = codebook_spec(draft).variables[1]
    assert (tone.key, tone.categories[0].key) == ("tone", "warning")


def test_a_codebook_is_written_with_the_keyboard_alone(open_page: Open, study: Study) -> None:
    page = open_page("/studies/a-study/codebook/")
    page.get_by_label("Begin with").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/codebook/draft/")
    page.locator("#add_variable_label").focus()
    page.keyboard.type("Intent")
    page.keyboard.press("Enter")
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Intent”")
    page.locator("#add_category_label").focus()
    for label in ("Warn", "Defend"):
        page.keyboard.type(label)
        page.keyboard.press("Enter")
        expect(page.locator("#codebook-preview")).to_contain_text(label)
        expect(page.locator("#add_category_label")).to_be_focused()
        expect(page.locator("#add_category_label")).to_have_value("")
    expect(page.locator("#codebook-progress")).to_contain_text("Nothing is missing")
    page.get_by_role("link", name="Publish…").press("Enter")
    page.get_by_label("What changed, and why").fill("First")
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    assert not CodebookVersion.objects.get().is_draft


def test_a_double_click_publishes_once(open_page: Open, study: Study, pi: User, now: datetime) -> None:
    start_draft(study, template="fiveg", by=pi, at=now)
    page = open_page(DRAFT + "publish/")
    page.get_by_label("What changed, and why").fill("First")
    page.get_by_role("button", name="Publish").dblclick()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()
    assert LogEntry.objects.filter(verb="codebook published").count() == 1


def test_removing_asks_first(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=urgency")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#variable-urgency")).to_have_count(0)
    expect(page.locator("#codebook-progress")).to_contain_text("The same as version 1.")


def test_everything_works_without_javascript(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=tone", java_script_enabled=False)
    page.locator("#part_label").fill("Sound")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#variable-label-tone")).to_have_text("Sound")
    page.get_by_role("button", name="Move Sound up").click()
    page.locator("#add_variable_label").fill("Remark")
    page.locator("#add_variable_kind").select_option("text")
    page.get_by_role("button", name="Add").first.click()
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Remark”")
    assert [v.key for v in codebook_spec(draft).variables] == [
        "tone",
        "intent",
        "concepts",
        "urgency",
        "remark",
    ]


def test_on_a_phone_the_fields_of_what_was_chosen_come_into_view(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT, width=360)
    page.locator("#variable-tone").click()
    expect(page.locator("#codebook-part-heading")).to_have_text("Variable “Tone”")
    expect(page.locator("#part_label")).to_be_in_viewport()


def test_the_coders_form_shows_the_question_that_is_edited(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT)
    question = page.locator("#codebook-preview [data-cd-selected]")
    page.locator("#variable-urgency").click()
    expect(question).to_contain_text("4 Urgency")
    expect(question).to_be_in_viewport(ratio=1)
    page.reload()
    expect(question).to_be_in_viewport(ratio=1)
