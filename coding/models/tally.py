"""How far a round is, kept up to date by the database: pages read some rows, and count no assignments."""

from typing import ClassVar

from django.db import models

from coding.models.rounds import Round, Stratum
from studies.models import User


class Tally(models.Model):
    """What a coder was dealt of a stratum (or of what lies in none), and how much of it is coded.

    `shared` counts units that several coders have, `complete` those of them that all have coded. Such a unit is counted once, in
    the row of one of its coders: only sums over a round or a stratum say something.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tallies")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stratum = models.ForeignKey(
        Stratum, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    dealt = models.IntegerField(default=0)
    coded = models.IntegerField(default=0)
    shared = models.IntegerField(default=0)
    complete = models.IntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "tallies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "coder", "stratum"], nulls_distinct=False, name="tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.coded} of {self.dealt}"


class CodingDay(models.Model):
    """How many messages of a round a coder has coded on a day (UTC); a message counts on the day of its first coding."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="coding_days")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    coded = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "coder", "day"], name="coding_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.coded}"
