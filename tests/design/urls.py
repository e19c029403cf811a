"""The addresses of the product, and the page that shows every component."""

from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from cyberdip.launch.folders import ROOT
from studies.access import open_to_all
from studies.roles import RIGHTS, Role

STATES = [
    *["planned", "open", "closed", "adjudicating", "settled"],
    *["queued", "running", "done", "failed", "cancelled"],
    *["draft", "published"],
]


class EveryField(forms.Form):
    """One of each kind of field; sent as below, the first two come back with what is wrong with them."""

    name = forms.CharField(help_text="As it will stand in the report.")
    email = forms.EmailField(required=False)
    role = forms.ChoiceField(choices=[("pi", "PI"), ("coder", "Coder"), ("observer", "Observer")])
    order = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("seed", "Shuffled by seed"), ("time", "By time")],
        help_text="The order of every coder's queue.",
    )
    coders = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("a", "Ada"), ("b", "Bo")], required=False
    )
    overlap = forms.IntegerField(label="Coders per message")
    note = forms.CharField(widget=forms.Textarea, required=False)
    masked = forms.BooleanField(
        required=False, label="Hide likes and retweets", help_text="Coders see the text alone."
    )
    file = forms.FileField(required=False)


@open_to_all
def design_page(request: HttpRequest) -> HttpResponse:
    """Every component in one page, framed as a page of a study is."""
    page = engines["django"].from_string((ROOT / "tests" / "design" / "design_page.html").read_text())
    context = {
        "access": SimpleNamespace(
            study=SimpleNamespace(slug="5g", title="Cyber-diplomacy on 5G"), rights=RIGHTS[Role.PI]
        ),
        "states": [(state, state.capitalize()) for state in STATES],
        "categories": range(1, 9),
        "form": EveryField({"email": "x", "overlap": "2", "order": "seed", "role": "coder"}),
    }
    return HttpResponse(page.render(context, request))


urlpatterns = [path("design/", design_page), path("", include("cyberdip.urls"))]
