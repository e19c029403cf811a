"""Floors, rooms and the one room of each library, as the contracts in pyproject.toml have them."""

import subprocess
import tomllib

import pytest

from cyberdip.launch.folders import ROOT, program

APPS = ("studies", "corpus", "coding", "agreement", "dataset")
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}


def test_all_contracts_are_kept():
    done = subprocess.run(
        [program("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :]


@pytest.mark.parametrize("app", [*APPS, "roof"])
def test_a_new_file_has_to_be_given_a_room(app):
    contract = CONTRACTS[f"rooms-{app}"]
    assert contract["exhaustive"] is True
    assert contract["containers"] == ["cyberdip" if app == "roof" else app]
    assert contract.get("exhaustive_ignores", ["migrations"]) == ["migrations"]


@pytest.mark.parametrize("app", APPS)
def test_the_lowest_room_is_that_of_the_pure_modules(app):
    lowest = CONTRACTS[f"rooms-{app}"]["layers"][-1]
    pure = {f"{app}.{name.strip()}" for name in lowest.split(":")}
    assert pure == {name for name in CONTRACTS["pure"]["source_modules"] if name.startswith(f"{app}.")}


def test_no_contract_has_exceptions():
    assert [name for name, contract in CONTRACTS.items() if contract.get("ignore_imports")] == []
