"""The categories of a draft, changed on its page."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec
from coding.forms.codebook_parts import AddCategoryForm, MoveForm
from coding.queries.codebook import category_spec, draft_category, draft_variable, open_draft, variable_spec
from coding.services import codebook_categories as services
from coding.views.codebook_place import Place
from coding.views.codebook_sheet import Sheet, back, put_faults, saved, show
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@study_view(post=Right.EDIT_CODEBOOK)
def category_add(request: HttpRequest, access: Access, variable: str) -> HttpResponse:
    sheet = Sheet.of(access)
    row = draft_variable(sheet.draft, variable)
    form = AddCategoryForm(request.POST, auto_id="add_category_%s")
    if form.is_valid():
        try:
            services.add_category(row, **form.cleaned_data, by=access.user, at=timezone.now())
            return back(request, access, Place(variable, form.cleaned_data["parent"]))
        except Invalid as problem:
            put_faults(form, problem)
    return show(request, sheet, Place(variable, request.POST.get("parent", "")), add_category_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def category_change(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    sheet = Sheet.of(access)
    row = draft_category(draft_variable(sheet.draft, variable), category)
    form = sheet.category_form(variable_spec(row.variable), category_spec(row), request.POST)
    if form.is_valid():
        to = form.spec
        try:
            services.change_category(
                row, to, seen=form.cleaned_data["seen"], by=access.user, at=timezone.now()
            )
            return saved(request, access, Place(variable, to.key), same_form=to.key == category)
        except Invalid as problem:
            put_faults(form, problem)
    return show(request, sheet, Place(variable, category), part_form=form)


@study_view(post=Right.EDIT_CODEBOOK)
def category_remove(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    row = draft_category(draft_variable(open_draft(access.study), variable), category)
    services.remove_category(row, by=access.user, at=timezone.now())
    return back(request, access, Place(variable), said=_("Removed: %(label)s.") % {"label": row.label})


@study_view(post=Right.EDIT_CODEBOOK)
def category_retire(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    row = draft_category(draft_variable(open_draft(access.study), variable), category)
    services.retire_category(row, by=access.user, at=timezone.now())
    said = _("%(label)s is retired.") % {"label": row.label}
    return back(request, access, Place(variable, category), said=said)


@study_view(post=Right.EDIT_CODEBOOK)
def category_bring_back(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    row = draft_category(draft_variable(open_draft(access.study), variable), category)
    services.bring_back_category(row, by=access.user, at=timezone.now())
    said = _("%(label)s can be chosen again.") % {"label": row.label}
    return back(request, access, Place(variable, category), said=said)


@study_view(post=Right.EDIT_CODEBOOK)
def category_move(request: HttpRequest, access: Access, variable: str, category: str) -> HttpResponse:
    """Puts a category, with all below it, elsewhere in the tree; without a parent it stays among its brothers."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A place in the list is a whole number from 0."))
    row = draft_category(draft_variable(open_draft(access.study), variable), category)
    to, parent = form.goal
    services.move_category(row, to=to, parent=parent, by=access.user, at=timezone.now())
    place = Place(variable, category)
    return back(request, access, place, said=_place_words(Sheet.of(access).spec, place))


def _place_words(spec: CodebookSpec, place: Place) -> str:
    variable = spec.variable(place.variable)
    category = variable.category(place.category) if variable else None
    if variable is None or category is None:
        return ""
    above = variable.category(category.parent)
    brothers = [each.key for each in variable.categories if each.parent == category.parent]
    words = {
        "label": category.label,
        "place": brothers.index(category.key) + 1,
        "total": len(brothers),
        "above": above.label if above else "",
    }
    if above is None:
        return _("%(label)s is number %(place)d of %(total)d now, on the first level.") % words
    return _("%(label)s is number %(place)d of %(total)d below %(above)s now.") % words
