"""Which command runs in which virtual environment, and which module answers it."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

from cyberdip.launch import bootstrap
from cyberdip.launch.refusal import Refusal


@dataclass(frozen=True)
class Command:
    """A command of the launcher: the module with its ``main(arguments)``, and the packages that module needs."""

    module: str
    packages: bootstrap.Packages


COMMANDS = {
    "up": Command("cyberdip.launch.up", bootstrap.Packages.UP),
    "test": Command("cyberdip.launch.testing", bootstrap.Packages.TEST),
    "check_all": Command("cyberdip.launch.checking", bootstrap.Packages.TEST),
    "bench": Command("cyberdip.launch.bench", bootstrap.Packages.TEST),
    "lock": Command("cyberdip.launch.locking", bootstrap.Packages.WEB),
}
HELP = """\
up         start cyberdip on this machine (--port, --data DIR, --no-demo)
test       run the tests; what follows goes to pytest
check_all  check style, types, rooms, templates, migrations and settings
bench      measure how long things take
lock       renew requirements/*.lock (--upgrade)
install    only fill the virtual environment: web, up or test

Every other word is a command of Django, on the database of the `up` that runs here: help --commands lists them."""
DJANGO = Command("cyberdip.launch.django_command", bootstrap.Packages.WEB)


def run(argv: list[str]) -> None:
    """Answer ``manage.py ...``: install what the command needs, go on inside the environment, and run it."""
    bootstrap.start_the_clock()
    name, *arguments = argv[1:] or ["help"]
    if name in {"help", "-h", "--help"} and not arguments:
        print(HELP)
        return
    try:
        if name == "install":
            bootstrap.install(bootstrap.packages_named(arguments))
            return
        command = COMMANDS.get(name, DJANGO)
        bootstrap.enter(command.packages, argv)
        answer = importlib.import_module(command.module).main
        sys.exit(answer(argv[1:] if command is DJANGO else arguments))
    except Refusal as refusal:
        sys.exit(f"cyberdip: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read what we print has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
