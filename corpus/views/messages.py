"""The messages of a study: the list with its filters, and one message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from corpus import queries
from corpus.forms import MessageFilterForm
from cyberdip.lib.keyset import page
from studies.access import Access, study_view
from studies.roles import Right

PAGE_SIZE = 50


@study_view(Right.SEE_CORPUS)
def message_list(request: HttpRequest, access: Access) -> HttpResponse:
    """The list; htmx asks for its rows alone, at the same address."""
    form = MessageFilterForm(
        request.GET,
        accounts=queries.account_choices(access.study),
        countries=queries.countries_of(access.study),
        languages=queries.languages_of(access.study),
    )
    messages = queries.messages_of(access.study, form.filters)
    context = {
        "form": form,
        "page": page(messages, fields=("-posted_at", "-id"), cursor=request.GET.get("after"), size=PAGE_SIZE),
        "hits": queries.count_of(messages),
        "is_filtered": any(form.cleaned_data.values()),
    }
    template = "corpus/_message_list.html" if request.htmx else "corpus/message_list.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@study_view(Right.SEE_CORPUS)
def message_detail(request: HttpRequest, access: Access, message_id: int) -> HttpResponse:
    message = queries.message_of(access.study, message_id)
    newer, older = queries.neighbours_of(message)
    context = {
        "message": message,
        "observations": queries.observations_of(message),
        "newer": newer,
        "older": older,
    }
    return render(request, "corpus/message_detail.html", context)
