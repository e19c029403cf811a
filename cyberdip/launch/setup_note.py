"""What has been done to an embedded database already, so that a second start need not read the application to ask."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cyberdip.launch.bootstrap import Packages
from cyberdip.launch.folders import ROOT


class SetupNote:
    """A note beside the database. It goes where the database goes, and is only trusted for one that lies here."""

    def __init__(self, data: Path, *, trusted: bool) -> None:
        self._file = data / "setup.json"
        self._trusted = trusted

    def is_enough(self, *, demo: bool) -> bool:
        """Whether migrations of just this code have run, and the demo study is there where it is wanted."""
        note = self._read()
        wanted = note.get("filled") or not demo
        return bool(wanted and note.get("schema") == schema_digest())

    def demo_was_begun(self) -> bool:
        """Whether the demo study was begun and not brought to its end."""
        return bool(self._read().get("demo_begun"))

    def write(self, *, filled: bool, demo_begun: bool = False) -> None:
        """Note that the database is up to date, whether people have come to use it, and whether they are the demo's."""
        note = {"schema": schema_digest(), "filled": filled, "demo_begun": demo_begun}
        self._file.write_text(json.dumps(note))

    def _read(self) -> dict[str, object]:
        try:
            return dict(json.loads(self._file.read_text())) if self._trusted else {}
        except (OSError, ValueError):
            return {}


def schema_digest() -> str:
    """A digest of all that decides about the schema: our migrations, and the packages that bring their own."""
    digest = hashlib.sha256(Packages.WEB.digest.encode())
    for migration in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(f"{migration.parent.parent.name}/{migration.name}".encode())
        digest.update(migration.read_bytes())
    return digest.hexdigest()
