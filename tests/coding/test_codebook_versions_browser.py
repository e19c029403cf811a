"""From a change of the codebook to the round that pays for it, by mouse and by keyboard; looked at by axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coding.models import Round
from coding.queries.codebook import draft_of
from studies.models import Study, User

from .stage import AGREED, add_messages, published_codebook
from .version_scene import coded_round, next_draft, publish, redefined

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = {"desk": 1366, "phone": 390}
BASE = "/studies/a-study/codebook/"
Open = Callable[..., Page]


@pytest.fixture
def coded(study: Study, coder_a: User, coder_b: User) -> Study:
    """A round of three messages by version 1, and a draft in which “Warn” means something else."""
    first = published_codebook(study)
    add_messages(study, 3)
    coded_round(study, [coder_a, coder_b], [AGREED, AGREED, AGREED | {"intent": "attack"}])
    next_draft(first, redefined("intent", "warn", definition="Names a risk that others should heed."))
    return study


PAGES = {
    "compare": BASE + "compare/",
    "impact": BASE + "2/impact/",
    "publish": BASE + "draft/publish/",
    "operations": BASE + "draft/operations/",
    "merge": BASE + "draft/variables/intent/categories/attack/merge/",
    "split": BASE + "draft/variables/intent/categories/attack/split/",
}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    open_page: Open, pictures: Path, coded: Study, theme: str, width: int
) -> None:
    page = open_page(PAGES["compare"], theme=theme, width=width)
    for name, address in PAGES.items():
        page.goto(address)
        page.screenshot(path=pictures / f"versions-{name}-{theme}-{width}.png", full_page=True)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(name, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_a_category_is_split_by_mouse_and_taken_back_by_keyboard(open_page: Open, coded: Study) -> None:
    page = open_page(BASE + "draft/?variable=intent&category=attack")
    page.get_by_role("link", name="Split").click()
    for name, words in {"label_1": "Accuse", "phrases_1": "theft, lie", "label_2": "Mock"}.items():
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="Split").click()
    expect(page.get_by_role("heading", name="What was changed")).to_be_visible()
    told = "Intent: “Attack” split into “Accuse” (messages with: theft, lie); “Mock”"
    row = page.get_by_role("row", name=told)
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken back: the categories")).to_be_visible()
    expect(page.get_by_text(told)).to_have_count(0)
    assert page.complaints == []


def test_publishing_leads_to_the_cost_and_to_the_round(open_page: Open, coded: Study) -> None:
    page = open_page(BASE + "draft/publish/")
    expect(page.get_by_text("Intent: “Warn”: definition changed")).to_be_visible()
    expect(page.get_by_role("row", name="coder_a 2")).to_be_visible()
    page.get_by_label("What changed, and why").fill("A warning names a risk.")
    page.get_by_label("Yes: codings").check()
    page.keyboard.press("Enter")
    page.wait_for_url("**/codebook/2/")
    page.get_by_role("link", name="What it touches").click()
    expect(page.get_by_text("Invented message 0")).to_be_visible()
    page.get_by_role("button", name="Plan the round that codes it again").click()
    page.wait_for_url("**/rounds/2/")
    round = Round.objects.get(study=coded, number=2)
    assert (round.kind, round.codebook.number) == ("recode", 2)
    assert page.complaints == []


def test_an_older_version_is_restored_from_the_list(open_page: Open, coded: Study) -> None:
    draft = draft_of(coded)
    assert draft is not None
    publish(draft)
    page = open_page(BASE)
    page.get_by_role("button", name="Restore version 1 as a draft").click()
    page.wait_for_url("**/codebook/draft/")
    restored = draft_of(coded)
    assert restored is not None
    assert restored.based_on is not None
    assert (restored.number, restored.based_on.number) == (3, 1)
