from django.urls import path

from corpus.api import accounts, imports, messages

urlpatterns = [
    path("messages/", messages.MessageList.as_view(), name="message_list"),
    path("messages/<int:message_id>/", messages.MessageDetail.as_view(), name="message_detail"),
    path(
        "messages/<int:message_id>/translations/",
        messages.TranslationList.as_view(),
        name="translation_add",
    ),
    path("accounts/", accounts.AccountList.as_view(), name="account_list"),
    path("accounts/<int:account_id>/", accounts.AccountDetail.as_view(), name="account_change"),
    path("imports/", imports.ImportList.as_view(), name="import_list"),
    path("imports/<int:number>/", imports.ImportDetail.as_view(), name="import_detail"),
    path("imports/<int:number>/check/", imports.ImportCheck.as_view(), name="import_check"),
    path("imports/<int:number>/start/", imports.ImportStart.as_view(), name="import_start"),
    path("imports/<int:number>/cancel/", imports.ImportCancel.as_view(), name="import_cancel"),
]
