from django.urls import URLPattern, path

from coding.views import sight

_AIDS = "rounds/<int:number>/desk/<int:position>/aids/"

urlpatterns: list[URLPattern] = [
    path(_AIDS + "<slug:kind>/", sight.aid_use, name="aid_use"),
    path("rounds/<int:number>/late/", sight.late_list, name="late_list"),
    path("rounds/<int:number>/late/decide/", sight.late_decide, name="late_decide"),
    path("rounds/<int:number>/looks/", sight.look_list, name="look_list"),
    path("rounds/<int:number>/looks/<int:look_id>/", sight.look_codings, name="look_codings"),
]
