"""The table of a run on a terminal: plain text, one line per variable."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from agreement.notation import spell, spell_interval, spell_percent, spell_probability
from agreement.report import VariableReport
from agreement.results import Estimate, Interval, Undefined
from agreement.sentences import LEVELS, REASONS, VERDICTS
from agreement.verdicts import judge

_NOTHING = "–"


def render_table(reports: Sequence[VariableReport]) -> str:
    """Variables with units, coders, percent agreement, alpha, interval, both probabilities and verdict.

    Columns are as wide as their widest cell; figures stand to the right. Reasons follow below.
    """
    head = (
        _("Variable"),
        _("Level"),
        _("Units (pairable)"),
        _("Coders"),
        _("% agreement"),
        _("alpha"),
        _("95 % interval"),
        "P(<.667)",
        "P(<.800)",
        _("Verdict"),
    )
    rows = [head, *(_cells(report) for report in reports)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join([*lines, *_reasons(reports)])


def _cells(report: VariableReport) -> tuple[str, ...]:
    tally = report.tally
    return (
        report.variable.label,
        str(LEVELS[report.variable.level]),
        f"{tally.units} ({tally.pairable_units})",
        str(tally.coders),
        spell_percent(report.agreement.value) if isinstance(report.agreement, Estimate) else _NOTHING,
        *_alpha(report.alpha),
        str(VERDICTS[judge(report.alpha)]),
    )


def _alpha(alpha: Estimate | Undefined) -> tuple[str, str, str, str]:
    match alpha:
        case Estimate(value, Interval() as interval):
            return (
                spell(value),
                spell_interval(interval),
                spell_probability(interval.below_tentative),
                spell_probability(interval.below_reliable),
            )
        case Estimate(value, _):
            return spell(value), _NOTHING, _NOTHING, _NOTHING
        case _:
            return _NOTHING, _NOTHING, _NOTHING, _NOTHING


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left (the first two columns and the last), figures to the right."""
    last = len(row) - 1
    cells = [
        cell.ljust(width) if column in (0, 1, last) else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _reasons(reports: Sequence[VariableReport]) -> list[str]:
    return [
        _("%(variable)s has no alpha: %(reason)s.")
        % {"variable": report.variable.label, "reason": REASONS[report.alpha.reason]}
        for report in reports
        if isinstance(report.alpha, Undefined)
    ]
