"""A decision beside the codings, never over them."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import Variable
from coding.models.rounds import Unit
from studies.models import User


class RulingOrigin(models.TextChoices):
    UNANIMOUS = "unanimous", _("all coders agreed")
    ADJUDICATED = "adjudicated", _("decided by an adjudicator")
    WITHDRAWN = "withdrawn", _("taken back")


class ErrorType(models.TextChoices):
    SLIP = "slip", _("slip of a coder")
    CODEBOOK_GAP = "codebook_gap", _("gap in the codebook")
    AMBIGUOUS = "ambiguous", _("ambiguous message")
    BAD_DATA = "bad_data", _("bad data")


@pghistory.track()
class Ruling(models.Model):
    """What a unit's variable is taken to be. Rulings are added, never changed: the one with the highest revision counts."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rulings")
    variable = models.ForeignKey(Variable, on_delete=models.PROTECT, related_name="rulings")
    revision = models.PositiveIntegerField()
    origin = models.CharField(max_length=12, choices=RulingOrigin)
    value = models.JSONField(null=True)  # spelt like a value of a coding; null when taken back
    reason = models.TextField(_("reason"), blank=True)
    error_type = models.CharField(_("kind of error"), max_length=14, choices=ErrorType, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "variable", "revision"], name="ruling_revision_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.variable_id} r{self.revision}"
