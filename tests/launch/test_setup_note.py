"""When a start may skip the migrations."""

import pytest

from cyberdip.launch import setup_note
from cyberdip.launch.setup_note import SetupNote


@pytest.mark.parametrize(
    ("filled", "demo", "trusted", "enough"),
    [
        (True, True, True, True),
        (True, False, True, True),
        (False, False, True, True),  # an empty database is what --no-demo wants
        (False, True, True, False),  # the demo study is still to come
        (True, True, False, False),  # a database elsewhere may have become another one
    ],
)
def test_a_note_is_enough_when_nothing_is_left_to_do(filled, demo, trusted, enough, tmp_path):
    note = SetupNote(tmp_path, trusted=trusted)
    note.write(filled=filled)
    assert note.is_enough(demo=demo) is enough


@pytest.mark.parametrize("begun", [True, False])
def test_a_demo_that_was_broken_off_is_remembered(begun, tmp_path):
    note = SetupNote(tmp_path, trusted=True)
    note.write(filled=False, demo_begun=begun)
    assert note.demo_was_begun() is begun
    assert not SetupNote(tmp_path, trusted=False).demo_was_begun()


def test_new_migrations_make_the_note_old(tmp_path, monkeypatch):
    note = SetupNote(tmp_path, trusted=True)
    note.write(filled=True)
    monkeypatch.setattr(setup_note, "schema_digest", lambda: "of later code")
    assert not note.is_enough(demo=True)


def test_without_a_note_everything_is_to_do(tmp_path):
    assert not SetupNote(tmp_path, trusted=True).is_enough(demo=False)


def test_the_digest_sees_every_migration(tmp_path, monkeypatch):
    before = setup_note.schema_digest()
    migrations = tmp_path / "studies" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0001_initial.py").write_text("operations = []")
    monkeypatch.setattr(setup_note, "ROOT", tmp_path)
    assert setup_note.schema_digest() != before
