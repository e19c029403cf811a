"""Taking a snapshot: what goes in, what it counts as, and that it never changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from agreement.services import compute_reliability, request_reliability
from coding.services.codebook import publish_codebook, start_draft
from coding.services.rounds import close_round, settle_round, start_adjudication
from coding.services.rulings import withdraw_ruling
from corpus.models import Message
from cyberdip.lib.problems import Conflict, Invalid
from dataset.content import ContentHash
from dataset.models import Snapshot, SnapshotCoding, SnapshotUnit, SnapshotValue
from dataset.queries.snapshots import frozen_units, hashed_head
from dataset.reconcile import Provenance, Reconciled, Status
from dataset.services.snapshots import freeze_snapshot, take_snapshot
from studies.models import LogEntry, Study, User
from tests.dataset.scene import CODES, UNCODABLE, Scene, code_round, external_id, make_messages, publish

pytestmark = pytest.mark.django_db


def found(snapshot: Snapshot, place: int, variable: str) -> Reconciled:
    (unit,) = [unit for unit in frozen_units(snapshot) if unit.message_id == external_id(place)]
    return unit.values[variable]


COUNTS_AS = {
    (0, "intent"): Reconciled(Status.VALUED, "warn", Provenance.UNANIMOUS),
    (0, "tone"): Reconciled(Status.MISSING, None, Provenance.OPEN),
    (0, "concepts"): Reconciled(Status.VALUED, ["china", "trust"], Provenance.UNANIMOUS),
    (1, "concepts"): Reconciled(Status.EMPTY, [], Provenance.UNANIMOUS),
    (2, "intent"): Reconciled(Status.MISSING, None, Provenance.OPEN),
    (3, "intent"): Reconciled(Status.UNCODABLE, UNCODABLE, Provenance.UNANIMOUS),
    (4, "intent"): Reconciled(Status.VALUED, "defend", Provenance.SINGLE),
    (5, "intent"): Reconciled(Status.MISSING, None, Provenance.UNCODED),
}


def test_a_message_counts_as_what_its_coders_gave(scene: Scene) -> None:
    snapshot = scene.freeze()
    assert {case: found(snapshot, *case) for case in COUNTS_AS} == COUNTS_AS


def test_a_ruling_decides_what_coders_differ_on(scene: Scene) -> None:
    scene.rule(0, "tone", "warning")
    scene.rule(3, "tone", UNCODABLE)
    snapshot = scene.freeze()
    assert found(snapshot, 0, "tone") == Reconciled(Status.VALUED, "warning", Provenance.RULING)
    assert found(snapshot, 3, "tone") == Reconciled(Status.UNCODABLE, UNCODABLE, Provenance.RULING)


def test_a_ruling_that_was_taken_back_leaves_it_open(scene: Scene) -> None:
    scene.rule(0, "tone", "warning")
    tone = scene.round.codebook.variables.get(key="tone")
    withdraw_ruling(scene.unit(0), tone, base_revision=1, by=scene.pi, at=scene.now)
    assert found(scene.freeze(), 0, "tone").provenance == Provenance.OPEN


def test_the_codings_go_in_under_pseudonyms(scene: Scene) -> None:
    snapshot = scene.freeze()
    assert snapshot.coders == ["coder_1", "coder_2"]
    given: dict[str, list[Any]] = {"coder_1": [], "coder_2": []}
    for unit in frozen_units(snapshot):
        for coding in unit.codings:
            given[coding.coder].append(coding.values)
    submitted = [[pair[place] for pair in CODES if pair[place] is not None] for place in (0, 1)]
    # Which of the two is coder_1 is drawn with the round.
    assert list(given.values()) in (submitted, submitted[::-1])
    assert (snapshot.counts["messages"], snapshot.counts["codings"]) == (6, 9)


def test_the_message_is_described_as_it_was(scene: Scene) -> None:
    unit = next(frozen_units(scene.freeze()))
    assert (unit.message_id, unit.account, unit.country) == (external_id(0), "ArveniaMFA_demo", "Arvenia")
    assert (unit.likes, unit.retweets, unit.replies) == (7, None, 0)
    assert unit.posted_at == Message.objects.get(external_id=external_id(0)).posted_at


def test_the_hash_can_be_computed_again_from_what_is_kept(scene: Scene) -> None:
    scene.rule(0, "tone", "warning")
    compute_reliability(
        request_reliability(scene.round, by=scene.pi, at=scene.now),
        lambda done, total, step: None,
        at=scene.now,
    )
    snapshot = scene.freeze()
    again = ContentHash(hashed_head(snapshot))
    for unit in frozen_units(snapshot):
        again.add(unit)
    assert again.hexdigest() == snapshot.content_hash


def test_the_same_content_is_not_frozen_twice(scene: Scene) -> None:
    first = scene.freeze("First")
    found_again = freeze_snapshot(scene.ask("Second"), lambda done, total, step: None)
    assert found_again == {"snapshot": first.number, "new": False}
    assert Snapshot.objects.count() == 1
    assert SnapshotUnit.objects.count() == 6


def test_another_ruling_makes_another_snapshot_and_leaves_the_first(scene: Scene) -> None:
    first = scene.freeze("First")
    scene.rule(0, "tone", "warning")
    second = scene.freeze("Second")
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash
    assert found(first, 0, "tone").provenance == Provenance.OPEN


def test_two_presses_are_one_job(scene: Scene) -> None:
    assert scene.ask() == scene.ask()
    assert scene.ask() != scene.ask("another title")


def test_it_is_written_into_the_logbook_once(scene: Scene) -> None:
    snapshot = scene.freeze()
    entry = LogEntry.objects.get(verb="snapshot taken")
    assert entry.by == scene.pi
    assert entry.detail == {"number": 1, "hash": snapshot.content_hash, "rounds": [1]}


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_a_title_is_asked_for(scene: Scene, title: str) -> None:
    with pytest.raises(Invalid) as refused:
        scene.ask(title)
    assert "title" in refused.value.fields


def test_without_a_closed_round_there_is_nothing_to_freeze(
    study: Study, pi: User, coder_a: User, coder_b: User, now: Any
) -> None:
    make_messages(study, pi, now)
    publish(study, pi, now)
    codes = {external_id(place): pair for place, pair in enumerate(CODES)}
    code_round(study, pi, (coder_a, coder_b), codes, now)
    with pytest.raises(Conflict, match="No round has been closed"):
        take_snapshot(study, title="x", note="", rounds=(), by=pi, at=now)


def test_a_round_that_is_not_there_is_named(scene: Scene) -> None:
    with pytest.raises(Conflict, match="Round 7"):
        scene.ask(rounds=(1, 7))


def recode(scene: Scene, **changed: Any) -> None:
    """A second round over the same messages in which coder_a codes only the first message."""
    codes = {external_id(place): (None, None) for place in range(len(CODES))}
    codes[external_id(0)] = (changed, None)
    second = code_round(scene.study, scene.pi, scene.coders, codes, scene.now)
    close_round(second, by=scene.pi, at=scene.now)
    start_adjudication(second, by=scene.pi, at=scene.now)


def test_the_newest_round_in_which_a_message_was_coded_decides(scene: Scene) -> None:
    recode(scene, intent="attack", tone="warning", concepts=[])
    snapshot = scene.freeze()
    assert found(snapshot, 0, "intent") == Reconciled(Status.VALUED, "attack", Provenance.SINGLE)
    assert found(snapshot, 1, "intent") == Reconciled(Status.VALUED, "attack", Provenance.UNANIMOUS)
    units = {unit.message_id: unit for unit in frozen_units(snapshot)}
    assert (units[external_id(0)].round, units[external_id(1)].round) == (2, 1)
    assert [coding.round for coding in units[external_id(0)].codings] == [1, 1, 2]


def test_rounds_can_be_chosen(scene: Scene) -> None:
    recode(scene, intent="attack", tone="warning", concepts=[])
    assert found(scene.freeze(rounds=(1,)), 0, "intent").value == "warn"


@pytest.mark.parametrize("meaning_changed", [True, False])
def test_rounds_are_pooled_only_within_one_meaning(scene: Scene, meaning_changed: bool) -> None:
    draft = start_draft(scene.study, based_on=scene.round.codebook, by=scene.pi, at=scene.now)
    publish_codebook(
        draft, note="second", meaning_changed=meaning_changed, edits=draft.edits, by=scene.pi, at=scene.now
    )
    recode(scene, intent="attack", tone="warning", concepts=[])
    if meaning_changed:
        with pytest.raises(Conflict, match="Version 2"):
            scene.ask()
        assert scene.freeze(rounds=(2,)).codebook["versions"] == [2]
    else:
        assert scene.freeze().codebook["versions"] == [1, 2]


def test_settling_the_round_does_not_change_what_was_found(scene: Scene) -> None:
    first = scene.freeze("First")
    open_now = scene.round.disagreements.filter(ruling=None).count()
    settle_round(scene.round, leaving_open=open_now, by=scene.pi, at=scene.now)
    assert scene.freeze("Second") == first


def test_a_removed_message_leaves_its_codes_and_a_tombstone(scene: Scene) -> None:
    snapshot = scene.freeze()
    before = next(frozen_units(snapshot))
    Message.objects.filter(external_id=external_id(0)).update(
        text="", removed_at=scene.now, removed_reason="asked"
    )
    after = next(frozen_units(snapshot))
    assert (after.text, after.text_removed, after.text_sha256) == ("", True, before.text_sha256)
    assert (after.values, after.codings) == (before.values, before.codings)


def test_nothing_of_a_snapshot_can_be_changed(scene: Scene) -> None:
    scene.freeze()
    fields = {Snapshot: "title", SnapshotUnit: "account", SnapshotValue: "variable", SnapshotCoding: "coder"}
    for model, field in fields.items():
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            model.objects.update(**{field: "x"})
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_no_row_can_join_a_snapshot_later(scene: Scene) -> None:
    snapshot = scene.freeze()
    unit = SnapshotUnit.objects.filter(snapshot=snapshot).earliest("position")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        SnapshotValue.objects.create(unit=unit, variable="late", status="missing", provenance="open")
    known = unit.message
    unit.message = Message.objects.create(
        study=scene.study,
        account=known.account,
        external_id="99",
        posted_at=scene.now,
        imported_by=known.imported_by,
    )
    unit.pk, unit.position = None, 99
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        unit.save(force_insert=True)


def test_what_fails_leaves_nothing(scene: Scene) -> None:
    def stop(done: int, total: int, step: str) -> None:
        if done == 3:
            raise RuntimeError("the worker was told to stop")

    with pytest.raises(RuntimeError):
        freeze_snapshot(scene.ask(), stop)
    assert not Snapshot.objects.exists()
    assert scene.freeze().number == 1


def test_progress_is_told_message_by_message(scene: Scene) -> None:
    told: list[tuple[int, int]] = []
    freeze_snapshot(scene.ask(), lambda done, total, step: told.append((done, total)))
    assert told == [(place, 6) for place in (1, 2, 3, 4, 5, 6, 6)]
