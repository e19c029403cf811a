"""A decided message becomes an example of the codebook."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.forms.codebook_versions import ExampleForm
from coding.queries.codebook_examples import codebook_for_examples
from coding.queries.rulings import round_in_sight, unit_of
from coding.services.codebook_examples import use_as_example
from cyberdip.lib.problems import Invalid
from studies.access import Access, check, study_view
from studies.roles import Right


@study_view(post=Right.EDIT_CODEBOOK)
def example_add(request: HttpRequest, access: Access, number: int, message_id: int) -> HttpResponse:
    """Puts the message among the examples or near misses of a category in the draft."""
    check(access, Right.RULE)  # it is shown where rulings are
    unit = unit_of(round_in_sight(access, number), message_id)
    form = ExampleForm(codebook_for_examples(access.study), request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose one of the categories that the codebook has now: reload the page."))
    near_miss = form.cleaned_data["near_miss"]
    draft = use_as_example(unit.message, **form.keys, near_miss=near_miss, by=access.user, at=timezone.now())
    sentence = (
        _("The message is among the near misses in version %(number)d, the draft.")
        if near_miss
        else _("The message is among the examples in version %(number)d, the draft.")
    )
    messages.success(request, sentence % {"number": draft.number})
    return redirect("ruling_detail", access.study.slug, number, message_id)
