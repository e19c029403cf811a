"""Text is readable and controls are visible in both themes (WCAG 2.2 AA: 1.4.3 and 1.4.11)."""

import re

import pytest

from cyberdip.launch.folders import ROOT
from tests.design.contrast import colours, contrast

TOKENS = colours((ROOT / "static" / "css" / "tokens.css").read_text())

TEXT, CONTROL = 4.5, 3.0
GROUNDS = ("page", "surface", "sunken", "hover")
STATE_NAMES = ("neutral", "active", "closed", "warning", "success", "danger")

PAIRS = [
    *[(words, ground, TEXT) for words in ("text", "text-muted", "accent") for ground in GROUNDS],
    *[(words, "accent-soft", TEXT) for words in ("text", "text-muted", "accent")],
    *[(f"{state}-text", f"{state}-soft", TEXT) for state in STATE_NAMES],
    *[(f"{state}-text", ground, TEXT) for state in ("danger", "success") for ground in ("page", "surface")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("accent-hover", "surface", TEXT),
    ("on-danger", "danger-solid", TEXT),
    ("text", "mark", TEXT),
    *[("line-strong", ground, CONTROL) for ground in ("page", "surface")],
    *[("focus", ground, CONTROL) for ground in (*GROUNDS, "accent-soft")],
    ("accent", "neutral-soft", CONTROL),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_pair_has_enough_contrast(theme: str, one: str, other: str, least: float) -> None:
    index = ("light", "dark").index(theme)
    assert contrast(TOKENS[one][index], TOKENS[other][index]) >= least


def test_contrast_is_what_the_recommendation_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # just short of AA


def test_every_colour_of_the_stylesheets_is_a_token() -> None:
    """A colour outside of tokens.css would have one theme only; white is the paper of what is drawn in black."""
    sheets = [path for path in (ROOT / "static" / "css").rglob("*.css") if path.name != "tokens.css"]
    declared = {path.name: re.findall(r":[^;{]*?(#[0-9a-f]{3,8})\b", path.read_text()) for path in sheets}
    assert {colour for found in declared.values() for colour in found} <= {"#fff", "#ffffff"}, declared
