"""By which words is a message found? Words of any script, so that a text and a search for it always meet.

PostgreSQL's own parser knows words by spaces; Chinese and Japanese write none. There, every two neighbouring
characters are a word, and a search for 技术 finds them wherever they stand together. Links are left out:
their short codes hold words by accident.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# A lexeme of PostgreSQL holds 2,046 bytes; no word needs that many characters.
MAX_WORD = 100

LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar: scripts that do not divide words by spaces (Hangul does, but
# inflects within them).
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{UNSPACED}]+|[^\\W_{UNSPACED}]+")
UNSPACED_RUN = re.compile(f"[{UNSPACED}]")


def words_of(text: str) -> set[str]:
    """The words by which a text is found: in lower case, compositions joined, runs of unspaced scripts in pairs."""
    plain = _plain(text)
    runs = set(RUN.findall(plain))
    if plain.isascii():  # most texts, and nothing in them is unspaced
        return {run[:MAX_WORD] for run in runs}
    return {word for run in runs for word in _words_in(run)}


def words_sought(search: str) -> list[str]:
    """The words a search asks for, in its order. A single character of an unspaced script is found alone and in pairs."""
    runs: list[str] = RUN.findall(_plain(search))
    return list(dict.fromkeys(word for run in runs for word in _words_sought_in(run)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", LINK.sub(" ", text)).casefold()


def _words_in(run: str) -> Iterator[str]:
    if UNSPACED_RUN.match(run) is None:
        yield run[:MAX_WORD]
        return
    yield from run
    yield from _pairs(run)


def _words_sought_in(run: str) -> Iterator[str]:
    if UNSPACED_RUN.match(run) is None:
        yield run[:MAX_WORD]
    elif len(run) == 1:
        yield run
    else:
        yield from _pairs(run)


def _pairs(run: str) -> Iterator[str]:
    return (run[place : place + 2] for place in range(len(run) - 1))
