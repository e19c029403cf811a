"""A real worker computes the reliability of a round when it closes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agreement import queries
from cyberdip.launch.processes import Child
from studies.models import Job, Study, User
from studies.services.jobs import request_job
from tests.agreement.rounds import closed_pilot
from tests.coding.stage import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def finished(job: Job) -> Job:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.is_finished:
            return job
        time.sleep(0.05)
    pytest.fail(f"the job is still {job.state}")


def test_closing_a_round_brings_its_report(
    worker: Child, study: Study, coder_a: User, coder_b: User, client_of: Callable[[User | None], Client]
) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    job = finished(Job.objects.get())
    assert (job.state, job.result) == ("done", {"run": 1, "unchanged": False}), job.error
    run = queries.newest_run(round)
    assert run is not None and run.job == job
    assert run.computed_by == study.created_by
    html = client_of(study.created_by).get(reverse("reliability_detail", args=["a-study", round.number]))
    assert "Intent is not reliable enough" in html.content.decode()


def test_unchanged_data_are_not_computed_again(
    worker: Child, study: Study, coder_a: User, coder_b: User
) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    finished(Job.objects.get())
    again = request_job(
        study,
        kind="reliability",
        title="Reliability again",
        task="agreement.reliability",
        params={"round": round.pk},
        key="another key",
        by=study.created_by,
        at=NOW,
    )
    assert finished(again).result == {"run": 1, "unchanged": True}
    assert round.reliability_runs.count() == 1
