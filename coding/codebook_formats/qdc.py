"""Codebooks of qualitative software: the REFI-QDA codebook exchange format, `.qdc` (qdasoftware.org, version 1.0 of 2019).

A document is a tree of codes, each with a guid, a name, a colour, a description and whether it can be given, and sets of codes.
Out of here a variable is a code that cannot be given, with its categories below it, and a group of variables is a set. What the
format has no field for and people need (when to include, examples, the key) stands in the description, line by line under names
that `read_qdc` knows again. Guids are made from the keys, so that the same code has the same guid in every version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from coding.codebook_formats.colours import HEX, nearest
from coding.codebook_formats.notes import Notes
from coding.codebook_rules import KINDS, CategorySpec, CodebookSpec, VariableSpec, level_of, suggest_key
from coding.codebook_rules.keys import is_key
from coding.codebook_rules.words import _

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "cyberdip"

_GUIDS = UUID("5c0f6f0e-93d5-5b1c-9a83-3a3f4a9d0c52")  # of this format; drawn once
_SCHEMA = f"{NAMESPACE} http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

# Lines of a description: field -> the name under which it stands, and how often.
_LINES = {
    "include_when": "Include when",
    "exclude_when": "Exclude when",
    "examples": "Example",
    "near_misses": "Near miss",
    "key": "Key",
    "kind": "Kind",
}
_LINE = re.compile(rf"^({'|'.join(_LINES.values())}): ?", re.MULTILINE)
# What XML 1.0 has no way to spell.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


# --- out


def write_qdc(spec: CodebookSpec) -> bytes:
    """The document in UTF-8."""
    root = Element("CodeBook", {"xmlns": NAMESPACE, "xmlns:xsi": _INSTANCE, "origin": ORIGIN})
    root.set("xsi:schemaLocation", _SCHEMA)
    codes = SubElement(root, "Codes")
    for variable in spec.variables:
        _write_variable(codes, variable)
    groups = dict.fromkeys(variable.group for variable in spec.variables if variable.group)
    if groups:
        sets = SubElement(root, "Sets")
        for group in groups:
            _write_set(sets, group, [variable for variable in spec.variables if variable.group == group])
    indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def guid(*keys: str) -> str:
    """The guid of a variable (its key) or a category (keys of the variable and its own)."""
    return str(uuid5(_GUIDS, "\x1f".join(keys))).upper()


def _write_variable(codes: Element, variable: VariableSpec) -> None:
    element = _code(codes, guid(variable.key), variable.label or variable.key, is_codable=False)
    lines = [("key", variable.key), ("kind", variable.kind)]
    SubElement(element, "Description").text = _described(variable.instruction, lines)
    elements = {"": element}
    for category in variable.categories:
        parent = elements.get(category.parent, element)
        elements[category.key] = _write_category(parent, variable, category)


def _write_category(above: Element, variable: VariableSpec, category: CategorySpec) -> Element:
    can_be_given = not category.retired and not _is_heading(variable, category)
    name = category.label or category.key
    element = _code(above, guid(variable.key, category.key), name, can_be_given, HEX.get(category.colour, ""))
    lines = [
        ("include_when", category.include_when),
        ("exclude_when", category.exclude_when),
        *(("examples", text) for text in category.examples),
        *(("near_misses", text) for text in category.near_misses),
        ("key", category.key),
    ]
    SubElement(element, "Description").text = _described(category.definition, lines)
    return element


def _is_heading(variable: VariableSpec, category: CategorySpec) -> bool:
    """Whether a category is there for those below it only."""
    return variable.tree_choice == "leaves" and any(
        each.parent == category.key for each in variable.categories
    )


def _code(above: Element, guid: str, name: str, is_codable: bool, colour: str = "") -> Element:
    words = {"guid": guid, "name": _spoken(name), "isCodable": "true" if is_codable else "false"}
    return SubElement(above, "Code", words | ({"color": colour} if colour else {}))


def _write_set(sets: Element, group: str, variables: Iterable[VariableSpec]) -> None:
    element = SubElement(sets, "Set", {"guid": guid("", group), "name": _spoken(group)})
    for variable in variables:
        SubElement(element, "MemberCode", {"guid": guid(variable.key)})


def _described(text: str, lines: Iterable[tuple[str, str]]) -> str:
    told = [f"{_LINES[name]}: {words}" for name, words in lines if words]
    return _spoken("\n".join(([text, ""] if text else []) + told))


def _spoken(text: str) -> str:
    return _UNSPEAKABLE.sub("\N{REPLACEMENT CHARACTER}", text)


# --- in


@dataclass(slots=True)
class _Code:
    """A code of a document with those below it."""

    guid: str
    name: str
    colour: str
    is_codable: bool
    text: str
    lines: dict[str, list[str]]
    below: list[_Code] = field(default_factory=list)

    def line(self, name: str) -> str:
        return "\n".join(self.lines.get(name, []))


def read_qdc(root: Element, name: str, notes: Notes) -> CodebookSpec:
    """The codebook of a document; `name` is that of the file.

    One variable for each code at the top, where none of these can be given and all stand above others, as in documents from here;
    else one variable of any categories.
    """
    ours = root.get("origin", "").startswith(ORIGIN)
    codes = [_read_code(element, ours) for element in _children(root, "Codes", "Code")]
    _tell_repeated_guids(codes, notes)
    if not codes:
        notes.fault(_("The document holds no codes."))
    tops: Sequence[_Code] = ()
    if codes and all(_is_a_variable(code, ours) for code in codes):
        tops, variables = codes, _variables(codes, ours, notes)
    else:
        notes.guess(_("The document is one list of codes: it becomes one variable of any categories."))
        label = re.sub(r"[\W_]+", " ", name.rpartition(".")[0] or name).strip().capitalize() or "Codes"
        variables = [_variable(suggest_key(label, (), prefix="v"), label[:120], "", "multi", codes, notes)]
    return CodebookSpec(_grouped(variables, tops, root, notes))


def _is_a_variable(code: _Code, ours: bool) -> bool:
    return not code.is_codable and bool(code.below or (ours and "kind" in code.lines))


def _children(element: Element, *path: str) -> list[Element]:
    """The elements at the end of a path of names, whatever their namespace."""
    found = [element]
    for name in path:
        found = [child for each in found for child in each if _name(child) == name]
    return found


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _read_code(element: Element, ours: bool) -> _Code:
    description = "".join("".join(each.itertext()) for each in _children(element, "Description")).strip("\n")
    text, lines = _parted(description) if ours else (description.strip(), {})
    return _Code(
        guid=element.get("guid", "").strip("{}").lower(),
        name=element.get("name", ""),
        colour=element.get("color", ""),
        is_codable=element.get("isCodable", "true").lower() not in ("false", "0"),
        text=text,
        lines=lines,
        below=[_read_code(child, ours) for child in _children(element, "Code")],
    )


def _parted(description: str) -> tuple[str, dict[str, list[str]]]:
    """What stands before the first line that has a name of ours, and the others by their field."""
    text, *rest = _LINE.split(description)
    fields = {name: name_of_field for name_of_field, name in _LINES.items()}
    lines: dict[str, list[str]] = {}
    for name, words in zip(rest[::2], rest[1::2], strict=True):
        lines.setdefault(fields[name], []).append(words.removesuffix("\n"))
    return (text.removesuffix("\n\n") if rest else text), lines


def _tell_repeated_guids(codes: Sequence[_Code], notes: Notes) -> None:
    seen: set[str] = set()
    for code in _all(codes):
        if code.guid and code.guid in seen:
            notes.fault(
                _("The guid of “%(name)s” stands at another code too: every code needs its own."),
                name=code.name,
            )
        seen.add(code.guid)


def _all(codes: Iterable[_Code]) -> Iterator[_Code]:
    for code in codes:
        yield code
        yield from _all(code.below)


def _variables(codes: Sequence[_Code], ours: bool, notes: Notes) -> list[VariableSpec]:
    if not ours:
        notes.guess(
            _(
                "No code at the top can be given, and each stands above others: each becomes a variable of any categories."
            )
        )
    taken: set[str] = set()
    return [
        _variable(_key(code, taken, "v"), code.name, code.text, _kind(code), code.below, notes)
        for code in codes
    ]


def _kind(code: _Code) -> str:
    kind = code.line("kind").strip()
    return kind if kind in KINDS else "multi"


def _variable(
    key: str, label: str, instruction: str, kind: str, codes: Sequence[_Code], notes: Notes
) -> VariableSpec:
    headings = [code for code in _all(codes) if code.below and not code.is_codable]
    leaves = bool(headings) and all(code in headings for code in _all(codes) if code.below)
    if headings and not leaves:
        notes.drop(
            _("That some codes of “%(variable)s” cannot be given: any category of the tree can be chosen."),
            variable=label,
        )
    return VariableSpec(
        key=key,
        label=label,
        kind=kind,
        level=level_of(kind),
        instruction=instruction,
        categories=tuple(_categories(codes, "", set(), notes)),
        tree_choice="leaves" if leaves else "any",
    )


def _categories(codes: Sequence[_Code], parent: str, taken: set[str], notes: Notes) -> Iterator[CategorySpec]:
    for code in codes:
        key = _key(code, taken, "c")
        yield CategorySpec(
            key=key,
            label=code.name,
            definition=code.text,
            include_when=code.line("include_when"),
            exclude_when=code.line("exclude_when"),
            examples=tuple(code.lines.get("examples", ())),
            near_misses=tuple(code.lines.get("near_misses", ())),
            parent=parent,
            colour=_colour(code, notes),
            retired=_is_retired(code, notes),
        )
        yield from _categories(code.below, key, taken, notes)


def _is_retired(code: _Code, notes: Notes) -> bool:
    retired = not code.is_codable and not code.below
    if retired:
        notes.guess(
            _("“%(name)s” cannot be given and stands above nothing: it comes in as retired."), name=code.name
        )
    return retired


def _colour(code: _Code, notes: Notes) -> str:
    colour = nearest(code.colour)
    if code.colour and HEX.get(colour, "").lower() != code.colour.lower():
        notes.guess(_("Colours are the nearest of eight that colour-blind people tell apart."))
    return colour


def _key(code: _Code, taken: set[str], prefix: str) -> str:
    said = code.line("key").strip()
    key = said if is_key(said) and said not in taken else suggest_key(code.name, taken, prefix=prefix)
    taken.add(key)
    return key


def _grouped(
    variables: Sequence[VariableSpec], codes: Sequence[_Code], root: Element, notes: Notes
) -> tuple[VariableSpec, ...]:
    """Sets of codes that became variables are groups; other sets have no place."""
    tops = {code.guid: place for place, code in enumerate(codes)}
    grouped = list(variables)
    for element in _children(root, "Sets", "Set"):
        words = [
            each.get("guid") or each.get("targetGUID") or "" for each in _children(element, "MemberCode")
        ]
        members = [word.strip("{}").lower() for word in words]
        if members and all(member in tops for member in members):
            for member in members:
                place = tops[member]
                grouped[place] = replace(grouped[place], group=element.get("name", "")[:120])
        else:
            notes.drop(
                _("The set “%(name)s”: sets of codes have no place here."), name=element.get("name", "")
            )
    return tuple(grouped)
