"""The port: taken early, and clearly refused where somebody else has it."""

import socket
import threading
import time

import pytest

from cyberdip.launch import address
from cyberdip.launch.refusal import Refusal


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind((address.HOST, 0))
        other.listen()
        yield other


def test_a_port_in_use_is_refused_with_another_to_try(taken):
    port = taken.getsockname()[1]
    with pytest.raises(Refusal, match=rf"port {port} is in use .* --port {port + 1}"):
        address.take(port)


def test_a_port_that_is_about_to_be_free_is_waited_for(taken):
    port = taken.getsockname()[1]
    threading.Timer(0.3, taken.close).start()
    with address.take(port, patience=5) as mine:
        assert mine.getsockname() == (address.HOST, port)


def test_a_port_that_needs_rights_is_refused_with_one_that_does_not(monkeypatch):
    def refuse(port):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(address, "_bound", refuse)
    with pytest.raises(Refusal, match="port 80 needs more rights .* --port 8000"):
        address.take(80)


def test_a_port_that_is_no_port_is_refused():
    with pytest.raises(Refusal, match="between 1 and 65535"):
        address.take(70000)


def test_nobody_answers_on_a_port_that_is_only_bound():
    with address.take(0) as mine:
        begun = time.monotonic()
        assert not address.answers(mine.getsockname()[1])
        assert time.monotonic() - begun < 5
