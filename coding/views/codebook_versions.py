"""Pages about versions: any two side by side, what one of them costs, and the round that pays for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.codebook_rules.impact import Touched
from coding.forms.codebook_versions import CompareForm
from coding.forms.rulings import label_of
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, codebook_version
from coding.queries.codebook_comparison import comparison_of, default_pair
from coding.queries.codebook_impact import (
    TouchedCoding,
    codings_to_recode,
    impact_of,
    messages_to_recode,
    recode_round,
    touched_parts,
)
from coding.services.codebook_recoding import plan_recoding
from corpus.models import Message
from cyberdip.lib import keyset
from studies.access import Access, study_view
from studies.models import Study
from studies.roles import Right

PAGE_SIZE = 50


@study_view(Right.SEE_CODEBOOK)
def codebook_compare(request: HttpRequest, access: Access) -> HttpResponse:
    """Two versions, by default the newest and the one it is based on."""
    versions = list(access.study.codebook_versions.order_by("-number"))
    default = default_pair(versions)
    form = CompareForm(default | request.GET.dict() if default else None, versions)
    context: dict[str, Any] = {"form": form, "comparison": None}
    if form.is_valid():
        pair = {name: codebook_version(access.study, form.cleaned_data[name]) for name in ("before", "after")}
        context["comparison"] = comparison_of(**pair)
    status = 422 if form.errors else 200
    return render(request, "coding/codebook_compare.html", context, status=status)


@study_view(Right.EDIT_CODEBOOK)
def codebook_impact(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What has to be coded again by a version, or would have to be by the draft."""
    version = codebook_version(access.study, number)
    page = keyset.page(
        messages_to_recode(access.study, version),
        fields=["posted_at", "id"],
        cursor=request.GET.get("after"),
        size=PAGE_SIZE,
    )
    context = {
        "version": version,
        "impact": impact_of(access.study, version),
        "parts": touched_words(version),
        "page": page,
        "rows": _rows(access.study, version, page.rows),
        "round": recode_round(version),
    }
    return render(request, "coding/codebook_impact.html", context)


@study_view(post=Right.PLAN_ROUNDS)
def codebook_recode(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Plans the round of the worklist and leads to it."""
    version = codebook_version(access.study, number)
    round = plan_recoding(version, by=access.user, at=timezone.now())
    messages.success(request, _("The round is planned. Look at what each coder will get, then open it."))
    return redirect("round_detail", access.study.slug, round.number)


def touched_words(version: CodebookVersion) -> list[str]:
    """What a version touches, in words: variables, or categories of them."""
    if version.based_on is None:
        return []
    before = codebook_spec(version.based_on)
    return list(dict.fromkeys(_told(each, before) for each in touched_parts(version)))


def _told(touched: Touched, before: CodebookSpec) -> str:
    variable = before.variable(touched.variable)
    label = variable.label if variable else touched.variable
    category = variable.category(touched.category) if variable else None
    if category is None:
        return _("%(variable)s: every answer") % {"variable": label}
    names = {"variable": label, "category": category.label}
    if touched.decided:
        return _("%(variable)s: %(category)s, where the words of the message do not decide") % names
    return _("%(variable)s: %(category)s") % names


def _rows(study: Study, version: CodebookVersion, page: list[Message]) -> list[dict[str, Any]]:
    """The messages of a page, each with the codings of it that have to be made again."""
    codings = codings_to_recode(study, version, page)
    return [
        {"message": message, "codings": [_coding(each) for each in codings.get(message.pk, [])]}
        for message in page
    ]


def _coding(found: TouchedCoding) -> dict[str, Any]:
    return {
        "coder": found.assignment.coder,
        "round": found.assignment.round,
        "answers": [
            (answer.variable.label, _label(answer.variable, answer.value)) for answer in found.answers
        ],
    }


def _label(variable: VariableSpec, value: Any) -> str:
    return label_of(variable, value)
