from django.urls import URLPattern, path

from coding.api import rulings

_MESSAGE = "rounds/<int:number>/rulings/<int:message_id>/"

urlpatterns: list[URLPattern] = [
    path("rounds/<int:number>/rulings/", rulings.RulingQueue.as_view(), name="ruling_queue"),
    path(_MESSAGE, rulings.RulingDetail.as_view(), name="ruling_detail"),
    path(_MESSAGE + "<slug:variable>/make/", rulings.RulingMake.as_view(), name="ruling_make"),
    path(_MESSAGE + "<slug:variable>/withdraw/", rulings.RulingWithdraw.as_view(), name="ruling_withdraw"),
]
