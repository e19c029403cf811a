"""What lifts a veil, kept for the methods text: looks into an open round, and aids that a coder took."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.models.rounds import Assignment, Round
from studies.models import User


class Look(models.Model):
    """Somebody looked at codings of a round while it was open, and why."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(_("reason"))

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.by_id} into {self.round_id}"


class AidKind(models.TextChoices):
    """What a coder had shown that the round hides, or that helps with a foreign language."""

    AUTHOR = "author", _("author")
    COUNTRY = "country", _("country")
    COUNTS = "counts", _("counts")
    DATE = "date", _("date")
    LINKS = "links", _("links")
    TRANSLATION = "translation", _("translation")


class AidUse(models.Model):
    """A coder had something shown while coding a message. Kept once a message and kind."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="aids")
    kind = models.CharField(max_length=12, choices=AidKind)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assignment", "kind"], name="aid_use_once")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.assignment_id}"
