"""Who has left can have their name forgotten; what they did is kept."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, transaction
from django.test import Client

from coding.models import Coding, RoundCoder
from cyberdip.lib.problems import Conflict, Invalid
from studies.models import ApiToken, Invitation, LogEntry, Membership, Study, User
from studies.roles import Role
from studies.services import members
from studies.services.erasing import erase_member, erase_self
from studies.services.logbook import record
from studies.services.studies import create_study
from tests.furnished import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(study: Study, pi: User, coder_a: User, now) -> Membership:
    """Coder A, who coded in four rounds and was removed since."""
    membership = coder_a.memberships.get()
    members.remove_member(study, membership.pk, by=pi, at=now)
    return membership


def test_what_a_removed_coder_did_stays_everywhere(study, pi, coder_a, coder_b, now, client_of):
    furnish(study, pi=pi, coders=[coder_a, coder_b], now=now)
    codings, letters = Coding.objects.count(), RoundCoder.objects.count()
    client = client_of(pi)
    base = f"/studies/{study.slug}/"
    places = [
        base + part for part in ("rounds/1/", "rounds/1/speed/", "rounds/1/rates/", "rounds/1/reliability/")
    ]
    before = [client.get(place).content.decode().count(str(coder_a)) for place in places]
    members.remove_member(study, coder_a.memberships.get().pk, by=pi, at=now)
    assert (Coding.objects.count(), RoundCoder.objects.count()) == (codings, letters)
    assert [client.get(place).content.decode().count(str(coder_a)) for place in places] == before
    assert "has left" in client.get(base + "rounds/4/").content.decode()
    assert client_of(coder_a).get(base).status_code == 404


def test_name_and_addresses_go_and_what_was_done_stays(study, pi, coder_a, coder_b, left, now):
    old = coder_a.email
    EmailAddress.objects.create(user=coder_a, email="second@example.org")
    record(study, by=coder_a, at=now, verb="coding submitted", subject="Round 1, message 1")
    record(
        study,
        by=pi,
        at=now,
        verb="x",
        subject=old,
        detail={"coders": [old, coder_b.email, "second@example.org"]},
    )
    acts = LogEntry.objects.filter(by=coder_a).count()
    erased = erase_member(study, left.pk, name=" coder_a ", by=pi, at=now)
    assert (erased.name, erased.is_active, erased.has_usable_password()) == ("", False, False)
    assert str(erased) == f"former member {coder_a.pk}"
    assert LogEntry.objects.filter(by=coder_a).count() == acts > 0, "the log keeps who did it, as a number"
    told = str(list(LogEntry.objects.values("subject", "detail")))
    assert old not in told and "second@example.org" not in told and "'coder_a'" not in told
    assert coder_b.email in told and f"former member {coder_a.pk}" in told
    assert not EmailAddress.objects.filter(user=coder_a).exists()
    assert LogEntry.objects.filter(study=study, verb="personal data deleted", by=pi).count() == 1


def test_another_address_that_ends_alike_is_left_alone(study, pi, coder_a, left, now):
    record(
        study,
        by=pi,
        at=now,
        verb="x",
        subject=f"dia{coder_a.email}",
        detail={"why": f"as {coder_a.email}: no"},
    )
    erase_member(study, left.pk, name="coder_a", by=pi, at=now)
    line = LogEntry.objects.get(verb="x")
    assert line.subject == f"dia{coder_a.email}"
    assert line.detail == {"why": f"as former member {coder_a.pk}: no"}


def test_a_name_is_no_word_of_other_sentences(study, pi, coder_a, left, now):
    User.objects.filter(pk=coder_a.pk).update(name="Round")
    record(study, by=pi, at=now, verb="x", subject="Round 1", detail={"coder": "Round"})
    record(study, by=pi, at=now, verb="coder dealt out", subject="Pilot: Round")
    erase_member(study, left.pk, name="Round", by=pi, at=now)
    assert LogEntry.objects.get(verb="coder dealt out").subject == f"Pilot: former member {coder_a.pk}"
    line = LogEntry.objects.get(verb="x")
    assert (line.subject, line.detail) == ("Round 1", {"coder": f"former member {coder_a.pk}"})


def test_a_namesake_keeps_their_name(study, pi, coder_a, coder_b, left, outsider, now):
    User.objects.filter(pk__in=[coder_b.pk, outsider.pk]).update(name="coder_a")
    other = create_study(title="Other", slug="other", by=outsider, at=now)
    for place in (study, other):
        record(place, by=pi, at=now, verb="coder dealt out", subject="Pilot: coder_a")
    erase_member(study, left.pk, name="coder_a", by=pi, at=now)
    lines = LogEntry.objects.filter(verb="coder dealt out").values_list("subject", flat=True)
    assert list(lines) == ["Pilot: coder_a"] * 2


def test_the_log_is_as_closed_as_before(study, pi, left, now):
    erase_member(study, left.pk, name="coder_a", by=pi, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        LogEntry.objects.update(subject="other")


def test_sessions_tokens_and_invitations_end(study, pi, coder_a, left, now, client_of, api_of):
    client, program = client_of(coder_a), api_of(coder_a)
    UserSession.objects.create(
        user=coder_a, ip="127.0.0.1", session_key=client.session.session_key, user_agent="x"
    )
    members.invite(study, email=coder_a.email, role=Role.CODER, by=pi, at=now)
    assert client.get("/profile/").status_code == 200 and program.get("/api/v1/me/").status_code == 200
    erase_member(study, left.pk, name="coder_a", by=pi, at=now)
    assert client.get("/profile/").status_code == 302 and program.get("/api/v1/me/").status_code == 401
    assert not ApiToken.objects.filter(user=coder_a).exists() and not UserSession.objects.exists()
    assert [(sent.email, sent.revoked_at) for sent in Invitation.objects.all()] == [("", now)], (
        "it opens to nobody"
    )


def test_a_session_that_no_list_knows_ends_too(study, pi, coder_a, left, now, client_of):
    client = client_of(coder_a)
    UserSession.objects.all().delete()
    erase_member(study, left.pk, name="coder_a", by=pi, at=now)
    assert client.get("/profile/").status_code == 302


def test_the_second_press_finds_it_done(study, pi, left, now):
    for _press in range(2):
        erase_member(study, left.pk, name="coder_a", by=pi, at=now)
    assert LogEntry.objects.filter(verb="personal data deleted").count() == 1


@pytest.mark.parametrize("name", ["", "coder_b", "CODER_A"])
def test_another_name_deletes_nothing(study, pi, left, coder_a, now, name):
    with pytest.raises(Invalid, match="Nothing was deleted"):
        erase_member(study, left.pk, name=name, by=pi, at=now)
    coder_a.refresh_from_db()
    assert coder_a.erased_at is None


def test_not_while_a_member_nor_with_another_study_nor_of_the_staff(study, pi, coder_a, outsider, now):
    membership = coder_a.memberships.get()
    with pytest.raises(Conflict, match="still a member"):
        erase_member(study, membership.pk, name="coder_a", by=pi, at=now)
    members.remove_member(study, membership.pk, by=pi, at=now)
    other = create_study(title="Other", slug="other", by=outsider, at=now)
    elsewhere = members.add_member(other, email=coder_a.email, role=Role.CODER, by=outsider, at=now)
    members.remove_member(other, elsewhere.pk, by=outsider, at=now)
    with pytest.raises(Conflict, match="other studies"):
        erase_member(study, membership.pk, name="coder_a", by=pi, at=now)
    Membership.objects.filter(study=other, user=coder_a).delete()
    User.objects.filter(pk=coder_a.pk).update(is_staff=True)
    with pytest.raises(Conflict):
        erase_member(study, membership.pk, name="coder_a", by=pi, at=now)


def test_one_leaves_all_studies_and_is_forgotten_in_each(study, pi, coder_a, outsider, now):
    other = create_study(title="Other", slug="other", by=outsider, at=now)
    members.add_member(other, email=coder_a.email, role=Role.CODER, by=outsider, at=now)
    later = now + timedelta(days=1)
    erase_self(coder_a, name="coder_a", at=later)
    assert set(coder_a.memberships.values_list("left_at", flat=True)) == {later}
    assert LogEntry.objects.filter(verb="personal data deleted", by=coder_a).count() == 2
    assert coder_a.email not in str(list(LogEntry.objects.values("subject", "detail")))


def test_the_only_pi_stays(study, pi, adjudicator, now):
    with pytest.raises(Conflict, match="only PI"):
        erase_self(pi, name="pi", at=now)
    members.change_role(study, adjudicator.memberships.get().pk, role=Role.PI, by=pi, at=now)
    assert erase_self(pi, name="pi", at=now).erased_at == now


def test_the_pages_say_what_goes_and_ask_for_the_name(study, pi, coder_a, left, client_of):
    client: Client = client_of(pi)
    where = f"/studies/{study.slug}/members/{left.pk}/erase/"
    assert where in client.get(f"/studies/{study.slug}/members/").content.decode()
    words = client.get(where).content.decode()
    assert "This cannot be undone. To go on, type: coder_a" in words
    wrong = client.post(where, {"name": "somebody"})
    assert wrong.status_code == 422 and "Nothing was deleted" in wrong.content.decode()
    assert client.post(where, {"name": "coder_a"}).status_code == 302
    people = client.get(f"/studies/{study.slug}/members/").content.decode()
    assert f"former member {coder_a.pk}" in people and where not in people
    assert "This has been done" in client.get(where).content.decode()


def test_one_s_own_page_ends_with_nobody_being_signed_in(coder_a, client_of):
    client: Client = client_of(coder_a)
    assert "/profile/erase/" in client.get("/profile/").content.decode()
    assert client.post("/profile/erase/", {"name": "x"}).status_code == 422
    answer = client.post("/profile/erase/", {"name": "coder_a"}, follow=True)
    assert "Your personal data is deleted" in answer.content.decode()
    assert client.get("/profile/").status_code == 302


def test_programs_do_the_same(study, pi, adjudicator, coder_b, left, api_of):
    where = f"/api/v1/studies/{study.slug}/members/{left.pk}/erase/"
    assert api_of(adjudicator).post(where, {"name": "coder_a"}).status_code == 403
    assert api_of(pi).post(where, {"name": "x"}).status_code == 422
    assert api_of(pi).post(where, {"name": "coder_a"}).status_code == 204
    program = api_of(coder_b)
    assert program.post("/api/v1/me/erase/", {}).status_code == 422
    assert program.post("/api/v1/me/erase/", {"name": "coder_b"}).status_code == 204
    assert program.get("/api/v1/me/").status_code == 401
