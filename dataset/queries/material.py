"""Gather what a new snapshot would freeze: rounds whose coding has ended, and every message in them with what was judged."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject

from agreement.models import Coefficient, ReliabilityRun
from coding.codebook_rules import CategorySpec, VariableSpec, condition_json, rule_json
from coding.codebook_rules.mapping import operation_json
from coding.models import AidUse, CodebookVersion, Coding, Look, Round, RoundCoder, Ruling, Unit
from coding.models.rounds import RoundKind
from coding.models.ruling import RulingOrigin
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_versions import mappings_to_newest
from coding.queries.codings import first_attempts, in_sample
from coding.states import Phase
from corpus.models import Observation
from dataset.content import text_hash
from dataset.reconcile import Reconciled, reconcile, without_words
from dataset.repointing import Reader, places_of
from dataset.tables import FrozenCoding, FrozenUnit, Shape
from studies.models import Study

# A training teaches, and a stability round repeats to compare: their codes are no data unless somebody says so.
NO_DATA = (RoundKind.TRAINING, RoundKind.STABILITY)
FREEZABLE = (Phase.CLOSED, Phase.ADJUDICATING, Phase.SETTLED)
UNITS_AT_ONCE = 500


def rounds_to_freeze(study: Study) -> QuerySet[Round]:
    """Rounds whose coding has ended, oldest first, with how many `messages` each has and whether it was `measured`."""
    return (
        Round.objects.filter(study=study, phase__in=FREEZABLE)
        .select_related("codebook")
        .annotate(
            messages=Count("units", filter=in_sample("units__")),
            measured=Exists(ReliabilityRun.objects.filter(round=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("looks", Look.objects.order_by("at", "pk")))
        .order_by("number")
    )


def pseudonyms(rounds: Iterable[Round]) -> dict[int, str]:
    """Coder id -> pseudonym, numbered in the order in which rounds and their letters name them."""
    coders = RoundCoder.objects.filter(round__in=[one.pk for one in rounds]).order_by(
        "round__number", "letter"
    )
    ids = dict.fromkeys(coders.values_list("coder_id", flat=True))
    return {coder_id: f"coder_{place}" for place, coder_id in enumerate(ids, start=1)}


def meaning_changed_between(study: Study, first: int, last: int) -> CodebookVersion | None:
    """The first codebook version after `first`, up to `last`, that changed what codes mean."""
    return (
        CodebookVersion.objects.filter(study=study, number__gt=first, number__lte=last, meaning_changed=True)
        .order_by("number")
        .first()
    )


def frozen_round(one: Round) -> dict[str, Any]:
    """What a snapshot keeps of a round from `rounds_to_freeze`."""
    return {
        "number": one.number,
        "title": one.title,
        "kind": one.kind,
        "phase": one.phase,
        "codebook": one.codebook.number,
        "messages": one.messages,  # type: ignore[attr-defined]  # annotated
        "coders_per_message": one.coders_per_message,
        "overlap_percent": one.overlap_percent,
        "seed": one.seed,
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "masked": one.masked,
        "looks": [{"at": look.at.isoformat(), "reason": look.reason} for look in one.looks.all()],
    }


def frozen_codebook(rounds: Iterable[Round]) -> dict[str, Any]:
    """The variables of all codebook versions of the rounds, as the newest version that asks them words them.

    Variables and categories that only older versions have stand last; what is retired in a version is none of it. `mappings` is
    there where categories were merged or split between the versions.
    """
    versions = sorted({one.codebook for one in rounds}, key=lambda version: -version.number)
    variables: dict[str, dict[str, Any]] = {}
    mappings = mappings_to_newest(versions)
    for version in versions:
        for variable in codebook_spec(version).variables:
            if not variable.retired:
                _merge(variables.setdefault(variable.key, _frozen_variable(variable)), variable)
    frozen = {
        "versions": sorted(version.number for version in versions),
        "variables": list(variables.values()),
        "questions": {str(version.number): _questions(version) for version in versions},
        "rules": [rule_json(rule) for rule in codebook_spec(versions[0]).rules] if versions else [],
    }
    # How codes of each older version are read by the newest, where categories were merged or split in between.
    told = {str(number): [operation_json(each) for each in mapping] for number, mapping in mappings.items()}
    return frozen | ({"mappings": told} if told else {})


def _questions(version: CodebookVersion) -> list[str]:
    """The keys of what a version asks."""
    return [variable.key for variable in codebook_spec(version).variables if not variable.retired]


def _frozen_variable(variable: VariableSpec) -> dict[str, Any]:
    return {
        "key": variable.key,
        "label": variable.label,
        "kind": variable.kind,
        "level": variable.level,
        "group": variable.group,
        "instruction": variable.instruction,
        "required": variable.required,
        "condition": condition_json(variable.condition),
        "least": _spelt(variable.least),
        "most": _spelt(variable.most),
        "min_choices": variable.min_choices,
        "max_choices": variable.max_choices,
        "offers_none": variable.offers_none,
        "tree_choice": variable.tree_choice,
        "categories": [],
    }


def _merge(frozen: dict[str, Any], variable: VariableSpec) -> None:
    known = {category["key"] for category in frozen["categories"]}
    frozen["categories"] += [
        _frozen_category(one) for one in variable.categories if one.key not in known and not one.retired
    ]


def _frozen_category(category: CategorySpec) -> dict[str, Any]:
    return {
        "key": category.key,
        "label": category.label,
        "parent": category.parent,
        "number": category.number,
        "definition": category.definition,
        "include_when": category.include_when,
        "exclude_when": category.exclude_when,
        "examples": list(category.examples),
        "near_misses": list(category.near_misses),
        "score": _spelt(category.score),
    }


def _spelt(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize(), "f")


def frozen_reliability(rounds: Iterable[Round]) -> list[dict[str, Any]]:
    """The newest reliability run of each round that has one, figure by figure; undefined figures keep their reason."""
    runs = (
        ReliabilityRun.objects.filter(round__in=[one.pk for one in rounds])
        .order_by("round__number", "-number")
        .distinct("round__number")
        .select_related("round")
        .prefetch_related(Prefetch("coefficients", Coefficient.objects.order_by(*_FIGURE_ORDER)))
    )
    return [
        {
            "round": run.round.number,
            "run": run.number,
            "digest": run.digest,
            "parameters": run.parameters,
            "versions": run.versions,
            "figures": [
                {name: getattr(figure, name) for name in _FIGURE_FIELDS} for figure in run.coefficients.all()
            ],
        }
        for run in runs
    ]


_FIGURE_ORDER = ("position", F("category_position").asc(nulls_first=True), "measure")
_FIGURE_FIELDS = (
    "variable_key",
    "variable_label",
    "level",
    "category_key",
    "category_label",
    "measure",
    "value",
    "undefined_reason",
    "lower",
    "upper",
    "no_interval_reason",
    "below_tentative",
    "below_reliable",
    "units",
    "pairable_units",
    "coders",
    "pairable_codes",
    "missing",
    "uncodable",
    "not_applicable",
)


def frozen_messages(
    rounds: Iterable[Round], names: dict[int, str], shape: Shape
) -> Generator[tuple[int, FrozenUnit], None, None]:
    """Every message of the rounds once, in order of time, with its database id; `names` are the coders' pseudonyms.

    Like `coded_units` it wants a transaction, and to be closed before its end.
    """
    rounds = list(rounds)
    kinds = {variable.key: variable.kind for variable in shape.variables}
    categories = ((one.key, [key for key, _label in one.categories]) for one in shape.variables)
    reader = Reader(mappings_to_newest({one.codebook for one in rounds}), places_of(categories))
    with closing(coded_units(rounds)) as units:
        for message_id, group in groupby(units, key=attrgetter("unit.message_id")):
            yield message_id, _frozen_message(list(group), names, kinds, reader)


def _frozen_message(
    coded: list["CodedUnit"], names: dict[int, str], kinds: dict[str, str], reader: Reader
) -> FrozenUnit:
    """One message from its units, oldest round first: the newest round in which it was judged decides."""
    deciding = ([one for one in coded if one.codings or one.rulings] or coded)[-1]
    message = deciding.unit.message
    counts = deciding.unit.counts or {}  # type: ignore[attr-defined]  # annotated
    return FrozenUnit(
        platform=message.platform,
        message_id=message.external_id,
        account=message.account.handle,
        country=message.account.country,
        account_kind=message.account.kind,
        posted_at=message.posted_at,
        language=message.language,
        kind=message.kind,
        likes=counts.get("likes"),
        retweets=counts.get("retweets"),
        replies=counts.get("replies"),
        text=message.text,
        text_sha256=text_hash(message.text),
        text_removed=message.removed_at is not None,
        round=deciding.unit.round.number,
        values={key: _value(deciding, key, kind, reader) for key, kind in kinds.items()},
        codings=tuple(coding for one in coded for coding in _frozen_codings(one, names, reader)),
    )


def _value(coded: "CodedUnit", variable: str, kind: str, reader: Reader) -> Reconciled:
    ruling = coded.rulings.get(variable)
    given = [_read(coded, coding.values, reader) for _coder_id, coding in coded.codings]
    # A unanimous message settles itself: that ruling repeats its coders. One that was taken back decides nothing.
    if ruling is None or ruling.origin != RulingOrigin.ADJUDICATED:
        return reconcile(kind, given, variable)
    # A ruling that a split leaves to coders decides no more than their codes.
    decided = _read(coded, {variable: ruling.value}, reader).get(variable)
    return reconcile(kind, given, variable, decided)


def _read(coded: "CodedUnit", values: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """Values of the unit as the newest version reads them."""
    version = coded.unit.round.codebook.number
    return reader.read(values, version, coded.unit.message.text) if reader.reads_anew(version) else values


def _frozen_codings(coded: "CodedUnit", names: dict[int, str], reader: Reader) -> list[FrozenCoding]:
    """In the order of the pseudonyms, which is the order of columns."""
    places = {coder_id: place for place, coder_id in enumerate(names)}
    number, version = coded.unit.round.number, coded.unit.round.codebook.number
    return [
        FrozenCoding(
            number,
            names[coder_id],
            version,
            coding.submitted_at,
            coding.active_ms,
            _without_words(coding.values),
            _repointed(coded, coding.values, reader),
            tuple(coding.aid_kinds),  # type: ignore[attr-defined]  # annotated
            coding.late,
        )
        for coder_id, coding in sorted(coded.codings, key=lambda pair: places[pair[0]])
    ]


def _repointed(coded: "CodedUnit", values: dict[str, Any], reader: Reader) -> dict[str, Any] | None:
    read = _read(coded, values, reader)
    return None if read == values else _without_words(read)


def _without_words(values: dict[str, Any]) -> dict[str, Any]:
    return {key: without_words(value) for key, value in values.items()}


@dataclass(frozen=True, slots=True)
class CodedUnit:
    """A message in a round, as it stands now: codings by coder id, and the newest ruling for each variable ruled on."""

    unit: Unit
    codings: tuple[tuple[int, Coding], ...]
    rulings: dict[str, Ruling]


_ORDER = ("message__posted_at", "message_id", "round__number")


def coded_units(rounds: Iterable[Round]) -> Generator[CodedUnit, None, None]:
    """Every unit of the rounds with what was judged, ordered by message time, message and round.

    Three streams in the same order, read side by side: memory does not grow with the rounds, and each is what stood at its
    beginning, whatever is ruled meanwhile. Wants a transaction, and to be closed before its end.
    """
    ids = [one.pk for one in rounds]
    with ExitStack() as open_streams:
        units, codings, rulings = (
            open_streams.enter_context(closing(stream(ids))) for stream in (_units, _codings, _rulings)
        )
        codings_by_unit = _ByUnit(codings, attrgetter("assignment.unit_id"))
        rulings_by_unit = _ByUnit(rulings, attrgetter("unit_id"))
        for unit in units:
            yield CodedUnit(
                unit=unit,
                codings=tuple((given.assignment.coder_id, given) for given in codings_by_unit.take(unit.pk)),
                # In order of revision: the newest is what remains.
                rulings={ruling.variable.key: ruling for ruling in rulings_by_unit.take(unit.pk)},
            )


def _units(ids: list[int]) -> Any:
    newest = (
        Observation.objects.filter(message=OuterRef("message_id"))
        .order_by("-observed_at", "-id")
        .values(counts=JSONObject(likes="likes", retweets="retweets", replies="replies"))[:1]
    )
    return (
        Unit.objects.filter(in_sample(), round_id__in=ids)
        .select_related("message__account", "round__codebook")
        .annotate(counts=Subquery(newest))
        .order_by(*_ORDER)
        .iterator(chunk_size=UNITS_AT_ONCE)
    )


def _aids_before() -> Any:
    """The kinds of aids that a coder took before a submission; what was looked at afterwards explains nothing."""
    taken = AidUse.objects.filter(assignment=OuterRef("assignment"), at__lte=OuterRef("submitted_at"))
    return taken.order_by("kind").values("kind")


def _codings(ids: list[int]) -> Any:
    return (
        Coding.objects.filter(
            first_attempts("assignment__"),
            assignment__round_id__in=ids,
            revision=F("assignment__revision"),
        )
        .annotate(aid_kinds=ArraySubquery(_aids_before()))
        .select_related("assignment")
        .order_by(*(f"assignment__unit__{name}" for name in _ORDER), "assignment__coder_id")
        .iterator(chunk_size=UNITS_AT_ONCE)
    )


def _rulings(ids: list[int]) -> Any:
    return (
        Ruling.objects.filter(in_sample("unit__"), unit__round_id__in=ids)
        .select_related("variable")
        .order_by(*(f"unit__{name}" for name in _ORDER), "variable_id", "revision")
        .iterator(chunk_size=UNITS_AT_ONCE)
    )


class _ByUnit:
    """Rows in the order of their units, handed out unit by unit."""

    def __init__(self, rows: Iterator[Any], unit_of: Callable[[Any], int]) -> None:
        self._groups = groupby(rows, key=unit_of)
        self._next = next(self._groups, None)

    def take(self, unit_id: int) -> Iterator[Any]:
        """The rows of the unit; none where the stream stands at a later unit."""
        if self._next is None or self._next[0] != unit_id:
            return
        yield from self._next[1]
        self._next = next(self._groups, None)
