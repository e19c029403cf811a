"""The editor's forms for kinds, groups, trees, conditions, rules and retirement, as a browser without JavaScript meets them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec, fingerprint, level_of
from coding.codebook_rules import conditions as language
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from studies.models import Study, User

pytestmark = pytest.mark.django_db
Ask = language.Test  # by its own name pytest would take it for a test
HTMX = {"HX-Request": "true"}

DEFENDS = Ask("intent", "is", ("defend",))
NO_PRAISE = Ask("tone", "is_not", ("laudatory",))


@pytest.fixture
def browser(client_of: Callable[[User | None], Client], pi: User) -> Client:
    return client_of(pi)


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, template="fiveg", by=pi, at=now)


@pytest.fixture
def second(draft: CodebookVersion, pi: User, now: datetime) -> CodebookVersion:
    """A draft of a version 2: what it holds was published."""
    first = publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)
    return start_draft(first.study, based_on=first, by=pi, at=now)


def _url(name: str, *args: Any) -> str:
    return reverse(name, args=["a-study", *args])


def _variable(draft: CodebookVersion, key: str) -> VariableSpec:
    found = codebook_spec(draft).variable(key)
    assert found is not None
    return found


def _fields(form: Any, **changed: Any) -> dict[str, Any]:
    """What a browser would send of a form that it was shown, with some of its fields changed."""
    sent = {field.name: field.value() for field in form}
    return {name: value for name, value in (sent | changed).items() if value not in (None, False, "")}


def _part_form(browser: Client, query: str) -> Any:
    return browser.get(_url("codebook_draft") + query).context["part_form"]


# --- fields by kind


@pytest.mark.parametrize(
    ("kind", "has", "has_not"),
    [
        ("single", set(), {"least", "min_choices", "offers_none", "tree_choice", "level"}),
        ("multi", {"min_choices", "max_choices", "offers_none"}, {"least", "level"}),
        ("ordinal", {"level"}, {"least", "min_choices"}),
        ("integer", {"least", "most", "level"}, {"min_choices", "offers_none"}),
        ("decimal", {"least", "most", "level"}, {"min_choices"}),
        ("date", {"level"}, {"least", "min_choices"}),
        ("yesno", set(), {"least", "level", "min_choices"}),
        ("text", set(), {"least", "level", "min_choices"}),
        ("quote", set(), {"least", "level", "min_choices"}),
    ],
)
def test_a_kind_has_its_fields_and_no_others(
    kind: str, has: set[str], has_not: set[str], browser: Client, draft: CodebookVersion
) -> None:
    browser.post(_url("variable_add"), {"label": "New", "kind": kind})
    fields = set(_part_form(browser, "?variable=new").fields)
    common = {"label", "kind", "key", "group", "required", "instruction", "allows_uncodable"}
    assert has | common <= fields
    assert not has_not & fields


def test_bounds_and_group_and_what_is_offered_are_kept(browser: Client, draft: CodebookVersion) -> None:
    browser.post(_url("variable_add"), {"label": "Share", "kind": "decimal"})
    fields = _fields(
        _part_form(browser, "?variable=share"),
        least="0.5",
        most="99.25",
        group="Figures",
        allows_not_applicable="on",
        allows_uncodable="",
    )
    browser.post(_url("variable_change", "share"), fields)
    share = _variable(draft, "share")
    assert (share.least, share.most, share.group) == (Decimal("0.5"), Decimal("99.25"), "Figures")
    assert (share.allows_not_applicable, share.allows_uncodable) == (True, False)
    page = browser.get(_url("codebook_draft") + "?variable=tone")
    assert '<option value="Figures">' in page.text
    assert '<h3 class="outline-group">Figures</h3>' in page.text


def test_bounds_out_of_order_come_back(browser: Client, draft: CodebookVersion) -> None:
    browser.post(_url("variable_add"), {"label": "Share", "kind": "integer"})
    fields = _fields(_part_form(browser, "?variable=share"), least="9", most="2")
    answer = browser.post(_url("variable_change", "share"), fields)
    assert answer.status_code == 422
    assert "smaller than the smallest" in answer.text


def test_a_field_that_is_left_keeps_all_that_its_form_does_not_show(
    browser: Client, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    spec = codebook_spec(draft)
    tone = replace(spec.variables[1], condition=DEFENDS, group="Sound")
    harsh = replace(
        tone.categories[1], parent=tone.categories[0].key, colour="green", near_misses=("Not\n\nthis.",)
    )
    tone = replace(tone, categories=(tone.categories[0], harsh, *tone.categories[2:]))
    wanted = replace(spec, variables=(spec.variables[0], tone, *spec.variables[2:]))
    replace_codebook(draft, wanted, edits=draft.edits, by=pi, at=now)
    browser.post(
        _url("variable_change", "tone"), _fields(_part_form(browser, "?variable=tone"), label="Sound")
    )
    form = _part_form(browser, f"?variable=tone&category={harsh.key}")
    browser.post(_url("category_change", "tone", harsh.key), _fields(form, definition="New words."))
    after = _variable(draft, "tone")
    assert replace(after, label="Tone", categories=()) == replace(tone, categories=())
    found = after.category(harsh.key)
    assert found is not None
    assert (found.parent, found.colour, found.near_misses) == (harsh.parent, "green", ("Not\n\nthis.",))
    assert found.definition == "New words."


def test_a_category_has_number_colour_and_near_misses(browser: Client, draft: CodebookVersion) -> None:
    form = _part_form(browser, "?variable=tone&category=warning")
    assert "score" not in form.fields
    fields = _fields(form, number="70", colour="vermillion", near_misses="One\n\nTwo")
    browser.post(_url("category_change", "tone", "warning"), fields)
    warning = _variable(draft, "tone").category("warning")
    assert warning is not None
    assert (warning.number, warning.colour, warning.near_misses) == (70, "vermillion", ("One", "Two"))


@pytest.mark.parametrize("label", ["x" * 10_000, "<b>" + "y" * 10_000])
def test_a_label_of_ten_thousand_characters_is_told_and_what_else_was_typed_comes_back(
    label: str, browser: Client, draft: CodebookVersion
) -> None:
    form = _part_form(browser, "?variable=tone&category=warning")
    answer = browser.post(
        _url("category_change", "tone", "warning"), _fields(form, label=label, definition="Typed with care.")
    )
    assert answer.status_code == 422
    assert "at most 120 characters" in answer.text
    assert "Typed with care." in answer.text
    assert "<b>yyy" not in answer.text


def test_a_label_of_html_is_told_to_be_words(browser: Client, draft: CodebookVersion) -> None:
    form = _part_form(browser, "?variable=tone&category=warning")
    fields = _fields(form, label="<i>Warning</i>")
    answer = browser.post(_url("category_change", "tone", "warning"), fields, headers=HTMX)
    assert "Saved. The label holds tags" in answer.text
    assert "&lt;i&gt;Warning&lt;/i&gt;" in answer.text
    assert "<i>Warning" not in answer.text


# --- the tree


def test_categories_are_nested_and_moved_by_the_buttons_of_the_outline(
    browser: Client, draft: CodebookVersion
) -> None:
    def press(category: str, direction: str) -> None:
        page = browser.get(_url("codebook_draft") + f"?variable=tone&category={category}")
        goal = next(goal for goal in page.context["goals"] if goal.direction == direction)
        browser.post(_url("category_move", "tone", category), {"goal": f"{goal.to}:{goal.parent}"})

    first, next_, third, *_rest = [category.key for category in _variable(draft, "tone").categories]
    press(next_, "in")
    press(third, "in")
    press(third, "in")
    tree = {category.key: category.parent for category in _variable(draft, "tone").categories}
    assert (tree[next_], tree[third]) == (first, next_)
    press(third, "out")
    press(third, "up")
    tone = _variable(draft, "tone")
    assert [category.key for category in tone.categories][:3] == [first, third, next_]
    press(first, "down")
    assert [category.key for category in _variable(draft, "tone").categories][1:4] == [first, third, next_]


def test_a_category_cannot_stand_below_itself_or_on_a_fifth_level(
    browser: Client, draft: CodebookVersion
) -> None:
    keys = [category.key for category in _variable(draft, "tone").categories]
    for parent, key in pairwise(keys[:4]):
        assert (
            browser.post(_url("category_move", "tone", key), {"to": 0, "parent": parent}).status_code == 302
        )
    below = browser.post(_url("category_move", "tone", keys[0]), {"to": 0, "parent": keys[2]})
    assert (below.status_code, "below itself" in below.text) == (422, True)
    assert (
        browser.post(_url("category_move", "tone", keys[4]), {"to": 0, "parent": keys[3]}).status_code == 422
    )


def test_a_category_is_added_below_another(browser: Client, draft: CodebookVersion) -> None:
    answer = browser.post(_url("category_add", "tone"), {"label": "Very harsh", "parent": "warning"})
    assert answer.headers["Location"].endswith("?variable=tone&category=warning")
    added = _variable(draft, "tone").category("very_harsh")
    assert added is not None
    assert added.parent == "warning"


# --- conditions


def test_a_condition_is_written_row_by_row(browser: Client, draft: CodebookVersion) -> None:
    url = _url("variable_condition", "tone")
    begun = browser.post(url, {"condition-join": "all", "do": "condition-add-0"})
    assert (begun.status_code, "choose a variable" in begun.text) == (200, True)
    row = {"condition-join": "all", "condition-0-group": "0", "condition-0-variable": "intent"}
    chosen = browser.post(url, row)
    assert "Choose what is meant." in chosen.text
    assert _variable(draft, "tone").condition is None
    row |= {"condition-0-test": "is", "condition-0-shown": "intent:many", "condition-0-value": ["defend"]}
    assert browser.post(url, row).status_code == 302
    assert _variable(draft, "tone").condition == DEFENDS
    gone = browser.post(url, row | {"do": "condition-remove-0"})
    assert gone.status_code == 200
    assert _variable(draft, "tone").condition is None


def test_only_what_is_asked_before_is_offered(browser: Client, second: CodebookVersion) -> None:
    browser.post(_url("variable_retire", "intent"))
    form = browser.get(_url("codebook_draft") + "?variable=concepts").context["condition_form"]
    assert [variable.key for variable in form.offered] == ["tone"]
    first = browser.get(_url("codebook_draft") + "?variable=intent")
    assert "here is none yet" in first.text


def test_a_condition_that_somebody_changed_meanwhile_is_not_overwritten(
    browser: Client, draft: CodebookVersion
) -> None:
    seen = fingerprint(_variable(draft, "tone"))
    fields = _fields(_part_form(browser, "?variable=tone"), instruction="Look twice.")
    browser.post(_url("variable_change", "tone"), fields)
    row = {
        "condition-join": "all",
        "condition-0-group": "0",
        "condition-0-variable": "intent",
        "condition-0-test": "answered",
    }
    answer = browser.post(_url("variable_condition", "tone"), row | {"seen": seen})
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.text
    assert _variable(draft, "tone").condition is None


def test_a_variable_is_not_moved_before_what_its_condition_tests(
    browser: Client, draft: CodebookVersion
) -> None:
    row = {
        "condition-join": "all",
        "condition-0-group": "0",
        "condition-0-variable": "intent",
        "condition-0-test": "answered",
    }
    browser.post(_url("variable_condition", "tone"), row)
    answer = browser.post(_url("variable_move", "tone"), {"to": "0"})
    assert answer.status_code == 422
    assert "asked later" in answer.text


# --- rules


RULE = {
    "when-join": "all",
    "when-0-group": "0",
    "when-0-variable": "intent",
    "when-0-test": "is",
    "when-0-shown": "intent:many",
    "when-0-value": ["defend"],
    "then-join": "all",
    "then-0-group": "0",
    "then-0-variable": "tone",
    "then-0-test": "is_not",
    "then-0-shown": "tone:many",
    "then-0-value": ["laudatory"],
    "severity": "block",
    "message": "A defence does not praise.",
    "do": "save",
}


def test_a_rule_is_added_changed_and_removed(browser: Client, draft: CodebookVersion) -> None:
    assert "A new rule" in browser.get(_url("codebook_draft") + "?rule=new").text
    answer = browser.post(_url("rule_add"), RULE)
    assert answer.headers["Location"].endswith("?rule=1")
    rule = RuleSpec(DEFENDS, NO_PRAISE, "block", "A defence does not praise.")
    assert codebook_spec(draft).rules == (rule,)
    browser.post(_url("rule_add"), RULE)  # a double click
    assert codebook_spec(draft).rules == (rule,)
    page = browser.get(_url("codebook_draft") + "?rule=1")
    changed = RULE | {"seen": page.context["seen"], "severity": "warn"}
    assert browser.post(_url("rule_change", 1), changed).status_code == 302
    assert codebook_spec(draft).rules == (replace(rule, severity="warn"),)
    assert browser.post(_url("rule_change", 1), changed).status_code == 409
    assert browser.post(_url("rule_remove", 1), {"seen": page.context["seen"]}).status_code == 409
    assert browser.post(_url("rule_remove", 1)).status_code == 302
    assert codebook_spec(draft).rules == ()
    assert browser.post(_url("rule_change", 1), RULE).status_code == 404


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"when-0-variable": ""}, "has no “when” yet"),
        ({"then-0-value": []}, "Choose what is meant."),
        ({"message": "x" * 10_000}, "at most 500 characters"),
        ({"severity": "scold"}, "Select a valid choice"),
    ],
)
def test_half_a_rule_comes_back_with_what_was_typed(
    words: dict[str, Any], sentence: str, browser: Client, draft: CodebookVersion
) -> None:
    answer = browser.post(_url("rule_add"), RULE | words)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert codebook_spec(draft).rules == ()


# --- retiring


def test_what_was_published_is_retired_with_a_reason_and_brought_back(
    browser: Client, second: CodebookVersion
) -> None:
    page = browser.get(_url("codebook_draft") + "?variable=tone&category=warning")
    assert "it can only be retired" in page.text
    assert "Remove" not in page.text
    browser.post(_url("category_retire", "tone", "warning"))
    page = browser.get(_url("codebook_draft") + "?variable=tone&category=warning")
    assert "coders cannot choose it any more" in page.text
    browser.post(_url("category_bring_back", "tone", "warning"))
    browser.post(_url("variable_retire", "concepts"))
    assert _variable(second, "concepts").retired
    browser.post(_url("variable_bring_back", "concepts"))
    assert not _variable(second, "concepts").retired
    assert not any(category.retired for category in _variable(second, "tone").categories)


def test_what_was_published_cannot_be_removed(browser: Client, second: CodebookVersion) -> None:
    answer = browser.post(_url("variable_remove", "tone"))
    assert answer.status_code == 422
    assert "Retire it" in answer.text


# --- size


def test_a_large_draft_costs_as_many_statements_as_a_small_one(
    browser: Client, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    fields = _fields(_part_form(browser, "?variable=tone"))
    pages = (_url("codebook_draft") + "?variable=tone", _url("codebook_draft") + "?rule=new")
    small = [_statements(browser.get, page) for page in pages]
    saved = _statements(browser.post, _url("variable_change", "tone"), fields | {"label": "A", "seen": ""})
    spec = codebook_spec(draft)
    many = tuple(
        CategorySpec(
            f"c{n}", f"Category {n}", parent="" if n % 10 == 0 else f"c{n // 10 * 10}", number=n + 900
        )
        for n in range(600)
    )
    more = tuple(VariableSpec(f"v{n}", f"Variable {n}", "yesno", level_of("yesno")) for n in range(196))
    frames = VariableSpec("frames", "Frames", "multi", level_of("multi"), categories=many)
    draft.refresh_from_db()
    large = CodebookSpec((*spec.variables, frames, *more))
    replace_codebook(draft, large, edits=draft.edits, by=pi, at=now)
    assert [_statements(browser.get, page) for page in pages] == small
    again = _statements(browser.post, _url("variable_change", "tone"), fields | {"label": "B", "seen": ""})
    assert again == saved


def _statements(ask: Callable[..., Any], url: str, data: dict[str, Any] | None = None) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = ask(url, data, headers=HTMX)
    assert answer.status_code == 200
    return len(captured)
