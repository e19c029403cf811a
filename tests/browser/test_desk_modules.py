"""What the desk's modules compute, in a browser: the same as the server, on the same cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

CASES = json.loads((Path(__file__).parents[1] / "coding" / "condition_cases.json").read_text("utf-8"))

# What counts differently in code points, in UTF-16 and to the eye.
HARD = (
    "\N{GRINNING FACE}",
    "\N{WOMAN}\u200d\N{ROCKET}",
    "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}",
    "\N{REGIONAL INDICATOR SYMBOL LETTER C}\N{REGIONAL INDICATOR SYMBOL LETTER N}",
    "\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-5}",
    "e\N{COMBINING ACUTE ACCENT}",
    "n\N{COMBINING DIAERESIS}\N{COMBINING CEDILLA}",
    "❤️",
    "安全",
    "\U00020bb7野家",
    "שלום",
    "مرحبا",
    "\u202bab\u202c",
    "\U0001d504",
    " ",
    "\n",
    "#5G",
)
TEXTS = st.lists(
    st.sampled_from(HARD) | st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12
)


@pytest.fixture
def module(page: Page, live_server: LiveServer) -> Page:
    """A page of the application, from which its modules can be imported."""
    page.goto(f"{live_server.url}/accounts/login/")
    return page


def _ask(page: Page, name: str, call: str, given: Any) -> Any:
    script = f"async (given) => {{ const m = await import('/static/js/coding/{name}.js'); return given.map({call}); }}"
    return page.evaluate(script, given)


def test_conditions_mean_the_same_as_on_the_server(module: Page) -> None:
    call = """({ condition, rules, variables, values, ...expected }) => {
        const named = (rules ?? []).map((rule, at) => ({ ...rule, message: at }));
        const spec = { variables, rules: named };
        if ("holds" in expected) return m.holds(condition, values, spec);
        if ("asked" in expected) return [...m.asked(spec, values)];
        return m.brokenRules(spec, values).map(({ message }) => message);
      }"""
    answers = _ask(module, "conditions", call, CASES)
    expected = [case.get("holds", case.get("asked", case.get("broken"))) for case in CASES]
    wrong = [
        case["name"] for case, answer, right in zip(CASES, answers, expected, strict=True) if answer != right
    ]
    assert not wrong


def _spans() -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = [
        ("".join(HARD), start, len("".join(HARD))) for start in range(len("".join(HARD)))
    ]

    @settings(max_examples=400, phases=[Phase.generate], database=None)
    @given(TEXTS.map("".join), st.randoms(use_true_random=False))
    def collect(text: str, chance: Any) -> None:
        start, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        found.append((text, start, end))

    collect()
    return found


def test_places_in_a_text_are_counted_as_python_counts_them(module: Page) -> None:
    spans = _spans()
    call = """([text, start, end]) => [
        m.slice(text, start, end),
        m.toCodePoints(text, m.toUnits(text, start)),
        m.toCodePoints(text, m.toUnits(text, end)),
        m.toCodePoints(text, text.length),
      ]"""
    answers = _ask(module, "code_points", call, [list(span) for span in spans])
    for (text, start, end), answer in zip(spans, answers, strict=True):
        assert answer == [text[start:end], start, end, len(text)], (text, start, end)


def test_a_place_inside_of_a_pair_is_the_place_of_the_pair(module: Page) -> None:
    call = "(offset) => m.toCodePoints('a\\u{1F600}b', offset)"
    assert _ask(module, "code_points", call, [0, 1, 2, 3, 4]) == [0, 1, 1, 2, 3]
