"""Publishing the draft: what changed, what it would cost if codes mean something else now, and the note."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook_rules import check_codebook
from coding.codebook_rules.change_groups import group_changes
from coding.codebook_rules.mapping import read_mapping
from coding.codebook_rules.mapping_faults import check_mapping
from coding.forms.codebook import PublishForm
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, codebook_version, open_draft
from coding.queries.codebook_impact import impact_of
from coding.services import codebook as services
from coding.views.codebook_versions import touched_words
from cyberdip.lib.problems import Invalid, Stale
from studies.access import Access, study_view
from studies.roles import Right


@study_view(Right.EDIT_CODEBOOK, post=Right.EDIT_CODEBOOK)
def codebook_publish(request: HttpRequest, access: Access) -> HttpResponse:
    if request.method != "POST":
        draft = open_draft(access.study)
        return _publish_page(request, draft, PublishForm(draft))
    version = _version_to_publish(request, access)
    form = PublishForm(version, request.POST)
    if not form.is_valid():
        return _publish_page(request, version, form, status=422)
    try:
        services.publish_codebook(
            version,
            note=form.cleaned_data["note"],
            meaning_changed=form.meaning_changed_or_new,
            edits=form.cleaned_data["edits"],
            by=access.user,
            at=timezone.now(),
        )
    except (Invalid, Stale) as problem:
        # The page shows the draft as it is now, and keeps the note that was written.
        fresh = PublishForm(version, request.POST.copy() | {"edits": str(version.edits)})
        fresh.add_error(None, problem.detail)
        return _publish_page(request, version, fresh, status=problem.status)
    messages.success(
        request, _("Version %(number)d is published: rounds can use it.") % {"number": version.number}
    )
    return redirect("codebook_detail", access.study.slug, version.number)


def _version_to_publish(request: HttpRequest, access: Access) -> CodebookVersion:
    """The version whose page the button stood on: after a double click it is no draft any more."""
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Invalid(_("Reload the draft and publish it from its page."))
    return codebook_version(access.study, int(number))


def _publish_page(
    request: HttpRequest, version: CodebookVersion, form: PublishForm, *, status: int = 200
) -> HttpResponse:
    spec = codebook_spec(version)
    operations = read_mapping(version.mapping)
    context = {
        "version": version,
        "form": form,
        "spec": spec,
        "faults": check_codebook(spec, say=_) + check_mapping(spec, operations, say=_),
    }
    if version.based_on:
        context |= {
            "groups": group_changes(codebook_spec(version.based_on), spec, operations, say=_),
            "impact": impact_of(version.study, version),
            "parts": touched_words(version),
        }
    return render(request, "coding/codebook_publish.html", context, status=status)
