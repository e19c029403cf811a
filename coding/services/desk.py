"""Keep what a coder judged: drafts while they think, codings when they submit. The hot path of the application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, check_values, normalise
from coding.codebook_rules.asking import is_special
from coding.codebook_rules.quotes import as_seen, place_quotes
from coding.models import Assignment, Coding, Draft, LateCoding, Round
from coding.models.rounds import Masked
from coding.queries.codebook import codebook_spec
from coding.queries.training import check_may_code
from coding.services.training import check_not_final, follow_attempt
from coding.states import Phase, Work, allows
from corpus.marking import without_links
from cyberdip.lib.problems import Conflict, Invalid, NotFound, Stale, WrongPhase
from studies.models import User
from studies.services.logbook import record

LONGEST_NOTE = 10_000  # characters
LONGEST_ACTIVE_MS = 24 * 60 * 60 * 1000  # no message takes longer than a day

# The coder's own row for writing, so that two tabs wait for each other; the round for sharing, so that coders do not wait for
# each other but a close waits for every submission under way, and none slips in behind it. Django has no words for the latter.
# The words of the message come along for quotes.
_LOCK = """
    SELECT a.*, r.phase AS phase, r.closed_at AS closed_at, m.text AS message_text
    FROM coding_assignment a JOIN coding_round r ON r.id = a.round_id
        JOIN coding_unit u ON u.id = a.unit_id JOIN corpus_message m ON m.id = u.message_id
    WHERE a.id = %s AND a.coder_id = %s AND a.withdrawn_at IS NULL
    FOR UPDATE OF a FOR SHARE OF r
"""


class KeptAsLate(WrongPhase):
    """The round was closed already: the coding is kept, and the PI decides whether it counts."""

    code = "kept_as_late"


@transaction.atomic
def save_draft(
    assignment: Assignment,
    *,
    values: Mapping[str, Any],
    base_revision: int,
    by: User,
    at: datetime,
    note: str = "",
) -> Draft:
    """Keep what the coder has chosen so far, in place of the draft before; it may be incomplete.

    Raises WrongPhase when the round is not open, Stale when a coding was submitted since `base_revision`, Invalid for values
    that the codebook does not know, and NotFound for somebody else's assignment.
    """
    values = _object(values)
    locked = _lock(assignment, by)
    if not _is_open(locked):
        raise _closed_to_drafts(locked)
    _check_training(assignment, locked, by)
    _check_base(assignment, locked, base_revision, values)
    spelt, misplaced = _spelt(assignment, locked, values)
    _check(assignment, spelt, misplaced, complete=False)
    draft = Draft(
        assignment=locked,
        values=spelt,
        note=note,
        base_revision=base_revision,
        saved_at=at,
    )
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["assignment"],
        update_fields=["values", "note", "base_revision", "saved_at"],
    )
    return draft


def submit_coding(
    assignment: Assignment,
    *,
    values: Mapping[str, Any],
    base_revision: int,
    key: UUID,
    by: User,
    at: datetime,
    active_ms: int | None = None,
    note: str = "",
) -> Coding:
    """Add the coder's judgement as the newest version of this assignment.

    1. The same press of Enter again (`key`, with the same content) is answered with what it made; nothing is added.
    2. Raises WrongPhase when the round is not open yet, Stale when somebody was faster than `base_revision`, Invalid when the
       answers do not fit the published codebook or a required one is missing, NotFound for somebody else's assignment.
    3. One coding, one step of the assignment, one line in the logbook. The draft stays where it is: it rests on the version
       before and counts no more.
    4. Raises KeptAsLate when the round is closed: what was judged is kept beside the codings, for the PI to decide on.
    5. In a training a coding is final, and the last one ends the attempt. Where a training comes first, Conflict until it is
       passed.
    """
    words = _Words(_object(values), note, active_ms, key, base_revision, at)
    outcome = _take(assignment, words, by)
    if isinstance(outcome, LateCoding):
        raise _too_late(assignment)
    return outcome


@dataclass(frozen=True, slots=True)
class _Words:
    """What came with one press of Enter."""

    values: Mapping[str, Any]
    note: str
    active_ms: int | None
    key: UUID
    base_revision: int
    at: datetime


@transaction.atomic
def _take(assignment: Assignment, words: _Words, by: User) -> Coding | LateCoding:
    locked = _lock(assignment, by)
    spelt, misplaced = _spelt(assignment, locked, words.values)
    again = _same_press(locked, words.key, words.base_revision, spelt, words.note)
    if again is not None:
        return again
    is_open = _is_open(locked)
    _check_training(assignment, locked, by)
    _check_base(assignment, locked, words.base_revision, words.values)
    _check(assignment, spelt, misplaced, complete=True)
    return (_add if is_open else _keep_late)(assignment, locked, words, spelt, by)


def _add(
    assignment: Assignment, locked: Assignment, words: _Words, values: dict[str, Any], by: User
) -> Coding:
    coding = Coding.objects.create(
        assignment=locked,
        revision=locked.revision + 1,
        values=values,
        note=words.note,
        active_ms=words.active_ms,
        key=words.key,
        submitted_at=words.at,
    )
    Assignment.objects.filter(pk=locked.pk).update(revision=coding.revision, submitted_at=words.at)
    # What was judged is not for the logbook: who reads it is not to see into an open round.
    verb = "coding submitted" if coding.revision == 1 else "coding amended"
    _record(assignment, verb, by, words.at, revision=coding.revision)
    follow_attempt(assignment, at=words.at)
    return coding


def _check_training(assignment: Assignment, locked: Assignment, by: User) -> None:
    """Raise Conflict before the training that comes first is passed, and for what is final in a training."""
    check_may_code(assignment.round, by)
    check_not_final(assignment.round, locked.revision)


def _keep_late(
    assignment: Assignment, locked: Assignment, words: _Words, values: dict[str, Any], by: User
) -> LateCoding:
    late, is_new = LateCoding.objects.get_or_create(
        assignment=locked,
        key=words.key,
        defaults={
            "base_revision": words.base_revision,
            "values": values,
            "note": words.note,
            "active_ms": words.active_ms,
            "received_at": words.at,
        },
    )
    if is_new:
        _record(assignment, "late coding received", by, words.at)
    elif (late.values, late.note) != (values, words.note):
        raise _key_used()
    return late


def _record(assignment: Assignment, verb: str, by: User, at: datetime, **detail: int) -> None:
    record(
        assignment.round.study,
        by=by,
        at=at,
        verb=verb,
        subject=f"{assignment.round}, message {assignment.position}",
        detail={"round": assignment.round.number, "position": assignment.position, **detail},
    )


def _lock(assignment: Assignment, coder: User) -> Assignment:
    """The assignment as it stands now, with `phase` and `closed_at` of its round and its `message_text`, locked until the
    transaction ends.
    """
    locked = next(iter(Assignment.objects.raw(_LOCK, [assignment.pk, coder.pk])), None)
    if locked is None:
        raise NotFound(_("There is no such message in your queue. Your desk shows what is there."))
    locked.round = assignment.round
    return locked


def _same_press(
    locked: Assignment, key: UUID, base_revision: int, values: dict[str, Any], note: str
) -> Coding | None:
    if locked.revision == 0:  # nothing was submitted yet, so this neither
        return None
    coding = locked.codings.filter(key=key).first()
    if coding is None or (coding.values == values and coding.note == note):
        return coding
    if base_revision == locked.revision:
        raise _key_used()
    return None  # an old page with new answers: stale


def _key_used() -> Conflict:
    return Conflict(
        _("This key was used for another coding of this message: send a new key with every new coding.")
    )


def _is_open(locked: Any) -> bool:
    """Whether the round is being coded; False once it was. Raises WrongPhase while it is not open yet."""
    if locked.phase == Phase.PLANNED:
        raise WrongPhase(
            _("This round is not open yet: your coding was not saved. Wait until it has been opened.")
        )
    return allows(Work.CODE, Phase(locked.phase))


def _closed_to_drafts(locked: Any) -> WrongPhase:
    return WrongPhase(
        _(
            "This round was closed (%(closed)s): unfinished choices are not kept any more. Press Enter to send this coding: it "
            "is kept as late, and the PI of the study decides whether it counts."
        )
        % {"closed": _closed_at(locked.closed_at)}
    )


def _too_late(assignment: Assignment) -> KeptAsLate:
    round_ = Round.objects.get(pk=assignment.round_id)
    if allows(Work.TAKE_LATE, Phase(round_.phase)):
        sentence = _(
            "This round was closed (%(closed)s). Your coding was kept as late: the PI of the study decides whether it counts. "
            "What you had submitted before stays as it is."
        )
    else:
        sentence = _(
            "This round was closed (%(closed)s), and its disagreements are being settled or have been. Your coding was kept as "
            "late and the PI can read it, but it does not count any more."
        )
    return KeptAsLate(sentence % {"closed": _closed_at(round_.closed_at)}, extra={"phase": str(round_.phase)})


def _closed_at(at: datetime | None) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT") if at else ""


def _check_base(assignment: Assignment, locked: Any, base_revision: int, values: Mapping[str, Any]) -> None:
    if base_revision == locked.revision:
        return
    stored = _version(locked.codings.filter(revision=locked.revision).first())
    raise Stale(
        _(
            "You coded this message elsewhere meanwhile. Nothing was overwritten: choose which of the two versions counts."
        ),
        extra={
            "yours": {"base_revision": base_revision, "values": dict(values)},
            "stored": stored | {"values": as_seen(stored["values"], _seen_text(assignment, locked))},
        },
    )


def _version(coding: Coding | None) -> dict[str, Any]:
    """A stored version as programs read it; revision 0 with no values where nothing was submitted."""
    if coding is None:
        return {"revision": 0, "values": {}, "note": "", "submitted_at": None}
    return {
        "revision": coding.revision,
        "values": coding.values,
        "note": coding.note,
        "submitted_at": coding.submitted_at.isoformat(),
    }


def _spec(assignment: Assignment) -> CodebookSpec:
    """What may be answered; a codebook that can still change is no measure."""
    codebook = assignment.round.codebook
    if codebook.is_draft:
        raise WrongPhase(
            _(
                "The codebook of this round is not published yet: your coding was not saved. Tell the PI of the study."
            )
        )
    return codebook_spec(codebook)


def _object(values: Any) -> Mapping[str, Any]:
    if isinstance(values, Mapping):
        return values
    sentence = _("The values of a coding are an object of variable keys and values.")
    raise Invalid(sentence, fields={"values": [sentence]})


def _seen_text(assignment: Assignment, locked: Any) -> str:
    """The words of the message as the round shows them."""
    text: str = locked.message_text
    return without_links(text) if Masked.LINKS in assignment.round.masked else text


def _spelt(
    assignment: Assignment, locked: Any, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values in their one spelling, and which quotes have no place in the message."""
    spec = _spec(assignment)
    seen = _seen_text(assignment, locked)
    placed, misplaced = place_quotes(spec, values, locked.message_text, seen=seen, say=_)
    return normalise(spec, placed), misplaced


def _check(
    assignment: Assignment, spelt: dict[str, Any], misplaced: dict[str, list[str]], *, complete: bool
) -> None:
    """Raises Invalid with a sentence for each variable that does not fit."""
    spec = _spec(assignment)
    faults = check_values(spec, spelt, complete=complete, say=_)
    # A quote that is not asked has been put aside, wherever it stands.
    faults |= {key: said for key, said in misplaced.items() if not is_special(spelt.get(key))}
    if faults:
        first = next(iter(faults.values()))[0]
        raise Invalid(_("This coding was not saved. %(fault)s") % {"fault": first}, fields=faults)
