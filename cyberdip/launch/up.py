"""``manage.py up``: from an empty folder to an application that answers, and back to nothing on Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from cyberdip.launch import address, application, processes
from cyberdip.launch.bootstrap import elapsed
from cyberdip.launch.data_folder import DataFolder, Running
from cyberdip.launch.folders import data_folder
from cyberdip.launch.refusal import Refusal
from cyberdip.launch.servers import Servers, is_socket_folder, make_socket_folder
from cyberdip.launch.setup_note import SetupNote
from cyberdip.launch.supervisor import Crew


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C or SIGTERM; 0 after an orderly end."""
    options = parser().parse_args(arguments)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    os.umask(0o077)  # what is stored here, and what our children write, is nobody else's to read
    data = DataFolder(Path(options.data).expanduser().absolute() if options.data else data_folder())
    try:
        with ExitStack() as stack:
            Up(data, options.port, options.demo, stack).run()
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone already
            print("\ncyberdip: stopped. Everything is kept in", data.path, flush=True)
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of ``up``."""
    up = argparse.ArgumentParser(prog="manage.py up", description="Start cyberdip on this machine.")
    up.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (8000)")
    up.add_argument("--data", metavar="DIR", help="folder for everything that is stored (.data)")
    up.add_argument("--no-demo", dest="demo", action="store_false", help="start without the demo study")
    return up


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class Up:
    """One run of ``up``; everything it starts or makes for a while is put on the stack, which undoes it."""

    def __init__(self, data: DataFolder, port: int, demo: bool, stack: ExitStack) -> None:
        self.data, self.port, self.demo, self.stack = data, port, demo, stack
        self.address = f"http://{address.HOST}:{port}"

    def run(self) -> None:
        """Everything in order; returns only by an exception."""
        self.data.claim()
        patience = self._clear_up_after_a_kill()
        listener = self.stack.enter_context(address.take(self.port, patience))
        self._start_new_logs()
        servers = Servers(self.data.path, make_socket_folder(), self.data.logs)
        self.stack.callback(servers.stop)
        self._announce(servers)
        self._set_up_and_serve(servers, listener)

    def _clear_up_after_a_kill(self) -> float:
        """End what a killed ``up`` has left; the seconds for which its port may still be taken."""
        left = self.data.running()
        if left is None or not is_socket_folder(Path(left.sockets)):
            return 0
        processes.end_all_naming(left.sockets)
        shutil.rmtree(left.sockets, ignore_errors=True)
        self.data.withdraw()
        return 3

    def _start_new_logs(self) -> None:
        self.data.logs.mkdir(exist_ok=True)
        for log in self.data.logs.glob("*.log"):
            log.replace(log.with_suffix(".log.1"))

    def _announce(self, servers: Servers) -> None:
        self.stack.callback(self.data.withdraw)
        self.data.announce(
            Running(os.getpid(), self.address, str(servers.sockets), servers.database_url, servers.redis_url)
        )

    def _set_up_and_serve(self, servers: Servers, listener: socket.socket) -> None:
        settings = self._settings(servers)
        note = SetupNote(self.data.path, trusted=servers.has_database())
        preparation = None if note.is_enough(demo=self.demo) else self._prepare(settings)
        for server in servers.start():
            _say(f"{server.name} answers")
        crew = Crew(servers.children)
        self.stack.callback(crew.dismiss)
        empty = preparation is not None and self._is_empty_after(crew, preparation)
        sockets, logs = servers.sockets, self.data.logs
        crew.add(lambda: application.start_web(listener.fileno(), sockets, logs / "web.log", settings))
        crew.wait_until(lambda: address.answers(self.port))
        _say(f"cyberdip answers at {self.address}")
        crew.add(lambda: application.start_worker(sockets, logs / "worker.log", settings))
        if preparation is not None:
            self._fill(crew, settings, note, empty=empty)
        self._welcome(crew, settings)
        crew.watch()

    def _settings(self, servers: Servers) -> dict[str, str]:
        return application.environment(
            data=self.data.path,
            database_url=servers.database_url,
            redis_url=servers.redis_url,
            secret_key=self.data.secret_key(),
            address=self.address,
            demo=self.demo,
        )

    def _prepare(self, settings: dict[str, str]) -> processes.Child:
        """Begin early: the command reads the whole application while the database is laid out."""
        child = application.start_command(["prepare"], self.data.logs / "prepare.log", settings)
        self.stack.callback(processes.stop, child, 5)
        return child

    def _is_empty_after(self, crew: Crew, preparation: processes.Child) -> bool:
        """Wait for the migrations; whether the database then holds nobody. It says so as its last word."""
        crew.wait_until(preparation.ended)
        if preparation.process.returncode:
            raise Refusal(f"the database could not be prepared. It says:\n{preparation.last_words()}")
        _say("the database is up to date")
        return preparation.last_words(1) == "empty"

    def _fill(self, crew: Crew, settings: dict[str, str], note: SetupNote, *, empty: bool) -> None:
        """Load the demo study into an empty database, or go on with one that was broken off."""
        begun = note.demo_was_begun()
        wanted = self.demo and (empty or begun)
        note.write(filled=not empty and not begun, demo_begun=begun or wanted)
        if wanted and self._load_demo(crew, settings):
            note.write(filled=True)

    def _load_demo(self, crew: Crew, settings: dict[str, str]) -> bool:
        """Whether the demo study is there now; what it does and finds it prints itself."""
        child = application.start_command(["demo"], None, settings)
        self.stack.callback(processes.stop, child, 5)
        crew.wait_until(child.ended)
        complete = child.process.returncode == 0
        if complete:
            _say("the demo study is there")
        else:
            print(
                "cyberdip: the demo study is not complete. The next start goes on with it; --no-demo does without."
            )
        return complete

    def _welcome(self, crew: Crew, settings: dict[str, str]) -> None:
        """The last lines, after which nothing more is printed: where to go, and who one can be there."""
        child = application.start_command(["welcome"], None, settings)
        self.stack.callback(processes.stop, child, 5)
        crew.wait_until(child.ended)
        print(f"\nData and logs: {self.data.path}    Stop: Ctrl-C", flush=True)


def _say(step: str) -> None:
    print(f"{elapsed():7.1f} s  {step}", flush=True)
