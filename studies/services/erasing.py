"""Delete the personal data of somebody who has left. What they did stays, under a number; who they were goes, for good."""

import re
from datetime import datetime
from typing import Any

import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from cyberdip.lib.problems import Conflict, Invalid
from studies.models import ApiToken, Invitation, LogEntry, Membership, Study, User
from studies.queries import membership_of
from studies.roles import Role
from studies.services.logbook import record

_AT_ONCE = 500


def why_not_erase(membership: Membership) -> str:
    """Why a PI cannot delete this person's data; "" where they can."""
    person = membership.user
    if membership.left_at is None:
        return _("%(person)s is still a member: remove them first.") % {"person": person}
    if person.is_staff or Membership.objects.filter(user=person).exclude(study=membership.study_id).exists():
        return _(
            "%(person)s is or was in other studies too: only they themselves can delete their data, on their profile page."
        ) % {"person": person}
    return ""


def why_not_erase_self(person: User) -> str:
    """Why somebody cannot delete their own data; "" where they can."""
    for membership in Membership.objects.current().select_related("study").filter(user=person, role=Role.PI):
        others = (
            Membership.objects.current().filter(study=membership.study, role=Role.PI).exclude(user=person)
        )
        if not others.exists():
            return _("You are the only PI of “%(study)s”: make somebody else PI first.") % {
                "study": membership.study
            }
    return ""


@transaction.atomic
def erase_member(study: Study, membership_id: int, *, name: str, by: User, at: datetime) -> User:
    """Delete the personal data of a past member who was in no other study.

    `name` repeats the person's name, for there is no way back. Raises Invalid where it does not, Conflict where the person is a
    member still or was in other studies. Done already, it stays done.
    """
    membership = membership_of(study, membership_id)
    person = _locked(membership.user)
    membership.user = person
    if person.erased_at is not None:
        return person
    fault = why_not_erase(membership)
    if fault:
        raise Conflict(fault)
    _check_name(person, name)
    return _erase(person, by=by, at=at)


@transaction.atomic
def erase_self(person: User, *, name: str, at: datetime) -> User:
    """Leave all studies and have one's own personal data deleted. Raises Invalid for another name, Conflict for an only PI."""
    # Whoever else leaves or is made PI in one of these studies waits, so that none is left without a PI.
    list(Study.objects.select_for_update(of=("self",)).filter(memberships__user=person).order_by("pk"))
    person = _locked(person)
    if person.erased_at is not None:
        return person
    fault = why_not_erase_self(person)
    if fault:
        raise Conflict(fault)
    _check_name(person, name)
    Membership.objects.current().filter(user=person).update(left_at=at)
    return _erase(person, by=person, at=at)


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _check_name(person: User, name: str) -> None:
    if " ".join(name.split()) != " ".join(str(person).split()):
        sentence = _("Type “%(person)s”, exactly as it stands there. Nothing was deleted.") % {
            "person": person
        }
        raise Invalid(sentence, fields={"name": [sentence]})


def _erase(person: User, *, by: User, at: datetime) -> User:
    """The ways in end first; then the names go, from the person and from what was written about them."""
    called, addresses = person.name, _addresses(person)
    studies = list(Study.objects.filter(memberships__user=person).distinct())
    _end_ways_in(person)
    person.name, person.email = "", f"former-member-{person.pk}@erased.invalid"
    person.is_active, person.is_staff, person.is_superuser = False, False, False
    person.erased_at = at
    person.set_unusable_password()
    person.save()
    _forget_invitations(addresses, at)
    _forget_in_log(addresses, called, person, _only_bearer(called, person, studies))
    for study in studies:
        record(study, by=by, at=at, verb="personal data deleted", subject=str(person))
    return person


def _addresses(person: User) -> set[str]:
    """All e-mail addresses that the person has given."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email, *known}


def _end_ways_in(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    ApiToken.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()


def _forget_invitations(addresses: set[str], at: datetime) -> None:
    """An open one is taken back: without its address it would be for anybody."""
    for address in addresses:
        sent = Invitation.objects.filter(email__iexact=address)
        sent.filter(accepted_at=None, revoked_at=None).update(revoked_at=at)
        sent.update(email="")


def _only_bearer(name: str, person: User, studies: list[Study]) -> set[int]:
    """The ids of those of the studies in which nobody else has or had this name: in the others it may mean somebody else."""
    namesakes = Membership.objects.filter(study__in=studies, user__name=name).exclude(user=person)
    return {study.pk for study in studies} - set(namesakes.values_list("study_id", flat=True))


def _forget_in_log(addresses: set[str], name: str, person: User, studies: set[int]) -> None:
    """The lines of the logbook keep what was done; addresses go everywhere, the name in these studies.

    It is the one time that a line is changed, and the trigger is told so.
    """
    told = Q()
    for words in {*addresses, name} - {""}:
        told |= Q(subject__icontains=words) | Q(words__icontains=words)
    lines = LogEntry.objects.annotate(words=Cast("detail", TextField())).filter(told)
    changed = [
        line
        for line in lines.iterator(chunk_size=_AT_ONCE)
        if _forget(line, addresses, name if line.study_id in studies else "", str(person))
    ]
    with pgtrigger.ignore("studies.LogEntry:append_only"):
        LogEntry.objects.bulk_update(changed, ["subject", "detail"], batch_size=_AT_ONCE)


def _forget(line: LogEntry, addresses: set[str], name: str, number: str) -> bool:
    """Replace the person in a line; whether there was anything to replace."""
    before = line.subject, line.detail
    line.subject = _without(line.subject, addresses, name, number)
    line.detail = _without(line.detail, addresses, name, number)
    return (line.subject, line.detail) != before


def _without(told: Any, addresses: set[str], name: str, number: str) -> Any:
    """An address is replaced wherever it stands; a name, which may be a word of other sentences, only where it stands alone or
    behind a colon at the end, as in "Pilot: Ana".
    """
    if isinstance(told, dict):
        return {key: _without(value, addresses, name, number) for key, value in told.items()}
    if isinstance(told, list):
        return [_without(value, addresses, name, number) for value in told]
    if not isinstance(told, str):
        return told
    if name and f": {told}".endswith(f": {name}"):
        told = told.removesuffix(name) + number
    for address in addresses:
        told = re.sub(
            rf"(?<![\w.+-]){re.escape(address)}(?![\w-])", lambda _found: number, told, flags=re.IGNORECASE
        )
    return told
