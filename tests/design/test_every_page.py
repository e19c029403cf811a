"""All pages that a person can reach by links, in a study that has everything."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import translation

from studies.models import Study, User
from tests.design.pages import Visited, walk
from tests.furnished import TEXTS, furnish

pytestmark = pytest.mark.django_db
ROLES = ["pi", "adjudicator", "coder_a", "observer"]


@pytest.fixture
def visit(
    request: pytest.FixtureRequest,
    study: Study,
    pi: User,
    coder_a: User,
    coder_b: User,
    now: datetime,
    client_of: Callable[[User], Client],
) -> Callable[[str], list[Visited]]:
    """`visit("observer")`: every page that this member of the study is led to."""
    furnish(study, pi=pi, coders=[coder_a, coder_b], now=now)

    def visited(role: str) -> list[Visited]:
        client = client_of(request.getfixturevalue(role))
        return [*walk(client, f"/studies/{study.slug}/"), *walk(client, f"/studies/{study.slug}/road/")]

    return visited


@pytest.mark.parametrize("role", ROLES)
def test_no_link_leads_nowhere(visit: Callable[[str], list[Visited]], role: str) -> None:
    """Nobody is offered what is not there, or what their role does not allow."""
    wrong = [
        (page.path, page.status, page.came_from) for page in visit(role) if page.status not in {200, 302}
    ]
    assert wrong == []


@pytest.mark.parametrize("role", ["pi", "coder_a"])
def test_pages_are_well_built(visit: Callable[[str], list[Visited]], role: str) -> None:
    for page in visit(role):
        if not page.read.headings or page.name == "study_road":
            continue
        assert page.read.headings.count("h1") == 1, page.path
        assert page.read.primary_buttons <= 1, f"{page.path} has more than one next step"
        levels = [int(heading[1]) for heading in page.read.headings]
        assert all(b - a <= 1 for a, b in pairwise(levels)), f"{page.path} skips a heading"
        twice = [name for name, count in Counter(page.read.ids).items() if count > 1]
        assert twice == [], f"{page.path} uses an id twice"


# What is data and not words of the product: names, titles, addresses, codes, numbers. Elements with translate="no" are data too.
DATA = re.compile(
    r"[\w.]+@example\.org|pi|adjudicator|coder_[ab]|observer|A study|First|first|Round \d|embassy_demo|@\w+|Northland|twitter"
    r"|\ben\b|Tone|Concepts|Calm|Harsh|Trust|Trade|What \w+ is\.|Reliability of|Snapshot:|four\.csv|cyberdip|OpenAPI|UTC|SHA-256"
    r"|v\d|[a-z_]+\.(csv|jsonl|json|svg|png)|[0-9a-f]{8,}|Python|numpy|krippendorff|"
    + "|".join(map(re.escape, TEXTS))
)


def untranslated(words: str) -> str:
    """What stands outside of brackets. Sentences stand in sentences; an element in one leaves it open at an end."""
    while True:
        outside = re.sub(r"⟦[^⟦⟧]*⟧", "", words)
        if outside == words:
            return DATA.sub("", re.sub(r"⟦.*$|^.*⟧", "", words, flags=re.DOTALL))
        words = outside


@pytest.mark.parametrize("role", ["pi", "coder_a"])
def test_every_word_can_be_translated(
    visit: Callable[[str], list[Visited]], role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sentence is put in brackets where it would be translated: what stands outside of brackets never will be."""
    real = translation._trans
    monkeypatch.setattr(real, "gettext", lambda message: f"⟦{message}⟧" if message else "")
    monkeypatch.setattr(real, "pgettext", lambda context, message: f"⟦{message}⟧")
    monkeypatch.setattr(real, "ngettext", lambda one, many, n: f"⟦{one if n == 1 else many}⟧")
    monkeypatch.setattr(real, "npgettext", lambda context, one, many, n: f"⟦{one if n == 1 else many}⟧")
    bare = {
        f"{page.name}: {words}"
        for page in visit(role)
        for words in page.read.words
        if re.search(r"[A-Za-z]{2}", untranslated(words))
    }
    assert not bare, "\n".join(sorted(bare))
