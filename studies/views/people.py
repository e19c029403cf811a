"""A person's own pages: name, tokens, and the sign-in of the demo."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cyberdip.lib.problems import Invalid, NotFound, Problem
from studies.access import open_to_all
from studies.accounts import demo_user
from studies.forms import EraseForm, ProfileForm, TokenForm
from studies.models import User
from studies.services.erasing import erase_self, why_not_erase_self
from studies.services.profile import change_name
from studies.services.tokens import create_token, revoke_token


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=_me(request))
    if request.method == "POST" and form.is_valid():
        change_name(_me(request), name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("profile")
    return _page(request, form=form, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def profile_erase(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays, and asks for the name; it cannot be undone, and ends with nobody being signed in."""
    me = _me(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_self(me, **form.cleaned_data, at=timezone.now())
        except Invalid as problem:
            form.add_error("name", problem.detail)
        else:
            logout(request)
            messages.success(
                request, _("Your personal data is deleted. What you coded stays, without your name.")
            )
            return redirect("account_login")
    context = {"person": me, "fault": why_not_erase_self(me), "form": form}
    return render(request, "studies/profile_erase.html", context, status=422 if form.is_bound else 200)


@require_POST
def token_create(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows it once, on the answer itself, since only its hash is kept."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    try:
        _token, text = create_token(_me(request), **form.cleaned_data)
    except Problem as problem:
        form.add_error(None, problem.detail)
        return _page(request, token_form=form, status=problem.status)
    return _page(request, new_token=text)


@require_POST
def token_revoke(request: HttpRequest, token_key: str) -> HttpResponse:
    revoke_token(_me(request), token_key)
    messages.success(request, _("The token cannot be used any more."))
    return redirect("profile")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """The sign-in link of the demo: shows whom it is for, and signs in with one press."""
    user = demo_user(token)
    if user is None:
        raise NotFound(
            _("This sign-in link is not valid here: take one that the start of the application printed.")
        )
    if request.method == "POST":
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("study_list")
    return render(request, "studies/demo_sign_in.html", {"person": user})


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - sign-in is required for all pages that are not opened by name
    return request.user


def _page(
    request: HttpRequest,
    *,
    form: ProfileForm | None = None,
    token_form: TokenForm | None = None,
    new_token: str = "",
    status: int = 200,
) -> HttpResponse:
    me = _me(request)
    context = {
        "form": form or ProfileForm(instance=me),
        "token_form": token_form or TokenForm(),
        "new_token": new_token,
        "tokens": me.auth_token_set.order_by("-created"),
    }
    return render(request, "studies/profile.html", context, status=status)
