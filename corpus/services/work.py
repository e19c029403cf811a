"""The work of a dry run and of an import, as a worker does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corpus.mapping import FieldMapping
from corpus.models import Import
from corpus.report import Report, blocks
from corpus.sentences import said_with_line
from corpus.services.staging import Progress, stage
from cyberdip.lib.problems import Invalid
from studies.models import Job
from studies.services.logbook import record

# One import a study at a time, as both would find the same messages to be new.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('corpus.import', %s))"

# What an account already says of itself is never written over.
INSERT_ACCOUNTS = """
WITH told AS (
    SELECT lower(handle) AS folded,
           (array_agg(handle ORDER BY place))[1] AS handle,
           coalesce((array_agg(account_name ORDER BY place) FILTER (WHERE account_name <> ''))[1], '') AS name,
           coalesce((array_agg(account_kind ORDER BY place) FILTER (WHERE account_kind <> ''))[1], '') AS kind,
           coalesce((array_agg(country ORDER BY place) FILTER (WHERE country <> ''))[1], '') AS country
    FROM corpus_staging JOIN corpus_fates USING (place)
    WHERE fate IN ('new', 'recounted', 'unchanged')
    GROUP BY lower(handle)
)
INSERT INTO corpus_account AS account (study_id, platform, handle, display_name, kind, country)
SELECT %(study)s, %(platform)s, handle, name, kind, country FROM told
ON CONFLICT (study_id, platform, lower(handle)) DO UPDATE
SET display_name = coalesce(nullif(account.display_name, ''), excluded.display_name),
    kind = coalesce(nullif(account.kind, ''), excluded.kind),
    country = coalesce(nullif(account.country, ''), excluded.country)
WHERE (account.display_name = '' AND excluded.display_name <> '')
   OR (account.kind = '' AND excluded.kind <> '')
   OR (account.country = '' AND excluded.country <> '')
"""

# The ids are drawn first, so that the counts find their messages without a search in a table that has no statistics yet.
NUMBER_MESSAGES = """
UPDATE corpus_fates SET message_id = nextval(pg_get_serial_sequence('corpus_message', 'id')) WHERE fate = 'new'
"""

INSERT_MESSAGES = """
INSERT INTO corpus_message (
    id, study_id, account_id, platform, external_id, posted_at, file_time, text, language, kind, url, extra,
    imported_by_id, removed_reason, words
)
SELECT message_id, %(study)s, account.id, %(platform)s, external_id, posted_at, file_time, text, language, staged.kind,
       url, extra, %(source)s, '', array_to_tsvector(words)
FROM corpus_staging staged
JOIN corpus_fates USING (place)
JOIN corpus_account account
  ON account.study_id = %(study)s AND account.platform = %(platform)s AND lower(account.handle) = lower(staged.handle)
WHERE fate = 'new'
"""

INSERT_OBSERVATIONS = """
INSERT INTO corpus_observation (message_id, imported_by_id, observed_at, likes, retweets, replies)
SELECT message_id, %(source)s, %(at)s, likes, retweets, replies
FROM corpus_staging JOIN corpus_fates USING (place)
WHERE fate IN ('new', 'recounted') AND (likes IS NOT NULL OR retweets IS NOT NULL OR replies IS NOT NULL)
"""


class _Refused(Exception):
    """Rolls an import back; its report is kept."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def perform_check(job: Job, progress: Progress) -> dict[str, Any]:
    """Say what an import would do; nothing is changed but the note that it was checked, and with which
    mapping.
    """
    source = Import.objects.get(pk=job.params["import"])
    with transaction.atomic():
        report = stage(source, for_good=False, progress=progress)
    Import.objects.filter(pk=source.pk).update(check_job=job)
    return {"mapping": source.mapping, **report.as_json()}


def perform_import(job: Job, progress: Progress) -> dict[str, Any]:
    """Bring the messages of a file into its study: all that can be, or none.

    In one transaction: 1. take the turn of the study, 2. read and compare, 3. refuse or go on, 4. accounts,
    messages and counts, 5. the report and the line in the logbook. Done again, it finds that it is done.
    """
    try:
        with transaction.atomic():
            return _import(job, progress)
    except _Refused as refused:
        Import.objects.filter(pk=job.params["import"]).update(job=job, report=refused.report.as_json())
        raise Invalid(_refusal(refused.report)) from refused


def _import(job: Job, progress: Progress) -> dict[str, Any]:
    source = (
        Import.objects.select_for_update(of=("self",)).select_related("study").get(pk=job.params["import"])
    )
    if source.finished_at is not None:
        return dict(source.report)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [source.study_id])
    report = stage(source, for_good=True, progress=progress)
    if blocks(report.as_json(), leave_out_refused=job.params["leave_out_refused"]):
        raise _Refused(report)
    _write(source, progress)
    source.job, source.report, source.finished_at = job, report.as_json(), timezone.now()
    source.save(update_fields=["job", "report", "finished_at"])
    counts = {name: value for name, value in source.report.items() if isinstance(value, int)}
    record(
        source.study,
        by=job.requested_by,
        at=source.finished_at,
        verb="messages imported",
        subject=source.file_name,
        detail={"import": source.number, "sha256": source.sha256, **counts},
    )
    progress(100, 100, _("done"))
    return dict(source.report)


def _write(source: Import, progress: Progress) -> None:
    values: dict[str, str | int | datetime] = {
        "study": source.study_id,
        "platform": FieldMapping.from_json(source.mapping).platform,
        "source": source.pk,
        "at": source.created_at,
    }
    steps = (
        (78, _("writing the accounts"), INSERT_ACCOUNTS),
        (79, _("numbering the messages"), NUMBER_MESSAGES),
        (80, _("writing the messages"), INSERT_MESSAGES),
        (94, _("writing the counts"), INSERT_OBSERVATIONS),
    )
    with connection.cursor() as cursor:
        for percent, step, statement in steps:
            progress(percent, 100, step)
            cursor.execute(statement, values)


def _refusal(report: Report) -> str:
    """Why nothing was imported, with the first of the reasons."""
    said = _("Nothing was imported: %(refused)d of %(rows)d rows were refused.") % {
        "refused": report.refused,
        "rows": report.rows,
    }
    return f"{said} {said_with_line(report.faults[0])}" if report.faults else said
