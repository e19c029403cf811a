"""Codebooks that come from files and leave as files, and templates to begin with."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_formats import MEDIA_TYPES, Format, NotACodebook, Reading, read, write
from coding.codebook_rules import check_codebook
from coding.forms.codebook_files import CodebookFileForm, TakeOverForm
from coding.queries.codebook import codebook_spec, codebook_version, draft_of, published_versions
from coding.queries.codebook_files import arrival_of
from coding.queries.codebook_reading import VariableReading, read_codebook, rule_sentence
from coding.services.codebook_files import begin_with_template, import_codebook
from coding.study_templates import TEMPLATES
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right

_MOST_TOLD = 200  # sentences of one kind on a page
_MOST_SHOWN = 500  # categories in the preview of a file


@study_view(Right.EDIT_CODEBOOK, post=Right.EDIT_CODEBOOK)
def codebook_import(request: HttpRequest, access: Access) -> HttpResponse:
    """The upload; sent, what is in the file and what it would come to. Nothing is stored."""
    if request.method != "POST":
        return _upload_page(request, CodebookFileForm())
    form = CodebookFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        reading = read(file.read(), file.name, say=_)
    except NotACodebook as refusal:
        form.add_error("file", refusal.sentence)
        return _upload_page(request, form, status=422)
    return _look_page(request, access, reading, file.name)


def _upload_page(request: HttpRequest, form: CodebookFileForm, *, status: int = 200) -> HttpResponse:
    return render(request, "coding/codebook_import.html", {"form": form}, status=status)


def _look_page(request: HttpRequest, access: Access, reading: Reading, file_name: str) -> HttpResponse:
    arrival = arrival_of(access.study, reading.spec)
    faults = [*reading.faults, *arrival.faults]
    draft = arrival.draft
    context: dict[str, Any] = {
        "form": CodebookFileForm(),
        "file_name": file_name,
        "reading": reading,
        "arrival": arrival,
        "faults": faults[:_MOST_TOLD],
        "more_faults": max(0, len(faults) - _MOST_TOLD),
    }
    if faults:
        return render(request, "coding/codebook_import.html", context, status=422)
    words = {
        "document": TakeOverForm.carried(access.study, reading.spec, file_name),
        "number": draft.number if draft else None,
        "edits": draft.edits if draft else None,
    }
    shown = _first(read_codebook(arrival.spec))
    context |= {
        "take_over": TakeOverForm(initial=words, study=access.study),
        "variables": shown,
        "not_shown": len(arrival.spec.variables) - len(shown),
        "rules": [rule_sentence(rule, arrival.spec) for rule in arrival.spec.rules],
        "missing": check_codebook(arrival.spec, say=_)[:_MOST_TOLD],
    }
    return render(request, "coding/codebook_import.html", context)


def _first(variables: list[VariableReading]) -> list[VariableReading]:
    """As many variables as a page can bear, and the first in any case."""
    sizes = accumulate(len(variable.categories) for variable in variables)
    enough = sum(size <= _MOST_SHOWN for size in sizes)
    return variables[: max(1, enough)]


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_take_over(request: HttpRequest, access: Access) -> HttpResponse:
    """What was looked at becomes the draft."""
    form = TakeOverForm(request.POST, study=access.study)
    if not form.is_valid():
        raise Invalid(" ".join(map(str, form.errors.get("document", []))) or _("Send the file again."))
    draft = import_codebook(
        access.study,
        form.spec,
        number=form.cleaned_data["number"],
        edits=form.cleaned_data["edits"],
        file_name=form.file_name,
        by=access.user,
        at=timezone.now(),
    )
    messages.success(
        request,
        _("The codebook of %(file)s is the draft of version %(number)d now.")
        % {"file": form.file_name, "number": draft.number},
    )
    return redirect("codebook_draft", access.study.slug)


@study_view(Right.SEE_CODEBOOK)
def codebook_file(request: HttpRequest, access: Access, number: int, form: str) -> HttpResponse:
    """A version as a file. What the format loses stands in a header, and beside the button on the page of the version."""
    version = codebook_version(access.study, number)
    chosen = Format(form)
    content, lost = write(codebook_spec(version), chosen, say=_)
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[chosen],
        headers={
            "Content-Disposition": f'attachment; filename="{access.study.slug}-codebook-{version}.{chosen}"',
            "X-Codebook-Lost": json.dumps(lost),
        },
    )


@study_view(Right.SEE_CODEBOOK)
def codebook_templates(request: HttpRequest, access: Access) -> HttpResponse:
    """The gallery of codebooks to begin with."""
    draft = draft_of(access.study)
    context = {
        "templates": [
            {
                "template": template,
                "variables": read_codebook(template.spec),
                "rules": [rule_sentence(rule, template.spec) for rule in template.spec.rules],
            }
            for template in TEMPLATES.values()
            if template.variables
        ],
        "draft": draft,
        "is_free": not draft.variables.exists() if draft else not published_versions(access.study).exists(),
    }
    return render(request, "coding/codebook_templates.html", context)


@study_view(post=Right.EDIT_CODEBOOK)
def template_use(request: HttpRequest, access: Access, template: str) -> HttpResponse:
    """Begins the codebook with a template."""
    begin_with_template(access.study, template=template, by=access.user, at=timezone.now())
    return redirect("codebook_draft", access.study.slug)
