"""Wait for a job that a worker does."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from cyberdip.lib.problems import Conflict
from studies.models import Job, JobState

__all__ = ["wait_for"]

_PATIENCE = 120.0  # seconds without any progress
_BETWEEN_LOOKS = 0.03  # seconds


def wait_for(job: Job) -> Job:
    """The job, done. Raises Conflict with a sentence where it failed, or where no worker takes it on."""
    seen, since = None, time.monotonic()
    while True:
        job.refresh_from_db()
        if job.state == JobState.DONE:
            return job
        if job.is_finished:
            raise Conflict(_("“%(job)s” did not succeed. %(why)s") % {"job": job.title, "why": job.error})
        if (job.state, job.done, job.step) != seen:
            seen, since = (job.state, job.done, job.step), time.monotonic()
        if time.monotonic() - since > _PATIENCE:
            raise Conflict(
                _(
                    "“%(job)s” does not move: is a worker running? Start one, then run the demo again; it goes on from here."
                )
                % {"job": job.title}
            )
        time.sleep(_BETWEEN_LOOKS)
