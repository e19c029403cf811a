"""What is coded: accounts, the messages they posted, and the imports that brought them."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from studies.models import Job, Study, User


class AccountKind(models.TextChoices):
    PERSONAL = "personal", _("personal")
    INSTITUTIONAL = "institutional", _("institutional")
    UNKNOWN = "", _("not said")


@pghistory.track()
class Account(models.Model):
    """Who posted."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="accounts")
    platform = models.CharField(_("platform"), max_length=30, default="twitter")
    handle = models.CharField(_("handle"), max_length=200)
    display_name = models.CharField(_("name"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AccountKind, blank=True, default="")
    followers = models.PositiveBigIntegerField(_("followers"), null=True, blank=True)
    opened_on = models.DateField(_("opened"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("study", "platform", Lower("handle"), name="account_once")
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"


class Import(models.Model):
    """A file that was brought in: its bytes, how it was read, and what came of it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="imports")
    number = models.PositiveIntegerField()
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(default=dict)  # format, encoding, delimiter, and why
    mapping = models.JSONField(default=dict)  # message field -> column of the file
    check_job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    report = models.JSONField(
        default=dict
    )  # rows, new, unchanged, changed, refused with line numbers and reasons
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="import_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.file_name}"


class MessageKind(models.TextChoices):
    ORIGINAL = "original", _("original")
    RETWEET = "retweet", _("retweet")
    QUOTE = "quote", _("quote")
    REPLY = "reply", _("reply")


class MessageManager(models.Manager["Message"]):
    """Leaves out what only searching needs: the words are as long as the text."""

    def get_queryset(self) -> models.QuerySet["Message"]:
        return super().get_queryset().defer("words")


class Message(models.Model):
    """One post as it was imported: never edited. Counts are dated observations beside it.

    A removed message leaves a tombstone: the row and its id stay, the text goes.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="messages")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="messages")
    platform = models.CharField(max_length=30, default="twitter")
    external_id = models.CharField(_("id"), max_length=200)
    posted_at = models.DateTimeField(_("posted"))
    file_time = models.CharField(_("time in the file"), max_length=80, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind, default=MessageKind.ORIGINAL)
    url = models.TextField(blank=True)
    extra = models.JSONField(default=dict)  # columns of the file that no field takes
    imported_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="messages")
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.TextField(blank=True)
    words = SearchVectorField(null=True, editable=False)  # corpus.words of the text

    objects = MessageManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "platform", "external_id"], name="message_once"),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(text=""), name="removed_message_has_no_text"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["study", "-posted_at", "-id"], name="message_by_time"),
            models.Index(fields=["account", "-posted_at"], name="message_by_account"),
            models.Index(fields=["study", "language", "-posted_at", "-id"], name="message_by_language"),
            GinIndex(fields=["words"], name="message_by_words"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # The one change a message may see is its removal.
            pgtrigger.Protect(
                name="never_edited",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class Observation(models.Model):
    """How often a message had been liked, repeated and answered when a file was made."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="observations")
    imported_by = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="observations")
    observed_at = models.DateTimeField()
    likes = models.PositiveBigIntegerField(null=True)
    retweets = models.PositiveBigIntegerField(null=True)
    replies = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["message", "-observed_at", "-id"], name="observation_newest")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.message_id} at {self.observed_at:%Y-%m-%d}"


class Translation(models.Model):
    """A message in another language, for coders who do not read its own. Never edited: the newest in a language counts."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(_("language"), max_length=20)
    text = models.TextField(_("translation"))
    source = models.CharField(_("made by"), max_length=200, blank=True)  # a person or a program
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["message", "language", "-added_at"], name="translation_newest")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.message_id} in {self.language}"
