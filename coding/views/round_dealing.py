"""Dealing while a round is open: a coder in, a coder out, new messages. Each page shows first what would move."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.forms.round_dealing import CoderForm
from coding.kinds import Source, source_of
from coding.models import Round
from coding.queries import rounds as queries
from coding.queries.round_news import new_messages, news_of
from coding.queries.round_plan import possible_coders
from coding.queries.round_redealing import (
    Redealing,
    coders_ever,
    dealable_in,
    dealable_out,
    dealing_in,
    dealing_out,
    leavers_of,
)
from coding.services import round_redealing as services
from coding.services.round_news import take_new_messages
from coding.services.round_phases import check_work
from coding.states import Phase, Work, allows
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.models import User
from studies.roles import Right

Preview = Callable[[Round, User], Redealing]
Deed = Callable[..., Redealing]


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def round_deal_in(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Whom to deal in, and what they would take over from the others."""
    round = queries.round_of(access.study, number)
    if request.method == "POST":
        return _dealt(request, access, round, possible_coders(access.study), services.deal_in)
    return _preview(request, round, dealable_in(round), dealing_in, template="coding/round_deal_in.html")


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def round_deal_out(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Whom to deal out, and who would take over what they have not coded."""
    round = queries.round_of(access.study, number)
    if request.method == "POST":
        return _dealt(request, access, round, coders_ever(round), services.deal_out)
    return _preview(request, round, dealable_out(round), dealing_out, template="coding/round_deal_out.html")


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def round_take_new(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """The messages that came since the round was opened, and who would get how many of them."""
    round = queries.round_of(access.study, number)
    if request.method == "POST":
        taken = take_new_messages(round, by=access.user, at=timezone.now())
        messages.success(request, _taken(taken))
        return redirect("round_detail", access.study.slug, round.number)
    check_work(round, Work.CODE)
    return render(request, "coding/round_take_new.html", {"round": round, "news": news_of(round)})


def dealing_context(round: Round, access: Access) -> dict[str, Any]:
    """What the page of a round says of dealing, to those who plan it: who has left, what has come."""
    if not access.may(Right.PLAN_ROUNDS) or not allows(Work.CODE, Phase(round.phase)):
        return {}
    return {
        "deals_again": source_of(round.kind) == Source.STUDY,
        "leavers": leavers_of(round),
        "new_count": new_messages(round).count() if round.takes_new else 0,
    }


def _preview(
    request: HttpRequest, round: Round, people: QuerySet[User], preview: Preview, *, template: str
) -> HttpResponse:
    check_work(round, Work.CODE)
    services.check_shared_out(round)
    form = CoderForm(request.GET if "coder" in request.GET else None, people=people)
    context: dict[str, Any] = {"round": round, "form": form, "people": people.exists()}
    if form.is_valid():
        context["dealt"] = preview(round, form.cleaned_data["coder"])
    return render(request, template, context, status=422 if form.errors else 200)


def _dealt(
    request: HttpRequest, access: Access, round: Round, people: QuerySet[User], deed: Deed
) -> HttpResponse:
    form = CoderForm(request.POST, people=people)
    if not form.is_valid():
        raise Invalid(_("Choose a coder."), fields={"coder": [_("Choose a coder.")]})
    at: datetime = timezone.now()
    dealt = deed(round, form.cleaned_data["coder"], by=access.user, at=at)
    messages.success(request, _told(dealt))
    return redirect("round_detail", access.study.slug, round.number)


def _told(dealt: Redealing) -> str:
    return ngettext(
        "%(moved)d message has another coder now.", "%(moved)d messages have another coder now.", dealt.moved
    ) % {"moved": dealt.moved}


def _taken(number: int) -> str:
    return ngettext("%(number)d new message was dealt.", "%(number)d new messages were dealt.", number) % {
        "number": number
    }
