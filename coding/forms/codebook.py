"""Beginning, publishing and discarding a draft, in the words of whoever writes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.codebook_rules.faults import LONGEST_TEXT
from coding.models import CodebookVersion
from coding.study_templates import TEMPLATES


class StartForm(forms.Form):
    """With what the first draft begins."""

    template = forms.ChoiceField(
        label=_("Begin with"),
        choices=lambda: [(template.key, template.title) for template in TEMPLATES.values()],
    )


class EditsForm(forms.Form):
    """How many changes the person has seen."""

    edits = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


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
