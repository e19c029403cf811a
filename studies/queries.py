"""Find people, studies, log lines and jobs."""

import hashlib

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cyberdip.lib.problems import NotFound
from studies.models import Invitation, Job, LogEntry, Membership, Study, User


def memberships_of(user: User) -> QuerySet[Membership]:
    """The studies a person is in, newest first, each with the person's role and how many are in it."""
    return (
        user.memberships.current()
        .select_related("study")
        .annotate(members=Count("study__memberships", filter=Q(study__memberships__left_at=None)))
        .order_by("-study__created_at", "-study_id")
    )


def studies_of(user: User) -> QuerySet[Study]:
    """The studies a person is in."""
    return Study.objects.filter(memberships__user=user, memberships__left_at=None)


def members_of(study: Study) -> QuerySet[Membership]:
    """Who is in a study now, by role and name."""
    return (
        Membership.objects.current()
        .filter(study=study)
        .select_related("user", "added_by")
        .order_by("role", "user__email")
    )


def past_members_of(study: Study) -> QuerySet[Membership]:
    """Who has left; their codings stayed. `is_elsewhere`: is or was in other studies too."""
    elsewhere = Membership.objects.filter(user=OuterRef("user")).exclude(study=study)
    return (
        Membership.objects.filter(study=study, left_at__isnull=False)
        .select_related("user")
        .annotate(is_elsewhere=Exists(elsewhere))
        .order_by("-left_at")
    )


def membership_of(study: Study, membership_id: int) -> Membership:
    """A membership of this study, ended or not. Raises NotFound."""
    membership = (
        Membership.objects.select_related("user", "study").filter(study=study, pk=membership_id).first()
    )
    if membership is None:
        raise NotFound(_("There is no such member in this study."))
    return membership


def invitations_of(study: Study) -> QuerySet[Invitation]:
    """Invitations that can still be used."""
    return (
        Invitation.objects.filter(
            study=study, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
        )
        .select_related("invited_by")
        .order_by("-invited_at")
    )


def secret_hash(secret: str) -> str:
    """What is kept of an invitation's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_invitation(secret: str) -> Invitation | None:
    """The invitation that `secret` opens, unless it is used, taken back or too old."""
    return (
        Invitation.objects.filter(
            secret_hash=secret_hash(secret), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
        )
        .select_related("study", "invited_by")
        .first()
    )


def log_of(study: Study) -> QuerySet[LogEntry]:
    """The logbook, newest first."""
    return LogEntry.objects.filter(study=study).select_related("by").order_by("-at", "-id")


def jobs_of(study: Study) -> QuerySet[Job]:
    """The jobs of a study, newest first."""
    return Job.objects.filter(study=study).select_related("requested_by").order_by("-id")


def job_of(study: Study, job_id: int) -> Job:
    """One job of a study. Raises NotFound."""
    job = jobs_of(study).filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job in this study.")
    return job
