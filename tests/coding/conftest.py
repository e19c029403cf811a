"""A page in a real browser, as the PI of the study sees it."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from studies.models import User
from tests.browsing import enter

Open = Callable[..., Page]


@pytest.fixture
def open_page(
    browser: Browser, live_server: object, client_of: Callable[[User], Client], pi: User
) -> Iterator[Open]:
    """`open_page(address, width=390)`: a page as the PI sees it, and `complaints` of its console."""
    contexts = []

    def opened(
        address: str, *, theme: str = "light", width: int = 1366, height: int = 768, **options: object
    ) -> Page:
        context = browser.new_context(
            base_url=str(live_server),
            color_scheme=theme,
            viewport={"width": width, "height": height},
            **options,
        )
        contexts.append(context)
        enter(context, live_server, client_of(pi))
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda line: line.type in {"error", "warning"} and page.complaints.append(line.text)
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
