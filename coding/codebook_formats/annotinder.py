"""Codebooks of AnnoTinder (annotinder.org): JSON of type `questions`, asked of a whole text, or `annotate`, given to words of it.

A question becomes a variable. A code that makes later questions irrelevant becomes a condition of these. What is given to words
becomes two variables: which codes the message holds, and a quote of the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from coding.codebook_formats.colours import nearest
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.tree import any_of, in_tree_order
from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, level_of, suggest_key
from coding.codebook_rules.conditions import All, Condition, Test
from coding.codebook_rules.words import _

Words = Mapping[str, Any]

_CHOICES = ("annotinder", "select code", "search code")
_INPUTS = {"number": "decimal", "text": "text", "textarea": "text", "email": "text"}
_REMAINING = "REMAINING"
# What matters to another program's pages and not to what is coded.
_LOOKS = {
    "searchBox",
    "buttonMode",
    "editMode",
    "swipe",
    "same_size",
    "single_row",
    "ref",
    "active",
    "tree",
    "folded",
}
_KNOWN = {"name", "question", "instruction", "codes", "type", "multiple", "items", "color", "showAnnotations"}
_KNOWN_OF_CODES = {"code", "color", "value", "parent", "makes_irrelevant", "required_for"}


def is_annotinder(document: Words) -> bool:
    """Whether a JSON object is such a codebook."""
    if document.get("type") not in ("questions", "annotate"):
        return False
    return isinstance(document.get("questions") or document.get("variables"), list)


def read_annotinder(document: Words, notes: Notes) -> CodebookSpec:
    """The codebook of a document for which `is_annotinder` holds."""
    for name in sorted(document.keys() - {"type", "questions", "variables"}):
        notes.drop(_("“%(name)s”: it belongs to the task, not to the codebook."), name=name)
    words = document.get("questions") or document.get("variables") or []
    questions = [each for each in words if isinstance(each, Mapping)]
    if len(questions) < len(words):
        notes.fault(_("Some questions are no objects."))
    taken: set[str] = set()
    read = _annotated if document["type"] == "annotate" else _asked
    variables = [(each, list(read(each, taken, notes))) for each in questions]
    return CodebookSpec(tuple(_with_branches(variables, notes)))


def _asked(question: Words, taken: set[str], notes: Notes) -> Iterator[VariableSpec]:
    """The variables of a question about a whole text."""
    _tell_unknown(question, notes)
    kind = question.get("type", "select code")
    if kind in _CHOICES:
        yield _choice(question, "multi" if question.get("multiple") else "single", taken, notes)
    elif kind == "scale":
        yield from _scales(question, taken, notes)
    elif kind == "inputs":
        for item in _items(question):
            known = _INPUTS.get(str(item.get("type", "text")), "text")
            yield _variable(question, known, taken, item=item)
    elif kind == "confirm":
        notes.drop(_("“%(name)s”: it asks for nothing but a confirmation."), name=_name(question))
    else:
        notes.fault(
            _("“%(name)s” is a question of an unknown type, “%(type)s”."),
            name=_name(question),
            type=str(kind),
        )


def _annotated(variable: Words, taken: set[str], notes: Notes) -> Iterator[VariableSpec]:
    """The variables of what is given to words."""
    _tell_unknown(variable, notes)
    which = _choice(variable, "multi", taken, notes)
    yield which
    quote = suggest_key(f"{which.key} quote", taken, prefix="v")
    taken.add(quote)
    yield VariableSpec(
        key=quote,
        label=f"{which.label}: words",
        kind="quote",
        level=level_of("quote"),
        required=False,
        condition=any_of(which),
    )
    notes.guess(
        _(
            "“%(name)s” is given to words there: here it is asked which codes the message holds, and one quote is taken."
        ),
        name=which.label,
    )


def _choice(question: Words, kind: str, taken: set[str], notes: Notes) -> VariableSpec:
    variable = _variable(question, kind, taken)
    return replace(variable, categories=_categories(question, variable.key, notes))


def _scales(question: Words, taken: set[str], notes: Notes) -> Iterator[VariableSpec]:
    """One ordered variable for each thing that is put on the scale."""
    for item in _items(question) or [{}]:
        variable = _variable(question, "ordinal", taken, item=item)
        steps = enumerate(_categories(question, variable.key, notes), start=1)
        yield replace(
            variable, categories=tuple(replace(category, score=Decimal(step)) for step, category in steps)
        )


def _items(question: Words) -> list[Words]:
    items = question.get("items")
    if isinstance(items, Mapping):
        items = [{"name": name, "label": label} for name, label in items.items()]
    return [item if isinstance(item, Mapping) else {"name": str(item)} for item in _list(items)]


def _list(value: Any) -> list[Any]:
    """A list as it is, and one of one for what stands there alone."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _variable(question: Words, kind: str, taken: set[str], item: Words | None = None) -> VariableSpec:
    part = item or {}
    label = str(part.get("label") or part.get("name") or _name(question)).replace("_", " ").strip()
    name = " ".join(filter(None, [_name(question), str(part.get("name", ""))]))
    key = suggest_key(name, taken, prefix="v")
    taken.add(key)
    asked = [question.get(field) for field in ("question", "instruction")]
    return VariableSpec(
        key=key,
        label=label[:1].upper() + label[1:],
        kind=kind,
        level=level_of(kind),
        instruction="\n\n".join(words.strip() for words in asked if isinstance(words, str) and words.strip()),
        required=not part.get("optional", False),
        offers_none=kind == "multi",
    )


def _name(question: Words) -> str:
    return str(question.get("name", ""))


def _codes(question: Words) -> list[Words]:
    codes = question.get("codes")
    return [
        code if isinstance(code, Mapping) else {"code": str(code)}
        for code in (codes if isinstance(codes, list) else [])
    ]


def _categories(question: Words, variable: str, notes: Notes) -> tuple[CategorySpec, ...]:
    taken: set[str] = set()
    keys: dict[str, str] = {}
    categories = []
    for code in _codes(question):
        label = str(code.get("code", "")).strip()
        if not label or label in keys:
            sentence = _("The code “%(code)s” stands twice.") if label else _("A code has no name.")
            notes.fault(sentence, variable, code=label)
            continue
        keys[label] = suggest_key(label, taken, prefix="c")
        taken.add(keys[label])
        colour = str(code.get("color", ""))
        if colour and not nearest(colour):
            notes.drop(_("The colour “%(colour)s” is none of eight that are used here."), colour=colour)
        categories.append(
            (code, CategorySpec(key=keys[label], label=label, colour=nearest(colour), number=_number(code)))
        )
    return in_tree_order(
        [replace(category, parent=_parent(code, keys, variable, notes)) for code, category in categories]
    )


def _number(code: Words) -> int | None:
    value = code.get("value")
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _parent(code: Words, keys: Mapping[str, str], variable: str, notes: Notes) -> str:
    parent = str(code.get("parent") or "").strip()
    if parent and parent not in keys:
        notes.fault(
            _("“%(code)s” hangs below “%(parent)s”, which is no code."),
            variable,
            code=str(code.get("code")),
            parent=parent,
        )
    return keys.get(parent, "")


def _tell_unknown(question: Words, notes: Notes) -> None:
    members = [name for name in question if name not in _KNOWN | _LOOKS]
    members += [
        name
        for code in _codes(question)
        for name in code
        if name not in _KNOWN_OF_CODES | _LOOKS and name not in members
    ]
    looks = [name for name in question if name in _LOOKS]
    looks += [name for code in _codes(question) for name in code if name in _LOOKS and name not in looks]
    if members:
        notes.drop(
            _("Of “%(name)s”: %(members)s, which is not known here."),
            name=_name(question),
            members=", ".join(members),
        )
    if looks:
        notes.drop(_("How a question looks there: %(members)s."), members=", ".join(dict.fromkeys(looks)))
    if "showAnnotations" in question:
        notes.drop(_("Of “%(name)s”: earlier annotations that are shown with it."), name=_name(question))
    if "{" in str(question.get("question", "")):
        notes.guess(
            _(
                "“%(name)s” holds words in braces that are filled in there: here they stand as they are. Write them out."
            ),
            name=_name(question),
        )


# --- branches


def _with_branches(
    variables: Sequence[tuple[Words, list[VariableSpec]]], notes: Notes
) -> Iterator[VariableSpec]:
    """The variables, with a condition on those that an earlier code makes irrelevant."""
    closed: dict[str, list[Condition]] = {}
    remaining: list[Condition] = []
    for question, specs in variables:
        for spec in specs:
            tests = [*remaining, *closed.get(_name(question), [])]
            yield _conditional(spec, tests)
        for spec in specs[:1]:
            for name, test in _branches(question, spec):
                if name == _REMAINING:
                    remaining.append(test)
                else:
                    closed.setdefault(name, []).append(test)


def _conditional(spec: VariableSpec, tests: list[Condition]) -> VariableSpec:
    parts = [*([spec.condition] if spec.condition else []), *tests]
    if not parts:
        return spec
    return replace(spec, condition=parts[0] if len(parts) == 1 else All(tuple(parts)))


def _branches(question: Words, spec: VariableSpec) -> Iterator[tuple[str, Test]]:
    """Names of later questions, and when they are asked; a question that was not asked itself closes nothing."""
    codes = {str(code.get("code", "")).strip(): code for code in _codes(question)}
    for member, operator in (("makes_irrelevant", "is_not"), ("required_for", "is")):
        keys: dict[str, list[str]] = {}
        for category in spec.categories:
            for name in _list(codes[category.label].get(member)):
                keys.setdefault(str(name), []).append(category.key)
        for name, chosen in keys.items():
            yield name, Test(spec.key, operator, tuple(chosen))
