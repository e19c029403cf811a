"""Files of codebooks: what goes out comes in again, what does not is told, and what is wrong is told all at once."""

from __future__ import annotations

import io
import json
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.codebook_formats import WRITTEN, Format, NotACodebook, losses, read, write
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.reading import _READERS
from coding.codebook_formats.recognition import recognise
from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    check_codebook,
    check_draft,
    level_of,
)
from coding.codebook_rules.conditions import All, AnyOf
from coding.codebook_rules.conditions import Test as When
from coding.codebook_rules.spec import COLOURS, KINDS
from coding.codebook_rules.tree import paths
from tests.coding.codebook_strategies import codebooks

A_CODEBOOK = CodebookSpec(
    (
        VariableSpec(
            "tone",
            "Tone",
            "single",
            "nominal",
            categories=(CategorySpec("calm", "Calm"), CategorySpec("harsh", "Harsh")),
        ),
    )
)


def understood(data: bytes, name: str = "file") -> tuple[CodebookSpec, Notes]:
    """What is read, before the rules of the codebook judge it."""
    notes = Notes()
    found = recognise(data, notes)
    return _READERS[found.format](found.content, name, notes), notes


# --- there and back


@settings(max_examples=60, deadline=None)
@given(codebooks())
def test_json_is_lossless(spec: CodebookSpec) -> None:
    again, notes = understood(write(spec, Format.JSON)[0])
    assert again == spec
    assert (notes.faults, notes.dropped, notes.guessed) == ((), (), ())


@settings(max_examples=40, deadline=None)
@given(codebooks())
def test_a_workbook_is_lossless(spec: CodebookSpec) -> None:
    again, notes = understood(write(spec, Format.XLSX)[0])
    assert again == spec
    assert (notes.faults, notes.dropped) == ((), ())


@settings(max_examples=60, deadline=None)
@given(codebooks())
def test_a_table_loses_the_rules_and_says_so(spec: CodebookSpec) -> None:
    data, lost = write(spec, Format.CSV)
    again, notes = understood(data)
    assert again == replace(spec, rules=())
    assert (notes.faults, notes.dropped) == ((), ())
    assert bool(lost) == bool(spec.rules)


@settings(max_examples=40, deadline=None)
@given(codebooks())
def test_whatever_is_written_as_qdc_can_be_read(spec: CodebookSpec) -> None:
    again, notes = understood(write(spec, Format.QDC)[0])
    assert [v.key for v in again.variables] == [v.key for v in spec.variables]
    assert notes.faults == ()


def _tree(key: str) -> tuple[CategorySpec, ...]:
    """Four levels: domain > area > topic > detail, two of each."""
    found: list[CategorySpec] = []

    def grow(above: str, path: tuple[int, ...]) -> None:
        if len(path) == 4:
            return
        for place in (1, 2):
            own = (*path, place)
            name = f"{key}_" + "_".join(map(str, own))
            found.append(
                CategorySpec(
                    key=name,
                    label=f"Level {len(own)}, number {place} of {key}",
                    definition=f"What lies at {own}.\n\nIn two paragraphs.",
                    include_when="It is named.",
                    exclude_when="It is only hinted at.",
                    examples=(f"“We speak of {own}” 🌐", "two\nlines"),
                    near_misses=("=not quite",),
                    parent=above,
                    number=len(found) + 1,
                    colour=COLOURS[len(found) % len(COLOURS)],
                )
            )
            grow(name, own)

    grow("", ())
    return tuple(found)


def _scale() -> tuple[CategorySpec, ...]:
    return tuple(CategorySpec(f"s{n}", f"{n} of 5", score=Decimal(n) / 2) for n in range(1, 6))


def twenty() -> CodebookSpec:
    """Twenty variables of all kinds, with conditions, rules, groups and trees of four levels."""
    variables = []
    for place in range(20):
        kind = KINDS[place % len(KINDS)]
        listed = {"single": _tree(f"t{place}"), "multi": _tree(f"t{place}"), "ordinal": _scale()}
        bounds = {"least": Decimal("-1.5"), "most": Decimal(100)} if kind == "decimal" else {}
        variables.append(
            VariableSpec(
                key=f"v{place}",
                label=f"Variable {place} · 变量",
                kind=kind,
                level=level_of(kind),
                required=place % 4 != 3,
                instruction=f"Instruction {place}.",
                min_choices=1 if kind == "multi" else None,
                categories=listed.get(kind, ()),
                group="Content" if place < 10 else "Form",
                offers_none=kind != "multi",
                tree_choice={1: "leaves", 10: "with_parents", 18: "leaves"}.get(place, "any"),
                allows_not_applicable=place % 5 == 0,
                retired=place == 19,
                condition=_condition() if place in (11, 14) else None,
                **bounds,
            )
        )
    rule = RuleSpec(
        When("v0", "is", ("t0_1",)), When("v2", "at_least", ("s3",)), "block", "Strong, if it is the first."
    )
    return CodebookSpec(tuple(variables), (rule,))


def _condition() -> All:
    return All(
        (
            When("v0", "is", ("t0_1", "t0_2")),
            AnyOf((When("v1", "has_all", ("t1_1",)), When("v5", "is", ("yes",)))),
        )
    )


def test_twenty_variables_with_conditions_rules_and_trees_survive_json() -> None:
    spec = twenty()
    assert check_draft(spec) == []
    assert max(len(path) for path in paths(spec.variables[0].categories).values()) == 4
    reading = read(write(spec, Format.JSON)[0], "codebook.json")
    assert reading.spec == spec
    assert (reading.faults, reading.dropped, reading.guessed) == ((), (), ())


def test_twenty_variables_survive_qdc_but_for_what_is_said() -> None:
    spec = twenty()
    data, lost = write(spec, Format.QDC)
    told = (
        "Rules across variables (1)",
        "The condition of Variable 11",
        "Variable 3 · 变量, Variable 7 · 变量, Variable 11 · 变量, Variable 15 · 变量, Variable 19 · 变量 can be left out",
        "Smallest and largest values, and numbers of choices, of Variable 1",
        "Whether “none of these” is offered in Variable 1",
        "chooses those above it too, in Variable 10",
        "impossible to code or as not applicable",
        "That Variable 19 · 变量 are retired",
        "The numbers of the categories of Variable 0",
        "The scale values of Variable 2",
    )
    assert len(lost) == len(told)
    assert all(part in sentence for part, sentence in zip(told, lost, strict=True)), lost
    again = read(data, "codebook.qdc").spec
    assert again == _without_what_qdc_loses(spec)


def _without_what_qdc_loses(spec: CodebookSpec) -> CodebookSpec:
    plain = VariableSpec("", "", "", "")
    return CodebookSpec(
        tuple(
            replace(
                plain,
                key=v.key,
                label=v.label,
                kind=v.kind,
                level=v.level,
                instruction=v.instruction,
                group=v.group,
                tree_choice="leaves" if v.tree_choice == "leaves" else "any",
                categories=tuple(replace(c, number=None, score=None) for c in v.categories),
            )
            for v in spec.variables
        )
    )


def test_guids_stay_the_same_and_every_code_has_one() -> None:
    first, second = (write(twenty(), Format.QDC)[0].decode() for _ in range(2))
    guids = re.findall(r'<Code guid="([^"]+)"', first)
    assert first == second
    assert len(set(guids)) == len(guids) == 20 + sum(len(v.categories) for v in twenty().variables)
    assert all(re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", guid) for guid in guids)
    assert 'xmlns="urn:QDA-XML:codebook:1.0"' in first
    assert first.count("<Set ") == 2


def test_no_cell_is_a_formula_or_a_link() -> None:
    words = ("=1+1", "+1", "-x", "@cmd", "https://example.org", "\tx", "'=1", "-1.5", "_x0041_")
    spec = CodebookSpec(
        (
            replace(
                A_CODEBOOK.variables[0],
                categories=tuple(CategorySpec(f"c{n}", w, definition=w) for n, w in enumerate(words)),
            ),
        )
    )
    for form in (Format.CSV, Format.XLSX):
        assert read(write(spec, form)[0], "x").spec == spec
    table = write(spec, Format.CSV)[0].decode("utf-8-sig")
    assert not re.search(r'(^|,)"?[=+@\t]', table, re.MULTILINE)
    book = zipfile.ZipFile(io.BytesIO(write(spec, Format.XLSX)[0]))
    sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets.lower()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_in_any_usual_encoding(encoding: str) -> None:
    text = "variable_label;kind;category_label\r\nTön;single;Überzeugt\r\nTön;single;Größe\r\n"
    reading = read(text.encode(encoding), "x.csv")
    assert [c.label for c in reading.spec.variables[0].categories] == ["Überzeugt", "Größe"]
    assert reading.faults == ()


# --- all faults at once


def test_a_loop_a_duplicate_and_an_unknown_kind_are_told_together() -> None:
    document: dict[str, Any] = {
        "variables": [
            {
                "key": "a",
                "label": "A",
                "kind": "single",
                "required": "yes",
                "categories": [
                    {"key": "x", "label": "X", "parent": "y"},
                    {"key": "y", "label": "Y", "parent": "x"},
                    {"key": "z", "label": "Z" * 10_000},
                    {"key": "z", "label": "<b>Z</b>"},
                ],
            },
            {"key": "b", "label": "B", "kind": "mood"},
            {"key": "c", "kind": "yesno", "condition": {"variable": "c", "is": ["yes"]}},
            {"key": "d", "kind": "yesno", "condition": {"nonsense": 1}, "level": 7},
        ],
        "rules": [{"when": {"variable": "a", "answered": True}}],
    }
    found = [fault.sentence for fault in read(json.dumps(document).encode(), "x.json").faults]
    for part in (
        "“required” takes true or false",
        "below itself",
        "stands 2 times",
        "has at most 120 characters, this one has 10000",
        "“mood” is no kind of variable",
        "itself",
        "“condition” is no condition",
        "“level” takes a text",
        "needs both “when” and “then”",
    ):
        assert any(part in sentence for sentence in found), (part, found)


def test_a_foreign_table_tells_loops_duplicates_and_strays_together() -> None:
    text = "Code,Label,Parent\n1,One,2\n2,Two,1\n3,Three,\n3,Again,\n4,Four,9\n5,,\n"
    found = [fault.sentence for fault in read(text.encode(), "x.csv").faults]
    assert len([s for s in found if "below itself" in s]) >= 1
    assert any("“3” stands 2 times" in s for s in found)
    assert any("below “9”" in s for s in found)
    assert any("Row 7 has a code and no label" in s for s in found)


def test_what_a_document_holds_beyond_a_codebook_is_told() -> None:
    document = json.loads(write(A_CODEBOOK, Format.JSON)[0]) | {"author": "x", "number": 3}
    document["variables"][0]["shape"] = "round"
    reading = read(json.dumps(document).encode(), "x.json")
    assert reading.spec == A_CODEBOOK
    assert [s for s in reading.dropped if "author" in s and "number" not in s]
    assert [s for s in reading.dropped if "shape" in s and "tone" in s]


def test_a_later_version_of_the_format_is_refused() -> None:
    document = json.loads(write(A_CODEBOOK, Format.JSON)[0]) | {"version": 99}
    assert "version 99" in read(json.dumps(document).encode(), "x.json").faults[0].sentence


# --- what is no codebook


def _workbook(**changed: bytes) -> bytes:
    """A workbook with some of its parts replaced."""
    book = zipfile.ZipFile(io.BytesIO(write(A_CODEBOOK, Format.XLSX)[0]))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as changed_book:
        for name in book.namelist():
            changed_book.writestr(name, changed.get(Path(name).stem, book.read(name)))
    return data.getvalue()


def _far_cell(place: str) -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        f'<c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row><c r="{place}"><v>1</v></c></row></sheetData></worksheet>'
    ).encode()


def _lying() -> bytes:
    """A part that says it is small and unpacks to a hundred megabytes."""
    data = bytearray(_workbook(sheet1=b"<x>" + b" " * 100_000_000 + b"</x>"))
    size = (100_000_007).to_bytes(4, "little")
    return bytes(data.replace(size, (1000).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"x" * (5 * 2**20 + 1), "more than 5 MB"),
        (bytes(range(256)) * 8, "no text"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Excel"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b"one line without columns", "no columns"),
        (b"[1, 2]", "no codebook"),
        (b'{"a": ', "line 1"),
        (b'{"tweets": []}', "no codebook"),
        (b"[" * 200_000, "nested too deeply"),
        (b"<html><body/></html>", "<html>"),
        (b"<View><Choices", "line 1"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><CodeBook>&a;</CodeBook>', "DOCTYPE"),
        (b"<View>" * 100_000 + b"</View>" * 100_000, "nested too deeply"),
        (b'{"variables": [{"key": "\\ud800", "kind": "x"}]}', "half a character"),
        ("Label,Übung\nA,ö\n".encode() + b"B,\xe9\n", "Line 3"),
        (b'a,b\n"x,y\n', "quotation mark"),
        (b"when,where\n1,2\n", "No column of this table tells the labels"),
        (b"variable_label,kind\n", "no variables"),
        (_workbook(sheet1=b"<x>" + b" " * 60_000_000 + b"</x>"), "unpacks to more"),
        (_lying(), "damaged"),
        (_workbook(sheet1=_far_cell("XFD1048576")), "larger than a codebook"),
        (_workbook(sheet1=b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'), "cannot be read"),
    ],
)
def test_what_is_no_codebook_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(NotACodebook, match=re.escape(words)):
        read(data, "file")


def _seeds() -> list[bytes]:
    asked = {
        "name": "a",
        "type": "scale",
        "items": [{"name": "x"}],
        "codes": ["a", {"code": "b", "makes_irrelevant": ["c"]}],
    }
    document = {
        "type": "questions",
        "questions": [asked, {"name": "c", "type": "inputs", "items": {"q": "w"}}],
    }
    return [json.dumps(document).encode(), LABEL_STUDIO.encode(), TAGUETTE.encode()] + [
        write(A_CODEBOOK, form)[0] for form in WRITTEN
    ]


_ODD = st.sampled_from(
    [b"null", b"[]", b"{}", b"1", b'"x"', b"<", b",", b'"', b"\x00", b"true", b"1e9", b"NaN", b"\xff", b""]
)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 6), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _ODD), min_size=1, max_size=4)
)
def test_a_damaged_file_is_read_or_refused_and_never_breaks(
    seed: int, damages: list[tuple[float, int, bytes]]
) -> None:
    data = _seeds()[seed]
    for place, length, odd in damages:
        at = int(place * len(data))
        data = data[:at] + odd + data[at + length :]
    try:
        reading = read(data, "file")
    except NotACodebook:
        return
    if not reading.faults:
        assert read(write(reading.spec, Format.JSON)[0], "file").spec == reading.spec


@pytest.mark.parametrize("odd", [1, True, "x", [1], [None], {"a": 1}, None, [], 1.5])
@pytest.mark.parametrize(
    "member", ["codes", "items", "name", "question", "type", "makes_irrelevant", "required_for", "parent"]
)
def test_annotinder_of_odd_types_is_read_or_refused(member: str, odd: object) -> None:
    code = {"code": "b", member: odd}
    question = {"name": "a", "codes": ["a", code], "type": "scale", member: odd}
    for kind, name in (("questions", "questions"), ("annotate", "variables")):
        with suppress(NotACodebook):
            read(
                json.dumps({"type": kind, name: [question, {"name": "c", "codes": [code]}]}).encode(), "file"
            )


def test_a_condition_on_an_unknown_choice_is_told() -> None:
    text = LABEL_STUDIO.replace('whenChoiceValue="For,Against"', 'whenChoiceValue="Neither"')
    assert "“Neither”, which is no choice of “Stance”" in read(text.encode(), "x").faults[0].sentence


# --- tables of other people


def test_a_table_of_variables_and_values() -> None:
    text = (
        "Variable,Question,Value,Label,Positive example,Counter example\n"
        "Tone,How does it sound?,1,Calm,We met today.,Beware!\nTone,,2,Harsh,Liars!,\nTopic,What is it about?,1,Trade,,\n"
    )
    reading = read(text.encode(), "x.csv")
    tone, topic = reading.spec.variables
    assert (tone.label, tone.instruction, topic.label) == ("Tone", "How does it sound?", "Topic")
    assert [(c.key, c.number, c.label) for c in tone.categories] == [("c1", 1, "Calm"), ("c2", 2, "Harsh")]
    assert (tone.categories[0].examples, tone.categories[0].near_misses) == (("We met today.",), ("Beware!",))
    assert reading.faults == ()


def test_a_tree_comes_into_its_order_whatever_the_order_of_the_rows() -> None:
    text = "id\tname\tparent\n3\tLeaf\t2\n1\tRoot\t\n4\tOther\t\n2\tBranch\tRoot\n"
    variable = read(text.encode(), "tree.tsv").spec.variables[0]
    assert [(c.label, c.parent) for c in variable.categories] == [
        ("Root", ""),
        ("Branch", "c1"),
        ("Leaf", "c2"),
        ("Other", ""),
    ]


def test_a_heading_with_a_row_of_its_own_keeps_what_the_row_says() -> None:
    text = (
        "Category,Subcategory,Definition\nTrade,Tariffs,Duties.\nTrade,,All of trade.\nTrade,Quotas,Limits.\n"
    )
    trade, tariffs, quotas = read(text.encode(), "x.csv").spec.variables[0].categories
    assert (trade.definition, tariffs.parent, quotas.parent) == ("All of trade.", trade.key, trade.key)


# --- REFI-QDA of other programs

TAGUETTE = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4"><Codes>
<Code guid="0D62985D-B147-5D01-A9B5-CAE5DCD98342" name="interesting" isCodable="true" color="#FE0000"/>
<Code guid="725F0645-9CD3-598A-8D2B-EC3D39AB3C3F" name="places" isCodable="true"><Description>Where it is.</Description>
<Code guid="825F0645-9CD3-598A-8D2B-EC3D39AB3C3F" name="harbours" isCodable="true"/></Code>
</Codes><Sets>
<Set guid="925F0645-9CD3-598A-8D2B-EC3D39AB3C3F" name="mine">
<MemberCode guid="0D62985D-B147-5D01-A9B5-CAE5DCD98342"/></Set></Sets>
</CodeBook>"""


def test_a_list_of_codes_becomes_one_variable_of_any_categories() -> None:
    reading = read(TAGUETTE.encode(), "my_codes.qdc")
    (variable,) = reading.spec.variables
    assert (variable.key, variable.kind) == ("my_codes", "multi")
    assert [(c.label, c.parent, c.colour, c.definition) for c in variable.categories] == [
        ("interesting", "", "vermillion", ""),
        ("places", "", "", "Where it is."),
        ("harbours", "places", "", ""),
    ]
    assert any("“mine”" in s for s in reading.dropped)
    assert any("nearest of eight" in s for s in reading.guessed)


def test_codes_that_only_head_others_become_variables() -> None:
    text = TAGUETTE.replace(
        'name="interesting" isCodable="true" color="#FE0000"/>',
        'name="kind" isCodable="false"><Code name="x"/></Code>',
    )
    text = text.replace('name="places" isCodable="true"', 'name="places" isCodable="false"')
    reading = read(text.encode(), "x.qdc")
    assert [(v.label, v.kind, v.group, len(v.categories)) for v in reading.spec.variables] == [
        ("kind", "multi", "mine", 1),
        ("places", "multi", "", 1),
    ]


def test_a_guid_that_stands_twice_is_a_fault() -> None:
    text = TAGUETTE.replace("825F0645", "725F0645")
    assert "harbours" in read(text.encode(), "x.qdc").faults[0].sentence


# --- Label Studio

LABEL_STUDIO = """<View>
  <Style>.x { color: red }</Style><Header value="Judge the whole message."/><Text name="t" value="$text"/>
  <Choices name="stance" toName="t" choice="single-radio" required="true" showInline="true">
    <Choice value="For" alias="pro" hint="It supports the plan." hotkey="1"/>
    <Choice value="Against" background="#0072B2"/></Choices>
  <View visibleWhen="choice-selected" whenTagName="stance" whenChoiceValue="For,Against">
    <Taxonomy name="reasons" toName="t" leafsOnly="true">
      <Choice value="Money"><Choice value="Jobs"/></Choice><Choice value="Law"/></Taxonomy>
    <Rating name="strength" toName="t" maxRating="3" icon="star"
      visibleWhen="choice-unselected" whenTagName="stance" whenChoiceValue="For"/>
  </View>
  <Number name="people" toName="t" min="0" max="10" step="1"/><TextArea name="why" toName="t"/>
  <DateTime name="day" toName="t" only="date"/>
  <Labels name="actor" toName="t"><Label value="State"/><Label value="Firm"/></Labels>
  <Image name="i" value="$image"/>
  <Choices name="q" toName="t" visibleWhen="region-selected"><Choice value="A"/><Choice value="B"/></Choices>
</View>"""


def test_a_configuration_of_label_studio_comes_in_as_far_as_it_maps() -> None:
    reading = read(LABEL_STUDIO.encode(), "config.xml")
    assert reading.faults == ()
    by_key = {v.key: v for v in reading.spec.variables}
    assert {key: v.kind for key, v in by_key.items()} == {
        "stance": "single",
        "reasons": "multi",
        "strength": "ordinal",
        "people": "integer",
        "why": "text",
        "day": "date",
        "actor": "multi",
        "actor_quote": "quote",
        "q": "single",
    }
    stance, reasons, strength = by_key["stance"], by_key["reasons"], by_key["strength"]
    assert (stance.required, stance.instruction, reasons.required) == (
        True,
        "Judge the whole message.",
        False,
    )
    assert [(c.key, c.definition, c.colour) for c in stance.categories] == [
        ("pro", "It supports the plan.", ""),
        ("against", "", "blue"),
    ]
    assert [(c.key, c.parent) for c in reasons.categories] == [("money", ""), ("jobs", "money"), ("law", "")]
    assert (reasons.tree_choice, reasons.condition) == ("leaves", When("stance", "is", ("pro", "against")))
    assert strength.condition == All(
        (When("stance", "is", ("pro", "against")), When("stance", "is_not", ("pro",)))
    )
    assert [c.score for c in strength.categories] == [1, 2, 3]
    assert (by_key["people"].least, by_key["people"].most) == (0, 10)
    assert by_key["actor_quote"].condition == When("actor", "is", ("state", "firm"))
    assert any("<Image>" in s for s in reading.dropped)
    assert any("region-selected" in s for s in reading.dropped)
    assert check_codebook(reading.spec) == []


# --- AnnoTinder


def test_codes_of_annotinder_that_close_questions_become_conditions() -> None:
    trade = [{"code": "Trade"}, {"code": "Tariffs", "parent": "Trade", "value": 7}]
    moods = [{"name": "joy"}, {"name": "fear", "optional": True}]
    document = {
        "type": "questions",
        "questions": [
            {"name": "relevant", "codes": [{"code": "No", "makes_irrelevant": "REMAINING"}, "Yes"]},
            {"name": "mood", "type": "scale", "codes": ["low", "high"], "items": moods},
            {
                "name": "who",
                "type": "inputs",
                "items": [{"name": "count", "type": "number"}, {"name": "names"}],
            },
            {"name": "topic", "type": "search code", "codes": trade},
            {"name": "bye", "type": "confirm"},
            {"name": "odd", "type": "drag"},
        ],
    }
    reading = read(json.dumps({"codebook": document}).encode(), "x.json")
    found = {v.key: v for v in reading.spec.variables}
    asked = When("relevant", "is_not", ("no",))
    assert {key: (v.kind, v.condition) for key, v in found.items()} == {
        "relevant": ("single", None),
        "mood_joy": ("ordinal", asked),
        "mood_fear": ("ordinal", asked),
        "who_count": ("decimal", asked),
        "who_names": ("text", asked),
        "topic": ("single", asked),
    }
    assert found["topic"].categories[1].parent == "trade"
    assert found["topic"].categories[1].number == 7
    assert [c.score for c in found["mood_joy"].categories] == [1, 2]
    assert [fault.sentence for fault in reading.faults] == ["“odd” is a question of an unknown type, “drag”."]


# --- what is lost is told only where there is something to lose


def test_nothing_is_lost_of_a_plain_codebook() -> None:
    assert {form: losses(A_CODEBOOK, form) for form in WRITTEN} == {form: [] for form in WRITTEN}


# --- real files


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "form", "variables"),
    [
        (
            "annotinder_annotate_sentiment_issue.json",
            Format.ANNOTINDER,
            [("multi", 3), ("quote", 0), ("multi", 21), ("quote", 0)],
        ),
        ("annotinder_issue_swiping.json", Format.ANNOTINDER, [("single", 3)]),
        ("annotinder_stance_swiping.json", Format.ANNOTINDER, [("single", 3)]),
        ("cap_topics_hierarchical.csv", Format.CSV, [("single", 234)]),
        ("manifesto_code_type_parent_bom.csv", Format.CSV, [("single", 97)]),
    ],
)
def test_codebooks_of_other_projects_come_in(
    shared_data: Path, name: str, form: Format, variables: list[tuple[str, int]]
) -> None:
    reading = read((shared_data / "data" / "codebooks" / name).read_bytes(), name)
    assert reading.format is form
    assert [(v.kind, len(v.categories)) for v in reading.spec.variables] == variables
    assert reading.faults == ()
    assert check_codebook(reading.spec) == []
    assert reading.guessed


@pytest.mark.shared_data
def test_the_trees_of_other_projects_are_trees_here(shared_data: Path) -> None:
    folder = shared_data / "data" / "codebooks"
    cap = read((folder / "cap_topics_hierarchical.csv").read_bytes(), "cap.csv").spec.variables[0]
    rates = cap.category("c101")
    assert rates is not None
    assert (rates.label, rates.parent, rates.number) == ("Interest Rates", "macroeconomics", 101)
    assert rates.definition.startswith("Includes issues related to inflation")
    marpor = read((folder / "manifesto_code_type_parent_bom.csv").read_bytes(), "m.csv").spec.variables[0]
    assert paths(marpor.categories)["c103_1"] == ("c100", "c103", "c103_1")
