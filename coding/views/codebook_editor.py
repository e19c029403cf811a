"""The draft on one page: what it holds on the left, the selected part in the middle, the coder's form on the right.

Every form here works without JavaScript and leads back to the page. With htmx the page is replaced by its
`_codebook_editor.html`, and a saved part (a field was left) by the fragments that show it elsewhere, so that nothing is
taken from under the hand.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseLocation, push_url, reswap, retarget

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    Fault,
    VariableSpec,
    check_codebook,
    find_changes,
)
from coding.forms.codebook import (
    AddCategoryForm,
    AddVariableForm,
    CategoryForm,
    EditsForm,
    MoveForm,
    VariableForm,
)
from coding.models import CodebookVersion
from coding.queries.codebook import (
    category_spec,
    codebook_spec,
    draft_category,
    draft_variable,
    open_draft,
    variable_spec,
)
from coding.services import codebook_categories as categories
from coding.services import codebook_variables as variables
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of the draft is selected, by keys; "" for none."""

    variable: str = ""
    category: str = ""

    def address(self, slug: str) -> str:
        query = {name: key for name, key in (("variable", self.variable), ("category", self.category)) if key}
        return reverse("codebook_draft", args=[slug]) + (f"?{urlencode(query)}" if query else "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as it stands, and the version that it came from."""

    draft: CodebookVersion
    spec: CodebookSpec
    published: CodebookSpec

    @classmethod
    def of(cls, access: Access) -> "Sheet":
        draft = open_draft(access.study)
        published = codebook_spec(draft.based_on) if draft.based_on else CodebookSpec()
        return cls(draft, codebook_spec(draft), published)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the outline: a part of the draft, its place in its list, and how much is missing in it."""

    part: VariableSpec | CategorySpec
    place: int
    faults: int
    is_selected: bool
    lines: tuple["Line", ...] = ()

    @property
    def up(self) -> int:
        return max(0, self.place - 1)

    @property
    def down(self) -> int:
        return self.place + 1


@study_view(Right.EDIT_CODEBOOK)
@vary_on_headers("HX-Request")
def codebook_draft(request: HttpRequest, access: Access) -> HttpResponse:
    place = Place(request.GET.get("variable", ""), request.GET.get("category", ""))
    return _show(request, Sheet.of(access), place)


@study_view(post=Right.EDIT_CODEBOOK)
def variable_add(request: HttpRequest, access: Access) -> HttpResponse:
    sheet = Sheet.of(access)
    form = AddVariableForm(request.POST, auto_id="add_variable_%s")
    if form.is_valid():
        try:
            added = variables.add_variable(
                sheet.draft, **form.cleaned_data, by=access.user, at=timezone.now()
            )
            return _back(access, Place(added.key))
        except Invalid as problem:
            _put_faults(form, problem)
    return _show(request, sheet, Place(), add_variable_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def variable_change(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    sheet = Sheet.of(access)
    row = draft_variable(sheet.draft, variable)
    form = _variable_form(sheet, variable_spec(row), request.POST)
    if form.is_valid():
        to = form.spec
        try:
            variables.change_variable(
                row, to, seen=form.cleaned_data["seen"], by=access.user, at=timezone.now()
            )
            same_form = (to.key, to.kind) == (form.before.key, form.before.kind)
            return _saved(request, access, Place(to.key), same_form=same_form)
        except Invalid as problem:
            _put_faults(form, problem)
    return _show(request, sheet, Place(variable), part_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def variable_remove(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    row = draft_variable(open_draft(access.study), variable)
    variables.remove_variable(row, by=access.user, at=timezone.now())
    return _back(access, Place())


@study_view(post=Right.EDIT_CODEBOOK)
def variable_move(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    row = draft_variable(open_draft(access.study), variable)
    variables.move_variable(row, to=_wanted_place(request), by=access.user, at=timezone.now())
    return _back(access, Place(variable))


@study_view(post=Right.EDIT_CODEBOOK)
def category_add(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    sheet = Sheet.of(access)
    row = draft_variable(sheet.draft, variable)
    form = AddCategoryForm(request.POST, auto_id="add_category_%s")
    if form.is_valid():
        try:
            categories.add_category(row, **form.cleaned_data, by=access.user, at=timezone.now())
            return _back(access, Place(variable))
        except Invalid as problem:
            _put_faults(form, problem)
    return _show(request, sheet, Place(variable), add_category_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def category_change(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    sheet = Sheet.of(access)
    row = draft_category(draft_variable(sheet.draft, variable), category)
    form = _category_form(sheet, variable_spec(row.variable), category_spec(row), request.POST)
    if form.is_valid():
        to = form.spec
        try:
            categories.change_category(
                row, to, seen=form.cleaned_data["seen"], by=access.user, at=timezone.now()
            )
            return _saved(request, access, Place(variable, to.key), same_form=to.key == category)
        except Invalid as problem:
            _put_faults(form, problem)
    return _show(request, sheet, Place(variable, category), part_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def category_remove(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    row = draft_category(draft_variable(open_draft(access.study), variable), category)
    categories.remove_category(row, by=access.user, at=timezone.now())
    return _back(access, Place(variable))


@study_view(post=Right.EDIT_CODEBOOK)
def category_move(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    row = draft_category(draft_variable(open_draft(access.study), variable), category)
    categories.move_category(row, to=_wanted_place(request), by=access.user, at=timezone.now())
    return _back(access, Place(variable, category))


def _wanted_place(request: HttpRequest) -> int:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A place in the list is a whole number from 0."))
    return int(form.cleaned_data["to"])


def _put_faults(form: Form, problem: Invalid) -> None:
    """Show what the service refused at the field it is about, or above the form."""
    for name, sentences in problem.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


# --- answers


def _back(access: Access, place: Place) -> HttpResponse:
    return redirect(place.address(access.study.slug))


def _saved(request: HttpRequest, access: Access, place: Place, *, same_form: bool) -> HttpResponse:
    """After a part was saved: with htmx the hand may be in the next field of the form already, so the form stays."""
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(access, place)
    if not same_form:
        address = place.address(access.study.slug)
        return HttpResponseLocation(address, target="#codebook-editor", swap="outerHTML")
    return render(request, "coding/_codebook_saved.html", _context(Sheet.of(access), place) | {"oob": True})


def _show(request: HttpRequest, sheet: Sheet, place: Place, **forms: Form) -> HttpResponse:
    """The page of the draft; `forms` are those that came back with faults."""
    status = 422 if forms else 200
    context = _context(sheet, place) | forms
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "coding/codebook_draft.html", context, status=status)
    if "part_form" in forms:
        answer = render(request, "coding/_codebook_part.html", context, status=status)
        return reswap(retarget(answer, "#codebook-part"), "outerHTML")
    answer = render(request, "coding/_codebook_editor.html", context, status=status)
    # The address of a form that came back is no page.
    return push_url(answer, False) if forms else answer


def _context(sheet: Sheet, wanted: Place) -> dict[str, Any]:
    spec = sheet.spec
    faults = check_codebook(spec, say=_)
    place = _existing(spec, wanted)
    variable = spec.variable(place.variable)
    category = variable.category(place.category) if variable else None
    return {
        "draft": sheet.draft,
        "spec": spec,
        "place": place,
        "outline": _outline(spec, faults, place),
        "faults": faults,
        "changes": find_changes(sheet.published, spec, say=_) if sheet.draft.based_on_id else [],
        "variable": variable,
        "category": category,
        "part_form": _part_form(sheet, variable, category),
        "add_variable_form": AddVariableForm(auto_id="add_variable_%s"),
        "add_category_form": AddCategoryForm(auto_id="add_category_%s"),
        "discard_form": EditsForm(initial={"edits": sheet.draft.edits}),
    }


def _existing(spec: CodebookSpec, wanted: Place) -> Place:
    """What is there of what was asked for; the first variable where nothing is."""
    variable = spec.variable(wanted.variable) or next(iter(spec.variables), None)
    if variable is None:
        return Place()
    return Place(variable.key, wanted.category if variable.category(wanted.category) else "")


def _outline(spec: CodebookSpec, faults: list[Fault], place: Place) -> list[Line]:
    return [
        Line(
            part=variable,
            place=at,
            faults=sum(fault.variable == variable.key for fault in faults),
            is_selected=place == Place(variable.key),
            lines=_category_lines(variable, faults, place) if variable.key == place.variable else (),
        )
        for at, variable in enumerate(spec.variables)
    ]


def _category_lines(variable: VariableSpec, faults: list[Fault], place: Place) -> tuple[Line, ...]:
    return tuple(
        Line(
            part=category,
            place=at,
            faults=sum((fault.variable, fault.category) == (variable.key, category.key) for fault in faults),
            is_selected=category.key == place.category,
        )
        for at, category in enumerate(variable.categories)
    )


def _part_form(sheet: Sheet, variable: VariableSpec | None, category: CategorySpec | None) -> Form | None:
    if variable is None:
        return None
    return _category_form(sheet, variable, category) if category else _variable_form(sheet, variable)


def _variable_form(sheet: Sheet, variable: VariableSpec, data: Any = None) -> VariableForm:
    was_published = sheet.published.variable(variable.key) is not None
    return VariableForm(variable, data, was_published=was_published)


def _category_form(
    sheet: Sheet, variable: VariableSpec, category: CategorySpec, data: Any = None
) -> CategoryForm:
    before = sheet.published.variable(variable.key)
    was_published = before is not None and before.category(category.key) is not None
    return CategoryForm(category, data, kind=variable.kind, was_published=was_published)
