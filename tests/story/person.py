"""People of the stories: each signs in by the form, at a browser of their own."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from studies.models import User

PASSWORD = "a long enough phrase"
SLOW = 30_000  # milliseconds; for what a worker does


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Browser, server: str, user: User) -> None:
        self.context = browser.new_context(base_url=server, viewport={"width": 1366, "height": 768})
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._stays_at_home(server, request.url))
        self._sign_in(user)

    def _stays_at_home(self, server: str, url: str) -> None:
        if not url.startswith((f"{server}/", "data:", "blob:")):
            self.errors.append(f"asked elsewhere: {url}")

    def _sign_in(self, user: User) -> None:
        self.page.goto("/")
        self.page.get_by_label("Email", exact=True).fill(user.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", name="Studies", exact=True)).to_be_visible()

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("button", name=name).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def act(self, target: Locator, *, by: str = "mouse") -> None:
        """Press a button or follow a link, with the mouse or with the keyboard alone."""
        if by == "mouse":
            target.click()
        else:
            self.reach(target)
            self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str, *, by: str = "mouse") -> None:
        """Replace what stands in a field."""
        if by == "mouse":
            field.fill(text)
        else:
            self.reach(field)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)

    def reach(self, target: Locator) -> None:
        """Go to an element as people without a mouse do: with the tabulator."""
        expect(target).to_be_visible()
        for _step in range(300):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with the tabulator")

    def go(self, section: str) -> None:
        self.page.get_by_role("navigation", name="Study").get_by_role(
            "link", name=section, exact=True
        ).click()
