"""The table of checks: what fails is told, and the answer is its own."""

import pytest

from cyberdip.launch import checking
from cyberdip.launch.checking import Check


@pytest.fixture
def checks(monkeypatch):
    monkeypatch.setattr(
        checking,
        "CHECKS",
        [Check("good", ["true"]), Check("bad", ["sh", "-c", "echo a comma is missing; exit 2"])],
    )


def test_one_that_fails_fails_all_and_is_told(checks, capsys):
    assert checking.main([]) == 1
    said = capsys.readouterr().out
    assert "---- bad\na comma is missing" in said
    assert said.count("passed") == said.count("FAILED") == 1


def test_only_the_named_ones_run(checks, capsys):
    assert checking.main(["good"]) == 0
    assert "bad" not in capsys.readouterr().out


def test_an_unknown_name_is_refused(checks):
    with pytest.raises(SystemExit):
        checking.main(["excellent"])


def test_tools_find_no_server_and_no_settings_of_ours(monkeypatch):
    monkeypatch.setenv("CYBERDIP_DEBUG", "1")
    environment = checking._environment()
    assert "CYBERDIP_DEBUG" not in environment
    assert "nonexistent" in environment["DATABASE_URL"]
