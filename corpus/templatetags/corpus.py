"""How messages, and remarks about files, are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from corpus import marking, report, sentences
from corpus.faults import Remark
from corpus.formats import Cell
from corpus.mapping import cell_text
from corpus.models import Message, Observation
from corpus.records import LONE_SURROGATE

register = template.Library()

# Characters of a cell that a preview shows.
PREVIEW = 120


@register.filter
def segments(text: str) -> list[marking.Segment]:
    """A message's text in pieces, each with its `part`; the template escapes them like any other text."""
    return list(marking.segments(text))


@register.filter
def exact(text: str) -> SafeString:
    """A piece of a message so that a browser keeps every character: a carriage return would become a line feed."""
    return mark_safe(escape(text).replace("\r", "&#13;"))  # noqa: S308 - escaped just now


@register.filter
def hidden(text: str) -> str:
    """As many signs as the text has code points, and nothing of it."""
    return marking.HIDDEN * len(text)


@register.filter
def newest_counts(message: Message) -> Observation | None:
    """The newest counts of a message that `corpus.queries.for_cards` has prepared; None without."""
    newest: list[Observation] = getattr(message, "newest_observations", [])
    return newest[0] if newest else None


@register.filter
def said(remark: Remark | Mapping[str, Any]) -> str:
    """The sentence of a remark in the reader's language."""
    return sentences.said(remark)


@register.filter
def moment(stored: str) -> datetime | None:
    """A time of a stored report."""
    return report.moment_of(stored)


@register.filter
def as_cell(cell: Cell) -> str:
    """The beginning of a cell of a file, as text; what is no character is shown as a mark."""
    text = LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", cell_text(cell)).replace(
        "\0", "\N{REPLACEMENT CHARACTER}"
    )
    return text if len(text) <= PREVIEW else f"{text[:PREVIEW]}…"
