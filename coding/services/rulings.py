"""Rule on what coders disagree on: a decision beside the codings, never over them, and never changed but followed by another."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, VariableSpec, check_values, normalise, standing_alone
from coding.codebook_rules.quotes import place_quotes
from coding.disagreement import canonical
from coding.models import Disagreement, Ruling, Unit, Variable
from coding.models.ruling import ErrorType, RulingOrigin
from coding.queries.codebook import codebook_spec
from coding.queries.codings import codings_of
from coding.queries.rulings import newest_ruling
from coding.services.round_phases import check_work, locked
from coding.states import Work
from cyberdip.lib.problems import Conflict, Invalid, Stale
from studies.models import User
from studies.services.logbook import record


@transaction.atomic
def make_ruling(
    unit: Unit,
    variable: Variable,
    *,
    value: Any,
    reason: str = "",
    error_type: str = "",
    base_revision: int,
    by: User,
    at: datetime,
) -> Ruling:
    """Say what the variable is taken to be for this unit.

    Raises WrongPhase unless the round is adjudicating, Conflict where the coders do not disagree, Stale when somebody ruled since
    `base_revision` (0: no ruling yet), and Invalid for a value that the codebook does not know, or that no coder gave and that
    comes without a reason. The same press twice is one ruling.
    """
    disagreement = _locked_disagreement(unit, variable)
    newest = newest_ruling(unit, variable)
    said = {
        "value": _checked_value(unit, variable, value),
        "reason": reason.strip(),
        "error_type": error_type,
    }
    if _is_second_press(newest, base_revision, by, said):
        assert newest is not None  # noqa: S101 - a second press has a first
        return newest
    _check_base(newest, base_revision, said)
    _check_error_type(error_type)
    _check_reason(unit, variable, said)
    return _add(
        disagreement, newest, origin=RulingOrigin.ADJUDICATED, by=by, at=at, verb="ruling made", **said
    )


@transaction.atomic
def withdraw_ruling(unit: Unit, variable: Variable, *, base_revision: int, by: User, at: datetime) -> Ruling:
    """Take a ruling back: the disagreement is open again, and both rows stay. Raises like `make_ruling`."""
    disagreement = _locked_disagreement(unit, variable)
    newest = newest_ruling(unit, variable)
    nothing: dict[str, Any] = {"value": None, "reason": "", "error_type": ""}
    if _is_second_press(newest, base_revision, by, nothing):
        assert newest is not None  # noqa: S101 - a second press has a first
        return newest
    _check_base(newest, base_revision, nothing)
    if disagreement.ruling_id is None:
        raise Conflict(_("There is no ruling to take back here."))
    return _add(
        disagreement, newest, origin=RulingOrigin.WITHDRAWN, by=by, at=at, verb="ruling withdrawn", **nothing
    )


def _locked_disagreement(unit: Unit, variable: Variable) -> Disagreement:
    # The round first, as whoever settles it does: a ruling is either counted by the settling or refused after it.
    check_work(locked(unit.round), Work.RULE)
    found = Disagreement.objects.select_for_update().filter(unit=unit, variable=variable).first()
    if found is None:
        raise Conflict(_("The coders do not disagree on this, so there is nothing to rule."))
    return found


def _is_second_press(newest: Ruling | None, base_revision: int, by: User, said: dict[str, Any]) -> bool:
    return (
        newest is not None
        and newest.revision == base_revision + 1
        and newest.by_id == by.pk
        and all(getattr(newest, name) == value for name, value in said.items())
    )


def _check_base(newest: Ruling | None, base_revision: int, said: dict[str, Any]) -> None:
    if base_revision == (newest.revision if newest else 0):
        return
    raise Stale(
        _(
            "Somebody ruled on this meanwhile. Nothing was overwritten: look at it, then rule again if yours should count."
        ),
        extra={"yours": {"base_revision": base_revision, **said}, "stored": _version(newest)},
    )


def _version(ruling: Ruling | None) -> dict[str, Any]:
    """A stored ruling as programs read it; revision 0 where there is none."""
    if ruling is None:
        return {"revision": 0, "origin": None, "value": None, "reason": "", "error_type": ""}
    return {
        "revision": ruling.revision,
        "origin": ruling.origin,
        "value": ruling.value,
        "reason": ruling.reason,
        "error_type": ruling.error_type,
    }


def _checked_value(unit: Unit, variable: Variable, value: Any) -> Any:
    """The value in its one spelling."""
    alone = CodebookSpec((standing_alone(_question(unit, variable)),))
    placed, unplaced = place_quotes(alone, {variable.key: value}, unit.message.text, say=_)
    spelt = normalise(alone, placed)
    faults = unplaced.get(variable.key) or _value_faults(alone, spelt, variable.key, unit.message.text)
    if faults:
        raise Invalid(_("Nothing was ruled. %(fault)s") % {"fault": faults[0]}, fields={"value": faults})
    return spelt[variable.key]


def _value_faults(alone: CodebookSpec, spelt: dict[str, Any], key: str, text: str) -> list[str]:
    if key not in spelt:
        return [_("A ruling needs a value: choose one.")]
    return check_values(alone, spelt, complete=True, text=text, say=_).get(key, [])


def _question(unit: Unit, variable: Variable) -> VariableSpec:
    question = codebook_spec(unit.round.codebook).variable(variable.key)
    assert question is not None  # noqa: S101 - a disagreement is about a variable of the round's codebook
    return question


def _check_error_type(error_type: str) -> None:
    if error_type and error_type not in ErrorType.values:
        sentence = _("A kind of error is one of: %(kinds)s.") % {"kinds": ", ".join(ErrorType.values)}
        raise Invalid(sentence, fields={"error_type": [sentence]})


def _check_reason(unit: Unit, variable: Variable, said: dict[str, Any]) -> None:
    given = {canonical(c.values[variable.key]) for c in codings_of(unit) if variable.key in c.values}
    if canonical(said["value"]) not in given and not said["reason"]:
        sentence = _("None of the coders chose this: say why it is right.")
        raise Invalid(sentence, fields={"reason": [sentence]})


def _add(
    disagreement: Disagreement,
    newest: Ruling | None,
    *,
    origin: RulingOrigin,
    by: User,
    at: datetime,
    verb: str,
    **said: Any,
) -> Ruling:
    unit, variable = disagreement.unit, disagreement.variable
    revision = newest.revision + 1 if newest else 1
    ruling = Ruling.objects.create(
        unit=unit, variable=variable, revision=revision, origin=origin, by=by, at=at, **said
    )
    disagreement.ruling = ruling if origin == RulingOrigin.ADJUDICATED else None
    disagreement.save(update_fields=["ruling"])
    record(
        unit.round.study,
        by=by,
        at=at,
        verb=verb,
        subject=f"{unit.round}, {unit.message}, {variable}",
        detail={
            "round": unit.round.number,
            "message": unit.message.external_id,
            "variable": variable.key,
            "revision": revision,
            "reason": said["reason"],
            "error_type": said["error_type"],
        },
    )
    return ruling
