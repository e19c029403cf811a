"""Submit-and-next over HTTP, beside a bare view that inserts one row and selects one row on the same PostgreSQL.

An item at the desk is what the page does for one message: it submits a coding, and fetches the next message. Both
applications are served by gunicorn with our own settings, and take turns, so that a busy moment meets both.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coding.models import Round
from cyberdip.launch import address, processes
from cyberdip.launch.folders import ROOT
from studies.models import Membership, Study, User
from studies.roles import Role
from studies.services.studies import create_study
from tests.bench.bare_view import TABLE
from tests.bench.coders import Coder, Figures, work_together
from tests.coding.desk_scene import TEXTS, open_round, template_codebook
from tests.services import TestServices

TURNS = 3
ITEMS = 20  # of each coder in each turn
GROUPS = (1, 8)
WARM = 3
BACKEND = "django.contrib.auth.backends.ModelBackend"
ANSWERS = {"intent": "warn", "tone": "warning", "concepts": []}


def measure(
    services: TestServices, items: int = ITEMS, groups: Sequence[int] = GROUPS, turns: int = TURNS
) -> Iterator[str]:
    """For each number of coders: items a second, median and 95th percentile of both applications, and the ratios."""
    yield f"{'coders':>6} {'':10} {'items/s':>8} {'p50':>9} {'p95':>9}"
    with ExitStack() as stack:
        services.make_database()
        round_, people = _open_round(max(groups), WARM + len(groups) * turns * items)
        desk = _coders(people, serve(services, stack, "cyberdip.settings"))
        bare = _coders(people, serve(services, stack, "tests.bench.bare_settings"))
        at_the_desk = partial(_code_one, round_)
        work_together(desk, WARM, at_the_desk)
        work_together(bare, WARM, _store_one)
        for size in groups:
            figures = [
                (
                    work_together(desk[:size], items, at_the_desk),
                    work_together(bare[:size], items, _store_one),
                )
                for _ in range(turns)
            ]
            yield from _lines(size, _sum(ours for ours, _ in figures), _sum(theirs for _, theirs in figures))


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures([], 0.0))


def _lines(size: int, desk: Figures, bare: Figures) -> Iterator[str]:
    for name, figures in (("desk", desk), ("bare view", bare)):
        p50, p95 = (1000 * figures.percentile(share) for share in (0.5, 0.95))
        yield f"{size:>6} {name:10} {figures.throughput:>8.1f} {p50:>6.1f} ms {p95:>6.1f} ms"
    p50, p95 = (desk.percentile(share) / bare.percentile(share) for share in (0.5, 0.95))
    yield f"{size:>6} {'ratio':10} {desk.throughput / bare.throughput:>8.2f} {p50:>9.2f} {p95:>9.2f}"


# What a coder does


def _code_one(round_: Round, coder: Coder) -> None:
    path = reverse("coding_submit", args=[round_.study.slug, round_.number, coder.place])
    submission = {"values": ANSWERS, "base_revision": 0, "key": str(uuid4()), "active_ms": 4000}
    answer = coder.post(path, submission)
    coder.get_fragment(str(answer["next"]))
    coder.place += 1


def _store_one(coder: Coder) -> None:
    coder.post("/item/", {"values": ANSWERS})


# The scene


def _open_round(coders: int, messages: int) -> tuple[Round, list[User]]:
    """A round in which each coder has this many messages, and the table of the bare view."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    now = timezone.now() - timedelta(hours=1)
    pi = User.objects.create_user("pi@bench.example", name="pi")
    study = create_study(title="Bench", slug="bench", by=pi, at=now)
    people = [_coder(study, number) for number in range(coders)]
    texts = [TEXTS[n % len(TEXTS)] for n in range(messages + 1)]
    return open_round(template_codebook(study, by=pi, at=now), people, at=now, texts=texts), people


def _coder(study: Study, number: int) -> User:
    person = User.objects.create_user(f"coder{number}@bench.example", name=f"coder {number}")
    Membership.objects.create(
        study=study, user=person, role=Role.CODER, added_by=study.created_by, added_at=study.created_at
    )
    return person


def _coders(people: Sequence[User], port: int) -> list[Coder]:
    return [Coder(port, session_of(person)) for person in people]


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies["sessionid"].value


def serve(services: TestServices, stack: ExitStack, settings: str) -> int:
    """The port on which gunicorn serves an application with these settings."""
    listener = stack.enter_context(address.take(0))
    log = services.own / f"{settings}.log"
    web = processes.start(
        settings,
        [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}"],
        log=log,
        environment=dict(os.environ) | {"DJANGO_SETTINGS_MODULE": settings},
        folder=ROOT,
        handles=(listener.fileno(),),
    )
    stack.callback(processes.stop, web, 10)
    port = int(listener.getsockname()[1])
    while not address.answers(port):
        if web.ended():
            raise SystemExit(f"the web server did not start:\n{web.last_words()}")
    return port
