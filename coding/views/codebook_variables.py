"""The variables of a draft, changed on its page."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.forms.codebook_parts import AddVariableForm, MoveForm
from coding.models import Variable
from coding.queries.codebook import draft_variable, open_draft, variable_spec
from coding.services import codebook_variables as services
from coding.views.codebook_place import Place
from coding.views.codebook_sheet import Sheet, back, begun, put_faults, saved, show, shown_again
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@study_view(post=Right.EDIT_CODEBOOK)
def variable_add(request: HttpRequest, access: Access) -> HttpResponse:
    sheet = Sheet.of(access)
    form = AddVariableForm(request.POST, auto_id="add_variable_%s")
    if form.is_valid():
        try:
            added = services.add_variable(sheet.draft, **form.cleaned_data, by=access.user, at=timezone.now())
            return back(request, access, Place(added.key))
        except Invalid as problem:
            put_faults(form, problem)
    return show(request, sheet, Place(), add_variable_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def variable_change(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    sheet = Sheet.of(access)
    row = draft_variable(sheet.draft, variable)
    form = sheet.variable_form(variable_spec(row), request.POST)
    if form.is_valid():
        to = form.spec
        try:
            services.change_variable(
                row, to, seen=form.cleaned_data["seen"], by=access.user, at=timezone.now()
            )
            same_form = (to.key, to.kind) == (form.before.key, form.before.kind)
            return saved(request, access, Place(to.key), same_form=same_form)
        except Invalid as problem:
            put_faults(form, problem)
    return show(request, sheet, Place(variable), part_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def variable_condition(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    """Changes when a variable is asked, as soon as every row that is begun says something."""
    sheet, place = Sheet.of(access), Place(variable)
    row = draft_variable(sheet.draft, variable)
    before = variable_spec(row)
    form = sheet.condition_form(before, request.POST)
    if not form.is_complete:
        return begun(request, sheet, place, is_shown_rightly=form.is_shown_rightly, condition_form=form)
    to = replace(before, condition=form.condition)
    try:
        services.change_variable(
            row, to, seen=request.POST.get("seen", ""), by=access.user, at=timezone.now()
        )
    except Invalid as problem:
        form.faults = [problem.detail]
        return show(request, sheet, place, condition_form=form)
    if form.is_shown_rightly:
        return saved(request, access, place, same_form=True)
    return shown_again(request, access, place, condition_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def variable_remove(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    row = draft_variable(open_draft(access.study), variable)
    services.remove_variable(row, by=access.user, at=timezone.now())
    return back(request, access, Place(), said=_("Removed: %(label)s.") % {"label": row.label})


@study_view(post=Right.EDIT_CODEBOOK)
def variable_retire(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    row = draft_variable(open_draft(access.study), variable)
    services.retire_variable(row, by=access.user, at=timezone.now())
    return back(request, access, Place(variable), said=_("%(label)s is retired.") % {"label": row.label})


@study_view(post=Right.EDIT_CODEBOOK)
def variable_bring_back(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    row = draft_variable(open_draft(access.study), variable)
    services.bring_back_variable(row, by=access.user, at=timezone.now())
    return back(request, access, Place(variable), said=_("%(label)s is asked again.") % {"label": row.label})


@study_view(post=Right.EDIT_CODEBOOK)
def variable_move(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A place in the list is a whole number from 0."))
    row = draft_variable(open_draft(access.study), variable)
    services.move_variable(row, to=form.goal[0], by=access.user, at=timezone.now())
    return back(request, access, Place(variable), said=_place_words(row))


def _place_words(row: Variable) -> str:
    keys = list(row.version.variables.order_by("position").values_list("key", flat=True))
    return _("%(label)s is number %(place)d of %(total)d now.") % {
        "label": row.label,
        "place": keys.index(row.key) + 1,
        "total": len(keys),
    }
