"""What there is to rule on: found once, when adjudication begins, so that the queue is a list and not a search."""

from typing import ClassVar

from django.db import models

from coding.models.codebook import Variable
from coding.models.rounds import Round, Unit
from coding.models.ruling import Ruling


class Disagreement(models.Model):
    """A variable on which the coders of a unit differ, and the ruling in force on it, if there is one.

    Codings cannot change once a round is closed, so a disagreement never goes away: it is ruled on, or it stays open.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="disagreements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="disagreements")
    variable = models.ForeignKey(Variable, on_delete=models.PROTECT, related_name="disagreements")
    # The newest ruling; None before the first and after one was taken back.
    ruling = models.OneToOneField(Ruling, on_delete=models.PROTECT, null=True, related_name="settles")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "variable"], name="disagreement_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "unit"], condition=models.Q(ruling=None), name="disagreement_open")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.variable_id}"
