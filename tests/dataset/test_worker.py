"""A snapshot frozen by a real worker."""

from __future__ import annotations

import pytest

from cyberdip.launch.processes import Child
from dataset.models import Snapshot
from studies.models import Job, JobState
from tests.dataset.scene import Scene, done

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_worker_freezes_draws_and_says_so(worker: Child, scene: Scene) -> None:
    job = done(scene.ask(), worker)
    assert (job.state, job.error, job.result) == (JobState.DONE, "", {"snapshot": 1, "new": True})
    assert (job.done, job.total) == (6, 6)
    snapshot = Snapshot.objects.get(study=scene.study)
    assert [figure.key for figure in snapshot.figures.order_by("position")] == ["intent", "tone", "concepts"]
    assert all(figure.svg.startswith("<svg ") for figure in snapshot.figures.all())


def test_of_two_at_once_one_freezes_and_the_other_finds_it_done(worker: Child, scene: Scene) -> None:
    # A snapshot holds the reliability that is known by then: one taken before it would have other content.
    for job in Job.objects.filter(study=scene.study, kind="reliability"):
        done(job, worker)
    jobs = [scene.ask("One"), scene.ask("Other")]
    results = [done(job, worker).result for job in jobs]
    assert [result["snapshot"] for result in results] == [1, 1]
    assert sorted(result["new"] for result in results) == [False, True]
