"""The codebook on paper: what it says, and figures from closed rounds for those who may see them."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader
from rest_framework.test import APIClient

from agreement.printing import make_pdf, printed_codebook
from coding.codebook_rules import CodebookSpec
from coding.models import CodebookVersion, Round
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.study_templates import TEMPLATES
from studies.models import Study, User
from tests.furnished import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> CodebookVersion:
    """Two coders; four messages in each of three closed rounds and of an open one. They differ in the tone of the second."""
    furnish(study, pi=pi, coders=[coder_a, coder_b], now=now)
    return CodebookVersion.objects.get(study=study, number=1)


@pytest.fixture
def large(study: Study, pi: User, now: datetime) -> CodebookVersion:
    """All templates in one codebook: trees, conditions, rules."""
    draft = start_draft(study, by=pi, at=now)
    specs = [template.spec for template in TEMPLATES.values()]
    variables = {variable.key: variable for spec in specs for variable in spec.variables}
    rules = tuple(rule for spec in specs for rule in spec.rules)
    spec = CodebookSpec(tuple(variables.values()), rules)
    draft = replace_codebook(draft, spec, edits=draft.edits, by=pi, at=now)
    return publish_codebook(
        draft, note="*All* #of $it$", meaning_changed=True, edits=draft.edits, by=pi, at=now
    )


def _words(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_frequencies_and_alpha_come_from_closed_rounds_only(coded: CodebookVersion) -> None:
    printed = printed_codebook(coded, with_figures=True)
    assert len(printed.rounds) == 3
    assert printed.codings == 3 * 4 * 2
    tone, concepts = printed.results
    assert [(line.label, line.codes, line.share) for line in tone.lines] == [
        ("Calm", 21, "87.5"),
        ("Harsh", 3, "12.5"),
    ]
    assert tone.answered == concepts.answered == 24
    assert [line.codes for line in concepts.lines] == [0, 0]
    assert [figure.round for figure in tone.figures] == list(printed.rounds)
    assert all(figure.alpha for figure in tone.figures)


def test_an_open_round_changes_no_figure(coded: CodebookVersion) -> None:
    Round.objects.filter(number__in=(1, 2, 3)).update(closed_at=None)
    printed = printed_codebook(coded, with_figures=True)
    assert (printed.codings, printed.results, printed.rounds) == (0, [], ())


def test_coders_get_the_codebook_without_figures(
    coded: CodebookVersion,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
    pi: User,
    coder_a: User,
) -> None:
    path = reverse("codebook_print", args=["a-study", 1])
    seen, blind = (client_of(person).get(path).content.decode() for person in (pi, coder_a))
    assert "Appendix" in seen and "87.5" in seen
    assert "Appendix" not in blind and "87.5" not in blind
    assert "What calm is." in blind
    document = api_of(coder_a).get(reverse("api:codebook_print", args=["a-study", 1])).json()
    assert (document["results"], document["codings"]) == ([], 0)
    assert api_of(pi).get(reverse("api:codebook_print", args=["a-study", 1])).json()["codings"] == 24


@pytest.mark.parametrize("door", ["codebook_pdf", "api:codebook_pdf"])
def test_the_pdf_says_what_the_page_says(
    coded: CodebookVersion,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
    pi: User,
    coder_a: User,
    door: str,
) -> None:
    client = api_of if door.startswith("api") else client_of
    seen, blind = (client(person).get(reverse(door, args=["a-study", 1])) for person in (pi, coder_a))
    assert seen["Content-Type"] == "application/pdf"
    words = _words(seen.content)
    for part in (
        "Codebook, version 1",
        "A study",
        "Tone",
        "Calm",
        "What calm is.",
        "Appendix",
        "87.5",
        "Krippendorff",
    ):
        assert part in words
    assert "Appendix" not in _words(blind.content)


def test_words_of_a_codebook_are_never_markup(large: CodebookVersion, now: datetime) -> None:
    words = _words(make_pdf(printed_codebook(large, with_figures=True), at=now))
    assert "*All* #of $it$" in words
    assert "Asked when" in words
    assert "Rules across variables" in words
    assert "1.1 Natural disaster" in words


def test_a_large_codebook_is_typeset_in_under_a_second_and_few_statements(
    large: CodebookVersion, now: datetime
) -> None:
    make_pdf(printed_codebook(large, with_figures=True), at=now)  # fonts are looked for once
    with CaptureQueriesContext(connection) as captured:
        printed = printed_codebook(large, with_figures=True)
    assert len(captured) <= 5
    started = time.monotonic()
    first = make_pdf(printed, at=now)
    assert time.monotonic() - started < 1
    assert make_pdf(printed, at=now) == first
