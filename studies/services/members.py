"""Bring people into a study, change what they are in it, and let them go."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cyberdip.lib.problems import Conflict, Invalid, NotAllowed, NotFound
from studies.models import Invitation, Membership, Study, User
from studies.queries import secret_hash
from studies.roles import Role
from studies.services.invitation_mail import mail_invitation
from studies.services.logbook import record

INVITATION_LIFE = timedelta(days=14)


@dataclass(frozen=True)
class Invited:
    """A new invitation and its secret, which is nowhere else and cannot be shown again."""

    invitation: Invitation
    secret: str


@transaction.atomic
def add_member(study: Study, *, email: str, role: Role, by: User, at: datetime) -> Membership | Invited:
    """Add the person with this e-mail address; somebody who has no account yet is invited."""
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return invite(study, email=email, role=role, by=by, at=at)
    return _join(study, user=user, role=role, added_by=by, by=by, at=at)


@transaction.atomic
def invite(study: Study, *, role: Role, by: User, at: datetime, email: str = "") -> Invited:
    """Make an invitation, for an e-mail address or (without one) for whoever is given the link. It is good once, for 14 days."""
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        study=study,
        email=email.strip().lower(),
        role=role,
        secret_hash=secret_hash(secret),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LIFE,
    )
    if invitation.email:
        # Robust: a mail server that is down is logged, and the inviter has the link all the same.
        transaction.on_commit(lambda: mail_invitation(invitation, secret), robust=True)
    record(
        study, by=by, at=at, verb="member invited", subject=invitation.email or "link", detail={"role": role}
    )
    return Invited(invitation, secret)


@transaction.atomic
def accept_invitation(secret: str, *, by: User, at: datetime) -> Membership:
    """Join the study that the invitation is for. Raises NotFound when it cannot be used (any more)."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("study", "invited_by")
        .filter(secret_hash=secret_hash(secret))
        .first()
    )
    if invitation is None or invitation.revoked_at or invitation.expires_at <= at:
        raise NotFound(_("This invitation cannot be used any more: ask for a new one."))
    if invitation.accepted_at:
        if invitation.accepted_by_id == by.pk:  # a second press of the same button
            return Membership.objects.get(study=invitation.study, user=by)
        raise NotFound(_("This invitation cannot be used any more: ask for a new one."))
    if invitation.email and invitation.email != by.email.lower():
        raise NotAllowed(
            _("This invitation is for another e-mail address than yours (%(email)s): sign in with that one.")
            % {"email": by.email}
        )
    invitation.accepted_by, invitation.accepted_at = by, at
    invitation.save()
    return _join(
        invitation.study, user=by, role=Role(invitation.role), added_by=invitation.invited_by, by=by, at=at
    )


@transaction.atomic
def revoke_invitation(study: Study, invitation_id: int, *, by: User, at: datetime) -> None:
    """Take an invitation back; one that has been used stays as it was."""
    invitation = Invitation.objects.select_for_update().filter(study=study, pk=invitation_id).first()
    if invitation is None:
        raise NotFound(_("There is no such invitation in this study."))
    if invitation.accepted_at:
        raise Conflict(_("This invitation has been used: remove the member instead."))
    if invitation.revoked_at:
        return
    invitation.revoked_at = at
    invitation.save()
    record(study, by=by, at=at, verb="invitation revoked", subject=invitation.email or "link")


@transaction.atomic
def change_role(study: Study, membership_id: int, *, role: Role, by: User, at: datetime) -> Membership:
    """Give a member another role. A study always keeps a PI."""
    membership = _locked_member(study, membership_id)
    if membership.role == role:
        return membership
    if membership.role == Role.PI:
        _check_another_pi(study, membership)
    before, membership.role = membership.role, role
    membership.save()
    record(
        study,
        by=by,
        at=at,
        verb="role changed",
        subject=membership.user.email,
        detail={"before": before, "after": role},
    )
    return membership


@transaction.atomic
def remove_member(study: Study, membership_id: int, *, by: User, at: datetime) -> None:
    """End a membership. What the person coded and ruled stays."""
    membership = _locked_member(study, membership_id)
    if membership.role == Role.PI:
        _check_another_pi(study, membership)
    membership.left_at = at
    membership.save()
    record(
        study,
        by=by,
        at=at,
        verb="member removed",
        subject=membership.user.email,
        detail={"role": membership.role},
    )


def _join(study: Study, *, user: User, role: Role, added_by: User, by: User, at: datetime) -> Membership:
    """Create the membership, or take up again one that had ended."""
    Study.objects.select_for_update().get(pk=study.pk)  # two invitations accepted at once wait for each other
    membership, created = Membership.objects.get_or_create(
        study=study, user=user, defaults={"role": role, "added_by": added_by, "added_at": at}
    )
    if not created:
        if membership.left_at is None:
            sentence = _("%(email)s is a member already.") % {"email": user.email}
            raise Invalid(sentence, fields={"email": [sentence]})
        membership.role, membership.left_at, membership.added_by, membership.added_at = (
            role,
            None,
            added_by,
            at,
        )
        membership.save()
    record(study, by=by, at=at, verb="member added", subject=user.email, detail={"role": role})
    return membership


def _locked_member(study: Study, membership_id: int) -> Membership:
    Study.objects.select_for_update().get(pk=study.pk)  # two PIs who demote each other wait for each other
    membership = (
        Membership.objects.current().select_related("user").filter(study=study, pk=membership_id).first()
    )
    if membership is None:
        raise NotFound(_("There is no such member in this study."))
    return membership


def _check_another_pi(study: Study, membership: Membership) -> None:
    if not Membership.objects.current().filter(study=study, role=Role.PI).exclude(pk=membership.pk).exists():
        raise Conflict(_("A study needs a PI: make somebody else PI first."))
