"""How are codes of an earlier version read by a later one, where categories were merged or split?

A version keeps, as JSON, what was done to the categories of the version it is based on, in the order in which it was done:

    {"id": 1, "variable": "intent", "merge": ["attack", "accuse"], "into": "confront"}
    {"id": 2, "variable": "intent", "split": "warn",
     "into": [{"category": "warn_of_spying", "phrases": ["spying", "who can read"]},
              {"category": "warn_of_costs", "phrases": []}]}

`merge` names the categories that went. Of a `split`, a code is re-pointed where the message has the words of exactly one part: a
part has them where one of its phrases has all its words in the message. Where no part has them, or several do, nobody knows
which it is, and the code has to be made again. `undo` may stand beside these, for the draft alone (services.codebook_mapping).

The mappings of several versions, one behind the other, are the mapping from the first to the last. Codings are never rewritten:
what was submitted stays as it was, and is read through the mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.words import words_of, words_sought


@dataclass(frozen=True, slots=True)
class Merge:
    """Codes of `categories` are read as `into`, which is none of them."""

    variable: str
    categories: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the categories that another was split into, and the phrases that decide for it; none: coders decide."""

    category: str
    phrases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each phrase, as messages are found by them; phrases without any are left out."""
        return tuple(words for phrase in self.phrases if (words := tuple(words_sought(phrase))))


@dataclass(frozen=True, slots=True)
class Split:
    """Codes of `category` are read as one of `parts`, where the words of the message decide."""

    variable: str
    category: str
    parts: tuple[Part, ...]


Operation = Merge | Split


def read_mapping(document: Iterable[Mapping[str, Any]]) -> tuple[Operation, ...]:
    """The operations that the JSON of a version spells, in their order."""
    return tuple(read_operation(each) for each in document)


def read_operation(document: Mapping[str, Any]) -> Operation:
    """One operation from its JSON."""
    if "merge" in document:
        return Merge(document["variable"], tuple(document["merge"]), document["into"])
    parts = (Part(part["category"], tuple(part["phrases"])) for part in document["into"])
    return Split(document["variable"], document["split"], tuple(parts))


def operation_json(operation: Operation) -> dict[str, Any]:
    """What `read_operation` reads back."""
    match operation:
        case Merge(variable, categories, into):
            return {"variable": variable, "merge": list(categories), "into": into}
        case Split(variable, category, parts):
            into_parts = [{"category": part.category, "phrases": list(part.phrases)} for part in parts]
            return {"variable": variable, "split": category, "into": into_parts}


def results_of(operation: Operation) -> tuple[str, ...]:
    """The keys of the categories that codes are read as after the operation."""
    return (operation.into,) if isinstance(operation, Merge) else tuple(p.category for p in operation.parts)


def replaced_by(operation: Operation) -> tuple[str, ...]:
    """The keys of the categories that nothing is read as after the operation."""
    return operation.categories if isinstance(operation, Merge) else (operation.category,)


def repoint(
    values: Mapping[str, Any], operations: Iterable[Operation], text: str = ""
) -> tuple[dict[str, Any], frozenset[str]]:
    """The values of a coding as they are read after `operations`, and the keys of variables that have to be coded again.

    `text` is the message. A variable that has to be coded again has no value, a set included of which one code is undecided; all
    other variables are the very values that went in.
    """
    read = dict(values)
    to_recode = set()
    for operation in operations:
        if operation.variable in read:
            value = _read(read[operation.variable], operation, text)
            if value is None:
                del read[operation.variable]
                to_recode.add(operation.variable)
            else:
                read[operation.variable] = value
    return read, frozenset(to_recode)


def deciding_part(parts: Sequence[Part], text: str) -> str:
    """The category that the words of a message decide for; "" where none has them or several do."""
    found = words_of(text)
    matching = [part for part in parts if any(found.issuperset(words) for words in part.words)]
    return matching[0].category if len(matching) == 1 else ""


def _read(value: Any, operation: Operation, text: str) -> Any:
    """None where nobody knows what the value is now."""
    if isinstance(value, str):
        return _lead(value, operation, text)
    if not isinstance(value, list) or set(value).isdisjoint(replaced_by(operation)):
        return value
    led = [_lead(key, operation, text) for key in value]
    return None if None in led else list(dict.fromkeys(led))


def _lead(key: str, operation: Operation, text: str) -> str | None:
    match operation:
        case Merge(_, categories, into):
            return into if key in categories else key
        case Split(_, category, parts):
            return key if key != category else deciding_part(parts, text) or None
