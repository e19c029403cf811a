"""Messages in another language, for coders who do not read their own."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corpus.models import Message, Translation
from cyberdip.lib.problems import Conflict, Invalid
from studies.models import User
from studies.services.logbook import record

LONGEST_TRANSLATION = 20_000  # characters
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@transaction.atomic
def add_translation(
    message: Message, *, language: str, text: str, source: str = "", by: User, at: datetime
) -> Translation:
    """Keep a translation of the message; the newest in a language counts. `source`: who or what made it.

    The newest sent again (a double click) is kept once. Raises Invalid by field, and Conflict where the text was removed.
    """
    language, text, source = language.strip(), text.replace("\r\n", "\n").strip(), source.strip()
    _check(language, text)
    # Whoever adds one waits for whoever adds another.
    message = (
        Message.objects.select_for_update(of=("self",), no_key=True)
        .select_related("study")
        .get(pk=message.pk)
    )
    if message.removed_at is not None:
        raise Conflict(_("The text of this message was removed: it is not translated any more."))
    newest = message.translations.filter(language=language).order_by("-added_at", "-id").first()
    if newest is not None and (newest.text, newest.source) == (text, source):
        return newest
    translation = Translation.objects.create(
        message=message, language=language, text=text, source=source[:200], added_by=by, added_at=at
    )
    record(
        message.study,
        by=by,
        at=at,
        verb="translation added",
        subject=message.external_id,
        detail={"message": message.pk, "language": language, "source": translation.source},
    )
    return translation


def _check(language: str, text: str) -> None:
    fields = {}
    if not _LANGUAGE.fullmatch(language) or len(language) > 20:
        fields["language"] = [_("Give the language as a code: en, es, zh-Hans.")]
    if not text or len(text) > LONGEST_TRANSLATION or "\x00" in text:
        sentence = _("Type the translation: it has between 1 and %(most)d characters.")
        fields["text"] = [sentence % {"most": LONGEST_TRANSLATION}]
    if fields:
        raise Invalid(_("The translation was not kept: see what is said at the fields."), fields=fields)
