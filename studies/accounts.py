"""How people come in: who may sign up, and the sign-in links of the demo."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from studies.models import User
from studies.queries import open_invitation

_SALT = "demo sign-in"


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is open to the first person, to whoever holds an invitation, and to all where the settings say so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.OPEN_SIGNUP or _holds_invitation(request) or not User.objects.exists()

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "").strip()
        user.email = form.cleaned_data["email"].strip().lower()
        saved: User = super().save_user(request, user, form, commit)
        return saved


def _holds_invitation(request: HttpRequest) -> bool:
    """Whether the page to return to is that of an invitation that can still be used."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    try:
        match = resolve(target)
    except Resolver404:
        return False
    return match.url_name == "invitation_accept" and open_invitation(match.kwargs["secret"]) is not None


def demo_link(user: User) -> str:
    """The path that signs `user` in with one press, in the demo only."""
    return reverse("demo_sign_in", args=[signing.dumps(user.pk, salt=_SALT)])


def demo_user(token: str) -> User | None:
    """Whom a demo link signs in; None for a forged one and outside of the demo."""
    if not settings.DEMO:
        return None
    try:
        return User.objects.filter(pk=signing.loads(token, salt=_SALT), is_active=True).first()
    except signing.BadSignature:
        return None
