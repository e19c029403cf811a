"""What is said about files in words: the remarks of the pure modules in the reader's language, names of
fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corpus.faults import Remark
from corpus.mapping import Field

FIELD_LABELS = {
    Field.ID: gettext_lazy("Id of the message"),
    Field.TEXT: gettext_lazy("Text"),
    Field.ACCOUNT: gettext_lazy("Account (handle)"),
    Field.POSTED_AT: gettext_lazy("Time"),
    Field.LANGUAGE: gettext_lazy("Language"),
    Field.LIKES: gettext_lazy("Likes"),
    Field.RETWEETS: gettext_lazy("Retweets"),
    Field.REPLIES: gettext_lazy("Replies"),
    Field.KIND: gettext_lazy("Kind, or whether it is a retweet"),
    Field.RETWEETED: gettext_lazy("Which message it repeats"),
    Field.QUOTED: gettext_lazy("Which message it quotes"),
    Field.REPLIED_TO: gettext_lazy("Which message it answers"),
    Field.URL: gettext_lazy("Link"),
    Field.ACCOUNT_NAME: gettext_lazy("Name of the account"),
    Field.ACCOUNT_KIND: gettext_lazy("Kind of the account"),
    Field.COUNTRY: gettext_lazy("Country of the account"),
}


def said(remark: Remark | Mapping[str, Any]) -> str:
    """The sentence of a remark, stored or not, in the language of whoever reads it, without its line."""
    stored = remark.as_json() if isinstance(remark, Remark) else remark
    return str(_(stored["sentence"]) % stored["params"])


def said_with_line(remark: Remark | Mapping[str, Any]) -> str:
    """The same, after the line it is about."""
    stored = remark.as_json() if isinstance(remark, Remark) else remark
    if stored["line"] is None:
        return said(stored)
    return _("Line %(line)s: %(sentence)s") % {"line": stored["line"], "sentence": said(stored)}
