"""Two people at one draft, in real transactions side by side."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection

from coding.models import CodebookVersion
from coding.models.codebook import VersionState
from coding.queries.codebook import codebook_spec
from coding.services.codebook import publish_codebook, start_draft
from coding.services.codebook_variables import add_variable
from cyberdip.lib.problems import Conflict, Problem
from studies.models import LogEntry, Study, User

pytestmark = pytest.mark.django_db(transaction=True)


def side_by_side(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or which Problem it raised, all begun at the same moment."""
    gate = threading.Barrier(len(deeds))
    answers: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[place] = deed()
        except Problem as problem:
            answers[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_people_begin_one_draft(study: Study, pi: User, coder_a: User, now: datetime) -> None:
    answers = side_by_side(
        lambda: start_draft(study, template="fiveg", by=pi, at=now),
        lambda: start_draft(study, template="fiveg", by=coder_a, at=now),
    )
    assert sorted(isinstance(answer, Conflict) for answer in answers) == [False, True]
    assert len(codebook_spec(CodebookVersion.objects.get()).variables) == 3


def test_a_draft_is_published_as_it_was_seen_or_not_at_all(study: Study, pi: User, now: datetime) -> None:
    draft = start_draft(study, template="fiveg", by=pi, at=now)
    side_by_side(
        lambda: publish_codebook(draft, note="First", meaning_changed=True, edits=1, by=pi, at=now),
        lambda: add_variable(draft, label="Remark", kind="text", by=pi, at=now),
    )
    version = CodebookVersion.objects.get()
    variables = len(codebook_spec(version).variables)
    assert (version.state, variables) in {(VersionState.PUBLISHED, 3), (VersionState.DRAFT, 4)}


def test_ten_presses_publish_once(study: Study, pi: User, now: datetime) -> None:
    draft = start_draft(study, template="fiveg", by=pi, at=now)
    answers = side_by_side(
        *[lambda: publish_codebook(draft, note="First", meaning_changed=True, edits=1, by=pi, at=now)] * 10
    )
    assert {answer.pk for answer in answers} == {draft.pk}
    assert LogEntry.objects.filter(verb="codebook published").count() == 1


def test_changes_made_side_by_side_are_all_kept(study: Study, pi: User, now: datetime) -> None:
    draft = start_draft(study, by=pi, at=now)
    labels = ["A", "B", "C", "D", "E", "F"]
    side_by_side(
        *[
            lambda label=label: add_variable(draft, label=label, kind="text", by=pi, at=now)
            for label in labels
        ]
    )
    version = CodebookVersion.objects.get()
    assert sorted(variable.label for variable in codebook_spec(version).variables) == labels
    assert version.edits == len(labels)


def test_the_database_keeps_a_second_draft_out(study: Study, pi: User, now: datetime) -> None:
    start_draft(study, by=pi, at=now)
    with pytest.raises(IntegrityError, match="codebook_one_draft"):
        CodebookVersion.objects.create(study=study, number=2, created_by=pi, created_at=now)
