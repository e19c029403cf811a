"""CSV and JSON Lines: lossless, unaltered, the same bytes every time."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.formats import Format, head, write
from dataset.tables import Column, Table, TableName, table
from tests.dataset.frozen import AT, SHAPE, coding, unit

# What PostgreSQL can store: no NUL, no lone surrogates.
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)


def written(form: Format, *rows: tuple[Any, ...]) -> str:
    columns = tuple(Column(f"c{place}", "") for place in range(len(rows[0])))
    return b"".join(write(Table(columns, iter(rows)), form)).decode()


def csv_rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_csv_gives_every_text_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    assert csv_rows(written(Format.CSV, *rows)) == [list(row) for row in rows]


@given(
    st.lists(
        st.tuples(texts, st.lists(texts), st.none() | st.booleans() | st.integers()), min_size=1, max_size=5
    )
)
def test_json_lines_give_every_cell_back_as_it_was(rows: list[tuple[Any, ...]]) -> None:
    lines = written(Format.JSONL, *rows).split("\n")[:-1]  # splitlines would cut at U+2028 too
    assert [tuple(json.loads(line).values()) for line in lines] == rows


@pytest.mark.parametrize(
    ("cell", "spelt"),
    [
        (None, ""),
        ([], "<none>"),
        (["china", "trust"], "china|trust"),
        ({"special": "uncodable"}, "<uncodable>"),
        ({"special": "not_applicable"}, "<not_applicable>"),
        (True, "true"),
        (0, "0"),
        (AT, "2020-02-12T14:03:22Z"),
        (AT.replace(microsecond=7000), "2020-02-12T14:03:22.007Z"),
        ("1294030472427835393", "1294030472427835393"),
        ("=1+1", "=1+1"),
        ('@who, said "5G"\r\n👩‍🔬 中文', '@who, said "5G"\r\n👩‍🔬 中文'),
    ],
)
def test_csv_spells_a_cell(cell: Any, spelt: str) -> None:
    assert csv_rows(written(Format.CSV, (cell, "x"))) == [[spelt, "x"]]


@pytest.mark.parametrize(
    ("cell", "spelt"),
    [
        (None, "null"),
        ([], "[]"),
        ({"special": "uncodable"}, '{"special":"uncodable"}'),
        (AT, '"2020-02-12T14:03:22Z"'),
        ("中文", '"中文"'),
    ],
)
def test_json_lines_spell_a_cell(cell: Any, spelt: str) -> None:
    assert written(Format.JSONL, (cell,)) == f'{{"c0":{spelt}}}\n'


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("name", list(TableName))
def test_a_long_table_comes_in_pieces_and_the_same_each_time(name: TableName, form: Format) -> None:
    def pieces() -> list[bytes]:
        units = (unit(coding("coder_1", intent="warn", concepts=[]), message_id=str(n)) for n in range(1000))
        return list(write(table(name, units, SHAPE), form))

    assert max(map(len, pieces())) < 200_000
    assert len(pieces()) >= 5
    assert pieces() == pieces()


def test_an_empty_table_has_its_header() -> None:
    empty = table(TableName.RECONCILED, [], SHAPE)
    assert head(empty, Format.CSV) == b"".join(write(empty, Format.CSV))
    assert head(empty, Format.CSV).startswith(b"platform,message_id,account")
    assert b"".join(write(table(TableName.LONG, [], SHAPE), Format.JSONL)) == b""
