"""``manage.py`` without a command: what there is, and no more than that."""

import subprocess
import sys

import pytest

from cyberdip.launch.command_line import COMMANDS, HELP
from cyberdip.launch.folders import ROOT


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"]])
def test_help_is_there_before_anything_is_installed(arguments):
    # -S: no packages, as on a machine where nothing has been installed yet.
    command = [sys.executable, "-S", "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == HELP


@pytest.mark.parametrize("name", [*COMMANDS, "install"])
def test_every_command_is_in_the_help(name):
    assert any(line.startswith(f"{name} ") for line in HELP.splitlines())


def test_an_unknown_word_is_told():
    done = subprocess.run(
        [sys.executable, "manage.py", "upp"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Unknown command: 'upp'" in done.stderr
