"""Conditions and rules under the hand: written row by row, kept as they are written, and at work in the form beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coding.codebook_rules import RuleSpec
from coding.codebook_rules import conditions as language
from coding.codebook_rules.conditions import All, AnyOf
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, variable_spec
from coding.services.codebook import start_draft
from coding.services.codebook_rules import add_rule
from coding.services.codebook_variables import change_variable
from studies.models import Study, User

pytestmark = pytest.mark.django_db(transaction=True)
DRAFT = "/studies/a-study/codebook/draft/"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Open = Callable[..., Page]
Ask = language.Test  # by its own name pytest would take it for a test

DEFENDS = Ask("intent", "is", ("defend",))
NO_PRAISE = Ask("tone", "is_not", ("laudatory",))


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, template="fiveg", by=pi, at=now)


def _condition(draft: CodebookVersion, key: str = "concepts") -> language.Condition | None:
    found = codebook_spec(draft).variable(key)
    assert found is not None
    return found.condition


def _saved(page: Page) -> None:
    expect(page.locator("#codebook-status")).to_have_text("Saved.")


def test_a_condition_of_two_groups_is_written_and_kept_row_by_row(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT + "?variable=concepts")
    page.get_by_role("button", name="Add a condition").click()
    page.locator("#condition-0-variable").select_option("intent")
    page.locator("#condition-0-value-attack").check()
    _saved(page)
    page.locator("#condition-0-value-warn").check()
    page.get_by_role("button", name="+ and another test in this group").click()
    page.locator("#condition-1-variable").select_option("tone")
    expect(page.get_by_text("Choose what is meant.").last).to_be_visible()
    page.locator("#condition-1-test").select_option("is_not")
    page.locator("#condition-1-value-laudatory").check()
    expect(page.get_by_text("Choose what is meant.").last).to_be_hidden()
    page.get_by_role("button", name="+ or, in a group of its own").click()
    page.locator("#condition-2-variable").select_option("tone")
    page.locator("#condition-2-test").select_option("unanswered")
    expect(page.locator("#condition-2-value-warning")).to_have_count(0)
    _saved(page)
    attacks = All((Ask("intent", "is", ("attack", "warn")), NO_PRAISE))
    assert _condition(draft) == AnyOf((attacks, Ask("tone", "answered", ("false",))))
    expect(page.locator("#variable-label-concepts .chip").first).to_have_text("if")
    page.locator("#condition-join").select_option("any")
    expect(page.locator(".condition-or")).to_have_text("and")
    page.locator("#condition-remove-2").click()
    expect(page.locator("#condition-2-variable")).to_have_count(0)
    assert _condition(draft) == AnyOf((Ask("intent", "is", ("attack", "warn")), NO_PRAISE))
    assert page.complaints == []


def test_a_rule_is_written_with_the_keyboard_alone(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=tone")
    page.locator("#variable-tone").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("#codebook-part-heading")).to_have_text("A new rule across variables")
    page.locator("#when-0-variable").focus()
    page.keyboard.type("Int")
    page.keyboard.press("Tab")
    expect(page.locator("#when-0-value-defend")).to_be_visible()
    page.locator("#when-0-value-defend").press("Space")
    page.locator("#then-0-variable").focus()
    page.keyboard.type("Ton")
    expect(page.locator("#then-0-variable")).to_have_value("tone")
    page.keyboard.press("Tab")
    expect(page.locator("#then-0-test")).to_be_visible()
    page.locator("#then-0-test").select_option("is_not")
    page.locator("#then-0-value-laudatory").press("Space")
    page.locator("#rule_message").fill("A defence does not praise.")
    page.get_by_role("button", name="Add the rule").press("Enter")
    expect(page.locator("#codebook-part-heading")).to_have_text("Rule 1 across variables")
    assert codebook_spec(draft).rules == (RuleSpec(DEFENDS, NO_PRAISE, "warn", "A defence does not praise."),)
    page.get_by_label("block: coders have to change an answer").check()
    _saved(page)
    expect(page.locator("#rule-label-1")).to_contain_text("blocks")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.locator("#rule-1")).to_have_count(0)
    assert codebook_spec(draft).rules == ()
    assert page.complaints == []


def test_a_click_on_the_button_right_after_typing_adds_the_rule(
    open_page: Open, draft: CodebookVersion
) -> None:
    page = open_page(DRAFT + "?rule=new")
    page.locator("#when-0-variable").select_option("intent")
    page.locator("#when-0-value-defend").check()
    page.locator("#then-0-variable").select_option("tone")
    page.locator("#then-0-value-laudatory").check()
    page.locator("#rule_message").fill("Look again.")
    page.get_by_role("button", name="Add the rule").dblclick()
    expect(page.locator("#codebook-part-heading")).to_have_text("Rule 1 across variables")
    assert [rule.message for rule in codebook_spec(draft).rules] == ["Look again."]


def test_the_form_beside_the_draft_asks_and_warns_as_the_desk_will(
    open_page: Open, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    concepts = draft.variables.get(key="concepts")
    change_variable(concepts, replace(variable_spec(concepts), condition=DEFENDS), by=pi, at=now)
    add_rule(draft, RuleSpec(DEFENDS, NO_PRAISE, "warn", "A defence does not praise."), by=pi, at=now)
    page = open_page(DRAFT + "?variable=concepts")
    preview = page.locator("#codebook-preview")
    question = preview.locator("[data-cd-variable=concepts]")
    expect(question.get_by_label("Trust")).to_be_disabled()
    preview.get_by_role("radio", name="Defend", exact=True).check()
    expect(question.get_by_label("Trust")).to_be_enabled()
    preview.get_by_label("Laudatory").check()
    expect(preview.locator("[data-cd-warnings]")).to_have_text("A defence does not praise.")
    # What was tried is still there when the draft has changed.
    page.locator("#part_instruction").fill("Look twice.")
    page.keyboard.press("Tab")
    _saved(page)
    expect(preview.get_by_role("radio", name="Defend", exact=True)).to_be_checked()
    expect(question.get_by_label("Trust")).to_be_enabled()
    preview.get_by_label("Attack the opponent").check()
    expect(question.get_by_label("Trust")).to_be_disabled()
    expect(preview.locator("[data-cd-warnings]")).to_have_text("")


def test_two_people_on_one_draft_lose_nothing(
    open_page: Open, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    page = open_page(DRAFT + "?variable=concepts")
    page.get_by_role("button", name="Add a condition").click()
    expect(page.locator("#condition-0-variable")).to_be_visible()
    concepts = draft.variables.get(key="concepts")
    change_variable(concepts, replace(variable_spec(concepts), condition=DEFENDS), by=pi, at=now)
    page.locator("#condition-0-variable").select_option("tone")
    page.locator("#condition-0-value-warning").check()
    expect(page.locator("#messages")).to_contain_text("was changed meanwhile")
    expect(page.locator("#condition-0-value-warning")).to_be_checked()
    assert _condition(draft) == DEFENDS


def test_a_condition_is_written_without_javascript(open_page: Open, draft: CodebookVersion) -> None:
    page = open_page(DRAFT + "?variable=concepts", java_script_enabled=False)
    page.get_by_role("button", name="Add a condition").click()
    page.locator("#condition-0-variable").select_option("intent")
    page.get_by_role("button", name="Save the condition").click()
    page.locator("#condition-0-value-defend").check()
    page.locator("#condition-0-value-defend").press(
        "Enter"
    )  # saves: it does not press the first × of the form
    expect(page.locator("#condition-0-value-defend")).to_be_checked()
    assert _condition(draft) == DEFENDS
    page.locator("#condition-remove-0").click()
    expect(page.get_by_role("button", name="Add a condition")).to_be_visible()
    assert _condition(draft) is None


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rows_and_rules_are_accessible_and_fit(
    open_page: Open, pictures: Path, draft: CodebookVersion, pi: User, now: datetime, theme: str, width: int
) -> None:
    concepts = draft.variables.get(key="concepts")
    groups = AnyOf((All((DEFENDS, NO_PRAISE)), Ask("tone", "answered", ("false",))))
    change_variable(concepts, replace(variable_spec(concepts), condition=groups), by=pi, at=now)
    add_rule(draft, RuleSpec(DEFENDS, NO_PRAISE, "warn", "A defence does not praise."), by=pi, at=now)
    page = open_page(DRAFT, theme=theme, width=width)
    for name, query in {
        "condition": "?variable=concepts",
        "rule": "?rule=1",
        "new-rule": "?rule=new",
    }.items():
        page.goto(DRAFT + query)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(name, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=pictures / f"codebook-{name}-{theme}-{width}.png", full_page=True)
