"""Ids are text, carry a time, and are refused where a spreadsheet has ruined them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.identity import (
    FIRST_SNOWFLAKE,
    SNOWFLAKE_BEGINS,
    ZeroWatch,
    id_fault,
    id_in_link,
    plain_id,
    snowflake_time,
)


@pytest.mark.parametrize(
    "ruined",
    ["1.2E+18", "1.26426E+18", "1,26426E+18", "1e18", "1098581869233344512.0", "1098581869233344512,00"],
)
def test_an_id_that_a_spreadsheet_ruined_is_refused(ruined: str) -> None:
    fault = id_fault(ruined)
    assert fault is not None
    assert fault.code == "id.ruined"
    assert ruined in str(fault)


@pytest.mark.parametrize(
    "good", ["1098581869233344512", "20", "at://did:plc:abc/app.bsky.feed.post/3k", "109E", "E5", "x" * 200]
)
def test_any_other_text_is_an_id(good: str) -> None:
    assert id_fault(good) is None


@pytest.mark.parametrize(
    ("bad", "code"), [("", "id.missing"), ("two words", "id.spaces"), ("x" * 201, "id.too_long")]
)
def test_what_cannot_be_an_id_is_refused(bad: str, code: str) -> None:
    fault = id_fault(bad)
    assert fault is not None
    assert fault.code == code


@pytest.mark.parametrize(
    "shielded", ["'1098581869233344512", '="1098581869233344512"', " 1098581869233344512 "]
)
def test_the_shields_against_spreadsheets_are_taken_off(shielded: str) -> None:
    assert plain_id(shielded) == "1098581869233344512"


def zeros_in(identifiers: list[str]) -> bool:
    watch = ZeroWatch()
    for identifier in identifiers:
        watch.see(identifier)
    return watch.fault() is not None


@given(st.lists(st.integers(10**18, 10**19 - 1), min_size=4, max_size=50, unique=True))
def test_ids_cut_to_the_digits_of_a_spreadsheet_or_a_script_are_noticed(numbers: list[int]) -> None:
    assert zeros_in([str(number // 10_000 * 10_000) for number in numbers])
    assert zeros_in([str(number // 100 * 100) for number in numbers])


@given(st.lists(st.integers(10**18, 10**19 - 1).filter(lambda number: number % 100 != 0), max_size=50))
def test_whole_ids_are_not_suspected(numbers: list[int]) -> None:
    assert not zeros_in(
        [*map(str, numbers), "1098581869233340000"] if len(numbers) > 20 else [*map(str, numbers)]
    )


@given(st.integers(10**7, 2**41 - 1), st.integers(0, 2**22 - 1))
def test_the_time_is_in_the_id(milliseconds: int, rest: int) -> None:
    assert snowflake_time(str(milliseconds << 22 | rest)) == SNOWFLAKE_BEGINS + timedelta(
        milliseconds=milliseconds
    )


def test_the_time_of_a_known_tweet() -> None:
    # The example tweet of the documentation of the API 1.1, "created_at": "Wed Oct 10 20:19:24 +0000 2018"
    assert snowflake_time("1050118621198921728") == datetime(2018, 10, 10, 20, 19, 24, 211000, tzinfo=UTC)


@pytest.mark.parametrize(
    "identifier",
    [
        str(FIRST_SNOWFLAKE - 1),
        "20",
        "",
        "3k2a",
        "-1050118621198921728",
        "１０５０１１８６２１１９８９２１７２８",
    ],
)
def test_other_ids_carry_no_time(identifier: str) -> None:
    assert snowflake_time(identifier) is None


def test_a_link_holds_the_id() -> None:
    assert id_in_link("https://twitter.com/somebody/status/1098581869233344512?s=20") == "1098581869233344512"
    assert id_in_link("https://example.org/") == ""
