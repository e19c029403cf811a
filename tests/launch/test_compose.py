"""docker-compose.yml: the very commands it names, on the embedded servers, until their own health checks are content."""

import os
import re
import subprocess
import time

import pytest
import yaml

from cyberdip.launch import address, postgres, processes, valkey
from cyberdip.launch.folders import ROOT, VENV
from tests.ports import free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("web", "worker", "migrate")
PORT_INSIDE = "8000"


def service(name):
    return COMPOSE["services"][name]


@pytest.fixture(scope="module")
def environment(services):
    """What the containers are given: the defaults of the file, with our servers in the place of its own."""
    name = f"compose_{services.number}"
    services.create_database(name)
    defaults = {key: filled_in(value) for key, value in service("web")["environment"].items()}
    return defaults | {
        "DATABASE_URL": postgres.url(services.folder, name),
        "REDIS_URL": valkey.url(services.folder, valkey.DATABASES - 1 - services.number),
        "CYBERDIP_DATA": str(services.own),
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
    }


def filled_in(value):
    """A variable as compose fills it in: its default, or for a secret some text."""
    return re.sub(
        r"\$\{\w+(?::-([^}]*)|:\?[^}]*)\}",
        lambda found: found[1] if found[1] is not None else "s" * 50,
        value,
    )


@pytest.fixture(scope="module")
def migrated(environment):
    subprocess.run(service("migrate")["command"], cwd=ROOT, env=environment, check=True, timeout=120)


@pytest.fixture
def started(services, environment, migrated):
    """Starts the command of a service as the file has it; only the port and the folder of beat are our own."""
    children = []

    def start(name, port):
        children.append(
            processes.start(
                name,
                here(service(name)["command"], port, services),
                log=services.own / f"compose-{name}.log",
                environment=environment,
                folder=ROOT,
            )
        )
        return children[-1]

    yield start
    for child in children:
        processes.stop(child, patience=15)


def here(command, port, services):
    changes = {
        f"0.0.0.0:{PORT_INSIDE}": f"{address.HOST}:{port}",
        PORT_INSIDE: str(port),
        "/tmp/beat": str(services.own / "beat"),
    }
    return [changes.get(word, word) for word in command]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_command_gets_healthy(name, started, environment, services):
    port = free_port()
    child = started(name, port)
    how, *check = service(name)["healthcheck"]["test"]
    assert how == "CMD"
    deadline = time.monotonic() + 120
    while True:
        asked = subprocess.run(
            here(check, port, services),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0:
            return
        assert not child.ended(), child.last_words(40)
        assert time.monotonic() < deadline, asked.stdout + asked.stderr + child.last_words(40)


def test_the_health_check_of_the_web_server_fails_where_nobody_answers(environment, services):
    _, *check = service("web")["healthcheck"]["test"]
    asked = subprocess.run(here(check, free_port(), services), cwd=ROOT, env=environment, check=False)
    assert asked.returncode == 1


def test_the_database_is_the_major_version_that_is_embedded():
    assert service("postgres")["image"] == f"postgres:{postgres.MAJOR}"
    assert service("postgres")["volumes"] == ["postgres:/var/lib/postgresql"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_share_one_image_one_environment_and_one_volume(name):
    mine, first = service(name), service("web")
    assert {key: mine[key] for key in ("image", "environment", "volumes")} == {
        key: first[key] for key in ("image", "environment", "volumes")
    }


@pytest.mark.parametrize("name", ["web", "worker", "postgres", "redis"])
def test_everything_that_stays_has_a_health_check(name):
    assert "test" in service(name)["healthcheck"]


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    (user,) = (line for line in lines if line.startswith("USER "))
    assert int(user.removeprefix("USER ")) > 0, "a number, so that a host can tell that it is not root"
    assert lines.index(user) < next(n for n, line in enumerate(lines) if line.startswith("CMD"))


def test_every_variable_stands_in_the_example():
    wanted = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    explained = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert wanted == explained
