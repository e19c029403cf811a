"""The desk: one message, its form, and the next message. A coder reaches their own queue and nothing else."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_headers

from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.rules import broken_rules
from coding.forms.desk import (
    DraftForm,
    OwnCodingsForm,
    SubmissionForm,
    answers_in_words,
    logic_of,
    questions,
    values_from_post,
)
from coding.models import Assignment, Coding, Round
from coding.queries import desk as queries
from coding.queries.codebook import codebook_spec
from coding.queries.sight import seen_text, seen_values
from coding.queries.training import check_may_code, is_training, place_of
from coding.services import desk as services
from coding.states import Phase, Work, allows
from coding.views.sight import card_of
from cyberdip.lib import keyset
from cyberdip.lib.problems import Invalid, Problem, Stale, TooLarge
from studies.access import Access, study_view
from studies.models import User
from studies.roles import Right

_PAGE = 50
_JSON = "application/json"


def _answers_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What the page's JavaScript sends as JSON is answered in JSON, trouble too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            if request.content_type != _JSON:
                raise
            body = problem.extra | {"code": problem.code, "detail": problem.detail, "fields": problem.fields}
            return JsonResponse(body, status=problem.status)

    return answer


@never_cache
@study_view(Right.CODE)
def desk(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Leads to the coder's next open message; where there is none the page says why, and what comes next."""
    round_ = queries.coder_round(access.study, number)
    check_may_code(round_, access.user)
    following = queries.next_assignment(round_, access.user) if _is_open(round_) else None
    if following is not None:
        return redirect(_message_url(round_, following))
    if is_training(round_) and round_.opened_at and queries.own_assignments(round_, access.user).exists():
        return redirect(_url("own_training", round_))
    context = {
        "round": round_,
        "is_open": _is_open(round_),
        "queue": queries.queue(round_, access.user),
        "other_rounds": queries.other_open_rounds(round_, access.user),
        "late": queries.late_codings_of(round_, access.user).get("", 0),
    }
    return render(request, "coding/desk_end.html", context)


@never_cache
@vary_on_headers("HX-Request")
@study_view(Right.CODE)
def desk_message(request: HttpRequest, access: Access, number: int, position: int) -> HttpResponse:
    """The message at `position` of the coder's queue; the fragment alone when the page asks for it ahead of time."""
    round_ = queries.coder_round(access.study, number)
    assignment = queries.own_assignment(round_, access.user, position)
    if is_training(round_) and assignment.revision:
        return redirect(_url("desk_feedback", round_, position))
    draft = queries.live_draft(assignment)
    shown = draft or queries.newest_coding(assignment)
    context = _desk_context(
        round_,
        assignment,
        access.user,
        values=seen_values(shown) if shown else {},
        note=shown.note if shown else "",
        unchanged=draft is None and assignment.revision > 0,
    )
    if request.headers.get("HX-Request"):
        return render(request, "coding/_desk.html", context)
    return _desk_page(request, round_, context, access.user)


@_answers_json
@study_view(post=Right.CODE)
def draft_save(request: HttpRequest, access: Access, number: int, position: int) -> HttpResponse:
    """Keeps what is chosen so far. JSON: values, note, base_revision."""
    assignment = queries.assignment_to_code(access.study, number, access.user, position)
    body = _body(request)
    fields = _cleaned(DraftForm(body))
    draft = services.save_draft(
        assignment, values=body.get("values", {}), **fields, by=access.user, at=timezone.now()
    )
    return JsonResponse({"saved_at": draft.saved_at.isoformat()})


@_answers_json
@study_view(post=Right.CODE)
def coding_submit(request: HttpRequest, access: Access, number: int, position: int) -> HttpResponse:
    """Takes a coding, as JSON from the page's JavaScript or as the form itself, and says what comes next."""
    assignment = queries.assignment_to_code(access.study, number, access.user, position)
    if request.content_type != _JSON:
        return _submit_form(request, assignment, access.user)
    body = _body(request)
    coding = services.submit_coding(
        assignment,
        values=body.get("values", {}),
        **_cleaned(SubmissionForm(body)),
        by=access.user,
        at=timezone.now(),
    )
    return JsonResponse({"revision": coding.revision, "next": _next_url(assignment, access.user)})


@study_view(Right.CODE)
def own_codings(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What the coder has coded in this round, the latest first, to search and (while it is open) to amend."""
    round_ = queries.coder_round(access.study, number)
    form = OwnCodingsForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    page = keyset.page(
        queries.own_codings(round_, access.user, q=q),
        fields=["-submitted_at", "-id"],
        cursor=request.GET.get("after"),
        size=_PAGE,
    )
    spec = codebook_spec(round_.codebook)
    context = {
        "round": round_,
        "is_open": _is_open(round_),
        "form": form,
        "q": q,
        "page": page,
        "variables": [variable for variable in spec.variables if not variable.retired],
        "rows": [_own_row(spec, coding) for coding in page.rows],
        "late": queries.late_codings_of(round_, access.user),
    }
    return render(request, "coding/own_codings.html", context)


def _own_row(spec: CodebookSpec, coding: Coding) -> tuple[Coding, str, list[list[str]]]:
    """A coding, the words of its message as its coder sees them, and what was answered."""
    answers = answers_in_words(spec, seen_values(coding))
    return (
        coding,
        seen_text(coding.assignment),
        [words for variable, words in answers if not variable.retired],
    )


def _submit_form(request: HttpRequest, assignment: Assignment, coder: User) -> HttpResponse:
    """The way of a browser without JavaScript: the answer is the next page, or this one again with what is wrong."""
    round_ = assignment.round
    values = values_from_post(codebook_spec(round_.codebook), request.POST)
    fields = _cleaned(SubmissionForm(request.POST))
    try:
        coding = services.submit_coding(assignment, values=values, **fields, by=coder, at=timezone.now())
    except services.KeptAsLate as kept:
        messages.warning(request, kept.detail)
        return redirect(_url("desk", round_))
    except (Invalid, Stale) as problem:
        context = _desk_context(
            round_,
            queries.own_assignment(round_, coder, assignment.position),
            coder,
            values=values,
            note=fields["note"],
            faults=problem.fields,
        )
        context["problem"] = problem
        if isinstance(problem, Stale):
            stored = problem.extra["stored"]
            context["base_revision"] = stored["revision"]
            context["stored"] = questions(codebook_spec(round_.codebook), stored["values"])
        return _desk_page(request, round_, context, coder, status=problem.status)
    for broken in broken_rules(codebook_spec(round_.codebook), coding.values, say=_):
        messages.warning(request, _("Saved. Look at it again, though: %(rule)s") % {"rule": broken.message})
    return redirect(_next_url(assignment, coder))


def _desk_page(
    request: HttpRequest, round_: Round, context: dict[str, Any], coder: User, *, status: int = 200
) -> HttpResponse:
    frame = {"queue": queries.queue(round_, coder), "own_url": _url("own_codings", round_)}
    return render(request, "coding/desk.html", context | frame, status=status)


def _desk_context(
    round_: Round,
    assignment: Assignment,
    coder: User,
    *,
    values: dict[str, Any],
    note: str,
    faults: dict[str, list[str]] | None = None,
    unchanged: bool = False,
) -> dict[str, Any]:
    """What a message and its form need. `unchanged`: the form shows the newest coding as it was submitted."""
    # A message of a training that is coded cannot be changed, so there is no way back to it.
    has_previous = assignment.position > 1 and not is_training(round_)
    previous = _url("desk_message", round_, assignment.position - 1) if has_previous else ""
    spec = codebook_spec(round_.codebook)
    logic = logic_of(spec)
    return {
        "round": round_,
        "assignment": assignment,
        "place": place_of(assignment),
        "card": card_of(assignment),
        "questions": questions(spec, values, faults),
        "logic": json.dumps(logic, ensure_ascii=False) if logic else "",
        "note": note,
        "base_revision": assignment.revision,
        "key": uuid4(),
        "unchanged": unchanged,
        "editable": _is_open(round_),
        "url": _message_url(round_, assignment),
        "next_url": _url_ahead(round_, assignment, coder),
        "previous_url": previous,
        "desk_url": _url("desk", round_),
        "draft_url": _url("draft_save", round_, assignment.position),
        "submit_url": _url("coding_submit", round_, assignment.position),
    }


def _is_open(round_: Round) -> bool:
    return allows(Work.CODE, Phase(round_.phase))


def _url(name: str, round_: Round, *args: int) -> str:
    return reverse(name, args=[round_.study.slug, round_.number, *args])


def _message_url(round_: Round, assignment: Assignment) -> str:
    return _url("desk_message", round_, assignment.position)


def _url_ahead(round_: Round, assignment: Assignment, coder: User) -> str:
    """The next open message behind this one; empty where only earlier ones are open, for they may be coded before this one is,
    and in a training, where something is told before the next message comes.
    """
    if is_training(round_):
        return ""
    following = queries.next_assignment(round_, coder, after=assignment.position)
    if following is None or following.position < assignment.position:
        return ""
    return _message_url(round_, following)


def _next_url(assignment: Assignment, coder: User) -> str:
    """Where the coder goes on: the next open message, or the desk, which says what comes after the last; in a training at what
    was right.
    """
    round_ = assignment.round
    if is_training(round_):
        return _url("desk_feedback", round_, assignment.position)
    following = queries.next_assignment(round_, coder, after=assignment.position)
    return _message_url(round_, following) if following else _url("desk", round_)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except RequestDataTooBig as error:
        raise TooLarge(_("This is more than a coding can hold: shorten your texts.")) from error
    except ValueError as error:  # not JSON, or not even UTF-8
        raise Problem(_("The body is not JSON.")) from error
    if not isinstance(body, dict):
        raise Invalid(_("The body has to be a JSON object."))
    return body


def _cleaned(form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    faults = {name: [str(sentence) for sentence in sentences] for name, sentences in form.errors.items()}
    raise Invalid(
        ngettext(
            "A field cannot be taken: see “fields”.",
            "Some fields cannot be taken: see “fields”.",
            len(faults),
        ),
        fields=faults,
    )
