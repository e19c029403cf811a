"""What may a coder answer?

The values of a coding are a JSON object, variable key -> value:

    single, ordinal    the key of a category
    multi              a list of category keys in the order of the codebook; [] was judged, and none applies
    yesno              true or false
    integer            a whole number
    decimal            a number
    date               "YYYY-MM-DD"
    text               a string that is not blank
    quote              {"start": 3, "end": 8, "text": "trade"}: code points of the message, the end not included
    any of them        {"special": "uncodable"} or {"special": "not_applicable"}

A variable that was not answered is absent. Absent, [], uncodable and not applicable are four different things. A variable whose
condition does not hold is stored as not applicable; `asking.was_asked` tells this from what a coder chose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from coding.codebook_rules.asking import SPECIAL, Values, asked, holds, is_special, measure
from coding.codebook_rules.rules import broken_rules
from coding.codebook_rules.spec import CategorySpec, CodebookSpec, VariableSpec
from coding.codebook_rules.tree import choosable, lowest, with_those_above
from coding.codebook_rules.words import Say, _, is_storable, short

LONGEST_ANSWER = 10_000  # characters of a text
MOST_DIGITS = 15  # of a number: what statistics programs and JavaScript keep exactly

NOT_APPLICABLE: Mapping[str, str] = {"special": "not_applicable"}

_QUOTE = {"start", "end", "text"}


def check_values(
    spec: CodebookSpec, values: object, *, complete: bool, text: str | None = None, say: Say = _
) -> dict[str, list[str]]:
    """What is wrong with the values of a coding: sentences by variable key, {} if nothing is.

    `complete` asks for what a submitted coding needs (the required variables, enough choices and not too many, no broken rule
    that blocks); a draft does not need it. `text` is that of the message, for quotes to be compared with. Variables that are not
    asked are never wrong. What is wrong with the values as a whole stands under "".
    """
    if not isinstance(values, Mapping):
        return {"": [say(_("The values of a coding are an object of variable keys and values."))]}
    among = asked(spec, values)
    faults = {
        variable.key: list(_answer_faults(variable, values, complete, text, say))
        for variable in spec.variables
        if variable.key in among
    }
    for key in values:
        faults |= {str(key): [sentence] for sentence in _foreign(spec, str(key), say)}
    if complete:
        for broken in broken_rules(spec, values, say=say):
            if broken.severity == "block":
                faults.setdefault(next(iter(broken.variables), ""), []).append(broken.message)
    return {key: sentences for key, sentences in faults.items() if sentences}


def normalise(spec: CodebookSpec, values: Values) -> dict[str, Any]:
    """The same answers in the one spelling in which they are stored.

    Variables in the order of the codebook, choices too and each once, and those above them where a choice implies them; texts
    without blank edges, whole numbers without a point; null and blank texts are no answer and go. A variable whose condition does
    not hold is not applicable, whatever was sent. What the codebook does not know stays, behind the rest, for `check_values` to
    name.
    """
    spelt: dict[str, Any] = {}
    for variable in spec.variables:
        if _is_hidden(variable, spelt, spec):
            spelt[variable.key] = dict(NOT_APPLICABLE)
        elif variable.key in values:
            value = _spelling(variable, values[variable.key])
            if value is not None and not _is_blank(value):
                spelt[variable.key] = value
    known = {variable.key for variable in spec.variables}
    unknown = {key: value for key, value in values.items() if key not in known}
    return spelt | {
        key: value for key, value in unknown.items() if value is not None and not _is_blank(value)
    }


def _is_hidden(variable: VariableSpec, before: Values, spec: CodebookSpec) -> bool:
    condition = None if variable.retired else variable.condition
    return condition is not None and not holds(condition, before, spec)


# --- checks


def _foreign(spec: CodebookSpec, key: str, say: Say) -> Iterator[str]:
    """Why an answer to `key` cannot be taken at all."""
    variable = spec.variable(key)
    if variable is None:
        sentence = say(
            _(
                "“%(key)s” is no variable of this version of the codebook. Reload the page and answer by the version it "
                "shows."
            )
        )
        yield sentence % {"key": short(key)}
    elif variable.retired:
        sentence = say(_("%(variable)s is retired and is asked no more: leave its answer out."))
        yield sentence % {"variable": short(variable.label)}


def _answer_faults(
    variable: VariableSpec, values: Values, complete: bool, text: str | None, say: Say
) -> Iterator[str]:
    value = values.get(variable.key)
    if value is None or _is_blank(value):
        if complete and variable.required:
            sentence = say(_("%(variable)s is required: choose an answer, or mark it as impossible to code."))
            yield sentence % {"variable": short(variable.label)}
    elif isinstance(value, Mapping) and (variable.kind != "quote" or "special" in value):
        yield from _check_special(variable, value, say)
    else:
        yield from _CHECKS[variable.kind](variable, value, complete, say)
        if variable.kind == "quote" and text is not None:
            yield from _misquoted(variable, value, text, say)


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _check_special(variable: VariableSpec, value: Mapping[str, Any], say: Say) -> Iterator[str]:
    if not is_special(value):
        yield say(_("A special value is one of: %(special)s.")) % {"special": ", ".join(SPECIAL)}
    elif value["special"] == "uncodable" and not variable.allows_uncodable:
        sentence = say(_("%(variable)s has to be coded: “cannot be coded” is not offered here."))
        yield sentence % {"variable": short(variable.label)}
    elif value["special"] == "not_applicable" and not variable.allows_not_applicable:
        sentence = say(_("%(variable)s always applies: “does not apply” is not offered here."))
        yield sentence % {"variable": short(variable.label)}


def _check_category(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not isinstance(value, str):
        yield say(_("%(variable)s takes the key of one category.")) % {"variable": short(variable.label)}
    else:
        yield from _not_choosable(variable, [value], say)


def _check_categories(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield say(_("%(variable)s takes a list of category keys.")) % {"variable": short(variable.label)}
        return
    chosen = list(dict.fromkeys(value))
    yield from _not_choosable(variable, chosen, say)
    if complete:
        counts = lowest(variable, chosen) if variable.tree_choice == "with_parents" else chosen
        yield from _check_count(variable, len(counts), say)


def _not_choosable(variable: VariableSpec, keys: Iterable[str], say: Say) -> Iterator[str]:
    free = {category.key for category in choosable(variable)}
    for key in keys:
        category = variable.category(key)
        if category is None:
            yield _unknown_category(variable, key, say)
        elif key not in free:
            yield _closed_category(category, say)


def _closed_category(category: CategorySpec, say: Say) -> str:
    if category.retired:
        sentence = say(_("“%(category)s” is retired: choose another category."))
    else:
        sentence = say(_("“%(category)s” has categories below it: choose one of those."))
    return sentence % {"category": short(category.label)}


def _check_count(variable: VariableSpec, found: int, say: Say) -> Iterator[str]:
    least = variable.min_choices or (0 if variable.offers_none else 1)
    if found < least and (found or not variable.offers_none):
        sentence = say(_("%(variable)s takes at least %(number)d choices; there are %(found)d."))
        yield sentence % {"variable": short(variable.label), "number": least, "found": found}
    if variable.max_choices is not None and found > variable.max_choices:
        sentence = say(_("%(variable)s takes at most %(number)d choices; there are %(found)d."))
        yield sentence % {"variable": short(variable.label), "number": variable.max_choices, "found": found}


def _check_yesno(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not isinstance(value, bool):
        yield say(_("%(variable)s takes true or false.")) % {"variable": short(variable.label)}


def _check_whole(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield say(_("%(variable)s takes a whole number, like 12.")) % {"variable": short(variable.label)}
    else:
        yield from _check_number(variable, Decimal(value), say)


def _check_decimal(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    number = None if isinstance(value, str) else measure("decimal", value)
    if not isinstance(number, Decimal):
        yield say(_("%(variable)s takes a number, like 12 or 1.5.")) % {"variable": short(variable.label)}
    else:
        yield from _check_number(variable, number, say)


def _check_number(variable: VariableSpec, number: Decimal, say: Say) -> Iterator[str]:
    name = {"variable": short(variable.label)}
    if abs(number) >= 10**MOST_DIGITS:
        yield say(_("%(variable)s takes at most %(most)d digits.")) % (name | {"most": MOST_DIGITS})
    elif variable.least is not None and number < variable.least:
        yield say(_("%(variable)s takes %(least)s or more.")) % (name | {"least": _plain(variable.least)})
    elif variable.most is not None and number > variable.most:
        yield say(_("%(variable)s takes %(most)s or less.")) % (name | {"most": _plain(variable.most)})


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _check_date(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if measure("date", value) is None:
        sentence = say(_("%(variable)s takes a day of the calendar, written like 2019-05-12."))
        yield sentence % {"variable": short(variable.label)}


def _check_text(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    name = {"variable": short(variable.label)}
    if not isinstance(value, str):
        yield say(_("%(variable)s takes a text.")) % name
    elif len(value) > LONGEST_ANSWER:
        sentence = say(_("%(variable)s takes at most %(most)d characters; there are %(found)d."))
        yield sentence % (name | {"most": LONGEST_ANSWER, "found": len(value)})
    elif not is_storable(value):
        yield say(_("%(variable)s contains a character that cannot be stored.")) % name


def _check_quote(variable: VariableSpec, value: object, complete: bool, say: Say) -> Iterator[str]:
    if not is_quote(value):
        sentence = say(
            _(
                "%(variable)s takes words of the message: where they start, where they end, and the words themselves."
            )
        )
        yield sentence % {"variable": short(variable.label)}


def is_quote(value: object) -> bool:
    """Whether a value has the shape of a quote: a start, an end behind it, and as many code points of text."""
    if not isinstance(value, Mapping) or set(value) != _QUOTE:
        return False
    start, end, words = value["start"], value["end"], value["text"]
    if not all(isinstance(place, int) and not isinstance(place, bool) for place in (start, end)):
        return False
    fits = isinstance(words, str) and 0 <= start < end and len(words) == end - start
    return fits and is_storable(words)


def _misquoted(variable: VariableSpec, value: Any, text: str, say: Say) -> Iterator[str]:
    if is_quote(value) and text[value["start"] : value["end"]] != value["text"]:
        sentence = say(_("%(variable)s does not stand in the message like this: mark the words again."))
        yield sentence % {"variable": short(variable.label)}


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
    "integer": _check_whole,
    "decimal": _check_decimal,
    "date": _check_date,
    "text": _check_text,
    "quote": _check_quote,
}


# --- spelling


def _spelling(variable: VariableSpec, value: Any) -> Any:
    speller = _SPELLERS.get(variable.kind)
    return value if speller is None else speller(variable, value)


def _spell_text(variable: VariableSpec, value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _spell_date(variable: VariableSpec, value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _spell_number(variable: VariableSpec, value: Any) -> Any:
    """12.0 and 12 are one number, and so are 0 and -0."""
    if isinstance(value, (float, Decimal)) and measure("decimal", value) is not None:
        return int(value) if value == int(value) else float(value)
    return value


def _spell_list(variable: VariableSpec, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if variable.tree_choice == "with_parents":
        value = [*_open_above(variable, value), *value]
    known = [category.key for category in variable.categories if category.key in value]
    unknown = [key for at, key in enumerate(value) if key not in known and key not in value[:at]]
    return known + unknown


def _open_above(variable: VariableSpec, chosen: list[Any]) -> Iterator[str]:
    open_ = {category.key for category in variable.categories if not category.retired}
    above = with_those_above(variable, (key for key in chosen if isinstance(key, str)))
    return (key for key in above if key in open_)


_SPELLERS: Mapping[str, Callable[[VariableSpec, Any], Any]] = {
    "text": _spell_text,
    "multi": _spell_list,
    "integer": _spell_number,
    "decimal": _spell_number,
    "date": _spell_date,
}
