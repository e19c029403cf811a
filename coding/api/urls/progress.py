from django.urls import URLPattern, path

from coding.api import progress, progress_pictures

_ROUND = "rounds/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("progress/", progress.OwnProgress.as_view(), name="own_progress"),
    path(_ROUND + "progress/", progress.RoundProgress.as_view(), name="round_progress"),
    path(
        _ROUND + "progress.<str:form>", progress_pictures.ProgressPicture.as_view(), name="progress_picture"
    ),
    path(_ROUND + "speed.<str:form>", progress_pictures.SpeedPicture.as_view(), name="speed_picture"),
    path(
        _ROUND + "rates/<slug:variable>.<str:form>",
        progress_pictures.RatesPicture.as_view(),
        name="rates_picture",
    ),
    path(_ROUND + "speed/", progress.RoundSpeed.as_view(), name="round_speed"),
    path(_ROUND + "rates/", progress.RoundRates.as_view(), name="round_rates"),
]
