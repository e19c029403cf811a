"""The one door: whoever reaches anything of a study comes through here, on pages and in the API.

A stranger gets the same answer as for a study that does not exist; a member without the right is told so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from cyberdip.lib.problems import NotAllowed, NotFound
from studies import roles
from studies.models import Membership, Study, User
from studies.roles import RIGHTS, Right, Role

P = ParamSpec("P")
StudyView = Callable[Concatenate[HttpRequest, "Access", P], HttpResponseBase]


@dataclass(frozen=True)
class Access:
    """A person inside a study, with what their role allows."""

    study: Study
    user: User
    role: Role

    def may(self, right: Right) -> bool:
        return roles.may(self.role, right)

    @property
    def rights(self) -> frozenset[Right]:
        """For templates: `{% if "see_corpus" in access.rights %}`."""
        return RIGHTS[self.role]


def open_study(user: User | AnonymousUser, slug: str, right: Right) -> Access:
    """Let `user` into the study `slug` for `right`.

    Raises NotFound for a stranger and for a study that is not there, NotAllowed for a member without the right.
    """
    membership = (
        Membership.objects.current().select_related("study").filter(study__slug=slug, user_id=user.pk).first()
        if user.pk is not None
        else None
    )
    if membership is None:
        raise NotFound(_("There is no study here that you are a member of."))
    access = Access(membership.study, cast(User, user), Role(membership.role))
    check(access, right)
    return access


def check(access: Access, right: Right) -> None:
    """Raise NotAllowed unless `access` includes `right`."""
    if not access.may(right):
        raise NotAllowed(
            _("Your role in this study does not include this. Ask a PI of the study if it should.")
        )


def study_view(
    get: Right | None = None, *, post: Right | None = None
) -> Callable[[StudyView[P]], Callable[..., HttpResponseBase]]:
    """Make a view of a study's page: `view(request, access, ...)` instead of `view(request, slug, ...)`.

    `get` and `post` say which right each method needs; a method without one is refused.
    """

    def decorate(view: StudyView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            right = {"GET": get, "HEAD": get, "POST": post}.get(request.method or "")
            if right is None:
                return HttpResponseNotAllowed([name for name, r in (("GET", get), ("POST", post)) if r])
            access = open_study(cast(User, request.user), slug, Right.SEE_STUDY)
            request.access = access  # type: ignore[attr-defined]  # for templates, that of a refusal too
            check(access, right)
            return view(request, access, *args, **kwargs)

        return guarded

    return decorate


def open_to_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view that needs no sign-in; everything else does."""
    return login_not_required(view)
