"""Every component, looked at by axe and measured: in light and dark, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.design.urls")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = {"desk": 1366, "phone": 360, "zoomed": 683}  # 683: what 200 % zoom leaves of 1366
Open = Callable[..., Page]


@pytest.fixture
def design(browser: Browser, live_server: object) -> Iterator[Open]:
    """`design(theme="dark", width=360)`: the page of components, and a list of what its console complained of."""
    contexts = []

    def opened(*, theme: str = "light", width: int = 1366, **options: object) -> Page:
        context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 768}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda line: line.type in {"error", "warning"} and page.complaints.append(line.text)
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{live_server}/design/")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_components_are_accessible_and_fit(design: Open, pictures: Path, theme: str, width: int) -> None:
    page = design(theme=theme, width=width)
    page.screenshot(path=pictures / f"components-{theme}-{width}.png", full_page=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []  # the strict CSP has nothing to refuse


def test_targets_are_large_enough(design: Open) -> None:
    """WCAG 2.5.8: 24 by 24 px, but for links in running text."""
    small = design(width=360).eval_on_selector_all(
        "button, summary, select, input:not([type=hidden]), nav a, .button",
        """found => found.filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80),
           ['checkbox', 'radio'].includes(e.type) ? e.closest('label, .field').getBoundingClientRect()
                                                  : e.getBoundingClientRect()])
           .filter(([_, box]) => box.height < 24 || box.width < 24).map(([html]) => html)""",
    )
    assert small == []


def test_focus_is_visible_on_everything_the_keyboard_reaches(design: Open) -> None:
    page = design()
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        shown, html = page.evaluate(
            """() => { const e = document.activeElement;
              const at = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
              const candidates = [getComputedStyle(e), getComputedStyle(e, '::after'),
                ...(e.nextElementSibling ? [getComputedStyle(e.nextElementSibling)] : [])];
              return [candidates.some(at), e.outerHTML.slice(0, 100)]; }"""
        )
        if not shown:
            unseen.append(html)
    assert unseen == []


def test_theme_is_chosen_kept_and_there_before_the_first_paint(design: Open) -> None:
    page = design(theme="light")
    light = _ground(page)
    page.click(".menu-button")
    page.check("[name=theme][value=dark]", force=True)
    dark = _ground(page)
    page.reload()
    assert light != dark == _ground(page)
    assert page.locator("[name=theme][value=dark]").is_checked()
    blocking = page.locator("head script[src*=theme_early]")
    assert blocking.get_attribute("type") is None  # a module would run after the first paint
    assert blocking.get_attribute("defer") is None


def _ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_menu_closes_on_escape_and_gives_the_focus_back(design: Open) -> None:
    page = design()
    page.click(".menu-button")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.className") == "menu-button"


def test_nothing_moves_where_less_motion_is_wanted(design: Open) -> None:
    page = design(reduced_motion="reduce")
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0


def test_skip_link_leads_past_the_navigation(design: Open) -> None:
    page = design()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_notice_is_closed_and_the_focus_is_kept(design: Open) -> None:
    page = design()
    page.click("main [data-cd-dismiss]")
    assert page.locator(".notice-error", has_text="Line 17").count() == 0
    assert page.evaluate("document.activeElement.id") == "main"


def test_dialog_opens_and_escape_closes_it(design: Open) -> None:
    page = design()
    page.click("[data-cd-dialog]")
    assert page.locator("#d-dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#d-dialog").is_visible()


def test_value_is_copied(design: Open) -> None:
    page = design(permissions=["clipboard-read", "clipboard-write"])
    page.click("[data-cd-copy]")
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl -H")


def test_paper_shows_the_report_without_its_controls(design: Open) -> None:
    page = design(theme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator(".study-nav").is_visible()
    assert not page.locator(".button").first.is_visible()
    assert _ground(page) == "rgb(255, 255, 255)"
    assert page.locator(".table").first.is_visible()
