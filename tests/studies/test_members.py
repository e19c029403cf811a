"""Members and invitations, through both doors."""

import re
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from cyberdip.lib.problems import Conflict, Invalid, NotAllowed, NotFound
from studies.models import Invitation, LogEntry, Membership, Study, User
from studies.roles import Role
from studies.services import invitation_mail, members

pytestmark = pytest.mark.django_db


def test_a_known_person_becomes_a_member_at_once(study, pi, outsider, now):
    membership = members.add_member(study, email="OUTSIDER@example.org ", role=Role.CODER, by=pi, at=now)
    assert (membership.user, membership.role) == (outsider, "coder")
    assert LogEntry.objects.filter(study=study, verb="member added", subject=outsider.email, by=pi).exists()


def test_an_unknown_address_is_invited_and_only_the_hash_is_kept(study, pi, now):
    invited = members.add_member(study, email="new@example.org", role=Role.OBSERVER, by=pi, at=now)
    assert invited.secret not in str(Invitation.objects.values().get())
    new = User.objects.create_user("new@example.org")
    assert members.accept_invitation(invited.secret, by=new, at=now).role == "observer"
    # A second press finds what the first one did; somebody else finds nothing.
    assert members.accept_invitation(invited.secret, by=new, at=now).user == new
    with pytest.raises(NotFound):
        members.accept_invitation(invited.secret, by=User.objects.create_user("late@example.org"), at=now)


@pytest.mark.django_db(transaction=True)
def test_an_invitation_for_an_address_is_mailed_with_its_link(study, pi, now, mailoutbox, client_of):
    Study.objects.update(title="Line one\nBcc: all@example.org")
    study.refresh_from_db()
    invited = members.add_member(study, email="new@example.org", role=Role.CODER, by=pi, at=timezone.now())
    (mail,) = mailoutbox
    assert (mail.to, mail.bcc) == (["new@example.org"], [])
    (address,) = re.findall(r"https?://\S+", mail.body)
    assert address.endswith(reverse("invitation_accept", args=[invited.secret]))
    assert client_of(None).get(urlsplit(address).path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_mail_that_fails_loses_nothing(study, pi, now, monkeypatch):
    def refuse(*args, **options):
        raise ConnectionRefusedError

    monkeypatch.setattr(invitation_mail, "send_mail", refuse)
    assert members.invite(study, email="new@example.org", role=Role.CODER, by=pi, at=now).secret
    assert Invitation.objects.get().email == "new@example.org"


def test_an_invitation_for_an_address_is_for_that_address(study, pi, outsider, now):
    invited = members.invite(study, email="new@example.org", role=Role.CODER, by=pi, at=now)
    with pytest.raises(NotAllowed, match="another e-mail address"):
        members.accept_invitation(invited.secret, by=outsider, at=now)


@pytest.mark.parametrize("spoil", ["expire", "revoke", "forge"])
def test_an_invitation_that_cannot_be_used_any_more(study, pi, outsider, now, spoil):
    invited = members.invite(study, role=Role.CODER, by=pi, at=now)
    at, secret = now, invited.secret
    if spoil == "expire":
        at = now + timedelta(days=14)
    elif spoil == "revoke":
        members.revoke_invitation(study, invited.invitation.pk, by=pi, at=now)
    else:
        secret = invited.secret[::-1]
    with pytest.raises(NotFound, match="ask for a new one"):
        members.accept_invitation(secret, by=outsider, at=at)
    assert not Membership.objects.filter(user=outsider).exists()


def test_a_member_is_not_added_twice(study, pi, coder_a, now):
    with pytest.raises(Invalid, match="a member already"):
        members.add_member(study, email=coder_a.email, role=Role.PI, by=pi, at=now)


def test_who_left_comes_back_on_the_same_row(study, pi, coder_a, now):
    row = Membership.objects.get(user=coder_a)
    members.remove_member(study, row.pk, by=pi, at=now)
    assert Membership.objects.get(pk=row.pk).left_at == now
    again = members.add_member(study, email=coder_a.email, role=Role.OBSERVER, by=pi, at=now)
    assert (again.pk, again.left_at, again.role) == (row.pk, None, "observer")


@pytest.mark.parametrize(
    "deed", [partial(members.change_role, role=Role.CODER), members.remove_member], ids=["demote", "remove"]
)
def test_a_study_keeps_a_pi(study, pi, now, deed):
    row = Membership.objects.get(user=pi)
    with pytest.raises(Conflict, match="somebody else PI first"):
        deed(study, row.pk, by=pi, at=now)


def test_the_link_of_an_invitation_is_shown_once_on_the_page(client_of, study, pi):
    answer = client_of(pi).post(reverse("member_add", args=[study.slug]), {"email": "", "role": "coder"})
    assert answer.status_code == 200
    link = answer.context["link"]
    assert link in answer.content.decode()
    assert link not in client_of(pi).get(reverse("member_list", args=[study.slug])).content.decode()


def test_whoever_has_the_link_signs_up_and_joins(client_of, study, pi, now):
    secret = members.invite(study, role=Role.CODER, by=pi, at=now).secret
    path = reverse("invitation_accept", args=[secret])
    newcomer = client_of(None)
    Invitation.objects.update(expires_at=now + timedelta(days=365 * 10))
    assert study.title in newcomer.get(path).content.decode()
    assert newcomer.post(path).url.startswith(reverse("account_login"))
    closed = newcomer.get(reverse("account_signup"))
    assert "password1" not in closed.content.decode()
    newcomer.post(
        f"{reverse('account_signup')}?next={path}",
        {
            "email": "Eva@example.org",
            "name": "Eva",
            "password1": "a long enough phrase",
            "password2": "a long enough phrase",
            "next": path,
        },
    )
    assert User.objects.get(email="eva@example.org").name == "Eva"
    newcomer.post(path)
    assert Membership.objects.get(user__email="eva@example.org").role == "coder"


def test_the_api_adds_and_changes_and_removes(api_of, study, pi, outsider):
    program = api_of(pi)
    base = f"/api/v1/studies/{study.slug}/members/"
    added = program.post(base, {"email": outsider.email, "role": "coder"})
    assert added.status_code == 201
    number = added.json()["member"]["id"]
    assert program.patch(f"{base}{number}/", {"role": "observer"}).json()["role"] == "observer"
    assert program.delete(f"{base}{number}/").status_code == 204
    assert [row["person"]["email"] for row in program.get(base).json()["results"]] == [pi.email]


def test_the_api_says_what_is_wrong_field_by_field(api_of, study, pi):
    answer = api_of(pi).post(f"/api/v1/studies/{study.slug}/members/", {"email": "nobody", "role": "king"})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert set(problem["fields"]) == {"email", "role"}
    assert answer["Content-Type"] == "application/problem+json"
