from django.urls import path

from corpus.views import accounts, imports, messages

urlpatterns = [
    path("messages/", messages.message_list, name="message_list"),
    path("messages/<int:message_id>/", messages.message_detail, name="message_detail"),
    path("messages/<int:message_id>/translate/", messages.translation_add, name="translation_add"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/<int:account_id>/", accounts.account_change, name="account_change"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/<int:number>/", imports.import_detail, name="import_detail"),
    path("imports/<int:number>/check/", imports.import_check, name="import_check"),
    path("imports/<int:number>/start/", imports.import_start, name="import_start"),
    path("imports/<int:number>/cancel/", imports.import_cancel, name="import_cancel"),
]
