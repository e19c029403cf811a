"""Have the reliability of a round computed, and keep what was found."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agreement import queries
from agreement.bootstrap import Sampling
from agreement.codes import CodedVariable, Tally, Variable, read_codes
from agreement.models import Coefficient, Measure, ReliabilityRun
from agreement.report import CategoryReport, VariableReport, report_variable
from agreement.results import Estimate, Undefined
from coding.models import Round
from coding.models.rounds import RoundKind
from coding.queries.late import accepted_late
from coding.services.round_phases import locked
from coding.services.round_reliability import ask_for_reliability
from coding.states import Phase
from cyberdip.lib.problems import NotFound, WrongPhase
from studies.models import Job, User
from studies.services.jobs import Report
from studies.services.logbook import record

METHOD = 1  # of the engine: raised when the same data would give other figures, so that no old run is taken for them
SAMPLING = Sampling()

Row = tuple[int, int, dict[str, Any] | None]


def request_reliability(round: Round, *, by: User | None, at: datetime) -> Job:
    """Ask for the reliability of a closed round. Asking twice gets the same job while it is unfinished.

    Raises WrongPhase while coding goes on: figures of agreement would tell what the coders chose.
    """
    check_closed(round)
    return ask_for_reliability(round, by=by, at=at)


def check_closed(round: Round) -> None:
    """Raise WrongPhase unless the round is closed or further."""
    if Phase(round.phase) in (Phase.PLANNED, Phase.OPEN):
        raise WrongPhase(_("Reliability is computed once the round is closed: coders stay blind until then."))


def repeated_round(round: Round) -> Round:
    """The round, if it is one in which coders met earlier messages again and it is closed; raises NotFound and WrongPhase."""
    if round.kind != RoundKind.STABILITY or round.repeats_id is None:
        raise NotFound(_("Nobody met earlier messages again in this round: there is no stability to tell."))
    check_closed(round)
    return round


def compute_reliability(job: Job, report: Report, *, at: datetime) -> dict[str, Any]:
    """The work of the job: measure every variable of the round `job.params["round"]` and keep the figures.

    Unchanged data give the run that is already there. Returns the number of the run and whether it was there before. A late
    coding that is accepted meanwhile is measured too: whoever accepted it was given this job.
    """
    round = Round.objects.select_related("study", "codebook").get(pk=job.params["round"], study=job.study_id)
    check_closed(round)
    while True:
        counted = accepted_late(round)
        found = _compute(round, job, report, at=at)
        if accepted_late(round) == counted:
            return found


def _compute(round: Round, job: Job, report: Report, *, at: datetime) -> dict[str, Any]:
    variables = queries.variables_of(round.codebook)
    digest = _Digest(variables)
    report(0, 0, _("reading the codings"))
    coded = read_codes(variables, digest.over(queries.assignments_of(round)))
    known = ReliabilityRun.objects.filter(round=round, digest=digest.hex()).first()
    if known is not None:
        return {"run": known.number, "unchanged": True}
    reports = _measure(coded, report)
    run = _keep(round, job, digest.hex(), reports, at=at)
    return {"run": run.number, "unchanged": False}


def _measure(coded: list[CodedVariable], report: Report) -> list[VariableReport]:
    """Reports on all variables; progress is told in replicates over all of them."""
    each, total = SAMPLING.replicates, len(coded) * SAMPLING.replicates
    return [
        report_variable(one, SAMPLING, _progress(report, place * each, total, one.variable.label))
        for place, one in enumerate(coded)
    ]


def _progress(report: Report, before: int, total: int, step: str) -> Callable[[int], None]:
    def tell(done: int) -> None:
        report(before + done, total, step)

    tell(0)
    return tell


@transaction.atomic
def _keep(
    round: Round, job: Job, digest: str, reports: list[VariableReport], *, at: datetime
) -> ReliabilityRun:
    locked(round)  # two jobs at once: the second finds the run of the first
    runs = ReliabilityRun.objects.filter(round=round)
    known = runs.filter(digest=digest).first()
    if known is not None:
        return known
    run = ReliabilityRun.objects.create(
        round=round,
        number=(runs.aggregate(last=Max("number"))["last"] or 0) + 1,
        job=job,
        digest=digest,
        parameters=parameters(),
        versions=software(),
        computed_by=job.requested_by,
        computed_at=at,
    )
    Coefficient.objects.bulk_create(
        row for position, found in enumerate(reports) for row in _rows(run, position, found)
    )
    record(
        round.study,
        by=job.requested_by,
        at=at,
        verb="reliability computed",
        subject=f"{round.title}, run {run.number}",
        detail={"round": round.number, "run": run.number, "digest": digest},
    )
    return run


def parameters() -> dict[str, Any]:
    """What the figures depend on besides the data."""
    return {
        "method": METHOD,
        "replicates": SAMPLING.replicates,
        "seed": SAMPLING.seed,
        "interval": "percentile, 95 %, pairable units resampled",
    }


def software() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "krippendorff")},
    }


class _Digest:
    """SHA-256 over the variables, the parameters and every row that was read."""

    def __init__(self, variables: Iterable[Variable]) -> None:
        self._hash = hashlib.sha256()
        self._add([parameters(), [asdict(variable) for variable in variables]])

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self._add(row)
            yield row

    def hex(self) -> str:
        return self._hash.hexdigest()

    def _add(self, value: object) -> None:
        self._hash.update(json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n")


def _rows(run: ReliabilityRun, position: int, found: VariableReport) -> Iterator[Coefficient]:
    """The figures of a variable and of its categories, as they are kept."""
    about = {
        "run": run,
        "position": position,
        "variable_key": found.variable.key,
        "variable_label": found.variable.label,
        "level": found.variable.level.value,
        **_counts(found.tally),
    }
    yield Coefficient(**about, measure=Measure.AGREEMENT, **_figure(found.agreement))
    yield Coefficient(**about, measure=Measure.FULL_AGREEMENT, **_figure(found.full_agreement))
    dispute = None if found.dispute is None else asdict(found.dispute)
    yield Coefficient(
        **about, measure=Measure.ALPHA, dispute=dispute, **_figure(found.alpha), **_behind(found)
    )
    for place, category in enumerate(found.categories):
        about_category = {
            **about,
            "category_position": place,
            "category_key": category.category.key,
            "category_label": category.category.label,
            "category_codes": category.pairable_codes,
        }
        yield Coefficient(**about_category, measure=Measure.AGREEMENT, **_figure(category.agreement))
        yield Coefficient(
            **about_category, measure=Measure.ALPHA, **_figure(category.alpha), **_behind(category)
        )


def _counts(tally: Tally) -> dict[str, int | None]:
    counts = asdict(tally)
    used, declared = counts.pop("used"), counts.pop("declared")
    return {**counts, "categories_used": used, "categories_declared": declared}


def _figure(outcome: Estimate | Undefined) -> dict[str, Any]:
    if isinstance(outcome, Undefined):
        return {"undefined_reason": outcome.reason.value}
    if isinstance(outcome.interval, Undefined):
        return {"value": outcome.value, "no_interval_reason": outcome.interval.reason.value}
    return {"value": outcome.value, **asdict(outcome.interval)}


def _behind(found: VariableReport | CategoryReport) -> dict[str, Any]:
    """What stands behind an alpha: arithmetic and second opinion."""
    return {
        "arithmetic": None if found.arithmetic is None else asdict(found.arithmetic),
        "second_opinion": None if found.opinion is None else found.opinion.value,
        "confirmed": None if found.opinion is None else found.opinion.confirms,
    }
