"""Where do the words of a quote stand in the message?

The value of a quote is {"start": int, "end": int, "text": str}. The offsets are Unicode code points, as Python counts them,
from 0, the end exclusive: message[start:end] are the words. `static/js/coding/code_points.js` counts the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from coding.codebook_rules.spec import CodebookSpec, VariableSpec
from coding.codebook_rules.words import Say, _, short

Faults = dict[str, list[str]]


def place_quotes(
    spec: CodebookSpec, values: Mapping[str, Any], text: str, *, seen: str | None = None, say: Say = _
) -> tuple[dict[str, Any], Faults]:
    """The values with every quote in its place, and what is wrong with those that have none, by variable key.

    A quote may come as its words alone (a text, or {"text": ...}) where they stand in the text once. `seen` is the text as the
    coder saw it, of the same length: what was hidden from them cannot be in their words, and is in what is kept.
    """
    placed, faults = dict(values), Faults()
    for variable in spec.variables:
        value = values.get(variable.key)
        if variable.kind != "quote" or not _has_words(value):
            continue
        found = _placed(variable, value, text, text if seen is None else seen, say)
        if isinstance(found, str):
            faults[variable.key] = [found]
        else:
            placed[variable.key] = found
    return placed, faults


def as_seen(values: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """The values with the words of quotes as `seen` has them: for whom a part of the message is hidden."""
    return {key: _requoted(value, seen) if _is_placed(value) else value for key, value in values.items()}


def _requoted(value: Mapping[str, Any], seen: str) -> dict[str, Any]:
    return {**value, "text": seen[value["start"] : value["end"]]}


def _is_placed(value: object) -> bool:
    return isinstance(value, Mapping) and all(_is_whole(value.get(name)) for name in ("start", "end"))


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _has_words(value: object) -> bool:
    words = value.get("text") if isinstance(value, Mapping) else value
    return isinstance(words, str) and bool(words.strip())


def _placed(variable: VariableSpec, value: Any, text: str, seen: str, say: Say) -> dict[str, Any] | str:
    """The quote in its place, or a sentence that says why it has none."""
    if not _is_placed(value):
        return _found(variable, value["text"] if isinstance(value, Mapping) else value, text, seen, say)
    start, end = value["start"], value["end"]
    words = _plain(value["text"])
    if 0 <= start < end <= len(text) and words in (_plain(text[start:end]), _plain(seen[start:end])):
        return {"start": start, "end": end, "text": text[start:end]}
    sentence = say(
        _("The place of the quote for %(variable)s does not match the message: select the words again.")
    )
    return sentence % {"variable": short(variable.label)}


def _found(variable: VariableSpec, words: str, text: str, seen: str, say: Say) -> dict[str, Any] | str:
    # A field of a form may have changed the white space between words, and nothing else.
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    places = [found.span() for found in pattern.finditer(seen)]
    if len(places) == 1:
        start, end = places[0]
        return {"start": start, "end": end, "text": text[start:end]}
    about = {"variable": short(variable.label), "quote": short(words), "times": len(places)}
    if places:
        return (
            say(
                _(
                    "“%(quote)s” stands in the message %(times)d times: for %(variable)s, take more of the words around it."
                )
            )
            % about
        )
    return (
        say(
            _(
                "“%(quote)s” does not stand in the message: for %(variable)s, copy the words as they are written."
            )
        )
        % about
    )


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n")
