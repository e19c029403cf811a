"""A codebook with every kind of variable, from its draft through coding, rulings and reliability to the files of a snapshot."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreement.models import Coefficient
from coding.codebook_rules import asked
from coding.models import CodebookVersion, Round, Ruling
from coding.queries.codebook import codebook_spec
from coding.queries.rulings import left_to_rule, sheet_of
from coding.services.codebook import start_draft
from coding.services.rounds import open_round
from coding.services.rulings import make_ruling
from corpus.models import Message
from cyberdip.lib.problems import Invalid
from dataset.formats import Format, write
from dataset.models import Snapshot
from dataset.queries.snapshots import frozen_units, shape_of
from dataset.services.snapshots import freeze_snapshot, take_snapshot
from dataset.tables import TableName, table
from studies.models import Study, User
from tests.agreement.rounds import computed
from tests.coding.all_kinds import (
    FIRST,
    NOT_APPLICABLE,
    OTHER_QUOTE,
    adjudicated_round,
    published_all_kinds,
    unit,
)
from tests.coding.stage import NOW, add_messages, code, planned_round

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User | None], Client]


@pytest.fixture
def codebook(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return published_all_kinds(study, by=pi, at=now)


@pytest.fixture
def messages(study: Study) -> list[Message]:
    return add_messages(study, 4)


@pytest.fixture
def round(
    study: Study, codebook: CodebookVersion, messages: list[Message], coder_a: User, coder_b: User
) -> Round:
    return adjudicated_round(study, codebook, messages, coder_a, coder_b)


def test_what_is_refused_at_the_desk(
    study: Study, codebook: CodebookVersion, messages: list[Message], coder_a: User, pi: User
) -> None:
    opened = open_round(
        planned_round(study, [coder_a], coders_per_message=1, codebook=codebook), by=pi, at=NOW
    )
    for change, words in (
        ({"likes": 0}, "Who addresses somebody is liked."),
        ({"likes": -1}, "takes 0 or more"),
        ({"topic": "economy"}, "has categories below it"),
        ({"topics": ["old"]}, "is retired"),
        ({"gone": "x"}, "is retired"),
        ({"day": "2019-02-30"}, "takes a day"),
    ):
        with pytest.raises(Invalid, match=words):
            code(opened, coder_a, FIRST | change, messages[0])


def test_coding_stores_what_was_asked(round: Round, codebook: CodebookVersion, coder_b: User) -> None:
    stored = round.assignments.get(coder=coder_b, unit=unit(round, 1)).codings.get().values
    assert stored["tone"] == stored["words"] == NOT_APPLICABLE
    assert stored["topics"] == ["security", "economy", "trade"]
    assert asked(codebook_spec(codebook), stored) == set(stored) - {"tone", "words"}


def test_reliability_measures_every_kind(round: Round, pi: User) -> None:
    alphas = {
        row.variable_key: row
        for row in Coefficient.objects.filter(run=computed(round, by=pi), category_key=None, measure="alpha")
    }
    assert list(alphas) == ["topic", "topics", "tone", "likes", "share", "direct", "day", "remark", "words"]
    assert {row.units for row in alphas.values()} == {3}  # the hidden message is none
    assert alphas["direct"].undefined_reason  # everybody said yes
    assert alphas["tone"].not_applicable == alphas["words"].not_applicable == 1
    assert alphas["remark"].undefined_reason == alphas["words"].undefined_reason
    assert all(alphas[key].value is not None for key in ("topic", "topics", "likes", "share", "day"))
    assert alphas["day"].dispute["names"] == ["2019-05-12", "2019-05-14"]
    assert alphas["likes"].dispute["names"] == ["12", "1200"]


def test_every_disagreement_can_be_ruled_on(round: Round, pi: User) -> None:
    left = left_to_rule(round)
    differing = ["topic", "topics", "tone", "likes", "share", "day", "words"]
    assert [one.variable.key for one in left.variables] == differing
    assert left.found == len(differing)  # of one message: nobody rules on the hidden one
    disputed = unit(round, 1)
    assert [q.variable.key for q in sheet_of(disputed).questions if q.is_disagreement] == differing
    for key, value, words in (
        ("topics", ["steel"], ""),
        ("tone", NOT_APPLICABLE, ""),
        ("likes", 500, ""),
        ("share", 0.75, ""),
        ("day", "2019-05-13", ""),
        ("words", OTHER_QUOTE, ""),
        ("words", OTHER_QUOTE | {"text": "Networks"}, "does not"),
        ("topic", "trade", "has categories below it"),
        ("likes", -1, "takes 0 or more"),
        ("day", "soon", "takes a day"),
    ):
        variable = round.codebook.variables.get(key=key)
        ruling = {"value": value, "reason": "Looked again.", "base_revision": 0, "by": pi, "at": NOW}
        if words:
            with pytest.raises(Invalid, match=words):
                make_ruling(disputed, variable, **ruling)
        else:
            make_ruling(disputed, variable, **ruling)
    assert Ruling.objects.get(variable__key="topics", by=pi).value == ["economy", "trade", "tariffs", "steel"]
    assert left_to_rule(round).open == 1


def test_every_kind_is_ruled_on_by_its_page(round: Round, pi: User, client_of: ClientOf) -> None:
    client, disputed = client_of(pi), unit(round, 1)
    address = [round.study.slug, round.number, disputed.message_id]
    page = client.get(reverse("ruling_detail", args=address)).content.decode()
    for part in (
        'name="v-likes" value="" inputmode="numeric"',
        'type="date" name="v-day"',
        '<textarea class="desk-text" name="v-words"',
        'class="desk-choice desk-depth-4" data-cd-parent="tariffs"',
        'class="desk-branch desk-depth-3"',  # of the leaves alone can be chosen
        'value="!not_applicable"',  # what some were not asked
        'data-cd-sent="1200"',
        'data-cd-sent="Invented"',
    ):
        assert part in page, part
    assert ">Old<" not in page
    for key, sent, ruled in (
        ("topic", {"v-topic": "steel"}, "steel"),
        ("topics", {"v-topics": ["steel"]}, ["economy", "trade", "tariffs", "steel"]),
        ("tone", {"v-tone": "!not_applicable"}, NOT_APPLICABLE),
        ("likes", {"v-likes": "500"}, 500),
        ("share", {"v-share": "0.75"}, 0.75),
        ("day", {"v-day": "2019-05-13"}, "2019-05-13"),
        ("words", {"v-words": " networks "}, OTHER_QUOTE),
    ):
        form = {"base_revision": 0, "reason": "Looked again."} | sent
        answer = client.post(reverse("ruling_make", args=[*address, key]), form)
        assert answer.status_code == 302, (key, answer.content.decode())
        assert Ruling.objects.get(unit=disputed, variable__key=key, by=pi).value == ruled
    assert left_to_rule(round).open == 0
    page = client.get(reverse("ruling_detail", args=address)).content.decode()
    assert "2019-05-13" in page
    assert "networks" in page


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("likes", "many", "takes a whole number"),
        ("likes", "-1", "takes 0 or more"),
        ("day", "2019-02-30", "takes a day of the calendar"),
        ("words", "peace", "does not stand in the message"),
        ("share", "", "A ruling needs a value"),
    ],
)
def test_what_cannot_be_ruled_comes_back_as_it_was_typed(
    key: str, typed: str, words: str, round: Round, pi: User, client_of: ClientOf
) -> None:
    address = [round.study.slug, round.number, unit(round, 1).message_id, key]
    form = {"base_revision": 0, "reason": "Looked again.", f"v-{key}": typed}
    answer = client_of(pi).post(reverse("ruling_make", args=address), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert typed in page
    assert not Ruling.objects.filter(by=pi).exists()


def _tables(snapshot: Snapshot) -> dict[str, list[dict[str, str]]]:
    shape = shape_of(snapshot)
    read = {}
    for name in TableName:
        text = b"".join(write(table(name, frozen_units(snapshot), shape), Format.CSV)).decode()
        read[name.value] = list(csv.DictReader(io.StringIO(text)))
        lines = b"".join(write(table(name, frozen_units(snapshot), shape), Format.JSONL)).decode()
        assert len([json.loads(line) for line in lines.splitlines()]) == len(read[name.value])
    return read


def _snapshot(study: Study, pi: User, now: datetime) -> Snapshot:
    job = take_snapshot(study, title="First", note="", rounds=(), by=pi, at=now)
    found = freeze_snapshot(job, lambda done, total, step: None)
    return Snapshot.objects.get(study=study, number=found["snapshot"])


def test_a_snapshot_tells_all_of_it(
    round: Round, study: Study, messages: list[Message], pi: User, now: datetime
) -> None:
    disputed = unit(round, 1)
    for key, value in (("topics", ["steel"]), ("words", OTHER_QUOTE), ("likes", 500)):
        variable = round.codebook.variables.get(key=key)
        make_ruling(disputed, variable, value=value, reason="Looked again.", base_revision=0, by=pi, at=NOW)
    snapshot = _snapshot(study, pi, now)
    tables = _tables(snapshot)
    assert len(tables["reconciled"]) == 3
    assert snapshot.counts["messages"] == 3
    first, second, third = tables["reconciled"]
    assert (first["topic"], first["topic.path"]) == ("steel", "economy/trade/tariffs/steel")
    assert (first["likes"], first["share"], first["day"], first["direct"]) == (
        "12",
        "0.5",
        "2019-05-12",
        "true",
    )
    assert (first["words"], first["words.words"]) == ("0-8", "Invented")
    assert (first["topics.economy"], first["topics.steel"], first["topics.security"]) == ("1", "0", "1")
    assert second["topics"] == "economy|trade|tariffs|steel"
    assert second["topics.path"] == "economy/trade/tariffs/steel"
    assert (second["words"], second["words.words"], second["likes"]) == ("22-30", "networks", "500")
    assert (second["tone.status"], second["tone.provenance"]) == ("missing", "open")
    assert (third["topics"], third["topics.status"]) == ("<none>", "empty")
    assert "topics.old" not in first
    assert "gone" not in first
    long = {(row["message_id"], row["coder"], row["variable"]): row for row in tables["long"]}
    other = next(coder for (_id, coder, _key), row in long.items() if row["value"] == "1200")
    hidden = long[messages[1].external_id, other, "tone"]
    assert (hidden["status"], hidden["value"]) == ("not_applicable", "")
    chosen = long[messages[1].external_id, other, "topics"]
    assert (chosen["value"], chosen["leaf"]) == ("security|economy|trade", "security|trade")
    assert chosen["path"] == "security|economy/trade"
    assert long[messages[0].external_id, "coder_1", "words"]["value"] == "0-8"


def test_every_page_and_program_shows_all_of_it(
    round: Round,
    study: Study,
    codebook: CodebookVersion,
    pi: User,
    coder_a: User,
    now: datetime,
    client_of: ClientOf,
) -> None:
    computed(round, by=pi)
    _snapshot(study, pi, now)
    revised = start_draft(study, based_on=codebook, by=pi, at=now)
    pages: list[tuple[User, str, list[Any], str]] = [
        (pi, "codebook_detail", [2], "Steel"),
        (pi, "codebook_draft", [], "Steel"),
        (pi, "codebook_print", [2], "Steel"),
        (pi, "reliability_list", [], "Likes"),
        (pi, "reliability_detail", [round.number], "2019-05-12"),
        (pi, "ruling_queue", [round.number], "Tone"),
        (pi, "round_detail", [round.number], "Likes"),
        (pi, "round_rates", [round.number], "Steel"),
        (pi, "snapshot_detail", [1], "Steel"),
        (pi, "snapshot_manifest", [1], "topic.path"),
        (pi, "snapshot_table", [1, "long", "csv"], "economy/trade"),
        (pi, "figure", [1, "topics", "svg"], "Steel"),
        (coder_a, "own_codings", [round.number], "Invented"),
        (coder_a, "desk_message", [round.number, 1], "Invented"),
    ]
    for person, name, place, words in pages:
        answer = client_of(person).get(reverse(name, args=[study.slug, *place]))
        assert answer.status_code == 200, name
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert words in body.decode(), (name, words)
    for name, place in (
        ("api:codebook_detail", [revised.number]),
        ("api:ruling_detail", [round.number, unit(round, 1).message_id]),
    ):
        answer = client_of(pi).get(reverse(name, args=[study.slug, *place]))
        assert answer.status_code == 200, name
        assert "steel" in answer.content.decode()


def test_the_words_of_a_quote_go_with_the_words_of_the_message(
    round: Round, study: Study, messages: list[Message], pi: User, now: datetime
) -> None:
    snapshot = _snapshot(study, pi, now)
    before = _tables(snapshot)
    Message.objects.filter(pk=messages[0].pk).update(text="", removed_at=now)
    after = _tables(snapshot)
    assert (after["long"], after["matrix"]) == (before["long"], before["matrix"])
    assert after["reconciled"][0]["words.words"] == ""
    assert "Invented message 0" not in json.dumps(after)


def test_what_is_not_asked_is_no_part_of_a_repeated_training(round: Round, coder_a: User, pi: User) -> None:
    """Second attempts count nowhere."""
    round.assignments.filter(coder=coder_a, unit=unit(round, 0)).update(attempt=2)
    run = computed(round, by=pi)
    topic = Coefficient.objects.get(run=run, variable_key="topic", category_key=None, measure="alpha")
    assert topic.codes == 5
