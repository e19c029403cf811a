"""A codebook as a JSON document: all of it, in the words of the API.

    {"format": "cyberdip-codebook", "version": 1, "variables": [...], "rules": [...]}

Variables, categories and rules are spelt as the API spells them; decimals are strings, conditions as `codebook_rules.conditions`
has them. `version` counts changes of this format that older readers would misunderstand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from coding.codebook_formats.layout import NotACodebook
from coding.codebook_formats.notes import Notes
from coding.codebook_rules import (
    LEVELS,
    CategorySpec,
    CodebookSpec,
    RuleSpec,
    VariableSpec,
    condition_json,
    level_of,
    read_condition,
    suggest_key,
)
from coding.codebook_rules.conditions import NotACondition
from coding.codebook_rules.words import Say, _

NAME = "cyberdip-codebook"
VERSION = 1

_MOST_DIGITS = 30

# Members of the API's document that belong to a version of a study and not to what is in it.
OF_A_VERSION = {
    "number",
    "state",
    "note",
    "meaning_changed",
    "based_on",
    "mapping",
    "edits",
    "created_by",
    "created_at",
    "published_by",
    "published_at",
}


# --- out


def codebook_document(spec: CodebookSpec) -> dict[str, Any]:
    """The codebook as JSON values; `read_document` makes the same codebook of them."""
    return {
        "format": NAME,
        "version": VERSION,
        "variables": [_variable_json(variable) for variable in spec.variables],
        "rules": [_rule_json(rule) for rule in spec.rules],
    }


def write_json(spec: CodebookSpec) -> bytes:
    return (json.dumps(codebook_document(spec), ensure_ascii=False, indent=2) + "\n").encode()


def _variable_json(variable: VariableSpec) -> dict[str, Any]:
    return _part_json(variable) | {
        "condition": condition_json(variable.condition),
        "categories": [_part_json(category) for category in variable.categories],
    }


def _part_json(part: VariableSpec | CategorySpec) -> dict[str, Any]:
    return {field.name: _value_json(getattr(part, field.name)) for field in fields(part)}


def _value_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return spell(value)
    return list(value) if isinstance(value, tuple) else value


def spell(number: Decimal) -> str:
    """A decimal without zeros that say nothing, and without an exponent."""
    return format(number.normalize(), "f")


def _rule_json(rule: RuleSpec) -> dict[str, Any]:
    return {
        "when": condition_json(rule.when),
        "then": condition_json(rule.then),
        "severity": rule.severity,
        "message": rule.message,
    }


# --- in


def parse_json(text: str, say: Say) -> Any:
    """The JSON value of a text. Raises NotACodebook."""
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=Decimal)
        json.dumps(
            document, ensure_ascii=False, default=str
        ).encode()  # what "\\ud83d" spells alone cannot be shown
    except UnicodeEncodeError as error:
        sentence = say(_("This JSON spells half a character (\\ud800 to \\udfff), which no text can hold."))
        raise NotACodebook(sentence) from error
    except RecursionError as error:
        raise NotACodebook(say(_("This JSON is nested too deeply to be a codebook."))) from error
    except ValueError as error:
        sentence = say(_("This begins like JSON and is none: line %(line)d, column %(column)d is wrong."))
        line, column = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (1, 1)
        raise NotACodebook(sentence % {"line": line, "column": column}) from error
    return document


def read_document(document: Mapping[str, Any], notes: Notes) -> CodebookSpec:
    """The codebook that a document spells. What is not of the right type becomes a fault and is left out."""
    version = document.get("version", VERSION)
    if version != VERSION:
        notes.fault(
            _("This is version %(found)s of the format, and version %(known)d is understood here."),
            found=str(version),
            known=VERSION,
        )
    _drop_unknown(document, {"format", "version", "variables", "rules"} | OF_A_VERSION, "", "", notes)
    words = _objects(document.get("variables"), "variables", "", notes)
    taken = {each["key"] for each in words if isinstance(each.get("key"), str)}
    return CodebookSpec(
        tuple(_variable(each, taken, notes) for each in words),
        tuple(
            rule
            for each in _objects(document.get("rules"), "rules", "", notes)
            if (rule := _rule(each, notes)) is not None
        ),
    )


class _Wrong(ValueError):
    """A value is not what its field takes; the words are the sentence."""


def _variable(words: Mapping[str, Any], taken: set[str], notes: Notes) -> VariableSpec:
    key = _key(words, taken, "v")
    _drop_unknown(words, _VARIABLE.keys() | {"categories"}, key, "", notes)
    values = _values(words, _VARIABLE, key, "", notes)
    kind = values.get("kind", "")
    if not kind:
        notes.fault(_("It has no kind: “kind” says how it is answered."), key)
    categories = _objects(words.get("categories"), "categories", key, notes)
    keys = {each["key"] for each in categories if isinstance(each.get("key"), str)}
    usual = level_of(kind) if kind in LEVELS else ""
    return VariableSpec(
        **{
            "label": "",
            "kind": kind,
            "level": usual,
            **values,
            "key": key,
            "categories": tuple(_category(each, keys, key, notes) for each in categories),
        }
    )


def _category(words: Mapping[str, Any], taken: set[str], variable: str, notes: Notes) -> CategorySpec:
    key = _key(words, taken, "c")
    _drop_unknown(words, _CATEGORY.keys(), variable, key, notes)
    return CategorySpec(**{"label": "", **_values(words, _CATEGORY, variable, key, notes), "key": key})


def _rule(words: Mapping[str, Any], notes: Notes) -> RuleSpec | None:
    _drop_unknown(words, _RULE.keys(), "", "", notes)
    values = _values(words, _RULE, "", "", notes)
    if values.get("when") is None or values.get("then") is None:
        notes.fault(_("A rule across variables needs both “when” and “then”."))
        return None
    return RuleSpec(**values)


def _key(words: Mapping[str, Any], taken: set[str], prefix: str) -> str:
    key = words.get("key")
    if isinstance(key, str) and key:
        return key
    label = words.get("label")
    made = suggest_key(label if isinstance(label, str) else "", taken, prefix=prefix)
    taken.add(made)
    return made


def _values(
    words: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    variable: str,
    category: str,
    notes: Notes,
) -> dict[str, Any]:
    """What the fields hold; null and what is left out have no entry, so that they are what they usually are."""
    values = {}
    for name, reader in readers.items():
        if words.get(name) is None:
            continue
        try:
            values[name] = reader(words[name])
        except _Wrong as wrong:
            notes.fault(str(wrong), variable, category, field=name)
    return values


def _objects(value: Any, name: str, variable: str, notes: Notes) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        notes.fault(_("“%(field)s” takes a list."), variable, field=name)
        return []
    found = [each for each in value if isinstance(each, Mapping)]
    if len(found) < len(value):
        notes.fault(_("“%(field)s” is a list of objects; something else stands in it."), variable, field=name)
    return found


def _drop_unknown(
    words: Mapping[str, Any], known: Iterable[str], variable: str, category: str, notes: Notes
) -> None:
    unknown = [str(name) for name in words if name not in known]
    if not unknown:
        return
    where = ".".join(key for key in (variable, category) if key) or notes.say(_("the codebook"))
    notes.drop(
        _("What is not known here: %(members)s (in %(where)s)."), members=", ".join(unknown), where=where
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Wrong(_("“%(field)s” takes a text."))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(_("“%(field)s” takes true or false."))
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong(_("“%(field)s” takes a whole number."))
    return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise _Wrong(_("“%(field)s” takes a number."))
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise _Wrong(_("“%(field)s” takes a number.")) from error
    # An exponent of a million would be a million digits once it is written out.
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise _Wrong(_("“%(field)s” takes a number."))
    return number


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _Wrong(_("“%(field)s” takes a list of texts."))
    return tuple(value)


def _condition(value: Any) -> Any:
    try:
        return read_condition(value)
    except (NotACondition, RecursionError) as error:
        raise _Wrong(_("“%(field)s” is no condition that is understood here.")) from error


# Readers by field. A field that a specification gains and that is missing here fails the tests of the round trip.
_VARIABLE: Mapping[str, Callable[[Any], Any]] = {
    "key": _text,
    "label": _text,
    "kind": _text,
    "level": _text,
    "required": _flag,
    "instruction": _text,
    "min_choices": _whole,
    "max_choices": _whole,
    "group": _text,
    "least": _decimal,
    "most": _decimal,
    "condition": _condition,
    "offers_none": _flag,
    "tree_choice": _text,
    "allows_uncodable": _flag,
    "allows_not_applicable": _flag,
    "retired": _flag,
}
_CATEGORY: Mapping[str, Callable[[Any], Any]] = {
    "key": _text,
    "label": _text,
    "score": _decimal,
    "definition": _text,
    "include_when": _text,
    "exclude_when": _text,
    "examples": _texts,
    "near_misses": _texts,
    "parent": _text,
    "number": _whole,
    "colour": _text,
    "retired": _flag,
}
_RULE: Mapping[str, Callable[[Any], Any]] = {
    "when": _condition,
    "then": _condition,
    "severity": _text,
    "message": _text,
}
