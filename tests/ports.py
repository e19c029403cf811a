"""Ports for programs that tests start."""

import socket


def free_port() -> int:
    """A port on this machine that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
