"""Is the application alive, and is it ready? For load balancers, containers and `manage.py up`.

`/healthz` answers as long as a web process does. `/readyz` asks the database, the migrations, Redis and the workers, and says of
each how it is: 503 when the pages cannot work. A missing worker is told and does not take the pages down: jobs wait in the queue.
"""

from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from redis.exceptions import RedisError

from cyberdip.celery import app

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class HealthMiddleware:
    """Answers before hosts, sessions and sign-in are looked at: a probe has none of them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return HttpResponse("alive\n", content_type="text/plain")
        if request.path == "/readyz":
            return ready()
        return self.get_response(request)


def ready() -> JsonResponse:
    """What each part says of itself; 503 when a page would fail."""
    parts = {"database": _database(), "redis": _redis()}
    usable = all(word == "ok" for word in parts.values())
    parts["worker"] = _worker() if parts["redis"] == "ok" else "unknown"
    return JsonResponse({"ready": usable, **parts}, status=200 if usable else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be reached"
    return f"{len(waiting)} migrations to run: python3 manage.py migrate" if waiting else "ok"


def _redis() -> str:
    try:
        cache.get("readyz")
    except RedisError:
        return "cannot be reached"
    return "ok"


def _worker() -> str:
    answers = app.control.ping(timeout=0.5, limit=1)
    return "ok" if answers else "no worker is running: jobs wait until one is started"
