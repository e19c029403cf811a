from django.urls import URLPattern, path

from coding.api import sight

urlpatterns: list[URLPattern] = [
    path("rounds/<int:number>/units/<int:position>/aids/", sight.UnitAids.as_view(), name="aid_use"),
    path("rounds/<int:number>/late/", sight.LateList.as_view(), name="late_list"),
    path("rounds/<int:number>/late/decide/", sight.LateDecide.as_view(), name="late_decide"),
    path("rounds/<int:number>/looks/", sight.LookList.as_view(), name="look_list"),
    path("rounds/<int:number>/looks/<int:look_id>/", sight.LookCodings.as_view(), name="look_codings"),
]
