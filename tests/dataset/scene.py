"""A small coded study, made through the services: six messages, two coders, one round."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from coding.models import Round, Unit
from coding.services.codebook import publish_codebook, start_draft
from coding.services.desk import submit_coding
from coding.services.rounds import close_round, create_round, open_round, settle_round, start_adjudication
from coding.services.rulings import make_ruling
from corpus.models import Account, Import, Message, Observation
from cyberdip.launch.processes import Child
from dataset.models import Snapshot
from dataset.services.snapshots import freeze_snapshot, take_snapshot
from studies.models import Job, Study, User

UNCODABLE = {"special": "uncodable"}

# What coder_a and coder_b submit for each message, in order of time: None where nothing is submitted.
CODES: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = [
    (
        {"intent": "warn", "tone": "warning", "concepts": ["china", "trust"]},
        {"intent": "warn", "tone": "aggressive", "concepts": ["china", "trust"]},
    ),
    (
        {"intent": "attack", "tone": "aggressive", "concepts": []},
        {"intent": "attack", "tone": "aggressive", "concepts": []},
    ),
    (
        {"intent": "attack", "tone": "aggressive", "concepts": ["communism"]},
        {"intent": "warn", "tone": "warning", "concepts": ["china", "communism"]},
    ),
    (
        {"intent": UNCODABLE, "tone": UNCODABLE, "concepts": []},
        {"intent": UNCODABLE, "tone": "expository", "concepts": []},
    ),
    ({"intent": "defend", "tone": "defensive", "concepts": ["freedom"]}, None),
    (None, None),
]


@dataclass(frozen=True)
class Scene:
    """The study, its people and its round, with what a test may do to them."""

    study: Study
    pi: User
    coders: tuple[User, User]
    round: Round
    now: datetime

    def unit(self, place: int) -> Unit:
        """The unit of message `place`, counted from 0 in order of time."""
        return Unit.objects.get(round=self.round, message__external_id=external_id(place))

    def rule(self, place: int, variable: str, value: Any) -> None:
        unit = self.unit(place)
        make_ruling(
            unit,
            self.round.codebook.variables.get(key=variable),
            value=value,
            reason="looked at it twice",
            base_revision=0,
            by=self.pi,
            at=self.now,
        )

    def ask(self, title: str = "First", rounds: tuple[int, ...] = ()) -> Job:
        return take_snapshot(self.study, title=title, note="", rounds=rounds, by=self.pi, at=self.now)

    def freeze(self, title: str = "First", rounds: tuple[int, ...] = ()) -> Snapshot:
        """The snapshot that the job makes, or finds to be there already."""
        found = freeze_snapshot(self.ask(title, rounds), lambda done, total, step: None)
        return Snapshot.objects.get(study=self.study, number=found["snapshot"])


def external_id(place: int) -> str:
    return str(1294030472427835393 + place)


def make_messages(study: Study, by: User, at: datetime) -> list[Message]:
    """Six messages of two accounts; each has been observed twice."""
    brought = Import.objects.create(
        study=study, number=1, file_name="a.csv", size=1, sha256="0" * 64, created_by=by, created_at=at
    )
    accounts = [
        Account.objects.create(
            study=study, handle=f"{country}MFA_demo", country=country, kind="institutional"
        )
        for country in ("Arvenia", "Belmora")
    ]
    messages = []
    for place in range(len(CODES)):
        message = Message.objects.create(
            study=study,
            account=accounts[place % 2],
            external_id=external_id(place),
            posted_at=at - timedelta(days=100 - place),
            text=f'=5G "{place}",\n👩‍🔬 中文',
            language="en",
            imported_by=brought,
        )
        for likes in (3, 7 + place):
            Observation.objects.create(
                message=message, imported_by=brought, observed_at=at, likes=likes, retweets=None, replies=0
            )
        messages.append(message)
    return messages


def publish(study: Study, by: User, at: datetime) -> Any:
    draft = start_draft(study, template="fiveg", by=by, at=at)
    return publish_codebook(draft, note="first", meaning_changed=True, edits=draft.edits, by=by, at=at)


def code_round(
    study: Study, by: User, coders: tuple[User, User], codes: Mapping[str, tuple[Any, Any]], at: datetime
) -> Round:
    """A round over all messages, coded as `codes` says (message id -> what each coder submits) and still open."""
    planned = create_round(
        study,
        title="Pilot",
        kind="pilot",
        codebook=study.codebook_versions.filter(state="published").latest("number"),
        coders=coders,
        coders_per_message=2,
        overlap_percent=100,
        sample_size=None,
        order="chronological",
        seed=1,
        by=by,
        at=at,
    )
    opened = open_round(planned, by=by, at=at)
    for coder, place in zip(coders, (0, 1), strict=True):
        for assignment in opened.assignments.filter(coder=coder).select_related(
            "unit__message", "round__study"
        ):
            values = codes[assignment.unit.message.external_id][place]
            if values is not None:
                submit_coding(
                    assignment,
                    values=values,
                    base_revision=0,
                    key=uuid.uuid4(),
                    active_ms=4200,
                    by=coder,
                    at=at,
                )
    return opened


@pytest.fixture
def scene(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Scene:
    """The round of CODES, closed and in adjudication; nothing ruled."""
    make_messages(study, pi, now)
    publish(study, pi, now)
    codes = {external_id(place): pair for place, pair in enumerate(CODES)}
    coded = code_round(study, pi, (coder_a, coder_b), codes, now)
    close_round(coded, by=pi, at=now)
    return Scene(study, pi, (coder_a, coder_b), start_adjudication(coded, by=pi, at=now), now)


def settle(scene: Scene, leaving_open: int) -> Round:
    return settle_round(scene.round, leaving_open=leaving_open, by=scene.pi, at=scene.now)


def done(job: Job, worker: Child) -> Job:
    """The job, when the worker has ended it. Wants a test with real transactions."""
    deadline = time.monotonic() + 60
    while not Job.objects.get(pk=job.pk).is_finished:
        assert time.monotonic() < deadline, worker.last_words(40)
        time.sleep(0.1)
    job.refresh_from_db()
    return job
