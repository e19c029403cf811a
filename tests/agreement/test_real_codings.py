"""Real codings of several coders, read row by row, come to the alphas that were published or found with other software."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from agreement.bootstrap import Sampling
from agreement.codes import Category, Level, Variable, read_codes
from agreement.report import VariableReport, report_variable
from agreement.results import Estimate

pytestmark = pytest.mark.shared_data

CHEAP = Sampling(replicates=100)
NUMERIC = (Level.INTERVAL, Level.RATIO)
FILES = (
    "convabuse_8coders_severity_types",
    "fbposts",
    "gwet_raw4raters",
    "hayes_krippendorff_2007_5obs_40units",
    "hs_brexit_6coders_3vars",
    "irr_anxiety",
    "irr_diagnoses",
    "krippendorff_2011_4obs_12units",
)
TYPES = ("ableist", "homophobic", "intellectual", "racist", "sex_harassment", "sexist", "transphobic")

Rows = list[tuple[str, str, str]]  # unit, coder, value


def rows_by_variable(path: Path) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["variable"]].append((row["unit_id"], row["coder"], row["value"]))
    return found


def report(rows: Rows, level: Level, categories: list[str]) -> VariableReport:
    units, coders = (
        {name: place for place, name in enumerate(sorted({row[i] for row in rows}))} for i in (0, 1)
    )
    declared = () if level in NUMERIC else tuple(Category(key, key) for key in categories)
    variable = Variable("v", "V", level, declared)
    codings = [
        (units[unit], coders[coder], {"v": float(value) if level in NUMERIC else value})
        for unit, coder, value in rows
    ]
    return report_variable(read_codes([variable], codings)[0], CHEAP)


@pytest.mark.parametrize("name", FILES)
def test_alphas_of_real_codings(name: str, shared_data: Path) -> None:
    folder = shared_data / "data" / "annotations"
    expected: dict[str, dict[str, Any]] = json.loads(
        (folder / "expected_reliability_public.json").read_text()
    )[name]
    by_variable = rows_by_variable(folder / f"{name}.csv")
    for key, figures in expected.items():
        for level in (Level.NOMINAL, Level.ORDINAL, *NUMERIC):
            if f"alpha_{level}" not in figures:
                continue
            found = report(by_variable[key], level, figures["categories"])
            assert isinstance(found.alpha, Estimate)
            assert found.alpha.value == pytest.approx(figures[f"alpha_{level}"], abs=1e-6), (key, level)
            assert found.opinion is not None and found.opinion.confirms
            assert found.tally.pairable_units == figures["units_with_2plus"]
            assert found.tally.codes == figures["codings"]


def test_masi_of_real_label_sets(shared_data: Path) -> None:
    """Types of abuse as a set for each coder, the empty set where asked and none was given: alpha .725233 by nltk."""
    folder = shared_data / "data" / "annotations"
    by_variable = rows_by_variable(folder / f"{FILES[0]}.csv")
    published = json.loads((folder / "published_reference.json").read_text())[
        "convabuse_multilabel_set_valued"
    ]
    sets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in TYPES:
        for unit, coder, value in by_variable[key]:
            sets[unit, coder] += [key] if value == "1" else []
    names = sorted({unit for unit, _coder in sets}), sorted({coder for _unit, coder in sets})
    variable = Variable("v", "V", Level.SET, tuple(Category(key, key) for key in TYPES))
    codings = [
        (names[0].index(unit), names[1].index(coder), {"v": chosen}) for (unit, coder), chosen in sets.items()
    ]
    found = report_variable(read_codes([variable], codings)[0], CHEAP)
    assert isinstance(found.alpha, Estimate)
    assert found.tally.pairable_units == published["n_units"]
    assert found.alpha.value == pytest.approx(published["alpha_masi"], abs=1e-6)
