"""People, studies, roles, invitations, the logbook and jobs."""

from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from studies.roles import Role

ROLE_LABELS = {
    Role.PI: _("Principal investigator"),
    Role.ADJUDICATOR: _("Adjudicator"),
    Role.CODER: _("Coder"),
    Role.OBSERVER: _("Observer"),
}
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]


class UserManager(BaseUserManager["User"]):
    """Users by e-mail, in which case does not matter."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # of knox's tokens
    """A person; the e-mail address is the name they sign in with."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # Since when name and address are gone; the row stays, for what the person did stays.
    erased_at = models.DateTimeField(_("personal data deleted"), null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return _("former member %(number)d") % {"number": self.pk}
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Study(models.Model):
    """One research project; the fence of every permission."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    window_start = models.DateField(_("first day of the window"), null=True, blank=True)
    window_end = models.DateField(_("last day of the window"), null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "studies"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(window_end__gte=models.F("window_start"))
                | models.Q(window_start=None)
                | models.Q(window_end=None),
                name="study_window_in_order",
                violation_error_message=_("The window ends before it begins: exchange the two days."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(left_at=None)


class Membership(models.Model):
    """A person's role in a study; it ends with a date and stays as a row."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=ROLE_CHOICES)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["study", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Invitation(models.Model):
    """A way into a study: a secret link, bound to an e-mail address or to whoever has it; used once.

    Only the hash of the secret is kept, so that the table opens no door.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=ROLE_CHOICES)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email or 'link'} ({self.role})"


class LogEntry(models.Model):
    """One line of a study's logbook: who did what, when, to what. Never changed, never removed."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["study", "-at", "-id"], name="log_by_time")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.subject}"


class JobState(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """Work done later for a study. A Celery task claims the row; whoever watches reads it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    task = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["study", "key"],
                condition=models.Q(state__in=[state.value for state in UNFINISHED]),
                name="job_once_while_unfinished",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["heartbeat_at"],
                condition=models.Q(state__in=[state.value for state in UNFINISHED]),
                name="job_unfinished",
            ),
            models.Index(fields=["study", "-id"], name="job_by_study"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def percent(self) -> int:
        """Whole per cent done, 0 to 100."""
        if self.state == JobState.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED


class ApiToken(AbstractAuthToken):
    """A key for programs, with the rights of its person; only its hash is kept."""

    name = models.CharField(_("name"), max_length=60)

    def __str__(self) -> str:
        return self.name
