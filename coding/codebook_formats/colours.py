"""The eight colours that categories may have here, and those that other programs give them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coding.codebook_rules.spec import COLOURS

# Okabe & Ito 2008, as #RRGGBB.
HEX: Mapping[str, str] = {
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "grey": "#999999",
}
_NAMED: Mapping[str, str] = {
    "red": "vermillion",
    "crimson": "vermillion",
    "darkred": "vermillion",
    "tomato": "vermillion",
    "pink": "purple",
    "magenta": "purple",
    "violet": "purple",
    "gold": "yellow",
    "lime": "green",
    "lightgreen": "green",
    "darkgreen": "green",
    "lightblue": "sky",
    "skyblue": "sky",
    "cyan": "sky",
    "darkblue": "blue",
    "navy": "blue",
    "gray": "grey",
    "lightgrey": "grey",
    "lightgray": "grey",
    "black": "grey",
}
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")


def nearest(colour: str) -> str:
    """The colour of ours that is nearest to a name or #RRGGBB; "" for what is neither."""
    plain = re.sub(r"[\s_-]", "", colour.lower())
    if plain in COLOURS:
        return plain
    match = _HEX.fullmatch(plain)
    if match is None:
        return _NAMED.get(plain, "")
    wanted = _parts(match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1]))
    return min(HEX, key=lambda name: _distance(_parts(HEX[name][1:]), wanted))


def _parts(digits: str) -> tuple[int, ...]:
    return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
