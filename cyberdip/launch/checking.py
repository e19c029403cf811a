"""``manage.py check_all``: everything that can be said about the code without running its tests. It changes nothing."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from cyberdip.launch import application
from cyberdip.launch.folders import ROOT, program

COMPOSE_SCHEMA = ["--builtin-schema", "vendor.compose-spec"]


@dataclass(frozen=True)
class Check:
    """One tool with its arguments, by the name that ``manage.py check_all NAME`` takes."""

    name: str
    command: list[str]


@dataclass(frozen=True)
class Outcome:
    """What a tool said, and how long it took in seconds."""

    check: Check
    passed: bool
    output: str
    seconds: float


CHECKS = [
    Check("types", [program("mypy")]),
    Check("templates", [program("djlint"), "templates", "--lint", "--quiet"]),
    Check("deploy", [*application.MANAGE, "check", "--deploy", "--fail-level", "WARNING"]),
    Check("migrations", [*application.MANAGE, "makemigrations", "--check", "--dry-run"]),
    Check("rooms", [program("lint-imports"), "--no-cache"]),
    Check("style", [program("ruff"), "check", "--no-cache", "--output-format", "concise"]),
    Check("format", [program("ruff"), "format", "--check", "--no-cache", "--output-format", "concise"]),
    Check("compose", [program("check-jsonschema"), *COMPOSE_SCHEMA, "docker-compose.yml"]),
]


def main(arguments: list[str]) -> int:
    """Run all checks, or those that are named, and print a table; 1 where one of them has something to say."""
    names = [check.name for check in CHECKS]
    parser = argparse.ArgumentParser(prog="manage.py check_all", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names)}")
    wanted = parser.parse_args(arguments).names
    if unknown := set(wanted) - set(names):
        parser.error(f"no check is called {', '.join(sorted(unknown))}")
    chosen = [check for check in CHECKS if not wanted or check.name in wanted]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        outcomes = list(pool.map(run, chosen))
    report(outcomes)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run(check: Check) -> Outcome:
    """Run one tool in the environment of a deployed application that has no servers."""
    begun = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Outcome(check, done.returncode == 0, (done.stdout + done.stderr).strip(), time.monotonic() - begun)


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("CYBERDIP_")}
    return (
        own
        | application.nowhere()
        | {
            "CYBERDIP_URL": "https://cyberdip.example",
            "CYBERDIP_HOSTS": "cyberdip.example",
            "DJANGO_SETTINGS_MODULE": "cyberdip.settings",
            "PYTHONWARNINGS": "ignore::RuntimeWarning",  # makemigrations would like to ask a database; there is none
        }
    )


def report(outcomes: list[Outcome]) -> None:
    """What the failing ones said, then one line for each."""
    for outcome in outcomes:
        if not outcome.passed:
            print(f"---- {outcome.check.name}\n{outcome.output}\n", flush=True)
    for outcome in outcomes:
        print(
            f"{outcome.check.name:12} {'passed' if outcome.passed else 'FAILED':8} {outcome.seconds:6.1f} s"
        )
    sys.stdout.flush()
