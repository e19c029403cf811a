"""A PI brings a file in, watches it, and searches its messages, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cyberdip.launch.processes import Child
from studies.models import Study, User
from tests.browsing import enter
from tests.corpus.files import as_csv, tweet

pytestmark = pytest.mark.django_db(transaction=True)

SLOW = 60_000  # milliseconds; for what a worker does


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_file_is_brought_in_and_searched(
    worker: Child,
    study: Study,
    pi: User,
    client_of: Callable[[User | None], Client],
    live_server: LiveServer,
    page: Page,
    tmp_path: Path,
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    enter(page.context, live_server, client_of(pi))
    file = tmp_path / "collected.csv"
    file.write_bytes(
        as_csv([tweet(1), tweet(2, text="可信网络 & <script>alert(1)</script>"), tweet(3, likes="many")])
    )

    page.goto(f"{live_server.url}/studies/{study.slug}/messages/")
    page.get_by_role("link", name="Import messages").click()
    assert_accessible(page)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_label("Id of the message")).to_have_value("tweet_id")
    assert_accessible(page)

    page.get_by_role("button", name="Save and make a dry run").click()
    dry_run = page.get_by_role("region", name="Dry run")
    expect(dry_run).to_be_visible(timeout=SLOW)
    expect(dry_run.get_by_role("row", name="4 “many” in the column “likes”")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Leave out the refused rows and import the others").check()
    page.get_by_role("button", name="Import 2 messages").click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible(timeout=SLOW)
    assert_accessible(page)

    page.get_by_role("link", name="Look at the messages").click()
    expect(page.get_by_text("2 messages")).to_be_visible()
    page.get_by_label("Words").fill("网络")
    expect(page.get_by_text("1 message found")).to_be_visible()
    expect(page.get_by_text("可信网络 & <script>alert(1)</script>")).to_be_visible()
    assert_accessible(page)
    page.reload()
    expect(page.get_by_text("1 message found")).to_be_visible()
    assert complaints == []
