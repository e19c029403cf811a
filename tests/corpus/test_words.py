"""The words by which a message is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.words import words_of, words_sought


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("5G", "We build #5G together"),
        ("5g", "5G助力经济"),
        ("助力", "5G助力经济"),
        ("经济", "5G助力经济"),
        ("café", "CAFE\u0301 opened"),
        ("сеть", "Сеть 5G"),
        ("الجيل", "شبكة الجيل الخامس"),
        ("STRASSE", "die Straße"),
    ],
)
def test_a_search_finds_its_text(search: str, text: str) -> None:
    assert set(words_sought(search)) <= words_of(text)


@pytest.mark.parametrize(
    ("search", "text"), [("5G", "look https://t.co/a5G there"), ("5G", "15Gb"), ("经力", "5G助力经济")]
)
def test_and_no_other(search: str, text: str) -> None:
    assert not set(words_sought(search)) <= words_of(text)


@given(st.text(max_size=60))
def test_every_text_is_found_by_itself(text: str) -> None:
    assert set(words_sought(text)) <= words_of(text)
