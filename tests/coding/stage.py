"""What a round needs around it: a published codebook, messages, and coders who have coded."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import connection

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec
from coding.models import CodebookVersion, Round
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.services.desk import submit_coding
from coding.services.rounds import close_round, create_round, open_round
from corpus.models import Account, Import, Message
from studies.models import Study, User

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def _categories(*keys: str) -> tuple[CategorySpec, ...]:
    return tuple(CategorySpec(key, key.capitalize(), definition=f"What {key} means.") for key in keys)


SPEC = CodebookSpec(
    (
        VariableSpec(
            "intent",
            "Intent",
            "single",
            "nominal",
            categories=_categories("extol", "attack", "warn"),
            allows_not_applicable=True,
        ),
        VariableSpec(
            "concepts", "Concepts", "multi", "set", categories=_categories("security", "privacy", "trust")
        ),
        VariableSpec("direct", "Addresses somebody", "yesno", "nominal", required=False),
        VariableSpec("remark", "Remark", "text", "", required=False),
    )
)

AGREED = {"intent": "warn", "concepts": ["security"], "direct": True}


def draft_codebook(study: Study) -> CodebookVersion:
    draft = start_draft(study, by=study.created_by, at=NOW)
    return replace_codebook(draft, SPEC, edits=draft.edits, by=study.created_by, at=NOW)


def published_codebook(study: Study) -> CodebookVersion:
    draft = draft_codebook(study)
    return publish_codebook(
        draft, note="First", meaning_changed=True, edits=draft.edits, by=study.created_by, at=NOW
    )


def add_messages(study: Study, number: int) -> list[Message]:
    """Invented messages, an hour apart, the oldest first."""
    source = Import.objects.create(
        study=study,
        number=1,
        file_name="invented.csv",
        size=1,
        sha256="0" * 64,
        created_by=study.created_by,
        created_at=NOW,
    )
    account = Account.objects.create(study=study, handle="embassy_invented", country="Country A")
    return Message.objects.bulk_create(
        Message(
            study=study,
            account=account,
            external_id=f"{1_000_000 + place}",
            posted_at=NOW - timedelta(days=400) + timedelta(hours=place),
            text=f"Invented message {place} on networks of the future.",
            language="en",
            imported_by=source,
        )
        for place in range(number)
    )


def planned_round(study: Study, coders: list[User], **answers: object) -> Round:
    """A round of two coders a message over everything, unless `answers` say otherwise."""
    plan = {
        "title": "Pilot",
        "kind": "pilot",
        "coders_per_message": 2,
        "overlap_percent": 100,
        "sample_size": None,
        "order": "random",
        "seed": 7,
        "by": study.created_by,
        "at": NOW,
    } | answers
    if "codebook" not in plan:
        plan["codebook"] = study.codebook_versions.filter(state="published").first() or published_codebook(
            study
        )
    return create_round(study, coders=coders, **plan)


def code(
    round: Round,
    coder: User,
    values: dict | None = None,
    message: Message | None = None,
    *,
    active_ms: int | None = None,
) -> None:
    """Submit `values` for one message of the coder's queue, or for all of it."""
    mine = round.assignments.filter(coder=coder).order_by("position")
    for assignment in mine if message is None else mine.filter(unit__message=message):
        submit_coding(
            assignment,
            values=AGREED if values is None else values,
            base_revision=assignment.revision,
            key=uuid4(),
            active_ms=active_ms,
            by=coder,
            at=NOW,
        )


def at_once(deed: Callable[[], object], *, times: int) -> list[Exception]:
    """Do the same in several threads, each with its own connection; what was raised."""
    start = threading.Barrier(times)
    raised: list[Exception] = []

    def run() -> None:
        start.wait()
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test has to see it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def closed_in_dispute(study: Study, messages: list[Message], first: User, second: User) -> Round:
    """A closed round: its two coders differ on the intent of the messages 0 and 2, and on the concepts of message 2."""
    round = open_round(planned_round(study, [first, second]), by=study.created_by, at=NOW)
    code(round, first)
    code(round, second)
    code(round, second, AGREED | {"intent": "attack", "remark": "hard to say"}, messages[0])
    code(round, second, AGREED | {"intent": "attack", "concepts": []}, messages[2])
    return close_round(round, by=study.created_by, at=NOW)
