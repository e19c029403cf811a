"""Words of whoever writes a codebook, understood."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook_rules import LEVELS, CategorySpec, VariableSpec, fingerprint, level_of
from coding.codebook_rules.faults import LONGEST_LABEL, LONGEST_TEXT, MOST_CHOICES
from coding.codebook_rules.keys import LONGEST_KEY
from coding.models import CodebookVersion
from coding.models.codebook import Level, VariableKind
from coding.study_templates import TEMPLATES


def _label_field() -> forms.CharField:
    return forms.CharField(
        label=_("Label"), max_length=LONGEST_LABEL, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _text_field(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_TEXT, widget=widget, help_text=help_text
    )


class StartForm(forms.Form):
    """With what the first draft begins."""

    template = forms.ChoiceField(
        label=_("Begin with"),
        choices=lambda: [(template.key, template.title) for template in TEMPLATES.values()],
    )


class AddVariableForm(forms.Form):
    label = _label_field()
    kind = forms.ChoiceField(label=_("Answered by"), choices=VariableKind)


class AddCategoryForm(forms.Form):
    label = _label_field()


class MoveForm(forms.Form):
    """The place to go to, counted from 0."""

    to = forms.IntegerField(min_value=0, max_value=10_000)


class EditsForm(forms.Form):
    """How many changes the person has seen."""

    edits = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


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


class VariableForm(_PartForm):
    """The fields that the stored kind has; a change of the kind brings others."""

    kind = forms.ChoiceField(label=_("Answered by"), choices=VariableKind)
    level = forms.ChoiceField(label=_("Level of measurement"), choices=Level)
    required = forms.BooleanField(
        label=_("Required"), required=False, help_text=_("A coding cannot be sent without an answer.")
    )
    min_choices = forms.IntegerField(
        label=_("At least"),
        min_value=0,
        max_value=MOST_CHOICES,
        required=False,
        help_text=_("Choices of a coder."),
    )
    max_choices = forms.IntegerField(label=_("At most"), min_value=0, max_value=MOST_CHOICES, required=False)
    instruction = _text_field(_("Instruction to coders"), 4)

    field_order = (
        "label",
        "kind",
        "level",
        "required",
        "min_choices",
        "max_choices",
        "instruction",
        "key",
        "seen",
    )

    def __init__(self, part: VariableSpec, data: Any = None, *, was_published: bool) -> None:
        super().__init__(part, data, was_published=was_published)
        self.before = part
        levels = LEVELS[part.kind]
        if len(levels) == 1:
            del self.fields["level"]
        else:
            self.fields["level"].choices = [(level, Level(level).label) for level in levels]  # type: ignore[attr-defined]
        if part.kind != "multi":
            del self.fields["min_choices"]
            del self.fields["max_choices"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        least, most = cleaned.get("min_choices"), cleaned.get("max_choices")
        if least is not None and most is not None and least > most:
            self.add_error("max_choices", _("“At most” is smaller than “at least”: exchange the two."))
        return cleaned

    @property
    def spec(self) -> VariableSpec:
        """The variable as the person wants it, without its categories."""
        words = self.cleaned_data
        kind = words["kind"]
        level = words.get("level") if kind == self.before.kind else None
        counted = kind == "multi"
        return VariableSpec(
            key=words["key"],
            label=words["label"],
            kind=kind,
            level=level_of(kind) if level is None else level,
            required=words["required"],
            instruction=words["instruction"],
            min_choices=words.get("min_choices") if counted else None,
            max_choices=words.get("max_choices") if counted else None,
        )


_BETWEEN_EXAMPLES = re.compile(r"\n\s*\n")


class CategoryForm(_PartForm):
    """What a coder needs to decide for or against a category."""

    score = forms.DecimalField(
        label=_("Scale value"),
        max_digits=12,
        decimal_places=4,
        required=False,
        help_text=_("Rising or falling down the list."),
    )
    definition = _text_field(_("Definition"), 3)
    include_when = _text_field(_("Include when"), 2)
    exclude_when = _text_field(_("Exclude when"), 2)
    examples = forms.CharField(
        label=_("Examples"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("An empty line stands between two examples."),
    )

    field_order = ("label", "score", "definition", "include_when", "exclude_when", "examples", "key", "seen")

    def __init__(self, part: CategorySpec, data: Any = None, *, kind: str, was_published: bool) -> None:
        super().__init__(part, data, was_published=was_published)
        self.before = part
        self.initial["examples"] = "\n\n".join(part.examples)
        if kind != "ordinal":
            del self.fields["score"]

    @property
    def spec(self) -> CategorySpec:
        """The category as the person wants it."""
        words = self.cleaned_data
        return CategorySpec(
            key=words["key"],
            label=words["label"],
            score=words.get("score") if "score" in self.fields else self.before.score,
            definition=words["definition"],
            include_when=words["include_when"],
            exclude_when=words["exclude_when"],
            examples=self._examples(words["examples"]),
        )

    def _examples(self, text: str) -> tuple[str, ...]:
        # An example that came by the API may hold an empty line: it is not torn apart by a change of something else.
        if "examples" not in self.changed_data:
            return self.before.examples
        return tuple(
            example.strip()
            for example in _BETWEEN_EXAMPLES.split(text.replace("\r\n", "\n"))
            if example.strip()
        )


class PublishForm(EditsForm):
    """The note, and whether codes mean something else now; a first version has nothing to compare with."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What changed, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_TEXT,
        help_text=_("A sentence for the list of versions and for the methods text."),
    )
    meaning_changed = forms.TypedChoiceField(
        label=_("Does this change what codes mean?"),
        choices=[
            ("no", _("No: what was coded before would be coded the same now")),
            ("yes", _("Yes: codings by both versions are not to be pooled")),
        ],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, version: CodebookVersion, data: Any = None) -> None:
        super().__init__(data, initial={"number": version.number, "edits": version.edits})
        if version.based_on_id is None:
            del self.fields["meaning_changed"]

    @property
    def meaning_changed_or_new(self) -> bool:
        return bool(self.cleaned_data.get("meaning_changed", True))
