"""The dataset under the hand: a PI freezes it, watches, and takes it home."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from cyberdip.launch.processes import Child
from dataset.models import Snapshot
from studies.models import User
from tests.browsing import enter
from tests.dataset.scene import Scene, done

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/studies/a-study/snapshots/"


@pytest.fixture
def sign_in(
    context: BrowserContext, live_server: LiveServer, client_of: Callable[[User], Client]
) -> Callable[[User], None]:
    def as_person(person: User) -> None:
        enter(context, live_server, client_of(person))

    return as_person


def complaints(page: Page) -> list[Any]:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


def test_a_pi_freezes_the_dataset_and_takes_it_home(
    worker: Child, scene: Scene, page: Page, sign_in: Callable[[User], None], live_server: LiveServer
) -> None:
    sign_in(scene.pi)
    page.goto(live_server.url + LIST)
    page.get_by_role("link", name="Take the first snapshot").click()
    page.get_by_label("Title").fill("First submission")
    expect(page.get_by_label("1: Pilot")).to_be_checked()
    page.get_by_role("button", name="Freeze").click()
    # The list loads itself again when the job has ended.
    page.get_by_role("link", name="1: First submission").click(timeout=60_000)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the dataset").click()
    content = Path(download.value.path()).read_bytes()
    with page.expect_download() as download:
        page.get_by_role("link", name="Manifest").click()
    manifest = json.loads(Path(download.value.path()).read_text())
    assert manifest["files"]["reconciled.csv"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert Snapshot.objects.get().content_hash == manifest["content_hash"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 1366), ("light", 360)])
def test_the_pages_are_for_everybody(
    scheme: Any,
    width: int,
    worker: Child,
    scene: Scene,
    page: Page,
    sign_in: Callable[[User], None],
    live_server: LiveServer,
) -> None:
    done(scene.ask(), worker)
    sign_in(scene.pi)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 768})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in (LIST, f"{LIST}1/", f"{LIST}new/"):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        assert complaints(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []


def test_the_figures_are_seen_and_their_numbers_stand_beside_them(
    worker: Child, scene: Scene, page: Page, sign_in: Callable[[User], None], live_server: LiveServer
) -> None:
    done(scene.ask(), worker)
    sign_in(scene.pi)
    page.goto(f"{live_server.url}{LIST}1/")
    figure = page.locator("#figure-intent")
    image = figure.get_by_role("img")
    image.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 300", arg=image.element_handle())
    figure.get_by_text("The numbers").click()
    warn = figure.get_by_role("row", name="Warn", exact=False)
    expect(warn.get_by_role("cell").first).to_have_text("1")
