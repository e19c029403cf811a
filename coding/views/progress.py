"""Pages of how the work goes: over time, how fast, which categories; and a coder's own page."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from coding.models import Round
from coding.pictures import Picture
from coding.queries import progress as queries
from coding.queries.own_progress import own_rounds
from coding.queries.pictures import FORMS, picture_file, rates_by_coder, speed_by_coder, spelt_rows
from coding.queries.rates import has_overlap, rated_variables, rates_of
from coding.queries.rounds import round_of
from coding.speed import CHARACTERS_A_SECOND, FEWEST, RANGES
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.SEE_PROGRESS)
def round_progress(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """The round over time, with its forecast."""
    round = round_of(access.study, number)
    found = queries.progress_now(round, today=timezone.localdate())
    picture = queries.picture_of_progress(round, found)
    context = {"round": round, "found": found, **_shown(round, picture, "progress_picture")}
    return render(request, "coding/round_progress.html", context)


@study_view(Right.SEE_PROGRESS)
def progress_picture(request: HttpRequest, access: Access, number: int, form: str) -> HttpResponseBase:
    round = round_of(access.study, number)
    found = queries.progress_now(round, today=timezone.localdate())
    return _file(request, round, queries.picture_of_progress(round, found), form)


@study_view(Right.SEE_ROUNDS)
def round_speed(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """How long messages took: of everybody for those who steer, of themselves alone for a coder."""
    round = round_of(access.study, number)
    speeds, is_own = queries.speeds_for(round, access)
    context = {
        "round": round,
        "speeds": speeds,
        "is_own": is_own,
        "characters": CHARACTERS_A_SECOND,
        "ranges": RANGES,
        "fewest": FEWEST,
        **_shown(round, speed_by_coder(round, speeds), "speed_picture"),
    }
    return render(request, "coding/round_speed.html", context)


@study_view(Right.SEE_ROUNDS)
def speed_picture(request: HttpRequest, access: Access, number: int, form: str) -> HttpResponseBase:
    round = round_of(access.study, number)
    speeds, _is_own = queries.speeds_for(round, access)
    return _file(request, round, speed_by_coder(round, speeds), form)


@study_view(Right.SEE_RELIABILITY)
def round_rates(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """How often coders used the categories of a variable; once the round is closed."""
    round = queries.check_rates(round_of(access.study, number), access)
    variables = rated_variables(round)
    if not variables:
        return render(request, "coding/round_rates.html", {"round": round})
    key = request.GET.get("variable") or variables[0].key
    shared = queries.is_shared(round, request.GET.get("messages", ""))
    rates = rates_of(round, key, shared=shared)
    context = {
        "round": round,
        "variables": variables,
        "rates": rates,
        "has_overlap": has_overlap(round),
        **_shown(round, rates_by_coder(rates), "rates_picture", key, messages="shared" if shared else "all"),
    }
    return render(request, "coding/round_rates.html", context)


@study_view(Right.SEE_RELIABILITY)
def rates_picture(
    request: HttpRequest, access: Access, number: int, variable: str, form: str
) -> HttpResponseBase:
    round = queries.check_rates(round_of(access.study, number), access)
    rates = rates_of(round, variable, shared=queries.is_shared(round, request.GET.get("messages", "")))
    return _file(request, round, rates_by_coder(rates), form)


@study_view(Right.CODE)
def own_progress(request: HttpRequest, access: Access) -> HttpResponse:
    """A coder's own work in the study."""
    return render(request, "coding/own_progress.html", {"rounds": own_rounds(access.study, access.user)})


def _shown(round: Round, picture: Picture, name: str, *args: str, **query: str) -> dict[str, Any]:
    """What a page needs to show a picture: its words, its numbers as people read them, and where its files are."""
    links = {
        form: reverse(name, args=[round.study.slug, round.number, *args, form])
        + (f"?{urlencode(query)}" if query else "")
        for form in FORMS
    }
    return {"picture": picture, "rows": spelt_rows(picture), "files": links}


def _file(request: HttpRequest, round: Round, picture: Picture, form: str) -> HttpResponseBase:
    """The bytes, or only their tag to a browser that has them."""
    file = picture_file(round, picture, form)
    response = HttpResponse(file.content, headers=file.headers)
    return get_conditional_response(request, etag=file.etag, response=response) or response
