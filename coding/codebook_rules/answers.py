"""What may a coder answer?

The values of a coding are a JSON object, variable key -> value:

    single, ordinal    the key of a category
    multi              a list of category keys in the order of the codebook; [] was judged, and none applies
    yesno              true or false
    text               a string that is not blank
    any of them        {"special": "uncodable"} or {"special": "not_applicable"}

A variable that was not answered is absent. Absent, [], uncodable and not applicable are four different things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coding.codebook_rules.spec import CodebookSpec, VariableSpec
from coding.codebook_rules.words import Say, _, is_storable, short

SPECIAL = ("uncodable", "not_applicable")

LONGEST_ANSWER = 10_000  # characters of a text

Values = Mapping[str, Any]


def check_values(spec: CodebookSpec, values: object, *, complete: bool, say: Say = _) -> dict[str, list[str]]:
    """What is wrong with the values of a coding: sentences by variable key, {} if nothing is.

    `complete` asks for what a submitted coding needs (the required variables, enough choices and not too many); a draft does not
    need it. What is wrong with the values as a whole stands under "".
    """
    if not isinstance(values, Mapping):
        return {"": [say(_("The values of a coding are an object of variable keys and values."))]}
    faults = {
        variable.key: list(_answer_faults(variable, values, complete, say)) for variable in spec.variables
    }
    for key in values:
        if spec.variable(key) is None:
            faults[str(key)] = [_unknown_variable(str(key), say)]
    return {key: sentences for key, sentences in faults.items() if sentences}


def normalise(spec: CodebookSpec, values: Values) -> dict[str, Any]:
    """The same answers in the one spelling in which they are stored.

    Variables in the order of the codebook, choices too and each once, texts without blank edges; null and blank texts are no
    answer and go. What the codebook does not know stays, behind the rest, for `check_values` to name.
    """
    known = {v.key: _spelling(v, values[v.key]) for v in spec.variables if v.key in values}
    unknown = {key: value for key, value in values.items() if key not in known}
    return {
        key: value for key, value in (known | unknown).items() if value is not None and not _is_blank(value)
    }


def is_special(value: object) -> bool:
    """Whether a value says that there is none, and why."""
    return isinstance(value, Mapping) and len(value) == 1 and value.get("special") in SPECIAL


# --- checks


def _answer_faults(variable: VariableSpec, values: Values, complete: bool, say: Say) -> Iterator[str]:
    value = values.get(variable.key)
    if value is None or _is_blank(value):
        if complete and variable.required:
            sentence = say(_("%(variable)s is required: choose an answer, or mark it as impossible to code."))
            yield sentence % {"variable": short(variable.label)}
    elif isinstance(value, Mapping):
        if not is_special(value):
            yield say(_("A special value is one of: %(special)s.")) % {"special": ", ".join(SPECIAL)}
    else:
        yield from _CHECKS[variable.kind](variable, value, complete, say)


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _check_category(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not isinstance(value, str):
        yield say(_("%(variable)s takes the key of one category.")) % {"variable": short(variable.label)}
    elif variable.category(value) is None:
        yield _unknown_category(variable, value, say)


def _check_categories(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield say(_("%(variable)s takes a list of category keys.")) % {"variable": short(variable.label)}
        return
    chosen = dict.fromkeys(value)
    yield from (_unknown_category(variable, key, say) for key in chosen if variable.category(key) is None)
    if complete:
        yield from _check_count(variable, len(chosen), say)


def _check_count(variable: VariableSpec, found: int, say: Say) -> Iterator[str]:
    if variable.min_choices is not None and found < variable.min_choices:
        sentence = say(_("%(variable)s takes at least %(number)d choices; there are %(found)d."))
        yield sentence % {"variable": short(variable.label), "number": variable.min_choices, "found": found}
    if variable.max_choices is not None and found > variable.max_choices:
        sentence = say(_("%(variable)s takes at most %(number)d choices; there are %(found)d."))
        yield sentence % {"variable": short(variable.label), "number": variable.max_choices, "found": found}


def _check_yesno(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not isinstance(value, bool):
        yield say(_("%(variable)s takes true or false.")) % {"variable": short(variable.label)}


def _check_text(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    name = {"variable": short(variable.label)}
    if not isinstance(value, str):
        yield say(_("%(variable)s takes a text.")) % name
    elif len(value) > LONGEST_ANSWER:
        sentence = say(_("%(variable)s takes at most %(most)d characters; there are %(found)d."))
        yield sentence % (name | {"most": LONGEST_ANSWER, "found": len(value)})
    elif not is_storable(value):
        yield say(_("%(variable)s contains a character that cannot be stored.")) % name


def _unknown_variable(key: str, say: Say) -> str:
    sentence = say(
        _(
            "“%(key)s” is no variable of this version of the codebook. Reload the page and answer by the version it shows."
        )
    )
    return sentence % {"key": short(key)}


def _unknown_category(variable: VariableSpec, key: str, say: Say) -> str:
    sentence = say(
        _(
            "“%(key)s” is no category of %(variable)s in this version of the codebook. Reload the page and answer by the "
            "version it shows."
        )
    )
    return sentence % {"key": short(key), "variable": short(variable.label)}


_Check = Callable[[VariableSpec, object, bool, Say], Iterator[str]]

_CHECKS: Mapping[str, _Check] = {
    "single": _check_category,
    "ordinal": _check_category,
    "multi": _check_categories,
    "yesno": _check_yesno,
    "text": _check_text,
}


# --- spelling


def _spelling(variable: VariableSpec, value: Any) -> Any:
    if variable.kind == "text" and isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if variable.kind == "multi" and isinstance(value, list):
        return _in_order(variable, value)
    return value


def _in_order(variable: VariableSpec, chosen: list[Any]) -> list[Any]:
    known = [category.key for category in variable.categories if category.key in chosen]
    unknown = [key for at, key in enumerate(chosen) if key not in known and key not in chosen[:at]]
    return known + unknown
