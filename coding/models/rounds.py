"""A round: which messages, whose hands, how much twice. Its units and the assignments dealt from them."""

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.models.codebook import CodebookVersion
from coding.models.known import KnownAnswer
from coding.models.tally_triggers import TALLY_TRIGGERS
from corpus.metadata import label_of_value
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
    BLOCKED = "blocked", _("in blocks, oldest first within each")


class Split(models.TextChoices):
    """How a stratified sample is shared out among its strata."""

    PROPORTIONAL = "proportional", _("in proportion to the strata")
    EQUAL = "equal", _("the same number from every stratum")


class Masked(models.TextChoices):
    """What a round can hide of where a message comes from."""

    AUTHOR = "author", _("author")
    COUNTRY = "country", _("country")
    COUNTS = "counts", _("counts of likes and the like")
    DATE = "date", _("date")
    LINKS = "links", _("links")


@pghistory.track()
class Round(models.Model):
    """One pass of coding over a sample with one published codebook version.

    The kind says where its messages come from: `training` takes known answers, `stability` what each coder coded in the round
    that it `repeats`, `recode` what the version touches that was coded by an older one; every other kind draws from the study.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=12, choices=RoundKind, default=RoundKind.PILOT)
    title = models.CharField(_("title"), max_length=120)
    codebook = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="rounds")
    phase = models.CharField(_("phase"), max_length=12, choices=PhaseChoice, default=PhaseChoice.PLANNED)
    # None: every message of the study; otherwise a simple random draw of so many.
    sample_size = models.PositiveIntegerField(_("messages"), null=True, blank=True)
    # What the sample is drawn from (corpus.queries.MessageFilters, only what is set), and by which metadata it is stratified.
    filters = models.JSONField(_("filter"), default=dict, blank=True)
    strata_by = models.JSONField(_("stratified by"), default=list, blank=True)
    split = models.CharField(
        _("shares of the strata"), max_length=12, choices=Split, default=Split.PROPORTIONAL
    )
    coders_per_message = models.PositiveSmallIntegerField(_("coders per message"), default=2)
    # The share of messages that get `coders_per_message` coders; the others get one.
    overlap_percent = models.PositiveSmallIntegerField(_("overlap in per cent"), default=100)
    # Instead of a share: exactly so many messages get `coders_per_message` coders.
    overlap_size = models.PositiveIntegerField(_("messages coded by several"), null=True, blank=True)
    order = models.CharField(_("order"), max_length=14, choices=Order, default=Order.RANDOM)
    block_by = models.CharField(_("blocks by"), max_length=80, blank=True)
    seed = models.BigIntegerField(_("seed"))
    masked = models.JSONField(_("hidden from coders"), default=list, blank=True)
    # Messages that are imported while the round is open are dealt too, where they pass `filters`.
    takes_new = models.BooleanField(_("takes new messages"), default=False)
    # The training that a coder has passed before they may begin here.
    training = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Of a training: per cent of right answers, by variable key, that pass.
    pass_rule = models.JSONField(_("pass rule"), default=dict, blank=True)
    # Messages with known answers, hidden among the others: so many of a hundred, and below which share of right answers
    # the PI is told.
    gold_percent = models.PositiveSmallIntegerField(_("hidden gold messages in per cent"), default=0)
    gold_alert_percent = models.PositiveSmallIntegerField(_("alert below"), default=70)
    # Of a stability round: the round whose messages come again, and how long they have to have rested.
    repeats = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated_by"
    )
    rest_days = models.PositiveSmallIntegerField(_("days between"), null=True, blank=True)
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
    left_at = models.DateTimeField(null=True)  # since then what they had not coded is dealt to others

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "coder"], name="round_coder_once"),
            models.UniqueConstraint(fields=["round", "letter"], name="round_letter_once"),
        ]

    def __str__(self) -> str:
        return self.letter


class Stratum(models.Model):
    """A part of the population of a round, as it was when the sample was drawn: how many there were, asked for, and drawn."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="strata")
    position = models.PositiveIntegerField()
    values = models.JSONField()  # metadata name -> value
    population = models.PositiveIntegerField()
    planned = models.PositiveIntegerField()
    achieved = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "strata"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "position"], name="stratum_place_once")
        ]

    def __str__(self) -> str:
        return " · ".join(label_of_value(name, value) for name, value in self.values.items())


class Unit(models.Model):
    """A message in the sample of a round. One with a known answer is no part of the sample: nothing is concluded from it."""

    # The constraints below begin with the round, so that an index of its own would only cost time when a round is dealt.
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="units", db_index=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="units")
    position = models.PositiveIntegerField()
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, null=True, related_name="units")
    known = models.ForeignKey(KnownAnswer, on_delete=models.PROTECT, null=True, related_name="units")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "message"], name="unit_once"),
            models.UniqueConstraint(fields=["round", "position"], name="unit_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.position}"


class AssignmentManager(models.Manager["Assignment"]):
    """Leaves out what was dealt out again: it is in nobody's queue any more."""

    def get_queryset(self) -> models.QuerySet["Assignment"]:
        return super().get_queryset().filter(withdrawn_at=None)


class Assignment(models.Model):
    """A unit in the queue of a coder. `revision` is the number of the newest coding, 0 while there is none.

    One that was dealt out again to others before it was coded stays, withdrawn, with the draft that its coder may have left.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    position = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(
        default=1
    )  # of a training: which of the coder's attempts it belongs to
    # A copy of the unit's, which is held to be there: to ask again for every assignment takes its time when a round is dealt.
    stratum = models.ForeignKey(
        Stratum, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = AssignmentManager()
    with_withdrawn = models.Manager["Assignment"]()

    class Meta:
        base_manager_name = "with_withdrawn"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "coder", "attempt"],
                condition=models.Q(withdrawn_at=None),
                name="assignment_once",
            ),
            models.UniqueConstraint(fields=["round", "coder", "position"], name="assignment_place_once"),
        ]
        indexes: ClassVar = [
            # The queue of a coder: what is still open, in order.
            models.Index(
                fields=["round", "coder", "position"],
                condition=models.Q(revision=0, withdrawn_at=None),
                name="assignment_open",
            )
        ]
        triggers: ClassVar = [*TALLY_TRIGGERS]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.coder_id}/{self.position}"
