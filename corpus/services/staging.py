"""A file as a temporary table, and what becomes of each of its rows.

Dry run and import both begin here, so that they cannot come to different results. The rows go through COPY,
and the comparison with what the study has is one statement, so that a million rows need little memory and few
minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import IO, Any

from django.db import connection
from django.utils.translation import gettext as _

from corpus.faults import Fault, Remark
from corpus.formats import Layout, Row, read
from corpus.identity import ZeroWatch
from corpus.mapping import FieldMapping
from corpus.models import Import
from corpus.records import MessageRecord, RecordMaker
from corpus.report import CONTRADICTS, LISTED, OTHER_TEXT, Fate, Report
from corpus.words import words_of

Progress = Callable[[int, int, str], None]

# Rows between two words about the progress.
STEP = 500
# Of a hundred parts of the whole work, those that reading takes.
READING = 70
# What a tsvector holds is limited; no message of any platform comes near.
MAX_WORDS = 20_000

# Both vanish with the transaction; a second import within the same one finds its place cleared.
CLEAR = "DROP TABLE IF EXISTS pg_temp.corpus_staging, pg_temp.corpus_fates"
CREATE = """
CREATE TEMPORARY TABLE corpus_staging (
    place bigint, line bigint, external_id text, text text, handle text, posted_at timestamptz, file_time text,
    language text, kind text, url text, likes bigint, retweets bigint, replies bigint,
    account_name text, account_kind text, country text, extra jsonb, words text[]
) ON COMMIT DROP
"""
COPY = "COPY corpus_staging FROM STDIN"

# Of an id that comes twice, the first row counts. A count that the file does not give is no other count.
COMPARE = """
CREATE TEMPORARY TABLE corpus_fates ON COMMIT DROP AS
WITH ranked AS (
    SELECT place, external_id, text, likes, retweets, replies,
           row_number() OVER same_id AS nth,
           first_value(line) OVER same_id AS first_line,
           first_value(text) OVER same_id AS first_text
    FROM corpus_staging
    WINDOW same_id AS (PARTITION BY external_id ORDER BY place)
)
SELECT ranked.place, ranked.first_line, message.id AS message_id,
       CASE WHEN nth > 1 AND ranked.text <> first_text THEN 'contradicts'
            WHEN nth > 1 THEN 'repeated'
            WHEN message.id IS NULL THEN 'new'
            WHEN message.removed_at IS NOT NULL THEN 'removed'
            WHEN message.text <> ranked.text THEN 'changed'
            WHEN ranked.likes <> coalesce(newest.likes, -1)
              OR ranked.retweets <> coalesce(newest.retweets, -1)
              OR ranked.replies <> coalesce(newest.replies, -1) THEN 'recounted'
            ELSE 'unchanged'
       END AS fate
FROM ranked
LEFT JOIN corpus_message message
  ON message.study_id = %(study)s AND message.platform = %(platform)s AND message.external_id = ranked.external_id
LEFT JOIN LATERAL (
    SELECT likes, retweets, replies FROM corpus_observation
    WHERE message_id = message.id
    ORDER BY observed_at DESC, id DESC
    LIMIT 1
) newest ON true
"""


def stage(source: Import, *, for_good: bool, progress: Progress) -> Report:
    """Fill the tables `corpus_staging` and `corpus_fates` from a file and report on them. Needs a
    transaction, at whose end they vanish.

    `for_good` also makes the words for searching, which a dry run has no use for.
    """
    report = Report()
    mapping = FieldMapping.from_json(source.mapping)
    with connection.cursor() as cursor:
        cursor.execute(CLEAR)
        cursor.execute(CREATE)
        with source.file.open("rb") as file, cursor.copy(COPY) as copy:
            for row in _rows(file.file, source, mapping, report, for_good=for_good, progress=progress):
                copy.write_row(row)
        progress(READING, 100, _("comparing with the study"))
        cursor.execute("ANALYZE corpus_staging")
        cursor.execute(COMPARE, {"study": source.study_id, "platform": mapping.platform})
        cursor.execute("ANALYZE corpus_fates")
        _tell_fates(cursor, report)
        _tell_accounts(cursor, source, mapping, report)
    return report


def _rows(
    stream: IO[bytes],
    source: Import,
    mapping: FieldMapping,
    report: Report,
    *,
    for_good: bool,
    progress: Progress,
) -> Iterator[tuple[Any, ...]]:
    """The rows of the file for COPY; faults and counts go to the report."""
    maker = RecordMaker(mapping, not_after=source.created_at)
    zeros = ZeroWatch()
    for place, reading in enumerate(read(stream, Layout.from_json(source.reading)), start=1):
        if place % STEP == 0:
            progress(
                READING * stream.tell() // max(1, source.size), 100, _("%(rows)d rows read") % {"rows": place}
            )
        made = maker.make(reading) if isinstance(reading, Row) else [reading]
        if isinstance(made, list):
            report.refuse([fault.at(fault.line, place) for fault in made])
            continue
        report.take(made)
        zeros.see(made.external_id)
        yield _as_row(place, made, words=for_good)
    _tell_zeros(zeros, report)


def _as_row(place: int, record: MessageRecord, *, words: bool) -> tuple[Any, ...]:
    return (
        place,
        record.line,
        record.external_id,
        record.text,
        record.handle,
        record.posted_at.isoformat(),
        record.file_time,
        record.language,
        record.kind.value,
        record.url,
        record.likes,
        record.retweets,
        record.replies,
        record.account_name,
        record.account_kind,
        record.country,
        json.dumps(record.extra, ensure_ascii=False),
        _as_array(words_of(record.text)) if words else "{}",
    )


def _as_array(words: set[str]) -> str:
    """PostgreSQL's spelling of an array, which costs a fifth of having each list adapted. Words hold no quotation marks."""
    return '{"' + '","'.join(islice(words, MAX_WORDS)) + '"}' if words else "{}"


def _tell_zeros(zeros: ZeroWatch, report: Report) -> None:
    """Where ids were rounded, no row can be trusted."""
    fault = zeros.fault()
    if fault is not None:
        report.faults.insert(0, fault)
        report.halted = True


def _tell_fates(cursor: Any, report: Report) -> None:
    cursor.execute("SELECT fate, count(*) FROM corpus_fates GROUP BY fate")
    report.fates |= dict(cursor.fetchall())
    report.refused += report.fates[Fate.CONTRADICTS]
    contradictions = _listed(cursor, Fate.CONTRADICTS)
    report.list_faults(
        [
            Fault("id.twice", CONTRADICTS, {"id": external_id, "first": first_line}, line, place)
            for place, line, external_id, first_line in contradictions
        ]
    )
    report.changes = [
        Remark("text.changed", OTHER_TEXT, {"id": external_id}, line, place)
        for place, line, external_id, _first in _listed(cursor, Fate.CHANGED)
    ]


def _listed(cursor: Any, fate: Fate) -> list[tuple[int, int, str, int]]:
    """(place, line, id, line of the first row with this id) of the first rows with this fate."""
    cursor.execute(
        "SELECT place, line, external_id, first_line FROM corpus_fates JOIN corpus_staging USING (place) "
        "WHERE fate = %s ORDER BY place LIMIT %s",
        [fate.value, LISTED],
    )
    return list(cursor.fetchall())


def _tell_accounts(cursor: Any, source: Import, mapping: FieldMapping, report: Report) -> None:
    cursor.execute(
        "SELECT min(handle) FROM corpus_staging JOIN corpus_fates USING (place) WHERE fate = 'new' AND NOT "
        "EXISTS ("
        "  SELECT FROM corpus_account account WHERE account.study_id = %s AND account.platform = %s"
        "  AND lower(account.handle) = lower(corpus_staging.handle)"
        ") GROUP BY lower(handle) ORDER BY 1 LIMIT %s",
        [source.study_id, mapping.platform, LISTED],
    )
    report.new_accounts = [handle for (handle,) in cursor.fetchall()]
