from django.urls import URLPattern, path

from coding.api import progress

_ROUND = "rounds/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("progress/", progress.OwnProgress.as_view(), name="own_progress"),
    path(_ROUND + "progress/", progress.RoundProgress.as_view(), name="round_progress"),
    path(_ROUND + "speed/", progress.RoundSpeed.as_view(), name="round_speed"),
    path(_ROUND + "rates/", progress.RoundRates.as_view(), name="round_rates"),
]
