"""The fields of a variable and of a category, as a draft holds them.

A form has the fields that the stored kind has; a change of the kind brings others. What a form does not show stays as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from coding.codebook_rules import LEVELS, CategorySpec, VariableSpec, fingerprint, level_of
from coding.codebook_rules.faults import LONGEST_LABEL, LONGEST_TEXT, MOST_CHOICES
from coding.codebook_rules.keys import LONGEST_KEY
from coding.models.codebook import Colour, Level, TreeChoice, VariableKind

_BETWEEN_EXAMPLES = re.compile(r"\n\s*\n")
_NUMBERS = 2**31 - 1


def _label_field(**shown: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **shown})
    return forms.CharField(label=_("Label"), max_length=LONGEST_LABEL, widget=widget)


def _text_field(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_TEXT, widget=widget, help_text=help_text
    )


def _examples_field(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text
    )


def _tick(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class AddVariableForm(forms.Form):
    label = _label_field(placeholder=_("Label"))
    kind = forms.ChoiceField(label=_("Answered by"), choices=VariableKind)


class AddCategoryForm(forms.Form):
    label = _label_field()
    parent = forms.SlugField(required=False, max_length=LONGEST_KEY, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Where to go: child number `to` of `parent`, from 0; `parent` "" is the top of the tree, None where nobody said it.

    A button says both at once, as its `goal`: "2:tone".
    """

    to = forms.IntegerField(min_value=0, max_value=10_000)
    parent = forms.SlugField(required=False, max_length=LONGEST_KEY)

    def __init__(self, data: QueryDict) -> None:
        to, colon, parent = data.get("goal", "").partition(":")
        super().__init__({"to": to, "parent": parent} if colon else data)

    @property
    def goal(self) -> tuple[int, str | None]:
        words = self.cleaned_data
        return words["to"], words["parent"] if "parent" in self.data else None


class _PartForm(forms.Form):
    """Fields of a variable or category as it is stored; `seen` tells the service what the person looked at."""

    label = _label_field()
    key = forms.SlugField(label=_("Key"), max_length=LONGEST_KEY)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)

    def __init__(self, part: VariableSpec | CategorySpec, data: Any = None, *, was_published: bool) -> None:
        initial = {name: getattr(part, name) for name in part.__dataclass_fields__}
        super().__init__(data, initial=initial | {"seen": fingerprint(part)}, auto_id="part_%s")
        if was_published:
            self.fields["key"].disabled = True
            self.fields["key"].help_text = _("Published before, so it stays: codes are stored by it.")
        else:
            self.fields["key"].help_text = _("Codes are stored and exported by it.")

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            del self.fields[name]


# Which fields only some kinds have.
_FIELDS_OF = {
    "min_choices": ("multi",),
    "max_choices": ("multi",),
    "offers_none": ("multi",),
    "least": ("integer", "decimal"),
    "most": ("integer", "decimal"),
    "tree_choice": ("single", "multi"),
}


class VariableForm(_PartForm):
    """One question. `groups` are the names of groups that the draft has so far, to be chosen from."""

    kind = forms.ChoiceField(label=_("Answered by"), choices=VariableKind)
    level = forms.ChoiceField(label=_("Level of measurement"), choices=Level)
    group = forms.CharField(
        label=_("Group"),
        required=False,
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "codebook-groups"}),
    )
    least = forms.DecimalField(label=_("Smallest"), max_digits=20, decimal_places=6, required=False)
    most = forms.DecimalField(label=_("Largest"), max_digits=20, decimal_places=6, required=False)
    min_choices = forms.IntegerField(label=_("At least"), min_value=0, max_value=MOST_CHOICES, required=False)
    max_choices = forms.IntegerField(label=_("At most"), min_value=0, max_value=MOST_CHOICES, required=False)
    tree_choice = forms.ChoiceField(label=_("In the tree, coders choose"), choices=TreeChoice)
    required = _tick(_("Required"))
    offers_none = _tick(_("“None of these”"))
    allows_uncodable = _tick(_("“Cannot be coded”"))
    allows_not_applicable = _tick(_("“Does not apply”"))
    instruction = _text_field(_("Instruction to coders"), 3)

    def __init__(
        self,
        part: VariableSpec,
        data: Any = None,
        *,
        was_published: bool,
        groups: tuple[str, ...] = (),
    ) -> None:
        super().__init__(part, data, was_published=was_published)
        self.before = part
        self.groups = groups
        self._drop(name for name, kinds in _FIELDS_OF.items() if part.kind not in kinds)
        if "tree_choice" in self.fields and not any(category.parent for category in part.categories):
            self._drop(["tree_choice"])
        if was_published:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("Published: it stays. Retire this variable to ask otherwise.")
        if part.kind == "integer":
            self._count_in_wholes()
        levels = LEVELS[part.kind]
        if len(levels) == 1:
            self._drop(["level"])
        else:
            self.fields["level"].choices = [(level, Level(level).label) for level in levels]  # type: ignore[attr-defined]
            self.fields["level"].required = "" not in levels

    def _count_in_wholes(self) -> None:
        for name in ("least", "most"):
            self.fields[name].widget.attrs["step"] = "1"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for least, most, sentence in (
            ("min_choices", "max_choices", _("“At most” is smaller than “at least”: exchange the two.")),
            ("least", "most", _("The largest is smaller than the smallest: exchange the two.")),
        ):
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and low > high:
                self.add_error(most, sentence)
        return cleaned

    @property
    def spec(self) -> VariableSpec:
        """The variable as the person wants it; a new kind begins with the level and the bounds that are usual for it."""
        words = self.cleaned_data
        wanted = {name: words[name] for name in self.fields if name != "seen"}
        if words["kind"] != self.before.kind:
            wanted |= dict.fromkeys(("min_choices", "max_choices", "least", "most"))
            wanted |= {"level": level_of(words["kind"]), "tree_choice": "any"}
        return replace(self.before, **wanted)


class CategoryForm(_PartForm):
    """What a coder needs to decide for or against a category."""

    score = forms.DecimalField(label=_("Scale value"), max_digits=12, decimal_places=4, required=False)
    number = forms.IntegerField(
        label=_("Number"),
        min_value=-_NUMBERS,
        max_value=_NUMBERS,
        required=False,
    )
    colour = forms.ChoiceField(
        label=_("Colour"), choices=Colour, required=False, widget=forms.RadioSelect(attrs={"class": "swatch"})
    )
    definition = _text_field(_("Definition"), 3)
    include_when = _text_field(_("Include when"), 2)
    exclude_when = _text_field(_("Exclude when"), 2)
    examples = _examples_field(_("Examples"), _("An empty line stands between two."))
    near_misses = _examples_field(
        _("Near misses"), _("Look alike and are none. An empty line stands between two.")
    )

    def __init__(self, part: CategorySpec, data: Any = None, *, kind: str, was_published: bool) -> None:
        super().__init__(part, data, was_published=was_published)
        self.before = part
        for name in ("examples", "near_misses"):
            self.initial[name] = "\n\n".join(getattr(part, name))
        if kind != "ordinal":
            self._drop(["score"])

    @property
    def spec(self) -> CategorySpec:
        """The category as the person wants it."""
        wanted = {name: self.cleaned_data[name] for name in self.fields if name != "seen"}
        return replace(
            self.before,
            **wanted | {"examples": self._examples("examples"), "near_misses": self._examples("near_misses")},
        )

    def _examples(self, name: str) -> tuple[str, ...]:
        # An example that came by the API may hold an empty line: it is not torn apart by a change of something else.
        if name not in self.changed_data:
            return tuple(getattr(self.before, name))
        text: str = self.cleaned_data[name].replace("\r\n", "\n")
        return tuple(example.strip() for example in _BETWEEN_EXAMPLES.split(text) if example.strip())
