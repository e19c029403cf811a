"""The data folder: one running cyberdip at a time, its secret key, and the note that says where it can be reached."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from cyberdip.launch.refusal import Refusal

ROOM_TO_BEGIN = 200_000_000  # bytes; an empty cluster takes 40 MB, and its log of changes grows first
ROOM_TO_GO_ON = 50_000_000


@dataclass(frozen=True)
class Running:
    """What other commands have to know of a running cyberdip."""

    process: int
    address: str
    sockets: str
    database_url: str
    redis_url: str


class DataFolder:
    """A folder that at most one running cyberdip claims."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs = path / "log"
        self._note = path / "running.json"
        self._claim: int | None = None

    def claim(self) -> None:
        """Make the folder ours until this process ends. Raises Refusal where it is taken or cannot be written."""
        try:
            self._make()
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            self._try_to_write()
        except OSError as error:
            raise Refusal(self._why_not(error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(self._who_has_it()) from None
        self._claim = handle

    def _make(self) -> None:
        if not self.path.exists():
            self.path.mkdir(parents=True)
            # As root the database belongs to nobody, who has to pass through this folder to its own.
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        free = shutil.disk_usage(self.path).free
        needed = ROOM_TO_GO_ON if (self.path / "lock").exists() else ROOM_TO_BEGIN
        if free < needed:
            raise OSError(
                errno.ENOSPC, f"{free // 1_000_000} MB are free and {needed // 1_000_000} MB are needed"
            )

    def _try_to_write(self) -> None:
        """The whole of a disk block, on the disk: a quota or a read-only mount shows here and not in a traceback."""
        probe = self.path / "probe"
        with probe.open("wb") as file:
            file.write(bytes(65536))
            file.flush()
            os.fsync(file.fileno())
        probe.unlink()

    def _why_not(self, error: OSError) -> str:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return (
                f"the disk of the data folder {self.path} is full ({error.strerror})."
                " Make room, or choose a folder elsewhere with --data DIR. What is stored is safe."
            )
        return (
            f"the data folder {self.path} cannot be written ({error.strerror})."
            " Choose another with --data DIR, or make this one writable for you."
        )

    def _who_has_it(self) -> str:
        other = self.running()
        where = f" (process {other.process}) at {other.address}" if other else " and is just starting"
        return (
            f"cyberdip already runs on {self.path}{where}. Use that one, stop it with Ctrl-C in its terminal, or start"
            " a second one on other data: manage.py up --data DIR --port 8001"
        )

    def running(self) -> Running | None:
        """The note of who runs here, or ran here until it was killed."""
        try:
            return Running(**json.loads(self._note.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def is_claimed(self) -> bool:
        """Whether some process has claimed the folder at this moment."""
        try:
            handle = os.open(self.path / "lock", os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def announce(self, running: Running) -> None:
        """Leave the note for other commands; a half-written one is never seen."""
        fresh = self._note.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(running)))
        fresh.rename(self._note)

    def withdraw(self) -> None:
        """Take the note away: nothing runs here any more."""
        self._note.unlink(missing_ok=True)

    def secret_key(self) -> str:
        """The key that signs sessions and links; made once, so that they outlive a restart."""
        file = self.path / "secret-key"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50))
        return file.read_text()
