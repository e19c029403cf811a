"""A codebook from a file, the gallery and the printed codebook under the hand: mouse, keyboard, light, dark, phone."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coding.codebook_formats import Format, write
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, draft_of
from coding.services.codebook import publish_codebook, start_draft
from coding.study_templates import TEMPLATES
from studies.models import Study, User

pytestmark = pytest.mark.django_db(transaction=True)

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = {"desk": 1366, "phone": 390}
IMPORT = "/studies/a-study/codebook/import/"
BROKEN = b'{"variables": [{"label": "A", "kind": "mood"}, {"label": "B", "kind": "single", "categories": [{"key": 1}]}]}'
Open = Callable[..., Page]


@pytest.fixture
def published(study: Study, pi: User, now: datetime) -> CodebookVersion:
    draft = start_draft(study, template="crisis", by=pi, at=now)
    return publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The frames as a workbook."""
    path = tmp_path / "frames.xlsx"
    path.write_bytes(write(TEMPLATES["frames"].spec, Format.XLSX)[0])
    return path


def _look(page: Page, file: Path) -> None:
    page.goto(IMPORT)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_role("heading", name="What is in it")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    open_page: Open,
    pictures: Path,
    published: CodebookVersion,
    file: Path,
    tmp_path: Path,
    theme: str,
    width: int,
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(BROKEN)
    page = open_page(IMPORT, theme=theme, width=width)
    for name, go in {
        "import": lambda: page.goto(IMPORT),
        "look": lambda: _look(page, file),
        "broken": lambda: _look(page, broken),
        "gallery": lambda: page.goto("/studies/a-study/codebook/templates/"),
        "print": lambda: page.goto("/studies/a-study/codebook/1/print/"),
        "version": lambda: page.goto("/studies/a-study/codebook/1/"),
    }.items():
        go()
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
        page.screenshot(path=pictures / f"codebook-file-{name}-{theme}-{width}.png", full_page=True)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(name, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_file_becomes_the_draft_by_keyboard(
    open_page: Open, study: Study, published: CodebookVersion, file: Path
) -> None:
    page = open_page("/studies/a-study/codebook/")
    page.get_by_role("link", name="From a file").press("Enter")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload and look").press("Enter")
    expect(page.get_by_text("What was published and is not in the file stays, retired")).to_be_visible()
    expect(page.get_by_role("heading", name="Dominant frame")).to_be_visible()
    assert draft_of(study) is None
    page.get_by_role("button", name="Put it into the draft").press("Enter")
    expect(page.get_by_text("frames.xlsx is the draft of version 2 now")).to_be_visible()
    draft = draft_of(study)
    assert draft is not None
    assert [v.key for v in codebook_spec(draft).variables if not v.retired] == [
        v.key for v in TEMPLATES["frames"].variables
    ]


def test_a_study_begins_with_a_template_and_a_version_is_taken_along(open_page: Open, study: Study) -> None:
    page = open_page("/studies/a-study/codebook/")
    page.get_by_role("link", name="Look at the templates first").click()
    page.get_by_role("button", name="Begin with “Crisis communication”").click()
    page.wait_for_url("**/codebook/draft/")
    page.goto("/studies/a-study/codebook/1/")
    with page.expect_download() as started:
        page.get_by_role("link", name=".qdc").click()
    assert started.value.suggested_filename == "a-study-codebook-v1.qdc"
    expect(page.get_by_text("A .qdc file leaves out")).to_be_visible()
