"""The table on a terminal."""

from __future__ import annotations

from agreement.bootstrap import Sampling
from agreement.codes import Level
from agreement.report import report_variable
from agreement.terminal import render_table
from tests.agreement.tables import read_table

CHEAP = Sampling(replicates=100)


def test_one_line_a_variable_figures_to_the_right_reasons_below() -> None:
    agreed = report_variable(read_table([list("abcabcabcabc"), list("abcabcabcabc")], Level.NOMINAL), CHEAP)
    alike = report_variable(read_table([list("aaaa"), list("aaaa")], Level.NOMINAL, list("abc")), CHEAP)
    head, rule, first, second, reason = render_table([agreed, alike]).splitlines()
    assert head.split() == [
        *("Variable", "Level", "Units", "(pairable)", "Coders", "%", "agreement", "alpha"),
        *("95", "%", "interval", "P(<.667)", "P(<.800)", "Verdict"),
    ]
    assert set(rule) == {"─", " "}
    assert first.split() == [
        *("V", "nominal", "12", "(12)", "2", "100.0", "1.00", "[1.00,", "1.00]", "<.001", "<.001", "reliable")
    ]
    assert second.split() == ["V", "nominal", "4", "(4)", "2", "100.0", "–", "–", "–", "–", "undefined"]
    assert head.index("Coders") + len("Coders") == first.index("2 ", first.index("(12)")) + 1
    assert reason == "V has no alpha: all codes are the same, so no disagreement is to be expected by chance."
