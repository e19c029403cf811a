"""The draft as its page shows it, and how every deed on it is answered.

Every form of the page works without JavaScript and leads back to it. With htmx the page is replaced by its
`_codebook_editor.html`, and a saved part (a field was left) by the fragments that show it elsewhere, so that nothing is
taken from under the hand.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseLocation, push_url, reswap, retarget

from coding.codebook_rules import (
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    check_codebook,
    find_changes,
    fingerprint,
)
from coding.forms.codebook import EditsForm
from coding.forms.codebook_conditions import ConditionForm
from coding.forms.codebook_parts import AddCategoryForm, AddVariableForm, CategoryForm, VariableForm
from coding.forms.codebook_rules import RuleForms
from coding.forms.desk import logic_of
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, open_draft
from coding.views.codebook_outline import goals, rule_lines, sections
from coding.views.codebook_place import NEW_RULE, Place
from coding.views.codebook_preview import preview_of
from cyberdip.lib.problems import Invalid
from studies.access import Access

EDITOR, PART, CONDITION, RULE = "#codebook-editor", "#codebook-part", "#codebook-condition", "#codebook-rule"

_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")

# Which fragment comes back when a form came back with faults; the whole editor for any other.
_FRAGMENTS = {
    "part_form": (PART, "coding/_codebook_part.html"),
    "condition_form": (CONDITION, "coding/_codebook_condition.html"),
    "rule_forms": (RULE, "coding/_codebook_rule.html"),
}


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

    def was_published(self, variable: str, category: str = "") -> bool:
        """Whether codes may be stored by a part: then it can be retired, and not be removed."""
        found = self.published.variable(variable)
        return found is not None and (not category or found.category(category) is not None)

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of groups so far, in the order of the codebook."""
        return tuple(dict.fromkeys(each.group for each in self.spec.variables if each.group))

    def earlier(self, key: str) -> tuple[VariableSpec, ...]:
        """What is asked before a variable: a condition can only look back."""
        keys = [variable.key for variable in self.spec.variables]
        before = self.spec.variables[: keys.index(key)] if key in keys else ()
        return tuple(variable for variable in before if not variable.retired)

    @property
    def asked(self) -> tuple[VariableSpec, ...]:
        return tuple(variable for variable in self.spec.variables if not variable.retired)

    # --- its forms

    def variable_form(self, variable: VariableSpec, data: Any = None) -> VariableForm:
        known = self.was_published(variable.key)
        return VariableForm(variable, data, was_published=known, groups=self.groups)

    def category_form(self, variable: VariableSpec, category: CategorySpec, data: Any = None) -> CategoryForm:
        known = self.was_published(variable.key, category.key)
        return CategoryForm(category, data, kind=variable.kind, was_published=known)

    def condition_form(self, variable: VariableSpec, data: Any = None) -> ConditionForm:
        return ConditionForm("condition", self.earlier(variable.key), variable.condition, data)

    def rule_forms(self, rule: RuleSpec | None, data: Any = None) -> RuleForms:
        return RuleForms(rule, self.asked, data)

    def rule(self, number: str) -> RuleSpec | None:
        """The rule with this number, counted from 1; None for one that is to come."""
        return None if number == NEW_RULE else self.spec.rules[int(number) - 1]


def put_faults(form: Form, problem: Invalid) -> None:
    """Show what the service refused at the field it is about, or above the form."""
    for name, sentences in problem.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


# --- answers


def show(
    request: HttpRequest, sheet: Sheet, place: Place, *, status: int = 422, **forms: Any
) -> HttpResponse:
    """The page of the draft; `forms` are those that came back, with faults unless `status` says otherwise."""
    context = page_context(sheet, place) | forms
    status = status if forms else 200
    if "seen" in request.POST:
        # What came back is still by what the person saw, whoever has changed it since.
        context["seen"] = request.POST["seen"]
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "coding/codebook_draft.html", context, status=status)
    for name in forms:
        if name in _FRAGMENTS:
            target, template = _FRAGMENTS[name]
            return reswap(retarget(render(request, template, context, status=status), target), "outerHTML")
    answer = render(request, "coding/_codebook_editor.html", context, status=status)
    # The address of a form that came back is no page.
    return push_url(answer, False) if forms else answer


def back(request: HttpRequest, access: Access, place: Place, *, said: str = "") -> HttpResponse:
    """After a deed: the page at `place`. `said` tells what happened to those who do not see it."""
    address = place.address(access.study.slug)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    context = page_context(Sheet.of(access), place) | {"said": said}
    answer = push_url(render(request, "coding/_codebook_editor.html", context), address)
    answer.headers["HX-Reswap"] = "outerHTML show:none"
    return retarget(answer, EDITOR)


def saved(request: HttpRequest, access: Access, place: Place, *, same_form: bool) -> HttpResponse:
    """After a part was saved: with htmx the hand may be in the next field of the form already, so the form stays."""
    address = place.address(access.study.slug)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    if not same_form:
        return HttpResponseLocation(address, target=EDITOR, swap="outerHTML")
    context = page_context(Sheet.of(access), place) | {"oob": True}
    return reswap(render(request, "coding/_codebook_saved.html", context), "none")


def begun(
    request: HttpRequest, sheet: Sheet, place: Place, *, is_shown_rightly: bool, **forms: Any
) -> HttpResponse:
    """Rows that do not say anything yet: with htmx they stay under the hand if they look as they should."""
    if is_shown_rightly and request.htmx:  # type: ignore[attr-defined]
        return reswap(render(request, "coding/_codebook_status.html", {"is_begun": True}), "none")
    return show(request, sheet, place, status=422 if is_shown_rightly else 200, **forms)


def shown_again(request: HttpRequest, access: Access, place: Place, **forms: Any) -> HttpResponse:
    """After rows were saved that look otherwise now: the rows, and what else of the page shows them."""
    context = page_context(Sheet.of(access), place) | forms
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "coding/codebook_draft.html", context)
    target, template = next(_FRAGMENTS[name] for name in forms)
    answer = render(request, "coding/_codebook_again.html", context | {"template": template, "oob": True})
    return reswap(retarget(answer, target), "outerHTML")


# --- what the page shows


def page_context(sheet: Sheet, wanted: Place) -> dict[str, Any]:
    spec = sheet.spec
    faults = check_codebook(spec, say=_)
    place = wanted.within(spec)
    variable = spec.variable(place.variable)
    category = variable.category(place.category) if variable else None
    return {
        "draft": sheet.draft,
        "spec": spec,
        "place": place,
        "sections": sections(spec, faults, place),
        "rule_lines": rule_lines(spec, faults, place),
        "goals": goals(spec, place),
        "line_count": len(spec.variables) + (len(variable.categories) if variable else 0),
        "faults": faults,
        "changes": find_changes(sheet.published, spec, say=_) if sheet.draft.based_on_id else [],
        "variable": variable,
        "category": category,
        "was_published": sheet.was_published(place.variable, place.category),
        "has_tags": _TAG.search((category or variable).label) is not None if variable else False,
        "seen": _fingerprint(sheet, place, category or variable),
        "preview": preview_of(spec, place),
        "logic": _logic(spec),
        "discard_form": EditsForm(initial={"edits": sheet.draft.edits}),
        "add_variable_form": AddVariableForm(auto_id="add_variable_%s"),
        "add_category_form": AddCategoryForm(auto_id="add_category_%s"),
    } | _part_forms(sheet, place, variable, category)


def _logic(spec: CodebookSpec) -> str:
    """Conditions and rules as the coder's form knows them; "" where there are none."""
    logic = logic_of(spec)
    return json.dumps(logic, ensure_ascii=False) if logic else ""


def _fingerprint(sheet: Sheet, place: Place, part: VariableSpec | CategorySpec | None) -> str:
    """What the person sees of the selected part, for the services to compare."""
    shown = sheet.rule(place.rule) if place.rule else part
    return fingerprint(shown) if shown else ""


def _part_forms(
    sheet: Sheet, place: Place, variable: VariableSpec | None, category: CategorySpec | None
) -> dict[str, Any]:
    """The forms of what is selected; an empty draft has none."""
    if place.rule:
        return {"rule_forms": sheet.rule_forms(sheet.rule(place.rule))}
    if variable is None:
        return {"part_form": None}
    if category is not None:
        return {"part_form": sheet.category_form(variable, category)}
    return {"part_form": sheet.variable_form(variable), "condition_form": sheet.condition_form(variable)}
