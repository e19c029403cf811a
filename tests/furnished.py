"""A study in which everything there can be is there: for the tests that visit every address.

Round 1 is settled, round 2 adjudicating, round 3 closed, round 4 open, round 5 planned, round 6 open and without the PI among its
coders, round 7 a training under way, round 8 a production round that hides messages, round 9 a closed one of messages met again;
there is a draft of the codebook, a computed reliability, a snapshot, an invitation and an import.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from agreement.services import compute_reliability, request_reliability
from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.models import Assignment, CodebookVersion, Look, Round, Unit, Variable
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.services.desk import KeptAsLate, submit_coding
from coding.services.known_answers import set_known_answer
from coding.services.rounds import close_round, create_round, open_round, settle_round, start_adjudication
from coding.services.rulings import make_ruling
from corpus.models import Account, Import, Message, Observation
from corpus.services.translations import add_translation
from dataset.services.snapshots import freeze_snapshot, take_snapshot
from studies.models import Job, Membership, Study, User
from studies.roles import Role
from studies.services.members import invite

TEXTS = ("5G is safe \U0001f6e1️", "他们撒谎", '=HYPERLINK("x")', "We build. #5G @all")


@dataclass(frozen=True)
class Furnished:
    """The study, and what addresses need to reach into it."""

    study: Study
    secret: str
    invitation: int
    membership: int
    job: int
    message: int
    account: int
    disputed: int  # the message id of a unit in round 2 that still waits for a ruling
    look: int  # of the PI, into an open round without them


def furnish(
    study: Study, *, pi: User, coders: list[User], now: datetime, texts: tuple[str, ...] = TEXTS
) -> Furnished:
    """Fill `study`, which has `pi` and `coders` in it."""
    messages = add_messages(study, pi, now, texts)
    version = publish(study, pi, now)
    rounds = [_round(study, version, coders, pi, now, number) for number in range(1, 6)]
    rounds = [open_round(round, by=pi, at=now) if round.number < 5 else round for round in rounds]
    for round in rounds[:4]:
        _code(round, now, leave=round.number == 4)
    others = [coder for coder in coders if coder != pi]
    inner = rounds[3]
    if pi in coders and len(others) > 1:
        inner = open_round(_round(study, version, others, pi, now, 6), by=pi, at=now)
        _code(inner, now, leave=True)
    look = Look.objects.create(round=inner, by=pi, at=timezone.now(), reason="A coder asked.")
    _train(study, version, coders, pi, now)
    _repeat(rounds[0], coders, pi, now)
    rounds = [close_round(round, by=pi, at=now) for round in rounds[:3]]
    _come_late(rounds[2], now)
    add_translation(messages[0], language="es", text="La 5G es segura.", by=pi, at=now)
    for round in rounds:
        compute_reliability(request_reliability(round, by=pi, at=now), _silence, at=now)
    for round in rounds[:2]:
        start_adjudication(round, by=pi, at=now)
    _rule(rounds[0], pi, now)
    settle_round(rounds[0], by=pi, at=now)
    freeze_snapshot(take_snapshot(study, rounds=[1], title="First", note="", by=pi, at=now), _silence)
    start_draft(study, based_on=version, by=pi, at=now)
    Job.objects.update(state="done")
    invited = invite(study, role=Role.CODER, by=pi, at=timezone.now())  # it has to be good still
    return Furnished(
        study=study,
        secret=invited.secret,
        invitation=invited.invitation.pk,
        membership=Membership.objects.get(study=study, user=coders[0]).pk,
        job=Job.objects.filter(study=study).earliest("pk").pk,
        message=messages[0].pk,
        account=messages[0].account_id,
        disputed=messages[1].pk,
        look=look.pk,
    )


def add_messages(study: Study, by: User, at: datetime, texts: tuple[str, ...] = TEXTS) -> list[Message]:
    """Messages of one account, as an import leaves them."""
    source = Import.objects.create(
        study=study,
        number=1,
        file_name="four.csv",
        size=1,
        sha256="0" * 64,
        created_by=by,
        created_at=at,
        finished_at=at,
    )
    account = Account.objects.create(study=study, handle="embassy_demo", country="Northland")
    messages = [
        Message.objects.create(
            study=study,
            account=account,
            external_id=str(1294030472427835393 + place),
            posted_at=at,
            text=text,
            language="en",
            imported_by=source,
        )
        for place, text in enumerate(texts)
    ]
    for message in messages:
        Observation.objects.create(message=message, imported_by=source, observed_at=at, likes=3)
    return messages


def publish(study: Study, by: User, at: datetime) -> CodebookVersion:
    """A published codebook with a single-choice and a set-valued variable."""
    draft = start_draft(study, by=by, at=at)
    draft = replace_codebook(draft, CODEBOOK, edits=draft.edits, by=by, at=at)
    return publish_codebook(draft, note="first", meaning_changed=True, edits=draft.edits, by=by, at=at)


def _category(key: str) -> CategorySpec:
    return CategorySpec(key=key, label=key.title(), definition=f"What {key} is.")


CODEBOOK = CodebookSpec(
    (
        VariableSpec(
            key="tone",
            label="Tone",
            kind="single",
            level="nominal",
            categories=tuple(map(_category, ("calm", "harsh"))),
        ),
        VariableSpec(
            key="concepts",
            label="Concepts",
            kind="multi",
            level="set",
            categories=tuple(map(_category, ("trust", "trade"))),
        ),
    )
)


def _round(
    study: Study, version: CodebookVersion, coders: list[User], by: User, at: datetime, number: int
) -> Round:
    return create_round(
        study,
        title=f"Round {number}",
        kind="pilot",
        codebook=version,
        coders=coders,
        coders_per_message=2,
        overlap_percent=100,
        sample_size=None,
        order="chronological",
        seed=number,
        by=by,
        at=at,
    )


def _code(round: Round, at: datetime, *, leave: bool) -> None:
    """The two coders of the second message differ in tone; with `leave`, all but the first message of each coder stays open."""
    seen: Counter[int] = Counter()
    for assignment in Assignment.objects.filter(round=round).select_related("coder", "unit").order_by("pk"):
        if leave and assignment.position > 1:
            continue
        disputed = assignment.unit.position == 2
        tone = ("calm", "harsh")[seen[assignment.unit_id] % 2] if disputed else "calm"
        seen[assignment.unit_id] += 1
        submit_coding(
            assignment,
            values={"tone": tone, "concepts": []},
            base_revision=0,
            key=uuid4(),
            active_ms=4000,
            by=assignment.coder,
            at=at,
        )


def _train(study: Study, version: CodebookVersion, coders: list[User], by: User, at: datetime) -> None:
    """A training by two known answers, of which every coder has coded one; and a round in which such messages are hidden."""
    for message in study.messages.order_by("pk")[:2]:
        set_known_answer(
            message, values={"tone": "calm"}, reasons={"tone": "What calm is."}, based_on=None, by=by, at=at
        )
    plan = {"codebook": version, "coders": coders, "seed": 7, "by": by, "at": at}
    training = create_round(study, title="Round 7", kind="training", pass_rule={"tone": 60}, **plan)
    for assignment in open_round(training, by=by, at=at).assignments.filter(position=1):
        _submit(assignment, "harsh", at)
    hiding = create_round(
        study, title="Round 8", kind="production", coders_per_message=1, gold_percent=20, **plan
    )
    open_round(hiding, by=by, at=at)


def _repeat(first: Round, coders: list[User], by: User, at: datetime) -> None:
    """Round 9: the messages of the first round again, coded by every coder, and closed."""
    plan = {"codebook": first.codebook, "coders": coders, "repeats": first, "rest_days": 0, "seed": 9}
    again = open_round(
        create_round(first.study, title="Round 9", kind="stability", by=by, at=at, **plan), by=by, at=at
    )
    for assignment in again.assignments.select_related("coder"):
        _submit(assignment, "calm", at)
    close_round(again, by=by, at=at)


def _submit(assignment: Assignment, tone: str, at: datetime) -> None:
    submit_coding(
        assignment,
        values={"tone": tone, "concepts": []},
        base_revision=0,
        key=uuid4(),
        active_ms=4000,
        by=assignment.coder,
        at=at,
    )


def _come_late(round: Round, at: datetime) -> None:
    """A coder amends their first message after the close."""
    assignment = Assignment.objects.filter(round=round).select_related("coder").earliest("pk")
    with suppress(KeptAsLate):
        submit_coding(
            assignment,
            values={"tone": "harsh", "concepts": []},
            base_revision=1,
            key=uuid4(),
            by=assignment.coder,
            at=at,
        )


def _rule(round: Round, by: User, at: datetime) -> None:
    unit = Unit.objects.get(round=round, position=2)
    make_ruling(
        unit,
        Variable.objects.get(version=round.codebook, key="tone"),
        value="calm",
        base_revision=0,
        by=by,
        at=at,
    )


def _silence(done: int, total: int, step: str) -> None:
    """Nobody watches these jobs."""


def visitor_kwargs(furnished: Furnished) -> dict[str, Any]:
    """What the addresses' parameters are called, and something that is there for each."""
    return {
        "slug": furnished.study.slug,
        "secret": furnished.secret,
        "invitation_id": furnished.invitation,
        "membership_id": furnished.membership,
        "job_id": furnished.job,
        "message_id": furnished.message,
        "account_id": furnished.account,
        "variable": "tone",
        "category": "calm",
        "rule": 1,
        "operation": 1,
        "position": 1,
        "run": 1,
        "table": "long",
        "form": "csv",
        "template": "fiveg",
        "key": "tone",
        "token_key": "none",
        "token": "none",
        "kind": "translation",
        "look_id": furnished.look,
    }
