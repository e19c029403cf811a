"""What a dataset tells of aids that coders took, of codings that came late, and of looks into an open round."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from coding.models import AidUse, Assignment, Look, Round
from coding.services.desk import KeptAsLate, submit_coding
from coding.services.late import decide_late_codings
from coding.services.rounds import close_round, start_adjudication
from dataset.models import Snapshot
from dataset.services.snapshots import freeze_snapshot, take_snapshot
from studies.models import Study, User
from tests.dataset.scene import CODES, code_round, external_id, make_messages, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(study: Study, pi: User, coder_a: User, coder_b: User, now) -> Snapshot:
    """Coder a had an author and a translation shown before they submitted, and a date afterwards; coder b came late once."""
    make_messages(study, pi, now)
    publish(study, pi, now)
    codes = {external_id(place): pair for place, pair in enumerate(CODES)}
    coded = code_round(study, pi, (coder_a, coder_b), codes, now)
    Round.objects.filter(pk=coded.pk).update(masked=["author", "date"])
    mine = Assignment.objects.filter(round=coded, coder=coder_a).earliest("position")
    for kind, minutes in (("author", -2), ("translation", -1), ("date", 5)):
        AidUse.objects.create(assignment=mine, kind=kind, at=now + timedelta(minutes=minutes))
    Look.objects.create(round=coded, by=pi, at=now, reason="The form did not fit.")
    closed = close_round(coded, by=pi, at=now)
    theirs = Assignment.objects.filter(round=closed, coder=coder_b, revision=1).latest("position")
    with pytest.raises(KeptAsLate):
        submit_coding(
            theirs, values=theirs.codings.get().values, base_revision=1, key=uuid4(), by=coder_b, at=now
        )
    decide_late_codings(closed, decision="accepted", late=[theirs.late_codings.get().pk], by=pi, at=now)
    start_adjudication(closed, by=pi, at=now)
    job = take_snapshot(study, title="First", note="", rounds=[], by=pi, at=now)
    freeze_snapshot(job, lambda done, total, step: None)
    return Snapshot.objects.get()


def test_the_long_table_tells_of_aids_and_of_what_came_late(
    snapshot: Snapshot, pi: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(pi).get(f"/studies/{snapshot.study.slug}/snapshots/{snapshot.number}/long.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    aided = {(row["coder"], row["message_id"]) for row in rows if "author" in row["unmasked"]}
    helped = {(row["coder"], row["message_id"]) for row in rows if row["translation_used"] == "true"}
    late = {row["coder"] for row in rows if row["late"] == "true"}
    assert aided == helped
    assert len(aided) == 1
    assert not [row for row in rows if "date" in row["unmasked"] or "translation" in row["unmasked"]]
    # Pseudonyms follow the letters of the round, which are dealt by chance: one coder was aided, the other late.
    assert late | {coder for coder, _message in aided} == {"coder_1", "coder_2"}
    assert len(late) == 1


def test_the_manifest_lists_looks_with_their_reasons(
    snapshot: Snapshot, pi: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(pi).get(f"/studies/{snapshot.study.slug}/snapshots/{snapshot.number}/manifest.json")
    told = json.loads(b"".join(answer.streaming_content))
    (round_told,) = told["rounds"]
    assert [look["reason"] for look in round_told["looks"]] == ["The form did not fit."]
    assert round_told["masked"] == ["author", "date"]
