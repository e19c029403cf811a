"""A dataset over versions between which categories were merged and split."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from coding.models import CodebookVersion
from coding.services.codebook import publish_codebook, start_draft
from coding.services.codebook_mapping import merge_categories, split_category
from coding.services.codebook_mapping_checks import NewPart
from coding.services.rounds import close_round
from cyberdip.lib.problems import Conflict
from dataset.content import ContentHash
from dataset.models import Snapshot
from dataset.queries.snapshots import frozen_units, hashed_head, shape_of
from dataset.reconcile import Provenance, Reconciled, Status
from dataset.repointing import Reader, places_of
from dataset.tables import TableName, table
from tests.dataset.scene import CODES, Scene, code_round, external_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(scene: Scene) -> CodebookVersion:
    """Attack and warn are merged; “trust” among the concepts is split, and the words “=5G "0"” decide for one part."""
    by: dict[str, Any] = {"by": scene.pi, "at": scene.now}
    draft = start_draft(scene.study, based_on=scene.round.codebook, **by)
    intent, concepts = (draft.variables.get(key=key) for key in ("intent", "concepts"))
    merge_categories(intent, categories=["attack", "warn"], label="Confront", **by)
    merge_categories(concepts, categories=["communism"], into="china", **by)
    parts = [NewPart("Trust in firms", ("5G 0",)), NewPart("Trust in states")]
    draft = split_category(concepts, category="freedom", parts=parts, **by)
    return publish_codebook(draft, note="Merged", meaning_changed=False, edits=draft.edits, **by)


def _recode_first(scene: Scene) -> None:
    """By the newer version the first message alone is coded, by the first coder."""
    codes: dict[str, Any] = {external_id(place): (None, None) for place in range(len(CODES))}
    codes[external_id(0)] = ({"intent": "confront", "tone": "warning", "concepts": ["china"]}, None)
    round = code_round(scene.study, scene.pi, scene.coders, codes, scene.now)
    close_round(round, by=scene.pi, at=scene.now)


@pytest.fixture
def snapshot(scene: Scene, second: CodebookVersion) -> Snapshot:
    _recode_first(scene)
    return scene.freeze()


def _found(snapshot: Snapshot, place: int, variable: str) -> Reconciled:
    (unit,) = [unit for unit in frozen_units(snapshot) if unit.message_id == external_id(place)]
    return unit.values[variable]


def test_older_rounds_count_by_what_the_newest_version_reads(snapshot: Snapshot) -> None:
    assert snapshot.codebook["versions"] == [1, 2]
    assert [each["into"] for each in snapshot.codebook["mappings"]["1"][:2]] == ["confront", "china"]
    # The coders differed between attack and warn, and agree now.
    assert _found(snapshot, 2, "intent") == Reconciled(Status.VALUED, "confront", Provenance.UNANIMOUS)
    # {communism} and {china, communism} are both read as {china}.
    assert _found(snapshot, 2, "concepts") == Reconciled(Status.VALUED, ["china"], Provenance.UNANIMOUS)
    # The split leaves it to coders.
    assert _found(snapshot, 4, "concepts") == Reconciled(Status.MISSING, None, Provenance.UNCODED)
    assert _found(snapshot, 4, "tone") == Reconciled(Status.VALUED, "defensive", Provenance.SINGLE)


def test_the_long_table_keeps_what_was_submitted_beside_what_it_is_read_as(snapshot: Snapshot) -> None:
    long = table(TableName.LONG, frozen_units(snapshot), shape_of(snapshot))
    names = [column.name for column in long.columns]
    rows = [dict(zip(names, row, strict=True)) for row in long.rows]
    told = {
        (row["message_id"], row["variable"], row["value"]): (row["read_as"], row["read_status"])
        for row in rows
        if row["codebook"] == 1 and not isinstance(row["value"], list)
    }
    assert told[external_id(1), "intent", "attack"] == ("confront", "valued")
    assert told[external_id(1), "tone", "aggressive"] == ("aggressive", "valued")
    assert told[external_id(3), "intent", None] == (None, "uncodable")
    (freedom,) = [row for row in rows if row["value"] == ["freedom"]]
    assert (freedom["read_as"], freedom["read_status"]) == (None, "recode")


def test_the_matrix_has_what_codes_are_read_as(snapshot: Snapshot) -> None:
    matrix = table(TableName.MATRIX, frozen_units(snapshot), shape_of(snapshot))
    names = [column.name for column in matrix.columns]
    rows = [dict(zip(names, row, strict=True)) for row in matrix.rows]
    (row,) = [row for row in rows if row["message_id"] == external_id(1)]
    assert {row["intent.coder_1"], row["intent.coder_2"]} == {"confront"}


def test_the_hash_covers_what_codes_are_read_as(snapshot: Snapshot) -> None:
    again = ContentHash(hashed_head(snapshot))
    for unit in frozen_units(snapshot):
        again.add(unit)
    assert again.hexdigest() == snapshot.content_hash


def test_a_ruling_of_an_older_round_is_read_too(scene: Scene, second: CodebookVersion) -> None:
    scene.rule(2, "intent", "attack")
    _recode_first(scene)
    assert _found(scene.freeze(), 2, "intent") == Reconciled(Status.VALUED, "confront", Provenance.RULING)


def test_rounds_of_one_version_know_nothing_of_it(scene: Scene, second: CodebookVersion) -> None:
    snapshot = scene.freeze()
    assert "mappings" not in snapshot.codebook
    names = [column.name for column in table(TableName.LONG, (), shape_of(snapshot)).columns]
    assert "read_as" not in names
    assert _found(snapshot, 1, "intent").value == "attack"


def test_a_version_that_changed_meaning_is_still_not_pooled(scene: Scene, now: datetime) -> None:
    draft = start_draft(scene.study, based_on=scene.round.codebook, by=scene.pi, at=now)
    intent = draft.variables.get(key="intent")
    draft = merge_categories(intent, categories=["attack", "warn"], label="Confront", by=scene.pi, at=now)
    publish_codebook(draft, note="x", meaning_changed=True, edits=draft.edits, by=scene.pi, at=now)
    _recode_first(scene)
    with pytest.raises(Conflict, match="Version 2"):
        scene.ask()


def test_a_reader_without_operations_changes_nothing() -> None:
    values = {"concepts": ["b", "a"], "quote": {"start": 0, "end": 1, "text": "x"}}
    reader = Reader({}, places_of([("concepts", ["a", "b"])]))
    assert reader.read(values, 1, "x") == values
