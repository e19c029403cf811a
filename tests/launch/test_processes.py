"""Children: they end with their parent, in order where there is time, and a later start finds what was left."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cyberdip.launch import processes
from cyberdip.launch.folders import ROOT
from cyberdip.launch.servers import is_socket_folder

PARENT = """
import sys, time
from cyberdip.launch import processes
child = processes.start("sleeper", ["sleep", sys.argv[1]], log=None)
print(child.process.pid, flush=True)
time.sleep(60)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


def gone(process, seconds=5.0):
    """Whether a process is gone, or goes soon."""
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{process}/cmdline").exists() and time.monotonic() < deadline:
        if not processes.command_line(process):  # ended, and waiting for whoever inherits it to notice
            return True
        time.sleep(0.02)
    return not Path(f"/proc/{process}/cmdline").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_child_ends_when_its_parent_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, "61"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        assert "sleep 61" in processes.command_line(child)
        parent.kill()
    assert gone(child)


def test_a_child_that_does_not_listen_is_ended_all_the_same(tmp_path):
    log = tmp_path / "log"
    child = processes.start("deaf", [sys.executable, "-c", STUBBORN], log=log)
    while not log.read_text():
        time.sleep(0.01)
    processes.stop(child, patience=0.2)
    assert child.process.returncode == -signal.SIGKILL
    assert child.last_words() == "deaf"


def test_a_child_ends_by_its_own_signal(tmp_path):
    child = processes.start("sleeper", ["sleep", "62"], log=tmp_path / "log", ending=signal.SIGINT)
    processes.stop(child, patience=5)
    assert child.process.returncode == -signal.SIGINT


def test_what_a_child_leaves_behind_goes_with_it(tmp_path):
    log = tmp_path / "log"
    child = processes.start("parent", ["sh", "-c", "sleep 64 & echo $!; wait"], log=log)
    while not log.read_text().strip():
        time.sleep(0.01)
    processes.stop(child, patience=5)
    assert gone(int(log.read_text()))


def test_what_was_left_is_found_by_its_command_line_and_ended(tmp_path):
    command = [sys.executable, "-c", "import time; time.sleep(63)", str(tmp_path)]
    left, other = subprocess.Popen(command), subprocess.Popen(command[:-1])
    try:
        while not processes.command_line(left.pid):  # a process that is just becoming a program has none
            time.sleep(0.01)
        assert processes.processes_naming(str(tmp_path)) == [left.pid]
        threading.Thread(
            target=left.wait
        ).start()  # takes note of its end, as init does for a dead parent's children
        processes.end_all_naming(str(tmp_path))
        assert processes.processes_naming(str(tmp_path)) == []
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize(
    ("path", "ours"),
    [("/tmp/cyberdip-a1b2", True), ("/tmp/cyberdip-", False), ("/tmp", False), ("", False), ("/", False)],
)
def test_only_folders_of_ours_are_looked_for_in_command_lines(path, ours):
    assert is_socket_folder(Path(path)) is ours
