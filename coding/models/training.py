"""How coders learn the codebook before their judgement counts."""

from typing import ClassVar

from django.db import models

from coding.models.rounds import Round
from studies.models import User


class TrainingAttempt(models.Model):
    """One walk of a coder through the messages of a training. `results`: variable key -> {"right": int, "of": int}."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="attempts")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    results = models.JSONField(default=dict)
    passed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "coder", "number"], name="training_attempt_once")
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.coder_id} attempt {self.number}"
