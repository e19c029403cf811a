"""Pages of rounds: the list, the round itself, and the deeds that take it on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from coding.blinding import Sight, sights
from coding.forms.rounds import SettleForm
from coding.models import Round
from coding.models.rounds import PhaseChoice
from coding.queries import rounds as queries
from coding.queries.codebook import published_versions
from coding.queries.gold import mark_trainings
from coding.queries.late import unsent_by_coder
from coding.queries.progress import progress_now
from coding.queries.round_faults import plan_faults
from coding.queries.round_outlook import outlook
from coding.queries.round_plan import plan_of
from coding.queries.round_progress import open_assignments, progress_of
from coding.queries.rulings import left_to_rule
from coding.services import rounds as services
from coding.services.round_phases import check_work
from coding.states import Deed, Phase, Work, has_passed, may_transition, next_transition
from coding.views.round_dealing import dealing_context
from coding.views.round_plans import plan_context
from coding.views.sight import sight_context
from cyberdip.lib.keyset import page
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right

PAGE_SIZE = 50


@study_view(Right.SEE_ROUNDS)
def round_list(request: HttpRequest, access: Access) -> HttpResponse:
    rounds = queries.rounds_of(access.study, viewer=access.user, with_progress=access.may(Right.SEE_PROGRESS))
    found = page(rounds, fields=("-number",), cursor=request.GET.get("after"), size=PAGE_SIZE)
    mark_trainings(found.rows, access)
    context = {
        "page": found,
        "has_codebook": published_versions(access.study).exists(),
    }
    return render(request, "coding/round_list.html", context)


@vary_on_headers("HX-Request")
@study_view(Right.SEE_ROUNDS)
def round_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """The round as this person may see it; the progress alone when the page asks how far the coders are by now."""
    round = queries.round_of(access.study, number)
    mark_trainings([round], access)
    context = {"round": round, **_progress(round, access)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "coding/_round_progress.html", context)
    return render(request, "coding/round_detail.html", context | _standing(round, access))


def _progress(round: Round, access: Access) -> dict[str, Any]:
    """How far the round is: everybody for those who steer, for a coder they themselves."""
    everybody = progress_of(round)
    own = everybody.of(access.user)
    seen = sights(access.role, Phase(round.phase), codes=own is not None)
    if Sight.PROGRESS not in seen:
        return {"own": own}
    found = progress_now(round, today=timezone.localdate(), progress=everybody)
    return {"own": own, "progress": everybody, "found": found}


def _standing(round: Round, access: Access) -> dict[str, Any]:
    """Where the round stands, and what this person can do next."""
    phase = Phase(round.phase)
    step = next_transition(phase)
    may_next = step is not None and may_transition(step.deed, phase, access.role)
    context: dict[str, Any] = {
        "phases": _phases(phase),
        "may_next": may_next,
        "coders": queries.coders_of(round),
    }
    context |= sight_context(round, access) | dealing_context(round, access) | plan_context(round, access)
    if phase == Phase.PLANNED:
        if may_next:
            context |= _dealing(round)
    else:
        context["messages_count"] = round.units.count()
    if access.may(Right.RULE) and phase in (Phase.ADJUDICATING, Phase.SETTLED):
        context["left"] = left_to_rule(round)
    if access.may(Right.SEE_RELIABILITY) and has_passed(Deed.CLOSE, phase):
        context["job"] = queries.reliability_job(round)
    return context


def _phases(now: Phase) -> list[dict[str, Any]]:
    """The phases in their order, each with its name and whether it is past or now."""
    order = list(Phase)
    return [
        {"name": PhaseChoice(phase).label, "is_past": place < order.index(now), "is_now": phase == now}
        for place, phase in enumerate(order)
    ]


def _dealing(round: Round) -> dict[str, Any]:
    """What opening would deal, or why it cannot."""
    plan = plan_of(round)
    faults = [sentence for sentences in plan_faults(round.study, plan).values() for sentence in sentences]
    return {"faults": faults} if faults else {"outlook": outlook(round.study, plan, at=timezone.now())}


@study_view(post=Right.PLAN_ROUNDS)
def round_open(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    round = services.open_round(queries.round_of(access.study, number), by=access.user, at=timezone.now())
    messages.success(request, _("The round is open: every coder finds their messages at the desk."))
    return redirect("round_detail", access.study.slug, round.number)


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def round_close(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Asks first, and says what is still open; nothing of it is deleted."""
    round = queries.round_of(access.study, number)
    if request.method == "POST":
        services.close_round(round, by=access.user, at=timezone.now())
        messages.success(request, _("The round is closed. Its reliability is being computed."))
        return redirect("round_detail", access.study.slug, round.number)
    check_work(round, Work.CODE)
    context = {"round": round, "open": open_assignments(round), "unsent": unsent_by_coder(round)}
    return render(request, "coding/round_close.html", context)


@study_view(post=Right.RULE)
def round_adjudicate(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    round = services.start_adjudication(
        queries.round_of(access.study, number), by=access.user, at=timezone.now()
    )
    messages.success(request, _("What all coders agreed on is settled. What they did not is in the queue."))
    return redirect("ruling_queue", access.study.slug, round.number)


@study_view(Right.RULE, post=Right.RULE)
def round_settle(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Asks first, and says how many disagreements stay open; the answer carries the number that was read."""
    round = queries.round_of(access.study, number)
    if request.method == "POST":
        form = SettleForm(request.POST)
        if not form.is_valid():
            raise Invalid(_("Say how many disagreements are to stay open."))
        services.settle_round(round, **form.cleaned_data, by=access.user, at=timezone.now())
        messages.success(request, _("The round is settled."))
        return redirect("round_detail", access.study.slug, round.number)
    check_work(round, Work.RULE)
    return render(request, "coding/round_settle.html", {"round": round, "left": left_to_rule(round)})
