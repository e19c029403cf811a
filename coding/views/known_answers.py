"""Pages of known answers: the list, one message with what it is to be coded as, and the deeds."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.forms.known_answers import KnownAnswerForm, KnownAnswersForm, known_from_post, known_questions
from coding.forms.rulings import label_of
from coding.known_answers import NOT_JUDGED
from coding.models import CodebookVersion, KnownAnswer
from coding.queries import known_answers as queries
from coding.queries.codebook import codebook_spec, published_versions
from coding.queries.rulings import round_in_sight, unit_of
from coding.services import known_answers as services
from corpus.models import Message
from corpus.queries import message_of
from cyberdip.lib import keyset
from cyberdip.lib.problems import Invalid, Problem, Stale
from studies.access import Access, study_view
from studies.roles import Right

PAGE_SIZE = 50


@study_view(Right.PLAN_ROUNDS)
def known_answer_list(request: HttpRequest, access: Access) -> HttpResponse:
    """The messages whose answer is known, the latest first, to search."""
    form = KnownAnswersForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    codebook = published_versions(access.study).first()
    page = keyset.page(
        queries.known_answers_of(access.study, q=q),
        fields=["-id"],
        cursor=request.GET.get("after"),
        size=PAGE_SIZE,
    )
    spec = codebook_spec(codebook) if codebook else CodebookSpec()
    context = {
        "form": form,
        "q": q,
        "page": page,
        "codebook": codebook,
        "variables": _judged(spec),
        "rows": [(answer, _labels(spec, answer.values)) for answer in page.rows],
    }
    return render(request, "coding/known_answer_list.html", context)


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def known_answer_change(request: HttpRequest, access: Access, message_id: int) -> HttpResponse:
    """What a message is to be coded as, variable by variable, and why; to be said and to be changed."""
    message = message_of(access.study, message_id)
    codebook = published_versions(access.study).first()
    if request.method == "POST" and codebook is not None:
        return _save(request, access, message, codebook)
    known = queries.known_answer_of(message)
    return _page(
        request,
        message,
        codebook,
        known,
        values=known.values if known else {},
        reasons=known.reasons if known else {},
    )


@study_view(post=Right.PLAN_ROUNDS)
def known_answer_retire(request: HttpRequest, access: Access, message_id: int) -> HttpResponse:
    """Uses an answer no more."""
    answer = queries.known_answer_to(access.study, message_id)
    services.retire_known_answer(answer, by=access.user, at=timezone.now())
    messages.success(
        request, _("This answer is used no more. Whoever was dealt its message is still judged by it.")
    )
    return redirect("known_answer_list", access.study.slug)


@study_view(post=Right.RULE)
def known_answer_take(request: HttpRequest, access: Access, number: int, message_id: int) -> HttpResponse:
    """Makes what was ruled on a message its known answer, and leads back to the message."""
    unit = unit_of(round_in_sight(access, number), message_id)
    services.take_known_answer(unit, by=access.user, at=timezone.now())
    messages.success(
        request, _("What was ruled is now the known answer to this message: trainings can teach by it.")
    )
    return redirect("ruling_detail", access.study.slug, number, message_id)


def _save(request: HttpRequest, access: Access, message: Message, codebook: CodebookVersion) -> HttpResponse:
    spec = codebook_spec(codebook)
    values, reasons = known_from_post(spec, request.POST)
    form = KnownAnswerForm(request.POST)
    based_on = form.cleaned_data["based_on"] if form.is_valid() else None
    try:
        services.set_known_answer(
            message, values=values, reasons=reasons, based_on=based_on, by=access.user, at=timezone.now()
        )
    except (Invalid, Stale) as problem:
        known = queries.known_answer_of(message)
        return _page(request, message, codebook, known, values=values, reasons=reasons, problem=problem)
    messages.success(request, _("Saved."))
    return redirect("known_answer_list", access.study.slug)


def _page(
    request: HttpRequest,
    message: Message,
    codebook: CodebookVersion | None,
    known: KnownAnswer | None,
    *,
    values: Mapping[str, Any],
    reasons: Mapping[str, str],
    problem: Problem | None = None,
) -> HttpResponse:
    spec = codebook_spec(codebook) if codebook else CodebookSpec()
    context = {
        "message": message,
        "codebook": codebook,
        "known": known,
        "stored": _pairs(spec, known) if isinstance(problem, Stale) and known else [],
        "earlier": [
            (answer, _pairs(spec, answer)) for answer in queries.earlier_answers(message)[:PAGE_SIZE]
        ],
        "questions": known_questions(spec, values, reasons, problem.fields if problem else None),
        "problem": problem,
    }
    return render(
        request, "coding/known_answer_change.html", context, status=problem.status if problem else 200
    )


def _pairs(spec: CodebookSpec, answer: KnownAnswer) -> list[tuple[str, str]]:
    """(variable, what is known of it) in words; of a variable that the codebook does not know, its key."""
    labels = {variable.key: variable for variable in spec.variables}
    return [
        (labels[key].label, label_of(labels[key], value)) if key in labels else (key, str(value))
        for key, value in answer.values.items()
    ]


def _labels(spec: CodebookSpec, values: Mapping[str, Any]) -> list[str]:
    """What is known of each variable of the newest codebook, in words; empty where nothing is."""
    return [
        label_of(variable, values[variable.key]) if variable.key in values else ""
        for variable in _judged(spec)
    ]


def _judged(spec: CodebookSpec) -> list[VariableSpec]:
    """The variables of which an answer can be right or wrong."""
    return [
        variable for variable in spec.variables if not variable.retired and variable.kind not in NOT_JUDGED
    ]
