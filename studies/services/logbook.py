"""The logbook: one line for every deed, written inside the deed's own transaction."""

from datetime import datetime
from typing import Any

import structlog

from studies.models import LogEntry, Study, User


def record(
    study: Study,
    *,
    by: User | None,
    at: datetime,
    verb: str,
    subject: str,
    detail: dict[str, Any] | None = None,
) -> LogEntry:
    """Write who (`by`; None for the application itself) did what (`verb`, like "round opened") to what (`subject`)."""
    return LogEntry.objects.create(
        study=study,
        by=by,
        at=at,
        verb=verb,
        subject=subject[:300],
        detail=detail or {},
        request_id=request_id(),
    )


def request_id() -> str:
    """The id of the request (or of the job's request) that is being worked on, for finding the log lines that belong together."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
