"""``manage.py test``: the whole suite, or the part that is named, in as many processes as the machine has cores."""

from __future__ import annotations

import os
import sys

from cyberdip.launch.folders import ROOT


def main(arguments: list[str]) -> int:
    """Become pytest with these arguments."""
    os.chdir(ROOT)
    # As a module, so that this folder is on the path before pytest reads its plugins.
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *_processes(arguments), *arguments])


def _processes(arguments: list[str]) -> list[str]:
    """Whoever debugs, or says -n, has one way of running tests in mind already."""
    own_way = ("-n", "--numprocesses", "--pdb", "--trace", "-h", "--help", "--collect-only", "--co")
    return (
        []
        if any(argument.startswith(own_way) for argument in arguments)
        else ["-n", "auto", "--dist", "worksteal"]
    )
