"""The demo's messages: invented, and in the proportions of the study they stand for."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime

import pytest

from cyberdip.demo.messages import ACCOUNTS, COLUMNS, CONCEPTS, DemoMessage, as_csv, invent_messages

TWITTER_EPOCH_MS = 1_288_834_974_657


@pytest.fixture(scope="module")
def messages() -> list[DemoMessage]:
    return invent_messages()


def test_there_are_275_messages_by_nine_accounts_of_two_countries(messages: list[DemoMessage]) -> None:
    assert len(messages) == 275
    assert Counter(m.account.handle for m in messages) == {a.handle: a.messages for a in ACCOUNTS}
    assert len(ACCOUNTS) == 9
    assert {a.country for a in ACCOUNTS} == {"Arvenia", "Belmora"}


def test_the_shares_are_those_of_the_study(messages: list[DemoMessage]) -> None:
    languages = Counter(m.language for m in messages)
    assert round(100 * languages["en"] / 275) == 83
    assert languages["zh"] > 20
    assert languages["es"] > 10
    assert {m.account.handle for m in messages if m.language == "zh"} == {"EmbBelmora_demo"}
    assert round(100 * sum(m.is_retweet for m in messages) / 275) == 16


def test_the_id_carries_the_time(messages: list[DemoMessage]) -> None:
    assert len({m.id for m in messages}) == 275
    for message in messages:
        milliseconds = (int(message.id) >> 22) + TWITTER_EPOCH_MS
        assert abs(milliseconds - message.posted_at.timestamp() * 1000) < 1


def test_all_lie_in_the_window_and_some_months_stand_out(messages: list[DemoMessage]) -> None:
    times = [m.posted_at for m in messages]
    assert times == sorted(times)
    assert datetime(2017, 1, 20, tzinfo=UTC) <= times[0]
    assert times[-1] <= datetime(2021, 1, 20, tzinfo=UTC)
    by_month = Counter(f"{at:%Y-%m}" for at in times)
    assert max(by_month.values()) > 4 * 275 / 49


def test_likes_spread_widely_and_a_retweet_has_none(messages: list[DemoMessage]) -> None:
    likes = sorted(m.likes for m in messages if not m.is_retweet)
    assert likes[-1] > 1000 * max(1, likes[len(likes) // 10])
    assert {m.likes for m in messages if m.is_retweet} == {0}


def test_originals_differ_and_fit_into_a_post(messages: list[DemoMessage]) -> None:
    originals = [m.text for m in messages if not m.is_retweet]
    assert len(set(originals)) == len(originals)
    assert max(len(m.text) for m in messages) <= 280
    assert all(m.text.startswith("RT @") for m in messages if m.is_retweet)


def test_emoji_and_joined_emoji_are_there(messages: list[DemoMessage]) -> None:
    together = "".join(m.text for m in messages)
    assert "\u200d" in together
    assert any(ord(character) > 0xFFFF for character in together)


def test_only_messages_without_words_have_no_codes(messages: list[DemoMessage]) -> None:
    assert [m.language for m in messages if m.truth is None] == ["und"] * 3
    for message in messages:
        if message.truth is not None:
            assert list(message.truth.concepts) == [c for c in CONCEPTS if c in message.truth.concepts]


def test_the_same_seed_gives_the_same_messages_and_another_seed_others() -> None:
    assert invent_messages(5) == invent_messages(5)
    assert invent_messages(5) != invent_messages(6)


def test_the_csv_file_reads_back_as_it_was_written(messages: list[DemoMessage]) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(messages), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["id"], row["text"]) for row in rows] == [(m.id, m.text) for m in messages]
