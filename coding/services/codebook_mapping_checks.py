"""What can be merged, split and undone in a draft, and whether it was just done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, VariableSpec
from coding.codebook_rules.mapping import (
    Merge,
    Part,
    Split,
    read_mapping,
    read_operation,
    replaced_by,
    results_of,
)
from coding.models import Category, CodebookVersion
from cyberdip.lib.problems import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class NewPart:
    """A category that another is to be split into, and the phrases in a message that decide for it."""

    label: str
    phrases: tuple[str, ...] = ()


def was_merged(
    draft: CodebookVersion, variable: str, categories: Collection[str], into: str, label: str
) -> bool:
    """Whether the last operation of the draft is this very merge."""
    if not draft.mapping or draft.mapping[-1]["variable"] != variable:
        return False
    last = read_operation(draft.mapping[-1])
    if not isinstance(last, Merge) or set(last.categories) != set(categories) - {into}:
        return False
    if into:
        return last.into == into
    made = Category.objects.filter(variable__version=draft, variable__key=variable, key=last.into).first()
    return made is not None and made.label == label


def was_split(
    draft: CodebookVersion, variable: VariableSpec, category: str, parts: Sequence[NewPart]
) -> bool:
    if not draft.mapping:
        return False
    last = read_operation(draft.mapping[-1])
    if not isinstance(last, Split) or (last.variable, last.category) != (variable.key, category):
        return False
    made = [variable.category(part.category) for part in last.parts]
    return [one.label for one in made if one] == [part.label for part in parts]


def check_merge(
    variable: VariableSpec, categories: Collection[str], gone: Sequence[str], into: str, label: str
) -> None:
    for key in (*categories, *filter(None, [into])):
        active(variable, key)
    if bool(into) == bool(label.strip()):
        _refuse("into", _("Say what they become: one of the categories, or the label of a new one."))
    if len(gone) < (1 if into else 2):
        _refuse("categories", _("Choose the categories to merge: two at least."))
    for key in gone:
        _refuse_tree(variable, key)
    parents = {one.parent for one in variable.categories if one.key in (*gone, into)}
    if variable.tree_choice == "with_parents" and len(parents) > 1:
        _refuse(
            "categories",
            _(
                "These stand below different categories, which codes name too: put them below the same one first."
            ),
        )


def check_split(variable: VariableSpec, old: CategorySpec, parts: Sequence[NewPart]) -> None:
    _refuse_tree(variable, old.key)
    if len(parts) < 2:
        _refuse("parts", _("Give the labels of two categories at least."))
    labels = [" ".join(part.label.casefold().split()) for part in parts]
    if len(set(labels)) < len(labels) or "" in labels:
        _refuse("parts", _("Every part needs a label of its own."))
    phrases = [phrase.casefold() for part in parts for phrase in part.phrases]
    if len(set(phrases)) < len(phrases):
        _refuse("parts", _("A phrase stands in two parts: it decides for neither."))
    for part in parts:
        if len(Part("", part.phrases).words) < len(part.phrases):
            _refuse("parts", _("A phrase without letters and digits is found in no message."))


def _refuse(field: str, sentence: str) -> None:
    raise Invalid(sentence, fields={field: [sentence]})


def active(variable: VariableSpec, key: str) -> CategorySpec:
    """The category, offered to coders. Raises Invalid."""
    found = variable.category(key)
    if found is None or found.retired:
        sentence = _("“%(key)s” is no category of %(variable)s that coders can choose.") % {
            "key": key[:60],
            "variable": variable.label,
        }
        raise Invalid(sentence, fields={"categories": [sentence]})
    return found


def _refuse_tree(variable: VariableSpec, key: str) -> None:
    if any(category.parent == key for category in variable.categories):
        category = variable.category(key)
        sentence = _("Other categories stand below “%(label)s”: put them elsewhere first.")
        _refuse("categories", sentence % {"label": category.label if category else key})


def check_undo(draft: CodebookVersion, document: Mapping[str, Any]) -> None:
    """Raise Conflict where a later operation, or a part of the tree, rests on what this one made."""
    places = [each["id"] for each in draft.mapping]
    later = read_mapping(draft.mapping[places.index(document["id"]) + 1 :])
    operation = read_operation(document)
    keys = {*replaced_by(operation), *results_of(operation)}
    if any(
        each.variable == operation.variable and keys & {*replaced_by(each), *results_of(each)}
        for each in later
    ):
        raise Conflict(_("A later merge or split rests on this one: undo that one first."))
    added = document["undo"]["added"]
    below = Category.objects.filter(
        variable__version=draft, variable__key=operation.variable, parent__key__in=added
    ).exclude(key__in=added)
    if below.exists():
        raise Conflict(
            _("Categories stand below the one that would go (%(labels)s): put them elsewhere first.")
            % {"labels": ", ".join(below.values_list("label", flat=True))}
        )
