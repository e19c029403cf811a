"""Do the coders of a message agree, variable by variable?

Two codes are the same when they mean the same: sets without regard to order, 1 and 1.0, the same words at the same place of the
message, "cannot be coded" twice. A special value is a judgement like any other, and differs from every category. A coder who left
a variable out has judged nothing about it, so they neither agree nor disagree. What is written in free words is never a
disagreement: nobody words a thing twice alike.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Values = Mapping[str, Any]

# Kinds whose values are words of the coder's own.
FREE_KINDS = frozenset({"text"})


class Verdict(StrEnum):
    """What the codings of one message come to on one variable."""

    UNANIMOUS = "unanimous"  # two coders or more, one value
    DISAGREEMENT = "disagreement"
    SINGLE = "single"  # one coder only: a value, and no agreement
    FREE = "free"  # free words are kept side by side
    SILENT = "silent"  # nobody answered


@dataclass(frozen=True, slots=True)
class Choice:
    """A value and the coders who chose it, as places in the sequence of codings."""

    value: Any
    coders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The choices made on one variable, most chosen first, and what they come to."""

    verdict: Verdict
    choices: tuple[Choice, ...]

    @property
    def value(self) -> Any:
        """The value all coders gave (or the only one did). Raises ValueError where there is no such value."""
        if self.verdict not in (Verdict.UNANIMOUS, Verdict.SINGLE):
            raise ValueError(f"no one value: {self.verdict}")
        return self.choices[0].value


def canonical(value: Any) -> Hashable:
    """A form in which two values are equal exactly when they mean the same. Raises TypeError for what is no value of a coding."""
    match value:
        case {"special": str(name)}:
            return ("special", name)
        case {"start": int(start), "end": int(end)}:
            return ("quote", start, end)
        case bool():  # before numbers: True is 1 to Python, and "yes" is no number
            return ("yesno", value)
        case int() | float():
            return ("number", value)
        case str():
            return ("word", value)
        case list() | tuple():
            return ("set", frozenset(value))
    raise TypeError(f"not a value of a coding: {value!r}")


def compare(kind: str, codings: Sequence[Values], variable: str) -> Comparison:
    """Compare what `codings` (one a coder) say about `variable`, of `kind`."""
    chosen: dict[Hashable, list[int]] = {}
    for place, values in enumerate(codings):
        if variable in values:
            chosen.setdefault(canonical(values[variable]), []).append(place)
    by_weight = sorted(chosen.values(), key=lambda coders: (-len(coders), coders))
    choices = tuple(Choice(codings[coders[0]][variable], tuple(coders)) for coders in by_weight)
    return Comparison(_verdict(kind, choices), choices)


def compare_all(kinds: Mapping[str, str], codings: Sequence[Values]) -> dict[str, Comparison]:
    """`compare` for every variable of `kinds` (key -> kind)."""
    return {variable: compare(kind, codings, variable) for variable, kind in kinds.items()}


def _verdict(kind: str, choices: Sequence[Choice]) -> Verdict:
    if not choices:
        return Verdict.SILENT
    if kind in FREE_KINDS:
        return Verdict.FREE
    if len(choices) > 1:
        return Verdict.DISAGREEMENT
    return Verdict.UNANIMOUS if len(choices[0].coders) > 1 else Verdict.SINGLE
