"""The embedded PostgreSQL: where its data lie, and what it finds after a kill. Nothing outside is touched."""

import os
import stat
from pathlib import Path

import psycopg
import pytest

from cyberdip.launch import postgres, processes
from cyberdip.launch.refusal import Refusal
from cyberdip.launch.servers import make_socket_folder

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")


@pytest.fixture
def data():
    """A folder that nobody may pass, as a data folder of root's is; pytest's own folders are closed."""
    folder = make_socket_folder("cyberdip-try-data-")
    folder.chmod(0o711)
    yield folder
    postgres.shutil.rmtree(folder)


@pytest.fixture
def start(data):
    """Starts the server, as often as a test wants."""
    started, sockets = [], []

    def begin():
        sockets.append(make_socket_folder("cyberdip-try-sockets-"))
        started.append(postgres.start(data, sockets[-1], data / "log"))
        return started[-1], sockets[-1]

    yield begin
    for child in started:
        processes.stop(child, patience=10)
    for folder in sockets:
        postgres.shutil.rmtree(folder)


def ask(sockets, question):
    with psycopg.connect(host=str(sockets), user=postgres.NAME, dbname=postgres.NAME) as connection:
        answer = connection.execute(question)
        return answer.fetchone()[0] if answer.description else None


def test_it_is_version_18_listens_on_no_port_and_survives_a_kill(start, data):
    child, sockets = start()
    assert ask(sockets, "SHOW server_version_num").startswith(postgres.MAJOR)
    assert ask(sockets, "SHOW listen_addresses") == ""
    ask(sockets, "SELECT 1 AS one INTO kept")
    child.process.kill()
    child.process.wait()
    # Its number is another program's by now.
    (postgres.cluster_folder(data) / "postmaster.pid").write_text(f"{os.getpid()}\n")
    _, sockets = start()
    assert ask(sockets, "SELECT one FROM kept") == 1


def test_a_second_server_on_the_same_data_is_refused(start):
    start()
    with pytest.raises(Refusal, match="another PostgreSQL .* kill -INT"):
        start()


def test_data_of_another_version_are_refused(data):
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("16\n")
    sockets = make_socket_folder("cyberdip-try-sockets-")
    try:
        with pytest.raises(Refusal, match="written by PostgreSQL 16, and this is 18"):
            postgres.start(data, sockets, data / "log")
    finally:
        sockets.rmdir()


@as_root
def test_as_root_the_data_move_out_of_a_closed_folder_and_it_stays_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "ROOTS_LIBRARY", tmp_path / "library")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert postgres.cluster_folder(closed).parent == tmp_path / "library"
    assert not postgres.has_cluster(closed)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_data_that_lie_elsewhere_are_found_by_their_note_and_missed_where_they_are_gone(tmp_path):
    cluster = tmp_path / "elsewhere"
    cluster.mkdir()
    (tmp_path / postgres.NOTE).write_text(f"{cluster}\n")
    assert postgres.cluster_folder(tmp_path) == cluster
    assert postgres.has_cluster(tmp_path)
    cluster.rmdir()
    with pytest.raises(Refusal, match="is not there any more. Put it back"):
        postgres.cluster_folder(tmp_path)


@as_root
@pytest.mark.parametrize("spoil", [lambda path: path.chmod(0o777), lambda path: os.chown(path, 65534, 65534)])
def test_a_library_that_others_may_change_is_refused(spoil, tmp_path, monkeypatch):
    library = tmp_path / "library"
    library.mkdir()
    spoil(library)
    monkeypatch.setattr(postgres, "ROOTS_LIBRARY", library)
    with pytest.raises(Refusal, match="only root may change"):
        postgres.roots_library()


@as_root
def test_programs_that_nobody_may_reach_are_copied_and_run(monkeypatch):
    library = make_socket_folder("cyberdip-try-library-")
    library.chmod(0o755)
    monkeypatch.setattr(postgres, "ROOTS_LIBRARY", library)
    try:
        original = Path(postgres._wheel()) / f"pginstall{postgres.MAJOR}" / "bin"
        copy = postgres._copy_for_nobody(original)
        assert postgres._runs(copy)
        assert postgres._copy_for_nobody(original) == copy
        assert len(list(library.iterdir())) == 1
    finally:
        postgres.shutil.rmtree(library)
