"""A page asks the database as many questions for a thousand rows as for one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corpus.models import Message
from studies.models import Job, LogEntry, Membership, Study, User
from studies.roles import Role
from studies.services.members import invite
from tests.furnished import TEXTS, Furnished, furnish
from tests.house.visiting import TABLE, all_addresses, path_of

pytestmark = pytest.mark.django_db


def _study_of(owner: User, name: str, size: int, now) -> Furnished:
    """A furnished study `size` times as large as the smallest."""
    study = Study.objects.create(slug=name, title=name, created_by=owner, created_at=now)
    people = [owner] + [User.objects.create_user(f"{name}-{n}@example.org") for n in range(2 + size)]
    for person in people:
        role = Role.PI if person == owner else Role.CODER
        Membership.objects.create(study=study, user=person, role=role, added_by=owner, added_at=now)
    furnished = furnish(study, pi=owner, coders=people[:3], now=now, texts=TEXTS * size)
    for n in range(size):
        LogEntry.objects.create(study=study, at=now, by=people[-1], verb="done", subject=str(n))
        Job.objects.create(
            study=study,
            kind="k",
            title="t",
            task="t",
            key=str(n),
            state="done",
            requested_by=people[-1],
            requested_at=now,
        )
        invite(study, role=Role.CODER, by=owner, at=now)
    return furnished


def _statements(client, path: str) -> list[str]:
    client.get(path)  # what is asked once a process or a session is not asked again
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return [re.sub(r"\d+", "#", query["sql"])[:150] for query in captured.captured_queries]


def test_statements_do_not_grow_with_rows(pi, client_of, api_of, now):
    small, large = (_study_of(pi, name, size, now) for name, size in (("small", 1), ("large", 6)))
    assert (
        Message.objects.filter(study=large.study).count()
        == 6 * Message.objects.filter(study=small.study).count()
    )
    clients = {False: client_of(pi), True: api_of(pi)}
    grown = []
    for name, pattern in all_addresses().items():
        if "GET" not in TABLE.get(name, {}):
            continue
        client = clients[name.startswith("api:")]
        few, many = (_statements(client, path_of(name, pattern, furnished)) for furnished in (small, large))
        if len(many) > len(few):
            grown.append(f"{name}: {len(few)} -> {len(many)}; more of {max(set(many), key=many.count)}")
    assert not grown, "\n" + "\n".join(grown)
