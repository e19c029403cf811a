from django.urls import URLPattern, path

from coding.views import round_dealing, round_plans, rounds

urlpatterns: list[URLPattern] = [
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", round_plans.round_create, name="round_create"),
    path("rounds/new/preview/", round_plans.round_preview, name="round_preview"),
    path("rounds/<int:number>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:number>/change/", round_plans.round_change, name="round_change"),
    path("rounds/<int:number>/open/", rounds.round_open, name="round_open"),
    path("rounds/<int:number>/deal-in/", round_dealing.round_deal_in, name="round_deal_in"),
    path("rounds/<int:number>/deal-out/", round_dealing.round_deal_out, name="round_deal_out"),
    path("rounds/<int:number>/new-messages/", round_dealing.round_take_new, name="round_take_new"),
    path("rounds/<int:number>/close/", rounds.round_close, name="round_close"),
    path("rounds/<int:number>/adjudicate/", rounds.round_adjudicate, name="round_adjudicate"),
    path("rounds/<int:number>/settle/", rounds.round_settle, name="round_settle"),
]
