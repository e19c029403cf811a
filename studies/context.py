"""What every template may ask."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def access(request: HttpRequest) -> dict[str, Any]:
    """`access`: the person inside the study of this page, or None outside of studies."""
    return {"access": getattr(request, "access", None), "is_demo": settings.DEMO}
