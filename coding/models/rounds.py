"""A round: which messages, whose hands, how much twice. Its units and the assignments dealt from them."""

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import CodebookVersion
from corpus.models import Message
from studies.models import Study, User


class RoundKind(models.TextChoices):
    TRAINING = "training", _("training")
    PILOT = "pilot", _("pilot")
    RELIABILITY = "reliability", _("reliability")
    PRODUCTION = "production", _("production")
    RECODE = "recode", _("recode")
    STABILITY = "stability", _("stability")


class PhaseChoice(models.TextChoices):
    """The names of `coding.states.Phase`, for people."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    ADJUDICATING = "adjudicating", _("adjudicating")
    SETTLED = "settled", _("settled")


class Order(models.TextChoices):
    RANDOM = "random", _("random for each coder")
    CHRONOLOGICAL = "chronological", _("oldest first")


@pghistory.track()
class Round(models.Model):
    """One pass of coding over a sample with one published codebook version."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=12, choices=RoundKind, default=RoundKind.PILOT)
    title = models.CharField(_("title"), max_length=120)
    codebook = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="rounds")
    phase = models.CharField(_("phase"), max_length=12, choices=PhaseChoice, default=PhaseChoice.PLANNED)
    # None: every message of the study; otherwise a simple random draw of so many.
    sample_size = models.PositiveIntegerField(_("messages"), null=True, blank=True)
    coders_per_message = models.PositiveSmallIntegerField(_("coders per message"), default=2)
    # The share of messages that get `coders_per_message` coders; the others get one.
    overlap_percent = models.PositiveSmallIntegerField(_("overlap in per cent"), default=100)
    order = models.CharField(_("order"), max_length=14, choices=Order, default=Order.RANDOM)
    seed = models.BigIntegerField(_("seed"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="round_number_once"),
            models.CheckConstraint(
                condition=models.Q(overlap_percent__lte=100), name="round_overlap_is_a_share"
            ),
            models.CheckConstraint(
                condition=models.Q(coders_per_message__gte=1), name="round_has_a_coder_each"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundCoder(models.Model):
    """A coder of a round, and the letter that stands for them where names would tell too much."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="coders")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=3)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "coder"], name="round_coder_once"),
            models.UniqueConstraint(fields=["round", "letter"], name="round_letter_once"),
        ]

    def __str__(self) -> str:
        return self.letter


class Unit(models.Model):
    """A message in the sample of a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="units")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="units")
    position = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "message"], name="unit_once"),
            models.UniqueConstraint(fields=["round", "position"], name="unit_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.position}"


class Assignment(models.Model):
    """A unit in the queue of a coder. `revision` is the number of the newest coding, 0 while there is none."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "coder"], name="assignment_once"),
            models.UniqueConstraint(fields=["round", "coder", "position"], name="assignment_place_once"),
        ]
        indexes: ClassVar = [
            # The queue of a coder: what is still open, in order.
            models.Index(
                fields=["round", "coder", "position"],
                condition=models.Q(revision=0),
                name="assignment_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.coder_id}/{self.position}"
