"""The demo's coders: unequal, plausible, and the same each time."""

from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from coding.study_templates import TEMPLATES
from cyberdip.demo.coders import CODERS, code
from cyberdip.demo.messages import DemoMessage, invent_messages

Distance = Callable[[Any, Any], float]


def differ(one: Any, other: Any) -> float:
    return float(one != other)


def masi(one: Any, other: Any) -> float:
    """Passonneau 2006: Jaccard weighted by whether one set holds the other."""
    a, b = set(one), set(other)
    if a == b:
        return 0.0
    weight = 2 / 3 if a <= b or b <= a else (1 / 3 if a & b else 0.0)
    return 1 - len(a & b) / len(a | b) * weight


def alpha(rows: list[list[Any]], distance: Distance) -> float:
    """Krippendorff's alpha for complete data, straight from the definition."""
    observed = sum(distance(a, b) for row in rows for a, b in permutations(row, 2)) / (len(rows[0]) - 1)
    n = sum(map(len, rows))
    totals = Counter(tuple(v) if isinstance(v, list) else v for row in rows for v in row)
    expected = sum(n_a * n_b * distance(a, b) for a, n_a in totals.items() for b, n_b in totals.items()) / (
        n - 1
    )
    return 1 - observed / expected


@pytest.fixture(scope="module")
def codable() -> list[DemoMessage]:
    return [message for message in invent_messages() if message.truth is not None]


@pytest.mark.parametrize(
    ("variable", "distance", "low", "high"),
    [("intent", differ, 0.76, 0.86), ("tone", differ, 0.60, 0.72), ("concepts", masi, 0.70, 0.80)],
)
def test_the_reliability_is_what_the_demo_wants_to_show(
    codable: list[DemoMessage], variable: str, distance: Distance, low: float, high: float
) -> None:
    rows = [[code(coder, message)[variable] for coder in CODERS] for message in codable]
    assert low < alpha(rows, distance) < high


def test_coders_are_unequal(codable: list[DemoMessage]) -> None:
    right = [sum(code(coder, m)["tone"] == m.truth.tone for m in codable if m.truth) for coder in CODERS]
    assert right == sorted(right, reverse=True)
    assert right[0] - right[-1] > 15


def test_every_value_stands_in_the_template(codable: list[DemoMessage]) -> None:
    allowed = {v.key: {c.key for c in v.categories} for v in TEMPLATES["fiveg"].variables}
    for message in codable:
        for coder in CODERS:
            values = code(coder, message)
            assert values.keys() == allowed.keys()
            for key, value in values.items():
                assert set(value if isinstance(value, list) else [value]) <= allowed[key]


def test_what_says_nothing_cannot_be_coded() -> None:
    silent = next(message for message in invent_messages() if message.truth is None)
    assert code(CODERS[0], silent)["intent"] == {"special": "uncodable"}


def test_the_order_of_work_changes_nothing(codable: list[DemoMessage]) -> None:
    forwards = [code(CODERS[1], message) for message in codable]
    assert forwards == [code(CODERS[1], message) for message in reversed(codable)][::-1]
