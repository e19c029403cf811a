"""Cold start: a fresh clone of the last commit with an empty home folder, then the same again with everything there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from cyberdip.launch.folders import ROOT
from tests.ports import free_port
from tests.services import TestServices

STEP = re.compile(r"^ *(\d+\.\d) s  (.+)$")
LAST_LINE = "Stop: Ctrl-C"


def measure(_services: TestServices) -> Iterator[str]:
    """A line for each phase of the first start, then of the second. It brings servers of its own."""
    folder = Path(tempfile.mkdtemp(prefix="cyberdip-bench-"))
    folder.chmod(0o711)  # as root the database belongs to nobody, who has to pass
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
        (folder / "home").mkdir()
        for title in ("nothing there", "second start"):
            yield from phases(title, started(folder))
    finally:
        shutil.rmtree(folder)


def started(folder: Path) -> list[str]:
    """What ``up`` prints, until it has nothing more to say and is stopped."""
    command = [interpreter(), "manage.py", "up", "--port", str(free_port())]
    begun = time.monotonic()
    with subprocess.Popen(
        command, cwd=folder / "clone", env=_environment(folder / "home"), stdout=subprocess.PIPE, text=True
    ) as up:
        lines = []
        for line in up.stdout or ():
            lines.append(line)
            if LAST_LINE in line:
                lines.append(f"{time.monotonic() - begun:7.1f} s  the sign-in links are printed")
                break
        up.terminate()
        up.communicate()
    if LAST_LINE not in "".join(lines):
        raise SystemExit(f"up ended before its time:\n{''.join(lines)}")
    return lines


def phases(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Each step of ``up`` with the second at which it was done, and the seconds that it took."""
    yield f"{title:40} {'at':>7} {'took':>7}"
    before = 0.0
    for found in filter(None, map(STEP.match, lines)):
        at = float(found[1])
        yield f"  {found[2]:38} {at:5.1f} s {at - before:5.1f} s"
        before = at


def interpreter() -> str:
    """A Python outside of every virtual environment: the one that ours was made with."""
    return str(Path(sys.base_prefix) / "bin" / "python3")


def _environment(home: Path) -> dict[str, str]:
    own = ("CYBERDIP_", "DATABASE_URL", "REDIS_URL", "DJANGO_", "XDG_")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)} | {
        "HOME": str(home)
    }
