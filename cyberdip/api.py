"""The API, composed: each floor brings its addresses; the schema and the human page describe them all."""

from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from coding.api.founding import StudyCollection
from studies.access import open_to_all

_to_docs = RedirectView.as_view(pattern_name="api:docs", http_method_names=["get", "head"])

urlpatterns = [
    path("", open_to_all(_to_docs), name="root"),
    path("studies/", StudyCollection.as_view(), name="study_list"),
    path("", include("studies.api.urls")),
    path("studies/<slug:slug>/", include("corpus.api.urls")),
    path("studies/<slug:slug>/", include("coding.api.urls")),
    path("studies/<slug:slug>/", include("agreement.api.urls")),
    path("studies/<slug:slug>/", include("dataset.api.urls")),
    path("schema/", SpectacularAPIView.as_view(api_version=None), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api_docs.html"),
        name="docs",
    ),
]
