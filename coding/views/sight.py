"""Pages about who sees what: aids at the desk, what came late, and looks into an open round."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_headers

from coding.codebook_rules import VariableSpec
from coding.forms.desk import answers_in_words
from coding.forms.sight import LateForm, LookForm
from coding.models import Assignment, Coding, LateCoding, Round
from coding.models.blindness import AidKind
from coding.models.late import LateDecision
from coding.queries import desk as desk_queries
from coding.queries import late as late_queries
from coding.queries import looks as look_queries
from coding.queries.codebook import codebook_spec
from coding.queries.rounds import round_of
from coding.queries.sight import SeenTranslation, mask_of, translations_of
from coding.services.late import decide_late_codings
from coding.services.looks import look_inside
from coding.services.sight import use_aid
from coding.states import Phase, Work, allows
from corpus.models import Message
from cyberdip.lib.keyset import page
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Aid:
    """What a coder can have shown, and the address that shows it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A message as its coder sees it, and what they can have shown."""

    message: Message
    mask: frozenset[str]
    translations: list[SeenTranslation]
    aids: list[Aid]


def card_of(assignment: Assignment) -> Card:
    """The message of an assignment that was found with what is shown of it (`queries.desk.own_assignment`)."""
    message, mask = assignment.unit.message, mask_of(assignment)
    found = translations_of(message, mask)
    is_translated = any(aid.kind == AidKind.TRANSLATION for aid in assignment.aids.all())
    kinds = [kind for kind in AidKind if kind in mask]
    if found and not is_translated:
        kinds.append(AidKind.TRANSLATION)
    is_open = allows(Work.CODE, Phase(assignment.round.phase))
    return Card(
        message=message,
        mask=mask,
        translations=found if is_translated else [],
        aids=[Aid(_aid_label(kind), _aid_url(assignment, kind)) for kind in kinds] if is_open else [],
    )


def _aid_label(kind: AidKind) -> str:
    return {
        AidKind.AUTHOR: _("Show the author"),
        AidKind.COUNTRY: _("Show the country"),
        AidKind.COUNTS: _("Show the counts"),
        AidKind.DATE: _("Show the date"),
        AidKind.LINKS: _("Show the links"),
        AidKind.TRANSLATION: _("Show a translation"),
    }[kind]


def _aid_url(assignment: Assignment, kind: AidKind) -> str:
    round_ = assignment.round
    return reverse("aid_use", args=[round_.study.slug, round_.number, assignment.position, kind.value])


@never_cache
@vary_on_headers("HX-Request")
@study_view(post=Right.CODE)
def aid_use(request: HttpRequest, access: Access, number: int, position: int, kind: str) -> HttpResponse:
    """Shows a coder what the round hides of one message; the message alone when the page asks for it."""
    round_ = desk_queries.coder_round(access.study, number)
    assignment = desk_queries.own_assignment(round_, access.user, position)
    use_aid(assignment, kind, by=access.user, at=timezone.now())
    if request.headers.get("HX-Request"):
        card = card_of(desk_queries.own_assignment(round_, access.user, position))
        return render(request, "coding/_desk_card.html", {"card": card})
    return redirect("desk_message", access.study.slug, number, position)


# --- what came late


@study_view(Right.PLAN_ROUNDS)
def late_list(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What came in after the close, the newest first, to be accepted or declined."""
    round_ = round_of(access.study, number)
    late = page(
        late_queries.late_codings(round_),
        fields=("-received_at", "-id"),
        cursor=request.GET.get("after"),
        size=_PAGE,
    )
    waiting = late_queries.late_codings(round_, waiting=True)
    context = {
        "round": round_,
        "page": late,
        "waiting": waiting.count(),
        "through": waiting.order_by("-id").values_list("id", flat=True).first(),
        "may_accept": allows(Work.TAKE_LATE, Phase(round_.phase)),
        **_table(round_, late.rows),
    }
    return render(request, "coding/late_list.html", context)


@study_view(post=Right.PLAN_ROUNDS)
def late_decide(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    round_ = round_of(access.study, number)
    form = LateForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say which late codings you mean, and whether they are accepted or declined."))
    one = form.cleaned_data["late"]
    decision = form.cleaned_data["decision"]
    decided = decide_late_codings(
        round_,
        decision=decision,
        late=[one] if one else (),
        through=form.cleaned_data["through"],
        by=access.user,
        at=timezone.now(),
    )
    messages.success(request, _decided(decision, decided))
    return redirect("late_list", access.study.slug, number)


def _decided(decision: str, number: int) -> str:
    if not number:
        return _("Nothing of this was waiting any more: it had been decided on.")
    if decision == LateDecision.ACCEPTED:
        sentence = ngettext(
            "%(number)d late coding counts now. The reliability of the round is being computed anew.",
            "%(number)d late codings count now. The reliability of the round is being computed anew.",
            number,
        )
    else:
        sentence = ngettext(
            "%(number)d late coding was declined. It is kept, and does not count.",
            "%(number)d late codings were declined. They are kept, and do not count.",
            number,
        )
    return sentence % {"number": number}


# --- looks


def sight_context(round_: Round, access: Access) -> dict[str, Any]:
    """What the page of a round says of late codings and of looks, to who plans it."""
    if not access.may(Right.PLAN_ROUNDS):
        return {}
    late = late_queries.late_numbers(late_queries.late_codings(round_))
    return {
        "late_waiting": late[LateDecision.WAITING],
        "late_decided": sum(late.values()) - late[LateDecision.WAITING],
        "looks": look_queries.looks_of(round_).count(),
        "may_look": look_queries.no_look(round_, access.role, access.user) is None,
    }


@study_view(Right.PLAN_ROUNDS, post=Right.PLAN_ROUNDS)
def look_list(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Who looked inside while the round was open, and why; and the way in, for who may."""
    round_ = round_of(access.study, number)
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        look = look_inside(round_, **form.cleaned_data, role=access.role, by=access.user, at=timezone.now())
        return redirect("look_codings", access.study.slug, number, look.pk)
    context = {
        "round": round_,
        "form": form,
        "problem": look_queries.no_look(round_, access.role, access.user),
        "page": page(
            look_queries.looks_of(round_),
            fields=("-at", "-id"),
            cursor=request.GET.get("after"),
            size=_PAGE,
        ),
    }
    return render(request, "coding/look_list.html", context, status=422 if form.is_bound else 200)


@never_cache
@study_view(Right.PLAN_ROUNDS)
def look_codings(request: HttpRequest, access: Access, number: int, look_id: int) -> HttpResponse:
    """What was coded so far, to be read while the look lasts."""
    round_ = round_of(access.study, number)
    try:
        look = look_queries.live_look(round_, access, look_id, at=timezone.now())
    except look_queries.LookIsOver as over:
        messages.info(request, over.detail)
        return redirect("look_list", access.study.slug, number)
    seen = page(
        look_queries.codings_in_sight(look),
        fields=("-submitted_at", "-id"),
        cursor=request.GET.get("after"),
        size=_PAGE,
    )
    context = {"round": round_, "look": look, "page": seen, **_table(round_, seen.rows)}
    return render(request, "coding/look_codings.html", context)


def _table(round_: Round, rows: Iterable[Coding] | Iterable[LateCoding]) -> dict[str, Any]:
    """Codings for a table: the `variables` of its columns, and in `rows` each coding with its answers in words."""
    spec = codebook_spec(round_.codebook)
    variables: list[VariableSpec] = [variable for variable in spec.variables if not variable.retired]
    told = [
        (one, [words for variable, words in answers_in_words(spec, one.values) if not variable.retired])
        for one in rows
    ]
    return {"variables": variables, "rows": told}
