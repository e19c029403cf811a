"""Which message is this? Ids are text, and an id that a spreadsheet has ruined is refused.

A spreadsheet keeps 15 digits of a number and JavaScript 17; tweet ids have 19. What comes out looks like an
id, but belongs to another message or to none, and nothing can bring the lost digits back.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from corpus.faults import Fault, gettext_noop

MAX_ID = 200
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
DECIMAL = re.compile(r"\d{16,}[.,]\d+")
# Written to keep a spreadsheet from reading a number: '1098… or ="1098…"
SHIELDED = re.compile(r"""(?:'|=")(\d+)"?""")

# Tweets are numbered by time since 4 November 2010; the first such id is above every id of the older,
# sequential kind.
# Twitter, "Announcing Snowflake", 2010: 41 bits of milliseconds since this moment, then 22 bits that do not
# concern us.
SNOWFLAKE_BEGINS = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
FIRST_SNOWFLAKE = 29_700_859_247
SNOWFLAKE_SHIFT = 22
TWITTER = "twitter"

NO_ID = Fault(
    "id.missing", gettext_noop("This row has no id. Without it, the same message could be imported twice.")
)
RUINED = gettext_noop(
    "The id %(id)s was ruined by a spreadsheet, which keeps only 15 digits of a number. Export the file "
    "again and open it with the "
    "column of ids set to text, or not at all; if the link of the message is whole, its last number is the "
    "id."
)
ID_TOO_LONG = Fault(
    "id.too_long", gettext_noop("The id is longer than %(limit)s characters."), {"limit": MAX_ID}
)
ID_WITH_SPACES = gettext_noop("The id “%(id)s” has spaces in it. Is this the right column?")
ZEROES = gettext_noop(
    "%(ruined)s of %(long)s ids end in a run of zeros: a spreadsheet or a script kept only the first "
    "digits, and the messages they name "
    "cannot be told any more. Export the file again without opening it in a spreadsheet, or with the column "
    "of ids set to text."
)


def plain_id(cell: str) -> str:
    """The id without the marks by which people shield it from spreadsheets."""
    cell = cell.strip()
    shielded = SHIELDED.fullmatch(cell)
    return shielded[1] if shielded else cell


def id_fault(identifier: str) -> Fault | None:
    """Why this id cannot be taken; None when it can."""
    if not identifier:
        return NO_ID
    if len(identifier) > MAX_ID:
        return ID_TOO_LONG
    if SCIENTIFIC.fullmatch(identifier) or DECIMAL.fullmatch(identifier):
        return Fault("id.ruined", RUINED, {"id": identifier})
    if any(character.isspace() for character in identifier):
        return Fault("id.spaces", ID_WITH_SPACES, {"id": identifier})
    return None


class ZeroWatch:
    """Looks at every id of a file for the zeros that a rounded number ends in.

    One id in ten thousand ends in four zeros by itself, so a few among many are no sign; all of them, or one
    in twenty, are.
    """

    def __init__(self) -> None:
        self.long = 0
        self.after_15_digits = 0
        self.after_17_digits = 0

    def see(self, identifier: str) -> None:
        if len(identifier) >= 18 and identifier.isdecimal():
            self.long += 1
            self.after_15_digits += not identifier[15:].strip("0")
            self.after_17_digits += not identifier[17:].strip("0")

    def fault(self) -> Fault | None:
        """The fault of the whole file, once every id was seen."""
        by_spreadsheet = self.after_15_digits >= 2 and self.after_15_digits * 20 >= self.long
        by_script = self.after_17_digits >= 4 and self.after_17_digits == self.long
        if not (by_spreadsheet or by_script):
            return None
        ruined = self.after_15_digits if by_spreadsheet else self.after_17_digits
        return Fault("id.zeros", ZEROES, {"ruined": ruined, "long": self.long})


def snowflake_time(identifier: str) -> datetime | None:
    """The moment (UTC, milliseconds) at which a tweet with this id was posted; None for an id that does not
    carry it.
    """
    if not (identifier.isascii() and identifier.isdecimal() and len(identifier) <= 19):
        return None
    number = int(identifier)
    if number < FIRST_SNOWFLAKE:
        return None
    return SNOWFLAKE_BEGINS + timedelta(milliseconds=number >> SNOWFLAKE_SHIFT)


def id_in_link(url: str) -> str:
    """The id at the end of a message's link, empty where there is none: …/status/1098581869233344512"""
    found = re.search(r"/status(?:es)?/(\d+)", url)
    return found[1] if found else ""
