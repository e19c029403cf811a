"""Snapshots: what was found, numbered and frozen."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from corpus.models import Message
from dataset.reconcile import Provenance, Status
from studies.models import Job, Study, User

STATUS_LABELS = {
    Status.VALUED: _("valued"),
    Status.EMPTY: _("none of the categories"),
    Status.UNCODABLE: _("cannot be coded"),
    Status.NOT_APPLICABLE: _("does not apply"),
    Status.MISSING: _("missing"),
}
PROVENANCE_LABELS = {
    Provenance.UNANIMOUS: _("all coders agreed"),
    Provenance.SINGLE: _("one coder"),
    Provenance.RULING: _("ruled"),
    Provenance.OPEN: _("open: coders differ"),
    Provenance.FREE: _("free words, side by side"),
    Provenance.UNCODED: _("not coded"),
}


class Snapshot(models.Model):
    """A dataset as it stood at a moment. Once complete it never changes, nor do its rows."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True)
    rounds = models.JSONField(default=list)  # number, title, kind, phase, codebook version, when closed
    coders = models.JSONField(default=list)  # pseudonyms, in the order of columns
    codebook = models.JSONField(default=dict)  # versions and variables with their categories
    reliability = models.JSONField(default=list)  # by round: the newest run, variable by variable
    counts = models.JSONField(default=dict)  # messages, codings, and values by provenance for each variable
    files = models.JSONField(default=dict)  # "long.csv" -> bytes, rows and sha256 of the file at the freeze
    content_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="snapshot_number_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="complete_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__completed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


# Not a row may join a snapshot that is complete, whichever code path tries. Asked once a statement, as freezing inserts
# hundreds of rows with each.
_COMPLETE = """
    IF EXISTS (SELECT 1 FROM new_rows {join} WHERE s.completed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'dataset: a complete snapshot never changes';
    END IF;
    RETURN NULL;
"""
_DIRECTLY = "JOIN dataset_snapshot s ON s.id = new_rows.snapshot_id"
_BY_UNIT = (
    "JOIN dataset_snapshotunit u ON u.id = new_rows.unit_id JOIN dataset_snapshot s ON s.id = u.snapshot_id"
)


def _frozen(join: str) -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="no_late_rows",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=_COMPLETE.format(join=join),
        ),
    ]


class SnapshotUnit(models.Model):
    """A message as the corpus described it at the freeze. Its words stay in the corpus: here stands their hash."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="units")
    position = models.PositiveIntegerField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    platform = models.CharField(max_length=30)
    external_id = models.CharField(max_length=200)
    account = models.CharField(max_length=200)
    country = models.CharField(max_length=100, blank=True)
    account_kind = models.CharField(max_length=20, blank=True)
    posted_at = models.DateTimeField()
    language = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10)
    likes = models.PositiveBigIntegerField(null=True)
    retweets = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveBigIntegerField(null=True)
    text_sha256 = models.CharField(max_length=64)
    round = models.PositiveIntegerField()  # number of the round that decides

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "position"], name="snapshot_place_once"),
            models.UniqueConstraint(fields=["snapshot", "message"], name="snapshot_message_once"),
        ]
        triggers: ClassVar = _frozen(_DIRECTLY)

    def __str__(self) -> str:
        return f"{self.snapshot_id}/{self.position}"


class SnapshotValue(models.Model):
    """What a message counts as on one variable, and where that comes from."""

    unit = models.ForeignKey(SnapshotUnit, on_delete=models.PROTECT, related_name="values")
    variable = models.CharField(max_length=60)
    status = models.CharField(max_length=14, choices=[(s.value, label) for s, label in STATUS_LABELS.items()])
    value = models.JSONField(null=True)
    provenance = models.CharField(
        max_length=10, choices=[(p.value, label) for p, label in PROVENANCE_LABELS.items()]
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "variable"], name="snapshot_value_once")
        ]
        triggers: ClassVar = _frozen(_BY_UNIT)

    def __str__(self) -> str:
        return f"{self.unit_id}.{self.variable}"


class SnapshotCoding(models.Model):
    """The newest submission of one coder, under a pseudonym."""

    unit = models.ForeignKey(SnapshotUnit, on_delete=models.PROTECT, related_name="codings")
    round = models.PositiveIntegerField()
    coder = models.CharField(max_length=20)
    codebook = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    active_ms = models.PositiveIntegerField(null=True)
    values = models.JSONField()
    repointed = models.JSONField(null=True)  # as the newest codebook version reads them; null: as they stand
    aids = models.JSONField(default=list)  # kinds of what the coder had shown before submitting
    late = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "round", "coder"], name="snapshot_coding_once")
        ]
        triggers: ClassVar = _frozen(_BY_UNIT)

    def __str__(self) -> str:
        return f"{self.unit_id} r{self.round} {self.coder}"


class SnapshotFigure(models.Model):
    """A figure as it was drawn at the freeze, with the numbers it shows."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="figures")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    description = models.TextField()
    spec = models.JSONField()
    shares = models.JSONField()
    left_out = models.PositiveIntegerField()
    svg = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["snapshot", "key"], name="snapshot_figure_once")
        ]
        triggers: ClassVar = _frozen(_DIRECTLY)

    def __str__(self) -> str:
        return f"{self.snapshot_id}.{self.key}"
