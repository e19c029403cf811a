"""Finding what there is to rule on, and what is needed to do so."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from coding import allocation
from coding.blinding import Sight
from coding.codebook_rules import VariableSpec, standing_alone
from coding.disagreement import Choice, Comparison, Verdict, compare
from coding.models import Coding, Disagreement, Round, Ruling, Unit, Variable
from coding.models.ruling import RulingOrigin
from coding.queries.codebook import codebook_spec
from coding.queries.codings import codings_of
from coding.queries.rounds import round_of, sights_of, wrong_phase
from coding.states import Phase
from cyberdip.lib.problems import NotFound
from studies.access import Access
from studies.models import User


@dataclass(frozen=True, slots=True)
class VariableLeft:
    """How many disagreements a variable has, and how many of them are open."""

    variable: Variable
    found: int
    open: int

    @property
    def ruled(self) -> int:
        return self.found - self.open


@dataclass(frozen=True, slots=True)
class Left:
    """How many disagreements a round has, by variable in the order of the codebook."""

    variables: tuple[VariableLeft, ...]

    @property
    def found(self) -> int:
        return sum(variable.found for variable in self.variables)

    @property
    def open(self) -> int:
        return sum(variable.open for variable in self.variables)

    @property
    def ruled(self) -> int:
        return self.found - self.open


@dataclass(frozen=True, slots=True)
class Question:
    """One variable of a unit as whoever rules sees it.

    `letters` stand for the coders of the unit, anew for every unit; `base_revision` is the newest ruling's, 0 without one;
    `ruling` is the one in force.
    """

    variable: VariableSpec
    comparison: Comparison
    letters: tuple[str, ...]
    ruling: Ruling | None
    base_revision: int

    @property
    def is_disagreement(self) -> bool:
        return self.comparison.verdict is Verdict.DISAGREEMENT

    @property
    def is_open(self) -> bool:
        return self.is_disagreement and self.ruling is None

    def letters_of(self, choice: Choice) -> list[str]:
        """The letters of those who chose it, in their order."""
        return sorted(self.letters[place] for place in choice.coders)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of a unit that is needed to rule on it."""

    unit: Unit
    questions: tuple[Question, ...]
    notes: tuple[tuple[str, str], ...]  # letter, note

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.variable.key == key), None)


def round_in_sight(access: Access, number: int) -> Round:
    """The round of the person's study with this number. Raises NotFound, and WrongPhase before its rulings may be seen."""
    round = round_of(access.study, number)
    if Sight.RULINGS not in sights_of(round, access):
        raise wrong_phase(Phase.ADJUDICATING, Phase(round.phase))
    return round


def left_to_rule(round: Round) -> Left:
    """What is left, in one statement."""
    variables = (
        Variable.objects.filter(disagreements__round=round)
        .annotate(
            found=Count("disagreements"), open=Count("disagreements", filter=Q(disagreements__ruling=None))
        )
        .order_by("position")
    )
    return Left(tuple(VariableLeft(variable, variable.found, variable.open) for variable in variables))


def units_to_rule(round: Round, *, variable: str = "", ruled: bool = False) -> QuerySet[Unit]:
    """Units whose coders differ (on `variable`, if one is named) and nothing is ruled yet; with `ruled`, those where it is."""
    wanted = Disagreement.objects.filter(unit=OuterRef("pk"), ruling__isnull=not ruled)
    if variable:
        wanted = wanted.filter(variable__key=variable)
    in_order = Disagreement.objects.select_related("variable").order_by("variable__position")
    return (
        round.units.filter(Exists(wanted))
        .select_related("message__account")
        .prefetch_related(Prefetch("disagreements", in_order))
    )


def next_to_rule(round: Round, *, after: int = 0, variable: str = "") -> Unit | None:
    """The next open unit behind position `after`, else the first one; None when nothing is open."""
    units = units_to_rule(round, variable=variable).order_by("position").prefetch_related(None)
    return units.filter(position__gt=after).first() or units.first()


def unit_of(round: Round, message_id: int) -> Unit:
    """The unit of the round with this message; raises NotFound."""
    units = round.units.select_related("round__study", "round__codebook", "message__account")
    unit = units.filter(message_id=message_id).first()
    if unit is None:
        raise NotFound(_("This round has no such message. Its queue shows what there is to rule on."))
    return unit


def variable_of(round: Round, key: str) -> Variable:
    """The variable of the round's codebook with this key; raises NotFound."""
    variable = round.codebook.variables.filter(key=key).first()
    if variable is None:
        raise NotFound(_("The codebook of this round has no such variable."))
    return variable


def newest_ruling(unit: Unit, variable: Variable) -> Ruling | None:
    """The ruling with the highest revision, one that was taken back included."""
    return Ruling.objects.filter(unit=unit, variable=variable).order_by("-revision").first()


def last_ruling_by(round: Round, user: User) -> Ruling | None:
    """The newest ruling of this person that is in force: what they would take back."""
    return (
        Ruling.objects.filter(settles__round=round, by=user)
        .select_related("unit__message", "variable")
        .order_by("-pk")
        .first()
    )


def sheet_of(unit: Unit) -> Sheet:
    """All of a unit that is needed to rule on it, in three statements."""
    codings = codings_of(unit)
    letters = _letters(unit, len(codings))
    newest = {ruling.variable_id: ruling for ruling in _rulings(unit)}
    ids = dict(unit.round.codebook.variables.values_list("key", "pk"))
    return Sheet(
        unit=unit,
        questions=tuple(
            _question(standing_alone(variable), codings, letters, newest.get(ids[variable.key]))
            for variable in codebook_spec(unit.round.codebook).variables
            if not variable.retired
        ),
        notes=tuple(
            sorted(
                (letter, coding.note) for letter, coding in zip(letters, codings, strict=True) if coding.note
            )
        ),
    )


def _letters(unit: Unit, number: int) -> tuple[str, ...]:
    """A letter for each coder of the unit, drawn anew for every unit: nobody can be followed from message to message."""
    drawn = allocation.shuffled(range(number), seed=unit.round.seed, stream=f"ruling/{unit.position}")
    return tuple(allocation.letter(place) for place in drawn)


def _rulings(unit: Unit) -> QuerySet[Ruling]:
    """Oldest first, so that of each variable the newest is met last."""
    return unit.rulings.select_related("by").order_by("revision")


def _question(
    variable: VariableSpec, codings: list[Coding], letters: tuple[str, ...], newest: Ruling | None
) -> Question:
    return Question(
        variable=variable,
        comparison=compare(variable.kind, [coding.values for coding in codings], variable.key),
        letters=letters,
        ruling=newest if newest is not None and newest.origin != RulingOrigin.WITHDRAWN else None,
        base_revision=newest.revision if newest else 0,
    )
