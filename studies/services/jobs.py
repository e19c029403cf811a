"""Jobs: asked for by a person, claimed by a worker, watched by whoever is curious.

The row is the job. While the work runs, a thread of its own connection writes progress and heartbeat, so that both are seen even
while the work holds one long transaction, and so that a computation which reports nothing still shows that it lives.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import pghistory
import structlog
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cyberdip.lib.problems import Conflict, NotFound, Problem
from cyberdip.lib.queue import send_on_commit
from studies.models import UNFINISHED, Job, JobState, Study, User
from studies.services.logbook import record, request_id

log = structlog.get_logger(__name__)

Report = Callable[[int, int, str], None]
Work = Callable[[Job, Report], dict[str, Any]]

PULSE = 0.5  # seconds between two heartbeats
LOST_AFTER = timedelta(seconds=20)  # without a heartbeat the worker is taken for dead
MAX_ATTEMPTS = 3


class JobCancelled(Exception):
    """Raised by `report` when somebody has asked for an end; the work's transaction is rolled back by it."""


@transaction.atomic
def request_job(
    study: Study,
    *,
    kind: str,
    title: str,
    task: str,
    params: dict[str, Any],
    key: str,
    by: User | None,
    at: datetime,
) -> Job:
    """Ask for work: `task` is sent with the id of the row. A second request with the same `key` gets the unfinished first."""
    unfinished = Job.objects.filter(study=study, key=key, state__in=UNFINISHED)
    existing = unfinished.first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            job = Job.objects.create(
                study=study,
                kind=kind,
                title=title[:200],
                task=task,
                params=params,
                key=key,
                requested_by=by,
                requested_at=at,
                request_id=request_id(),
            )
    except IntegrityError:  # a double click: the other press came first
        return unfinished.get()
    send_on_commit(task, job.pk)
    return job


def run_job(job_id: int, work: Work) -> None:
    """Claim the job and do its work; called by tasks only. A job that is claimed, done or cancelled is left alone."""
    attempt = _claim(job_id)
    if attempt is None:
        return
    job = Job.objects.select_related("study", "requested_by").get(pk=job_id)
    structlog.contextvars.bind_contextvars(request_id=job.request_id, job=job.pk)
    with pghistory.context(user=job.requested_by_id, job=job.pk, request_id=job.request_id):
        try:
            with _Pulse(job_id, attempt) as pulse:
                result = work(job, pulse.report)
        except JobCancelled:
            _finish(job_id, attempt, state=JobState.CANCELLED)
        except Problem as problem:
            _finish(job_id, attempt, state=JobState.FAILED, error=problem.detail)
        except Exception:
            log.exception("job failed", kind=job.kind)
            _finish(
                job_id,
                attempt,
                state=JobState.FAILED,
                error=_(
                    "Something went wrong that should not have. Nothing was changed; the log has the details."
                ),
            )
        else:
            _finish(job_id, attempt, state=JobState.DONE, result=result)


@transaction.atomic
def cancel_job(study: Study, job_id: int, *, by: User, at: datetime) -> Job:
    """Stop a job: at once while it waits, at its next report while it runs. One that has ended stays as it is."""
    job = _locked(study, job_id)
    if job.is_finished:
        return job
    job.cancel_requested = True
    if job.state == JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, at
    job.save()
    record(study, by=by, at=at, verb="job cancelled", subject=job.title)
    return job


@transaction.atomic
def retry_job(study: Study, job_id: int, *, by: User, at: datetime) -> Job:
    """Do the work of a failed or cancelled job again, as a new job."""
    job = _locked(study, job_id)
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise Conflict(_("Only a job that failed or was cancelled can be tried again."))
    record(study, by=by, at=at, verb="job tried again", subject=job.title)
    return request_job(
        study, kind=job.kind, title=job.title, task=job.task, params=job.params, key=job.key, by=by, at=at
    )


@transaction.atomic
def rescue_jobs(*, at: datetime) -> int:
    """Send again what was lost: jobs of dead workers, and jobs whose message never arrived. Returns how many were touched."""
    lost = Job.objects.select_for_update(skip_locked=True).filter(
        Q(state=JobState.RUNNING, heartbeat_at__lt=at - LOST_AFTER)
        | Q(state=JobState.QUEUED, heartbeat_at__lt=at - LOST_AFTER)
        | Q(state=JobState.QUEUED, heartbeat_at=None, requested_at__lt=at - LOST_AFTER)
    )
    touched = list(lost)
    for job in touched:
        if job.state == JobState.RUNNING and job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at = JobState.FAILED, at
            job.error = _(
                "The worker died %(times)d times over this. Ask whoever runs the server to look."
            ) % {"times": job.attempts}
        else:
            job.state, job.heartbeat_at = JobState.QUEUED, at
            send_on_commit(job.task, job.pk)
        job.save(update_fields=["state", "finished_at", "error", "heartbeat_at"])
    return len(touched)


def _claim(job_id: int) -> int | None:
    """The number of this attempt, or None where there is nothing to claim."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        started_at=now,
        heartbeat_at=now,
        attempts=F("attempts") + 1,
        done=0,
        total=0,
        step="",
    )
    return Job.objects.values_list("attempts", flat=True).get(pk=job_id) if claimed else None


def _finish(
    job_id: int, attempt: int, *, state: JobState, result: dict[str, Any] | None = None, error: str = ""
) -> None:
    # The attempt is a fence: a worker that was taken for dead and comes back late says nothing any more.
    Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt).update(
        state=state, result=result or {}, error=error, finished_at=timezone.now()
    )


def _locked(study: Study, job_id: int) -> Job:
    job = Job.objects.select_for_update().filter(study=study, pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such job in this study."))
    return job


class _Pulse:
    """Writes what `report` was told, and the heartbeat, from a thread with its own connection; reads whether to stop."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self._mine = Q(pk=job_id, attempts=attempt)
        self._told = (0, 0, "")
        self._cancelled = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "_Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def report(self, done: int, total: int, step: str) -> None:
        """Say how far the work is. Raises JobCancelled where somebody has asked for an end."""
        self._told = (done, total, step)
        if self._cancelled.is_set():
            raise JobCancelled

    def _beat(self) -> None:
        try:
            while not self._over.wait(PULSE):
                self._write()
            self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        done, total, step = self._told
        mine = Job.objects.filter(self._mine, state=JobState.RUNNING)
        alive = mine.update(done=done, total=total, step=step[:200], heartbeat_at=timezone.now())
        if not alive or mine.filter(cancel_requested=True).exists():
            self._cancelled.set()
