"""The codebook on paper: what it says, and what came of it where coders have worked by it.

The same content is a page and a PDF. Figures come from rounds that are closed, and only for those who may see reliability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreement import queries
from agreement.notation import spell, spell_interval, spell_percent
from agreement.queries import Frequencies, RoundReports
from agreement.report import CategoryReport, VariableReport
from agreement.results import Undefined
from agreement.sentences import REASONS
from coding.codebook_rules import VariableSpec
from coding.models import CodebookVersion
from coding.models.codebook import VariableKind
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_reading import VariableReading, read_codebook, rule_sentence
from cyberdip.lib.typesetting import typeset

_TEMPLATE = Path(__file__).parent / "codebook.typ"


@dataclass(frozen=True, slots=True)
class Figure:
    """Alpha in a round, spelt: `.72`, `[.65, .78]`; where there is none, `reason` says why."""

    round: str
    alpha: str
    interval: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the appendix: how often a category was given; `share` is in per cent of the codings that answer the variable."""

    place: str
    label: str
    depth: int
    codes: int
    share: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a variable."""

    number: int
    label: str
    answered: int
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PrintedCodebook:
    """All that is on paper. `rounds` are those whose figures stand in the appendix; without any there is no appendix."""

    version: CodebookVersion
    variables: list[VariableReading]
    rules: list[tuple[str, str]]
    rounds: tuple[str, ...]
    codings: int
    results: list[Results]


def printed_codebook(version: CodebookVersion, *, with_figures: bool) -> PrintedCodebook:
    """A version to be printed, in a number of statements that does not depend on its size."""
    spec = codebook_spec(version)
    reports = queries.reports_by(version) if with_figures else []
    variables = read_codebook(spec)
    counts = queries.frequencies_of(version) if reports else Frequencies(0, {}, {})
    return PrintedCodebook(
        version=version,
        variables=variables,
        rules=[(rule_sentence(rule, spec), rule.message) for rule in spec.rules],
        rounds=tuple(_name(report) for report in reports),
        codings=counts.codings,
        results=[_results(reading, reports, counts) for reading in variables] if counts.codings else [],
    )


def _name(report: RoundReports) -> str:
    round, _run, _reports = report
    return _("Round %(number)d, %(title)s") % {"number": round.number, "title": round.title}


def _results(reading: VariableReading, reports: Sequence[RoundReports], counts: Frequencies) -> Results:
    variable = reading.variable
    answered = counts.answered.get(variable.key, 0)
    return Results(
        number=reading.number,
        label=variable.label,
        answered=answered,
        figures=_figures(reports, variable.key),
        lines=tuple(
            Line(
                place=place,
                label=label,
                depth=depth,
                codes=(codes := counts.codes.get((variable.key, code), 0)),
                share=spell_percent(codes / answered) if answered else "–",
                figures=_figures(reports, variable.key, category),
            )
            for place, label, depth, code, category in _rows(reading, variable)
        ),
    )


def _rows(reading: VariableReading, variable: VariableSpec) -> list[tuple[str, str, int, str, str]]:
    """Place, label, depth, the code as it is counted and the key by which reports know it."""
    if variable.kind == VariableKind.YESNO:
        return [("1", _("Yes"), 1, "true", "yes"), ("2", _("No"), 1, "false", "no")]
    return [
        (each.place, each.category.label, each.depth, each.category.key, each.category.key)
        for each in reading.categories
    ]


def _figures(reports: Sequence[RoundReports], variable: str, category: str = "") -> tuple[Figure, ...]:
    """Alpha of each round that has been measured and has a figure of its own for this."""
    return tuple(
        _figure(_name(of_round), found)
        for of_round in reports
        for report in of_round[2]
        if report.variable.key == variable and (found := _part(report, category)) is not None
    )


def _part(report: VariableReport, category: str) -> VariableReport | CategoryReport | None:
    if not category:
        return report
    return next((each for each in report.categories if each.category.key == category), None)


def _figure(round: str, report: VariableReport | CategoryReport) -> Figure:
    alpha = report.alpha
    if isinstance(alpha, Undefined):
        return Figure(round, "–", "", str(REASONS[alpha.reason]))
    if isinstance(alpha.interval, Undefined):
        return Figure(round, spell(alpha.value), "", str(REASONS[alpha.interval.reason]))
    return Figure(round, spell(alpha.value), spell_interval(alpha.interval), "")


# --- on paper


def make_pdf(printed: PrintedCodebook, *, at: datetime) -> bytes:
    """The PDF; `at` is when it was made."""
    return typeset(_TEMPLATE, _words(printed, at), at=at)


def _words(printed: PrintedCodebook, at: datetime) -> dict[str, Any]:
    """All words of the paper, so that the template holds none."""
    version = printed.version
    return {
        "language": get_language() or "en",
        "study": version.study.title,
        "title": _("Codebook, version %(number)d") % {"number": version.number},
        "about": _about(printed, at),
        "note": version.note,
        "variables": [_variable_words(reading) for reading in printed.variables],
        "rules": [{"sentence": sentence, "message": message} for sentence, message in printed.rules],
        "results": [asdict(result) for result in printed.results],
        "results_about": results_about(printed),
        "names": {
            "include": _("Include when"),
            "exclude": _("Exclude when"),
            "examples": _("Examples"),
            "near_misses": _("Near misses"),
            "rules": _("Rules across variables"),
            "results": _("Appendix: what was coded, and how far coders agree"),
            "asked_when": _("Asked when"),
            "category": _("Category"),
            "codes": _("Codes"),
            "share": _("%"),
            "alpha": _("Alpha [95 %]"),
            "answered": _("Codings that answer"),
            "page": _("Page"),
            "retired": _("retired"),
        },
    }


def _about(printed: PrintedCodebook, at: datetime) -> str:
    version = printed.version
    if version.is_draft or version.published_at is None:
        return _("A draft, as of %(day)s; it can change.") % {"day": date_format(at, "j F Y")}
    return _("Published by %(person)s on %(day)s. Printed on %(today)s.") % {
        "person": version.published_by,
        "day": date_format(version.published_at, "j F Y"),
        "today": date_format(at, "j F Y"),
    }


def results_about(printed: PrintedCodebook) -> str:
    """What the figures of the appendix rest on; "" where there are none."""
    if not printed.results:
        return ""
    return _(
        "From %(codings)d codings in closed rounds by this version (%(rounds)s). Shares are of the codings that answer the "
        "variable; where several categories can be chosen they add up to more than 100. Alpha is Krippendorff's, with its 95 %% "
        "interval; that of a category is of the category against all others."
    ) % {"codings": printed.codings, "rounds": "; ".join(printed.rounds)}


def _variable_words(reading: VariableReading) -> dict[str, Any]:
    variable = reading.variable
    return {
        "number": reading.number,
        "label": variable.label or variable.key,
        "key": variable.key,
        "group": variable.group,
        "facts": list(reading.facts),
        "condition": reading.condition,
        "instruction": variable.instruction,
        "categories": [
            {
                "place": each.place,
                "depth": each.depth,
                "label": each.category.label or each.category.key,
                "key": each.category.key,
                "number": each.category.number,
                "score": None if each.category.score is None else str(each.category.score),
                "retired": each.category.retired,
                "definition": each.category.definition,
                "include": each.category.include_when,
                "exclude": each.category.exclude_when,
                "examples": list(each.category.examples),
                "near_misses": list(each.category.near_misses),
            }
            for each in reading.categories
        ],
    }
