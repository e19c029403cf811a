from django.urls import URLPattern, path

from coding.api import desk

_UNIT = "rounds/<int:number>/units/<int:position>/"

urlpatterns: list[URLPattern] = [
    path("rounds/<int:number>/next/", desk.Desk.as_view(), name="desk"),
    path("rounds/<int:number>/units/", desk.UnitList.as_view(), name="unit_list"),
    path(_UNIT, desk.UnitDetail.as_view(), name="desk_message"),
    path(_UNIT + "draft/", desk.UnitDraft.as_view(), name="draft_save"),
    path(_UNIT + "codings/", desk.UnitCodings.as_view(), name="coding_submit"),
    path("rounds/<int:number>/mine/", desk.OwnCodings.as_view(), name="own_codings"),
]
