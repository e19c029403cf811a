"""What a version of the codebook costs: which messages have to be coded again, by whom, and in how many hours."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Count, F, FloatField, QuerySet

from coding.codebook_rules import VariableSpec
from coding.codebook_rules.impact import Touched, touched
from coding.codebook_rules.mapping import read_mapping
from coding.models import Assignment, CodebookVersion, Coding, Round
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_versions import all_versions
from coding.queries.recoding import touched_since, worklist
from coding.queries.round_plan import possible_coders
from coding.states import Phase
from corpus.models import Message
from corpus.queries import for_cards
from studies.models import Study, User

# A coder's own pace is the median of so many codings; of fewer the study's says more.
_FEWEST = 10
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class CoderShare:
    """What one coder would code again. `seconds_each` is what a message takes them, or the study; None before it was measured.

    `may_code` is False for who has left, or does not code in the study any more.
    """

    coder: User
    codings: int
    seconds_each: float | None
    may_code: bool

    @property
    def hours(self) -> float | None:
        return None if self.seconds_each is None else self.codings * self.seconds_each / 3600


@dataclass(frozen=True, slots=True)
class Impact:
    """What would be coded again, all in all. `open_rounds` by older versions are not counted, for nobody sees into them."""

    codings: int
    messages: int
    coders: tuple[CoderShare, ...]
    open_rounds: int

    @property
    def hours(self) -> float | None:
        """None while nothing was measured."""
        known = [share.hours for share in self.coders if share.hours is not None]
        return sum(known) if known else None

    @property
    def able(self) -> tuple[User, ...]:
        """Who can be asked to code again."""
        return tuple(share.coder for share in self.coders if share.may_code)


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that has to be looked at again."""

    variable: VariableSpec
    value: Any


@dataclass(frozen=True, slots=True)
class TouchedCoding:
    """A coding that has to be made again, and which of its answers that is about."""

    assignment: Assignment
    answers: tuple[Answer, ...]


def impact_of(study: Study, codebook: CodebookVersion) -> Impact:
    """What `worklist` comes to, in a handful of statements however many codings there are."""
    # Counted here, for PostgreSQL would have to find them all once by coder and once by message.
    counts: Counter[int] = Counter()
    messages = set()
    waiting = worklist(study, codebook).values_list("coder", "unit__message")
    for coder, message in waiting.iterator(chunk_size=_AT_ONCE):
        counts[coder] += 1
        messages.add(message)
    return Impact(
        codings=counts.total(),
        messages=len(messages),
        coders=_shares(study, counts),
        open_rounds=_open_rounds(study, codebook).count(),
    )


def messages_to_recode(study: Study, codebook: CodebookVersion) -> QuerySet[Message]:
    """The messages of the worklist, ready to be shown; to be paged by `posted_at` and `id`."""
    waiting = worklist(study, codebook)
    return for_cards(Message.objects.filter(study=study, pk__in=waiting.values("unit__message")))


def codings_to_recode(
    study: Study, codebook: CodebookVersion, messages: Iterable[Message]
) -> dict[int, list[TouchedCoding]]:
    """For each of some messages (by id) the codings of it that have to be made again, in two statements."""
    touched_by = _touched_by_version(study, codebook)
    found: dict[int, list[TouchedCoding]] = defaultdict(list)
    waiting = (
        worklist(study, codebook)
        .filter(unit__message__in=list(messages))
        .select_related("coder", "round__codebook", "unit__message")
        .annotate(given=F("newest__values"))
        .order_by("round__number", "coder__name", "pk")
    )
    for assignment in waiting:
        answers = _answers(assignment, touched_by[assignment.round.codebook_id])
        found[assignment.unit.message_id].append(TouchedCoding(assignment, answers))
    return dict(found)


def touched_parts(version: CodebookVersion) -> tuple[Touched, ...]:
    """What a version touches of the one it is based on, whether or not it says that codes mean something else."""
    if version.based_on is None:
        return ()
    mapping = read_mapping(version.mapping)
    return touched(codebook_spec(version.based_on), codebook_spec(version), mapping)


def recode_round(codebook: CodebookVersion) -> Round | None:
    """The newest round that codes again by this version."""
    return codebook.rounds.filter(kind="recode").order_by("-number").first()


def _shares(study: Study, counts: Mapping[int, int]) -> tuple[CoderShare, ...]:
    if not counts:
        return ()
    able = set(possible_coders(study).values_list("pk", flat=True))
    own = _own_seconds(study, counts)
    common = None if len(own) == len(counts) else _common_seconds(study)
    return tuple(
        CoderShare(coder, counts[coder.pk], own.get(coder.pk, common), coder.pk in able)
        for coder in User.objects.filter(pk__in=counts).order_by("name", "email")
    )


class _Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _measured(study: Study) -> QuerySet[Coding]:
    """First codings whose time was measured."""
    return Coding.objects.filter(
        assignment__round__study=study, assignment__attempt=1, revision=1, active_ms__isnull=False
    )


def _own_seconds(study: Study, coders: Iterable[int]) -> dict[int, float]:
    """The median seconds of a message for each of these coders (by id) who was measured often enough."""
    own = (
        _measured(study)
        .filter(assignment__coder__in=list(coders))
        .values("assignment__coder")
        .annotate(n=Count("pk"), median=_Median("active_ms"))
        .filter(n__gte=_FEWEST)
    )
    return {row["assignment__coder"]: row["median"] / 1000 for row in own}


def _common_seconds(study: Study) -> float | None:
    """The median seconds of a message for all of the study; None where too little was measured."""
    common = _measured(study).aggregate(n=Count("pk"), median=_Median("active_ms"))
    return common["median"] / 1000 if common["n"] >= _FEWEST else None


def _open_rounds(study: Study, codebook: CodebookVersion) -> QuerySet[Round]:
    return study.rounds.filter(phase=Phase.OPEN, codebook__number__lt=codebook.number)


def _touched_by_version(study: Study, codebook: CodebookVersion) -> dict[int, tuple[Touched, ...]]:
    versions = all_versions(study)
    return {
        earlier.pk: touched_since(versions, earlier, codebook)
        for earlier in versions.values()
        if earlier.number < codebook.number
    }


def _answers(assignment: Any, touched: Iterable[Touched]) -> tuple[Answer, ...]:
    """The touched answers of one coding, in the order of the codebook that it was made by."""
    text = assignment.unit.message.text
    keys = {each.variable for each in touched if each.touches(assignment.given, text)}
    variables = codebook_spec(assignment.round.codebook).variables
    return tuple(
        Answer(variable, assignment.given[variable.key]) for variable in variables if variable.key in keys
    )
