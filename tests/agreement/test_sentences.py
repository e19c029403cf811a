"""Every verdict and every reason has words, and each figure its cause."""

from __future__ import annotations

from typing import Any

import pytest

from agreement.bootstrap import Sampling
from agreement.codes import Level
from agreement.report import report_variable
from agreement.results import Reason
from agreement.sentences import LEVELS, REASONS, VERDICTS, describe
from agreement.verdicts import Verdict
from tests.agreement.tables import Table, read_table


def said(table: Table, level: Level = Level.NOMINAL, categories: Any = None) -> str:
    return describe(report_variable(read_table(table, level, categories), Sampling(replicates=1000)))


def test_nothing_is_without_words() -> None:
    assert set(LEVELS) == set(Level)
    assert set(VERDICTS) == set(Verdict)
    assert set(REASONS) == set(Reason)


@pytest.mark.parametrize(
    ("table", "begins", "ends"),
    [
        (["abc" * 40, "abc" * 40], "V is reliable (alpha 1.00, lower bound 1.00).", "how uncertain this is."),
        (["abc" * 40 + "ab", "abc" * 40 + "bc"], "V is reliable (alpha .98, lower bound .9", ")."),
        (["abc" * 40 + "a" * 20, "abc" * 40 + "b" * 20], "V allows tentative", "a and b (100.0 % of it)."),
        (["abc" * 10 + "a" * 20, "abc" * 10 + "b" * 20], "V is not reliable", "a and b (100.0 % of it)."),
        (
            ["abab", "abab"],
            "V has an alpha of 1.00 and no interval (fewer than ten messages",
            "uncertain this is.",
        ),
        (
            ["aaaa", "aaaa"],
            "V has no alpha: all codes are the same",
            "Coders agree in 100.0 % of pairs of codes.",
        ),
        (["aaaa"], "V has no alpha: only one coder gave codes.", "codes."),
    ],
)
def test_the_conclusion_and_its_cause(table: list[str], begins: str, ends: str) -> None:
    words = said([list(codes) for codes in table])
    assert words.startswith(begins), words
    assert words.endswith(ends), words


def test_high_agreement_with_low_alpha_is_explained_by_prevalence() -> None:
    """95 of 100 agree on a, one on b, four are disputed."""
    words = said([list("a" * 97 + "bbb"), list("a" * 95 + "bb" + "aab")])
    assert "Coders agree in 96.0 % of pairs, but 97.0 % of all codes are “a”" in words
    assert words.endswith("to be expected by chance.")


def test_many_numbers_have_no_dispute_that_could_be_named() -> None:
    numbers = [list(range(40)), [number + number % 2 for number in range(40)]]
    words = said(numbers, Level.INTERVAL)
    assert words.startswith("V is reliable (alpha .99")
    assert "never disagreed" not in words


def test_a_dispute_is_named_among_many_categories() -> None:
    keys = [f"k{place:02}" for place in range(40)]
    words = said([[*keys, *["k00"] * 40], [*keys, *["k01"] * 40]])
    assert words.endswith("Most disagreement is between k00 and k01 (100.0 % of it).")


def test_sets_are_disputed_by_category() -> None:
    table = [[["a"], ["a"], ["b"], ["a"]] * 5, [["a", "b"], ["a", "b"], ["b"], ["a"]] * 5]
    assert said(table, Level.SET).endswith("Most disagreement is over b (100.0 % of it).")
