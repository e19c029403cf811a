"""A PI closes a round, watches the computation and reads the report, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from coding.services.rounds import close_round
from cyberdip.launch.processes import Child
from studies.models import Study, User
from tests.agreement.rounds import INTENTS_A, INTENTS_B, answer, code_in_order, open_pilot
from tests.browsing import enter
from tests.coding.stage import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_appears_while_the_pi_watches(
    worker: Child,
    study: Study,
    coder_a: User,
    coder_b: User,
    client_of: Callable[[User | None], Client],
    live_server: Any,
    page: Page,
) -> None:
    round = open_pilot(study, [coder_a, coder_b])
    code_in_order(round, coder_a, [answer(intent) for intent in INTENTS_A])
    code_in_order(round, coder_b, [answer(intent) for intent in INTENTS_B])
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    enter(page.context, live_server, client_of(study.created_by))
    close_round(round, by=study.created_by, at=NOW)
    page.goto(f"{live_server.url}/studies/a-study/rounds/{round.number}/reliability/")
    result = page.get_by_role("link", name="Show the result")
    table = page.get_by_role("region", name="Reliability by variable")
    expect(result.or_(table)).to_be_visible(timeout=30_000)
    if result.is_visible():
        result.click()
    expect(table.get_by_role("row", name="Intent")).to_contain_text(".76")
    page.get_by_text("Arithmetic", exact=True).first.click()
    expect(page.get_by_role("region", name="Coincidences of Intent")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Table as CSV").click()
    assert download.value.suggested_filename == "a-study-round-1-reliability-1.csv"
    assert complaints == []
