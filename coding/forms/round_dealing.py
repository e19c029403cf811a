"""Who is dealt in or out of a round."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from studies.models import User


class CoderForm(forms.Form):
    """One of `people`."""

    coder = forms.ModelChoiceField(label=_("Coder"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coder"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the types
        field.queryset = people
