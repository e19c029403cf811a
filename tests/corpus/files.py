"""Small files of invented messages by invented accounts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile

from corpus.mapping import FieldMapping
from corpus.models import Import
from corpus.services.imports import create_import, save_mapping, start_import
from corpus.services.work import perform_import
from studies.models import Job, Study, User

SNOWFLAKE_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)


def tweet_id(at: datetime, sequence: int = 7) -> str:
    """An id as Twitter gave them at that moment."""
    return str((int((at - SNOWFLAKE_EPOCH) / timedelta(milliseconds=1)) << 22) + sequence)


def tweet(number: int, **cells: str) -> dict[str, str]:
    """A row of a file: message `number` of an invented embassy, one a day from 1 May 2019 on."""
    at = datetime(2019, 5, 1, 9, 30, tzinfo=UTC) + timedelta(days=number)
    return {
        "tweet_id": tweet_id(at),
        "created_at": at.isoformat(),
        "account": "embassy_demo",
        "country": "Arvenia",
        "text": f"Our network, message {number} #5G",
        "lang": "en",
        "likes": str(10 * number),
        "retweets": str(number),
        **cells,
    }


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def upload(study: Study, content: bytes, *, by: User, at: datetime, name: str = "messages.csv") -> Import:
    return create_import(study, file=ContentFile(content, name), by=by, at=at)


def silent(done: int, total: int, step: str) -> None:
    """Progress that nobody watches."""


def bring_in(source: Import, *, by: User, at: datetime, leave_out_refused: bool = False) -> dict[str, object]:
    """Import as a worker would, at once."""
    job = start_import(source, leave_out_refused=leave_out_refused, by=by, at=at)
    try:
        return perform_import(job, silent)
    finally:
        Job.objects.filter(pk=job.pk).update(state="done")


def remap(
    source: Import, change: Callable[[FieldMapping], FieldMapping], *, by: User, at: datetime
) -> Import:
    return save_mapping(source, mapping=change(FieldMapping.from_json(source.mapping)), by=by, at=at)
