"""The studies of a person, and the page of one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from studies import queries
from studies.access import Access, study_view
from studies.forms import StudyForm
from studies.roles import Right
from studies.services.studies import change_study


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    return render(request, "studies/study_list.html", {"memberships": queries.memberships_of(request.user)})  # type: ignore[arg-type]


@study_view(Right.SEE_STUDY)
def study_detail(request: HttpRequest, access: Access) -> HttpResponse:
    return render(request, "studies/study_detail.html", {"study": access.study})


@study_view(Right.MANAGE_STUDY, post=Right.MANAGE_STUDY)
def study_edit(request: HttpRequest, access: Access) -> HttpResponse:
    form = StudyForm(request.POST or None, instance=access.study)
    if request.method == "POST" and form.is_valid():
        study = change_study(access.study, **form.cleaned_data, by=access.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("study_detail", study.slug)
    status = 422 if form.is_bound else 200
    return render(request, "studies/study_edit.html", {"form": form, "study": access.study}, status=status)
