"""What people judged cannot be changed or lost, whichever code path tries; and every change is recorded with its person."""

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import NotSupportedError, ProgrammingError
from psycopg import sql

from coding.models import Coding, Ruling
from dataset.models import Snapshot
from studies.models import LogEntry

pytestmark = pytest.mark.django_db

REFUSED = (InternalError, NotSupportedError, ProgrammingError)

FROZEN = [
    "studies_logentry",
    "corpus_observation",
    "coding_coding",
    "coding_ruling",
    "dataset_snapshot",
    "dataset_snapshotunit",
    "dataset_snapshotvalue",
    "dataset_snapshotcoding",
    "agreement_reliabilityrun",
    "agreement_coefficient",
]


def _sql(statement: str, table: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(table))


def test_no_statement_changes_or_deletes_a_record(furnished):
    for table in FROZEN:
        with connection.cursor() as cursor:
            cursor.execute(_sql("SELECT count(*) FROM {}", table))
            assert cursor.fetchone()[0], f"{table} is empty: the test would see nothing"
        for statement in ("UPDATE {} SET id = id + 1000000", "DELETE FROM {}"):
            with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_sql(statement, table))


def test_a_message_is_never_edited_and_its_removal_takes_the_text(furnished):
    for statement in ("UPDATE corpus_message SET text = 'other'", "DELETE FROM corpus_message"):
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE corpus_message SET removed_at = now(), text = '', removed_reason = 'asked for'"
        )
        assert cursor.rowcount


def test_every_coding_and_ruling_has_its_line_in_the_record(furnished):
    for model in (Coding, Ruling):
        recorded = model.pgh_event_model.objects.values_list("pgh_obj_id", flat=True)  # type: ignore[attr-defined]
        assert set(recorded) == set(model.objects.values_list("pk", flat=True)) != set()


def test_the_logbook_tells_the_whole_road(furnished, pi):
    verbs = set(LogEntry.objects.filter(by=pi).values_list("verb", flat=True))
    assert {
        "study created",
        "codebook published",
        "round planned",
        "round opened",
        "round closed",
        "adjudication begun",
        "round settled",
    } <= verbs
    assert Snapshot.objects.filter(study=furnished.study, completed_at__isnull=False).exists()


def test_a_change_made_on_a_page_is_recorded_with_person_and_request(client_of, furnished, pi):
    """The triggers write the context that the middleware gives."""
    draft = furnished.study.codebook_versions.get(state="draft")
    answer = client_of(pi).post(
        f"/studies/{furnished.study.slug}/codebook/draft/publish/",
        {"number": draft.number, "note": "second", "meaning_changed": "no", "edits": draft.edits},
    )
    assert answer.status_code == 302
    event = type(draft).pgh_event_model.objects.filter(pgh_obj_id=draft.pk).latest("pgh_id")  # type: ignore[attr-defined]
    assert (event.state, event.pgh_context.metadata["user"]) == ("published", pi.pk)
    entry = LogEntry.objects.get(verb="codebook published", subject__contains="v2")
    assert entry.request_id == event.pgh_context.metadata["request_id"] != ""
