"""The whole road with tokens only: from a file of messages to a dataset that says what was typed."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from studies.models import User
from tests.story.script import FILE, RULED, TYPED, VARIABLES, check_export

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = "/api/v1/studies/"


def _ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


class Program:
    """Somebody's script: all it has is a token."""

    def __init__(self, client: APIClient, slug: str = "") -> None:
        self.client, self.base = client, f"{ROOT}{slug}/" if slug else ROOT

    def get(self, path: str, **query: Any) -> Any:
        return _ok(self.client.get(self.base + path, query))

    def post(self, path: str, body: dict[str, Any] | None = None, status: int = 200, **options: Any) -> Any:
        return _ok(self.client.post(self.base + path, body or {}, **options), status)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return _ok(self.client.put(self.base + path, body))

    def download(self, path: str) -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == 200
        return b"".join(answer.streaming_content).decode()

    def wait(self, job: dict[str, Any]) -> dict[str, Any]:
        """Follow a job to its end, which has to be a good one."""
        deadline = time.monotonic() + 60
        while job["state"] in ("queued", "running") and time.monotonic() < deadline:
            time.sleep(0.1)
            job = self.get(f"jobs/{job['id']}/")
        assert job["state"] == "done", job
        return job


def test_the_road_by_program(api_of, pi, outsider, worker):
    coders = {name: User.objects.create_user(f"{name}@example.org") for name in TYPED}
    study = _ok(api_of(pi).post(ROOT, {"title": "By program"}), 201)["slug"]
    boss = Program(api_of(pi), study)
    for person, role in [*((coder, "coder") for coder in coders.values()), (outsider, "adjudicator")]:
        boss.post("members/", {"email": person.email, "role": role}, 201)
    judge = Program(api_of(outsider), study)

    _bring_in(boss)
    _publish(boss)
    _plan_and_open(boss, list(coders.values()))
    for name, coder in coders.items():
        _code(Program(api_of(coder), study), TYPED[name])
    _close(boss)
    _rule(judge)
    _freeze(boss, judge)


def _bring_in(boss: Program) -> None:
    for expected in ({"new": 4, "unchanged": 0}, {"new": 0, "unchanged": 4}):
        upload = SimpleUploadedFile("four.csv", FILE.encode(), content_type="text/csv")
        made = boss.post("imports/", {"file": upload}, 201, format="multipart")
        job = boss.wait(boss.post(f"imports/{made['number']}/start/", status=202))
        assert expected.items() <= job["result"].items()
    assert len(boss.get("messages/")["results"]) == 4
    (found,) = boss.get("messages/", search="不可信")["results"]
    assert found["external_id"] == "1294030472427835394"
    assert found["posted_at"].startswith("2020-08-13")


def _publish(boss: Program) -> None:
    draft = boss.post("codebook/start/", {}, 201)
    draft = boss.put("codebook/draft/", {"edits": draft["edits"], "variables": VARIABLES})
    published = boss.post("codebook/draft/publish/", {"note": "First", "edits": draft["edits"], "number": 1})
    assert (published["number"], published["state"]) == (1, "published")


def _plan_and_open(boss: Program, coders: list[User]) -> None:
    plan = {"codebook": 1, "coders": [coder.pk for coder in coders], "coders_per_message": 2, "seed": 7}
    assert boss.post("rounds/new/preview/", plan)["codings"] == 8
    made = boss.post("rounds/", {"title": "Pilot", "kind": "pilot", **plan}, 201)
    assert (made["number"], made["phase"]) == (1, "planned")
    assert boss.post("rounds/1/open/")["phase"] == "open"


def _code(coder: Program, typed: dict[str, dict[str, Any]]) -> None:
    """Codes what is next until nothing is; the first message twice over, to amend it."""
    first = True
    while (unit := coder.get("rounds/1/next/")["unit"]) is not None:
        values = typed[unit["message"]["external_id"][-1]]
        path = f"rounds/1/units/{unit['position']}/"
        coder.put(f"{path}draft/", {"values": {}, "base_revision": 0})
        coding = {"values": values, "key": str(uuid4()), "active_ms": 4200}
        if first:
            hasty = coding | {"key": str(uuid4()), "values": {**values, "tone": "harsh"}}
            coder.post(f"{path}codings/", {**hasty, "base_revision": 0}, 201)
            stale = coder.post(f"{path}codings/", {**coding, "base_revision": 0}, 409)
            assert stale["code"] == "stale"
        revision = coder.post(f"{path}codings/", {**coding, "base_revision": int(first)}, 201)["revision"]
        again = coder.post(f"{path}codings/", {**coding, "base_revision": int(first)}, 201)["revision"]
        assert revision == again
        first = False
    assert coder.get("rounds/1/next/")["queue"]["left"] == 0


def _close(boss: Program) -> None:
    assert boss.post("rounds/1/close/")["phase"] == "closed"
    (job,) = [job for job in boss.get("jobs/")["results"] if job["kind"] == "reliability"]
    boss.wait(job)
    run = boss.get("rounds/1/reliability/")["run"]
    assert [variable["key"] for variable in run["variables"]] == [variable["key"] for variable in VARIABLES]


def _rule(judge: Program) -> None:
    assert judge.post("rounds/1/adjudicate/")["phase"] == "adjudicating"
    for queued in judge.get("rounds/1/rulings/")["results"]:
        path = f"rounds/1/rulings/{queued['message']}/"
        sheet = judge.get(path)
        for question in sheet["questions"]:
            place = (sheet["external_id"][-1], question["variable"])
            if place in RULED:
                ruling = {
                    "value": RULED[place],
                    "base_revision": question["base_revision"],
                    "reason": "By the book.",
                }
                judge.post(f"{path}{question['variable']}/make/", ruling, 201)
    assert judge.get("rounds/1/rulings/")["results"] == []
    assert judge.post("rounds/1/settle/", {"leaving_open": 0})["phase"] == "settled"


def _freeze(boss: Program, judge: Program) -> None:
    job = boss.wait(boss.post("snapshots/", {"title": "First"}, 202))
    assert job["result"]["snapshot"] == 1
    check_export(judge.download("snapshots/1/reconciled.csv"), judge.download("snapshots/1/long.csv"))
    manifest = json.loads(judge.download("snapshots/1/manifest.json"))
    for name, promised in manifest["files"].items():
        content = judge.download(f"snapshots/1/{name}").encode()
        assert hashlib.sha256(content).hexdigest() == promised["sha256"]
    assert "<svg" in judge.download("snapshots/1/figures/tone.svg")
