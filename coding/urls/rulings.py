from django.urls import URLPattern, path

from coding.views import rulings

_MESSAGE = "rounds/<int:number>/rulings/<int:message_id>/"

urlpatterns: list[URLPattern] = [
    path("rounds/<int:number>/rulings/", rulings.ruling_queue, name="ruling_queue"),
    path(_MESSAGE, rulings.ruling_detail, name="ruling_detail"),
    path(_MESSAGE + "<slug:variable>/make/", rulings.ruling_make, name="ruling_make"),
    path(_MESSAGE + "<slug:variable>/withdraw/", rulings.ruling_withdraw, name="ruling_withdraw"),
]
