"""What every page does beyond HTML: sent once, asked before, never silent."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Request, expect

from studies.models import Invitation, Job, Membership, Study, User
from tests.browsing import enter

pytestmark = pytest.mark.django_db(transaction=True)
As = Callable[[User], Page]


@pytest.fixture
def browse(browser: Browser, live_server: object, client_of: Callable[[User], Client]) -> Iterator[As]:
    """`browse(pi)`: a page of a browser in which this person is signed in; addresses may begin with a slash."""
    contexts = []

    def signed_in(person: User) -> Page:
        context = browser.new_context(base_url=str(live_server))
        contexts.append(context)
        enter(context, live_server, client_of(person))
        return context.new_page()

    yield signed_in
    for context in contexts:
        context.close()


def test_double_click_sends_once(browse: As, pi: User, study: Study) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/members/")
    sent: list[Request] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request))
    page.get_by_role("button", name="Add", exact=True).dblclick()
    page.get_by_text("The invitation is ready").wait_for()
    assert len(sent) == 1
    assert Invitation.objects.count() == 1


def test_page_that_is_come_back_to_can_be_sent_again(browse: As, pi: User, study: Study) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/members/")
    for _ in range(2):
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("The invitation is ready").wait_for()
        page.go_back()
    assert Invitation.objects.count() == 2


def test_removal_asks_first(browse: As, pi: User, study: Study, coder_a: User) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/members/")
    remove = page.get_by_role("button", name="Remove coder_a")
    remove.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("coder_a will not be able to open this study")
    page.keyboard.press("Escape")
    expect(remove).to_be_focused()
    assert Membership.objects.get(user=coder_a).left_at is None
    remove.click()
    dialog.get_by_role("button", name="Remove").click()
    page.get_by_text("What they coded stays.").first.wait_for()
    assert Membership.objects.get(user=coder_a).left_at is not None


@pytest.fixture
def job(study: Study, pi: User, now: datetime) -> Job:
    return Job.objects.create(
        study=study,
        kind="test",
        title="Import a file",
        task="none",
        state="running",
        done=3,
        total=10,
        requested_at=now,
    )


def test_job_shows_its_progress_until_it_ends(browse: As, pi: User, study: Study, job: Job) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/jobs/{job.pk}/")
    expect(page.locator("#job")).to_contain_text("3 of 10")
    Job.objects.update(done=7)
    expect(page.locator("#job")).to_contain_text("7 of 10")
    Job.objects.update(state="failed", error="Line 17 has no id.")
    expect(page.locator("#job")).to_contain_text("Line 17 has no id.")
    assert page.locator("#job").get_attribute("hx-trigger") is None  # it asks no more


def test_answer_that_does_not_come_is_told(browse: As, pi: User, study: Study, job: Job) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/jobs/{job.pk}/")
    page.route("**/jobs/**", lambda route: route.abort())
    expect(page.locator("#messages")).to_contain_text("The answer did not arrive")


def test_problem_is_told_in_its_own_words(browse: As, pi: User, study: Study, job: Job) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/jobs/{job.pk}/")
    Membership.objects.update(left_at=job.requested_at)
    expect(page.locator("#messages")).to_contain_text("There is no study here that you are a member of.")


def test_ended_session_leads_to_the_sign_in_page(browse: As, pi: User, study: Study, job: Job) -> None:
    page = browse(pi)
    page.goto(f"/studies/{study.slug}/jobs/{job.pk}/")
    page.context.clear_cookies()
    page.wait_for_url("**/accounts/login/?next=**")


def test_pages_work_without_javascript(
    browser: Browser, live_server: object, client_of: Callable[[User], Client], pi: User, study: Study
) -> None:
    context = browser.new_context(base_url=str(live_server), java_script_enabled=False)
    enter(context, live_server, client_of(pi))
    page = context.new_page()
    page.goto(f"/studies/{study.slug}/members/")
    page.get_by_label("E-mail address").fill("late@example.org")
    page.get_by_role("button", name="Add", exact=True).click()
    assert "/invitations/" in page.locator("#invitation-address").inner_text()
    context.close()
