"""Times as files write them, read into UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.times import parse_time, writes_day_first, zone_named

MOMENT = datetime(2019, 11, 13, 21, 4, 14, tzinfo=UTC)
PLUS_8 = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("written", "names_zone"),
    [
        ("2019-11-13T21:04:14Z", True),
        ("2019-11-13T21:04:14.000Z", True),
        ("2019-11-13 21:04:14", False),
        ("2019-11-13 21:04:14 UTC", True),
        ("2019-11-14 05:04:14 +0800", True),
        ("2019-11-14T05:04:14+08:00", True),
        ("Wed Nov 13 21:04:14 +0000 2019", True),
        ("Thu Nov 14 05:04:14 +0800 2019", True),
        ("11-13-2019 21:04:14", False),
        ("13/11/2019 21:04:14", False),
        ("13.11.2019 21:04:14", False),
        ("11/13/2019, 9:04:14 PM", False),
        ("1573679054", True),
        ("1573679054000", True),
    ],
)
def test_one_moment_in_many_spellings(written: str, names_zone: bool) -> None:
    found = parse_time(written)
    assert found is not None
    assert (found.at, found.names_zone, found.day_only) == (MOMENT, names_zone, False)


@given(
    st.integers(0, 4_000_000_000).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    ),
    st.sampled_from([UTC, PLUS_8, timezone(timedelta(hours=-5))]),
)
def test_iso_times_keep_their_moment(naive: datetime, zone: timezone) -> None:
    aware = naive.replace(tzinfo=zone)
    by_offset, by_asking = parse_time(aware.isoformat()), parse_time(naive.isoformat(), zone)
    assert by_offset is not None
    assert by_asking is not None
    assert by_offset.at == by_asking.at == aware


def test_day_and_month_are_told_apart_by_what_was_chosen() -> None:
    month_first, day_first = parse_time("03/04/2020"), parse_time("03/04/2020", day_first=True)
    assert month_first is not None
    assert day_first is not None
    assert (month_first.at.month, day_first.at.month) == (3, 4)
    assert month_first.day_only


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2019-13-40",
        "99999-01-01",
        "31/31/2020",
        "2020-01-01 25:00:00",
        "١٢٣٤٥٦٧٨٩٠",
        "9" * 13 + "9",
    ],
)
def test_what_no_calendar_has_is_no_time(written: str) -> None:
    assert parse_time(written) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(written: str) -> None:
    found = parse_time(written)
    assert found is None or found.at.utcoffset() == timedelta(0)


def test_a_column_tells_by_a_day_above_12() -> None:
    assert writes_day_first(["03/04/2020", "23/05/2020 19:01:55"]) is True
    assert writes_day_first(["03/04/2020", "12-31-2018 23:53:06"]) is False
    assert writes_day_first(["03/04/2020"]) is None


@pytest.mark.parametrize(("name", "hours"), [("UTC", 0), ("+08:00", 8), ("-0530", -5.5)])
def test_a_zone_has_a_name_or_an_offset(name: str, hours: float) -> None:
    zone = zone_named(name)
    assert zone is not None
    assert datetime(2020, 1, 1, tzinfo=zone).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["Nowhere/City", "../../etc/passwd", "+99:00", "8"])
def test_another_name_is_no_zone(name: str) -> None:
    assert zone_named(name) is None
