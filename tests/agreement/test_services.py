"""Computing the reliability of a round, and keeping it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from agreement import queries, services
from agreement.models import Coefficient, Measure, ReliabilityRun
from agreement.report import VariableReport
from agreement.results import Estimate, Interval, Reason, Undefined
from agreement.services import compute_reliability, request_reliability
from coding.services.late import decide_late_codings
from coding.services.rounds import close_round
from cyberdip.lib.problems import WrongPhase
from studies.models import Job, LogEntry, Study, User
from studies.services.jobs import JobCancelled
from tests.agreement.rounds import (
    NOT_APPLICABLE,
    UNCODABLE,
    answer,
    closed_pilot,
    code_in_order,
    computed,
    open_pilot,
)
from tests.coding.stage import NOW, planned_round

pytestmark = pytest.mark.django_db

COUNTS = (
    *("units", "pairable_units", "coders", "codes", "pairable_codes"),
    *("uncodable", "not_applicable", "missing", "categories_used"),
)
NOTHING = dict.fromkeys(COUNTS, 0)
ALPHA_OF_INTENT = {"variable_key": "intent", "measure": Measure.ALPHA, "category_key": None}


def reports_by_key(run: ReliabilityRun) -> dict[str, VariableReport]:
    return {report.variable.key: report for report in queries.reports_of(run)}


def test_alpha_of_a_round_is_the_one_computed_by_hand(study: Study, coder_a: User, coder_b: User) -> None:
    """Twelve messages, two of them disputed, both with “warn” on one side.

    n_warn = 10, n_attack = 7, n_extol = 7, n = 24; D_o = 4/24, D_e = (24^2 - 10^2 - 7^2 - 7^2) / (24 * 23) = 378/552.
    """
    run = computed(closed_pilot(study, coder_a, coder_b), by=study.created_by)
    intent = reports_by_key(run)["intent"]
    assert intent.alpha.value == pytest.approx(1 - (4 / 24) / (378 / 552))  # type: ignore[union-attr]
    assert intent.agreement.value == pytest.approx(10 / 12)  # type: ignore[union-attr]
    assert isinstance(intent.alpha, Estimate) and isinstance(intent.alpha.interval, Interval)
    assert intent.opinion is not None and intent.opinion.confirms
    assert (intent.tally.units, intent.tally.pairable_units, intent.tally.coders) == (12, 12, 2)


def test_what_cannot_be_computed_is_kept_with_its_reason(study: Study, coder_a: User, coder_b: User) -> None:
    reports = reports_by_key(computed(closed_pilot(study, coder_a, coder_b), by=study.created_by))
    assert reports["concepts"].alpha == Undefined(Reason.NO_VARIATION)
    assert reports["concepts"].agreement.value == 1.0  # type: ignore[union-attr]
    assert reports["remark"].alpha == Undefined(Reason.NOT_COMPARED)


def test_a_stored_report_is_the_one_that_was_computed(study: Study, coder_a: User, coder_b: User) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    run = computed(round, by=study.created_by)
    coded = services.read_codes(queries.variables_of(round.codebook), queries.assignments_of(round))
    fresh = [services.report_variable(one, services.SAMPLING) for one in coded]
    for stored, report in zip(queries.reports_of(run), fresh, strict=True):
        assert stored.tally == report.tally
        assert (stored.alpha, stored.agreement, stored.full_agreement) == (
            report.alpha,
            report.agreement,
            report.full_agreement,
        )
        assert (stored.arithmetic, stored.dispute, stored.opinion) == (
            report.arithmetic,
            report.dispute,
            report.opinion,
        )
        assert [(c.category.key, c.pairable_codes, c.alpha, c.arithmetic) for c in stored.categories] == [
            (c.category.key, c.pairable_codes, c.alpha, c.arithmetic) for c in report.categories
        ]


def test_special_values_and_gaps_are_told_and_are_no_codes(
    study: Study, coder_a: User, coder_b: User
) -> None:
    round = open_pilot(study, [coder_a, coder_b], messages=4)
    code_in_order(round, coder_a, [answer("warn"), answer(UNCODABLE), answer(NOT_APPLICABLE, concepts=[])])
    code_in_order(round, coder_b, [answer("warn"), answer("warn"), answer("warn", concepts=["trust"])])
    run = computed(close_round(round, by=study.created_by, at=NOW), by=study.created_by)
    intent, concepts = reports_by_key(run)["intent"].tally, reports_by_key(run)["concepts"].tally
    assert (intent.codes, intent.uncodable, intent.not_applicable, intent.missing) == (4, 1, 1, 2)
    assert intent.pairable_units == 1
    assert (concepts.codes, concepts.missing, concepts.pairable_units) == (6, 2, 3)  # [] is a code


def test_the_newest_version_of_a_coding_counts(study: Study, coder_a: User, coder_b: User) -> None:
    round = open_pilot(study, [coder_a, coder_b], messages=2)
    code_in_order(round, coder_a, [answer("extol"), answer("extol")])
    code_in_order(round, coder_a, [answer("warn"), answer("attack")])
    code_in_order(round, coder_b, [answer("warn"), answer("attack")])
    run = computed(close_round(round, by=study.created_by, at=NOW), by=study.created_by)
    assert reports_by_key(run)["intent"].agreement.value == 1.0  # type: ignore[union-attr]


def test_unchanged_data_give_the_run_that_is_there(study: Study, coder_a: User, coder_b: User) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    first = computed(round, by=study.created_by)
    again = computed(round, by=study.created_by)
    assert again == first
    assert LogEntry.objects.filter(verb="reliability computed").count() == 1


def test_other_parameters_give_another_run(
    study: Study, coder_a: User, coder_b: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    first = computed(round, by=study.created_by)
    monkeypatch.setattr(services, "SAMPLING", services.Sampling(replicates=200, seed=5))
    second = computed(round, by=study.created_by)
    assert (first.number, second.number) == (1, 2)
    assert second.parameters["seed"] == 5
    assert queries.newest_run(round) == second


@pytest.mark.parametrize("is_open", [True, False])
def test_a_round_that_is_not_closed_is_not_compared(
    is_open: bool, study: Study, coder_a: User, coder_b: User
) -> None:
    round = open_pilot(study, [coder_a, coder_b]) if is_open else planned_round(study, [coder_a, coder_b])
    with pytest.raises(WrongPhase, match="once the round is closed"):
        request_reliability(round, by=study.created_by, at=NOW)
    assert not Job.objects.exists()


def test_closing_a_round_asks_for_its_reliability_once(study: Study, coder_a: User, coder_b: User) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    asked = Job.objects.get()
    assert (asked.task, asked.params) == ("agreement.reliability", {"round": round.pk})
    assert request_reliability(round, by=study.created_by, at=NOW) == asked


def test_two_jobs_at_once_make_one_run(study: Study, coder_a: User, coder_b: User) -> None:
    """The second has read the data before the first has kept its run."""
    round = closed_pilot(study, coder_a, coder_b)
    job = Job.objects.get()

    def other_first(done: int, total: int, step: str) -> None:
        if done == 0 and not round.reliability_runs.exists() and step == "Intent":
            compute_reliability(job, lambda done, total, step: None, at=NOW)

    result = compute_reliability(job, other_first, at=NOW)
    assert result["run"] == 1
    assert round.reliability_runs.count() == 1


def test_a_late_coding_accepted_meanwhile_is_measured_too(study: Study, coder_a: User, coder_b: User) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    with pytest.raises(WrongPhase, match="kept as late"):
        code_in_order(round, coder_b, [answer("attack")])

    def accepted_first(done: int, total: int, step: str) -> None:
        if step == "Concepts":
            decide_late_codings(round, decision="accepted", through=2**31, by=study.created_by, at=NOW)

    result = compute_reliability(Job.objects.get(), accepted_first, at=NOW)
    assert result["run"] == 2
    first, second = (
        run.coefficients.get(**ALPHA_OF_INTENT).value for run in round.reliability_runs.order_by("number")
    )
    assert second < first  # the late coding differs where both had agreed


def test_progress_is_told_in_replicates_of_all_variables(study: Study, coder_a: User, coder_b: User) -> None:
    closed_pilot(study, coder_a, coder_b)
    told: list[tuple[int, int, str]] = []
    compute_reliability(Job.objects.get(), lambda *words: told.append(words), at=NOW)
    figures = [words for words in told if words[1]]
    assert [done for done, _total, _step in figures] == sorted(done for done, _total, _step in figures)
    assert {total for _done, total, _step in figures} == {4 * services.SAMPLING.replicates}
    assert {step for _done, _total, step in figures} == {"Intent", "Concepts", "Addresses somebody", "Remark"}


def test_a_cancelled_job_keeps_nothing(study: Study, coder_a: User, coder_b: User) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    job = Job.objects.get()

    def cancelled(done: int, total: int, step: str) -> None:
        if done:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        compute_reliability(job, cancelled, at=NOW)
    assert not round.reliability_runs.exists()


def test_a_run_is_logged_with_who_asked(study: Study, coder_a: User, coder_b: User) -> None:
    run = computed(closed_pilot(study, coder_a, coder_b), by=study.created_by)
    entry = LogEntry.objects.get(verb="reliability computed")
    assert entry.by == run.computed_by == study.created_by
    assert entry.detail == {"round": 1, "run": 1, "digest": run.digest}


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_a_run_and_its_figures_never_change(deed: str, study: Study, coder_a: User, coder_b: User) -> None:
    run = computed(closed_pilot(study, coder_a, coder_b), by=study.created_by)
    for rows, change in ((run.coefficients.all(), {"value": 0.99}), (type(run).objects.all(), {"number": 9})):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            rows.update(**change) if deed == "update" else rows._raw_delete("default")


@pytest.mark.parametrize(
    "fields",
    [
        {"value": float("nan"), "no_interval_reason": "few_units"},
        {"value": None},
        {"value": 0.5, "undefined_reason": "no_codes", "no_interval_reason": "few_units"},
        {"value": 0.5},
        {"value": 0.5, "lower": 0.4},
        {"value": 0.5, "lower": 0.6, "upper": 0.4},
        {"value": 0.5, "lower": 0.4, "upper": float("nan")},
    ],
)
def test_the_database_refuses_a_figure_that_is_neither_number_nor_reason(
    fields: dict[str, Any], study: Study, coder_a: User, coder_b: User
) -> None:
    run = computed(closed_pilot(study, coder_a, coder_b), by=study.created_by)
    with pytest.raises(IntegrityError, match="coefficient_"), transaction.atomic():
        Coefficient.objects.create(
            run=run,
            position=9,
            variable_key="x",
            variable_label="X",
            level="nominal",
            measure="alpha",
            **NOTHING,
            **fields,
        )


def test_everything_kept_is_json(study: Study, coder_a: User, coder_b: User) -> None:
    run = computed(closed_pilot(study, coder_a, coder_b), by=study.created_by)
    assert json.dumps([run.parameters, run.versions], allow_nan=False)
    assert run.versions["krippendorff"].startswith("0.9")


def test_the_codings_are_fetched_in_one_statement(
    study: Study, coder_a: User, coder_b: User, django_assert_num_queries: Any
) -> None:
    round = closed_pilot(study, coder_a, coder_b)
    with django_assert_num_queries(1):
        rows = list(queries.assignments_of(round))
    assert len(rows) == 24
    assert rows[0][2]["intent"] == "warn"  # type: ignore[index]
