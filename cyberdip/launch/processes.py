"""Children that cannot outlive us, and how they are asked to end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

NOBODY = 65534  # the uid that every Linux gives to nobody; PostgreSQL refuses to run as root
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """A running program: its name for people, the process, where it writes, and the signal that ends it in order."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None
    ending: signal.Signals

    def ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, for people who have to find out why it stopped."""
        if self.log is None:
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path | None,
    environment: dict[str, str] | None = None,
    ending: signal.Signals = signal.SIGTERM,
    folder: Path | None = None,
    as_nobody: bool = False,
    handles: tuple[int, ...] = (),
) -> Child:
    """Start a program that the kernel ends with us, even when we are killed without a chance to do it ourselves.

    It has a session of its own, so that Ctrl-C reaches only us and the order of stopping is ours. Without a log it
    writes where we write. To be called from the main thread: the kernel means the thread when it says parent.
    """
    with _output(log) as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if log is None else subprocess.STDOUT,
            cwd=folder or "/",
            env=environment,
            start_new_session=True,
            pass_fds=handles,
            preexec_fn=_in_the_child(ending),
            **nobody(as_nobody),
        )
    return Child(name, process, log, ending)


@contextlib.contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        yield output


def nobody(wanted: bool) -> dict[str, Any]:
    """The arguments of subprocess that run a program as nobody."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if wanted else {}


def _in_the_child(ending: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes the program: it listens to SIGINT even where we were told not to, as scripts
    tell what they start in the background; and on Linux it asks to be ended when we end."""
    kernel, parent = ctypes.CDLL(None), os.getpid()

    def settle() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if sys.platform == "linux":
            kernel.prctl(PR_SET_PDEATHSIG, int(ending))
            if os.getppid() != parent:  # it ended before we could ask
                os._exit(1)

    return settle


def ask_to_end(child: Child) -> None:
    """Ask a child to end in order, and do not wait for it."""
    if not child.ended():
        child.process.send_signal(child.ending)


def stop(child: Child, patience: float) -> None:
    """End a child in order; after this many seconds, without."""
    ask_to_end(child)
    see_off(child, patience)


def see_off(child: Child, patience: float) -> None:
    """Wait for a child that has been asked to end; after this many seconds, wait no more.

    What it has started itself and not ended, it started in its own group, and that goes with it.
    """
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()


def end_all_naming(text: str, patience: float = 15) -> None:
    """End every process whose command line holds this text, and wait until it is gone.

    These are the children of a launcher that was killed. SIGINT is an orderly end for all of them: a fast shutdown
    for PostgreSQL, a warm one for Celery, a quick one for gunicorn and Valkey.
    """
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGKILL, 5.0)):
        _signal(processes_naming(text), number)
        deadline = time.monotonic() + seconds
        while processes_naming(text) and time.monotonic() < deadline:
            time.sleep(0.05)


def _signal(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


def processes_naming(text: str) -> list[int]:
    """The ids of other processes whose command line holds this text."""
    return [process for process, command in _command_lines() if text in command and process != os.getpid()]


def command_line(process: int) -> str:
    """The command line of a process, or nothing when there is no such process."""
    return dict(_command_lines()).get(process, "")


def _command_lines() -> list[tuple[int, str]]:
    folders = Path("/proc").glob("[0-9]*")
    found = [(int(folder.name), _read(folder / "cmdline")) for folder in folders]
    return found or _command_lines_from_ps()


def _command_lines_from_ps() -> list[tuple[int, str]]:
    """Systems without /proc, such as macOS, always have ps."""
    listing = subprocess.run(
        ["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True
    )
    rows = (line.strip().partition(" ") for line in listing.stdout.splitlines())
    return [(int(process), command) for process, _, command in rows]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
