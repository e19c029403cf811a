"""Jobs: claimed once, watched while they run, stopped and saved from dead workers."""

import threading
import time
from datetime import timedelta

import pytest
import structlog
from django.db import connection, transaction
from django.utils import timezone

from cyberdip.lib.problems import Conflict, Invalid
from studies.models import Job, JobState, LogEntry
from studies.services import jobs

# Threads and workers see only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch):
    """What would have gone to the queue; the worker has tests of its own."""
    messages = []
    monkeypatch.setattr(jobs, "send_on_commit", lambda task, job_id: messages.append((task, job_id)))
    return messages


@pytest.fixture
def job(study, pi, now, sent):
    return jobs.request_job(
        study, kind="trial", title="A trial", task="trial", params={"n": 1}, key="trial:1", by=pi, at=now
    )


def test_a_second_press_gets_the_first_job(study, pi, now, job, sent):
    again = jobs.request_job(
        study, kind="trial", title="A trial", task="trial", params={}, key="trial:1", by=pi, at=now
    )
    assert (again.pk, sent) == (job.pk, [("trial", job.pk)])


def test_two_presses_at_once_make_one_job(study, pi, now, sent):
    barrier = threading.Barrier(4)

    def press():
        barrier.wait()
        jobs.request_job(study, kind="trial", title="A trial", task="t", params={}, key="k", by=pi, at=now)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.count() == len(sent) == 1


def test_the_result_is_kept_and_a_second_delivery_finds_nothing_to_do(job):
    calls = []

    def work(job, report):
        calls.append(job.params)
        report(2, 4, "half way")
        return {"answer": 42}

    jobs.run_job(job.pk, work)
    jobs.run_job(job.pk, work)
    job.refresh_from_db()
    assert (calls, job.state, job.result, job.percent) == ([{"n": 1}], "done", {"answer": 42}, 100)


def test_the_job_keeps_the_request_that_asked_for_it_and_its_lines_are_found_by_it(study, pi, now, sent):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        job = jobs.request_job(study, kind="k", title="t", task="t", params={}, key="k", by=pi, at=now)
    seen = []
    with structlog.contextvars.bound_contextvars():
        jobs.run_job(job.pk, lambda job, report: seen.append(structlog.contextvars.get_contextvars()) or {})
    assert seen[0]["request_id"] == job.request_id == "r-1"
    structlog.contextvars.clear_contextvars()


def test_progress_is_seen_while_the_work_holds_a_transaction(job, monkeypatch):
    monkeypatch.setattr(jobs, "PULSE", 0.02)
    seen = []

    def work(job, report):
        with transaction.atomic():
            report(1, 4, "reading")
            deadline = time.monotonic() + 5
            while not seen and time.monotonic() < deadline:
                watcher = threading.Thread(target=look)
                watcher.start()
                watcher.join()
        return {}

    def look():
        row = Job.objects.get(pk=job.pk)
        if row.step:
            seen.append((row.percent, row.step))
        connection.close()

    jobs.run_job(job.pk, work)
    assert seen == [(25, "reading")]


def test_expected_trouble_is_told_in_its_own_words_and_unexpected_is_not_shown(job, study, pi, now):
    def refuses(job, report):
        raise Invalid("The file is empty.")

    jobs.run_job(job.pk, refuses)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "The file is empty.")

    again = jobs.retry_job(study, job.pk, by=pi, at=now)

    def breaks(job, report):
        raise ZeroDivisionError("secret detail")

    jobs.run_job(again.pk, breaks)
    again.refresh_from_db()
    assert again.state == "failed"
    assert "secret" not in again.error


def test_a_running_job_stops_at_its_next_report_and_leaves_nothing_half_done(
    job, study, pi, now, monkeypatch
):
    monkeypatch.setattr(jobs, "PULSE", 0.02)

    def work(running, report):
        with transaction.atomic():
            LogEntry.objects.create(study=study, at=now, verb="half", subject="done")
            canceller = threading.Thread(target=cancel)
            canceller.start()
            deadline = time.monotonic() + 5
            while time.monotonic() < deadline:
                report(1, 2, "working")
                time.sleep(0.01)
        return {}

    def cancel():
        jobs.cancel_job(study, job.pk, by=pi, at=now)
        connection.close()

    jobs.run_job(job.pk, work)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not LogEntry.objects.filter(verb="half").exists()


def test_a_waiting_job_is_cancelled_at_once_and_then_not_run(job, study, pi, now):
    jobs.cancel_job(study, job.pk, by=pi, at=now)
    jobs.run_job(job.pk, lambda job, report: pytest.fail("it was cancelled"))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_only_an_ended_job_can_be_tried_again(job, study, pi, now):
    with pytest.raises(Conflict):
        jobs.retry_job(study, job.pk, by=pi, at=now)


def test_the_job_of_a_dead_worker_runs_again_and_its_late_word_is_not_heard(job, sent):
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1, heartbeat_at=now - timedelta(minutes=1))
    assert jobs.rescue_jobs(at=now) == 1
    assert sent == [("trial", job.pk)] * 2

    def second(job, report):
        jobs._finish(job.pk, 1, state=JobState.DONE, result={"by": "the dead one"})
        return {"by": "the second"}

    jobs.run_job(job.pk, second)
    job.refresh_from_db()
    assert (job.result, job.attempts) == ({"by": "the second"}, 2)


def test_a_job_that_kills_every_worker_is_given_up(job):
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=jobs.MAX_ATTEMPTS, heartbeat_at=now - timedelta(minutes=1)
    )
    jobs.rescue_jobs(at=now)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "3 times" in job.error


def test_a_message_that_was_lost_is_sent_again_once_and_a_live_job_is_left_alone(job, sent):
    later = job.requested_at + timedelta(minutes=1)
    assert [jobs.rescue_jobs(at=later), jobs.rescue_jobs(at=later)] == [1, 0]
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=later)
    assert jobs.rescue_jobs(at=later + timedelta(seconds=5)) == 0
