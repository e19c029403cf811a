"""One row, one message; or the sentences that say why not."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.faults import Fault
from corpus.formats import Cell, Layout, Row, read, recognise
from corpus.mapping import Field, FieldMapping, column_names, guess_mapping
from corpus.records import Kind, MessageRecord, RecordMaker, decode_entities

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIELDS = {name: name.value for name in Field}
GOOD: dict[str, Cell] = {
    "id": "1098581869233344512",
    "text": "We build 5G together.",
    "account": "@embassy_demo",
}


def made(cells: Mapping[str, Cell], **options: Any) -> MessageRecord | list[Fault]:
    return RecordMaker(FieldMapping(FIELDS, **options), not_after=NOW).make(Row(7, {**GOOD, **cells}))


def record(cells: Mapping[str, Cell], **options: Any) -> MessageRecord:
    made_of_it = made(cells, **options)
    assert isinstance(made_of_it, MessageRecord), made_of_it
    return made_of_it


def codes(cells: Mapping[str, Cell], **options: Any) -> list[str]:
    made_of_it = made(cells, **options)
    return [fault.code for fault in made_of_it] if isinstance(made_of_it, list) else []


def test_the_id_s_time_wins_and_the_file_s_is_kept() -> None:
    one = record({"posted_at": "2019-02-22 00:00:00"})
    assert one.posted_at == datetime(2019, 2, 21, 13, 55, 2, 946000, tzinfo=UTC)
    assert one.file_time == "2019-02-22 00:00:00"


def test_the_file_s_time_stands_in_where_the_id_carries_none() -> None:
    assert record({"id": "20", "posted_at": "2020-01-01 12:00"}, zone="+08:00").posted_at == datetime(
        2020, 1, 1, 4, tzinfo=UTC
    )
    assert record({"posted_at": "2020-01-01"}, platform="mastodon").posted_at == datetime(
        2020, 1, 1, tzinfo=UTC
    )


def test_an_id_of_the_future_is_no_clock() -> None:
    assert record({"id": "9098581869233344512", "posted_at": "2020-01-01"}).posted_at == datetime(
        2020, 1, 1, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"id": ""}, ["id.missing"]),
        ({"id": "NaN"}, ["id.missing"]),
        ({"id": "1.2E+18"}, ["id.ruined"]),
        ({"text": " \n "}, ["text.missing"]),
        ({"text": "x" * 100_001}, ["text.too_long"]),
        ({"text": "a\0b"}, ["row.zero_character"]),
        ({"remarks": "a\0b"}, ["row.zero_character"]),
        ({"text": "cut \ud83d"}, ["row.half_character"]),
        ({"text": "caf\udce9"}, ["row.characters"]),
        ({"remarks": ["caf\udce9"]}, ["row.characters"]),
        ({"account": None}, ["account.missing"]),
        ({"id": "20", "posted_at": ""}, ["time.missing"]),
        ({"id": "20", "posted_at": "yesterday"}, ["time"]),
        ({"id": "20", "posted_at": "9999-01-01"}, ["time.range"]),
        ({"likes": "-3"}, ["count"]),
        ({"likes": "many"}, ["count"]),
        ({"retweets": "1.5"}, ["count"]),
        ({"replies": "1" * 25}, ["count"]),
        ({"kind": "perhaps"}, ["kind"]),
        ({"language": "in English"}, ["language"]),
        ({"url": "javascript:alert(1)"}, ["url"]),
        ({"country": "x" * 101}, ["row.too_long"]),
        ({"id": "", "text": "", "likes": "many"}, ["id.missing", "text.missing", "count"]),
    ],
)
def test_every_fault_of_a_row_is_named_with_its_line(cells: dict[str, Cell], expected: list[str]) -> None:
    made_of_it = made(cells)
    assert isinstance(made_of_it, list)
    assert sorted(fault.code for fault in made_of_it) == sorted(expected)
    assert {fault.line for fault in made_of_it} == {7}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, Kind.ORIGINAL),
        ({"kind": "yes"}, Kind.RETWEET),
        ({"kind": True}, Kind.RETWEET),
        ({"kind": "reply"}, Kind.REPLY),
        ({"text": "RT @somebody: hello"}, Kind.RETWEET),
        ({"text": "RT @somebody: hello", "kind": "no"}, Kind.ORIGINAL),
        ({"kind": "no", "quoted": "https://twitter.com/a/status/1"}, Kind.QUOTE),
        ({"quoted": "0"}, Kind.ORIGINAL),
        ({"replied_to": "1098581869233344512"}, Kind.REPLY),
        ({"retweeted": "1098581869233344512", "replied_to": "1"}, Kind.RETWEET),
    ],
)
def test_the_kind(cells: dict[str, Cell], kind: Kind) -> None:
    assert record(cells).kind is kind


@pytest.mark.parametrize(
    ("written", "count"),
    [("0", 0), ("12", 12), ("12.0", 12), ("", None), ("NaN", None), ("None", None), (None, None)],
)
def test_a_count(written: Cell, count: int | None) -> None:
    assert record({"likes": written}).likes == count


def test_what_no_field_takes_is_kept() -> None:
    extra = record({"source": "Web", "empty": "", "tags": ["a"], "account_kind": "state media"}).extra
    assert extra == {"source": "Web", "tags": ["a"], "account_kind": "state media"}


def test_the_account_may_come_from_the_link_or_be_one_for_the_file() -> None:
    from_link = record({"account": "", "url": "https://twitter.com/embassy_demo/status/1"})
    columns = {Field.ID: "id", Field.TEXT: "text"}
    fixed = RecordMaker(FieldMapping(columns, {Field.ACCOUNT: "embassy_demo"}), not_after=NOW).make(
        Row(2, GOOD)
    )
    assert isinstance(fixed, MessageRecord)
    assert from_link.handle == fixed.handle == "embassy_demo"


@given(
    st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), min_size=1).filter(
        str.strip
    )
)
def test_a_text_as_twitter_encodes_it_comes_out_as_it_was_typed(typed: str) -> None:
    assert record({"text": html.escape(typed, quote=False)}).text == typed
    assert record({"text": typed}, decode_entities=False).text == typed


def test_a_link_with_an_ampersand_is_no_entity() -> None:
    assert (
        decode_entities("https://example.org/?a=1&copy=2 AT&T &amp;lt;")
        == "https://example.org/?a=1&copy=2 AT&T &lt;"
    )


EXPECTED = {
    "study_accounts/tta_realdonaldtrump_2019.json",
    "study_accounts/tta_realdonaldtrump_2018_derived.csv",
    "study_accounts/fiveg_official_us_cn_2017-2021.csv",
    "study_accounts/twint_chineseembinus_2020-02_2021-01.jsonl",
    "study_accounts/twint_zlj517_2021-07_2021-10.jsonl",
    "load/official_accounts_in_window.csv",
}


@pytest.mark.shared_data
class TestRealFiles:
    @pytest.mark.parametrize("name", sorted(EXPECTED))
    def test_the_counts_are_those_that_were_published_with_the_files(
        self, shared_data: Path, name: str
    ) -> None:
        expected = json.loads((shared_data / "data/expected_import_public.json").read_text())[name]
        records = list(self.records(shared_data / "data" / name))
        times = sorted(one.posted_at for one in records)
        found = {
            "rows": len(records),
            "unique_ids": len({one.external_id for one in records}),
            "first_utc": f"{times[0]:%Y-%m-%d %H:%M:%S}",
            "last_utc": f"{times[-1]:%Y-%m-%d %H:%M:%S}",
            "html_entities": sum(one.entities for one in records),
            "rt_prefix": sum(one.kind is Kind.RETWEET for one in records),
            "likes_sum": sum(one.likes or 0 for one in records),
            "retweets_sum": sum(one.retweets or 0 for one in records),
            "accounts": len({one.handle.lower() for one in records}),
        }
        assert found == found | {key: expected[key] for key in found if key in expected}

    def records(self, path: Path) -> list[MessageRecord]:
        with path.open("rb") as stream:
            layout = recognise(stream, path.name)
            assert isinstance(layout, Layout)
            rows = [row for row in read(stream, layout) if isinstance(row, Row)]
            samples = [row.record for row in rows[:50]]
            guess = guess_mapping(column_names(samples), samples).mapping
            fixed = {} if Field.ACCOUNT in guess.columns else {Field.ACCOUNT: "realDonaldTrump"}
            maker = RecordMaker(FieldMapping(guess.columns, fixed), not_after=NOW)
            return [one for one in map(maker.make, rows) if isinstance(one, MessageRecord)]

    def test_a_collection_without_ids_has_no_column_for_them(self, shared_data: Path) -> None:
        content = (shared_data / "data/study_accounts/rtweet_zlj517_2022.csv").read_bytes()
        layout = recognise(io.BytesIO(content))
        assert isinstance(layout, Layout)
        samples = [row.record for row in read(io.BytesIO(content), layout) if isinstance(row, Row)][:50]
        assert Field.ID not in guess_mapping(column_names(samples), samples).mapping.columns
