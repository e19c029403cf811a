"""No door forgets who is blind: every address, in every phase, is asked by a coder, and by those who steer an open round.

Marks are put into everything that another coder judged, and into what is known or ruled; then every answer is searched for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.models import Disagreement, KnownAnswer, LateCoding, Look, Round, Ruling, Unit, Variable
from coding.models.ruling import RulingOrigin
from coding.services.desk import save_draft, submit_coding
from corpus.models import Message
from studies.models import Membership, Study, User
from studies.roles import Role
from tests.coding import desk_scene
from tests.house.visiting import TABLE, all_addresses, in_a_study

pytestmark = pytest.mark.django_db

PHASES = ("planned", "open", "closed", "adjudicating", "settled")

# Marks that occur nowhere else; each says what it was put into.
VALUE, NOTE, DRAFT, LATE = "zqvalue", "zqnote", "zqdraft", "zqlate"
KNOWN, REASON, RULING, LOOK = "zqknown", "zqreason", "zqruling", "zqlook"
OTHERS = (VALUE, NOTE, DRAFT, LATE)
SECRET = (*OTHERS, KNOWN, REASON, RULING, LOOK)

SPEC = CodebookSpec(
    (
        VariableSpec(
            "tone",
            "Tone",
            "single",
            "nominal",
            categories=(CategorySpec("calm", "Calm"), CategorySpec("harsh", "Harsh")),
        ),
        VariableSpec("remark", "Remark", "text", "", required=False),
    )
)


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    codebook = desk_scene.spec_codebook(study, SPEC, by=pi, at=now)
    round_ = desk_scene.open_round(codebook, [coder_a, coder_b], at=now, kind="reliability")
    _mark(round_, coder_a, coder_b, pi, now)
    return round_


def _mark(round_: Round, coder_a: User, coder_b: User, pi: User, at: datetime) -> None:
    """Coder b has judged everything, in words that nobody else uses; coder a the first message."""
    theirs = list(round_.assignments.filter(coder=coder_b).order_by("position"))
    known = KnownAnswer.objects.create(
        study=round_.study,
        message=theirs[3].unit.message,
        values={"tone": "harsh", "remark": KNOWN},
        reasons={"tone": REASON},
        created_by=pi,
        created_at=at,
    )
    Unit.objects.filter(pk=theirs[3].unit_id).update(known=known)
    for assignment in theirs:
        values = {"tone": "harsh", "remark": f"{VALUE} {assignment.position}"}
        submit_coding(assignment, values=values, note=NOTE, base_revision=0, key=uuid4(), by=coder_b, at=at)
    save_draft(theirs[0], values={"remark": DRAFT}, note=DRAFT, base_revision=1, by=coder_b, at=at)
    LateCoding.objects.create(
        assignment=theirs[1],
        base_revision=1,
        values={"tone": "calm", "remark": LATE},
        note=LATE,
        key=uuid4(),
        received_at=at,
    )
    tone = Variable.objects.get(version=round_.codebook, key="tone")
    unit = theirs[0].unit
    ruling = Ruling.objects.create(
        unit=unit,
        variable=tone,
        revision=1,
        value="calm",
        reason=RULING,
        origin=RulingOrigin.ADJUDICATED,
        by=pi,
        at=at,
    )
    Disagreement.objects.create(round=round_, unit=unit, variable=tone, ruling=ruling)
    Look.objects.create(round=round_, by=pi, at=timezone.now(), reason=LOOK)
    mine = round_.assignments.get(coder=coder_a, position=1)
    submit_coding(
        mine, values={"tone": "calm", "remark": "my own"}, base_revision=0, key=uuid4(), by=coder_a, at=at
    )


# Values of address parameters, several of each where they reach further: the other coder's rows too.
def _paths(round_: Round) -> Iterator[tuple[str, str]]:
    """Every address about this study, with everything in it that a guess could reach."""
    known = _parameters(round_)
    for name, pattern in all_addresses().items():
        needed = set(pattern.pattern.converters)
        if not in_a_study(name) or not needed <= set(known):
            continue
        wide = [key for key in ("position", "message_id", "known_answer_id") if key in needed]
        choices: list[dict[str, Any]] = [{}] if not wide else [{wide[0]: value} for value in known[wide[0]]]
        for choice in choices:
            kwargs = {key: known[key][0] for key in needed} | choice
            yield name, reverse(name, kwargs=kwargs | {"slug": round_.study.slug})


def _parameters(round_: Round) -> dict[str, list[Any]]:
    messages = list(
        Message.objects.filter(units__round=round_, units__position__in=(1, 4)).values_list("pk", flat=True)
    )
    return {
        "slug": [round_.study.slug],
        "number": [round_.number],
        "position": [1, 2, 4],  # a draft, a late coding, a known answer
        "message_id": messages,
        "account_id": [Message.objects.get(pk=messages[0]).account_id],
        "membership_id": [Membership.objects.filter(study=round_.study).earliest("pk").pk],
        "variable": ["tone"],
        "category": ["calm"],
        "key": ["tone"],
        "run": [1],
        "table": ["long"],
        "form": ["csv"],
        "kind": ["author"],
        "look_id": [Look.objects.get(round=round_).pk],
        "known_answer_id": [KnownAnswer.objects.get(study=round_.study).pk],
    }


def _answers(round_: Round, client: Client, api: APIClient, *, only: str = "") -> Iterator[tuple[str, str]]:
    """What every address answers, read and written to (by `only` one method); what a request changes is taken back."""
    # What breaks is for other tests to find; here its page is searched.
    client.raise_request_exception = api.raise_request_exception = False
    for name, path in _paths(round_):
        program = name.startswith("api:")
        for method in TABLE[name] if not only else {only} & set(TABLE[name]):
            sent = {"data": {}} if not program else {"data": "{}", "content_type": "application/json"}
            with transaction.atomic():
                door = api if program else client
                answer = getattr(door, method.lower())(path, **({} if method == "GET" else sent))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                transaction.set_rollback(True)
            yield f"{method} {name} ({path}): {answer.status_code}", body.decode("utf-8", "replace")


def _leaks(answers: Iterator[tuple[str, str]], marks: tuple[str, ...]) -> list[str]:
    sought = re.compile("|".join(marks))
    return [
        f"{asked} tells {sorted(set(sought.findall(body)))}" for asked, body in answers if sought.search(body)
    ]


@pytest.mark.parametrize("phase", PHASES)
def test_a_coder_never_meets_what_another_judged_what_is_known_or_what_was_ruled(
    phase: str,
    round_: Round,
    coder_a: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    closed_at = None if phase in ("planned", "open") else now
    Round.objects.filter(pk=round_.pk).update(phase=phase, closed_at=closed_at)
    assert _leaks(_answers(round_, client_of(coder_a), api_of(coder_a)), SECRET) == []


@pytest.mark.parametrize("role", [Role.PI, Role.ADJUDICATOR, Role.OBSERVER])
@pytest.mark.parametrize("phase", ["planned", "open"])
def test_nobody_who_steers_meets_values_before_the_close_but_in_a_look(
    phase: str,
    role: Role,
    round_: Round,
    study: Study,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    Round.objects.filter(pk=round_.pk).update(phase=phase)
    other = User.objects.create_user("other@example.org", name="other")
    Membership.objects.create(study=study, user=other, role=role, added_by=study.created_by, added_at=now)
    answers = _answers(round_, client_of(other), api_of(other), only="GET")
    # What came late is told by its own page, which is empty of values as long as nothing can be late.
    judged = (VALUE, NOTE, DRAFT)
    assert _leaks(answers, judged) == []


def test_the_marks_are_found_where_they_may_be(
    round_: Round,
    pi: User,
    coder_b: User,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    """The search is not blind itself: who judged finds their own words, and a look finds everybody's."""
    found = " ".join(_leaks(_answers(round_, client_of(coder_b), api_of(coder_b), only="GET"), SECRET))
    for mark in (VALUE, NOTE, DRAFT):
        assert mark in found
    seen = " ".join(_leaks(_answers(round_, client_of(pi), api_of(pi), only="GET"), SECRET))
    assert "GET look_codings" in seen
    assert "GET api:look_codings" in seen


def test_a_coder_of_another_round_and_an_outsider_find_nothing(
    round_: Round,
    study: Study,
    outsider: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    stranger = User.objects.create_user("late@example.org", name="late")
    Membership.objects.create(
        study=study, user=stranger, role=Role.CODER, added_by=study.created_by, added_at=now
    )
    for person in (stranger, outsider):
        assert _leaks(_answers(round_, client_of(person), api_of(person)), SECRET) == []
    statuses = {
        asked.rsplit(" ", 1)[1]
        for asked, _body in _answers(round_, client_of(outsider), api_of(outsider))
        if " api:" not in asked
    }
    assert statuses <= {"404", "405"}
