"""The guess which column holds what, and what a mapping must have."""

from __future__ import annotations

import json

import pytest

from corpus.mapping import Field, FieldMapping, column_names, guess_mapping, mapping_faults

HEADERS = {
    "trump twitter archive": (
        "source,text,created_at,retweet_count,favorite_count,is_retweet,id_str",
        "id_str",
        "text",
        None,
    ),
    "twint": (
        "id,conversation_id,created_at,date,time,user_id,username,name,tweet,language,replies_count,likes_count",
        "id",
        "tweet",
        "username",
    ),
    "rtweet": (
        "status_id,created_at,screen_name,text,favorite_count,lang",
        "status_id",
        "text",
        "screen_name",
    ),
    "tags": ("id_str,from_user,text,created_at,time,status_url", "id_str", "text", "from_user"),
    "twarc": (
        "id,author_id,created_at,text,lang,author.username,author.name",
        "id",
        "text",
        "author.username",
    ),
    "4cat": ("id,thread_id,timestamp,link,body,author,author_fullname", "id", "body", "author"),
    "api 1.1": (
        "id,id_str,full_text,created_at,user.screen_name,user.name,lang",
        "id_str",
        "full_text",
        "user.screen_name",
    ),
}


@pytest.mark.parametrize("source", HEADERS)
def test_the_headers_of_published_collections_are_known(source: str) -> None:
    header, *expected = HEADERS[source]
    columns = guess_mapping(header.split(","), []).mapping.columns
    assert [columns.get(Field.ID), columns.get(Field.TEXT), columns.get(Field.ACCOUNT)] == expected


def test_unknown_names_are_guessed_by_their_values() -> None:
    samples = [
        {
            "编号": "1098581869233344512",
            "内容": "A sentence that is long enough to be a message",
            "时间": "2019-02-21 13:55:02",
            "x": "a",
        },
        {
            "编号": "1098581869233344513",
            "内容": "Another sentence, and it is as long as the first one",
            "时间": "2019-02-22 13:55:02",
            "x": "a",
        },
    ]
    guess = guess_mapping(column_names(samples), samples)
    assert guess.mapping.columns == {Field.ID: "编号", Field.TEXT: "内容", Field.POSTED_AT: "时间"}
    assert "编号" in str(guess.reasons[Field.ID])


def test_a_platform_is_known_by_its_own_columns() -> None:
    assert guess_mapping(["id", "content", "reblogs_count"], []).mapping.platform == "mastodon"
    assert guess_mapping(["id", "text", "retweet_count"], []).mapping.platform == "twitter"


def test_every_guessed_column_has_its_reason() -> None:
    guess = guess_mapping(["id", "text", "likes", "country"], [])
    assert set(guess.reasons) == set(guess.mapping.columns)


def test_a_usual_name_is_not_believed_against_its_values() -> None:
    samples = [
        {"date": "soon", "created": "2020-01-01", "author": "Ministry of Foreign Affairs", "username": "mfa"}
    ]
    columns = guess_mapping(list(samples[0]), samples).mapping.columns
    assert (columns[Field.POSTED_AT], columns[Field.ACCOUNT]) == ("created", "username")


def test_day_first_is_taken_from_the_values() -> None:
    samples = [{"id": "1", "text": "a", "date": "23/05/2020"}]
    assert guess_mapping(list(samples[0]), samples).mapping.day_first


@pytest.mark.parametrize(
    ("mapping", "faulty"),
    [
        (FieldMapping({Field.ID: "id", Field.TEXT: "text", Field.ACCOUNT: "who"}), set()),
        (FieldMapping({Field.ID: "id", Field.TEXT: "text"}, {Field.ACCOUNT: "mfa_demo"}), set()),
        (FieldMapping({Field.TEXT: "text", Field.ACCOUNT: "who"}), {"id"}),
        (FieldMapping({Field.ID: "id", Field.ACCOUNT: "who"}), {"text"}),
        (FieldMapping({Field.ID: "id", Field.TEXT: "text"}), {"account"}),
        (FieldMapping({Field.ID: "id", Field.TEXT: "gone", Field.ACCOUNT: "who"}), {"text"}),
        (FieldMapping({Field.ID: "id", Field.TEXT: "id", Field.ACCOUNT: "who"}), {"text"}),
        (FieldMapping({Field.ID: "id", Field.TEXT: "text", Field.ACCOUNT: "who"}, zone="Mars"), {"zone"}),
    ],
)
def test_what_a_mapping_lacks_is_said_at_its_field(mapping: FieldMapping, faulty: set[str]) -> None:
    assert set(mapping_faults(mapping, ["id", "text", "who"])) == faulty


def test_a_mapping_survives_being_stored() -> None:
    mapping = FieldMapping(
        {Field.ID: "id"}, {Field.ACCOUNT: "mfa_demo"}, zone="+08:00", day_first=True, decode_entities=False
    )
    assert FieldMapping.from_json(json.loads(json.dumps(mapping.as_json()))) == mapping
