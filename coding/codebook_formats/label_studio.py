"""Labelling configurations of Label Studio (labelstud.io): XML below a `View`, read as far as it maps.

    Choices (single, multiple), Taxonomy    one or any categories, as a tree where they are nested
    Rating                                  an order from 1
    Number, TextArea, DateTime              number, text, date
    Labels and its kin for text             which labels the message holds, and a quote of the words
    visibleWhen, whenTagName, whenChoiceValue   a condition

Headers above a control are its instruction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from coding.codebook_formats.colours import nearest
from coding.codebook_formats.notes import Notes
from coding.codebook_formats.tree import any_of
from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, level_of, suggest_key
from coding.codebook_rules.conditions import All, Condition, Test
from coding.codebook_rules.words import _

_LABELS = ("Labels", "HyperTextLabels", "ParagraphLabels")
_OBJECTS = {
    "Text",
    "HyperText",
    "Paragraphs",
    "Style",
    "Label",
    "Choice",
    "Shortcut",
    "Filter",
    "Collapse",
    "Panel",
}
_READ = {
    *(
        "name",
        "toName",
        "choice",
        "required",
        "maxRating",
        "min",
        "max",
        "step",
        "only",
        "value",
        "alias",
        "hint",
    ),
    *("background", "maxUsages", "visibleWhen", "whenTagName", "whenChoiceValue", "leafsOnly", "placeholder"),
}
# Of the looks, or of how somebody works there: nothing is lost without them.
_LOOKS = {
    *(
        "showInline",
        "layout",
        "hotkey",
        "size",
        "icon",
        "rows",
        "editable",
        "maxSubmissions",
        "className",
        "style",
    ),
    *(
        "requiredMessage",
        "showFullPath",
        "labeling",
        "minWidth",
        "maxWidth",
        "selected",
        "html",
        "defaultValue",
    ),
    *(
        "underline",
        "format",
        "idAttr",
        "classAttr",
        "displayMode",
        "sort",
        "pathSeparator",
        "opacity",
        "strokeWidth",
    ),
}


@dataclass(slots=True)
class _Scene:
    """What holds at a place of the document."""

    conditions: tuple[Condition, ...] = ()
    headers: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.taken: set[str] = set()
        self.variables: dict[str, VariableSpec] = {}  # by the name of their tag
        self.quotes: list[VariableSpec] = []
        self.order: list[VariableSpec] = []

    def walk(self, element: Element, scene: _Scene) -> None:
        for child in element:
            name = _name(child)
            if name == "Header":
                scene.headers.append(child.get("value", "").strip())
            elif name in _CONTROLS:
                self._control(child, scene)
                scene.headers.clear()
            elif name in _OBJECTS or not name:
                continue
            elif name == "View" or len(child):
                self.walk(child, _Scene((*scene.conditions, *self._condition(child)), list(scene.headers)))
            else:
                self.notes.drop(_("<%(tag)s>: it has no counterpart here."), tag=name)

    def _control(self, element: Element, scene: _Scene) -> None:
        self._tell_unknown(element)
        kind = _CONTROLS[_name(element)]
        label = element.get("name", "").replace("_", " ").strip() or _name(element)
        variable = VariableSpec(
            key=self._new_key(element.get("name", "") or label),
            label=label[:1].upper() + label[1:],
            kind=self._kind(element, kind),
            level="",
            required=_is_true(element, "required"),
            instruction="\n".join(header for header in scene.headers if header),
            condition=_joined((*scene.conditions, *self._condition(element))),
            least=self._number(element, "min"),
            most=self._number(element, "max"),
            tree_choice="leaves" if _is_true(element, "leafsOnly") else "any",
        )
        self._add(element, variable)

    def _add(self, element: Element, variable: VariableSpec) -> None:
        categories = self._categories(element, variable)
        complete = replace(variable, level=level_of(variable.kind), categories=categories)
        self.variables.setdefault(element.get("name", ""), complete)
        self.order.append(complete)
        if _name(element) in _LABELS:
            self._add_quote(complete)

    def _add_quote(self, which: VariableSpec) -> None:
        self.order.append(
            VariableSpec(
                key=self._new_key(f"{which.key} quote"),
                label=f"{which.label}: words",
                kind="quote",
                level=level_of("quote"),
                required=False,
                condition=any_of(which),
            )
        )
        self.notes.guess(
            _(
                "“%(name)s” marks words there: here it is asked which labels the message holds, and one quote is taken."
            ),
            name=which.label,
        )

    def _new_key(self, name: str) -> str:
        key = suggest_key(name, self.taken, prefix="v")
        self.taken.add(key)
        return key

    def _kind(self, element: Element, kind: str) -> str:
        if kind == "choice":
            return "multi" if element.get("choice") == "multiple" else "single"
        if kind == "taxonomy":
            return "single" if element.get("maxUsages") == "1" else "multi"
        if kind == "number":
            return self._kind_of_number(element)
        if kind == "date" and element.get("only") != "date":
            self.notes.guess(
                _("“%(name)s” is a date here: a time of day has no place."), name=element.get("name", "")
            )
        return kind

    def _kind_of_number(self, element: Element) -> str:
        step = self._number(element, "step")
        if step is not None and step == int(step):
            return "integer"
        if step is None:
            self.notes.guess(
                _("Whether “%(name)s” takes whole numbers only is not said: any number can be given."),
                name=element.get("name", ""),
            )
        return "decimal"

    def _number(self, element: Element, name: str) -> Decimal | None:
        words = element.get(name, "")
        if not words or _CONTROLS[_name(element)] != "number":
            return None
        try:
            number = Decimal(words)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number.adjusted()) > 30:
            self.notes.fault(_("“%(name)s” takes a number, not “%(words)s”."), name=name, words=words)
            return None
        return number

    # --- categories

    def _categories(self, element: Element, variable: VariableSpec) -> tuple[CategorySpec, ...]:
        if _name(element) == "Rating":
            return self._stars(element)
        if variable.kind not in ("single", "multi"):
            return ()
        return tuple(self._choices(element, "", variable.key, set()))

    def _stars(self, element: Element) -> tuple[CategorySpec, ...]:
        words = element.get("maxRating", "5")
        most = int(words) if words.isdecimal() and 1 < int(words[:4]) <= 100 else 5
        return tuple(
            CategorySpec(key=f"c{star}", label=str(star), score=Decimal(star)) for star in range(1, most + 1)
        )

    def _choices(
        self, element: Element, parent: str, variable: str, taken: set[str]
    ) -> Iterator[CategorySpec]:
        for choice in element:
            if _name(choice) not in ("Choice", "Label"):
                continue
            self._tell_unknown(choice)
            label = choice.get("value", "").strip()
            if label.startswith("$") or not label:
                self.notes.drop(_("Labels that are filled in from the data: “%(label)s”."), label=label)
                continue
            key = suggest_key(choice.get("alias") or label, taken, prefix="c")
            taken.add(key)
            yield CategorySpec(
                key=key,
                label=label,
                definition=choice.get("hint", "").strip(),
                parent=parent,
                colour=nearest(choice.get("background", "")),
            )
            yield from self._choices(choice, key, variable, taken)

    # --- conditions

    def _condition(self, element: Element) -> tuple[Condition, ...]:
        when = element.get("visibleWhen", "")
        if not when:
            return ()
        above = self.variables.get(element.get("whenTagName", ""))
        operator = {"choice-selected": "is", "choice-unselected": "is_not"}.get(when)
        if above is None or operator is None:
            self.notes.drop(
                _("A condition (%(when)s) that does not rest on an earlier choice of the whole message."),
                when=when,
            )
            return ()
        return self._test(element, above, operator)

    def _test(self, element: Element, above: VariableSpec, operator: str) -> tuple[Condition, ...]:
        words = [word.strip() for word in element.get("whenChoiceValue", "").split(",") if word.strip()]
        keys = {category.label: category.key for category in above.categories}
        unknown = [word for word in words if word not in keys]
        if unknown:
            self.notes.fault(
                _("A condition rests on “%(word)s”, which is no choice of “%(variable)s”."),
                word=unknown[0],
                variable=above.label,
            )
            return ()
        if not words:
            return (Test(above.key, "answered", ("true" if operator == "is" else "false",)),)
        return (Test(above.key, operator, tuple(keys[word] for word in words)),)

    def _tell_unknown(self, element: Element) -> None:
        unknown = [name for name in element.attrib if name not in _READ | _LOOKS]
        if unknown:
            self.notes.drop(
                _("Of <%(tag)s>: %(members)s."), tag=_name(element), members=", ".join(sorted(unknown))
            )
        if _is_true(element, "perRegion"):
            self.notes.guess(
                _("“%(name)s” is asked of marked words there, and of the whole message here."),
                name=element.get("name", ""),
            )


_CONTROLS: Mapping[str, str] = {
    "Choices": "choice",
    "Taxonomy": "taxonomy",
    "Rating": "ordinal",
    "Number": "number",
    "TextArea": "text",
    "DateTime": "date",
    **dict.fromkeys(_LABELS, "multi"),
}


def read_label_studio(root: Element, notes: Notes) -> CodebookSpec:
    """The codebook of a configuration, whose root is a `View`."""
    reader = _Reader(notes)
    reader.walk(root, _Scene())
    if not reader.order:
        notes.fault(_("The configuration holds nothing that can be asked of a message."))
    return CodebookSpec(tuple(reader.order))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_true(element: Element, name: str) -> bool:
    return element.get(name, "").strip().lower() == "true"


def _joined(conditions: Sequence[Condition]) -> Condition | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else All(tuple(conditions))
