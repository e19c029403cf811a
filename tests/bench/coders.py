"""Coders as programs: each with a connection of its own that stays open, as a browser's does."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

TOKEN = "b" * 32  # a CSRF token is whatever the cookie and the header agree on
Work = Callable[["Coder"], None]


@dataclass(frozen=True)
class Figures:
    """What a group of coders measured: the seconds of each item, and those that the group took for all of them."""

    seconds: Sequence[float]
    elapsed: float

    @property
    def throughput(self) -> float:
        """Items a second."""
        return len(self.seconds) / self.elapsed

    def percentile(self, share: float) -> float:
        """The seconds below which this share of the items lies."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def __add__(self, other: Figures) -> Figures:
        return Figures([*self.seconds, *other.seconds], self.elapsed + other.elapsed)


class Coder:
    """One signed-in person, their connection, and the place in their queue."""

    def __init__(self, port: int, session: str) -> None:
        self.place = 1
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def sit_down(self) -> None:
        """Begin with a new connection: one that rests for some seconds is closed by the server."""
        self._connection.close()

    def post(self, path: str, body: dict[str, object]) -> dict[str, object]:
        """Send JSON, get JSON."""
        answer: dict[str, object] = json.loads(
            self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        )
        return answer

    def get_page(self, path: str) -> str:
        """A page, as a browser asks for it."""
        return self._ask("GET", path, None, {}).decode()

    def get_fragment(self, path: str) -> str:
        """What the page's JavaScript fetches."""
        return self._ask("GET", path, None, {"HX-Request": "true"}).decode()

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> bytes:
        self._connection.request(method, path, body, self._headers | headers)
        response = self._connection.getresponse()
        content = response.read()
        if response.status != http.client.OK:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:500]!r}")
        return content


def work_together(coders: Sequence[Coder], items: int, work: Work) -> Figures:
    """Let all coders do this many items at the same time. An error of one of them is an error of the measurement."""
    seconds: list[float] = []
    errors: list[Exception] = []

    def go(coder: Coder) -> None:
        coder.sit_down()
        try:
            for _ in range(items):
                begun = time.perf_counter()
                work(coder)
                seconds.append(time.perf_counter() - begun)
        except Exception as error:  # noqa: BLE001 - told below, in the thread that can tell it
            errors.append(error)

    threads = [threading.Thread(target=go, args=[coder]) for coder in coders]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return Figures(seconds, time.perf_counter() - begun)
