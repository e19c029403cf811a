"""An import as a real worker does it."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from django.core.files.base import ContentFile

from corpus.models import Account, Message
from corpus.queries import check_of
from corpus.services.imports import check_import, create_import, start_import
from cyberdip.launch.processes import Child
from studies.models import Job, JobState, Study, User
from studies.services.jobs import cancel_job
from tests.corpus.files import as_csv, tweet, upload

pytestmark = pytest.mark.django_db(transaction=True)


def ended(job: Job) -> Job:
    """The job once the worker is through with it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if job.is_finished:
            return job
        time.sleep(0.1)
    raise AssertionError(f"the job is still {job.state} at {job.step!r}")


def test_a_dry_run_and_an_import(worker: Child, study: Study, pi: User, now: datetime) -> None:
    source = upload(study, as_csv([tweet(1), tweet(2)]), by=pi, at=now)
    assert ended(check_import(source, by=pi, at=now)).state == JobState.DONE
    source.refresh_from_db()
    check = check_of(source)
    assert check is not None
    assert (check.report["new"], check.is_current, check.is_blocked) == (2, True, False)

    assert ended(start_import(source, leave_out_refused=False, by=pi, at=now)).state == JobState.DONE
    source.refresh_from_db()
    assert (source.report["new"], Message.objects.count()) == (2, 2)


def test_a_refused_import_says_why_and_leaves_nothing(
    worker: Child, study: Study, pi: User, now: datetime
) -> None:
    source = upload(study, as_csv([tweet(1), tweet(2, tweet_id="1.2E+18")]), by=pi, at=now)
    job = ended(start_import(source, leave_out_refused=False, by=pi, at=now))
    assert job.state == JobState.FAILED
    assert "Line 3: The id 1.2E+18 was ruined by a spreadsheet" in job.error
    assert not Account.objects.exists()


def test_a_cancelled_import_leaves_nothing(worker: Child, study: Study, pi: User, now: datetime) -> None:
    header, *lines = as_csv([tweet(1)]).decode().splitlines()
    first = int(tweet(1)["tweet_id"])
    rows = (lines[0].replace(str(first), str(first + 7 * number)) for number in range(60_000))
    content = "\n".join([header, *rows]).encode()
    source = create_import(study, file=ContentFile(content, "many.csv"), by=pi, at=now)
    job = start_import(source, leave_out_refused=False, by=pi, at=now)
    while job.state == JobState.QUEUED:
        time.sleep(0.05)
        job.refresh_from_db()
    cancel_job(study, job.pk, by=pi, at=now)
    assert ended(job).state == JobState.CANCELLED
    assert not Message.objects.exists()
    source.refresh_from_db()
    assert source.finished_at is None
