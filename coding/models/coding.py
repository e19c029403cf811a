"""What coders judged: drafts while they think, codings once they have submitted."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.models.rounds import Assignment


class Draft(models.Model):
    """What a coder has chosen and not yet submitted; one an assignment, overwritten as they think."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="draft")
    values = models.JSONField(default=dict)
    note = models.TextField(_("note"), blank=True, default="")
    base_revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.assignment_id}"


@pghistory.track()
class Coding(models.Model):
    """What a coder submitted for an assignment. Every version is kept; the newest counts.

    `key` is made by the coder's browser or program once per press of Enter: a second delivery of the same press finds it and
    adds nothing.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="codings")
    revision = models.PositiveIntegerField()
    values = models.JSONField()
    note = models.TextField(_("note"), blank=True)
    active_ms = models.PositiveIntegerField(_("active time in milliseconds"), null=True)
    key = models.UUIDField()
    submitted_at = models.DateTimeField()
    late = models.BooleanField(default=False)  # came in after the close, and was accepted

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "revision"], name="coding_revision_once"),
            models.UniqueConstraint(fields=["assignment", "key"], name="coding_press_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} r{self.revision}"
