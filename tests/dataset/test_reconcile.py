"""Values with provenance: what coders and rulings come to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.reconcile import Provenance, Reconciled, Status, reconcile, status_of

UNCODABLE = {"special": "uncodable"}
NOT_APPLICABLE = {"special": "not_applicable"}

values = st.one_of(
    st.sampled_from(["attack", "warn", "defend"]),
    st.lists(st.sampled_from(["china", "trust", "freedom"]), unique=True),
    st.booleans(),
    st.sampled_from([UNCODABLE, NOT_APPLICABLE]),
)


def settled(given_values: list[Any], ruling: Any = None, kind: str = "single") -> Reconciled:
    """`given_values` of one variable, None where a coder left it out."""
    codings = [{} if value is None else {"it": value} for value in given_values]
    return reconcile(kind, codings, "it", ruling)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("warn", Status.VALUED),
        (["china"], Status.VALUED),
        (False, Status.VALUED),
        (0, Status.VALUED),
        ([], Status.EMPTY),
        (UNCODABLE, Status.UNCODABLE),
        (NOT_APPLICABLE, Status.NOT_APPLICABLE),
        (None, Status.MISSING),
    ],
)
def test_four_kinds_of_nothing_are_told_apart(value: Any, status: Status) -> None:
    assert status_of(value) is status


@pytest.mark.parametrize(
    ("given_values", "ruling", "expected"),
    [
        (["warn", "warn", "warn"], None, Reconciled(Status.VALUED, "warn", Provenance.UNANIMOUS)),
        (["warn", None, "warn"], None, Reconciled(Status.VALUED, "warn", Provenance.UNANIMOUS)),
        (["warn"], None, Reconciled(Status.VALUED, "warn", Provenance.SINGLE)),
        ([None, "warn"], None, Reconciled(Status.VALUED, "warn", Provenance.SINGLE)),
        (["warn", "attack"], None, Reconciled(Status.MISSING, None, Provenance.OPEN)),
        (["warn", "warn", "attack"], None, Reconciled(Status.MISSING, None, Provenance.OPEN)),
        (["warn", "attack"], "defend", Reconciled(Status.VALUED, "defend", Provenance.RULING)),
        (["warn", "warn"], "attack", Reconciled(Status.VALUED, "attack", Provenance.RULING)),
        ([None, None], None, Reconciled(Status.MISSING, None, Provenance.UNCODED)),
        ([], None, Reconciled(Status.MISSING, None, Provenance.UNCODED)),
        ([[], []], None, Reconciled(Status.EMPTY, [], Provenance.UNANIMOUS)),
        ([[], ["china"]], None, Reconciled(Status.MISSING, None, Provenance.OPEN)),
        ([["a", "b"], ["b", "a"]], None, Reconciled(Status.VALUED, ["a", "b"], Provenance.UNANIMOUS)),
        ([UNCODABLE, UNCODABLE], None, Reconciled(Status.UNCODABLE, UNCODABLE, Provenance.UNANIMOUS)),
        ([UNCODABLE, NOT_APPLICABLE], None, Reconciled(Status.MISSING, None, Provenance.OPEN)),
        (["warn", "attack"], UNCODABLE, Reconciled(Status.UNCODABLE, UNCODABLE, Provenance.RULING)),
        ([True, False], False, Reconciled(Status.VALUED, False, Provenance.RULING)),
        ([1, True], None, Reconciled(Status.MISSING, None, Provenance.OPEN)),
        ([1, 1.0], None, Reconciled(Status.VALUED, 1, Provenance.UNANIMOUS)),
    ],
)
def test_a_message_counts_as(given_values: list[Any], ruling: Any, expected: Reconciled) -> None:
    assert settled(given_values, ruling) == expected


def test_free_words_of_several_coders_are_not_forced_into_one() -> None:
    assert settled(["a", "b"], kind="text") == Reconciled(Status.MISSING, None, Provenance.FREE)
    assert settled([None, "b"], kind="text") == Reconciled(Status.VALUED, "b", Provenance.SINGLE)


@given(st.lists(st.one_of(st.none(), values), max_size=6))
def test_nothing_is_invented(given_values: list[Any]) -> None:
    found = settled(given_values)
    assert found.value is None or found.value in given_values
    assert (found.value is None) == (found.provenance in (Provenance.OPEN, Provenance.UNCODED))


@given(st.lists(st.one_of(st.none(), values), max_size=6), st.randoms())
def test_the_order_of_coders_does_not_matter(given_values: list[Any], random: Any) -> None:
    shuffled = random.sample(given_values, len(given_values))
    one, other = settled(given_values), settled(shuffled)
    assert (one.status, one.provenance) == (other.status, other.provenance)


@given(st.lists(values, max_size=6), values)
def test_a_ruling_stands_over_everything(given_values: list[Any], ruling: Any) -> None:
    assert settled(given_values, ruling) == Reconciled(status_of(ruling), ruling, Provenance.RULING)
