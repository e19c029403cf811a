"""The PI's page of a round with 100,000 messages, while its coders are at work, beside a bare view.

Three in five messages are coded, over twelve days. Both applications are served by gunicorn with our settings, and take turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coding.models import Round
from studies.models import User
from tests.bench.bare_view import TABLE
from tests.bench.coders import Coder, Figures, work_together
from tests.bench.desk import BACKEND, serve, session_of
from tests.services import TestServices

DAYS, SHARE = 12, 0.6
TURNS, PAGES = 5, 8
WARM = 3


def lines(services: TestServices, round_: Round) -> Iterator[str]:
    """Statements of the page, and its time beside that of a bare view."""
    code_some(round_)
    place = reverse("round_detail", args=[round_.study.slug, round_.number])
    pi = round_.created_by
    statements = _statements(pi, place)
    with ExitStack() as stack, connection.cursor() as cursor:
        cursor.execute(TABLE)
        page = Coder(serve(services, stack, "cyberdip.settings"), session_of(pi))
        bare = Coder(serve(services, stack, "tests.bench.bare_settings"), session_of(pi))
        work_together([page], WARM, lambda coder: _read(coder, place))
        work_together([bare], WARM, _store)
        ours, theirs = Figures([], 0.0), Figures([], 0.0)
        for _turn in range(TURNS):
            ours += work_together([page], PAGES, lambda coder: _read(coder, place))
            theirs += work_together([bare], PAGES, _store)
    yield f"{'':14} {'statements':>10} {'p50':>9} {'p95':>9}"
    yield f"{'page of the PI':14} {statements:>10} {_times(ours)}"
    yield f"{'bare view':14} {'':>10} {_times(theirs)}"
    p50, p95 = (ours.percentile(share) / theirs.percentile(share) for share in (0.5, 0.95))
    yield f"{'ratio':14} {'':>10} {p50:>9.1f} {p95:>9.1f}"


def code_some(round_: Round) -> None:
    """As if the coders had coded the first part of their queues, a day after the other."""
    longest = round_.assignments.order_by("-position").values_list("position", flat=True).first() or 0
    a_day = max(1, int(SHARE * longest / DAYS))
    for day in range(DAYS):
        round_.assignments.filter(position__gt=day * a_day, position__lte=(day + 1) * a_day).update(
            revision=1, submitted_at=timezone.now() - timedelta(days=DAYS - day)
        )


def _statements(person: User, place: str) -> int:
    client = Client()
    client.force_login(person, backend=BACKEND)
    client.get(place)  # what a session is asked once it is not asked again
    with CaptureQueriesContext(connection) as captured:
        client.get(place)
    return len(captured)


def _read(coder: Coder, place: str) -> None:
    coder.get_page(place)


def _store(coder: Coder) -> None:
    coder.post("/item/", {"values": {}})


def _times(figures: Figures) -> str:
    return " ".join(f"{1000 * figures.percentile(share):>6.1f} ms" for share in (0.5, 0.95))
