"""What is typed in both stories of the road, by browser and by program, and what has to come out of it.

Two coders code four messages. They agree on the first in everything, differ on the second in tone, on the third in concepts, and
one of them finds that the fourth cannot be coded for tone.
"""

from __future__ import annotations

import csv
import io
from typing import Any

MESSAGES = (
    ("1294030472427835393", "embassy_demo", "Northland", "en", "5G is safe \U0001f6e1️ — trust us, “friends”"),
    ("1294030472427835394", "embassy_demo", "Northland", "zh", "他们的网络不可信"),
    (
        "1294030472427835395",
        "ministry_demo",
        "Southland",
        "en",
        '=HYPERLINK("http://x.example","<b>free trade</b>")',
    ),
    ("1294030472427835396", "ministry_demo", "Southland", "es", "Línea uno,\nlínea dos #5G @todos"),
)

FILE = "tweet_id,account,country,language,text,likes,created_at\n" + "".join(
    f'{id},{account},{country},{language},"{text.replace(chr(34), chr(34) * 2)}",3,2020-08-13T22:00:00Z\n'
    for id, account, country, language, text in MESSAGES
)

VARIABLES: list[dict[str, Any]] = [
    {
        "key": "tone",
        "label": "Tone",
        "kind": "single",
        "categories": [
            {
                "key": "calm",
                "label": "Calm",
                "definition": "Without heat.",
                "examples": ["We note the report."],
            },
            {"key": "harsh", "label": "Harsh", "definition": "With heat."},
        ],
    },
    {
        "key": "concepts",
        "label": "Concepts",
        "kind": "multi",
        "categories": [
            {"key": "trust", "label": "Trust", "definition": "Reliance on others."},
            {"key": "trade", "label": "Trade", "definition": "Buying and selling."},
        ],
    },
    {"key": "reply", "label": "Reply", "kind": "yesno"},
]

UNCODABLE = {"special": "uncodable"}

# By the end of a message's id, as `1294030472427835393` is message 3: what each coder types.
TYPED: dict[str, dict[str, dict[str, Any]]] = {
    "coder_a": {
        "3": {"tone": "calm", "concepts": ["trust"], "reply": False},
        "4": {"tone": "harsh", "concepts": ["trust"], "reply": False},
        "5": {"tone": "calm", "concepts": ["trade"], "reply": True},
        "6": {"tone": "calm", "concepts": [], "reply": False},
    },
    "coder_b": {
        "3": {"tone": "calm", "concepts": ["trust"], "reply": False},
        "4": {"tone": "calm", "concepts": ["trust"], "reply": False},
        "5": {"tone": "calm", "concepts": ["trust", "trade"], "reply": True},
        "6": {"tone": UNCODABLE, "concepts": [], "reply": False},
    },
}

# What the adjudicator says where the coders differ.
RULED = {("4", "tone"): "harsh", ("5", "concepts"): ["trade"], ("6", "tone"): "calm"}

# What the dataset has to say: value, status and provenance, as a CSV file spells them.
RECONCILED = {
    "3": {"tone": "calm", "concepts": ["trust"], "reply": False},
    "4": {"tone": "harsh", "concepts": ["trust"], "reply": False},
    "5": {"tone": "calm", "concepts": ["trade"], "reply": True},
    "6": {"tone": "calm", "concepts": [], "reply": False},
}


def check_export(reconciled: str, long: str) -> None:
    """The exported CSV files against what was typed."""
    rows = {row["message_id"][-1]: row for row in csv.DictReader(io.StringIO(reconciled, newline=""))}
    assert {row["message_id"] for row in rows.values()} == {message[0] for message in MESSAGES}
    assert {row["text"] for row in rows.values()} == {message[4] for message in MESSAGES}
    for number, expected in RECONCILED.items():
        row = rows[number]
        assert row["tone"] == expected["tone"]
        assert [row["concepts.trust"], row["concepts.trade"]] == [
            str(int(key in expected["concepts"])) for key in ("trust", "trade")
        ]
        assert row["reply"].lower() == str(expected["reply"]).lower()
        for variable in ("tone", "concepts", "reply"):
            ruled = (number, variable) in RULED
            assert row[f"{variable}.provenance"] == ("ruling" if ruled else "unanimous"), (number, variable)
    assert rows["6"]["concepts.status"] == "empty"
    _check_long(long)


def _check_long(long: str) -> None:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(long, newline="")):
        found.setdefault((row["message_id"][-1], row["variable"]), []).append((row["status"], row["value"]))
    for (number, variable), cells in found.items():
        typed = [TYPED[coder][number][variable] for coder in ("coder_a", "coder_b")]
        assert sorted(status for status, _value in cells) == sorted(map(_status, typed)), (number, variable)
    assert len(found) == len(MESSAGES) * len(VARIABLES)
    tones = sorted(value for _status, value in found["4", "tone"])
    assert tones == ["calm", "harsh"]


def _status(value: Any) -> str:
    if value == UNCODABLE:
        return "uncodable"
    return "empty" if value == [] else "valued"
