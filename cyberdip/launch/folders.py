"""Where the parts of a working copy lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"


def data_folder() -> Path:
    """The folder that holds everything people made: CYBERDIP_DATA, or .data beside manage.py."""
    return Path(os.environ.get("CYBERDIP_DATA") or ROOT / ".data").expanduser().absolute()


def program(name: str) -> str:
    """The path of a program that a package has put beside the running interpreter."""
    return str(Path(sys.executable).parent / name)
