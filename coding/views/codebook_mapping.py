"""Merging and splitting categories of the draft, and the page of its operations, from which they are taken back."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.forms.codebook_versions import ChangedPartForm, MergeForm, SplitForm
from coding.models import Category
from coding.queries.codebook import draft_category, draft_variable, open_draft, variable_spec
from coding.queries.codebook_operations import changed_parts, operations_of
from coding.services import codebook_mapping as services
from coding.services.codebook_reverting import take_change_back
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.EDIT_CODEBOOK)
def codebook_operations(request: HttpRequest, access: Access) -> HttpResponse:
    """What was merged, split and changed in the draft, each with the way back."""
    draft = open_draft(access.study)
    context = {"draft": draft, "operations": operations_of(draft), "parts": changed_parts(draft)}
    return render(request, "coding/codebook_operations.html", context)


@study_view(post=Right.EDIT_CODEBOOK)
def mapping_undo(request: HttpRequest, access: Access, operation: int) -> HttpResponse:
    services.undo_mapping(open_draft(access.study), operation, by=access.user, at=timezone.now())
    messages.success(request, _("Taken back: the categories are as they were before."))
    return redirect("codebook_operations", access.study.slug)


@study_view(post=Right.EDIT_CODEBOOK)
def change_take_back(request: HttpRequest, access: Access) -> HttpResponse:
    """Lets a part be as it was published."""
    form = ChangedPartForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("There is no such part. The page of the draft's changes shows what there is."))
    take_change_back(open_draft(access.study), **form.cleaned_data, by=access.user, at=timezone.now())
    messages.success(request, _("Taken back: it is as it was published."))
    return redirect("codebook_operations", access.study.slug)


@study_view(Right.EDIT_CODEBOOK, post=Right.EDIT_CODEBOOK)
def category_merge(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    """Merges categories, this one among them, into one of them or into a new one."""
    row = draft_variable(open_draft(access.study), variable)
    form = MergeForm(variable_spec(row), category, request.POST or None)
    if form.is_valid():
        try:
            services.merge_categories(row, **form.cleaned_data, by=access.user, at=timezone.now())
            return _done(request, access)
        except Invalid as problem:
            _put_faults(form, problem)
    return _page(request, "coding/category_merge.html", draft_category(row, category), form)


@study_view(Right.EDIT_CODEBOOK, post=Right.EDIT_CODEBOOK)
def category_split(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    """Splits a category into new ones."""
    row = draft_variable(open_draft(access.study), variable)
    form = SplitForm(request.POST or None)
    if form.is_valid():
        try:
            services.split_category(
                row, category=category, parts=form.parts, by=access.user, at=timezone.now()
            )
            return _done(request, access)
        except Invalid as problem:
            _put_faults(form, problem)
    return _page(request, "coding/category_split.html", draft_category(row, category), form)


def _done(request: HttpRequest, access: Access) -> HttpResponse:
    messages.success(
        request, _("Done. Look over the texts of the new categories; here it can be taken back.")
    )
    return redirect("codebook_operations", access.study.slug)


def _put_faults(form: Form, problem: Invalid) -> None:
    """Show what the service refused at the field it is about, or above the form."""
    for name, sentences in problem.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _page(request: HttpRequest, template: str, row: Category, form: Form) -> HttpResponse:
    context: dict[str, Any] = {
        "variable": row.variable,
        "category": row,
        "draft": row.variable.version,
        "form": form,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)
