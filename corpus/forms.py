"""Words of people about the corpus, understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from corpus.mapping import FIXABLE, Field, FieldMapping
from corpus.models import Account, MessageKind
from corpus.queries import MessageFilters
from corpus.sentences import FIELD_LABELS
from corpus.services.translations import LONGEST_TRANSLATION

PLATFORMS = [
    ("twitter", "Twitter / X"),
    ("weibo", "Weibo"),
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("telegram", "Telegram"),
    ("youtube", "YouTube"),
    ("other", _("another platform")),
]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV, JSON or JSONL, in UTF-8, UTF-16 or Windows-1252. What is in it is recognised by its content."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson"}),
    )


class TranslationForm(forms.Form):
    """A message in another language."""

    language = forms.CharField(label=_("Language"), max_length=20, help_text=_("As a code: en, es, zh-Hans."))
    text = forms.CharField(
        label=_("Translation"), max_length=LONGEST_TRANSLATION, widget=forms.Textarea(attrs={"rows": 4})
    )
    source = forms.CharField(
        label=_("Made by"),
        max_length=200,
        required=False,
        help_text=_("A person or a program, with its version."),
    )


class MappingForm(forms.Form):
    """Which column holds what: for every field a column of the file, and for some a value for the whole file."""

    platform = forms.ChoiceField(
        label=_("Platform"),
        choices=PLATFORMS,
        help_text=_(
            "Ids of Twitter carry the time of the message to the millisecond; it is taken from there."
        ),
    )
    zone = forms.CharField(
        label=_("Time zone of times that name none"),
        max_length=60,
        help_text=_("UTC, an offset such as +08:00, or a name such as Asia/Shanghai."),
    )
    day_first = forms.BooleanField(label=_("3/4/2020 is 3 April (the day comes first)"), required=False)
    decode_entities = forms.BooleanField(
        label=_("Turn &amp; into & in texts, as Twitter's readers see them"),
        required=False,
        help_text=_(
            "Twitter delivers &, < and > encoded. Switch it off for a file whose texts were decoded before."
        ),
    )

    def __init__(self, *args: Any, columns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("no column")), *((column, column) for column in columns)]
        for name, label in FIELD_LABELS.items():
            self.fields[f"column_{name.value}"] = forms.ChoiceField(
                label=label, choices=choices, required=False
            )
        for name in FIXABLE:
            self.fields[f"fixed_{name.value}"] = forms.CharField(
                label=FIELD_LABELS[name], required=False, max_length=200
            )

    @staticmethod
    def initial_of(mapping: FieldMapping) -> dict[str, Any]:
        return {
            **{f"column_{name.value}": column for name, column in mapping.columns.items()},
            **{f"fixed_{name.value}": value for name, value in mapping.fixed.items()},
            "platform": mapping.platform,
            "zone": mapping.zone,
            "day_first": mapping.day_first,
            "decode_entities": mapping.decode_entities,
        }

    @property
    def mapping(self) -> FieldMapping:
        """What was typed; a column is stronger than a value for the whole file."""
        typed = self.cleaned_data
        columns = {name: typed[f"column_{name.value}"] for name in Field if typed[f"column_{name.value}"]}
        fixed = {
            name: typed[f"fixed_{name.value}"].strip()
            for name in FIXABLE
            if name not in columns and typed[f"fixed_{name.value}"].strip()
        }
        return FieldMapping(
            columns,
            fixed,
            typed["platform"],
            typed["zone"].strip(),
            typed["day_first"],
            typed["decode_entities"],
        )

    def add_faults(self, fields: Mapping[str, list[str]]) -> None:
        """Put the sentences of a service at the fields they are about."""
        for name, sentences in fields.items():
            field = f"column_{name}" if f"column_{name}" in self.fields else name
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)


class StartForm(forms.Form):
    leave_out_refused = forms.BooleanField(
        label=_("Leave out the refused rows and import the others"), required=False
    )


class MessageFilterForm(forms.Form):
    """The filters of the list of messages; what cannot be understood does not filter."""

    search = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    account = forms.TypedChoiceField(label=_("Account"), required=False, coerce=int, empty_value=None)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all kinds")), *MessageKind.choices]
    )
    posted_from = forms.DateField(
        label=_("From, UTC"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    posted_to = forms.DateField(
        label=_("To, UTC"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self,
        *args: Any,
        accounts: Iterable[tuple[int, str]],
        countries: Iterable[str],
        languages: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("account", [("", _("all accounts")), *accounts])
        self._offer("country", [("", _("all countries")), *((country, country) for country in countries)])
        self._offer("language", [("", _("all languages")), *((language, language) for language in languages)])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def filters(self) -> MessageFilters:
        self.is_valid()
        return MessageFilters(**self.cleaned_data)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    class Meta:
        model = Account
        fields: ClassVar = ["display_name", "country", "kind", "followers", "opened_on"]
        widgets: ClassVar = {"opened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
