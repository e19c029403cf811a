"""The deeds of a round in words of people."""

from django import forms


class SettleForm(forms.Form):
    """How many disagreements whoever settles has read to be open."""

    leaving_open = forms.IntegerField(min_value=0)
