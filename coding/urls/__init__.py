from django.urls import URLPattern, URLResolver

from coding.urls import codebook, desk, rounds, rulings

urlpatterns: list[URLPattern | URLResolver] = [
    *codebook.urlpatterns,
    *rounds.urlpatterns,
    *desk.urlpatterns,
    *rulings.urlpatterns,
]
