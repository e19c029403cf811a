"""Which column holds what? A guess from the names of the columns and from a few of their values, for a person
to correct.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from corpus.faults import Fault, Remark, gettext_noop
from corpus.formats.rows import Cell
from corpus.identity import TWITTER, id_in_link
from corpus.times import parse_time, writes_day_first, zone_named


class Field(StrEnum):
    """What a message may have. The values are the keys of a stored mapping."""

    ID = "id"
    TEXT = "text"
    ACCOUNT = "account"
    POSTED_AT = "posted_at"
    LANGUAGE = "language"
    LIKES = "likes"
    RETWEETS = "retweets"
    REPLIES = "replies"
    KIND = "kind"
    RETWEETED = "retweeted"
    QUOTED = "quoted"
    REPLIED_TO = "replied_to"
    URL = "url"
    ACCOUNT_NAME = "account_name"
    ACCOUNT_KIND = "account_kind"
    COUNTRY = "country"


# Without these a row is no message. The time may come from the id, the account from the link.
REQUIRED = (Field.ID, Field.TEXT)
# What may be one value for a whole file that has no column for it.
FIXABLE = (Field.ACCOUNT, Field.ACCOUNT_NAME, Field.ACCOUNT_KIND, Field.COUNTRY, Field.LANGUAGE)

# The names under which collections are published, best first, as `_plain` writes them: Twitter's API 1.1 and
# 2, twarc-csv, TAGS,
# the Trump Twitter Archive, Twint, snscrape, 4CAT, rtweet, Mastodon.
USUAL_NAMES: dict[Field, str] = {
    Field.ID: "tweet_id id_str status_id message_id post_id external_id tweetid id",
    Field.TEXT: (
        "full_text rawcontent text tweet tweet_text message content body post extended_tweet_full_text"
    ),
    Field.ACCOUNT: (
        "screen_name account username handle user_screen_name user_username author_username from_user "
        "account_acct acct user_name account_handle author user name"
    ),
    Field.POSTED_AT: (
        "created_at_utc posted_at created_at created timestamp datetime date_time date time published_at "
        "unix_timestamp"
    ),
    Field.LANGUAGE: "lang language language_guess tweet_lang lang_code",
    Field.LIKES: (
        "likes like_count likes_count likecount favorite_count favorites favourites_count "
        "public_metrics_like_count favs nlikes"
    ),
    Field.RETWEETS: (
        "retweets retweet_count retweets_count retweetcount public_metrics_retweet_count reblogs_count shares"
    ),
    Field.REPLIES: "replies reply_count replies_count replycount public_metrics_reply_count comments",
    Field.KIND: "kind is_retweet isretweet tweet_type message_kind retweet",
    Field.RETWEETED: "referenced_tweets_retweeted_id retweeted_status_id_str retweeted_status_id",
    Field.QUOTED: (
        "quote_url is_quote is_quote_status is_quote_tweet quotedtweet referenced_tweets_quoted_id"
    ),
    Field.REPLIED_TO: (
        "in_reply_to_status_id_str in_reply_to_status_id in_reply_to_id is_reply "
        "referenced_tweets_replied_to_id"
    ),
    Field.URL: "url link status_url permalink tweet_url tweet_link",
    Field.ACCOUNT_NAME: (
        "display_name account_name user_display_name author_name author_fullname fullname name"
    ),
    Field.ACCOUNT_KIND: "account_kind account_type",
    Field.COUNTRY: "country account_country country_code",
}

# Columns that only one platform has; anything else is taken for Twitter, of which most collections are.
SIGNS_OF_PLATFORMS = {"reblogs_count": "mastodon", "reposts_count": "weibo", "repostCount": "bluesky"}

BY_NAME = gettext_noop("“%(column)s” is a usual name for it.")
LOOKS_LIKE_IDS = gettext_noop("The values of “%(column)s” are long numbers, a different one in every row.")
LOOKS_LIKE_TEXT = gettext_noop("The values of “%(column)s” are the longest texts of the file.")
LOOKS_LIKE_TIMES = gettext_noop("The values of “%(column)s” are times.")

MISSING = {
    Field.ID: Fault(
        "mapping.no_id",
        gettext_noop(
            "No column is chosen for the id. Without ids, the same message could be imported twice. Choose "
            "the column that holds them; "
            "if the file has none, fetch it again with ids."
        ),
    ),
    Field.TEXT: Fault("mapping.no_text", gettext_noop("No column is chosen for the text of the messages.")),
}
NO_ACCOUNT = Fault(
    "mapping.no_account",
    gettext_noop(
        "Nothing says who posted the messages. Choose the column of accounts, or type the account if there "
        "is only one."
    ),
)
NO_SUCH_COLUMN = gettext_noop("The file has no column “%(column)s”.")
NO_SUCH_ZONE = gettext_noop(
    "There is no time zone “%(zone)s”. Write UTC, an offset such as +08:00, or a name such as Asia/Shanghai."
)
COLUMN_TAKEN_TWICE = gettext_noop("The column “%(column)s” is chosen for two things.")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """How rows become messages: the column of each field, or one fixed value for the whole file.

    Ids are unique within `platform`. `zone` and `day_first` are for times that do not say. `decode_entities`
    turns `&amp;` into `&`: Twitter delivers its texts with `&`, `<` and `>` encoded, and coders are to read
    what readers read. Switch it off for files that have been decoded.
    """

    columns: Mapping[Field, str] = field(default_factory=dict)
    fixed: Mapping[Field, str] = field(default_factory=dict)
    platform: str = TWITTER
    zone: str = "UTC"
    day_first: bool = False
    decode_entities: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": {name.value: column for name, column in self.columns.items()},
            "fixed": {name.value: value for name, value in self.fixed.items()},
            "platform": self.platform,
            "zone": self.zone,
            "day_first": self.day_first,
            "decode_entities": self.decode_entities,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> FieldMapping:
        return cls(
            columns={Field(name): column for name, column in stored["columns"].items()},
            fixed={Field(name): value for name, value in stored["fixed"].items()},
            platform=stored["platform"],
            zone=stored["zone"],
            day_first=stored["day_first"],
            decode_entities=stored["decode_entities"],
        )


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping, and for each of its columns the reason."""

    mapping: FieldMapping
    reasons: Mapping[Field, Remark]


def mapping_faults(mapping: FieldMapping, columns: Iterable[str]) -> dict[str, list[Fault]]:
    """What keeps a mapping from being used, by field (or `zone`); empty when nothing does."""
    faults: dict[str, list[Fault]] = {}
    for name, column in mapping.columns.items():
        if column not in columns:
            faults.setdefault(name.value, []).append(
                Fault("mapping.no_column", NO_SUCH_COLUMN, {"column": column})
            )
    for name in REQUIRED:
        if not mapping.columns.get(name):
            faults.setdefault(name.value, []).append(MISSING[name])
    if not _names_account(mapping):
        faults.setdefault(Field.ACCOUNT.value, []).append(NO_ACCOUNT)
    if mapping.columns.get(Field.ID) and mapping.columns.get(Field.ID) == mapping.columns.get(Field.TEXT):
        twice = Fault("mapping.twice", COLUMN_TAKEN_TWICE, {"column": mapping.columns[Field.ID]})
        faults.setdefault(Field.TEXT.value, []).append(twice)
    if zone_named(mapping.zone) is None:
        faults.setdefault("zone", []).append(Fault("mapping.zone", NO_SUCH_ZONE, {"zone": mapping.zone}))
    return faults


def _names_account(mapping: FieldMapping) -> bool:
    return bool(
        mapping.columns.get(Field.ACCOUNT)
        or mapping.fixed.get(Field.ACCOUNT)
        or mapping.columns.get(Field.URL)
    )


def column_names(records: Iterable[Mapping[str, Cell]]) -> list[str]:
    """All names that occur, in the order in which they are met."""
    return list(dict.fromkeys(name for record in records for name in record))


def guess_mapping(columns: Sequence[str], samples: Sequence[Mapping[str, Cell]]) -> Guess:
    """Which column seems to hold what. First by usual names, then by values for what has no usual name."""
    found: dict[Field, str] = {}
    reasons: dict[Field, Remark] = {}
    for name in Field:
        _take(name, _by_name(name, columns, samples, found.values()), BY_NAME, found, reasons)
    for name, looks_right, sentence in (
        (Field.ID, _are_ids, LOOKS_LIKE_IDS),
        (Field.TEXT, _are_texts, LOOKS_LIKE_TEXT),
        (Field.POSTED_AT, _are_times, LOOKS_LIKE_TIMES),
    ):
        if name not in found:
            _take(name, _by_values(looks_right, columns, samples, found.values()), sentence, found, reasons)
    times = _values(found[Field.POSTED_AT], samples) if Field.POSTED_AT in found else []
    platform = next((name for sign, name in SIGNS_OF_PLATFORMS.items() if sign in columns), TWITTER)
    mapping = FieldMapping(columns=found, platform=platform, day_first=writes_day_first(times) or False)
    return Guess(mapping, reasons)


def _take(
    name: Field, column: str | None, sentence: str, found: dict[Field, str], reasons: dict[Field, Remark]
) -> None:
    if column is not None:
        found[name] = column
        reasons[name] = Remark("guess", sentence, {"column": column})


def _by_name(
    name: Field, columns: Sequence[str], samples: Sequence[Mapping[str, Cell]], taken: Iterable[str]
) -> str | None:
    plain = {_plain(column): column for column in reversed(columns) if column not in taken}
    for usual in USUAL_NAMES[name].split():
        column = plain.get(usual)
        if column is not None and _fits(name, _values(column, samples)):
            return column
    return None


def _plain(column: str) -> str:
    """`Public Metrics.like-count` becomes `public_metrics_like_count`."""
    return re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")


def _fits(name: Field, values: list[str]) -> bool:
    """A usual name is no proof: `author` may hold numbers of users, `date` anything."""
    match name:
        case Field.POSTED_AT:
            return not values or _are_times(values)
        case Field.ACCOUNT:
            return all(" " not in value.strip() for value in values)
        case Field.LANGUAGE:
            return all(len(value) <= 20 for value in values)
        case _:
            return True


def _by_values(
    looks_right: Callable[[list[str]], bool],
    columns: Sequence[str],
    samples: Sequence[Mapping[str, Cell]],
    taken: Iterable[str],
) -> str | None:
    candidates = [
        column for column in columns if column not in taken and looks_right(_values(column, samples))
    ]
    return max(candidates, key=lambda column: sum(map(len, _values(column, samples))), default=None)


def _values(column: str, samples: Sequence[Mapping[str, Cell]]) -> list[str]:
    """The filled cells of a column among the samples, as text; lists are none of what is looked for."""
    cells = (record.get(column) for record in samples)
    return [text for cell in cells if not isinstance(cell, list | dict) and (text := cell_text(cell)).strip()]


def cell_text(cell: Cell) -> str:
    """A cell as text: nothing is empty, lists and objects are their JSON."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case _:
            return json.dumps(cell, ensure_ascii=False)


def _are_ids(values: list[str]) -> bool:
    return (
        bool(values)
        and len(set(values)) == len(values)
        and all(re.fullmatch(r"\d{15,20}", value) for value in values)
    )


def _are_texts(values: list[str]) -> bool:
    """Mostly more than one word, and on the average longer than a name."""
    if not values:
        return False
    several_words = sum(" " in value.strip() and not id_in_link(value[:100]) for value in values)
    return several_words * 2 >= len(values) and sum(map(len, values)) / len(values) > 30


def _are_times(values: list[str]) -> bool:
    return bool(values) and all(parse_time(value) is not None or _has_zone_word(value) for value in values)


def _has_zone_word(value: str) -> bool:
    """`2021-10-14 20:07:47 CST`: a time with a zone whose letters mean several zones."""
    return re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} [A-Z]{2,5}", value.strip()) is not None
