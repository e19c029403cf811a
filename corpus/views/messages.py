"""The messages of a study: the list with its filters, and one message."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from corpus import queries
from corpus.forms import MessageFilterForm, TranslationForm
from corpus.models import Message
from corpus.services.translations import add_translation
from cyberdip.lib.keyset import page
from cyberdip.lib.problems import Invalid
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
    return _message_page(request, queries.message_of(access.study, message_id), TranslationForm())


@study_view(post=Right.IMPORT_MESSAGES)
def translation_add(request: HttpRequest, access: Access, message_id: int) -> HttpResponse:
    """Keeps a translation of a message, for coders who do not read its language."""
    message = queries.message_of(access.study, message_id)
    form = TranslationForm(request.POST)
    if form.is_valid():
        try:
            add_translation(message, **form.cleaned_data, by=access.user, at=timezone.now())
        except Invalid as problem:
            for name, sentences in problem.fields.items():
                form.add_error(name, sentences)
        else:
            flash.success(
                request, _("The translation is kept: coders can ask for it at the desk, and that is logged.")
            )
            return redirect("message_detail", access.study.slug, message.pk)
    return _message_page(request, message, form, status=422)


def _message_page(
    request: HttpRequest, message: Message, form: TranslationForm, *, status: int = 200
) -> HttpResponse:
    newer, older = queries.neighbours_of(message)
    context = {
        "message": message,
        "observations": queries.observations_of(message),
        "newer": newer,
        "older": older,
        "translations": queries.translations_of(message),
        "form": form,
    }
    return render(request, "corpus/message_detail.html", context, status=status)
