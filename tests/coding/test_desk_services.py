"""What is kept of a coder's work: nothing lost, nothing doubled, nothing overwritten unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coding.models import Assignment, CodebookVersion, Coding, Draft, Round
from coding.queries import desk as queries
from coding.services.desk import KeptAsLate, save_draft, submit_coding
from cyberdip.lib.problems import Conflict, Invalid, NotFound, Problem, Stale, WrongPhase
from studies.models import LogEntry, Study, User
from tests.coding import desk_scene

pytestmark = pytest.mark.django_db

COMPLETE = {"tone": "warm", "topics": ["law"], "strength": "weak", "ironic": False}


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    codebook = desk_scene.simple_codebook(study, by=pi, at=now)
    return desk_scene.open_round(codebook, [coder_a, coder_b], at=now)


@pytest.fixture
def assignment(round_: Round, coder_a: User) -> Assignment:
    return queries.own_assignment(round_, coder_a, 1)


@pytest.fixture
def submit(assignment: Assignment, coder_a: User, now: datetime) -> Callable[..., Coding]:
    def press(values: Any = COMPLETE, *, base: int = 0, key: UUID | None = None, **more: Any) -> Coding:
        words = {"by": coder_a, "at": now} | more
        return submit_coding(assignment, values=values, base_revision=base, key=key or uuid4(), **words)

    return press


def test_a_submission_is_the_newest_coding(
    submit: Callable[..., Coding], assignment: Assignment, now: datetime
) -> None:
    coding = submit(active_ms=4200, note="clear")
    assignment.refresh_from_db()
    assert (coding.revision, coding.values, coding.note, coding.active_ms) == (1, COMPLETE, "clear", 4200)
    assert (assignment.revision, assignment.submitted_at) == (1, now)
    assert queries.newest_coding(assignment) == coding


def test_an_amendment_is_a_second_version_beside_the_first(submit: Callable[..., Coding]) -> None:
    submit()
    amended = submit(COMPLETE | {"tone": "cold"}, base=1)
    assert amended.revision == 2
    assert [c.values["tone"] for c in Coding.objects.order_by("revision")] == ["warm", "cold"]


def test_the_same_press_adds_one_coding_however_often_it_arrives(submit: Callable[..., Coding]) -> None:
    key = uuid4()
    first = submit(key=key)
    assert {submit(key=key).pk for _again in range(4)} == {first.pk}
    assert Coding.objects.count() == 1


def test_the_same_press_is_known_again_after_an_amendment_and_after_the_close(
    submit: Callable[..., Coding], round_: Round, now: datetime
) -> None:
    key = uuid4()
    first = submit(key=key)
    submit(COMPLETE | {"tone": "cold"}, base=1)
    desk_scene.close(round_, at=now)
    assert submit(key=key) == first
    assert Coding.objects.count() == 2


def test_an_old_page_with_its_old_key_and_new_answers_is_stale(submit: Callable[..., Coding]) -> None:
    key = uuid4()
    submit(key=key)
    with pytest.raises(Stale):
        submit(COMPLETE | {"tone": "cold"}, key=key)


def test_a_key_is_not_taken_for_a_second_coding(submit: Callable[..., Coding]) -> None:
    key = uuid4()
    submit(key=key)
    with pytest.raises(Conflict, match="new key"):
        submit(COMPLETE | {"tone": "cold"}, key=key, base=1)


def test_a_stale_submission_gets_both_versions_and_changes_nothing(
    submit: Callable[..., Coding], now: datetime
) -> None:
    submit(note="first tab")
    other = COMPLETE | {"tone": "cold"}
    with pytest.raises(Stale) as caught:
        submit(other)
    assert caught.value.extra == {
        "yours": {"base_revision": 0, "values": other},
        "stored": {"revision": 1, "values": COMPLETE, "note": "first tab", "submitted_at": now.isoformat()},
    }
    assert Coding.objects.count() == 1


def test_a_revision_from_the_future_is_stale_too(submit: Callable[..., Coding]) -> None:
    with pytest.raises(Stale) as caught:
        submit(base=3)
    assert caught.value.extra["stored"]["revision"] == 0


def test_a_closed_round_takes_no_work_and_says_what_becomes_of_it(
    submit: Callable[..., Coding], assignment: Assignment, round_: Round, coder_a: User, now: datetime
) -> None:
    desk_scene.close(round_, at=now)
    with pytest.raises(KeptAsLate, match=r"was closed .* kept as late"):
        submit()
    with pytest.raises(WrongPhase, match=r"was closed .* not kept any more"):
        save_draft(assignment, values={}, base_revision=0, by=coder_a, at=now)
    assert not Coding.objects.exists()
    assert not Draft.objects.exists()


def test_a_codebook_that_can_still_change_is_no_measure(
    study: Study, pi: User, coder_a: User, now: datetime
) -> None:
    draft = CodebookVersion.objects.create(study=study, number=1, created_by=pi, created_at=now)
    round_ = desk_scene.open_round(draft, [coder_a], at=now)
    with pytest.raises(WrongPhase, match="not published"):
        submit_coding(
            queries.own_assignment(round_, coder_a, 1),
            values={},
            base_revision=0,
            key=uuid4(),
            by=coder_a,
            at=now,
        )
    assert not Coding.objects.exists()


def test_nobody_writes_for_another_coder(
    submit: Callable[..., Coding], assignment: Assignment, coder_b: User, pi: User, now: datetime
) -> None:
    for somebody_else in (coder_b, pi):
        with pytest.raises(NotFound):
            submit(by=somebody_else)
        with pytest.raises(NotFound):
            save_draft(assignment, values={}, base_revision=0, by=somebody_else, at=now)
    assert not Coding.objects.exists()


@pytest.mark.parametrize(
    ("values", "faulty"),
    [
        ({}, {"tone", "topics", "strength", "ironic"}),
        (COMPLETE | {"tone": "lukewarm"}, {"tone"}),
        (COMPLETE | {"mood": "good"}, {"mood"}),
        (COMPLETE | {"topics": "law"}, {"topics"}),
        (COMPLETE | {"ironic": "no"}, {"ironic"}),
        (COMPLETE | {"remark": "\x00"}, {"remark"}),
        (COMPLETE | {"tone": {"special": "skipped"}}, {"tone"}),
        ([COMPLETE], {"values"}),
    ],
)
def test_answers_that_do_not_fit_the_codebook_are_named_and_not_stored(
    values: Any, faulty: set[str], submit: Callable[..., Coding]
) -> None:
    with pytest.raises(Invalid) as caught:
        submit(values)
    assert set(caught.value.fields) == faulty
    assert not Coding.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        COMPLETE | {"topics": []},
        COMPLETE | {"tone": {"special": "uncodable"}},
        COMPLETE | {"strength": {"special": "not_applicable"}},
        COMPLETE | {"remark": "“So what?” 🙃 的"},
    ],
    ids=["empty set", "uncodable", "not applicable", "text"],
)
def test_the_four_kinds_of_nothing_stay_four(values: dict[str, Any], submit: Callable[..., Coding]) -> None:
    assert Coding.objects.get(pk=submit(values).pk).values == values


def test_values_are_stored_in_their_one_spelling(submit: Callable[..., Coding]) -> None:
    coding = submit({"topics": ["health", "trade", "health"], "remark": "  ", "tone": "warm"} | {
        "strength": "weak", "ironic": True,
    })  # fmt: skip
    assert coding.values == {
        "tone": "warm",
        "topics": ["trade", "health"],
        "strength": "weak",
        "ironic": True,
    }
    assert list(coding.values) == ["tone", "topics", "strength", "ironic"]


def test_a_draft_replaces_the_one_before_and_may_be_incomplete(
    assignment: Assignment, coder_a: User, now: datetime
) -> None:
    for values in ({"tone": "warm"}, {"tone": "cold", "topics": []}):
        save_draft(assignment, values=values, base_revision=0, note="hm", by=coder_a, at=now)
    draft = Draft.objects.get()
    assert (draft.values, draft.note, draft.saved_at) == ({"tone": "cold", "topics": []}, "hm", now)


def test_a_draft_counts_until_its_message_is_submitted(
    submit: Callable[..., Coding], round_: Round, assignment: Assignment, coder_a: User, now: datetime
) -> None:
    save_draft(assignment, values={"tone": "cold"}, base_revision=0, by=coder_a, at=now)
    assert queries.live_draft(queries.own_assignment(round_, coder_a, 1)) is not None
    submit()
    assert queries.live_draft(queries.own_assignment(round_, coder_a, 1)) is None
    with pytest.raises(Stale):
        save_draft(assignment, values={"tone": "cold"}, base_revision=0, by=coder_a, at=now)
    save_draft(assignment, values={"tone": "neutral"}, base_revision=1, by=coder_a, at=now)
    draft = queries.live_draft(queries.own_assignment(round_, coder_a, 1))
    assert draft is not None
    assert draft.values == {"tone": "neutral"}


def test_the_logbook_says_that_a_message_was_coded_and_never_how(
    submit: Callable[..., Coding], study: Study
) -> None:
    submit()
    submit(COMPLETE | {"tone": "cold"}, base=1)
    lines = LogEntry.objects.filter(study=study, verb__startswith="coding").order_by("id")
    assert [line.verb for line in lines] == ["coding submitted", "coding amended"]
    assert lines[1].detail == {"round": 1, "position": 1, "revision": 2}
    assert not any("cold" in str(line.detail) + line.subject for line in lines)


def test_no_code_path_changes_or_removes_a_coding(submit: Callable[..., Coding]) -> None:
    coding = submit()
    for change in (
        lambda: Coding.objects.update(values={}),
        lambda: Coding.objects.all().delete(),
        coding.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Coding.objects.get().values == COMPLETE


def test_a_submission_takes_few_statements(submit: Callable[..., Coding]) -> None:
    with CaptureQueriesContext(connection) as first:
        submit()
    with CaptureQueriesContext(connection) as amendment:
        submit(COMPLETE | {"tone": "cold"}, base=1)
    # Lock, insert, step of the assignment, logbook; before the first the codebook is read, once for the process.
    assert len(_statements(first)) == 4 + 3
    # The same press as before? is asked only where there is a before.
    assert len(_statements(amendment)) == 5


def test_a_draft_takes_two_statements(assignment: Assignment, coder_a: User, now: datetime) -> None:
    save_draft(assignment, values={}, base_revision=0, by=coder_a, at=now)
    with CaptureQueriesContext(connection) as saving:
        save_draft(assignment, values={"tone": "warm"}, base_revision=0, by=coder_a, at=now)
    assert len(_statements(saving)) == 2


def _statements(captured: CaptureQueriesContext) -> list[str]:
    return [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]


# --- the queue


def test_the_queue_goes_on_behind_the_message_and_comes_back_to_what_was_left_out(
    round_: Round, coder_a: User, now: datetime
) -> None:
    def next_after(position: int) -> int | None:
        found = queries.next_assignment(round_, coder_a, after=position)
        return found and found.position

    assert next_after(0) == 1
    _code(round_, coder_a, [2, 3], now)
    assert next_after(1) == 4
    assert next_after(5) == 1
    _code(round_, coder_a, [4, 5], now)
    assert next_after(1) is None  # itself is open, and the only one
    assert next_after(0) == 1
    _code(round_, coder_a, [1], now)
    assert next_after(0) is None


def test_one_coders_work_leaves_the_others_queue_as_it_was(
    round_: Round, coder_a: User, coder_b: User, now: datetime
) -> None:
    _code(round_, coder_a, [1, 2, 3], now)
    assert (queries.queue(round_, coder_a).left, queries.queue(round_, coder_b).left) == (2, 5)
    assert list(queries.own_codings(round_, coder_b)) == []


def test_the_pace_is_the_median_of_the_latest_and_unknown_at_first(
    study: Study, pi: User, coder_a: User, now: datetime
) -> None:
    codebook = desk_scene.simple_codebook(study, by=pi, at=now)
    round_ = desk_scene.open_round(codebook, [coder_a], at=now, texts=[f"Message {n}" for n in range(12)])
    _code(round_, coder_a, [1, 2, 3, 4], now)
    assert queries.queue(round_, coder_a).minutes_left is None
    _code(round_, coder_a, [5], now, active_ms=600_000)
    queue = queries.queue(round_, coder_a)
    assert (queue.total, queue.done, queue.left, queue.seconds_each) == (12, 5, 7, 10.0)
    assert queue.minutes_left == 2  # 70 seconds


@pytest.mark.parametrize(
    ("q", "positions"), [("5G", [1]), ("工程师", [4]), ("@Embassy", [5, 4, 1]), ("LATER", [5]), ("%", [])]
)
def test_own_codings_are_found_by_message_account_and_note(
    q: str, positions: list[int], round_: Round, coder_a: User, now: datetime
) -> None:
    _code(round_, coder_a, [1, 4], now)
    _code(round_, coder_a, [5], now + timedelta(minutes=1), note="look later")
    found = queries.own_codings(round_, coder_a, q=q).order_by("-submitted_at", "-id")
    assert [coding.assignment.position for coding in found] == positions


def test_own_codings_show_the_newest_version_only(
    submit: Callable[..., Coding], round_: Round, coder_a: User
) -> None:
    submit()
    amended = submit(COMPLETE | {"tone": "cold"}, base=1)
    assert list(queries.own_codings(round_, coder_a)) == [amended]


def _code(round_: Round, coder: User, positions: list[int], at: datetime, **more: Any) -> None:
    for position in positions:
        submit_coding(
            queries.own_assignment(round_, coder, position),
            values=COMPLETE,
            base_revision=0,
            key=uuid4(),
            by=coder,
            at=at,
            **({"active_ms": 10_000} | more),
        )


# --- at the same moment: real transactions, each thread with its own connection


def _at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, all started together."""
    results: list[Any] = [None] * len(deeds)
    ready = threading.Barrier(len(deeds))

    def run(place: int) -> None:
        try:
            ready.wait(timeout=10)
            results[place] = deeds[place]()
        except Problem as problem:
            results[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.django_db(transaction=True)
def test_the_same_press_in_five_threads_is_one_coding(submit: Callable[..., Coding]) -> None:
    key = uuid4()
    codings = _at_once(*[lambda: submit(key=key)] * 5)
    assert len({coding.pk for coding in codings}) == 1
    assert Coding.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_submit_at_once_one_wins_and_the_other_is_stale(
    submit: Callable[..., Coding],
) -> None:
    results = _at_once(lambda: submit(COMPLETE), lambda: submit(COMPLETE | {"tone": "cold"}))
    assert sorted(type(result).__name__ for result in results) == ["Coding", "Stale"]
    coding = Coding.objects.get()
    stale = next(result for result in results if isinstance(result, Stale))
    assert stale.extra["stored"]["values"] == coding.values


@pytest.mark.django_db(transaction=True)
def test_a_close_waits_for_submissions_under_way_and_lets_none_in_behind_it(
    submit: Callable[..., Coding], round_: Round, now: datetime
) -> None:
    """The submission holds the round while it is under way: the close comes after it, and the next one after the close."""
    held, release = threading.Event(), threading.Event()

    def slow_submission() -> None:
        with transaction.atomic():
            submit()
            held.set()
            release.wait(timeout=10)
        connection.close()

    def closing() -> None:
        desk_scene.close(round_, at=now)
        connection.close()

    submission, close = threading.Thread(target=slow_submission), threading.Thread(target=closing)
    submission.start()
    assert held.wait(timeout=10)
    close.start()
    close.join(timeout=0.5)
    assert close.is_alive()
    release.set()
    close.join(timeout=10)
    submission.join(timeout=10)
    assert Coding.objects.count() == 1
    with pytest.raises(WrongPhase):
        submit(base=1)
