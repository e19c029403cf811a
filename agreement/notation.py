"""How are figures of agreement spelt?

As the field prints them: two decimals and no zero before the point, `.72 [.65, .78]`. Where two decimals would carry a
figure across a threshold that decides (.667, .800) or make it perfect, it is spelt with as many as keep it on its side.
"""

from __future__ import annotations

from agreement.bootstrap import RELIABLE, TENTATIVE
from agreement.results import Interval

_MINUS = "\N{MINUS SIGN}"
_FEWEST, _MOST = 2, 6


def spell(value: float) -> str:
    """A coefficient or a bound: `.72`, `−.05`, `1.00`, and `.799` rather than a `.80` that it is not."""
    for digits in range(_FEWEST, _MOST):
        if _side(round(value, digits)) == _side(value):
            return _spell(value, digits)
    return _spell(value, _MOST)


def spell_interval(interval: Interval) -> str:
    """`[.65, .78]`."""
    return f"[{spell(interval.lower)}, {spell(interval.upper)}]"


def spell_percent(share: float) -> str:
    """A share of 1 in per cent with one decimal, without the sign: `93.4`; 100 and 0 only if they are exact."""
    text = f"{100 * share:.1f}"
    if share < 1 and text == "100.0":
        return ">99.9"
    return "<0.1" if share > 0 and text == "0.0" else text


def spell_probability(share: float) -> str:
    """A share of replicates, three decimals: `.013`; none at all and all are `<.001` and `>.999`, for replicates end."""
    if share < 0.001:
        return "<.001"
    return ">.999" if share > 0.999 else _spell(share, 3)


def _side(value: float) -> tuple[bool, bool, bool]:
    return value >= TENTATIVE, value >= RELIABLE, value >= 1


def _spell(value: float, digits: int) -> str:
    text = f"{abs(value):.{digits}f}"
    sign = _MINUS if value < 0 and float(text) != 0 else ""
    return sign + (text[1:] if text.startswith("0.") else text)
