"""Judgements that came in after their round was closed: kept, and offered to the PI."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.models.rounds import Assignment
from studies.models import User


class LateDecision(models.TextChoices):
    WAITING = "", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class LateCoding(models.Model):
    """What a coder submitted too late. Accepted, it becomes a coding that says so; what was judged is never changed."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="late_codings")
    base_revision = models.PositiveIntegerField()
    values = models.JSONField()
    note = models.TextField(_("note"), blank=True)
    active_ms = models.PositiveIntegerField(null=True)
    key = models.UUIDField()
    received_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=LateDecision, default=LateDecision.WAITING, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "key"], name="late_press_once")
        ]

    def __str__(self) -> str:
        return f"late coding of {self.assignment_id}"
