"""How do the rules speak, without knowing in which language?"""

from collections.abc import Callable

Say = Callable[[str], str]

_LONGEST_QUOTE = 60


def _(sentence: str) -> str:
    """Marks a sentence for the translators; whoever passes `say` has it translated when it is said."""
    return sentence


def short(text: str) -> str:
    """As much of somebody's words as a sentence can bear."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"


def is_storable(text: str) -> bool:
    """PostgreSQL keeps neither NUL nor half a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
