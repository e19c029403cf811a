"""One row of a file becomes one message, or the list of reasons why it cannot."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from corpus.faults import Fault, gettext_noop
from corpus.formats.rows import Cell, Row
from corpus.identity import TWITTER, id_fault, plain_id, snowflake_time
from corpus.mapping import Field, FieldMapping, cell_text
from corpus.times import FileTime, parse_time, zone_named

MAX_TEXT = 100_000
MAX_SHORT = 200
MAX_COUNTRY = 100
MAX_FILE_TIME = 80
# PostgreSQL's bigint
MAX_COUNT = 2**63 - 1
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Clocks differ a little, and a file may give its times without a zone.
LATEST_AFTER_NOW = timedelta(days=1)

# How tables write "nothing".
NOTHING = {"", "na", "n/a", "nan", "none", "null", "-"}
YES = {"yes", "true", "1", "t", "y"}
NO = {"no", "false", "0", "f", "n"}

ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
BROKEN_BYTE = re.compile("[\udc80-\udcff]")
RETWEET_PREFIX = re.compile(r"RT @\w+")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")
ACCOUNT_IN_LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(\w{1,50})/status")
# Twitter's codes for "undetermined" and for tweets without words; and two codes that ISO 639 has replaced.
NO_LANGUAGE = {"und", "zxx", "qam", "qct", "qht", "qme", "qst", "undefined"}
REPLACED_LANGUAGES = {"in": "id", "iw": "he"}

# Of these a message keeps less than the cell says, so that the cell stays among what no field takes.
READ_IN_PART = {Field.ACCOUNT_KIND, Field.RETWEETED, Field.QUOTED, Field.REPLIED_TO}


class Kind(StrEnum):
    """What a message is on its platform. A retweet's counts belong to the original and are not its own."""

    ORIGINAL = "original"
    RETWEET = "retweet"
    QUOTE = "quote"
    REPLY = "reply"


KIND_WORDS = {
    **dict.fromkeys(YES, Kind.RETWEET),
    **dict.fromkeys(NO, Kind.ORIGINAL),
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("rt", "retweeted", "reblog", "boost", "share"), Kind.RETWEET),
    **dict.fromkeys(("quoted", "quote_tweet"), Kind.QUOTE),
    **dict.fromkeys(("replied_to", "replied", "answer"), Kind.REPLY),
    **dict.fromkeys(("tweet", "post", "status"), Kind.ORIGINAL),
}

ACCOUNT_KIND_WORDS = {
    **dict.fromkeys(("personal", "person", "individual", "private", "politician"), "personal"),
    **dict.fromkeys(
        (
            "institutional",
            "institution",
            "organisation",
            "organization",
            "agency",
            "embassy",
            "ministry",
            "office",
        ),
        "institutional",
    ),
}

NO_TEXT = Fault("text.missing", gettext_noop("This row has no text, so there is nothing to code."))
TEXT_TOO_LONG = Fault(
    "text.too_long", gettext_noop("The text is longer than %(limit)s characters."), {"limit": MAX_TEXT}
)
BROKEN_CHARACTERS = Fault(
    "row.characters",
    gettext_noop(
        "This row has bytes that are no UTF-8, so some of its characters are lost. Save the file again with "
        "the encoding UTF-8."
    ),
)
HALF_CHARACTER = Fault(
    "row.half_character",
    gettext_noop(
        "This row has half a character (a lone surrogate), as when a text was cut in the middle of an emoji."
    ),
)
ZERO_CHARACTER = Fault(
    "row.zero_character",
    gettext_noop("This row has a zero character (NUL), which no text has. It is damaged."),
)
NO_ACCOUNT = Fault("account.missing", gettext_noop("This row does not say who posted the message."))
NO_TIME = Fault(
    "time.missing",
    gettext_noop("This row has no time, and its id carries none. Choose the column that holds the time."),
)
NOT_A_TIME = gettext_noop("“%(value)s” is not a time that can be read. Write it like 2020-05-31 18:04:00.")
TIME_OUT_OF_RANGE = gettext_noop("The time “%(value)s” lies before 1990 or in the future.")
NOT_A_COUNT = gettext_noop(
    "“%(value)s” in the column “%(column)s” is not a count: a whole number from 0 on is expected."
)
NOT_A_KIND = gettext_noop(
    "“%(value)s” in the column “%(column)s” is no kind of message: yes or no, or original, retweet, quote, "
    "reply."
)
NOT_A_LANGUAGE = gettext_noop("“%(value)s” is not a code of a language, such as en or zh-Hans.")
NOT_A_LINK = gettext_noop("“%(value)s” is not a link: it does not begin with http:// or https://.")
TOO_LONG = gettext_noop("The cell in the column “%(column)s” is longer than %(limit)s characters.")


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message as a file tells it. Times are UTC; a count is None where the file has none.

    `posted_at` is the id's time where the id carries one, else the file's; `file_time` is what the file says,
    unchanged, and `file_time_read` how it was understood. `entities` says that HTML entities were decoded.
    `account_kind` is `personal`, `institutional` or empty. `extra` holds what no field takes.
    """

    line: int
    external_id: str
    text: str
    handle: str
    posted_at: datetime
    file_time: str
    file_time_read: FileTime | None
    language: str
    kind: Kind
    url: str
    likes: int | None
    retweets: int | None
    replies: int | None
    account_name: str
    account_kind: str
    country: str
    entities: bool
    extra: Mapping[str, Cell]


class RecordMaker:
    """Makes records from the rows of one file. `not_after` is the present: no message was posted later."""

    def __init__(self, mapping: FieldMapping, *, not_after: datetime) -> None:
        self._columns = dict(mapping.columns)
        self._fixed = dict(mapping.fixed)
        self._given = {*mapping.columns, *mapping.fixed}
        self._taken_whole = {column for name, column in mapping.columns.items() if name not in READ_IN_PART}
        self._zone: tzinfo = zone_named(mapping.zone) or UTC
        self._day_first = mapping.day_first
        self._decode_entities = mapping.decode_entities
        self._ids_carry_time = mapping.platform == TWITTER
        self._latest = not_after + LATEST_AFTER_NOW

    def make(self, row: Row) -> MessageRecord | list[Fault]:
        """The record of a row, or everything that is wrong with it."""
        damage = character_damage(row.record)
        if damage is not None:
            return [damage.at(row.line)]
        faults: list[Fault] = []
        record = self._record(row, faults)
        return [fault.at(row.line) for fault in faults] if faults else record

    def _record(self, row: Row, faults: list[Fault]) -> MessageRecord:
        cells = row.record
        external_id = self._id(cells, faults)
        file_time = self._optional(cells, Field.POSTED_AT, faults, MAX_FILE_TIME)
        # Without a sound id it cannot be said whether the time is missing: the id might have told it.
        posted_at, file_time_read = (EARLIEST, None) if faults else self._time(external_id, file_time, faults)
        raw_text = self._cell(cells, Field.TEXT)
        text = self._text(raw_text, faults)
        url = self._url(cells, faults)
        return MessageRecord(
            line=row.line,
            external_id=external_id,
            text=text,
            handle=self._handle(cells, url, faults),
            posted_at=posted_at,
            file_time=file_time,
            file_time_read=file_time_read,
            language=self._language(cells, faults),
            kind=self._kind(cells, text, faults),
            url=url,
            likes=self._count(cells, Field.LIKES, faults),
            retweets=self._count(cells, Field.RETWEETS, faults),
            replies=self._count(cells, Field.REPLIES, faults),
            account_name=self._optional(cells, Field.ACCOUNT_NAME, faults),
            account_kind=ACCOUNT_KIND_WORDS.get(
                self._optional(cells, Field.ACCOUNT_KIND, faults).lower(), ""
            ),
            country=self._optional(cells, Field.COUNTRY, faults, MAX_COUNTRY),
            entities=self._decode_entities and ENTITY.search(raw_text) is not None,
            extra=self._extra(cells),
        )

    def _extra(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        return {
            name: cell
            for name, cell in cells.items()
            if name not in self._taken_whole and cell not in (None, "", [], {})
        }

    def _cell(self, cells: Mapping[str, Cell], name: Field) -> str:
        column = self._columns.get(name)
        return cell_text(cells.get(column)) if column is not None else self._fixed.get(name, "")

    def _optional(
        self, cells: Mapping[str, Cell], name: Field, faults: list[Fault], limit: int = MAX_SHORT
    ) -> str:
        """A cell without the words for nothing."""
        if name not in self._given:
            return ""
        value = self._cell(cells, name).strip()
        if value.lower() in NOTHING:
            return ""
        if len(value) > limit:
            faults.append(
                Fault(
                    "row.too_long", TOO_LONG, {"column": self._columns.get(name, name.value), "limit": limit}
                )
            )
        return value

    def _id(self, cells: Mapping[str, Cell], faults: list[Fault]) -> str:
        identifier = plain_id(self._cell(cells, Field.ID))
        if identifier.lower() in NOTHING:
            identifier = ""
        fault = id_fault(identifier)
        if fault is not None:
            faults.append(fault)
        return identifier

    def _text(self, written: str, faults: list[Fault]) -> str:
        """The text as it was written: line ends are made equal, entities decoded, nothing else is touched."""
        text = written.replace("\r\n", "\n").replace("\r", "\n") if "\r" in written else written
        if not text.strip():
            faults.append(NO_TEXT)
        if len(text) > MAX_TEXT:
            faults.append(TEXT_TOO_LONG)
        return decode_entities(text) if self._decode_entities else text

    def _url(self, cells: Mapping[str, Cell], faults: list[Fault]) -> str:
        url = self._optional(cells, Field.URL, faults, MAX_SHORT * 10)
        if url and not url.lower().startswith(("http://", "https://")):
            faults.append(Fault("url", NOT_A_LINK, {"value": _shown(url)}))
        return url

    def _handle(self, cells: Mapping[str, Cell], url: str, faults: list[Fault]) -> str:
        handle = self._optional(cells, Field.ACCOUNT, faults).removeprefix("@")
        if not handle and (in_link := ACCOUNT_IN_LINK.match(url)):
            handle = in_link[1]
        if not handle:
            faults.append(NO_ACCOUNT)
        return handle

    def _time(self, external_id: str, written: str, faults: list[Fault]) -> tuple[datetime, FileTime | None]:
        """The id's time wins, for it is in no zone; the file's stands in where the id carries none."""
        by_file = parse_time(written, self._zone, day_first=self._day_first) if written else None
        by_id = snowflake_time(external_id) if self._ids_carry_time else None
        if by_id is not None and by_id <= self._latest:
            return by_id, by_file
        if by_file is None:
            faults.append(Fault("time", NOT_A_TIME, {"value": _shown(written)}) if written else NO_TIME)
            return EARLIEST, None
        if not EARLIEST <= by_file.at <= self._latest:
            faults.append(Fault("time.range", TIME_OUT_OF_RANGE, {"value": _shown(written)}))
        return by_file.at, by_file

    def _language(self, cells: Mapping[str, Cell], faults: list[Fault]) -> str:
        written = self._optional(cells, Field.LANGUAGE, faults)
        code = written.lower().replace("_", "-")
        if code in NO_LANGUAGE or not code:
            return ""
        if not LANGUAGE.fullmatch(code) or len(code) > 20:
            faults.append(Fault("language", NOT_A_LANGUAGE, {"value": _shown(written)}))
        return REPLACED_LANGUAGES.get(code, code)

    def _count(self, cells: Mapping[str, Cell], name: Field, faults: list[Fault]) -> int | None:
        """A count. `12.0`, as data frames with gaps write it, is 12."""
        written = self._optional(cells, name, faults)
        if not written:
            return None
        whole = written.removesuffix(".0")
        if not (whole.isascii() and whole.isdecimal()) or len(whole) > 19 or int(whole) > MAX_COUNT:
            column = self._columns.get(name, name.value)
            faults.append(Fault("count", NOT_A_COUNT, {"value": _shown(written), "column": column}))
            return None
        return int(whole)

    def _kind(self, cells: Mapping[str, Cell], text: str, faults: list[Fault]) -> Kind:
        """What the file says; where it says nothing about retweets, the old spelling `RT @somebody` does."""
        written = self._optional(cells, Field.KIND, faults).lower()
        if written and written not in KIND_WORDS:
            faults.append(
                Fault(
                    "kind",
                    NOT_A_KIND,
                    {"value": _shown(written), "column": self._columns.get(Field.KIND, "")},
                )
            )
            return Kind.ORIGINAL
        said = KIND_WORDS[written] if written else Kind.ORIGINAL
        if said is not Kind.ORIGINAL:
            return said
        if self._is_set(cells, Field.RETWEETED, faults) or (not written and RETWEET_PREFIX.match(text)):
            return Kind.RETWEET
        if self._is_set(cells, Field.REPLIED_TO, faults):
            return Kind.REPLY
        return Kind.QUOTE if self._is_set(cells, Field.QUOTED, faults) else Kind.ORIGINAL

    def _is_set(self, cells: Mapping[str, Cell], name: Field, faults: list[Fault]) -> bool:
        """Whether a column names another message, or says yes."""
        return self._optional(cells, name, faults, MAX_SHORT * 10).lower() not in NO | {""}


def decode_entities(text: str) -> str:
    """`&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;`, `&nbsp;` and numbered entities, once. Names without a
    semicolon stay as they are: `?a=1&copy=2` is a link and no copyright sign."""
    return ENTITY.sub(_decoded, text) if "&" in text else text


def _decoded(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def character_damage(record: Mapping[str, Cell]) -> Fault | None:
    """Characters that no text has and no database takes, anywhere in a row."""
    written = json.dumps(record, ensure_ascii=False)
    if "\\u0000" in written and _holds_zero(record):
        return ZERO_CHARACTER
    if written.isascii() or LONE_SURROGATE.search(written) is None:
        return None
    return BROKEN_CHARACTERS if BROKEN_BYTE.search(written) else HALF_CHARACTER


def _holds_zero(cell: Cell | Mapping[str, Cell]) -> bool:
    match cell:
        case str():
            return "\0" in cell
        case list():
            return any(map(_holds_zero, cell))
        case Mapping():
            return any(_holds_zero(name) or _holds_zero(member) for name, member in cell.items())
        case _:
            return False


def _shown(value: str) -> str:
    """A cell as a sentence quotes it."""
    return value if len(value) <= 60 else f"{value[:60]}…"
