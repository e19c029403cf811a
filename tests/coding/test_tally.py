"""The database keeps count of a round: whatever is written, the tally is what counting would find."""

import threading
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from coding.models import Assignment, CodingDay, KnownAnswer, Round, Stratum, Tally, Unit
from coding.services.copying import copy_rows
from studies.models import Study, User
from tests.coding.desk_scene import open_round, simple_codebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    """Five messages, each with both coders."""
    return open_round(simple_codebook(study, by=pi, at=now), [coder_a, coder_b], at=now)


def counted(round_: Round) -> Counter[tuple[str, object, object]]:
    """What the tally has to say, found by counting."""
    found: Counter[tuple[str, object, object]] = Counter()
    units: dict[int, list[Assignment]] = {}
    for row in Assignment.objects.filter(round=round_).select_related("unit"):
        found["dealt", row.coder_id, row.stratum_id] += 1
        found["coded", row.coder_id, row.stratum_id] += row.revision > 0
        if row.attempt == 1 and row.unit.known_id is None:
            units.setdefault(row.unit_id, []).append(row)
    for rows in units.values():
        found["shared", None, None] += len(rows) > 1
        found["complete", None, None] += len(rows) > 1 and all(row.revision for row in rows)
    return +found


def kept(round_: Round) -> Counter[tuple[str, object, object]]:
    """What the tally says."""
    found: Counter[tuple[str, object, object]] = Counter()
    for row in Tally.objects.filter(round=round_):
        found["dealt", row.coder_id, row.stratum_id] += row.dealt
        found["coded", row.coder_id, row.stratum_id] += row.coded
        found["shared", None, None] += row.shared
        found["complete", None, None] += row.complete
    return +found


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_written_the_tally_is_what_counting_finds(
    seed: int, round_: Round, pi: User, adjudicator: User, now: datetime
) -> None:
    chance = Random(seed)
    stratum = Stratum.objects.create(
        round=round_, position=1, values={"country": "A"}, population=9, planned=2, achieved=2
    )
    for step in range(40):
        rows = list(Assignment.objects.filter(round=round_))
        some = [row.pk for row in chance.sample(rows, min(len(rows), chance.choice((1, 1, 1, 4))))]
        these = Assignment.objects.filter(pk__in=some)
        match chance.choice(("code", "code", "amend", "withdraw", "deal", "stratum", "move")):
            case "code":
                these.filter(revision=0).update(revision=1, submitted_at=now + timedelta(hours=step))
            case "amend":
                these.filter(revision__gt=0).update(revision=2, submitted_at=now + timedelta(days=9))
            case "withdraw":
                these.filter(revision=0).update(withdrawn_at=now)
            case "deal":
                _deal(round_, chance.choice((pi, adjudicator)), 100 + 10 * step)
            case "stratum":
                these.update(stratum=stratum)
            case _:
                Assignment.objects.filter(pk=some[0]).update(position=10_000 + step)
        assert kept(round_) == counted(round_), f"after step {step}"


def _deal(round_: Round, coder: User, first: int) -> None:
    free = list(round_.units.exclude(assignments__coder=coder).values_list("pk", flat=True)[:2])
    with transaction.atomic():
        copy_rows(
            Assignment,
            ("round", "unit", "coder", "position", "revision", "attempt"),
            [(round_.pk, unit, coder.pk, first + place, 0, 1) for place, unit in enumerate(free)],
        )


def test_a_known_answer_is_no_overlap_and_another_attempt_no_coder_more(
    round_: Round, coder_a: User, pi: User, now: datetime
) -> None:
    first, second = Unit.objects.filter(round=round_).order_by("position")[:2]
    known = KnownAnswer.objects.create(
        study=round_.study, message=first.message, values={"tone": "warm"}, created_by=pi, created_at=now
    )
    before = counted(round_)["shared", None, None]
    hidden = Unit.objects.create(round=round_, message=_another(first), position=99, known=known)
    for place, coder in enumerate((coder_a, pi)):
        Assignment.objects.create(round=round_, unit=hidden, coder=coder, position=200 + place)
    Assignment.objects.create(round=round_, unit=second, coder=coder_a, position=300, attempt=2)
    assert kept(round_)["shared", None, None] == before == 5
    assert kept(round_) == counted(round_)


def _another(unit: Unit) -> object:
    """A message that is in no unit yet."""
    message = unit.message
    message.pk, message.external_id = None, "another"
    message.save()
    return message


def test_a_message_counts_on_the_day_of_its_first_coding(round_: Round, coder_a: User, now: datetime) -> None:
    mine = Assignment.objects.filter(round=round_, coder=coder_a).order_by("position")
    mine.filter(position__lte=3).update(revision=1, submitted_at=now)
    mine.filter(position=4).update(revision=1, submitted_at=now + timedelta(days=1))
    mine.filter(position=1).update(revision=2, submitted_at=now + timedelta(days=5))
    days = dict(CodingDay.objects.filter(round=round_).values_list("day", "coded"))
    assert days == {date(2026, 3, 2): 3, date(2026, 3, 3): 1}
    assert Tally.objects.get(round=round_, coder=coder_a).last_at == now + timedelta(days=5)


@pytest.mark.django_db(transaction=True)
def test_two_coders_who_finish_a_message_at_once_finish_it_once(round_: Round, now: datetime) -> None:
    """Each is held between its coding and its commit until the other has sent its own."""
    unit = Unit.objects.filter(round=round_).earliest("position")
    ready = threading.Barrier(2)

    def submit(coder: int) -> None:
        try:
            with transaction.atomic():
                ready.wait()
                Assignment.objects.filter(unit=unit, coder=coder).update(revision=1, submitted_at=now)
        finally:
            connection.close()

    coders = unit.assignments.values_list("coder", flat=True)
    threads = [threading.Thread(target=submit, args=[coder]) for coder in coders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(round_)["complete", None, None] == 1
