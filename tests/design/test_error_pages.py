"""What is said when something goes wrong: in a sentence, and with a way on."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from cyberdip.lib.problems import Stale


def test_page_of_a_broken_server_needs_nothing_but_itself() -> None:
    page = render_to_string("500.html")  # as Django does it: without a request
    assert "What you had saved is safe." in page
    assert 'href="/"' in page


@pytest.mark.django_db
def test_page_that_was_too_old_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/accounts/login/", {"login": "a@example.org", "password": "x"}
    )
    assert answer.status_code == 403
    assert "reload the page and send it again" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "404.html", "409.html", "422.html", "problem.html"])
def test_page_of_a_problem_says_its_sentence(name: str, rf: RequestFactory) -> None:
    problem = Stale("Somebody was faster: look at both.", fields={"tone": ["Changed meanwhile."]})
    page = render_to_string(name, {"problem": problem}, rf.get("/"))
    assert "Somebody was faster: look at both." in page
    assert "Changed meanwhile." in page
    assert page.count("<h1>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "404.html", "409.html", "422.html", "problem.html"])
def test_page_of_a_problem_that_nobody_raised_has_a_sentence_too(name: str, rf: RequestFactory) -> None:
    page = render_to_string(name, {}, rf.get("/"))
    assert page.partition("data-cd-problem>")[2].partition("<")[0].strip().endswith(".")
