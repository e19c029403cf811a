from django.urls import URLPattern, path

from coding.api import round_dealing, rounds

urlpatterns: list[URLPattern] = [
    path("rounds/", rounds.RoundList.as_view(), name="round_list"),
    path("rounds/new/preview/", rounds.RoundPreview.as_view(), name="round_preview"),
    path("rounds/<int:number>/", rounds.RoundDetail.as_view(), name="round_detail"),
    path("rounds/<int:number>/change/", rounds.RoundChange.as_view(), name="round_change"),
    path("rounds/<int:number>/open/", rounds.RoundOpen.as_view(), name="round_open"),
    path("rounds/<int:number>/deal-in/", round_dealing.RoundDealIn.as_view(), name="round_deal_in"),
    path("rounds/<int:number>/deal-out/", round_dealing.RoundDealOut.as_view(), name="round_deal_out"),
    path("rounds/<int:number>/new-messages/", round_dealing.RoundTakeNew.as_view(), name="round_take_new"),
    path("rounds/<int:number>/close/", rounds.RoundClose.as_view(), name="round_close"),
    path("rounds/<int:number>/adjudicate/", rounds.RoundAdjudicate.as_view(), name="round_adjudicate"),
    path("rounds/<int:number>/settle/", rounds.RoundSettle.as_view(), name="round_settle"),
]
