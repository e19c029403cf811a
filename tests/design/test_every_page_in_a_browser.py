"""All pages that a person is led to, in a browser: accessible, inside the window, and without a complaint in the console."""

from collections.abc import Callable
from datetime import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from studies.models import Study, User
from tests.browsing import enter
from tests.design.pages import walk
from tests.design.test_design_page import RULES
from tests.furnished import furnish

pytestmark = pytest.mark.django_db(transaction=True)

# Swagger UI is another project's page; a study's road is a fragment, and downloads are no pages.
NOT_OURS = {"api:docs", "api:schema", "study_road"}


@pytest.fixture
def full_study(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Study:
    """Five rounds, one in each phase, and everything else there can be."""
    furnish(study, pi=pi, coders=[coder_a, coder_b], now=now)
    return study


@pytest.fixture
def client(request: pytest.FixtureRequest, client_of: Callable[[User], Client]) -> Client:
    """The person whom the test names, signed in."""
    return client_of(request.getfixturevalue(request.param))


@pytest.mark.parametrize(
    ("client", "theme", "width"), [("pi", "light", 1366), ("coder_a", "dark", 360)], indirect=["client"]
)
def test_pages_are_accessible_and_fit(
    browser: Browser, live_server: object, full_study: Study, client: Client, theme: str, width: int
) -> None:
    pages = walk(client, f"/studies/{full_study.slug}/")
    paths = [page.path for page in pages if page.read.headings and page.name not in NOT_OURS]
    assert len(paths) > 10
    context = browser.new_context(
        base_url=str(live_server), color_scheme=theme, viewport={"width": width, "height": 768}
    )
    enter(context, live_server, client)
    page = context.new_page()
    complaints = [complaint for path in paths for complaint in _complaints(page, path, width)]
    context.close()
    assert not complaints, "\n".join(complaints)


def _complaints(page: Page, path: str, width: int) -> list[str]:
    said: list[str] = []
    page.once("pageerror", lambda error: said.append(f"{path}: {error}"))
    page.goto(path)
    expect(page.locator(".road-place")).to_have_count(0)
    found = Axe().run(page, options=RULES).response["violations"]
    said += [f"{path}: {rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        said.append(f"{path}: wider than the window")
    return said
