"""The least that Django can do for a coder: who is it, one row in, one row out, in one transaction."""

import json

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

TABLE = "CREATE TABLE IF NOT EXISTS bare_item (id bigserial PRIMARY KEY, coder bigint, body jsonb)"


@login_required
@transaction.atomic
def item(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_item (coder, body) VALUES (%s, %s) RETURNING id",
            [request.user.pk, json.dumps(json.loads(request.body))],
        )
        cursor.execute("SELECT id, body FROM bare_item WHERE id = %s", cursor.fetchone())
        number, body = cursor.fetchone()
    return JsonResponse({"id": number, "body": body})


urlpatterns = [
    path("item/", item),
    path("healthz", lambda _request: HttpResponse("alive\n")),
]
