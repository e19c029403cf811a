"""The API, composed: each floor brings its addresses; the schema and the human page describe them all."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from coding.api.founding import StudyCollection

urlpatterns = [
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
