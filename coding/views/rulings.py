"""Pages of rulings: the queue, one message with what its coders chose, and the deeds."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.forms.codebook_versions import ExampleForm
from coding.forms.rulings import (
    QueueForm,
    RulingForm,
    WithdrawalForm,
    current_key,
    label_of,
    shown,
    value_from_post,
)
from coding.models import Round, Ruling, Unit
from coding.queries import rulings as queries
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_examples import codebook_for_examples, decided_category
from coding.services import rulings as services
from coding.states import Phase, Work, allows
from cyberdip.lib import keyset
from cyberdip.lib.problems import Invalid, NotFound, Problem, Stale
from studies.access import Access, study_view
from studies.roles import Right

PAGE_SIZE = 50


@study_view(Right.RULE)
def ruling_queue(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """What is left, and the messages it is about."""
    round = queries.round_in_sight(access, number)
    left = queries.left_to_rule(round)
    form = QueueForm(request.GET, left=left)
    wanted = form.wanted()
    page = keyset.page(
        queries.units_to_rule(round, **wanted),
        fields=["position"],
        cursor=request.GET.get("after"),
        size=PAGE_SIZE,
    )
    context = {
        "round": round,
        "left": left,
        "form": form,
        "page": page,
        "only": wanted["variable"],
        "next_unit": queries.next_to_rule(round, variable=wanted["variable"]) if _may_rule(round) else None,
    }
    return render(request, "coding/ruling_queue.html", context)


@study_view(Right.RULE)
def ruling_detail(request: HttpRequest, access: Access, number: int, message_id: int) -> HttpResponse:
    """One message and the choices of its coders, side by side."""
    unit = queries.unit_of(queries.round_in_sight(access, number), message_id)
    return _sheet_page(request, access, unit, asked=request.GET.get("question", ""))


@study_view(post=Right.RULE)
def ruling_make(
    request: HttpRequest, access: Access, number: int, message_id: int, variable: str
) -> HttpResponse:
    """Takes the ruling and leads to what is open next; what cannot be taken comes back as it was sent."""
    unit = queries.unit_of(queries.round_in_sight(access, number), message_id)
    question = queries.sheet_of(unit).question(variable)
    if question is None:
        raise NotFound(_("The codebook of this round has no such variable."))
    form = RulingForm(request.POST)
    try:
        words = _cleaned(form)
        services.make_ruling(
            unit,
            queries.variable_of(unit.round, variable),
            value=value_from_post(question, request.POST, words.pop("choice")),
            **words,
            by=access.user,
            at=timezone.now(),
        )
    except (Invalid, Stale) as problem:
        return _sheet_page(request, access, unit, asked=variable, problem=problem)
    return redirect(_following(request, unit))


@study_view(post=Right.RULE)
def ruling_withdraw(
    request: HttpRequest, access: Access, number: int, message_id: int, variable: str
) -> HttpResponse:
    """Takes a ruling back and shows its message again."""
    unit = queries.unit_of(queries.round_in_sight(access, number), message_id)
    services.withdraw_ruling(
        unit,
        queries.variable_of(unit.round, variable),
        **_cleaned(WithdrawalForm(request.POST)),
        by=access.user,
        at=timezone.now(),
    )
    return redirect(_unit_url(unit, question=variable, variable=_only(request)))


def _may_rule(round: Round) -> bool:
    return allows(Work.RULE, Phase(round.phase))


def _sheet_page(
    request: HttpRequest, access: Access, unit: Unit, *, asked: str, problem: Problem | None = None
) -> HttpResponse:
    only = _only(request)
    sheet = queries.sheet_of(unit)
    current = current_key(sheet, asked=asked, only=only)
    following = queries.next_to_rule(unit.round, after=unit.position, variable=only)
    context = {
        "round": unit.round,
        "unit": unit,
        "message": unit.message,
        "mask": (),
        "sheet": sheet,
        "questions": shown(sheet, current=current, post=request.POST if problem else None),
        "form": RulingForm(request.POST if problem else None),
        "problem": problem,
        "left": queries.left_to_rule(unit.round),
        "may_rule": _may_rule(unit.round),
        "only": only,
        "last": _last(unit.round, access) if _may_rule(unit.round) else None,
        "next_url": _unit_url(following, variable=only) if following and following != unit else "",
        "example_form": _example_form(access, sheet, asked),
    }
    return render(request, "coding/ruling_detail.html", context, status=problem.status if problem else 200)


def _example_form(access: Access, sheet: queries.Sheet, asked: str) -> ExampleForm | None:
    """Where the message can go in the codebook, for who writes it; None while nothing of the message is decided."""
    decided = decided_category(sheet, asked=asked)
    if not decided or not sheet.unit.message.text or not access.may(Right.EDIT_CODEBOOK):
        return None
    return ExampleForm(codebook_for_examples(access.study), decided=decided)


def _last(round: Round, access: Access) -> dict[str, Any] | None:
    """What this person would take back: their newest ruling in force, in words."""
    ruling = queries.last_ruling_by(round, access.user)
    return {"ruling": ruling, "label": _ruled(round, ruling)} if ruling else None


def _ruled(round: Round, ruling: Ruling) -> str:
    variable = codebook_spec(round.codebook).variable(ruling.variable.key)
    return label_of(variable, ruling.value) if variable else ""


def _only(request: HttpRequest) -> str:
    """The variable that the queue is narrowed to, if it is."""
    return request.POST.get("variable", "") or request.GET.get("variable", "")


def _following(request: HttpRequest, unit: Unit) -> str:
    """Where to go after a ruling: the same message while something of it is open, then the next, then the queue."""
    only = _only(request)
    if queries.units_to_rule(unit.round, variable=only).filter(pk=unit.pk).exists():
        return _unit_url(unit, variable=only)
    following = queries.next_to_rule(unit.round, after=unit.position, variable=only)
    if following is not None:
        return _unit_url(following, variable=only)
    return reverse("ruling_queue", args=[unit.round.study.slug, unit.round.number])


def _unit_url(unit: Unit, **query: str) -> str:
    address = reverse("ruling_detail", args=[unit.round.study.slug, unit.round.number, unit.message_id])
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{address}?{asked}" if asked else address


def _cleaned(form: Any) -> dict[str, Any]:
    if form.is_valid():
        return dict(form.cleaned_data)
    faults = {name: [str(sentence) for sentence in sentences] for name, sentences in form.errors.items()}
    raise Invalid(
        " ".join(sentence for sentences in faults.values() for sentence in sentences), fields=faults
    )
