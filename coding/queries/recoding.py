"""What has to be coded again since codes mean something else: which codings, whose, and how long it takes.

All of it is asked of rounds whose coding has ended: which codes stand in an open round is nobody's to know (coding.blinding).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.fields.json import HasAnyKeys, KeyTransform
from django.db.models.functions import Coalesce

from coding.codebook_rules.impact import Decided, Step, Touched, touched, touched_along
from coding.codebook_rules.mapping import Part, read_mapping
from coding.models import Assignment, CodebookVersion
from coding.models.rounds import RoundKind
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_versions import Versions, all_versions, changes_meaning_between, way_between
from coding.states import Phase
from studies.models import Membership, Study

_ENDED = (Phase.CLOSED, Phase.ADJUDICATING, Phase.SETTLED)
# Trainings are coded to learn, stability rounds to measure: neither is ever coded again.
_NEVER_AGAIN = (RoundKind.TRAINING, RoundKind.STABILITY)


def worklist(study: Study, codebook: CodebookVersion) -> QuerySet[Assignment]:
    """The assignments whose newest coding was made by an older version, and has to be made again by `codebook`.

    That is where a version in between (`codebook` among them) changed what codes mean and touched one of the codes
    (codebook_rules.impact), and the coder has not coded the message by a newer version since; for coders who have left,
    nobody has. Of a draft it is what its own changes touch, as they would if it were published as one that changes meaning.
    One statement however many codings there are; in no order.
    """
    rounds = _rounds(study, codebook)
    wanted = reduce(or_, _conditions(all_versions(study), codebook, rounds), Q(pk__in=()))
    return (
        _real(Assignment.objects.filter(unit__message__removed_at=None))
        .annotate(newest=FilteredRelation("codings", condition=Q(codings__revision=F("revision"))))
        .filter(wanted, *_not_coded_since(study, rounds))
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """A round whose codings are data, by how new they are: by the version of the codebook first."""

    version: int
    number: int
    id: int
    codebook: int
    has_ended: bool


def _rounds(study: Study, codebook: CodebookVersion) -> list[_Round]:
    """The rounds of a study by `codebook` and older versions."""
    found = study.rounds.filter(codebook__number__lte=codebook.number).exclude(kind__in=_NEVER_AGAIN)
    rows = found.values_list("codebook__number", "number", "pk", "codebook", "phase")
    return [
        _Round(version, number, pk, codebook_id, phase in _ENDED)
        for version, number, pk, codebook_id, phase in rows
    ]


def touched_since(
    versions: Versions, earlier: CodebookVersion, later: CodebookVersion
) -> tuple[Touched, ...]:
    """Which answers by `earlier` have to be looked at again by `later`, said in codes of `earlier`."""
    way = way_between(versions, earlier, later)
    if way is None:
        # Of another branch: `later` was begun anew from an older version.
        if not changes_meaning_between(versions, earlier, later):
            return ()
        return touched(codebook_spec(earlier), codebook_spec(later))
    return touched_along(_steps([earlier, *way], only_last=later.is_draft))


def _steps(line: Sequence[CodebookVersion], *, only_last: bool) -> Iterator[Step]:
    last = line[-1]
    for before, after in pairwise(line):
        yield Step(
            codebook_spec(before),
            codebook_spec(after),
            read_mapping(after.mapping),
            counts=after == last if only_last else after.meaning_changed,
        )


def _conditions(versions: Versions, codebook: CodebookVersion, rounds: Iterable[_Round]) -> Iterator[Q]:
    """For each older version: in one of its rounds that have ended, and touched."""
    ended: dict[int, list[int]] = {}
    for one in rounds:
        if one.has_ended and one.version < codebook.number:
            ended.setdefault(one.codebook, []).append(one.id)
    for version, ids in ended.items():
        answers = touched_since(versions, versions[version], codebook)
        if answers:
            yield Q(round__in=ids) & reduce(or_, _answered(answers))


def _real(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With codings that data are made of: not the repeats of a training, not hidden ones with a known answer."""
    return assignments.filter(revision__gt=0, attempt=1, unit__known=None)


def _answered(answers: Iterable[Touched]) -> Iterator[Q]:
    """One condition for all the categories of a variable that no words decide about, one for each of the others."""
    plain: dict[str, list[str]] = {}
    for answer in answers:
        if not answer.category:
            yield Q(newest__values__has_key=answer.variable)
        elif answer.decided:
            words = (_decided(each) for each in answer.decided)
            yield reduce(
                lambda all_of, each: all_of & each, words, _chose(answer.variable, [answer.category])
            )
        else:
            plain.setdefault(answer.variable, []).append(answer.category)
    for variable, categories in plain.items():
        yield _chose(variable, categories)


def _chose(variable: str, categories: list[str]) -> Q:
    # Spelt out, for a key of a variable may be the name of a lookup. A string has itself for a key, a list its items.
    return Q(HasAnyKeys(KeyTransform(variable, F("newest__values")), categories))


def _decided(decided: Decided) -> Q:
    """That the words of the message decide for this part, or for none."""
    matching = {part.category: _has(part) for part in decided.parts}
    alone = {
        category: reduce(
            lambda all_of, each: all_of & ~each,
            (q for other, q in matching.items() if other != category),
            has,
        )
        for category, has in matching.items()
    }
    return alone[decided.category] if decided.category else ~reduce(or_, alone.values())


def _has(part: Part) -> Q:
    """That the message has all words of one of the phrases. Words are letters and digits; quoted, they need no parser."""
    phrases = (" & ".join(f"'{word}'" for word in words) for words in part.words)
    query = " | ".join(f"({phrase})" for phrase in phrases)
    if not query:
        return Q(Value(False))
    sought = Func(Value(query), template="%(expressions)s::tsquery")
    has = Func(
        F("unit__message__words"),
        sought,
        template="%(expressions)s",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    return Q(Coalesce(has, Value(False)))


def _not_coded_since(study: Study, rounds: Sequence[_Round]) -> tuple[Q, ...]:
    """That the coder has not coded the message by a newer version, or in a newer round, since; for who has left, nobody has.

    Two conditions, for PostgreSQL joins by the first if it stands alone, and would ask it row by row within another. None where
    there is no newer round: most codings are of the newest.
    """
    newer = {
        one.id: [other.id for other in rounds if (other.version, other.number) > (one.version, one.number)]
        for one in rounds
    }
    pairs = [Q(here=round, round__in=ids) for round, ids in newer.items() if ids]
    if not pairs:
        return ()
    since = (
        _real(Assignment.objects.filter(unit__message=OuterRef("unit__message")))
        .annotate(here=ExpressionWrapper(OuterRef("round_id"), BigIntegerField()))
        .filter(reduce(or_, pairs))
    )
    members = Membership.objects.filter(study=study, left_at=None).values("user")
    return ~Q(Exists(since.filter(coder=OuterRef("coder")))), Q(coder__in=members) | ~Q(Exists(since))
