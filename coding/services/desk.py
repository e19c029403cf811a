"""Keep what a coder judged: drafts while they think, codings when they submit. The hot path of the application."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, check_values, normalise
from coding.models import Assignment, Coding, Draft
from coding.queries.codebook import codebook_spec
from coding.states import Phase, Work, allows
from cyberdip.lib.problems import Conflict, Invalid, NotFound, Stale, WrongPhase
from studies.models import User
from studies.services.logbook import record

LONGEST_NOTE = 10_000  # characters
LONGEST_ACTIVE_MS = 24 * 60 * 60 * 1000  # no message takes longer than a day

# The coder's own row for writing, so that two tabs wait for each other; the round for sharing, so that coders do not wait for
# each other but a close waits for every submission under way, and none slips in behind it. Django has no words for the latter.
_LOCK = """
    SELECT a.*, r.phase AS phase, r.closed_at AS closed_at
    FROM coding_assignment a JOIN coding_round r ON r.id = a.round_id
    WHERE a.id = %s AND a.coder_id = %s
    FOR UPDATE OF a FOR SHARE OF r
"""


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
    _check_open(locked)
    _check_base(locked, base_revision, values)
    draft = Draft(
        assignment=locked,
        values=_checked(assignment, values, complete=False),
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


@transaction.atomic
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
    2. Raises WrongPhase when the round is not open, Stale when somebody was faster than `base_revision`, Invalid when the
       answers do not fit the published codebook or a required one is missing, NotFound for somebody else's assignment.
    3. One coding, one step of the assignment, one line in the logbook. The draft stays where it is: it rests on the version
       before and counts no more.
    """
    values = _object(values)
    locked = _lock(assignment, by)
    again = _same_press(locked, key, base_revision, normalise(_spec(assignment), values), note)
    if again is not None:
        return again
    _check_open(locked)
    _check_base(locked, base_revision, values)
    coding = Coding.objects.create(
        assignment=locked,
        revision=locked.revision + 1,
        values=_checked(assignment, values, complete=True),
        note=note,
        active_ms=active_ms,
        key=key,
        submitted_at=at,
    )
    Assignment.objects.filter(pk=locked.pk).update(revision=coding.revision, submitted_at=at)
    # What was judged is not for the logbook: who reads it is not to see into an open round.
    record(
        assignment.round.study,
        by=by,
        at=at,
        verb="coding submitted" if coding.revision == 1 else "coding amended",
        subject=f"{assignment.round}, message {assignment.position}",
        detail={
            "round": assignment.round.number,
            "position": assignment.position,
            "revision": coding.revision,
        },
    )
    return coding


def _lock(assignment: Assignment, coder: User) -> Assignment:
    """The assignment as it stands now, with `phase` and `closed_at` of its round, locked until the transaction ends."""
    locked = next(iter(Assignment.objects.raw(_LOCK, [assignment.pk, coder.pk])), None)
    if locked is None:
        raise NotFound(_("There is no such message in your queue. Your desk shows what is there."))
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
        raise Conflict(
            _("This key was used for another coding of this message: send a new key with every new coding.")
        )
    return None  # an old page with new answers: stale


def _check_open(locked: Any) -> None:
    if allows(Work.CODE, Phase(locked.phase)):
        return
    if locked.phase == Phase.PLANNED:
        raise WrongPhase(
            _("This round is not open yet: your coding was not saved. Wait until it has been opened.")
        )
    closed = date_format(localtime(locked.closed_at), "DATETIME_FORMAT") if locked.closed_at else ""
    raise WrongPhase(
        _(
            "This round was closed (%(closed)s): your coding was not saved, and what you had submitted before counts. "
            "Ask the PI of the study if this one should."
        )
        % {"closed": closed}
    )


def _check_base(locked: Assignment, base_revision: int, values: Mapping[str, Any]) -> None:
    if base_revision == locked.revision:
        return
    stored = locked.codings.filter(revision=locked.revision).first()
    raise Stale(
        _(
            "You coded this message elsewhere meanwhile. Nothing was overwritten: choose which of the two versions counts."
        ),
        extra={
            "yours": {"base_revision": base_revision, "values": dict(values)},
            "stored": _version(stored),
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


def _checked(assignment: Assignment, values: Mapping[str, Any], *, complete: bool) -> dict[str, Any]:
    """The values in their one spelling; raises Invalid with a sentence for each variable that does not fit."""
    spec = _spec(assignment)
    spelt = normalise(spec, values)
    faults = check_values(spec, spelt, complete=complete, say=_)
    if faults:
        first = next(iter(faults.values()))[0]
        raise Invalid(_("This coding was not saved. %(fault)s") % {"fault": first}, fields=faults)
    return spelt
