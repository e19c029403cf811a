"""Reading a file: what goes in as records comes out as records, and whatever else goes in comes out as a
sentence with a line number.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.faults import Fault, Halt
from corpus.formats import Encoding, Format, Layout, Row, json_document, lines, read, recognise
from corpus.formats.rows import flatten

# What a text file can hold: no zero character, no half characters.
WRITABLE = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
CELLS = st.text(WRITABLE, max_size=30)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | CELLS, lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
OBJECTS = st.dictionaries(
    NAMES, JSON_VALUES | st.dictionaries(NAMES, JSON_VALUES, min_size=1, max_size=3), min_size=1, max_size=4
)


def readings(content: bytes, layout: Layout) -> list[Row | Fault]:
    return list(read(io.BytesIO(content), layout))


def recognised(content: str | bytes, name: str = "") -> Layout | Fault:
    return recognise(io.BytesIO(content.encode() if isinstance(content, str) else content), name)


def layout_of(content: str | bytes) -> Layout:
    layout = recognised(content)
    assert isinstance(layout, Layout), layout
    return layout


def rows_of(content: str | bytes) -> list[Row | Fault]:
    return readings(content.encode() if isinstance(content, str) else content, layout_of(content))


def as_text(value: Any) -> Any:
    """JSON as the readers give it: numbers are text."""
    match value:
        case bool() | None | str():
            return value
        case dict():
            return {name: as_text(member) for name, member in value.items()}
        case list():
            return [as_text(member) for member in value]
        case _:
            return str(value)


class TestTables:
    @given(
        table=st.integers(2, 5).flatmap(
            lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
        ),
        delimiter=st.sampled_from(",;\t|"),
        line_end=st.sampled_from(["\n", "\r\n"]),
    )
    def test_what_was_written_is_read(self, table: list[list[str]], delimiter: str, line_end: str) -> None:
        written = io.StringIO(newline="")
        header = [f"c{place}" for place in range(len(table[0]))]
        csv.writer(written, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(
            [header, *table]
        )
        layout = Layout(Format.TABLE, Encoding.UTF_8, delimiter)
        read_back = [
            list(row.record.values())
            for row in readings(written.getvalue().encode(), layout)
            if isinstance(row, Row)
        ]
        assert read_back == table

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_the_one_that_divides_every_row_alike(self, delimiter: str) -> None:
        rows = [["id", "text", "likes"], ["1", "Hello, world; all | of you", "3"], ["2", "a, b, c", "4"]]
        written = io.StringIO()
        csv.writer(written, delimiter=delimiter).writerows(rows)
        assert layout_of(written.getvalue()).delimiter == delimiter

    def test_a_row_is_named_by_the_line_on_which_it_begins(self) -> None:
        assert [row.line for row in rows_of('id,text\n1,"two\nlines"\n\n2,one\n')] == [2, 5]

    def test_excel_writes_its_delimiter_above_the_header(self) -> None:
        rows = rows_of("sep=;\nid;text\n1;a,b\n")
        assert rows == [Row(3, {"id": "1", "text": "a,b"})]

    def test_columns_of_the_same_name_are_told_apart(self) -> None:
        assert rows_of("id,text,text,\n1,a,b,c\n") == [
            Row(2, {"id": "1", "text": "a", "text (2)": "b", "column 4": "c"})
        ]

    @pytest.mark.parametrize(
        ("content", "code", "line"),
        [
            ("id,text\n1,a,b\n2,c\n", "table.cell_count", 2),
            ("id,text\n1\n", "table.cell_count", 2),
            ('id,text\n1,"never closed\n2,b\n', "table.unclosed_quote", 2),
            ('id,text\n1,"a" b\n2,c\n', "table.stray_quote", 2),
            ('id,text\n1,"' + "x" * (1 << 20) + 'y"\n', "table.cell_too_long", 2),
        ],
    )
    def test_a_damaged_row_is_named(self, content: str, code: str, line: int) -> None:
        faults = [
            row
            for row in readings(content.encode(), Layout(Format.TABLE, Encoding.UTF_8, ","))
            if isinstance(row, Fault)
        ]
        assert (faults[0].code, faults[0].line) == (code, line)

    def test_the_row_after_a_stray_quotation_mark_is_read(self) -> None:
        assert rows_of('id,text\n1,"a" b\n2,c\n')[1] == Row(3, {"id": "2", "text": "c"})

    def test_a_header_alone_has_no_rows(self) -> None:
        assert rows_of("id,text\n") == []


class TestJson:
    @given(
        objects=st.lists(OBJECTS, max_size=6),
        indent=st.none() | st.integers(0, 3),
        escape=st.booleans(),
        chunk=st.integers(1, 40),
    )
    def test_an_array_is_read_one_object_at_a_time(
        self, objects: list[dict[str, Any]], indent: int | None, escape: bool, chunk: int
    ) -> None:
        written = json.dumps(objects, indent=indent, ensure_ascii=escape).encode()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(json_document, "CHUNK", chunk)
            read_back = readings(written, Layout(Format.JSON, Encoding.UTF_8))
        assert [row.record for row in read_back if isinstance(row, Row)] == [
            flatten(as_text(one)) for one in objects
        ]

    @given(objects=st.lists(OBJECTS, min_size=1, max_size=6))
    def test_lines_are_read_with_their_numbers(self, objects: list[dict[str, Any]]) -> None:
        written = "\n\n".join(json.dumps(one) for one in objects).encode()
        expected = [Row(1 + 2 * place, flatten(as_text(one))) for place, one in enumerate(objects)]
        assert readings(written, Layout(Format.JSON_LINES, Encoding.UTF_8)) == expected

    @given(objects=st.lists(OBJECTS, min_size=1, max_size=4), data=st.data())
    def test_a_file_that_was_cut_off_says_so(
        self, objects: list[dict[str, Any]], data: st.DataObject
    ) -> None:
        written = json.dumps(objects).encode()
        cut = written[: data.draw(st.integers(1, len(written) - 1))]
        assert isinstance(readings(cut, Layout(Format.JSON, Encoding.UTF_8))[-1], Halt)

    def test_a_number_of_19_digits_keeps_them_all(self) -> None:
        assert rows_of('[{"id": 1098581869233344512}]') == [Row(1, {"id": "1098581869233344512"})]

    def test_a_ruined_number_is_seen_as_it_stands_in_the_file(self) -> None:
        assert rows_of('[{"id": 1.0985818692333445e+18}]') == [Row(1, {"id": "1.0985818692333445e+18"})]

    @pytest.mark.parametrize("member", ["data", "tweets", "whatever"])
    def test_the_array_may_stand_in_a_member(self, member: str) -> None:
        content = json.dumps(
            {"meta": {"n": 2}, "tags": ["a"], member: [{"id": "1"}, {"id": "2"}], "next": None}, indent=1
        )
        assert layout_of(content).member == member
        assert [row.line for row in rows_of(content)] == [9, 12]

    def test_of_several_arrays_the_usual_one_is_read_and_the_other_is_named(self) -> None:
        layout = layout_of('{"users": [{"id": 1}, {"id": 2}], "tweets": [{"id": 3}]}')
        assert layout.member == "tweets"
        assert any(
            remark.code == "json.other_members" and remark.params["members"] == "users"
            for remark in layout.remarks
        )

    @pytest.mark.parametrize(
        ("content", "code", "line"),
        [
            ('[{"id": 1},\n{"id": 2\n', "json.cut_off", 2),
            ('[{"id": 1},\n{"id" 2},\n{"id": 3}]' + " " * 99, "json.syntax", 2),
            ('[{"id": 1},\n{"id" 2}]', "json.syntax", 2),
            ('[{"id": 1},\n5]', "json.not_an_object", 2),
            ('[{"id": 1}]\n[{"id": 2}]', "json.more_behind", 2),
            ('[{"id": 1} {"id": 2}]', "json.unexpected", 1),
            ('[{"id": ' + "[" * 50 + "]" * 50 + "}]", "json.too_deep", 1),
            ('[{"id": ' + "[" * 200_000, "json.too_deep", 1),
            ('{"id": 1}\n{"id": 2\n{"id": 3}\n', "json.syntax", 2),
            ('{"id": 1}\n[2]\n', "json.not_an_object", 2),
        ],
    )
    def test_a_damaged_place_is_named(self, content: str, code: str, line: int) -> None:
        faults = [row for row in rows_of(content) if isinstance(row, Fault)]
        assert [(fault.code, fault.line) for fault in faults] == [(code, line)]

    def test_the_line_after_a_broken_one_is_read(self) -> None:
        assert rows_of('{"id": "1"}\n{broken\n{"id": "3"}\n')[2] == Row(3, {"id": "3"})


class TestEncoding:
    TEXT = "Verhütung – “5G” café"
    TABLE = f"id,text\n1,{TEXT}\n2,naïve\n"

    @pytest.mark.parametrize(
        ("codec", "encoding"),
        [
            ("utf-8", Encoding.UTF_8),
            ("utf-8-sig", Encoding.UTF_8),
            ("utf-16", Encoding.UTF_16),
            ("utf-16-le", Encoding.UTF_16_LE),
            ("utf-16-be", Encoding.UTF_16_BE),
            ("cp1252", Encoding.WINDOWS_1252),
        ],
    )
    def test_it_is_told_by_the_bytes_and_said(self, codec: str, encoding: Encoding) -> None:
        content = self.TABLE.encode(codec)
        layout = layout_of(content)
        assert layout.encoding is encoding
        assert "encoding" in {remark.code for remark in layout.remarks}
        assert [row.record["text"] for row in rows_of(content) if isinstance(row, Row)] == [
            self.TEXT,
            "naïve",
        ]

    def test_broken_bytes_among_good_utf_8_reach_their_own_row(self) -> None:
        content = "id,text\n1,Ü中文\n2,".encode() + b"\xe9" + "\n3,ö\n".encode()
        assert layout_of(content).encoding is Encoding.UTF_8
        assert [row.record["text"] for row in rows_of(content) if isinstance(row, Row)] == [
            "Ü中文",
            "\udce9",
            "ö",
        ]


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "file.empty"),
            (b" \n\n  ", "file.empty"),
            (b"PK\x03\x04rest of a workbook", "file.binary"),
            (b"\x1f\x8b\x08compressed", "file.binary"),
            (b"%PDF-1.7", "file.binary"),
            (bytes(range(256)) * 20, "file.binary"),
            (b"id,text\n1,\x81\x8d\n", "file.encoding"),
            (b"<!DOCTYPE html><html></html>", "file.web_page"),
            (b"just some words\nand more words\n", "file.not_a_table"),
            (b"window.YTD.tweets.part0 = [ {} ]", "file.script"),
            (b'{"errors": [{"code": 88, "message": "Rate limit exceeded"}]}', "file.error_answer"),
            (b'{"errors": "Not authorized"}', "file.error_answer"),
            (b'{"\\ud800": [{"id": 1}]}', "json.strange_names"),
            (b'{"data": [{"id": 1}', "json.cut_off"),
        ],
    )
    def test_each_gets_its_sentence(self, content: bytes, code: str) -> None:
        found = recognised(content)
        assert isinstance(found, Fault)
        assert found.code == code
        assert str(found).endswith(".")

    def test_a_name_that_promises_something_else_is_noticed(self) -> None:
        layout = recognised("id,text\n1,a\n", "tweets.json")
        assert isinstance(layout, Layout)
        assert layout.format is Format.TABLE
        assert "name.otherwise" in {remark.code for remark in layout.remarks}

    def test_a_line_without_an_end_is_not_taken_into_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lines.bounded_lines, "__defaults__", (1000,))
        faults = readings(b"id,text\n" + b"1," * 5000, Layout(Format.TABLE, Encoding.UTF_8, ","))
        assert [(fault.code, fault.line) for fault in faults if isinstance(fault, Fault)] == [
            ("line.too_long", 2)
        ]

    @given(st.binary(max_size=300))
    def test_no_bytes_at_all_break_the_reader(self, content: bytes) -> None:
        found = recognised(content)
        if isinstance(found, Layout):
            assert all(isinstance(row, Row | Fault) for row in readings(content, found))

    @given(
        st.lists(
            st.sampled_from(
                ["{", "}", "[", "]", '"', ",", ":", "\\", "id", "1", "null", "\n", ";", "\t", " "]
            ),
            max_size=40,
        )
    )
    def test_no_punctuation_breaks_the_reader(self, pieces: list[str]) -> None:
        content = "".join(pieces).encode()
        found = recognised(content)
        if isinstance(found, Layout):
            assert all(isinstance(row, Row | Fault) for row in readings(content, found))


def test_a_layout_survives_being_stored() -> None:
    layout = layout_of('{"users": [{"id": 1}], "tweets": [{"id": 3}]}')
    assert Layout.from_json(json.loads(json.dumps(layout.as_json()))) == layout
