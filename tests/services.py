"""Real servers for the tests: a throw-away PostgreSQL and Valkey, and a Celery worker of processes when a test asks.

A pytest plugin (``-p tests.services``), since pytest-django reads the settings before any conftest is heard: the
addresses have to stand in the environment by then. The servers themselves start when the first test wants them, or at
once when xdist is going to run tests in several processes; those share the servers, and each has a database and a
Valkey database of its own. Migrations run once, into a template of which every test database is a copy.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from cyberdip.launch import application, postgres, processes, valkey
from cyberdip.launch.servers import make_socket_folder

PREFIX = "cyberdip-test-"
FOLDER = "CYBERDIP_TEST_FOLDER"  # where the processes of one run find its servers
TEMPLATE = "template_cyberdip"


class TestServices:
    """The servers of one test run, as one of its processes sees them."""

    __test__ = False

    def __init__(self, folder: Path, process: str, *, owner: bool) -> None:
        self.folder, self.owner = folder, owner
        self.database = f"test_{process}"
        self.number = int(process.removeprefix("gw")) + 1 if process.startswith("gw") else 0
        self.own = folder / process
        self._children: list[processes.Child] = []
        self._made = False

    def set_environment(self) -> None:
        """What cyberdip.settings reads; nothing of the caller's own database or queue is left in it."""
        self.own.mkdir(exist_ok=True)
        os.environ |= {
            FOLDER: str(self.folder),
            "DATABASE_URL": postgres.url(self.folder, self.database),
            "REDIS_URL": valkey.url(self.folder, self.number),
            "CYBERDIP_DATA": str(self.own),
            "CYBERDIP_SECRET_KEY": secrets.token_urlsafe(50),
            "CYBERDIP_URL": "http://testserver",
            "CYBERDIP_HOSTS": "*",
            "CYBERDIP_DEBUG": "0",
            "CYBERDIP_DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "cyberdip.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright keeps an event loop in the thread of the test
        }

    def start(self) -> None:
        """Start the servers, once, in the process that owns them."""
        if self._children or not self.owner:
            return
        self._children.append(valkey.start(None, self.folder, self.folder / "valkey.log"))
        log = self.folder / "postgres.log"
        self._children.append(postgres.start(self.folder, self.folder, log, throw_away=True))

    def make_database(self) -> None:
        """Make this process's database, once: a copy of one in which all migrations have run."""
        if self._made:
            return
        self.start()
        with self._one_at_a_time():
            if not self._execute("SELECT 1 FROM pg_database WHERE datname = %s", TEMPLATE):
                self._make_template()
        self._execute(f"CREATE DATABASE {self.database} TEMPLATE {TEMPLATE}")
        self._made = True

    def create_database(self, name: str) -> None:
        """An empty database beside the one of this process."""
        self._execute(f"CREATE DATABASE {name}")

    def _make_template(self) -> None:
        unfinished = f"{TEMPLATE}_unfinished"
        self._execute(f"DROP DATABASE IF EXISTS {unfinished}")
        self._execute(f"CREATE DATABASE {unfinished}")
        settings = dict(os.environ) | {"DATABASE_URL": postgres.url(self.folder, unfinished)}
        command = [*application.MANAGE, "prepare"]
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.exit(f"The migrations fail:\n{done.stdout}{done.stderr}", returncode=1)
        self._execute(f"ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}")

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.folder / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _execute(self, statement: str, *values: str) -> list[tuple[object, ...]]:
        with psycopg.connect(
            host=str(self.folder), user=postgres.NAME, dbname="postgres", autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """Stop the servers and remove all they have written."""
        for child in reversed(self._children):
            processes.stop(child, patience=10)
        if self.owner:
            shutil.rmtree(self.folder, ignore_errors=True)


_services = pytest.StashKey[TestServices]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    process = os.environ.get("PYTEST_XDIST_WORKER")
    if process:
        services = TestServices(Path(os.environ[FOLDER]), process, owner=False)
    else:
        _remove_what_killed_runs_left()
        services = TestServices(claimed_folder(), "main", owner=True)
    services.set_environment()
    early_config.stash[_services] = services
    early_config.add_cleanup(services.stop)
    if not process and getattr(early_config.known_args_namespace, "numprocesses", None):
        services.start()


@pytest.fixture(scope="session")
def services(pytestconfig: pytest.Config) -> TestServices:
    """The throw-away servers, running."""
    services = pytestconfig.stash[_services]
    services.start()
    return services


def claimed_folder() -> Path:
    """A folder that is ours as long as this process lives: the lock on it goes when we do, however we go."""
    folder = make_socket_folder(PREFIX)
    folder.chmod(0o711)  # as root the database belongs to nobody, who has to pass
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX)
    return folder


def _remove_what_killed_runs_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if folder.stat().st_uid == os.geteuid() and _is_old(folder) and _is_free(folder):
            processes.end_all_naming(str(folder))
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(folder: Path) -> bool:
    """A run that has made its folder this moment may not have claimed it yet."""
    return time.time() - folder.stat().st_mtime > 60


def _is_free(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
