"""Pages of trainings and hidden messages: what a coder is told, their attempts, and what the PI sees of all of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from coding.forms.round_dealing import CoderForm
from coding.forms.training import shortfall_sentences, shown_feedback, shown_scores
from coding.known_answers import ENOUGH, Score, is_alarming
from coding.models import Round
from coding.queries import training as queries
from coding.queries.codebook import codebook_spec
from coding.queries.desk import coder_round, next_assignment, queue
from coding.queries.gold import gold_accuracy, hides_gold
from coding.queries.round_plan import possible_coders
from coding.queries.rounds import round_of
from coding.services.training import join_training, try_again
from coding.states import Phase, Work, allows
from coding.views.sight import card_of
from cyberdip.lib.problems import Invalid
from studies.access import Access, study_view
from studies.roles import Right


@never_cache
@study_view(Right.CODE)
def desk_feedback(request: HttpRequest, access: Access, number: int, position: int) -> HttpResponse:
    """What was right in a coding of a training, what the answer is, and why; Enter goes on."""
    round_ = coder_round(access.study, number)
    feedback = queries.feedback_of(round_, access.user, position)
    context = {
        "round": round_,
        "assignment": feedback.assignment,
        "card": card_of(feedback.assignment),
        "feedback": feedback,
        "shown": shown_feedback(feedback),
        "queue": queue(round_, access.user),
        "place": queries.place_of(feedback.assignment),
        "following": next_assignment(round_, access.user, after=position),
    }
    return render(request, "coding/desk_feedback.html", context)


@never_cache
@study_view(Right.CODE)
def own_training(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """A coder's own attempts: what was right, whether it was enough, and what comes next."""
    round_ = queries.check_training(coder_round(access.study, number))
    found = queries.trainee(round_, access.user)
    context = {
        "round": round_,
        "trainee": found,
        "attempts": _shown(round_, found),
        "is_open": allows(Work.CODE, Phase(round_.phase)),
        "rounds_behind": queries.rounds_behind(round_, access.user),
    }
    return render(request, "coding/own_training.html", context)


@study_view(post=Right.CODE)
def training_retry(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Deals the messages once more and leads to the desk."""
    try_again(coder_round(access.study, number), by=access.user, at=timezone.now())
    return redirect("desk", access.study.slug, number)


@study_view(Right.PLAN_ROUNDS)
def training_attempts(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Every coder's attempts, with what was right of each variable."""
    round_ = queries.check_training(round_of(access.study, number))
    people = queries.trainees(round_)
    spec = codebook_spec(round_.codebook)
    judged = {key for person in people for attempt in person.attempts for key in attempt.results}
    variables = [
        (variable, round_.pass_rule.get(variable.key))
        for variable in spec.variables
        if variable.key in judged or variable.key in round_.pass_rule
    ]
    context = {
        "round": round_,
        "variables": variables,
        "columns": len(variables) + 4,
        "rows": [row for person in people for row in _rows(person, [one.key for one, _needed in variables])],
        "total": len(people),
        "form": CoderForm(people=queries.newcomers(round_)),
        "may_join": allows(Work.CODE, Phase(round_.phase)) and queries.newcomers(round_).exists(),
        "passed": sum(person.passed for person in people),
    }
    return render(request, "coding/training_attempts.html", context)


@study_view(post=Right.PLAN_ROUNDS)
def training_join(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """Deals the training to one coder more."""
    round_ = queries.check_training(round_of(access.study, number))
    form = CoderForm(request.POST, people=possible_coders(access.study))
    if not form.is_valid():
        sentence = _("Choose somebody who codes in this study.")
        raise Invalid(sentence, fields={"coder": [sentence]})
    join_training(round_, form.cleaned_data["coder"], by=access.user, at=timezone.now())
    messages.success(
        request, _("The messages of the training are at the desk of %(coder)s.") % form.cleaned_data
    )
    return redirect("training_attempts", access.study.slug, number)


@study_view(Right.PLAN_ROUNDS)
def gold_detail(request: HttpRequest, access: Access, number: int) -> HttpResponse:
    """How well each coder does on the hidden messages, variable by variable."""
    round_ = round_of(access.study, number)
    if not hides_gold(round_):
        messages.info(request, _("No messages with known answers are hidden in this round."))
        return redirect("round_detail", access.study.slug, number)
    accuracy = gold_accuracy(round_)
    context = {
        "round": round_,
        "accuracy": accuracy,
        "enough": ENOUGH,
        "rows": [
            (coder, [_cell(round_, coder.scores.get(variable.key)) for variable in accuracy.variables])
            for coder in accuracy.coders
        ],
    }
    return render(request, "coding/gold_detail.html", context)


def _cell(round_: Round, score: Score | None) -> tuple[Score | None, bool]:
    """The right answers of a coder on one variable, and whether they are too few."""
    return score, score is not None and is_alarming(score, round_.gold_alert_percent)


def _rows(
    person: queries.Trainee, variables: list[str]
) -> list[tuple[queries.Trainee, queries.Attempt | None, list[Score | None]]]:
    """A row an attempt, and one for whoever has none."""
    if not person.attempts:
        return [(person, None, [])]
    return [
        (person, attempt, [attempt.results.get(variable) for variable in variables])
        for attempt in person.attempts
    ]


def _shown(round_: Round, found: queries.Trainee) -> list[dict[str, Any]]:
    """The attempts of a coder for the page, the newest first."""
    spec = codebook_spec(round_.codebook)
    return [
        {
            "attempt": attempt,
            "scores": shown_scores(spec, attempt.results, round_.pass_rule),
            "sentences": shortfall_sentences(spec, attempt),
        }
        for attempt in reversed(found.attempts)
    ]
