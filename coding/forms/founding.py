from django import forms
from django.utils.translation import gettext_lazy as _

from coding.services.founding import BLANK
from coding.study_templates import TEMPLATES
from studies.forms import StudyForm


class FoundingForm(StudyForm):
    """What a study is, and what it begins with."""

    template = forms.ChoiceField(
        label=_("Begin with"),
        choices=[(template.key, template.title) for template in TEMPLATES.values()],
        widget=forms.RadioSelect,
        initial=BLANK,
    )

    field_order = ("template", "title", "description", "window_start", "window_end")
