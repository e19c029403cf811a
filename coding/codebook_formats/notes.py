"""What is to be told of a file while it is read?"""

from __future__ import annotations

from coding.codebook_rules import Fault
from coding.codebook_rules.words import Say, _, short


class Notes:
    """Sentences in the order in which they came up, each once. Words that are put into them are shortened."""

    def __init__(self, say: Say = _) -> None:
        self.say = say
        self._guessed: dict[str, None] = {}
        self._dropped: dict[str, None] = {}
        self._faults: dict[Fault, None] = {}

    def guess(self, sentence: str, **words: object) -> None:
        """The file does not say it, and something had to be taken."""
        self._guessed[self._said(sentence, words)] = None

    def drop(self, sentence: str, **words: object) -> None:
        """The file says it, and there is no place for it."""
        self._dropped[self._said(sentence, words)] = None

    def fault(self, sentence: str, variable: str = "", category: str = "", /, **words: object) -> None:
        """With this the file cannot be taken over; `variable` and `category` are the keys of its place."""
        self._faults[Fault(self._said(sentence, words), variable, category)] = None

    def add_faults(self, faults: list[Fault]) -> None:
        self._faults |= dict.fromkeys(faults)

    @property
    def guessed(self) -> tuple[str, ...]:
        return tuple(self._guessed)

    @property
    def dropped(self) -> tuple[str, ...]:
        return tuple(self._dropped)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults)

    def _said(self, sentence: str, words: dict[str, object]) -> str:
        told = {name: short(word) if isinstance(word, str) else word for name, word in words.items()}
        return self.say(sentence) % told
