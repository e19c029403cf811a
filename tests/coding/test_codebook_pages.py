"""The pages of the codebook, as a browser without JavaScript and as htmx meet them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.services.codebook import publish_codebook, start_draft
from coding.services.codebook_categories import add_category
from coding.services.codebook_variables import add_variable
from studies.models import Study, User

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client_of: ClientOf, pi: User) -> Client:
    return client_of(pi)


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, template="fiveg", by=pi, at=now)


@pytest.fixture
def published(draft: CodebookVersion, pi: User, now: datetime) -> CodebookVersion:
    return publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


def _url(name: str, *args: Any) -> str:
    return reverse(name, args=["a-study", *args])


def _keys(study: Study) -> list[str]:
    return [v.key for v in codebook_spec(study.codebook_versions.latest("number")).variables]


# --- the list and a version


def test_an_empty_codebook_offers_the_templates_to_a_pi(browser: Client, study: Study) -> None:
    answer = browser.get(_url("codebook_list"))
    assert "Start the codebook" in answer.text
    assert "Cyber-diplomacy on 5G" in answer.text


def test_an_empty_codebook_offers_nothing_to_a_coder(client_of: ClientOf, coder_a: User) -> None:
    answer = client_of(coder_a).get(_url("codebook_list"))
    assert "A PI of the study writes it" in answer.text
    assert "Start the codebook" not in answer.text


def test_a_template_becomes_the_first_draft(browser: Client, study: Study) -> None:
    answer = browser.post(_url("codebook_start"), {"template": "fiveg"})
    assert answer.headers["Location"] == _url("codebook_draft")
    assert _keys(study) == ["intent", "tone", "concepts"]
    assert browser.post(_url("codebook_start"), {"template": "sixg"}).status_code == 422


def test_everybody_in_the_study_reads_a_version(
    client_of: ClientOf, published: CodebookVersion, coder_a: User, observer: User
) -> None:
    for person in (coder_a, observer):
        answer = client_of(person).get(_url("codebook_detail", 1))
        assert answer.status_code == 200
        assert "Attack the opponent" in answer.text
        assert "Include when" in answer.text
        assert "New draft" not in answer.text


def test_there_is_no_version_9(browser: Client, study: Study) -> None:
    assert browser.get(_url("codebook_detail", 9)).status_code == 404


def test_words_of_html_are_shown_as_they_were_typed(
    browser: Client, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, by=pi, at=now)
    tone = add_variable(draft, label="<b>Tone</b>", kind="single", by=pi, at=now)
    add_category(tone, label="<script>alert(1)</script>", by=pi, at=now)
    for url in (_url("codebook_detail", 1), _url("codebook_draft"), _url("codebook_publish")):
        text = browser.get(url).text
        assert "<b>Tone" not in text
        assert "<script>alert" not in text
        assert "&lt;b&gt;Tone" in text


def test_the_list_and_a_version_cost_the_same_for_any_size(
    browser: Client,
    published: CodebookVersion,
    study: Study,
    pi: User,
    now: datetime,
    django_assert_num_queries: Any,
) -> None:
    pages = [_url("codebook_list"), _url("codebook_draft")]
    start_draft(study, based_on=published, by=pi, at=now)
    counts = [_statements(browser, url) for url in pages]
    draft = study.codebook_versions.get(state="draft")
    for number in range(5):
        variable = add_variable(draft, label=f"Another {number}", kind="single", by=pi, at=now)
        for label in ("Yes", "No", "Perhaps"):
            add_category(variable, label=label, by=pi, at=now)
    draft.refresh_from_db()
    publish_codebook(draft, note="More", meaning_changed=False, edits=draft.edits, by=pi, at=now)
    start_draft(study, based_on=draft, by=pi, at=now)
    assert [_statements(browser, url) for url in pages] == counts


def _statements(browser: Client, url: str) -> int:
    assert browser.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


# --- the draft


def test_a_draft_is_for_the_pi(
    client_of: ClientOf, draft: CodebookVersion, coder_a: User, adjudicator: User
) -> None:
    for person in (coder_a, adjudicator):
        assert client_of(person).get(_url("codebook_draft")).status_code == 403
        assert client_of(person).post(_url("variable_add"), {"label": "X", "kind": "text"}).status_code == 403


def test_without_a_draft_there_is_no_page_of_it(browser: Client, published: CodebookVersion) -> None:
    answer = browser.get(_url("codebook_draft"))
    assert answer.status_code == 404
    assert "has no draft" in answer.text


def test_the_selected_part_opens_and_what_is_gone_falls_back(browser: Client, draft: CodebookVersion) -> None:
    category = browser.get(_url("codebook_draft") + "?variable=tone&category=warning")
    assert 'value="Warning"' in category.text
    gone = browser.get(_url("codebook_draft") + "?variable=mood")
    assert 'value="Intent"' in gone.text


def test_variables_and_categories_are_added_by_plain_forms(
    browser: Client, draft: CodebookVersion, study: Study
) -> None:
    answer = browser.post(_url("variable_add"), {"label": "Urgency", "kind": "ordinal"}, follow=True)
    assert "Variable “Urgency”" in answer.text
    for label in ("Low", "High"):
        answer = browser.post(_url("category_add", "urgency"), {"label": label}, follow=True)
    assert "Nothing is missing" in answer.text
    urgency = codebook_spec(draft).variable("urgency")
    assert urgency is not None
    assert [(c.key, c.score) for c in urgency.categories] == [("low", 1), ("high", 2)]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("", "required"),
        ("x" * 10_000, "at most 120 characters (it has 10000)"),
        ("TONE", "is there already"),
        ("a\x00b", "Null characters"),
    ],
)
def test_a_label_that_cannot_be_taken_comes_back_with_a_sentence(
    label: str, words: str, browser: Client, draft: CodebookVersion, study: Study
) -> None:
    answer = browser.post(_url("variable_add"), {"label": label, "kind": "text"})
    assert answer.status_code == 422
    assert words in answer.text
    assert len(_keys(study)) == 3


def test_a_variable_is_changed_by_a_plain_form(browser: Client, draft: CodebookVersion) -> None:
    fields = {"label": "Aim", "kind": "multi", "key": "intent", "instruction": "Look twice."}
    answer = browser.post(_url("variable_change", "intent"), fields)
    assert answer.headers["Location"] == _url("codebook_draft") + "?variable=intent"
    intent = codebook_spec(draft).variable("intent")
    assert intent is not None
    assert (intent.label, intent.kind, intent.level, intent.required) == ("Aim", "multi", "set", False)
    assert len(intent.categories) == 5


def test_a_category_is_changed_and_its_examples_are_told_apart(
    browser: Client, draft: CodebookVersion
) -> None:
    fields = {
        "label": "Warn",
        "key": "warn",
        "definition": "Names a risk.",
        "examples": "One\nline\n\n \nTwo",
    }
    browser.post(_url("category_change", "intent", "warn"), fields)
    warn = codebook_spec(draft).variables[0].category("warn")
    assert warn is not None
    assert (warn.definition, warn.examples) == ("Names a risk.", ("One\nline", "Two"))


def test_a_number_of_choices_out_of_order_comes_back(browser: Client, draft: CodebookVersion) -> None:
    fields = {"label": "Concepts", "kind": "multi", "key": "concepts", "min_choices": "3", "max_choices": "1"}
    answer = browser.post(_url("variable_change", "concepts"), fields)
    assert answer.status_code == 422
    assert "exchange the two" in answer.text


def test_parts_are_moved_and_removed_by_plain_forms(
    browser: Client, draft: CodebookVersion, study: Study
) -> None:
    browser.post(_url("variable_move", "concepts"), {"to": "0"})
    browser.post(_url("category_move", "intent", "defend"), {"to": "0"})
    browser.post(_url("category_remove", "intent", "extol"))
    browser.post(_url("variable_remove", "tone"))
    assert _keys(study) == ["concepts", "intent"]
    assert [c.key for c in codebook_spec(draft).variables[1].categories] == [
        "defend",
        "achieve",
        "attack",
        "warn",
    ]
    assert browser.post(_url("variable_move", "concepts"), {"to": "up"}).status_code == 422


def test_a_part_that_somebody_removed_is_told(browser: Client, draft: CodebookVersion) -> None:
    answer = browser.post(_url("variable_change", "mood"), {"label": "Mood", "kind": "text", "key": "mood"})
    assert answer.status_code == 404
    assert "no such variable any more" in answer.text


def test_what_another_window_changed_is_not_overwritten(browser: Client, draft: CodebookVersion) -> None:
    first = browser.get(_url("codebook_draft") + "?variable=tone").context["part_form"]["seen"].value()
    fields = {"label": "Sound", "kind": "single", "key": "tone", "required": "on", "seen": first}
    assert browser.post(_url("variable_change", "tone"), fields).status_code == 302
    answer = browser.post(_url("variable_change", "tone"), fields | {"label": "Voice"})
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.text


# --- the draft with htmx


def test_a_link_brings_the_editor_alone(browser: Client, draft: CodebookVersion) -> None:
    answer = browser.get(_url("codebook_draft") + "?variable=tone", headers=HTMX)
    assert answer.text.count("<html") == 0
    assert 'id="codebook-editor"' in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_a_saved_field_renews_what_shows_it_elsewhere_and_leaves_the_form(
    browser: Client, draft: CodebookVersion
) -> None:
    fields = {"label": "Sound", "kind": "single", "key": "tone", "required": "on"}
    answer = browser.post(_url("variable_change", "tone"), fields, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.count('hx-swap-oob="true"') == 5
    assert 'id="codebook-form"' not in answer.text
    assert "Sound" in answer.text


def test_another_kind_brings_another_form(browser: Client, draft: CodebookVersion) -> None:
    fields = {"label": "Tone", "kind": "ordinal", "key": "tone", "required": "on"}
    answer = browser.post(_url("variable_change", "tone"), fields, headers=HTMX)
    assert "codebook-editor" in answer.headers["HX-Location"]


def test_a_field_with_a_fault_brings_the_part_alone(browser: Client, draft: CodebookVersion) -> None:
    fields = {"label": "", "kind": "single", "key": "tone"}
    answer = browser.post(_url("variable_change", "tone"), fields, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#codebook-part")
    assert 'id="codebook-part"' in answer.text
    assert 'id="codebook-editor"' not in answer.text


# --- publishing


def test_the_page_lists_what_is_missing(browser: Client, study: Study, pi: User, now: datetime) -> None:
    draft = start_draft(study, by=pi, at=now)
    add_variable(draft, label="Tone", kind="single", by=pi, at=now)
    answer = browser.get(_url("codebook_publish"))
    assert "has 0 of the 2 categories it needs" in answer.text
    sent = browser.post(_url("codebook_publish"), {"number": 1, "edits": 1, "note": "First"})
    assert sent.status_code == 422
    assert CodebookVersion.objects.get().is_draft


def test_a_first_version_is_published_with_a_note(browser: Client, draft: CodebookVersion) -> None:
    fields = {"number": 1, "edits": draft.edits}
    assert browser.post(_url("codebook_publish"), fields | {"note": ""}).status_code == 422
    answers = [browser.post(_url("codebook_publish"), fields | {"note": "First"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [_url("codebook_detail", 1)] * 2
    assert not CodebookVersion.objects.get().is_draft


def test_a_later_version_asks_whether_codes_mean_something_else(
    browser: Client, published: CodebookVersion, study: Study
) -> None:
    browser.post(_url("codebook_revise", 1))
    browser.post(_url("category_retire", "intent", "warn"))
    page = browser.get(_url("codebook_publish"))
    assert "Intent: “Warn” retired" in page.text
    fields = {"number": 2, "edits": 1, "note": "Warn was never used"}
    assert browser.post(_url("codebook_publish"), fields).status_code == 422
    assert browser.post(_url("codebook_publish"), fields | {"meaning_changed": "no"}).status_code == 302
    second = study.codebook_versions.get(number=2)
    assert (second.is_draft, second.meaning_changed, second.note) == (False, False, "Warn was never used")


def test_a_draft_that_was_changed_meanwhile_is_not_published(
    browser: Client, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    add_variable(draft, label="Remark", kind="text", by=pi, at=now)
    fields = {"number": 1, "edits": draft.edits, "note": "First"}
    answer = browser.post(_url("codebook_publish"), fields)
    assert answer.status_code == 409
    assert "Somebody has changed the draft" in answer.text
    assert "First" in answer.text
    shown = answer.context["form"]["edits"].value()
    assert browser.post(_url("codebook_publish"), fields | {"edits": shown}).status_code == 302


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "7"])
def test_publishing_a_version_that_is_not_there_is_refused(
    number: str, browser: Client, draft: CodebookVersion
) -> None:
    answer = browser.post(_url("codebook_publish"), {"number": number, "edits": 1, "note": "x"})
    assert answer.status_code in {404, 422}


def test_a_draft_is_discarded(browser: Client, published: CodebookVersion, study: Study) -> None:
    browser.post(_url("codebook_revise", 1))
    assert browser.post(_url("codebook_discard"), {"edits": "5"}).status_code == 409
    assert browser.post(_url("codebook_discard"), {}).status_code == 422
    assert browser.post(_url("codebook_discard"), {"edits": "0"}).status_code == 302
    assert study.codebook_versions.get() == published


def test_revising_twice_opens_one_draft(browser: Client, published: CodebookVersion, study: Study) -> None:
    for _ in range(2):
        assert browser.post(_url("codebook_revise", 1)).status_code == 302
    assert study.codebook_versions.count() == 2
