"""What coders see of where a message comes from: what their round hides, less what they had shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Value

from coding.codebook_rules.quotes import as_seen
from coding.models import AidUse, Assignment, Coding, Draft, Round
from coding.models.blindness import AidKind
from coding.models.rounds import Masked
from corpus.marking import without_links
from corpus.models import Message


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as one coder sees it; what is `hidden` from them is None, and a hidden link a row of signs."""

    external_id: str | None
    account: str | None
    country: str | None
    posted_at: datetime | None
    language: str
    kind: str
    text: str
    removed_at: datetime | None
    hidden: list[str]


@dataclass(frozen=True, slots=True)
class SeenTranslation:
    """A message in another language; `source` says who or what made it."""

    language: str
    text: str
    source: str


def mask_of(assignment: Assignment) -> frozenset[str]:
    """What the round hides of the message, and its coder has not had shown."""
    return frozenset(assignment.round.masked) - {aid.kind for aid in assignment.aids.all()}


def seen_message(assignment: Assignment) -> SeenMessage:
    """The message of the assignment as its coder sees it."""
    message, mask = assignment.unit.message, mask_of(assignment)
    return SeenMessage(
        # With the id of a message, everything about it is found elsewhere.
        external_id=None if mask else message.external_id,
        account=None if Masked.AUTHOR in mask else message.account.handle,
        country=None if Masked.COUNTRY in mask else message.account.country,
        posted_at=None if Masked.DATE in mask else message.posted_at,
        language=message.language,
        kind=message.kind,
        text=seen_text(assignment),
        removed_at=message.removed_at,
        hidden=[kind for kind in Masked if kind in mask],
    )


def seen_text(assignment: Assignment) -> str:
    """The words of the message as its coder sees them; as many code points as there are."""
    text = assignment.unit.message.text
    return without_links(text) if Masked.LINKS in mask_of(assignment) else text


def seen_values(judged: Coding | Draft) -> dict[str, Any]:
    """What a coder judged as they may read it again: a quote shows no link that is hidden from them."""
    values: dict[str, Any] = judged.values
    if any(isinstance(value, Mapping) and "start" in value for value in values.values()):
        return as_seen(values, seen_text(judged.assignment))
    return values


def found_in_sight(round: Round, words: str) -> Q:
    """Which codings have these words in their note, or in what their coder sees of the message: never in what is hidden."""
    message = "assignment__unit__message__"
    by_handle = Q(**{f"{message}account__handle__icontains": words.lstrip("@")})
    by_text = Q(**{f"{message}text__icontains": words})
    if Masked.AUTHOR in round.masked:
        by_handle &= _was_shown(AidKind.AUTHOR)
    if Masked.LINKS in round.masked:
        by_text = (by_text & _was_shown(AidKind.LINKS)) | Q(seen_words__icontains=words)
    return Q(note__icontains=words) | by_handle | by_text


def words_in_sight() -> Func:
    """The words of a coding's message without its links, for `found_in_sight`."""
    return Func(
        F("assignment__unit__message__text"),
        Value(r"https?://\S+"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    )


def _was_shown(kind: AidKind) -> Q:
    return Q(Exists(AidUse.objects.filter(assignment=OuterRef("assignment"), kind=kind)))


def translations_of(message: Message, mask: Collection[str] = ()) -> list[SeenTranslation]:
    """The newest translation of a message into each language, as `mask` lets it be seen; none once the text was removed."""
    if message.removed_at is not None:
        return []
    newest = message.translations.order_by("language", "-added_at", "-id").distinct("language")
    return [
        SeenTranslation(
            one.language, without_links(one.text) if Masked.LINKS in mask else one.text, one.source
        )
        for one in newest
    ]
