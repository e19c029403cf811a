from django.urls import URLPattern, path

from coding.views import desk

urlpatterns: list[URLPattern] = [
    path("rounds/<int:number>/desk/", desk.desk, name="desk"),
    path("rounds/<int:number>/desk/<int:position>/", desk.desk_message, name="desk_message"),
    path("rounds/<int:number>/desk/<int:position>/draft/", desk.draft_save, name="draft_save"),
    path("rounds/<int:number>/desk/<int:position>/submit/", desk.coding_submit, name="coding_submit"),
    path("rounds/<int:number>/mine/", desk.own_codings, name="own_codings"),
]
