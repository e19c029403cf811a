"""Opening a round of 100,000 messages, three coders each of twenty: balanced, and stratified as well; and the PI's page of it.

Beside it stands a bare COPY of the same rows into tables of the same columns and indexes, which is the least that PostgreSQL can
do for them: without foreign keys, without triggers, and with rows that were made before. Memory is the most that this process
ever held, less what it held before the first round was opened.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from coding.models import CodebookVersion, Round
from coding.services.copying import copy_rows
from coding.services.rounds import create_round, open_round
from corpus.models import Account, Import, Message
from studies.models import Membership, Study, User
from studies.roles import Role
from studies.services.studies import create_study
from tests.bench import progress
from tests.coding.desk_scene import template_codebook
from tests.services import TestServices

MESSAGES, CODERS, EACH = 100_000, 20, 3
COUNTRIES, LANGUAGES = ("Northland", "Southland", "Eastland"), ("en", "zh", "es", "fr")
PLANS: dict[str, dict[str, object]] = {
    "balanced": {},
    "stratified": {"strata_by": ("country", "language"), "order": "blocked", "block_by": "account"},
}
TABLES = ("coding_unit", "coding_assignment")


def measure(services: TestServices, messages: int = MESSAGES, coders: int = CODERS) -> Iterator[str]:
    """For each plan: rows written, seconds, the ratio to the bare COPY, and the memory it took."""
    services.make_database()
    study, people = scene(messages, coders)
    codebook = template_codebook(study, by=study.created_by, at=timezone.now())
    yield f"{'':10} {'rows':>9} {'opening':>9} {'bare COPY':>10} {'ratio':>6} {'memory':>9}"
    before = _most_memory()
    for title, answers in PLANS.items():
        round_ = _planned(study, codebook, people, title, answers)
        seconds = _seconds(lambda: open_round(round_, by=study.created_by, at=timezone.now()))  # noqa: B023
        memory = _most_memory() - before
        rows, bare = _bare_copy(round_)
        yield (
            f"{title:10} {rows:>9,} {seconds:>7.2f} s {bare:>8.2f} s {seconds / bare:>6.1f} {memory / 2**20:>6.0f} MB"
        )
    yield from progress.lines(services, round_)


def scene(messages: int, coders: int) -> tuple[Study, list[User]]:
    """A study of so many messages by a hundred accounts, and so many coders."""
    now = timezone.now()
    pi = User.objects.create_user("pi@rounds.example", name="pi")
    study = create_study(title="Bench of rounds", slug="bench-rounds", by=pi, at=now)
    people = [User.objects.create_user(f"coder{n}@rounds.example", name=f"coder {n}") for n in range(coders)]
    Membership.objects.bulk_create(
        Membership(study=study, user=person, role=Role.CODER, added_by=pi, added_at=now) for person in people
    )
    accounts = Account.objects.bulk_create(
        Account(study=study, handle=f"embassy_{n}", country=COUNTRIES[n % 3]) for n in range(100)
    )
    brought = Import.objects.create(
        study=study,
        number=1,
        file_name="invented.csv",
        size=1,
        sha256="0" * 64,
        created_by=pi,
        created_at=now,
    )
    first = datetime(2019, 1, 1, tzinfo=UTC)
    fields = (
        "study", "account", "platform", "external_id", "posted_at", "file_time", "text", "language", "kind", "url", "extra",
        "imported_by", "removed_reason",
    )  # fmt: skip
    copy_rows(
        Message,
        fields,
        (
            (
                study.pk,
                accounts[n * n % 100].pk,
                "twitter",
                f"{10**18 + n}",
                first + timedelta(minutes=n),
                "",
                f"Invented message {n} on networks of the future.",
                LANGUAGES[n % 7 % 4],
                "original",
                "",
                "{}",
                brought.pk,
                "",
            )
            for n in range(messages)
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return study, people


def _planned(
    study: Study, codebook: CodebookVersion, people: list[User], title: str, answers: dict[str, object]
) -> Round:
    return create_round(
        study,
        title=title,
        codebook=codebook,
        coders=people,
        coders_per_message=EACH,
        seed=1,
        by=study.created_by,
        at=timezone.now(),
        **answers,
    )


def _bare_copy(round_: Round) -> tuple[int, float]:
    """How many rows the round has, and in what time PostgreSQL takes them into empty tables."""
    rows, seconds = 0, 0.0
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
            with cursor.copy(f"COPY (SELECT * FROM {table} WHERE round_id = {round_.pk}) TO STDOUT") as out:  # noqa: S608
                blocks = [bytes(block) for block in out]
            begun = time.perf_counter()
            with cursor.copy("COPY bare FROM STDIN") as into:
                for block in blocks:
                    into.write(block)
            rows, seconds = rows + cursor.rowcount, seconds + time.perf_counter() - begun
    return rows, seconds


def _seconds(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def _most_memory() -> int:
    """The most memory that this process has ever held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
