"""The rules across variables of a draft, changed on its page."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.queries.codebook import draft_rule, open_draft
from coding.services import codebook_rules as services
from coding.views.codebook_place import NEW_RULE, Place
from coding.views.codebook_sheet import Sheet, back, begun, put_faults, saved, show, shown_again
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@study_view(post=Right.EDIT_CODEBOOK)
def rule_add(request: HttpRequest, access: Access) -> HttpResponse:
    """Keeps a new rule when its button is pressed; before that its rows are only shown as they are now."""
    sheet, place = Sheet.of(access), Place(rule=NEW_RULE)
    forms = sheet.rule_forms(None, request.POST)
    if request.POST.get("do") != "save":
        return begun(request, sheet, place, is_shown_rightly=forms.is_shown_rightly, rule_forms=forms)
    if not forms.is_complete:
        return show(request, sheet, place, rule_forms=forms)
    try:
        number = services.add_rule(sheet.draft, forms.spec, by=access.user, at=timezone.now())
    except Invalid as problem:
        put_faults(forms.form, problem)
        return show(request, sheet, place, rule_forms=forms)
    return back(request, access, Place(rule=str(number)))


@study_view(post=Right.EDIT_CODEBOOK)
def rule_change(request: HttpRequest, access: Access, rule: int) -> HttpResponse:
    sheet, place = Sheet.of(access), Place(rule=str(rule))
    forms = sheet.rule_forms(draft_rule(sheet.spec.rules, rule), request.POST)
    if not forms.is_complete:
        return begun(request, sheet, place, is_shown_rightly=forms.is_shown_rightly, rule_forms=forms)
    try:
        services.change_rule(
            sheet.draft,
            rule,
            forms.spec,
            seen=forms.form.cleaned_data["seen"],
            by=access.user,
            at=timezone.now(),
        )
    except Invalid as problem:
        put_faults(forms.form, problem)
        return show(request, sheet, place, rule_forms=forms)
    if forms.is_shown_rightly:
        return saved(request, access, place, same_form=True)
    return shown_again(request, access, place, rule_forms=forms)


@study_view(post=Right.EDIT_CODEBOOK)
def rule_remove(request: HttpRequest, access: Access, rule: int) -> HttpResponse:
    services.remove_rule(
        open_draft(access.study), rule, seen=request.POST.get("seen", ""), by=access.user, at=timezone.now()
    )
    return back(request, access, Place(), said=_("The rule was removed."))
