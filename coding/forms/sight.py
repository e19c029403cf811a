"""Words of people about what is hidden: why they look, and what becomes of what came late."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coding.models.late import LateDecision
from coding.services.looks import LONGEST_REASON


class LookForm(forms.Form):
    """Why somebody looks into an open round."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For instance: a coder reports that the form does not fit the messages. It is kept in the logbook and told with the "
            "methods of every dataset."
        ),
    )


class LateForm(forms.Form):
    """What becomes of late codings: of one, or of all up to the newest that was seen."""

    decision = forms.ChoiceField(
        choices=[(choice.value, choice.label) for choice in LateDecision if choice.value]
    )
    late = forms.IntegerField(min_value=1, required=False)
    through = forms.IntegerField(min_value=1, required=False)
