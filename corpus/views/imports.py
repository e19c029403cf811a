"""Imports: upload a file, say what its columns are, look at the dry run, start, and read the report afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from corpus import queries
from corpus.forms import MappingForm, StartForm, UploadForm
from corpus.mapping import FIXABLE, FieldMapping
from corpus.models import Import
from corpus.sentences import FIELD_LABELS
from corpus.services import imports as services
from cyberdip.lib.keyset import page
from cyberdip.lib.problems import Invalid, Problem
from studies.access import Access, study_view
from studies.models import Job, JobState
from studies.roles import Right
from studies.services.jobs import cancel_job

PAGE_SIZE = 50


@study_view(Right.SEE_CORPUS)
def import_list(request: HttpRequest, access: Access) -> HttpResponse:
    rows = page(
        queries.imports_of(access.study), fields=("-number",), cursor=request.GET.get("after"), size=PAGE_SIZE
    )
    return render(request, "corpus/import_list.html", {"page": rows})


@study_view(Right.IMPORT_MESSAGES, post=Right.IMPORT_MESSAGES)
def import_create(request: HttpRequest, access: Access) -> HttpResponse:
    if request.method != "POST":
        return render(request, "corpus/import_create.html", {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            source = services.create_import(
                access.study, file=form.cleaned_data["file"], by=access.user, at=timezone.now()
            )
        except Problem as problem:
            form.add_error("file", problem.detail)
            return render(request, "corpus/import_create.html", {"form": form}, status=problem.status)
        return redirect("import_detail", access.study.slug, source.number)
    return render(request, "corpus/import_create.html", {"form": form}, status=422)


@study_view(Right.SEE_CORPUS, post=Right.IMPORT_MESSAGES)
def import_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What was recognised, what the columns are, what a dry run says, how far the import is, or what came of it."""
    source, job = queries.import_and_job(access.study, number)
    if request.method == "POST":
        return _save_mapping(request, access, source, job)
    return _page(request, source, job)


def _save_mapping(request: HttpRequest, access: Access, source: Import, job: Job | None) -> HttpResponse:
    """Saves the columns, and has the file checked at once: that is what they were assigned for."""
    form = MappingForm(request.POST, columns=queries.columns_of(source))
    if not form.is_valid():
        return _page(request, source, job, form, status=422)
    try:
        source = services.save_mapping(source, mapping=form.mapping, by=access.user, at=timezone.now())
    except Invalid as problem:
        form.add_faults(problem.fields)
        return _page(request, source, job, form, status=422)
    services.check_import(source, by=access.user, at=timezone.now())
    return redirect("import_detail", access.study.slug, source.number)


def _page(
    request: HttpRequest,
    source: Import,
    job: Job | None,
    form: MappingForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    if source.finished_at is not None:
        return _report(request, source)
    sample = queries.sample_of(source)
    mapping = FieldMapping.from_json(source.mapping)
    form = form or MappingForm(initial=MappingForm.initial_of(mapping), columns=sample.columns)
    context = {
        "import": source,
        "form": form,
        "assignments": _assignments(form, source),
        "sample": sample,
        "preview": [
            [row.record.get(column) for column in sample.columns]
            for row in sample.rows[: queries.PREVIEW_ROWS]
        ],
        "job": job if job is not None and job.state != JobState.DONE else None,
        "check": queries.check_of(source),
        "start_form": StartForm(),
    }
    return render(request, "corpus/import_detail.html", context, status=status)


def _report(request: HttpRequest, source: Import) -> HttpResponse:
    """The page of an import that was done; it stays."""
    columns, fixed = source.mapping.get("columns", {}), source.mapping.get("fixed", {})
    assignments = [
        (label, columns.get(name.value), fixed.get(name.value))
        for name, label in FIELD_LABELS.items()
        if name.value in columns or name.value in fixed
    ]
    context = {"import": source, "report": source.report, "assignments": assignments}
    return render(request, "corpus/import_report.html", context)


def _assignments(form: MappingForm, source: Import) -> list[dict[str, Any]]:
    """The rows of the mapping editor: the field, its column, its value for the whole file, why it was guessed so."""
    reasons = source.reading.get("reasons", {})
    return [
        {
            "label": label,
            "column": form[f"column_{name.value}"],
            "fixed": form[f"fixed_{name.value}"] if name in FIXABLE else None,
            "reason": reasons.get(name.value),
        }
        for name, label in FIELD_LABELS.items()
    ]


@study_view(post=Right.IMPORT_MESSAGES)
def import_check(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    source = queries.import_of(access.study, number)
    services.check_import(source, by=access.user, at=timezone.now())
    return redirect("import_detail", access.study.slug, number)


@study_view(post=Right.IMPORT_MESSAGES)
def import_start(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    source = queries.import_of(access.study, number)
    form = StartForm(request.POST)
    leave_out = form.is_valid() and form.cleaned_data["leave_out_refused"]
    services.start_import(source, leave_out_refused=leave_out, by=access.user, at=timezone.now())
    return redirect("import_detail", access.study.slug, number)


@study_view(post=Right.IMPORT_MESSAGES)
def import_cancel(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    source = queries.import_of(access.study, number)
    job = queries.unfinished_job(source)
    if job is None:
        messages.info(request, _("Nothing was running any more."))
    else:
        cancel_job(access.study, job.pk, by=access.user, at=timezone.now())
    return redirect("import_detail", access.study.slug, number)
