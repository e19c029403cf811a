"""Undefined is a result with a reason; what stands beside it stands all the same."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.bootstrap import Sampling
from agreement.codes import Level
from agreement.report import Dispute, VariableReport, report_variable
from agreement.results import Estimate, Reason, Undefined
from tests.agreement.tables import Table, read_table

N = None
CHEAP = Sampling(replicates=100)


def report(table: Table, level: Level = Level.NOMINAL, categories: Any = None) -> VariableReport:
    return report_variable(read_table(table, level, categories), CHEAP)


@pytest.mark.parametrize(
    ("table", "level", "reason"),
    [
        ([[N, N], [N, N]], Level.NOMINAL, Reason.NO_CODES),
        ([["a", "b"]], Level.NOMINAL, Reason.ONE_CODER),
        ([["a", N], [N, "b"]], Level.NOMINAL, Reason.NO_PAIRABLE_UNIT),
        ([["a", "a"], ["a", "a"]], Level.NOMINAL, Reason.NO_VARIATION),
        ([["a", "a"], ["a", "a"]], Level.ORDINAL, Reason.NO_VARIATION),
        ([[0.1, 0.1, 0.7], [0.1, 0.1, N]], Level.INTERVAL, Reason.NO_VARIATION),
        ([[2, 2], [2, 2]], Level.RATIO, Reason.NO_VARIATION),
        ([[-1, 2], [2, 2]], Level.RATIO, Reason.NEGATIVE_VALUES),
        ([[[], []], [[], []]], Level.SET, Reason.NO_VARIATION),
        ([["x", "y"], ["x", "z"]], Level.TEXT, Reason.NOT_COMPARED),
    ],
)
def test_alpha_is_undefined_for_a_reason(table: Table, level: Level, reason: Reason) -> None:
    categories = ["a", "b"] if level is Level.SET else None
    assert report(table, level, categories).alpha == Undefined(reason)


def test_percent_agreement_stands_beside_an_undefined_alpha() -> None:
    found = report([["a", "a"], ["a", "a"]])
    assert isinstance(found.agreement, Estimate)
    assert found.agreement.value == 1.0
    assert report([[-1, 2], [2, 2]], Level.RATIO).agreement.value == 0.5  # type: ignore[union-attr]


def test_full_agreement_needs_a_unit_coded_by_all() -> None:
    found = report([["a", "b", N], ["a", N, "b"], [N, "b", "a"]])
    assert found.full_agreement == Undefined(Reason.NO_COMPLETE_UNIT)
    assert isinstance(found.agreement, Estimate)


def test_a_category_never_used_and_one_always_used() -> None:
    found = report([["a", "a", "a"], ["a", "a", "a"]], categories=["a", "b", "c"])
    reasons = {category.category.key: category.alpha for category in found.categories}
    assert reasons == {
        "a": Undefined(Reason.ALWAYS_USED),
        "b": Undefined(Reason.NEVER_USED),
        "c": Undefined(Reason.NEVER_USED),
    }


@pytest.mark.parametrize(
    ("level", "categories", "figures"),
    [(Level.NOMINAL, "ab", 0), (Level.NOMINAL, "abc", 3), (Level.ORDINAL, "abc", 3)],
)
def test_of_two_categories_one_is_the_other_turned_round(level: Level, categories: str, figures: int) -> None:
    assert len(report([list("aba"), list("abb")], level, list(categories)).categories) == figures


def test_the_largest_dispute_is_named() -> None:
    """Of four disputed units, three are a against b."""
    found = report([list("aaaabc"), list("bbbcbc")])
    assert found.dispute == Dispute(("a", "b"), pytest.approx(0.75))


def test_the_largest_dispute_of_ordered_categories_is_weighed_by_their_distance() -> None:
    found = report([[1, 1, 1, 2, 3, 2], [2, 2, 3, 2, 3, 2]], Level.ORDINAL, [1, 2, 3])
    assert found.dispute is not None
    assert found.dispute.names == ("1", "3")


def test_the_most_disputed_category_of_sets_is_named() -> None:
    found = report([[["a"], ["a"], ["b"], []], [["a", "b"], [], [], []]], Level.SET)
    assert found.dispute == Dispute(("b",), pytest.approx(2 / 3))


def test_coders_who_never_disagree_have_no_dispute() -> None:
    assert report([list("abc"), list("abc")]).dispute is None


def test_sets_are_named_by_their_categories() -> None:
    found = report([[["a"], ["b", "a"], []], [["a"], ["b"], []]], Level.SET)
    assert found.arithmetic is not None
    assert found.arithmetic.names == ("∅", "a", "b", "a + b")
