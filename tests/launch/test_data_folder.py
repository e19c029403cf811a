"""The data folder: one cyberdip at a time, clear words where it cannot be written, nothing others may read."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cyberdip.launch import data_folder
from cyberdip.launch.data_folder import DataFolder, Running
from cyberdip.launch.folders import ROOT
from cyberdip.launch.refusal import Refusal

RUNNING = Running(4321, "http://127.0.0.1:8000", "/tmp/sockets", "postgres://", "unix://")

CLAIM_AND_WAIT = """
import sys
from pathlib import Path
from cyberdip.launch.data_folder import DataFolder
DataFolder(Path(sys.argv[1])).claim()
print("claimed", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return DataFolder(tmp_path / "data")


@pytest.fixture
def other_process(folder):
    """Another process that has claimed the folder."""
    command = [sys.executable, "-c", CLAIM_AND_WAIT, str(folder.path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "claimed\n"
        yield process
        process.kill()


def test_a_second_claim_names_the_first(folder, other_process):
    folder.announce(RUNNING)
    with pytest.raises(
        Refusal, match=r"already runs on .*data \(process 4321\) at http://127\.0\.0\.1:8000\."
    ):
        folder.claim()


def test_a_second_claim_knows_a_first_that_has_not_said_where_it_is(folder, other_process):
    with pytest.raises(Refusal, match="is just starting"):
        folder.claim()


def test_a_claim_ends_with_its_process(folder, other_process):
    assert folder.is_claimed()
    other_process.kill()
    other_process.wait()
    assert not folder.is_claimed()
    folder.claim()


def test_a_folder_that_cannot_be_made_is_told():
    with pytest.raises(Refusal, match="/proc/cyberdip cannot be written .* --data DIR"):
        DataFolder(Path("/proc/cyberdip")).claim()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; the test above is the one for root")
def test_a_folder_that_may_not_be_written_is_told(folder):
    folder.path.mkdir(mode=0o500)
    with pytest.raises(Refusal, match="cannot be written .* --data DIR"):
        folder.claim()


def test_a_full_disk_is_told(folder, monkeypatch):
    monkeypatch.setattr(data_folder, "ROOM_TO_BEGIN", 2**60)
    with pytest.raises(Refusal, match="is full .* MB are free .* is safe"):
        folder.claim()


def test_the_note_is_read_as_it_was_written(folder):
    folder.claim()
    folder.announce(RUNNING)
    assert folder.running() == RUNNING
    folder.withdraw()
    assert folder.running() is None


def test_a_spoiled_note_is_no_note(folder):
    folder.claim()
    (folder.path / "running.json").write_text('{"process": 1}')
    assert folder.running() is None


def test_others_cannot_look_into_a_new_folder(folder):
    folder.claim()
    assert stat.S_IMODE(folder.path.stat().st_mode) == (0o711 if os.geteuid() == 0 else 0o700)


def test_a_folder_that_was_there_keeps_its_permissions(folder):
    folder.path.mkdir()
    folder.path.chmod(0o755)
    folder.claim()
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o755


def test_the_secret_key_is_made_once_and_read_by_nobody_else(folder):
    folder.claim()
    key = folder.secret_key()
    assert len(key) >= 50
    assert folder.secret_key() == key
    assert stat.S_IMODE((folder.path / "secret-key").stat().st_mode) == 0o600
