from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coding.forms.founding import FoundingForm
from coding.services.founding import found_study
from coding.study_templates import TEMPLATES


@require_http_methods(["GET", "HEAD", "POST"])
def study_create(request: HttpRequest) -> HttpResponse:
    form = FoundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        study = found_study(**form.cleaned_data, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return redirect("study_detail", study.slug)
    context = {"form": form, "templates": TEMPLATES.values()}
    return render(request, "coding/study_create.html", context, status=422 if form.is_bound else 200)
