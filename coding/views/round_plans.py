"""The page on which a round is planned: four answers, and beside them what they come to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from coding.forms.round_plans import PlanForm, PreviewForm, answers_of
from coding.models import Round
from coding.queries import rounds as queries
from coding.queries.codebook import published_versions
from coding.queries.round_outlook import outlook
from coding.queries.round_sample import drawn_strata
from coding.queries.round_told import told_plan
from coding.services import rounds as services
from coding.services.round_phases import check_work
from coding.states import Work
from corpus.metadata import label_of
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def round_create(request: HttpRequest, access: Access) -> HttpResponse:
    form = PlanForm(request.POST or None, study=access.study)
    if request.method == "POST" and form.is_valid():
        round = services.create_round(
            access.study, **_named(form), **form.answers(), by=access.user, at=timezone.now()
        )
        return redirect("round_detail", access.study.slug, round.number)
    return _plan_page(request, form, status=422 if form.is_bound else 200)


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def round_change(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """The plan of a round that is not open yet, to be changed."""
    round = queries.round_of(access.study, number)
    check_work(round, Work.PLAN)
    form = PlanForm(request.POST or None, study=access.study, initial=answers_of(round))
    if request.method == "POST" and form.is_valid():
        services.change_round(round, **_named(form), **form.answers(), by=access.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("round_detail", access.study.slug, round.number)
    return _plan_page(request, form, round=round, status=422 if form.is_bound else 200)


@vary_on_headers("HX-Request")
@study_view(post=Right.PLAN_ROUNDS)
def round_preview(request: HttpRequest, access: Access) -> HttpResponse:
    """What the plan in the form would deal; saves nothing. The fragment alone when the page asks as the plan changes."""
    form = PreviewForm(request.POST, study=access.study)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "coding/_round_previewed.html", {"form": form, **_outlook_context(form)})
    changed = request.GET.get("round", "")
    round = queries.round_of(access.study, int(changed)) if changed.isdecimal() else None
    page = PlanForm(request.POST, study=access.study)
    return _plan_page(request, page, round=round, **_outlook_context(form))


def plan_context(round: Round, access: Access) -> dict[str, Any]:
    """The plan of a round on its page, to those who steer: who codes is not to know how much of a queue is hidden gold."""
    if not access.may(Right.SEE_PROGRESS):
        return {}
    return {
        "told": told_plan(round),
        "strata": drawn_strata(round),
        "strata_heads": [label_of(name) for name in round.strata_by],
    }


def _named(form: PlanForm) -> dict[str, Any]:
    return {"title": form.cleaned_data["title"]}


def _plan_page(request: HttpRequest, form: PlanForm, *, status: int = 200, **context: Any) -> HttpResponse:
    context["has_codebook"] = published_versions(form.study).exists()
    return render(request, "coding/round_create.html", {"form": form, **context}, status=status)


def _outlook_context(form: PlanForm) -> dict[str, Any]:
    if form.is_valid():
        return {"outlook": outlook(form.study, form.plan(), at=timezone.now())}
    return {"faults": [sentence for sentences in form.errors.values() for sentence in sentences]}
