from django.urls import URLPattern, URLResolver

from coding.api.urls import (
    codebook,
    codebook_files,
    codebook_versions,
    desk,
    progress,
    rounds,
    rulings,
    sight,
    training,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *codebook.urlpatterns,
    *codebook_versions.urlpatterns,
    *codebook_files.urlpatterns,
    *rounds.urlpatterns,
    *progress.urlpatterns,
    *training.urlpatterns,
    *desk.urlpatterns,
    *sight.urlpatterns,
    *rulings.urlpatterns,
]
