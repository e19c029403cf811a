"""Watches the children: the web server and the worker are started again, a lost database ends everything."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cyberdip.launch import processes
from cyberdip.launch.refusal import Refusal

Starter = Callable[[], processes.Child]
SHORT_LIFE = 20.0  # seconds; whatever ends sooner will end again
PATIENCE = (
    10.0  # seconds for a worker to finish what it has begun; its job is rescued by the next start otherwise
)


@dataclass
class Part:
    """A program that is started again when it ends by itself, unless it had hardly lived."""

    start: Starter
    child: processes.Child
    since: float = field(default_factory=time.monotonic)

    def revive(self) -> None:
        if time.monotonic() - self.since < SHORT_LIFE:
            raise Refusal(f"{self.child.name} stopped by itself. It says:\n{self.child.last_words()}")
        print(
            f"cyberdip: {self.child.name} stopped by itself and is started again; its log is {self.child.log}"
        )
        self.child, self.since = self.start(), time.monotonic()


@dataclass
class Crew:
    """All children of a running cyberdip."""

    servers: list[processes.Child] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def add(self, start: Starter) -> processes.Child:
        """Start a program and watch it from now on."""
        part = Part(start, start())
        self.parts.append(part)
        return part.child

    def look(self) -> None:
        """Start again what has ended. Raises Refusal where that would not help."""
        for server in self.servers:
            if server.ended():
                raise Refusal(f"{server.name} stopped by itself. It says:\n{server.last_words()}")
        for part in self.parts:
            if part.child.ended():
                part.revive()

    def watch(self) -> None:
        """Look after the children until a signal or a lost server ends it."""
        while True:
            self.look()
            time.sleep(0.5)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that the children bring about, as long as they live."""
        while not condition():
            self.look()
            time.sleep(0.05)

    def dismiss(self) -> None:
        """Ask all programs to end, then wait for each."""
        for part in self.parts:
            processes.ask_to_end(part.child)
        for part in self.parts:
            processes.see_off(part.child, PATIENCE)
