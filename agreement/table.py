"""The table of a run for other programs: one row per variable, and one per category below it.

Figures have all their digits, a point and no unit; what is undefined is empty, with the reason in a column of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from agreement.report import CategoryReport, VariableReport
from agreement.results import Estimate, Interval, Undefined
from agreement.verdicts import judge

Cell = str | int | float | None

COLUMNS = (
    "variable",
    "variable_label",
    "category",
    "category_label",
    "level",
    "units",
    "pairable_units",
    "coders",
    "codes",
    "pairable_codes",
    "uncodable",
    "not_applicable",
    "missing",
    "categories_used",
    "categories_declared",
    "agreement_pairs",
    "agreement_all_coders",
    "alpha",
    "alpha_lower",
    "alpha_upper",
    "p_alpha_below_667",
    "p_alpha_below_800",
    "share_of_replicates_undefined",
    "observed_disagreement",
    "expected_disagreement",
    "verdict",
    "why_alpha_undefined",
    "why_no_interval",
    "alpha_of_krippendorff_package",
)


def write_csv(reports: Iterable[VariableReport]) -> str:
    """The table as CSV, UTF-8 text with a head."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for report in reports:
        writer.writerows(_rows(report))
    return text.getvalue()


def _rows(report: VariableReport) -> Iterator[dict[str, Cell]]:
    about: dict[str, Cell] = {
        "variable": report.variable.key,
        "variable_label": report.variable.label,
        "level": report.variable.level.value,
        "units": report.tally.units,
        "pairable_units": report.tally.pairable_units,
        "coders": report.tally.coders,
    }
    yield {
        **about,
        "codes": report.tally.codes,
        "pairable_codes": report.tally.pairable_codes,
        "uncodable": report.tally.uncodable,
        "not_applicable": report.tally.not_applicable,
        "missing": report.tally.missing,
        "categories_used": report.tally.used,
        "categories_declared": report.tally.declared,
        "agreement_all_coders": _value(report.full_agreement),
        "verdict": judge(report.alpha).value,
        **_figures(report),
    }
    for category in report.categories:
        yield {
            **about,
            "category": category.category.key,
            "category_label": category.category.label,
            "pairable_codes": category.pairable_codes,
            **_figures(category),
        }


def _figures(report: VariableReport | CategoryReport) -> dict[str, Cell]:
    figures: dict[str, Cell] = {"agreement_pairs": _value(report.agreement), "alpha": _value(report.alpha)}
    match report.alpha:
        case Undefined(reason):
            figures["why_alpha_undefined"] = reason.value
        case Estimate(_, Undefined(reason)):
            figures["why_no_interval"] = reason.value
        case Estimate(_, Interval() as interval):
            figures |= {
                "alpha_lower": interval.lower,
                "alpha_upper": interval.upper,
                "p_alpha_below_667": interval.below_tentative,
                "p_alpha_below_800": interval.below_reliable,
                "share_of_replicates_undefined": interval.share_undefined,
            }
    if report.arithmetic is not None:
        figures["observed_disagreement"] = report.arithmetic.observed
        figures["expected_disagreement"] = report.arithmetic.expected
    if report.opinion is not None:
        figures["alpha_of_krippendorff_package"] = report.opinion.value
    return figures


def _value(outcome: Estimate | Undefined) -> float | None:
    return outcome.value if isinstance(outcome, Estimate) else None
