"""What every test may ask for: a database, a worker, a browser, the files that lie beside the project."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser

from cyberdip.celery import app
from cyberdip.launch import application, processes
from cyberdip.launch.folders import ROOT
from tests.cast import *  # noqa: F403 - the standing cast, as fixtures
from tests.services import TestServices

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def django_db_setup(services: TestServices) -> None:
    """A copy of the migrated template takes the place of pytest-django's own test database."""
    services.make_database()


@pytest.fixture(autouse=True)
def _forget_the_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rate limits and cached sessions of one test are not met by the next. The queue in the same Valkey stays."""
    yield
    if "django_db_setup" in request.fixturenames:
        client = cache._cache.get_client()  # type: ignore[attr-defined]
        keys = list(client.scan_iter(match=":*", count=1000))
        if keys:
            client.delete(*keys)


@pytest.fixture(autouse=True)
def _leave_nothing_under_way(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """Before the tables of a test are emptied, what it set going comes to an end: jobs in the queue, and requests of a page.

    Whatever still writes then would meet the emptying halfway: a deadlock, or rows of one test in the next.
    """
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        return
    queue = cache._cache.get_client()  # type: ignore[attr-defined]
    queue.delete("celery")  # what no worker has taken yet
    deadline = time.monotonic() + 20
    while (queue.hlen("unacked") or _busy_connections()) and time.monotonic() < deadline:
        time.sleep(0.02)
    queue.delete("unacked", "unacked_index")  # of workers that a test killed


def _busy_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="session")
def worker(services: TestServices, django_db_setup: None) -> Iterator[processes.Child]:
    """A real Celery worker on the database of this process. Its tests need ``django_db(transaction=True)``."""
    child = application.start_worker(services.own, services.own / "worker.log", dict(os.environ), beat=False)
    try:
        _await_worker(child)
        yield child
    finally:
        processes.stop(child, patience=10)


def _await_worker(child: processes.Child) -> None:
    deadline = time.monotonic() + 60
    while not app.control.ping(timeout=0.2, limit=1):
        if child.ended() or time.monotonic() > deadline:
            pytest.fail(f"The worker did not start. It says:\n{child.last_words(40)}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The machine's own Chromium; without one, whichever Playwright has installed for itself."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return {"args": BROWSER_FLAGS, "headless": True} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser, if one can be launched here: to launch it is the only way to know.

    Where it cannot, the tests that need one are skipped and say why; CYBERDIP_REQUIRE_BROWSER=1 makes that a failure.
    """
    try:
        launched = request.getfixturevalue("launch_browser")()
    except Exception as error:  # noqa: BLE001 - a driver that cannot run fails in ways of its own
        refuse = pytest.fail if os.environ.get("CYBERDIP_REQUIRE_BROWSER") == "1" else pytest.skip
        refuse(f"no browser can be launched here: {str(error).strip().splitlines()[0]}")
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the project (or CYBERDIP_SHARED_DATA); tests that need it are skipped without."""
    folder = Path(os.environ.get("CYBERDIP_SHARED_DATA") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("the real files are not here: set CYBERDIP_SHARED_DATA to their folder")
    return folder


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures are put: CYBERDIP_PICTURES, for whoever wants to look at them."""
    folder = Path(os.environ.get("CYBERDIP_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
