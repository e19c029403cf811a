"""The virtual environment: made once, filled from a lock of hashes, entered by replacing this process.

uv installs the lock four times as fast as pip, so pip fetches uv (pinned and hashed too) and uv does the rest. Where
uv cannot reach the packages, since it reads nothing of pip's configuration, pip installs the same lock itself.
"""

from __future__ import annotations

import contextlib
import enum
import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cyberdip.launch.folders import REQUIREMENTS, VENV
from cyberdip.launch.refusal import Refusal

PYTHON = VENV / "bin" / "python"
STAMP = VENV / "cyberdip-packages.json"
SINCE = "CYBERDIP_SINCE"  # when the first process of this command began, for the seconds that `up` prints


class Packages(enum.IntEnum):
    """The lock files, each holding all that the one before it holds."""

    WEB = 1  # the application as it runs in an image
    UP = 2  # and the embedded servers
    TEST = 3  # and what tests and checks need

    @property
    def lock(self) -> Path:
        return REQUIREMENTS / f"{self.name.lower()}.lock"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.lock.read_bytes()).hexdigest()


def packages_named(arguments: list[str]) -> Packages:
    """The lock that ``manage.py install [web|up|test]`` names; ``up`` where it names none."""
    name = (arguments or ["up"])[0].upper()
    if name not in Packages.__members__:
        raise Refusal("manage.py install knows web, up and test.")
    return Packages[name]


def enter(packages: Packages, argv: list[str]) -> None:
    """Go on inside the virtual environment, which then holds at least these packages.

    Returns only when this process already runs inside it.
    """
    install(packages)
    _keep_bytecode()
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), *argv])


def _keep_bytecode() -> None:
    """Compile every module once for the many processes that read it, and leave no trace of that beside the sources.

    Some machines forbid bytecode for that trace's sake; half of a start would then go into compiling.
    """
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(VENV / "bytecode"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def install(packages: Packages) -> None:
    """Make the environment hold what the lock names; nothing is done where the stamp says that it does."""
    if _holds(packages):
        return
    try:
        with _alone():
            if not _holds(packages):
                _fill(max(packages, _stamped_packages()))
    except OSError as error:
        raise Refusal(f"the virtual environment {VENV} cannot be written ({error.strerror}).") from error


def installed() -> Packages | None:
    """The largest lock that the environment holds exactly as it is written now."""
    stamp = _stamp()
    name = stamp.get("packages", "")
    current = name in Packages.__members__ and stamp.get("digest") == Packages[name].digest
    return Packages[name] if current and _runs(PYTHON) else None


def _holds(packages: Packages) -> bool:
    present = installed()
    return present is not None and present >= packages


def _fill(packages: Packages) -> None:
    if not (STAMP.exists() and _runs(PYTHON)):
        _make_environment()
    _write_stamp(packages, digest="")
    print(f"cyberdip: installing {packages.lock.name} into {VENV.name} ...", flush=True)
    if not _install_with_uv(packages.lock):
        _install_with_pip(packages.lock)
    _write_stamp(packages, packages.digest)
    print(f"{elapsed():7.1f} s  packages are installed", flush=True)


def _make_environment() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Refusal(_venv_is_missing())
    print(f"cyberdip: making {VENV} ...", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    output = made.stdout + made.stderr
    if "ensurepip is not" in output:
        raise Refusal(_venv_is_missing())
    if made.returncode:
        raise Refusal(f"the virtual environment could not be made in {VENV.parent}: {_last_line(output)}")
    print(f"{elapsed():7.1f} s  virtual environment", flush=True)


def _venv_is_missing() -> str:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        f"this Python ({sys.executable}) comes without a whole venv module. Install it, on Debian and Ubuntu with:"
        f" apt-get install python3-venv (or python{version}-venv)"
    )


def _install_with_uv(lock: Path) -> bool:
    pip = _pip(
        "install", "--quiet", "--require-hashes", "--requirement", str(REQUIREMENTS / "installer.lock")
    )
    uv = [
        str(VENV / "bin" / "uv"),
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--python",
        str(PYTHON),
        str(lock),
    ]
    # uv trusts only certificates of its own and may fetch an interpreter, unless told otherwise. Its cache stands where
    # files can be linked from, and where we may write even when there is no home folder.
    settings = {"UV_CACHE_DIR": str(VENV / "uv-cache")} | dict(os.environ)
    settings |= {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    return _succeeds(pip, dict(os.environ)) and _succeeds(uv, settings)


def _install_with_pip(lock: Path) -> None:
    print("cyberdip: uv could not install the packages; pip is tried, which takes longer ...", flush=True)
    done = subprocess.run(
        _pip("install", "--quiet", "--require-hashes", "--requirement", str(lock)),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(
            f"the packages of requirements/{lock.name} could not be installed. Is there a way to a package index,"
            f" and room on the disk? pip says: {_last_line(done.stderr)}"
        )


def _pip(*arguments: str) -> list[str]:
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    try:
        done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    except OSError:
        return False
    if done.returncode:
        print(f"cyberdip: {Path(command[0]).name} says: {_last_line(done.stderr)}", flush=True)
    return done.returncode == 0


def _runs(python: Path) -> bool:
    """An interpreter that was removed or replaced leaves a link that leads nowhere."""
    return os.access(python, os.X_OK)


def _write_stamp(packages: Packages, digest: str) -> None:
    """Without a digest: the environment itself is whole, its packages are not yet."""
    STAMP.write_text(json.dumps({"packages": packages.name, "digest": digest}))


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _stamped_packages() -> Packages:
    """What was installed before the lock changed: an environment for tests stays one."""
    return Packages.__members__.get(_stamp().get("packages", ""), Packages.WEB)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two commands started together do not fill the environment at the same time."""
    handle = os.open(REQUIREMENTS, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "(nothing)"


def start_the_clock() -> None:
    """Note when this command began; the process that replaces this one goes on counting."""
    os.environ.setdefault(SINCE, str(time.time()))


def elapsed() -> float:
    """Seconds since the first process of this command began."""
    return time.time() - float(os.environ[SINCE])
