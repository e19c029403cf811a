"""The versions of a codebook: the list, one of them, and the ways from draft to published and back to a new draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_rules import VariableSpec, check_codebook, find_changes
from coding.forms.codebook import EditsForm, PublishForm, StartForm
from coding.models import CodebookVersion
from coding.models.codebook import Level, VariableKind
from coding.queries.codebook import codebook_spec, codebook_version, codebook_versions, open_draft
from coding.services import codebook as services
from cyberdip.lib.problems import Invalid, Stale
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.SEE_CODEBOOK)
def codebook_list(request: HttpRequest, access: Access) -> HttpResponse:
    versions = list(codebook_versions(access.study))
    context = {
        "versions": versions,
        "draft": next((version for version in versions if version.is_draft), None),
        "newest": next((version for version in versions if not version.is_draft), None),
        "start_form": StartForm(),
    }
    return render(request, "coding/codebook_list.html", context)


@study_view(Right.SEE_CODEBOOK)
def codebook_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    version = codebook_version(access.study, number)
    readings = [_reading(variable) for variable in codebook_spec(version).variables]
    return render(request, "coding/codebook_detail.html", {"version": version, "readings": readings})


def _reading(variable: VariableSpec) -> dict[str, Any]:
    return {
        "variable": variable,
        "kind": VariableKind(variable.kind).label,
        "level": Level(variable.level).label,
    }


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_start(request: HttpRequest, access: Access) -> HttpResponse:
    """Begins a first draft, empty or from a template."""
    form = StartForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose one of the templates, or a blank codebook."))
    services.start_draft(
        access.study, template=form.cleaned_data["template"], by=access.user, at=timezone.now()
    )
    return redirect("codebook_draft", access.study.slug)


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_revise(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Begins a draft as a copy of a published version."""
    version = codebook_version(access.study, number)
    services.start_draft(access.study, based_on=version, by=access.user, at=timezone.now())
    return redirect("codebook_draft", access.study.slug)


@study_view(post=Right.EDIT_CODEBOOK)
def codebook_discard(request: HttpRequest, access: Access) -> HttpResponse:
    form = EditsForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Reload the draft and discard it from its page."))
    services.discard_draft(
        open_draft(access.study), edits=form.cleaned_data["edits"], by=access.user, at=timezone.now()
    )
    messages.success(request, _("The draft is gone. Published versions are as they were."))
    return redirect("codebook_list", access.study.slug)


@study_view(Right.EDIT_CODEBOOK, post=Right.EDIT_CODEBOOK)
def codebook_publish(request: HttpRequest, access: Access) -> HttpResponse:
    if request.method != "POST":
        draft = open_draft(access.study)
        return _publish_page(request, draft, PublishForm(draft))
    version = _version_to_publish(request, access)
    form = PublishForm(version, request.POST)
    if not form.is_valid():
        return _publish_page(request, version, form, status=422)
    try:
        services.publish_codebook(
            version,
            note=form.cleaned_data["note"],
            meaning_changed=form.meaning_changed_or_new,
            edits=form.cleaned_data["edits"],
            by=access.user,
            at=timezone.now(),
        )
    except (Invalid, Stale) as problem:
        # The page shows the draft as it is now, and keeps the note that was written.
        fresh = PublishForm(version, request.POST.copy() | {"edits": str(version.edits)})
        fresh.add_error(None, problem.detail)
        return _publish_page(request, version, fresh, status=problem.status)
    messages.success(
        request, _("Version %(number)d is published: rounds can use it.") % {"number": version.number}
    )
    return redirect("codebook_detail", access.study.slug, version.number)


def _version_to_publish(request: HttpRequest, access: Access) -> CodebookVersion:
    """The version whose page the button stood on: after a double click it is no draft any more."""
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Invalid(_("Reload the draft and publish it from its page."))
    return codebook_version(access.study, int(number))


def _publish_page(
    request: HttpRequest, version: CodebookVersion, form: PublishForm, *, status: int = 200
) -> HttpResponse:
    spec = codebook_spec(version)
    based_on = version.based_on
    context = {
        "version": version,
        "form": form,
        "spec": spec,
        "faults": check_codebook(spec, say=_),
        "changes": find_changes(codebook_spec(based_on), spec, say=_) if based_on else None,
    }
    return render(request, "coding/codebook_publish.html", context, status=status)
