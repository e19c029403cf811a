"""Every address, floor by floor. Pages stand under /studies/, the same for programs under /api/v1/."""

from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from django.views.i18n import set_language

from coding.views.founding import study_create
from studies.access import open_to_all

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="study_list", http_method_names=["get", "head"]), name="home"),
    path("language/", open_to_all(require_POST(set_language)), name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("studies/new/", study_create, name="study_create"),
    path("", include("studies.urls")),
    path("studies/<slug:slug>/", include("corpus.urls")),
    path("studies/<slug:slug>/", include("coding.urls")),
    path("studies/<slug:slug>/", include("agreement.urls")),
    path("studies/<slug:slug>/", include("dataset.urls")),
    path("api/v1/", include(("cyberdip.api", "api"))),
]
