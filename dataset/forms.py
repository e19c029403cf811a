"""Words of people, understood."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coding.models import Round
from dataset.queries.material import NO_DATA


class SnapshotForm(forms.Form):
    """What a snapshot is called and which rounds it holds."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("What this state of the dataset is for, such as a paper's first submission."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, rounds: Iterable[Round], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = list(rounds)
        self.fields["rounds"] = forms.TypedMultipleChoiceField(
            label=_("Rounds"),
            coerce=int,
            choices=[(one.number, _choice(one)) for one in rounds],
            initial=[one.number for one in rounds if one.kind not in NO_DATA],
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Rounds whose coding has ended. Where a message is in several, the newest decides what it counts as."
            ),
        )


def _choice(one: Round) -> str:
    """A round of `rounds_to_freeze`, with what a reader of the dataset would miss."""
    name = f"{one.number}: {one.title} ({one.get_phase_display()})"
    if one.measured:  # type: ignore[attr-defined]  # annotated
        return name
    return gettext("%(round)s: its reliability has not been computed yet") % {"round": name}
