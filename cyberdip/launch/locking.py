"""``manage.py lock``: renew requirements/*.lock from pyproject.toml. The files hold names, versions and hashes only.

The largest lock is made first and binds the others, so that each is a part of the next. Without ``--upgrade`` every
version stays that still fits.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cyberdip.launch.bootstrap import Packages
from cyberdip.launch.folders import REQUIREMENTS, ROOT, program
from cyberdip.launch.refusal import Refusal

GROUPS: dict[Packages, tuple[str, ...]] = {
    Packages.TEST: ("demo", "test", "lint"),
    Packages.UP: ("demo",),
    Packages.WEB: (),
}
FLAGS = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
INSTALLER = REQUIREMENTS / "installer.lock"


def main(arguments: list[str]) -> int:
    """Write all locks; 0 when they are written."""
    if set(arguments) - {"--upgrade"}:
        raise Refusal("manage.py lock knows one option: --upgrade")
    compile_locks(REQUIREMENTS, arguments)
    return 0


def compile_locks(folder: Path, flags: list[str]) -> None:
    """Write test.lock, up.lock, web.lock and installer.lock into this folder."""
    bound: list[str] = []
    for packages, groups in GROUPS.items():
        lock = folder / packages.lock.name
        chosen = [part for group in groups for part in ("--group", group)]
        _compile("pyproject.toml", lock, [*chosen, *bound, *flags])
        bound = ["--constraint", str(lock)]
    _compile("requirements/installer.in", folder / INSTALLER.name, flags)


def _compile(source: str, lock: Path, flags: list[str]) -> None:
    command = [program("uv"), "pip", "compile", source, "--output-file", str(lock), *FLAGS, *flags]
    environment = os.environ | {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(f"{lock.name} could not be made. uv says:\n{done.stderr.strip()}")
    print(f"requirements/{lock.name}")
