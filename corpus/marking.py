"""Which parts of a text are hashtags, mentions and links? For marking them quietly where it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    PLAIN = "plain"
    HASHTAG = "hashtag"
    MENTION = "mention"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, as it was written, and what it is."""

    part: Part
    text: str


MARKED = re.compile(
    r"(?P<link>https?://\S+)|(?<![\w&/])(?P<hashtag>[#\uff03]\w*[^\W\d]\w*)|(?<![\w/])(?P<mention>[@\uff20]\w{1,50})"
)


# Stands for a character of a hidden link.
HIDDEN = "\u2591"


def without_links(text: str) -> str:
    """The text with every character of every link hidden. As many code points as before, so that places in it stay right."""
    return "".join(
        HIDDEN * len(piece.text) if piece.part is Part.LINK else piece.text for piece in segments(text)
    )


def segments(text: str) -> Iterator[Segment]:
    """The text in pieces; joined again they are the text."""
    end = 0
    for found in MARKED.finditer(text):
        if found.start() > end:
            yield Segment(Part.PLAIN, text[end : found.start()])
        yield Segment(Part(found.lastgroup or Part.PLAIN), found[0])
        end = found.end()
    if end < len(text):
        yield Segment(Part.PLAIN, text[end:])
