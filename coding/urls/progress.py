from django.urls import URLPattern, path

from coding.views import progress

_ROUND = "rounds/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("progress/", progress.own_progress, name="own_progress"),
    path(_ROUND + "progress/", progress.round_progress, name="round_progress"),
    path(_ROUND + "progress.<str:form>", progress.progress_picture, name="progress_picture"),
    path(_ROUND + "speed/", progress.round_speed, name="round_speed"),
    path(_ROUND + "speed.<str:form>", progress.speed_picture, name="speed_picture"),
    path(_ROUND + "rates/", progress.round_rates, name="round_rates"),
    path(_ROUND + "rates/<slug:variable>.<str:form>", progress.rates_picture, name="rates_picture"),
]
