"""Words of people, understood."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.models import ROLE_CHOICES, Study, User
from studies.roles import Role


class NameForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request: object, user: User) -> None:
        """Called by allauth; the adapter has taken the name already."""


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    class Meta:
        model = User
        fields: ClassVar = ["name"]


class StudyForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    class Meta:
        model = Study
        fields: ClassVar = ["title", "description", "window_start", "window_end"]
        widgets: ClassVar = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "window_start": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "window_end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=ROLE_CHOICES, coerce=Role, initial=Role.CODER)


class MemberForm(RoleForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Leave it empty to get a link that you can hand over yourself."),
    )


class EraseForm(forms.Form):
    """The name of whose data is to be deleted, typed once more."""

    name = forms.CharField(
        label=_("Type the name to go on"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=60)
    days = forms.IntegerField(label=_("Days until it expires"), min_value=1, max_value=365, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "token_%s"} | kwargs)  # the profile's own form has a name too
