"""Find codings to measure, runs, and the reports that were stored with them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from agreement.codes import Category, Level, Tally, Variable
from agreement.models import Coefficient, Measure, ReliabilityRun
from agreement.report import Arithmetic, CategoryReport, Dispute, VariableReport
from agreement.results import Estimate, Interval, Reason, Undefined
from agreement.second_opinion import SecondOpinion
from agreement.stability import VariableStability, stability_of
from coding.codebook_rules import VariableSpec
from coding.codebook_rules.tree import choosable, paths, told_apart
from coding.models import Assignment, CodebookVersion, Coding, Round, RoundCoder
from coding.models.codebook import VariableKind
from coding.models.rounds import RoundKind
from coding.queries.codebook import codebook_spec
from coding.queries.codings import first_attempts
from coding.queries.rounds import coders_of, reliability_job
from cyberdip.lib.problems import NotFound
from studies.models import Job, JobState, Study

_CHUNK = 5000


def assignments_of(round: Round) -> Iterator[tuple[int, int, dict[str, Any] | None]]:
    """Unit, coder and the values of the newest coding, None where nothing was submitted; always in the same order.

    Hidden messages with known answers and repeated trainings are left out (`coding.queries.codings`).
    """
    return (
        Assignment.objects.filter(first_attempts(), round=round)
        .annotate(newest=FilteredRelation("codings", condition=Q(codings__revision=F("revision"))))
        .order_by("unit_id", "coder_id")
        .values_list("unit_id", "coder_id", "newest__values")
        .iterator(_CHUNK)
    )


Pair = tuple[int, dict[str, Any], dict[str, Any]]


def stabilities_of(round: Round) -> list[tuple[RoundCoder, list[VariableStability]]]:
    """How alike each coder of a stability round coded the messages that they met again; in three statements.

    What they met again is compared with their coding as it stood when the round was opened.
    """
    pairs = _pairs(round)
    variables = variables_of(round.codebook)
    return [(coder, stability_of(variables, pairs.get(coder.coder_id, []))) for coder in coders_of(round)]


def _pairs(round: Round) -> dict[int, list[Pair]]:
    """By the coder's id: message, values before and values again, of all that was coded twice."""
    before: dict[tuple[int, int], dict[str, Any]] = {
        (coder, message): values
        for coder, message, values in Coding.objects.filter(
            assignment__round=round.repeats_id, submitted_at__lte=round.opened_at
        )
        .order_by("assignment__coder", "assignment__unit__message", "-revision")
        .distinct("assignment__coder", "assignment__unit__message")
        .values_list("assignment__coder", "assignment__unit__message", "values")
        .iterator(_CHUNK)
    }
    again = (
        Coding.objects.filter(assignment__round=round, revision=F("assignment__revision"))
        .order_by("assignment__unit__position", "assignment__coder")
        .values_list("assignment__coder", "assignment__unit__message", "values")
    )
    pairs: dict[int, list[Pair]] = defaultdict(list)
    for coder, message, values in again.iterator(_CHUNK):
        if (coder, message) in before:
            pairs[coder].append((message, before[coder, message], values))
    return pairs


def variables_of(codebook: CodebookVersion) -> list[Variable]:
    """The variables of a codebook in their order, as the method knows them; what is retired was not asked."""
    return [
        Variable(
            spec.key,
            spec.label,
            Level(spec.level or Level.TEXT),
            _categories(spec),
            is_date=spec.kind == VariableKind.DATE,
        )
        for spec in codebook_spec(codebook).variables
        if not spec.retired
    ]


def _categories(spec: VariableSpec) -> tuple[Category, ...]:
    if spec.kind == VariableKind.YESNO:
        return Category("yes", _("Yes")), Category("no", _("No"))
    labels = told_apart({one.key: one.label for one in spec.categories}, paths(spec.categories))
    return tuple(
        Category(
            category.key, labels[category.key], None if category.score is None else float(category.score)
        )
        for category in choosable(spec)
    )


def closed_rounds(study: Study) -> QuerySet[Round]:
    """The rounds whose codings may be compared, newest first."""
    return (
        Round.objects.filter(study=study, closed_at__isnull=False)
        .select_related("codebook")
        .order_by("-number")
    )


def runs_of(study: Study) -> QuerySet[ReliabilityRun]:
    """All runs of a study, newest first."""
    return (
        ReliabilityRun.objects.filter(round__study=study)
        .select_related("round", "computed_by")
        .order_by("-id")
    )


def newest_run(round: Round) -> ReliabilityRun | None:
    """The last run of a round, None while there is none."""
    return _runs(round).first()


def run_of(round: Round, number: int) -> ReliabilityRun:
    """One run of a round. Raises NotFound."""
    run = _runs(round).filter(number=number).first()
    if run is None:
        raise NotFound(_("There is no such run of reliability in this round."))
    return run


def _runs(round: Round) -> QuerySet[ReliabilityRun]:
    return (
        ReliabilityRun.objects.filter(round=round)
        .select_related("round__study", "round__codebook", "computed_by")
        .order_by("-number")
    )


def open_job(round: Round) -> Job | None:
    """The last job on a round's reliability, unless it is done: waiting, running, failed or cancelled."""
    job = reliability_job(round)
    return None if job is None or job.state == JobState.DONE else job


RoundReports = tuple[Round, ReliabilityRun | None, list[VariableReport]]


def newest_reports(study: Study) -> list[RoundReports]:
    """Every closed round, newest first, with its last run and the reports of that on whole variables; three statements in all."""
    return _with_reports(list(closed_rounds(study)), Q(category_key=None))


def reports_by(version: CodebookVersion) -> list[RoundReports]:
    """The closed rounds that were coded by this version, newest first, with the last run of each and its reports, those on
    categories included. Trainings and repeated codings are no measure of a codebook."""
    return _with_reports(list(_rounds_by(version)), Q())


def _rounds_by(version: CodebookVersion) -> QuerySet[Round]:
    return (
        closed_rounds(version.study)
        .filter(codebook=version)
        .exclude(kind__in=(RoundKind.TRAINING, RoundKind.STABILITY))
    )


def _with_reports(rounds: list[Round], which: Q) -> list[RoundReports]:
    runs = {
        run.round_id: run
        for run in ReliabilityRun.objects.filter(round__in=rounds)
        .order_by("round_id", "-number")
        .distinct("round_id")
    }
    rows = Coefficient.objects.filter(which, run__in=runs.values()).order_by("run_id", *_ORDER)
    reports = {run: _reports(list(of_run)) for run, of_run in groupby(rows, key=lambda row: row.run_id)}
    return [(round, run := runs.get(round.pk), reports.get(run.pk, []) if run else []) for round in rounds]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often what was coded: `codings` in all, `answered` of these by variable, `codes` by variable and category (`true` and
    `false` for yes and no). A coding of any categories can give several codes, or answer with none."""

    codings: int
    answered: Mapping[str, int]
    codes: Mapping[tuple[str, str], int]


# Equal answers are counted as wholes, for there are few of them; of what is not chosen from a list only whether it is an answer.
_ANSWERS = """
    SELECT asked.key,
           CASE WHEN asked.listed THEN coding.answers -> asked.key
                ELSE to_jsonb(jsonb_typeof(coding.answers -> asked.key) <> 'object' OR coding.answers -> asked.key ? 'text')
           END::text,
           count(*)
    FROM ({codings}) AS coding (answers)
    CROSS JOIN unnest(%s::text[], %s::boolean[]) AS asked (key, listed)
    WHERE coding.answers ? asked.key
    GROUP BY 1, 2
"""


def frequencies_of(version: CodebookVersion) -> Frequencies:
    """How often what was coded by this version in the rounds that are closed; two statements."""
    codings = Coding.objects.filter(
        first_attempts("assignment__"),
        assignment__round__in=_rounds_by(version).order_by().values("pk"),
        revision=F("assignment__revision"),
    )
    listed = {
        variable.key: variable.has_categories or variable.kind == VariableKind.YESNO
        for variable in codebook_spec(version).variables
    }
    answered: Counter[str] = Counter()
    codes: Counter[tuple[str, str]] = Counter()
    for key, answer, n in _answers(codings, listed):
        answered[key] += n
        if listed[key]:
            codes.update({(key, code): n for code in _codes(answer)})
    return Frequencies(codings.count(), answered, codes)


def _answers(codings: QuerySet[Coding], listed: Mapping[str, bool]) -> Iterator[tuple[str, Any, int]]:
    """Variable, answer and how often; without what cannot be coded and what does not apply."""
    inner, params = codings.values("values").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS.format(codings=inner), [*params, [*listed], [*listed.values()]])
        rows = [(key, json.loads(answer), n) for key, answer, n in cursor.fetchall()]
    return (
        (key, answer, n)
        for key, answer, n in rows
        if not isinstance(answer, dict) and (listed[key] or answer)
    )


def _codes(answer: Any) -> list[str]:
    """The codes in an answer from a list, as `Frequencies` names them."""
    if isinstance(answer, bool):
        return ["true" if answer else "false"]
    return list(map(str, answer)) if isinstance(answer, list) else [str(answer)]


_ORDER = ("position", F("category_position").asc(nulls_first=True))


def reports_of(run: ReliabilityRun) -> list[VariableReport]:
    """The reports of a run as they were computed, in the order of the codebook; one statement."""
    return _reports(list(run.coefficients.order_by(*_ORDER)))


def _reports(rows: Iterable[Coefficient]) -> list[VariableReport]:
    return [
        _variable_report(list(of_variable))
        for _key, of_variable in groupby(rows, key=lambda row: row.position)
    ]


def _variable_report(rows: list[Coefficient]) -> VariableReport:
    parts = [list(part) for _key, part in groupby(rows, key=lambda row: row.category_position)]
    figures = {row.measure: row for row in parts[0]}
    alpha, categories = figures[Measure.ALPHA], tuple(_category_report(part) for part in parts[1:])
    return VariableReport(
        variable=Variable(
            alpha.variable_key,
            alpha.variable_label,
            Level(alpha.level),
            tuple(report.category for report in categories),
        ),
        tally=_tally(alpha),
        agreement=_outcome(figures[Measure.AGREEMENT]),
        full_agreement=_outcome(figures[Measure.FULL_AGREEMENT]),
        alpha=_outcome(alpha),
        categories=categories,
        arithmetic=_arithmetic(alpha),
        dispute=Dispute(tuple(alpha.dispute["names"]), alpha.dispute["share"]) if alpha.dispute else None,
        opinion=_opinion(alpha),
    )


def _category_report(rows: list[Coefficient]) -> CategoryReport:
    figures = {row.measure: row for row in rows}
    alpha = figures[Measure.ALPHA]
    return CategoryReport(
        category=Category(alpha.category_key or "", alpha.category_label),
        pairable_codes=alpha.category_codes or 0,
        agreement=_outcome(figures[Measure.AGREEMENT]),
        alpha=_outcome(alpha),
        arithmetic=_arithmetic(alpha),
        opinion=_opinion(alpha),
    )


def _tally(row: Coefficient) -> Tally:
    return Tally(
        units=row.units,
        pairable_units=row.pairable_units,
        coders=row.coders,
        codes=row.codes,
        pairable_codes=row.pairable_codes,
        uncodable=row.uncodable,
        not_applicable=row.not_applicable,
        missing=row.missing,
        used=row.categories_used,
        declared=row.categories_declared,
    )


def _outcome(row: Coefficient) -> Estimate | Undefined:
    if row.value is None:
        return Undefined(Reason(row.undefined_reason))
    return Estimate(row.value, _interval(row))


def _interval(row: Coefficient) -> Interval | Undefined:
    bounds = (row.lower, row.upper, row.below_tentative, row.below_reliable, row.share_undefined)
    numbers = [number for number in bounds if number is not None]
    return Interval(*numbers) if len(numbers) == len(bounds) else Undefined(Reason(row.no_interval_reason))


def _arithmetic(row: Coefficient) -> Arithmetic | None:
    if row.arithmetic is None:
        return None
    return Arithmetic(
        observed=row.arithmetic["observed"],
        expected=row.arithmetic["expected"],
        n=row.arithmetic["n"],
        names=tuple(row.arithmetic["names"]),
        totals=tuple(row.arithmetic["totals"]),
        coincidences=tuple(map(tuple, row.arithmetic["coincidences"])),
    )


def _opinion(row: Coefficient) -> SecondOpinion | None:
    return None if row.second_opinion is None else SecondOpinion(row.second_opinion, bool(row.confirmed))
