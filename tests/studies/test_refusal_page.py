"""A refusal says why, and leaves the way back."""

from collections.abc import Callable

import pytest
from django.test import Client

from studies.models import Study, User

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


def test_member_without_the_right_keeps_the_navigation(
    client_of: ClientOf, study: Study, coder_a: User
) -> None:
    answer = client_of(coder_a).get(f"/studies/{study.slug}/members/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your role in this study does not include this." in page
    assert f'href="/studies/{study.slug}/rounds/"' in page
    assert f'href="/studies/{study.slug}/members/"' not in page


def test_stranger_learns_nothing_of_the_study(client_of: ClientOf, study: Study, outsider: User) -> None:
    refused = client_of(outsider).get(f"/studies/{study.slug}/members/")
    absent = client_of(outsider).get("/studies/there-is-none/members/")
    assert refused.status_code == absent.status_code == 404
    assert study.title not in refused.content.decode()
    assert "There is no study here that you are a member of." in refused.content.decode()
