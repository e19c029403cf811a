"""``manage.py bench``: how long things take, measured on throw-away servers. The rows stand in tests/bench."""

from __future__ import annotations

import os
import sys

from cyberdip.launch.folders import ROOT


def main(arguments: list[str]) -> int:
    """Become the program that measures."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "tests.bench", *arguments])
