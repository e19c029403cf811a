"""Say what a message is to be coded as, and why. Nothing is overwritten: a changed answer is a new one and retires the old."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, check_values, normalise
from coding.codebook_rules.asking import asked
from coding.codebook_rules.quotes import place_quotes
from coding.codebook_rules.words import is_storable
from coding.models import CodebookVersion, KnownAnswer, Ruling, Unit
from coding.models.ruling import RulingOrigin
from coding.queries.codebook import codebook_spec, published_versions
from coding.queries.known_answers import known_answer_of
from corpus.models import Message
from cyberdip.lib.problems import Conflict, Invalid, Stale
from studies.models import Study, User
from studies.services.logbook import record

LONGEST_REASON = 10_000  # characters


@transaction.atomic
def set_known_answer(
    message: Message,
    *,
    values: Mapping[str, Any],
    reasons: Mapping[str, str],
    based_on: int | None,
    by: User,
    at: datetime,
) -> KnownAnswer:
    """Say what the message is to be coded as: `values` of as many variables as are known, `reasons` by variable key.

    The values are spelt by the newest published codebook. `based_on` is the id of the known answer that it takes the place of,
    None where there is none. The same once more changes nothing.

    Raises Invalid for values that the codebook does not know or none at all, Stale where the answer was changed meanwhile, and
    Conflict for a message whose text was removed or while there is no codebook.
    """
    before = _locked(message)
    spelt = _checked(codebook_spec(_newest(message.study)), values, text=message.text)
    return _say(message, before, spelt, reasons, based_on=based_on, by=by, at=at)


@transaction.atomic
def retire_known_answer(answer: KnownAnswer, *, by: User, at: datetime) -> KnownAnswer:
    """Use an answer no more. Whoever was dealt it is still judged by it. Retired already, it stays as it is."""
    answer = KnownAnswer.objects.select_for_update(no_key=True).select_related("message").get(pk=answer.pk)
    if answer.retired_at is None:
        _retire(answer, at)
        _record(answer, "known answer retired", by=by, at=at)
    return answer


@transaction.atomic
def take_known_answer(unit: Unit, *, by: User, at: datetime) -> KnownAnswer:
    """Make what was ruled on a message its known answer, with the reasons of the rulings.

    Variables on which nothing was ruled stay as they were known. Raises Conflict where nothing was ruled at all.
    """
    rulings = _in_force(unit)
    if not rulings:
        raise Conflict(_("Nothing is ruled on this message yet: rule on it first, then it can teach others."))
    before = _locked(unit.message)
    ruled = _checked(
        codebook_spec(unit.round.codebook),
        {ruling.variable.key: ruling.value for ruling in rulings},
        text=unit.message.text,
    )
    why = {ruling.variable.key: ruling.reason for ruling in rulings}
    kept = {key: value for key, value in (before.values if before else {}).items() if key not in why}
    kept_why = {key: reason for key, reason in (before.reasons if before else {}).items() if key in kept}
    return _say(
        unit.message,
        before,
        kept | ruled,
        kept_why | why,
        based_on=before.pk if before else None,
        by=by,
        at=at,
    )


def _locked(message: Message) -> KnownAnswer | None:
    """What is known of the message, which waits for whoever else says something of it."""
    Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if message.removed_at is not None:
        raise Conflict(_("The text of this message was removed: nothing can be learnt from it any more."))
    return known_answer_of(message)


def _say(
    message: Message,
    before: KnownAnswer | None,
    values: dict[str, Any],
    reasons: Mapping[str, str],
    *,
    based_on: int | None,
    by: User,
    at: datetime,
) -> KnownAnswer:
    said = {"values": values, "reasons": _checked_reasons(values, reasons)}
    if before is not None and {"values": before.values, "reasons": before.reasons} == said:
        return before
    _check_base(before, based_on)
    return _replace(before, message, said, by=by, at=at)


def _newest(study: Study) -> CodebookVersion:
    version = published_versions(study).first()
    if version is None:
        raise Conflict(_("A known answer is spelt by a codebook: publish one first."))
    return version


def _checked(spec: CodebookSpec, values: Mapping[str, Any], *, text: str) -> dict[str, Any]:
    """What was said, in its one spelling. What is not asked, given the rest, is nothing that can be known."""
    placed, misplaced = place_quotes(spec, values, text, say=_)
    spelt = normalise(spec, placed)
    among = asked(spec, spelt)
    said = {
        key: value
        for key, value in spelt.items()
        if key in values and (key in among or spec.variable(key) is None)
    }
    faults = {
        key: sentences
        for key, sentences in (check_values(spec, spelt, complete=True, text=text, say=_) | misplaced).items()
        if key in said
    }
    if not said:
        faults[""] = [_("Say what is known of one variable at least.")]
    if faults:
        first = next(iter(faults.values()))[0]
        raise Invalid(_("This known answer was not saved. %(fault)s") % {"fault": first}, fields=faults)
    return said


def _checked_reasons(values: Mapping[str, Any], reasons: Mapping[str, str]) -> dict[str, str]:
    """The reasons of what is known, in its order; a reason without a value explains nothing and goes."""
    kept = {key: str(reasons[key]).strip() for key in values if str(reasons.get(key, "")).strip()}
    faults = {key: [fault] for key, reason in kept.items() if (fault := _reason_fault(reason))}
    if faults:
        raise Invalid(next(iter(faults.values()))[0], fields=faults)
    return kept


def _reason_fault(reason: str) -> str:
    if len(reason) > LONGEST_REASON:
        return _("A reason has at most %(most)d characters; this one has %(found)d.") % {
            "most": LONGEST_REASON,
            "found": len(reason),
        }
    if not is_storable(reason):
        return _("The reason contains a character that cannot be stored.")
    return ""


def _check_base(before: KnownAnswer | None, based_on: int | None) -> None:
    if based_on == (before.pk if before else None):
        return
    raise Stale(
        _(
            "Somebody changed what is known of this message meanwhile. Nothing was overwritten: look at it, then save again if "
            "yours should count."
        ),
        extra={
            "stored": {"id": before.pk, "values": before.values, "reasons": before.reasons}
            if before
            else None
        },
    )


def _replace(
    before: KnownAnswer | None, message: Message, said: dict[str, Any], *, by: User, at: datetime
) -> KnownAnswer:
    if before is not None:
        _retire(before, at)
    answer = KnownAnswer.objects.create(
        study=message.study, message=message, created_by=by, created_at=at, **said
    )
    _record(answer, "known answer changed" if before else "known answer set", by=by, at=at)
    return answer


def _retire(answer: KnownAnswer, at: datetime) -> None:
    answer.retired_at = at
    answer.save(update_fields=["retired_at"])


def _record(answer: KnownAnswer, verb: str, *, by: User, at: datetime) -> None:
    record(
        answer.study,
        by=by,
        at=at,
        verb=verb,
        subject=f"message {answer.message.external_id}",
        detail={"message": answer.message.external_id, "variables": sorted(answer.values)},
    )


def _in_force(unit: Unit) -> list[Ruling]:
    """The newest ruling on each variable, in the order of the codebook; without those that were taken back."""
    newest = (
        unit.rulings.select_related("variable")
        .order_by("variable__position", "variable", "-revision")
        .distinct("variable__position", "variable")
    )
    return [ruling for ruling in newest if ruling.origin != RulingOrigin.WITHDRAWN]
