"""When the demo study is loaded: into an empty database, and again where it was broken off; never among other people."""

from contextlib import ExitStack

import pytest

from cyberdip.launch.data_folder import DataFolder
from cyberdip.launch.setup_note import SetupNote
from cyberdip.launch.supervisor import Crew
from cyberdip.launch.up import Up


@pytest.mark.parametrize(
    ("demo", "empty", "begun", "succeeds", "loads", "filled", "begun_after"),
    [
        (True, True, False, True, True, True, False),
        (True, True, False, False, True, False, True),  # broken off
        (True, False, True, True, True, True, False),  # and gone on with
        (True, False, False, True, False, True, False),  # other people are there
        (False, True, False, True, False, False, False),
        (False, False, True, True, False, False, True),  # --no-demo does not end what was begun
    ],
)
def test_filling(demo, empty, begun, succeeds, loads, filled, begun_after, tmp_path, monkeypatch):
    loaded = []

    def load(*_):
        loaded.append(SetupNote(tmp_path, trusted=True).demo_was_begun())
        return succeeds

    note = SetupNote(tmp_path, trusted=True)
    note.write(filled=False, demo_begun=begun)
    up = Up(DataFolder(tmp_path), 8000, demo, ExitStack())
    monkeypatch.setattr(up, "_load_demo", load)
    up._fill(Crew(), {}, note, empty=empty)
    assert loaded == [True] * loads, "it is noted before it begins, for it may be killed"
    assert note.is_enough(demo=True) is filled
    assert note.demo_was_begun() is begun_after
