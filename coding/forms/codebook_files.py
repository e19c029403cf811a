"""Files of codebooks, and what became of one between looking at it and taking it over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from coding.codebook_formats import MOST_BYTES, Notes, codebook_document, read_document
from coding.codebook_rules import CodebookSpec
from studies.models import Study

_A_DAY = 24 * 60 * 60
_SALT = "coding.codebook_import"


class CodebookFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "JSON, CSV or XLSX, REFI-QDA (.qdc) from qualitative software, a Label Studio configuration (XML), or an AnnoTinder "
            "codebook. What is in it is recognised by its content."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,.tsv,.txt,.xlsx,.qdc,.xml,.qde"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file has more than %(most)d MB. No codebook is as large: choose another file.")
                % {"most": MOST_BYTES // 2**20}
            )
        return file


class TakeOverForm(forms.Form):
    """A codebook that was looked at and is to become the draft; nothing of it is stored in between, so the page carries it.

    It is signed: what is taken over is what was shown. `number` and `edits` say which draft was there, empty for none.
    """

    document = forms.CharField(widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    @staticmethod
    def carried(study: Study, spec: CodebookSpec, file_name: str) -> str:
        """The codebook as the page carries it."""
        return signing.dumps(
            {"study": study.pk, "file": file_name, "codebook": codebook_document(spec)},
            salt=_SALT,
            compress=True,
        )

    def __init__(self, *args: Any, study: Study, **more: Any) -> None:
        super().__init__(*args, **more)
        self.study = study

    def clean_document(self) -> dict[str, Any]:
        try:
            carried = signing.loads(self.cleaned_data["document"], salt=_SALT, max_age=_A_DAY)
        except signing.BadSignature:
            carried = {}
        if carried.get("study") != self.study.pk:
            raise forms.ValidationError(
                _("The file was looked at more than a day ago, or for another study. Send it again.")
            )
        return dict(carried)

    @property
    def spec(self) -> CodebookSpec:
        return read_document(self.cleaned_data["document"]["codebook"], Notes())

    @property
    def file_name(self) -> str:
        return str(self.cleaned_data["document"]["file"])
