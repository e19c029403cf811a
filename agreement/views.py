"""Pages of reliability, and the codebook on paper with what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agreement import queries, services
from agreement.models import ReliabilityRun
from agreement.printing import PrintedCodebook, make_pdf, printed_codebook, results_about
from agreement.report import check_of
from agreement.table import write_csv
from coding.models import Round
from coding.queries.codebook import codebook_version
from coding.queries.rounds import round_of
from studies.access import Access, study_view
from studies.models import Job
from studies.roles import Right


@study_view(Right.SEE_RELIABILITY)
def reliability_list(request: HttpRequest, access: Access) -> HttpResponse:
    return render(
        request, "agreement/reliability_list.html", {"rounds": queries.newest_reports(access.study)}
    )


@study_view(Right.SEE_RELIABILITY)
def reliability_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """The newest run of a round, or what there is instead."""
    round = round_of(access.study, number)
    # The job is asked first: one that ends between the two questions has its run found.
    job = queries.open_job(round)
    return _report(request, round, queries.newest_run(round), job)


@study_view(Right.SEE_RELIABILITY)
def reliability_run(request: HttpRequest, access: Access, number: int, run: int) -> HttpResponse:
    """One run as it was computed."""
    round = round_of(access.study, number)
    return _report(request, round, queries.run_of(round, run))


def _report(
    request: HttpRequest, round: Round, run: ReliabilityRun | None, job: Job | None = None
) -> HttpResponse:
    reports = queries.reports_of(run) if run else []
    context = {"round": round, "job": job, "run": run, "reports": reports, "check": check_of(reports)}
    return render(request, "agreement/reliability_detail.html", context)


@study_view(Right.SEE_RELIABILITY)
def reliability_table(request: HttpRequest, access: Access, number: int, run: int) -> HttpResponse:
    """The table of a run as a CSV file."""
    found = queries.run_of(round_of(access.study, number), run)
    return HttpResponse(
        write_csv(queries.reports_of(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(access, found)}"'},
    )


def _file_name(access: Access, run: ReliabilityRun) -> str:
    return f"{access.study.slug}-round-{run.round.number}-reliability-{run.number}.csv"


@study_view(Right.SEE_RELIABILITY)
def stability_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """How alike each coder coded what they met again."""
    round = services.repeated_round(round_of(access.study, number))
    return render(
        request,
        "agreement/stability_detail.html",
        {"round": round, "coders": queries.stabilities_of(round)},
    )


@study_view(post=Right.COMPUTE_RELIABILITY)
def reliability_compute(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    round = round_of(access.study, number)
    services.request_reliability(round, by=access.user, at=timezone.now())
    return redirect("reliability_detail", access.study.slug, number)


@study_view(Right.SEE_CODEBOOK)
def codebook_print(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """A version of the codebook to be printed; its figures are for those who may see reliability."""
    printed = _printed(access, number)
    context = {"printed": printed, "version": printed.version, "results_about": results_about(printed)}
    return render(request, "agreement/codebook_print.html", context)


@study_view(Right.SEE_CODEBOOK)
def codebook_pdf(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    printed = _printed(access, number)
    name = f"{access.study.slug}-codebook-{printed.version}.pdf"
    return HttpResponse(
        make_pdf(printed, at=timezone.now()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _printed(access: Access, number: int) -> PrintedCodebook:
    version = codebook_version(access.study, number)
    return printed_codebook(version, with_figures=access.may(Right.SEE_RELIABILITY))
