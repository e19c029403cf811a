"""PostgreSQL and Valkey together: what a running application needs, embedded or given by the environment."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cyberdip.launch import postgres, processes, valkey

PREFIX = "cyberdip-"
LONGEST = 60  # characters; the name of the folder and of the socket come after it


def make_socket_folder(prefix: str = PREFIX) -> Path:
    """A private folder with a short path, since a socket's path has at most 107 bytes."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_short_temporary_folder()))


def _short_temporary_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(folder) < LONGEST else "/tmp"  # noqa: S108 - mkdtemp makes a folder of its own in it


def is_socket_folder(path: Path) -> bool:
    """Whether a folder can be one of ours, by its name; the children of a killed launcher are found by it."""
    return path.name.startswith(PREFIX) and len(path.name) > len(PREFIX)


@dataclass
class Servers:
    """The two servers of one data folder. A URL in the environment takes the place of the embedded server."""

    data: Path
    sockets: Path
    logs: Path
    children: list[processes.Child] = field(default_factory=list)

    @property
    def database_url(self) -> str:
        return os.environ.get("DATABASE_URL") or postgres.url(self.sockets)

    @property
    def redis_url(self) -> str:
        return os.environ.get("REDIS_URL") or valkey.url(self.sockets)

    def has_database(self) -> bool:
        """Whether the database is one of ours, and was there before this start."""
        return self._database_is_embedded and postgres.has_cluster(self.data)

    @property
    def _database_is_embedded(self) -> bool:
        return not os.environ.get("DATABASE_URL")

    def start(self) -> Iterator[processes.Child]:
        """Start what the environment does not give; each server is yielded when it answers."""
        if not os.environ.get("REDIS_URL"):
            self.children.append(valkey.start(self.data, self.sockets, self.logs / "valkey.log"))
            yield self.children[-1]
        if self._database_is_embedded:
            self.children.append(postgres.start(self.data, self.sockets, self.logs / "postgres.log"))
            yield self.children[-1]

    def stop(self) -> None:
        """Stop what was started, and remove the folder of the sockets."""
        for child in reversed(self.children):
            processes.stop(child, patience=20)
        shutil.rmtree(self.sockets, ignore_errors=True)
