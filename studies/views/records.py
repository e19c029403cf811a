"""The logbook and the jobs of a study."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseStopPolling

from cyberdip.lib.keyset import page
from studies import queries
from studies.access import Access, study_view
from studies.roles import Right
from studies.services import jobs as services

PAGE_SIZE = 50


@study_view(Right.SEE_LOG)
def log_list(request: HttpRequest, access: Access) -> HttpResponse:
    entries = page(
        queries.log_of(access.study), fields=("-at", "-id"), cursor=request.GET.get("after"), size=PAGE_SIZE
    )
    return render(request, "studies/log_list.html", {"page": entries})


@study_view(Right.SEE_JOBS)
def job_list(request: HttpRequest, access: Access) -> HttpResponse:
    jobs = page(
        queries.jobs_of(access.study), fields=("-id",), cursor=request.GET.get("after"), size=PAGE_SIZE
    )
    return render(request, "studies/job_list.html", {"page": jobs})


@study_view(Right.SEE_JOBS)
def job_detail(request: HttpRequest, access: Access, job_id: int) -> HttpResponse:
    """The page of a job; its fragment for the poll, which is told to stop when the job has ended."""
    job = queries.job_of(access.study, job_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "studies/job_detail.html", {"job": job})
    answer = render(request, "studies/_job.html", {"job": job, "access": access})
    if job.is_finished:
        answer.status_code = HttpResponseStopPolling.status_code
    return answer


@study_view(post=Right.MANAGE_JOBS)
def job_cancel(request: HttpRequest, access: Access, job_id: int) -> HttpResponse:
    job = services.cancel_job(access.study, job_id, by=access.user, at=timezone.now())
    return redirect("job_detail", access.study.slug, job.pk)


@study_view(post=Right.MANAGE_JOBS)
def job_retry(request: HttpRequest, access: Access, job_id: int) -> HttpResponse:
    job = services.retry_job(access.study, job_id, by=access.user, at=timezone.now())
    return redirect("job_detail", access.study.slug, job.pk)
