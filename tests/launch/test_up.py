"""One life of ``manage.py up --no-demo``: started, asked, killed, started again, stopped. Real processes throughout."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from cyberdip.launch import address, application, processes
from cyberdip.launch.servers import make_socket_folder
from tests.ports import free_port


@pytest.fixture
def up():
    """Starts ``up`` on one data folder, and kills whatever is left at the end."""
    data = make_socket_folder("cyberdip-try-up-")
    data.chmod(0o711)
    port = free_port()
    own = ("DATABASE_URL", "REDIS_URL", "PYTEST_", "CYBERDIP_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    started = []

    def begin(*options):
        command = [*application.MANAGE, "up", "--no-demo", "--data", str(data), "--port", str(port), *options]
        started.append(
            subprocess.Popen(
                command,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                preexec_fn=listen_to_ctrl_c,
            )
        )
        return started[-1]

    begin.data, begin.port, begin.environment = data, port, environment
    yield begin
    for process in started:
        process.kill()
        process.wait()
    processes.end_all_naming(str(data))
    subprocess.run(["rm", "-rf", str(data)], check=True)


def listen_to_ctrl_c():
    """A test run that was started in the background of a script has inherited deafness to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def await_line(process, text):
    said = []
    for line in process.stdout:
        said.append(line)
        if text in line:
            return "".join(said)
    raise AssertionError("".join(said))


def ready(port):
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://{address.HOST}:{port}/readyz") as answer,
        ):
            state = json.load(answer)
            if state["worker"] == "ok":
                return state
        time.sleep(0.1)
    raise AssertionError("no worker answered")


def manage(up, *arguments):
    environment = up.environment | {"CYBERDIP_DATA": str(up.data)}
    return subprocess.run(
        [*application.MANAGE, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def readable_by_others(folder):
    """What another person on this machine could read, or list, below a folder that they may pass."""
    return [path for path in folder.iterdir() if path.stat().st_mode & 0o077]


COUNT = "from studies.models import User; print(User.objects.count(), 'people')"
ADD = "from studies.models import User; User.objects.create_user('ana@example.org', name='Ana')"


def test_a_life(up):
    first = up()
    said = await_line(first, "Stop: Ctrl-C")
    assert f"http://127.0.0.1:{up.port}/accounts/signup/" in said
    assert ready(up.port)["ready"] is True
    assert manage(up, "shell", "--no-imports", "-c", ADD).returncode == 0

    second = up("--port", str(free_port()))
    assert (
        f"already runs on {up.data} (process {first.pid}) at http://127.0.0.1:{up.port}"
        in second.communicate()[0]
    )
    assert second.returncode == 1

    first.kill()  # and at once another one
    third = up()
    said = await_line(third, "Stop: Ctrl-C")
    assert "the database is up to date" not in said, "there was nothing to migrate, so nothing was asked"
    assert ready(up.port)["ready"] is True
    assert "1 people" in manage(up, "shell", "--no-imports", "-c", COUNT).stdout

    note = json.loads((up.data / "setup.json").read_text())
    assert note["filled"] is False, "a start with the demo has still to ask whether the database is empty"

    assert readable_by_others(up.data) == []

    third.send_signal(signal.SIGINT)
    assert "Everything is kept" in third.communicate(timeout=90)[0]
    assert third.returncode == 0
    assert processes.processes_naming(str(up.data)) == []
    assert sorted(path.name for path in up.data.iterdir()) == [
        "lock",
        "log",
        "postgres",
        "secret-key",
        "setup.json",
        "valkey",
    ]
    assert "Start it in another terminal" in manage(up, "showmigrations").stderr


def test_a_port_in_use_is_told_before_anything_is_started(up):
    with socket.socket() as other:
        other.bind((address.HOST, up.port))
        other.listen()
        process = up()
        assert f"port {up.port} is in use" in process.communicate(timeout=90)[0]
    assert process.returncode == 1
    assert not (up.data / "postgres").exists()
