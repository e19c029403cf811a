"""When was it posted? The ways in which files write a time, read into UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# Names of months as Twitter writes them; strptime would want those of the machine's language.
MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}

TWITTER = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})")
NUMBERS = re.compile(
    r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})"  # 31/12/2020
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?)?"  # 9:04:14 PM
)
OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")
UTC_WORDS = re.compile(r"\s*(?:UTC|GMT)$")
SHORT_OFFSET = re.compile(r"\s+([+-]\d{2}):?(\d{2})$")
DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")


@dataclass(frozen=True, slots=True)
class FileTime:
    """A time as a file gives it. `at` is UTC; where the file names no zone, it was read in the one that was
    asked for.
    """

    at: datetime
    names_zone: bool
    day_only: bool = False


def zone_named(name: str) -> tzinfo | None:
    """The zone of a name like `UTC`, `+08:00` or `Asia/Shanghai`; None where there is no such zone."""
    if name.upper() in {"UTC", "Z", ""}:
        return UTC
    if offset := OFFSET.fullmatch(name):
        minutes = int(offset[2]) * 60 + int(offset[3])
        return (
            timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
            if minutes < 24 * 60
            else None
        )
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def parse_time(written: str, zone: tzinfo = UTC, *, day_first: bool = False) -> FileTime | None:
    """Read a time: ISO 8601, seconds or milliseconds since 1970, Twitter's own spelling, or day and month in
    numbers.

    `day_first` decides 3/4/2020 where both numbers could be the month. None where it is no time, or one that
    no calendar has.
    """
    written = written.strip()
    try:
        if written.isascii() and written.isdecimal() and len(written) in (10, 13):
            seconds = int(written) / (1000 if len(written) == 13 else 1)
            return FileTime(datetime.fromtimestamp(seconds, UTC), names_zone=True)
        if found := TWITTER.fullmatch(written):
            return _twitter(found)
        if found := NUMBERS.fullmatch(written):
            return _numbers(found, zone, day_first)
        return _iso(written, zone)
    except (ValueError, OverflowError, KeyError):
        return None


def _iso(written: str, zone: tzinfo) -> FileTime:
    spelled = SHORT_OFFSET.sub(r"\1:\2", UTC_WORDS.sub("+00:00", written))
    at = datetime.fromisoformat(spelled)
    names_zone = at.tzinfo is not None
    aware = at if names_zone else at.replace(tzinfo=zone)
    return FileTime(aware.astimezone(UTC), names_zone, day_only=DAY.fullmatch(written) is not None)


def _twitter(found: re.Match[str]) -> FileTime:
    month, day, hour, minute, second, offset, year = found.groups()
    offset_zone = zone_named(offset)
    at = datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=offset_zone)
    return FileTime(at.astimezone(UTC), names_zone=True)


def _numbers(found: re.Match[str], zone: tzinfo, day_first: bool) -> FileTime:
    first, separator, second, year, hour, minute, seconds, half = found.groups()
    day, month = int(second), int(first)
    if month > 12 or (day <= 12 and (day_first or separator == ".")):
        day, month = month, day
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half in "Pp" else 0)
    at = datetime(int(year), month, day, hours, int(minute or 0), int(seconds or 0), tzinfo=zone)
    return FileTime(at.astimezone(UTC), names_zone=False, day_only=hour is None)


def writes_day_first(samples: list[str]) -> bool | None:
    """Whether a column writes the day before the month, by a day above 12; None where no value tells."""
    for written in samples:
        if found := NUMBERS.fullmatch(written.strip()):
            if int(found[1]) > 12:
                return True
            if int(found[3]) > 12:
                return False
    return None
