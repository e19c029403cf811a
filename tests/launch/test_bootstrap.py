"""The stamp of the virtual environment: when there is something to install, and when there is not."""

import json
import subprocess
import sys

import pytest

from cyberdip.launch import bootstrap
from cyberdip.launch.bootstrap import Packages
from cyberdip.launch.refusal import Refusal


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment that holds nothing yet; what would be installed is noted instead."""
    filled = []
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    monkeypatch.setattr(bootstrap, "_fill", filled.append)
    return filled


def stamp(packages, digest=None):
    bootstrap.STAMP.write_text(json.dumps({"packages": packages.name, "digest": digest or packages.digest}))


def test_nothing_is_installed_twice(venv):
    stamp(Packages.UP)
    bootstrap.install(Packages.UP)
    bootstrap.install(Packages.WEB)
    assert venv == []


def test_more_is_installed_when_more_is_needed(venv):
    stamp(Packages.UP)
    bootstrap.install(Packages.TEST)
    assert venv == [Packages.TEST]


def test_a_changed_lock_is_installed_and_what_is_there_besides_stays(venv):
    stamp(Packages.TEST, digest="of another lock")
    bootstrap.install(Packages.UP)
    assert venv == [Packages.TEST]


def test_a_half_installed_environment_is_no_installed_one(venv):
    bootstrap._write_stamp(Packages.UP, digest="")
    assert bootstrap.installed() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"packages": "ALL"}'])
def test_a_spoiled_stamp_says_nothing(text, venv):
    bootstrap.STAMP.write_text(text)
    assert bootstrap.installed() is None


def test_a_missing_interpreter_is_noticed(venv, monkeypatch, tmp_path):
    stamp(Packages.UP)
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "removed")
    assert bootstrap.installed() is None


def test_a_missing_venv_module_is_told_with_the_package_to_install(venv, monkeypatch):
    monkeypatch.setattr(
        bootstrap.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object()
    )
    with pytest.raises(Refusal, match="apt-get install python3-venv"):
        bootstrap._make_environment()


def test_a_venv_module_that_fails_half_way_is_told_too(venv, monkeypatch):
    said = "The virtual environment was not created successfully because ensurepip is not\navailable."
    failed = subprocess.CompletedProcess([], 1, stdout=said, stderr="")
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_args, **_named: failed)
    with pytest.raises(Refusal, match="apt-get install python3-venv"):
        bootstrap._make_environment()


@pytest.mark.parametrize(
    ("arguments", "packages"), [([], Packages.UP), (["web"], Packages.WEB), (["test"], Packages.TEST)]
)
def test_install_takes_the_name_of_a_lock(arguments, packages):
    assert bootstrap.packages_named(arguments) is packages


def test_install_knows_no_other_names():
    with pytest.raises(Refusal, match="web, up and test"):
        bootstrap.packages_named(["everything"])
