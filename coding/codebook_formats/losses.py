"""What does a file not hold of a codebook? Told before it is written, and only of what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coding.codebook_formats.layout import Format
from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, level_of
from coding.codebook_rules.spec import LEVELS
from coding.codebook_rules.words import Say, _, short

_MOST_NAMED = 5


def losses(spec: CodebookSpec, format: Format, *, say: Say = _) -> list[str]:
    """What a file of this format leaves out of this codebook, a sentence each; empty if nothing."""
    tell = _LOSSES.get(format)
    return list(tell(spec, say)) if tell else []


def _of_csv(spec: CodebookSpec, say: Say) -> Iterator[str]:
    if spec.rules:
        yield say(_("Rules across variables (%(number)d): a table has no place for them.")) % {
            "number": len(spec.rules)
        }


def _of_qdc(spec: CodebookSpec, say: Say) -> Iterator[str]:
    if spec.rules:
        yield say(_("Rules across variables (%(number)d).")) % {"number": len(spec.rules)}
    for sentence, is_lost in _VARIABLE_LOSSES.items():
        names = [short(variable.label) for variable in spec.variables if is_lost(variable)]
        if names:
            yield say(sentence) % {"names": _named(names)}
    for sentence, name in _CATEGORY_LOSSES.items():
        names = [
            short(variable.label)
            for variable in spec.variables
            if any(_is_said(category, name) for category in variable.categories)
        ]
        if names:
            yield say(sentence) % {"names": _named(names)}


def _named(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _is_said(category: CategorySpec, name: str) -> bool:
    value: Any = getattr(category, name)
    return value is not None and value is not False


def _has_another_level(variable: VariableSpec) -> bool:
    return variable.kind in LEVELS and variable.level != level_of(variable.kind)


_VARIABLE_LOSSES: Mapping[str, Callable[[VariableSpec], bool]] = {
    _("The level of measurement of %(names)s."): _has_another_level,
    _("The condition of %(names)s."): lambda v: v.condition is not None,
    _("That %(names)s can be left out."): lambda v: not v.required,
    _("Smallest and largest values, and numbers of choices, of %(names)s."): lambda v: (
        (v.least, v.most, v.min_choices, v.max_choices) != (None, None, None, None)
    ),
    _("Whether “none of these” is offered in %(names)s."): lambda v: v.kind == "multi" and not v.offers_none,
    _("That a category chooses those above it too, in %(names)s."): lambda v: v.tree_choice == "with_parents",
    _("Whether %(names)s can be marked as impossible to code or as not applicable."): lambda v: (
        not v.allows_uncodable or v.allows_not_applicable
    ),
    _("That %(names)s are retired."): lambda v: v.retired,
}
_CATEGORY_LOSSES: Mapping[str, str] = {
    _("The numbers of the categories of %(names)s."): "number",
    _("The scale values of %(names)s."): "score",
}
_LOSSES: Mapping[Format, Callable[[CodebookSpec, Say], Iterator[str]]] = {
    Format.CSV: _of_csv,
    Format.QDC: _of_qdc,
}
