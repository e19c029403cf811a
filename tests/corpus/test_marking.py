"""Hashtags, mentions and links in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.marking import Part, segments


@given(st.text(st.sampled_from("a5 #@/:._\n中<&") | st.characters(), max_size=60))
def test_the_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in segments(text)) == text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("We #build with @embassy_demo", [(Part.HASHTAG, "#build"), (Part.MENTION, "@embassy_demo")]),
        ("#5G #中文 #2020", [(Part.HASHTAG, "#5G"), (Part.HASHTAG, "#中文")]),
        ("see https://t.co/a#b now", [(Part.LINK, "https://t.co/a#b")]),
        ("mail a@example.org, c#", []),
    ],
)
def test_what_is_marked(text: str, marked: list[tuple[Part, str]]) -> None:
    assert [(piece.part, piece.text) for piece in segments(text) if piece.part is not Part.PLAIN] == marked
