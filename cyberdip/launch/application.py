"""The two programs of cyberdip itself: the web server and the worker, with the environment they read."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import sys
from pathlib import Path

from cyberdip.launch import postgres, processes, valkey
from cyberdip.launch.folders import ROOT

MANAGE = [sys.executable, str(ROOT / "manage.py")]


def environment(
    *, data: Path, database_url: str, redis_url: str, secret_key: str, address: str, demo: bool
) -> dict[str, str]:
    """What cyberdip.settings reads. What the caller's own environment says goes before what we propose."""
    proposed = {
        "CYBERDIP_SECRET_KEY": secret_key,
        "CYBERDIP_HOSTS": "127.0.0.1,localhost",
        "CYBERDIP_URL": address,
        "CYBERDIP_LOG": "console",
        "CYBERDIP_DEMO": "1" if demo else "",
    }
    decided = {"CYBERDIP_DATA": str(data), "DATABASE_URL": database_url, "REDIS_URL": redis_url}
    return proposed | dict(os.environ) | decided


def nowhere() -> dict[str, str]:
    """Settings for commands that need no server: the addresses lead nowhere, and the key is nobody's."""
    folder = Path("/nonexistent")
    return {
        "DATABASE_URL": postgres.url(folder),
        "REDIS_URL": valkey.url(folder),
        "CYBERDIP_SECRET_KEY": secrets.token_urlsafe(50),
    }


def start_web(handle: int, sockets: Path, log: Path, settings: dict[str, str]) -> processes.Child:
    """gunicorn, with the settings of gunicorn.conf.py, on a socket that is bound already.

    The process file has no reader; its path on the command line is how a later start finds what a kill left behind.
    """
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"fd://{handle}",
        "--pid",
        str(sockets / "web.pid"),
    ]
    return processes.start(
        "the web server", command, log=log, environment=settings, folder=ROOT, handles=(handle,)
    )


def start_worker(sockets: Path, log: Path, settings: dict[str, str], *, beat: bool = True) -> processes.Child:
    """A Celery worker, which with ``beat`` also keeps the clock of the periodic tasks."""
    command = [sys.executable, "-m", "celery", "-A", "cyberdip.celery", "worker", "--loglevel", "INFO"]
    command += ["--pool", pool(), "--concurrency", "2", "--without-gossip", "--without-mingle"]
    command += ["--pidfile", str(sockets / "worker.pid")]
    command += ["--beat", "--schedule", str(sockets / "beat")] if beat else []
    return processes.start("the worker", command, log=log, environment=settings, folder=ROOT)


def pool() -> str:
    """Processes where the machine lets them share a lock, which needs a writable /dev/shm; else threads."""
    try:
        multiprocessing.Lock()
    except (OSError, ImportError):
        return "threads"
    return "prefork"


def start_command(arguments: list[str], log: Path | None, settings: dict[str, str]) -> processes.Child:
    """A management command as a child of ours; without a log it writes to our own output."""
    return processes.start(
        " ".join(arguments),
        [*MANAGE, *arguments],
        log=log,
        environment=settings,
        folder=ROOT,
        ending=signal.SIGINT,
    )
