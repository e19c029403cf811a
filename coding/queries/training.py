"""Finding how far coders are in a training, what they are told after each message, and which rounds wait for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.aggregates import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec
from coding.codebook_rules.quotes import as_seen
from coding.known_answers import Judgement, Score, Shortfall, judge, shortfalls
from coding.models import Assignment, Coding, KnownAnswer, Round, RoundCoder, TrainingAttempt
from coding.models.rounds import RoundKind
from coding.queries.codebook import codebook_spec
from coding.queries.round_plan import possible_coders
from coding.queries.rounds import coders_of
from coding.queries.sight import seen_text
from coding.states import Phase
from corpus.models import Message
from corpus.queries import for_cards
from cyberdip.lib.problems import Conflict, NotFound
from studies.models import Study, User


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a coder is told of one message: their coding, the known answer, and how the two compare."""

    assignment: Assignment
    coding: Coding
    known: KnownAnswer
    spec: CodebookSpec
    judgements: tuple[Judgement, ...]

    @property
    def right(self) -> int:
        return sum(judgement.right for judgement in self.judgements)

    @property
    def of(self) -> int:
        return len(self.judgements)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a coder. `row` is None while nothing of it is coded; `results` are by variable key, once it is finished."""

    number: int
    planned: int
    done: int
    row: TrainingAttempt | None
    results: dict[str, Score]
    shortfalls: tuple[Shortfall, ...]

    @property
    def is_finished(self) -> bool:
        return self.row is not None and self.row.finished_at is not None

    @property
    def passed(self) -> bool:
        return self.row is not None and self.row.passed is True


@dataclass(frozen=True, slots=True)
class Trainee:
    """A coder of a training and their attempts, the first one first."""

    coder: RoundCoder
    attempts: tuple[Attempt, ...]

    @property
    def passed(self) -> bool:
        return any(attempt.passed for attempt in self.attempts)

    @property
    def current(self) -> Attempt | None:
        """The newest attempt; None while nothing is dealt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def may_try_again(self) -> bool:
        current = self.current
        return current is not None and current.is_finished and not self.passed


def is_training(round: Round) -> bool:
    """Whether the round teaches: its codings are final, and answered at once."""
    return round.kind == RoundKind.TRAINING


def check_training(round: Round) -> Round:
    """The round; raises NotFound for one that is no training."""
    if not is_training(round):
        raise NotFound(_("This round is no training."))
    return round


def has_passed(training_id: int, coder: User) -> bool:
    """Whether one of the coder's attempts was good enough."""
    return TrainingAttempt.objects.filter(round=training_id, coder=coder, passed=True).exists()


def check_may_code(round: Round, coder: User) -> None:
    """Raise Conflict, with the address of the training, while the coder has not passed the one that comes before this round."""
    if round.training_id is None or has_passed(round.training_id, coder):
        return
    training = round.training
    assert training is not None  # noqa: S101 - for the types: there is an id
    where = {"training": training.number, "title": training.title}
    if _may_take(training, coder):
        where["address"] = reverse("desk", args=[round.study.slug, training.number])
    raise Conflict(
        _("“%(training)s” comes before this round. %(then)s")
        % {"training": training.title, "then": _way_in(training, coder)},
        code="training_first",
        extra=where,
    )


def trainings_first(study: Study, coder: User) -> dict[int, Round]:
    """The rounds of the study that are closed to this coder until a training is passed: round id -> that training."""
    passed = TrainingAttempt.objects.filter(round=OuterRef("training"), coder=coder, passed=True)
    waiting = (
        Round.objects.filter(study=study, training__isnull=False, coders__coder=coder)
        .filter(~Exists(passed))
        .select_related("training")
    )
    return {round.pk: round.training for round in waiting if round.training is not None}


def passed_trainings(study: Study, coder: User) -> set[int]:
    """The ids of the trainings of the study that the coder has passed."""
    passed = TrainingAttempt.objects.filter(round__study=study, coder=coder, passed=True)
    return set(passed.values_list("round", flat=True))


def current_attempt(round: Round, coder: User) -> int:
    """The number of the newest attempt that was dealt to the coder; 1 where there is none."""
    return round.assignments.filter(coder=coder).aggregate(newest=Max("attempt"))["newest"] or 1


def trainee(round: Round, coder: User) -> Trainee:
    """A coder of the training with their attempts; raises NotFound for whoever is not one of its coders."""
    found = round.coders.select_related("coder").filter(coder=coder).first()
    if found is None:
        raise NotFound(
            _("No messages of this training are assigned to you. Ask the PI if you expected some.")
        )
    return _with_attempts(round, [found])[0]


def trainees(round: Round) -> list[Trainee]:
    """All coders of the training by their letters, with their attempts; in three statements."""
    return _with_attempts(round, coders_of(round))


def newcomers(round: Round) -> QuerySet[User]:
    """Who may code in the study and is not dealt this training."""
    return possible_coders(round.study).exclude(pk__in=round.coders.values("coder"))


def feedback_of(round: Round, coder: User, position: int) -> Feedback:
    """What the coder is told of the message at `position` of their queue.

    Raises NotFound for a message that is not theirs, and Conflict before it is coded or where nobody is told anything.
    """
    assignment = (
        round.assignments.filter(coder=coder, position=position)
        .select_related("unit__known")
        .prefetch_related(Prefetch("unit__message", for_cards(Message.objects.all())), "aids")
        .first()
    )
    if assignment is None or not is_training(round):
        raise NotFound(_("There is no such message in your queue. Your desk shows what is there."))
    coding = assignment.codings.filter(revision=assignment.revision).first()
    if coding is None or assignment.unit.known is None:
        raise Conflict(_("Code this message first: then you are told what was right."))
    assignment.round = round
    return feedback_on(assignment, coding, assignment.unit.known)


def own_feedback(assignment: Assignment) -> Feedback | None:
    """What the coder of a message that was just coded is told; None outside of trainings."""
    round = assignment.round
    return feedback_of(round, assignment.coder, assignment.position) if is_training(round) else None


def feedback_on(assignment: Assignment, coding: Coding, known: KnownAnswer) -> Feedback:
    """A coding compared with the known answer, by the codebook of its round. What the round hides stands in no quote."""
    spec = codebook_spec(assignment.round.codebook)
    seen = seen_text(assignment)
    judgements = judge(spec, as_seen(coding.values, seen), as_seen(known.values, seen))
    return Feedback(assignment, coding, known, spec, judgements)


def place_of(assignment: Assignment) -> int:
    """Where a message stands in its queue, counted from 1; in a training in its attempt."""
    if assignment.attempt == 1:
        return assignment.position
    before = Assignment.objects.filter(
        round=assignment.round_id, coder=assignment.coder_id, attempt__lt=assignment.attempt
    )
    return assignment.position - before.count()


def judged_codings(round: Round, coder: User, attempt: int) -> "QuerySet[Coding]":
    """The codings of one attempt, each with its unit's known answer."""
    return Coding.objects.filter(
        assignment__round=round,
        assignment__coder=coder,
        assignment__attempt=attempt,
        revision=F("assignment__revision"),
        assignment__unit__known__isnull=False,
    ).select_related("assignment__unit__known")


def _may_take(training: Round, coder: User) -> bool:
    return training.phase == Phase.OPEN and training.coders.filter(coder=coder).exists()


def _way_in(training: Round, coder: User) -> str:
    """What a coder who is kept out can do."""
    if _may_take(training, coder):
        return _("Pass it, and you can begin here.")
    if training.phase == Phase.PLANNED and training.coders.filter(coder=coder).exists():
        return _("It is not open yet: wait until it has been opened.")
    return _("You cannot take it now: ask the PI of the study.")


def _with_attempts(round: Round, coders: Sequence[RoundCoder]) -> list[Trainee]:
    people = [coder.coder_id for coder in coders]
    rows = {
        (row.coder_id, row.number): row
        for row in TrainingAttempt.objects.filter(round=round, coder__in=people)
    }
    dealt: dict[int, list[Attempt]] = {person: [] for person in people}
    for counted in _counts(round, people):
        row = rows.get((counted["coder"], counted["attempt"]))
        dealt[counted["coder"]].append(_attempt(round, counted, row))
    return [Trainee(coder, tuple(dealt[coder.coder_id])) for coder in coders]


def _counts(round: Round, people: Iterable[int]) -> Iterable[Any]:
    """How many messages of each attempt are dealt and done."""
    counted = round.assignments.filter(coder__in=people).values("coder", "attempt")
    return counted.annotate(planned=Count("pk"), done=Count("pk", filter=Q(revision__gt=0))).order_by(
        "coder", "attempt"
    )


def _attempt(round: Round, counted: dict[str, int], row: TrainingAttempt | None) -> Attempt:
    finished = row is not None and row.finished_at is not None
    results = (
        {key: Score(found["right"], found["of"]) for key, found in row.results.items()}
        if row is not None and finished
        else {}
    )
    return Attempt(
        number=counted["attempt"],
        planned=counted["planned"],
        done=counted["done"],
        row=row,
        results=results,
        shortfalls=shortfalls(results, round.pass_rule),
    )


def rounds_behind(training: Round, coder: User) -> QuerySet[Round]:
    """The open rounds that wait for this training and in which the coder codes, the oldest first."""
    return Round.objects.filter(training=training, phase=Phase.OPEN, coders__coder=coder).order_by("number")
