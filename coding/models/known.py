"""Messages whose answer is known: what training teaches by, and what tells whether coding keeps its quality."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from corpus.models import Message
from studies.models import Study, User


@pghistory.track()
class KnownAnswer(models.Model):
    """What a message is to be coded as, variable by variable, and why.

    A changed answer is a new row and retires the old one: coders are judged by the answer that was known when their round was
    dealt.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="known_answers")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="known_answers")
    values = (
        models.JSONField()
    )  # variable key -> value, spelt like a value of a coding; variables that are not known are absent
    reasons = models.JSONField(default=dict, blank=True)  # variable key -> why
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["study", "message"], condition=models.Q(retired_at=None), name="known_answer_once"
            )
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # The one change it may see is its retirement.
            pgtrigger.Protect(
                name="never_edited",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__retired_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"known answer to {self.message_id}"
