"""A day of a PI, with the mouse and with the keyboard alone.

In the morning the codebook is revised and published, with what that costs; then the round is planned in which the touched codings
are made again. It is opened, watched while somebody codes, and closed at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from coding.models import Round
from coding.services.desk import save_draft
from studies.models import Membership, Study, User
from studies.roles import Role
from studies.services.studies import create_study
from tests.coding.stage import AGREED, NOW, add_messages, closed_in_dispute, code
from tests.story.person import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_day_of_a_pi(arrive: Callable[[str], Person], by: str) -> None:
    boss = arrive("boss")
    study = _a_study_that_has_coded(User.objects.get(email="boss@example.org"))
    boss.page.goto(f"/studies/{study.slug}/codebook/1/")
    _revise(boss, by)
    _publish(boss, by)
    _plan_what_is_touched(boss, by)
    round = study.rounds.latest("number")
    assert round.codebook.number == 2
    _watch(boss, round)
    _close(boss, by)
    round.refresh_from_db()
    assert round.phase == "closed"


def _a_study_that_has_coded(boss: User) -> Study:
    """Twelve messages, coded by two coders with the first version of the codebook; the round is closed."""
    study = create_study(title="A day", slug="a-day", by=boss, at=NOW)
    coders = [User.objects.create_user(f"coder{n}@example.org", name=f"Coder {n}") for n in (1, 2)]
    for coder in coders:
        Membership.objects.create(study=study, user=coder, role=Role.CODER, added_by=boss, added_at=NOW)
    closed_in_dispute(study, add_messages(study, 12), *coders)
    return study


def _main(boss: Person, role: str, name: str | re.Pattern[str]) -> Locator:
    return boss.page.locator("main").get_by_role(role, name=name).first  # type: ignore[arg-type]


def _revise(boss: Person, by: str) -> None:
    """Rename a category, word its definition anew, and let it come first."""
    page = boss.page
    boss.act(_main(boss, "button", "New draft from this version"), by=by)
    _open_line(boss, "variable-intent", by)
    expect(page.get_by_role("heading", name="Variable “Intent”")).to_be_visible()
    _open_line(boss, "category-warn", by)
    expect(page.get_by_role("heading", name="Category “Warn”")).to_be_visible()
    boss.write(page.locator("#part_label"), "Warn others", by=by)
    boss.write(page.get_by_label("Definition"), "Names a risk that others are to heed.", by=by)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    if by == "keyboard":
        _go_to_line(boss, "category-warn")
        page.keyboard.press("Alt+ArrowUp")
    else:
        page.locator("#codebook-move-up").click()
    expect(page.get_by_text(re.compile("^3 changes since version 1"))).to_be_visible()


def _open_line(boss: Person, name: str, by: str) -> None:
    if by == "mouse":
        boss.page.locator(f"#{name}").click()
    else:
        _go_to_line(boss, name)
        boss.page.keyboard.press("Enter")


def _go_to_line(boss: Person, name: str) -> None:
    """The outline is one stop of the tabulator; in it, arrows go from line to line."""
    page = boss.page
    boss.reach(page.locator("[data-cd-outline] a[tabindex='0'], [data-cd-outline] a:not([tabindex])").first)
    page.keyboard.press("Home")
    line = page.locator(f"#{name}")
    for _step in range(page.locator("[data-cd-outline] a").count()):
        if line.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {name}")


def _publish(boss: Person, by: str) -> None:
    page = boss.page
    boss.act(_main(boss, "link", "Publish…"), by=by)
    expect(page.get_by_text("Warn others").first).to_be_visible()
    expect(page.get_by_role("heading", name="What a yes costs")).to_be_visible()
    boss.write(page.get_by_label("What changed, and why"), "Warnings are worded more sharply", by=by)
    yes = page.get_by_role("radio", name=re.compile("^Yes"))
    if by == "mouse":
        yes.check()
    else:
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
    expect(yes).to_be_checked()
    boss.act(_main(boss, "button", "Publish"), by=by)
    expect(page.get_by_role("heading", name=re.compile("version 2", re.IGNORECASE)).first).to_be_visible()


def _plan_what_is_touched(boss: Person, by: str) -> None:
    page = boss.page
    boss.act(_main(boss, "link", "What it touches"), by=by)
    expect(page.get_by_role("heading", name="To be coded again")).to_be_visible()
    boss.act(_main(boss, "button", "Plan the round that codes it again"), by=by)
    boss.act(_main(boss, "button", "Open the round"), by=by)
    boss.act(page.get_by_role("dialog").get_by_role("button").last, by=by)
    expect(page.get_by_role("heading", name="The coders are at work")).to_be_visible()


def _watch(boss: Person, round: Round) -> None:
    """The page tells by itself how far the coders are, and never what they code."""
    page = boss.page
    planned = round.assignments.count()
    expect(page.get_by_text(f"0 of {planned} codings")).to_be_visible()
    first = round.coders.order_by("letter").first()
    assert first is not None
    code(round, first.coder)
    done = round.assignments.filter(coder=first.coder).count()
    expect(page.get_by_text(f"{done} of {planned} codings")).to_be_visible(timeout=25_000)
    rest = round.assignments.filter(revision=0).first()
    assert rest is not None
    save_draft(rest, values={"intent": AGREED["intent"]}, base_revision=0, by=rest.coder, at=NOW)


def _close(boss: Person, by: str) -> None:
    """Who closes is told who holds unsent work."""
    page = boss.page
    boss.act(_main(boss, "link", "Close the round"), by=by)
    expect(page.get_by_text(re.compile(r"^Coder \d: 1 draft$"))).to_be_visible()
    boss.act(_main(boss, "button", "Close the round"), by=by)
    expect(_main(boss, "heading", re.compile("^Next: settle"))).to_be_visible()
