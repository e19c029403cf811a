"""The address of the embedded application: taken before anything else is started, so that a clash is told at once."""

from __future__ import annotations

import errno
import http.client
import socket
import time

from cyberdip.launch.refusal import Refusal

HOST = "127.0.0.1"


def take(port: int, patience: float = 0) -> socket.socket:
    """A socket bound to the port, for gunicorn to listen on. Raises Refusal where somebody else has it."""
    if not 0 <= port <= 65535:
        raise Refusal(f"{port} is no port: ports are numbers between 1 and 65535.")
    deadline = time.monotonic() + patience
    while True:
        try:
            return _bound(port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise Refusal(_why_not(port, error)) from error
        time.sleep(0.1)


def _bound(port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
    except OSError:
        taken.close()
        raise
    return taken


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program. Choose another one: manage.py up --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than you have here. Choose one above 1023: manage.py up --port 8000"
    return f"port {port} cannot be used ({error.strerror}). Choose another one: manage.py up --port 8000"


def answers(port: int, path: str = "/healthz") -> bool:
    """Whether the application answers a request at this moment."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
