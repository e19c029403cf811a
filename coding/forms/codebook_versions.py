"""Which versions to compare, what to merge or split, and where an example belongs: words of whoever keeps a codebook."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.codebook_rules.faults import LONGEST_LABEL
from coding.codebook_rules.keys import LONGEST_KEY
from coding.models import CodebookVersion
from coding.services.codebook_mapping_checks import NewPart

MOST_PARTS = 6  # rows of the form for a split; more are made by splitting again
LONGEST_PHRASES = 1000


class CompareForm(forms.Form):
    """Two versions of a study, by number."""

    before = forms.TypedChoiceField(label=gettext_lazy("From"), coerce=int)
    after = forms.TypedChoiceField(label=gettext_lazy("to"), coerce=int)

    def __init__(self, data: Any, versions: Iterable[CodebookVersion]) -> None:
        super().__init__(data)
        choices = [(version.number, _named(version)) for version in versions]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _named(version: CodebookVersion) -> str:
    name = _("Version %(number)d") % {"number": version.number}
    return _("%(version)s (draft)") % {"version": name} if version.is_draft else name


NEW = "+"  # stands for a category that is not there yet: no key is spelt like this


class _Keys(forms.MultipleChoiceField):
    """Keys of categories. Whether they can be merged is for the service to say: after a double click they are gone."""

    def valid_value(self, value: Any) -> bool:
        return True


class MergeForm(forms.Form):
    """Which categories become which: one of them, another, or a new one."""

    categories = _Keys(label=gettext_lazy("Merge these"), widget=forms.CheckboxSelectMultiple)
    into = forms.CharField(label=gettext_lazy("They become"), widget=forms.Select)
    label = forms.CharField(
        label=gettext_lazy("Label of the new category"),
        required=False,
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Only where they become a new one."),
    )

    def __init__(self, variable: VariableSpec, chosen: str, data: Any = None) -> None:
        super().__init__(data, initial={"categories": [chosen]})
        choices = [(one.key, one.label or one.key) for one in variable.categories if not one.retired]
        self.fields["categories"].choices = choices  # type: ignore[attr-defined]
        self.fields["into"].widget.choices = [(NEW, _("a new category")), *choices]

    def clean_into(self) -> str:
        into: str = self.cleaned_data["into"]
        return "" if into == NEW else into


class SplitForm(forms.Form):
    """Labels of the parts, each with the phrases that decide for it; rows without a label are left out."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for place in range(1, MOST_PARTS + 1):
            self.fields[f"label_{place}"] = forms.CharField(
                label=_("Category %(number)d") % {"number": place},
                required=place <= 2,
                max_length=LONGEST_LABEL,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"phrases_{place}"] = forms.CharField(
                label=_("where the message has"),
                required=False,
                max_length=LONGEST_PHRASES,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each part."""
        return [(self[f"label_{place}"], self[f"phrases_{place}"]) for place in range(1, MOST_PARTS + 1)]

    @property
    def parts(self) -> list[NewPart]:
        """What was typed."""
        words = self.cleaned_data
        return [
            NewPart(words[f"label_{place}"], phrases_from(words[f"phrases_{place}"]))
            for place in range(1, MOST_PARTS + 1)
            if words[f"label_{place}"]
        ]


def phrases_from(text: str) -> tuple[str, ...]:
    """Phrases divided by commas, of any script; each once."""
    return tuple(dict.fromkeys(filter(None, (each.strip() for each in text.replace("，", ",").split(",")))))


class ChangedPartForm(forms.Form):
    """The part whose changes are taken back, by keys; the rules across variables where neither is said."""

    variable = forms.CharField(required=False, max_length=LONGEST_KEY)
    category = forms.CharField(required=False, max_length=LONGEST_KEY)


class ExampleForm(forms.Form):
    """The category that a message is an example of, as `variable/category`, and whether it only looks like one."""

    place = forms.ChoiceField(label=gettext_lazy("Category"))
    near_miss = forms.BooleanField(required=False)

    def __init__(self, spec: CodebookSpec, data: Any = None, *, decided: str = "") -> None:
        super().__init__(data, initial={"place": decided}, auto_id="example_%s")
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (variable.label, choices) for variable in spec.variables if (choices := _places(variable))
        ]

    @property
    def keys(self) -> dict[str, str]:
        """The keys of the variable and the category."""
        variable, _slash, category = self.cleaned_data["place"].partition("/")
        return {"variable": variable, "category": category}


def _places(variable: VariableSpec) -> list[tuple[str, str]]:
    if variable.retired:
        return []
    return [(f"{variable.key}/{one.key}", one.label) for one in variable.categories if not one.retired]
