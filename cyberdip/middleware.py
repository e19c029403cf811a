"""What every request passes: who is behind a change, and expected trouble turned into a page."""

from collections.abc import Callable

import pghistory.middleware
import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cyberdip.lib.problems import Problem

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Gives every recorded change its person, address and request id."""

    def get_context(self, request: HttpRequest) -> dict[str, object]:
        context: dict[str, object] = super().get_context(request)
        context["request_id"] = structlog.contextvars.get_contextvars().get("request_id", "")
        return context


class ProblemMiddleware:
    """Turns a `Problem` that a service raised into a page with its status and its sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError) and "NUL" in str(exception).upper():
            exception = Problem(_("The text holds a character that cannot be stored (NUL): remove it."))
        if not isinstance(exception, Problem):
            return None
        return render(
            request,
            [f"{exception.status}.html", "problem.html"],
            {"problem": exception},
            status=exception.status,
        )
