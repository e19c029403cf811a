"""People of a study: members, invitations, and the way in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cyberdip.lib.problems import Invalid, NotFound
from studies import queries
from studies.access import Access, open_to_all, study_view
from studies.forms import EraseForm, MemberForm, RoleForm
from studies.models import ROLE_CHOICES, Membership
from studies.roles import Right
from studies.services import members as services
from studies.services.erasing import erase_member, why_not_erase
from studies.services.invitation_mail import invitation_address
from studies.services.members import Invited


@study_view(Right.SEE_MEMBERS)
def member_list(request: HttpRequest, access: Access) -> HttpResponse:
    return _page(request, access, MemberForm())


def _page(
    request: HttpRequest, access: Access, form: MemberForm, *, link: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "link": link,
        "memberships": queries.members_of(access.study),
        "past_memberships": queries.past_members_of(access.study),
        "invitations": queries.invitations_of(access.study),
        "role_choices": ROLE_CHOICES,
    }
    return render(request, "studies/member_list.html", context, status=status)


@study_view(post=Right.MANAGE_MEMBERS)
def member_add(request: HttpRequest, access: Access) -> HttpResponse:
    """Adds a member, or shows the link of the new invitation: once, on the answer itself, since only its hash is kept."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, access, form, status=422)
    try:
        added = _add(access, form)
    except Invalid as problem:
        form.add_error("email" if "email" in problem.fields else None, problem.detail)
        return _page(request, access, form, status=422)
    if isinstance(added, Invited):
        return _page(request, access, MemberForm(), link=invitation_address(added.secret))
    messages.success(request, _("%(person)s is a member now.") % {"person": added.user})
    return redirect("member_list", access.study.slug)


def _add(access: Access, form: MemberForm) -> Membership | Invited:
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    if not email:
        return services.invite(access.study, role=role, by=access.user, at=timezone.now())
    return services.add_member(access.study, email=email, role=role, by=access.user, at=timezone.now())


@study_view(post=Right.MANAGE_MEMBERS)
def member_change(request: HttpRequest, access: Access, membership_id: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose one of the four roles."))
    services.change_role(
        access.study, membership_id, role=form.cleaned_data["role"], by=access.user, at=timezone.now()
    )
    messages.success(request, _("Saved."))
    return redirect("member_list", access.study.slug)


@study_view(post=Right.MANAGE_MEMBERS)
def member_remove(request: HttpRequest, access: Access, membership_id: int) -> HttpResponse:
    services.remove_member(access.study, membership_id, by=access.user, at=timezone.now())
    messages.success(request, _("Removed. What they coded stays."))
    return redirect("member_list", access.study.slug)


@study_view(Right.MANAGE_MEMBERS, post=Right.MANAGE_MEMBERS)
def member_erase(request: HttpRequest, access: Access, membership_id: int) -> HttpResponse:
    """Says what goes and what stays, and asks for the name; it cannot be undone."""
    membership = queries.membership_of(access.study, membership_id)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_member(access.study, membership_id, **form.cleaned_data, by=access.user, at=timezone.now())
        except Invalid as problem:
            form.add_error("name", problem.detail)
        else:
            messages.success(request, _("The personal data is deleted. What they coded stays."))
            return redirect("member_list", access.study.slug)
    context = {"membership": membership, "fault": why_not_erase(membership), "form": form}
    return render(request, "studies/member_erase.html", context, status=422 if form.is_bound else 200)


@study_view(post=Right.MANAGE_MEMBERS)
def invitation_revoke(request: HttpRequest, access: Access, invitation_id: int) -> HttpResponse:
    services.revoke_invitation(access.study, invitation_id, by=access.user, at=timezone.now())
    messages.success(request, _("The invitation cannot be used any more."))
    return redirect("member_list", access.study.slug)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        membership = services.accept_invitation(secret, by=request.user, at=timezone.now())
        return redirect("study_detail", membership.study.slug)
    invitation = queries.open_invitation(secret)
    if invitation is None:
        raise NotFound(_("This invitation cannot be used any more: ask for a new one."))
    return render(request, "studies/invitation_accept.html", {"invitation": invitation})
