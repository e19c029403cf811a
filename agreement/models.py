"""Runs of reliability and their figures. Neither ever changes: another run is another row."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreement.results import Reason
from agreement.sentences import LEVELS, REASONS
from coding.models import Round
from studies.models import Job, User

_REASONS = [(reason.value, REASONS[reason]) for reason in Reason]


def _never_changes() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)


class ReliabilityRun(models.Model):
    """One computation over the codings of a round as they stood at its close."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reliability_runs")
    number = models.PositiveIntegerField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # SHA-256 over codebook, codings and parameters
    parameters = models.JSONField()  # replicates, seed, interval
    versions = models.JSONField()  # of the software that computed
    computed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    computed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="reliability_run_number_once"),
            models.UniqueConstraint(
                fields=["round", "digest"], name="reliability_run_once_for_the_same_data"
            ),
        ]
        triggers: ClassVar = [_never_changes()]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"


class Measure(models.TextChoices):
    AGREEMENT = "agreement", _("percent agreement over pairs")
    FULL_AGREEMENT = "full_agreement", _("percent agreement of all coders")
    ALPHA = "alpha", _("Krippendorff's alpha")


class Coefficient(models.Model):
    """One figure of a run: of a variable, or of one of its categories against the rest.

    Either `value` or `undefined_reason`; beside a value either an interval or `no_interval_reason`. The counts are
    those of the variable; `category_codes` are the pairable codes that are the category.
    """

    run = models.ForeignKey(ReliabilityRun, on_delete=models.PROTECT, related_name="coefficients")
    position = models.PositiveSmallIntegerField()
    variable_key = models.CharField(max_length=60)
    variable_label = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=[(level.value, label) for level, label in LEVELS.items()])
    category_position = models.PositiveSmallIntegerField(null=True)
    category_key = models.CharField(max_length=60, null=True)  # noqa: DJ001 - null: the variable as a whole
    category_label = models.CharField(max_length=120, blank=True)
    measure = models.CharField(max_length=20, choices=Measure)

    value = models.FloatField(null=True)
    undefined_reason = models.CharField(max_length=20, blank=True, choices=_REASONS)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    no_interval_reason = models.CharField(max_length=20, blank=True, choices=_REASONS)
    below_tentative = models.FloatField(null=True)
    below_reliable = models.FloatField(null=True)
    share_undefined = models.FloatField(null=True)

    units = models.PositiveIntegerField()
    pairable_units = models.PositiveIntegerField()
    coders = models.PositiveIntegerField()
    codes = models.PositiveIntegerField()
    pairable_codes = models.PositiveIntegerField()
    uncodable = models.PositiveIntegerField()
    not_applicable = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    categories_used = models.PositiveIntegerField()
    categories_declared = models.PositiveIntegerField(null=True)
    category_codes = models.PositiveIntegerField(null=True)

    # Of alpha only: the numbers behind it, what coders disagree on most, and what the krippendorff package finds.
    arithmetic = models.JSONField(null=True)
    dispute = models.JSONField(null=True)
    second_opinion = models.FloatField(null=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "variable_key", "category_key", "measure"],
                nulls_distinct=False,
                name="coefficient_once",
            ),
            models.CheckConstraint(
                condition=models.Q(value=None, lower=None, no_interval_reason="")
                & ~models.Q(undefined_reason="")
                | models.Q(
                    value__isnull=False, value__lte=1, undefined_reason=""
                ),  # in PostgreSQL NaN is greater than 1
                name="coefficient_is_a_number_or_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(value=None)
                | models.Q(lower=None, upper=None) & ~models.Q(no_interval_reason="")
                | models.Q(
                    lower__isnull=False,
                    upper__isnull=False,
                    lower__lte=models.F("upper"),
                    upper__lte=1,
                    no_interval_reason="",
                ),
                name="coefficient_has_an_interval_or_a_reason",
            ),
        ]
        triggers: ClassVar = [_never_changes()]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.measure} of {self.variable_key}.{self.category_key or ''}"
