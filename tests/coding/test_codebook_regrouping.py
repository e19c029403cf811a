"""Merging and splitting categories in a draft, and taking it back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField, Value

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec, read_condition
from coding.codebook_rules.mapping import Merge, Part, Split, read_mapping, repoint
from coding.models import Category, CodebookVersion, Variable
from coding.queries.codebook import codebook_spec
from coding.queries.codebook_operations import changed_parts
from coding.queries.recoding import worklist
from coding.services.codebook import start_draft
from coding.services.codebook_categories import add_category, bring_back_category
from coding.services.codebook_mapping import merge_categories, split_category, undo_mapping
from coding.services.codebook_mapping_checks import NewPart
from coding.services.codebook_reverting import take_change_back
from corpus.models import Message
from corpus.words import words_of
from cyberdip.lib.problems import Conflict, Invalid, NotFound
from studies.models import LogEntry, Study, User

from .stage import AGREED, NOW, add_messages, published_codebook
from .version_scene import coded_round, next_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(study: Study, pi: User) -> CodebookVersion:
    """A draft from a published version, with a condition and a rule on categories."""

    def conditioned(spec: CodebookSpec) -> CodebookSpec:
        asked = read_condition({"any": [{"variable": "intent", "is": ["attack", "warn"]}]})
        assert asked is not None
        direct = replace(spec.variables[2], condition=asked)
        rule = RuleSpec(asked, asked, "warn", "Look again.")
        return CodebookSpec((*spec.variables[:2], direct, spec.variables[3]), (rule,))

    return next_draft(published_codebook(study), conditioned)


def _intent(draft: CodebookVersion) -> Variable:
    return draft.variables.get(key="intent")


def _category(draft: CodebookVersion, key: str) -> Category:
    return Category.objects.get(variable=_intent(draft), key=key)


def _offered(draft: CodebookVersion) -> list[str]:
    variable = codebook_spec(draft).variable("intent")
    assert variable is not None
    return [category.key for category in variable.categories if not category.retired]


def _merge(draft: CodebookVersion, *keys: str, into: str = "", label: str = "") -> CodebookVersion:
    return merge_categories(
        _intent(draft), categories=keys, into=into, label=label, by=draft.created_by, at=NOW
    )


def _split(draft: CodebookVersion, key: str, *parts: NewPart) -> CodebookVersion:
    return split_category(_intent(draft), category=key, parts=parts, by=draft.created_by, at=NOW)


def _undo(draft: CodebookVersion) -> CodebookVersion:
    return undo_mapping(draft, draft.mapping[-1]["id"], by=draft.created_by, at=NOW)


def test_a_merge_retires_what_was_published_and_conditions_and_rules_follow(draft: CodebookVersion) -> None:
    merged = _merge(draft, "attack", "warn", label="Confront")
    assert read_mapping(merged.mapping) == (Merge("intent", ("attack", "warn"), "confront"),)
    spec = codebook_spec(merged)
    intent = spec.variables[0]
    assert [(one.key, one.retired) for one in intent.categories] == [
        ("extol", False),
        ("confront", False),
        ("attack", True),
        ("warn", True),
    ]
    confront = intent.category("confront")
    assert confront is not None
    assert confront.definition == "What attack means.\n\nWhat warn means."
    followed = read_condition({"any": [{"variable": "intent", "is": ["confront"]}]})
    assert (spec.variables[2].condition, spec.rules[0].when) == (followed, followed)
    line = LogEntry.objects.latest("pk")
    assert (line.verb, line.detail["merged"], line.detail["into"]) == (
        "categories merged",
        ["attack", "warn"],
        "confront",
    )


def test_what_was_never_published_is_removed(draft: CodebookVersion) -> None:
    add_category(_intent(draft), label="Praise", by=draft.created_by, at=NOW)
    merged = _merge(draft, "praise", into="extol")
    assert [one.key for one in codebook_spec(merged).variables[0].categories] == ["extol", "attack", "warn"]


def test_a_double_click_merges_and_splits_once(draft: CodebookVersion) -> None:
    once = _merge(draft, "attack", "warn", label="Confront")
    assert _merge(once, "attack", "warn", label="Confront").edits == once.edits
    parts = (NewPart("Praise oneself", ("we",)), NewPart("Praise friends"))
    split = _split(once, "extol", *parts)
    assert _split(split, "extol", *parts).edits == split.edits
    assert len(split.mapping) == 2


@pytest.mark.parametrize("kind", ["merge", "split"])
def test_undoing_brings_the_draft_back_as_it_was(draft: CodebookVersion, kind: str) -> None:
    add_category(_intent(draft), label="Praise", by=draft.created_by, at=NOW)
    before = codebook_spec(draft)
    if kind == "merge":
        done = _merge(draft, "attack", "praise", label="Both")
    else:
        done = _split(draft, "warn", NewPart("Warn of spying", ("spy",)), NewPart("Warn of costs"))
    assert codebook_spec(done) != before
    operation = done.mapping[-1]["id"]
    undone = _undo(done)
    assert codebook_spec(undone) == before
    assert undone.mapping == []
    assert undo_mapping(undone, operation, by=draft.created_by, at=NOW).edits == undone.edits
    assert LogEntry.objects.filter(verb="mapping undone").count() == 1
    with pytest.raises(NotFound):
        undo_mapping(undone, 999, by=draft.created_by, at=NOW)


def test_what_a_later_operation_rests_on_is_undone_after_it(draft: CodebookVersion) -> None:
    first = _merge(draft, "attack", "warn", label="Confront").mapping[0]["id"]
    draft.refresh_from_db()
    second = _split(draft, "confront", NewPart("Hard"), NewPart("Soft"))
    with pytest.raises(Conflict, match="undo that one first"):
        undo_mapping(second, first, by=draft.created_by, at=NOW)
    assert _offered(_undo(_undo(second))) == ["extol", "attack", "warn"]


def test_a_split_keeps_texts_and_place_and_words(draft: CodebookVersion) -> None:
    split = _split(draft, "attack", NewPart("Accuse", ("theft", "who can read")), NewPart("Mock"))
    assert read_mapping(split.mapping) == (
        Split("intent", "attack", (Part("accuse", ("theft", "who can read")), Part("mock"))),
    )
    assert _offered(split) == ["extol", "accuse", "mock", "warn"]
    accuse = codebook_spec(split).variables[0].category("accuse")
    assert accuse is not None
    assert accuse.definition == "What attack means."
    assert codebook_spec(split).variables[2].condition == read_condition(
        {"any": [{"variable": "intent", "is": ["accuse", "mock", "warn"]}]}
    )


@pytest.mark.parametrize(
    ("keys", "into", "label", "sentence"),
    [
        (("attack",), "", "Confront", "two at least"),
        (("attack", "warn"), "", "", "Say what they become"),
        (("attack", "warn"), "extol", "Confront", "Say what they become"),
        (("attack",), "attack", "", "two at least"),
        (("attack", "nothing"), "extol", "", "“nothing” is no category"),
        (("attack", "warn"), "", "Extol", "is there already"),
        (("attack", "warn"), "", "x" * 10_000, "at most 120"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_a_sentence(
    draft: CodebookVersion, keys: tuple[str, ...], into: str, label: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        _merge(draft, *keys, into=into, label=label)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((NewPart("One"),), "two categories at least"),
        ((NewPart("One"), NewPart("one ")), "label of its own"),
        ((NewPart("One", ("spy",)), NewPart("Two", ("SPY",))), "stands in two parts"),
        ((NewPart("One", ("!?",)), NewPart("Two")), "found in no message"),
        ((NewPart("Extol"), NewPart("Two")), "is there already"),
    ],
)
def test_what_cannot_be_split_is_refused_with_a_sentence(
    draft: CodebookVersion, parts: tuple[NewPart, ...], sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        _split(draft, "attack", *parts)


def test_what_others_stand_below_is_not_merged(study: Study, pi: User) -> None:
    def nested(spec: CodebookSpec) -> CodebookSpec:
        tree = VariableSpec(
            "place",
            "Place",
            "single",
            "nominal",
            categories=(
                CategorySpec("asia", "Asia"),
                CategorySpec("japan", "Japan", parent="asia"),
                CategorySpec("korea", "Korea", parent="asia"),
                CategorySpec("europe", "Europe"),
            ),
        )
        return CodebookSpec((*spec.variables, tree))

    draft = next_draft(published_codebook(study), nested)
    place = draft.variables.get(key="place")
    with pytest.raises(Invalid, match="stand below “Asia”"):
        merge_categories(place, categories=["asia", "europe"], label="World", by=pi, at=NOW)
    merge_categories(place, categories=["japan", "korea"], label="East", by=pi, at=NOW)
    tree = codebook_spec(draft).variable("place")
    assert tree is not None
    assert [(one.key, one.parent) for one in tree.categories] == [
        ("asia", ""),
        ("east", "asia"),
        ("europe", ""),
    ]


def test_a_draft_that_contradicts_its_mapping_is_not_published(draft: CodebookVersion) -> None:
    merged = _merge(draft, "attack", "warn", label="Confront")
    bring_back_category(_category(merged, "attack"), by=draft.created_by, at=NOW)
    with pytest.raises(Invalid, match="Attack"):
        publish(merged)


def test_the_words_of_messages_decide_alike_in_the_database_and_on_paper(
    study: Study, pi: User, coder_a: User
) -> None:
    """`worklist` asks PostgreSQL, the dataset asks `repoint`: they leave the same messages to coders."""
    first = published_codebook(study)
    messages = _searchable_messages(study, 12)  # “Invented message 7 on networks of the future.”
    coded_round(study, [coder_a], [AGREED] * 12, coders_per_message=1)
    draft = start_draft(study, based_on=first, by=pi, at=NOW)
    parts = (NewPart("Odd", ("message 1", "MESSAGE 3", "networks 5")), NewPart("Even", ("2", "3 future")))
    draft = _split(draft, "warn", *parts)
    on_paper = {
        message.pk
        for message in messages
        if repoint(AGREED, read_mapping(draft.mapping), message.text)[1] == {"intent"}
    }
    assert 0 < len(on_paper) < 12
    assert set(worklist(study, draft).values_list("unit__message", flat=True)) == on_paper


def _searchable_messages(study: Study, number: int) -> list[Message]:
    """Messages with the words by which an import lets them be found."""
    model = add_messages(study, 1)[0]
    made = Message.objects.bulk_create(
        Message(
            study=study,
            account=model.account,
            imported_by=model.imported_by,
            external_id=f"9{place}",
            posted_at=model.posted_at + timedelta(days=place),
            text=(text := f"Invented message {place} on networks of the future."),
            words=Func(
                Value(sorted(words_of(text)), output_field=ArrayField(TextField())),
                function="array_to_tsvector",
            ),
        )
        for place in range(1, number)
    )
    return [model, *made]


# --- taking changes back


def _back(draft: CodebookVersion, variable: str = "", category: str = "") -> CodebookVersion:
    return take_change_back(draft, variable=variable, category=category, by=draft.created_by, at=NOW)


def test_every_change_can_be_taken_back_part_by_part(study: Study, pi: User) -> None:
    first = published_codebook(study)
    base = codebook_spec(first)

    def changed(spec: CodebookSpec) -> CodebookSpec:
        intent, concepts, direct, remark = spec.variables
        extol, attack, warn = intent.categories
        categories = (
            warn,
            replace(extol, label="Praise", definition="New"),
            CategorySpec("new", "New"),
            attack,
        )
        intent = replace(intent, label="Aim", categories=categories)
        asked = read_condition({"variable": "intent", "is": ["attack"]})
        assert asked is not None
        rule = RuleSpec(asked, asked, "warn", "Look again.")
        added = VariableSpec("irony", "Irony", "yesno", "nominal")
        return CodebookSpec((concepts, intent, replace(direct, retired=True), remark, added), (rule,))

    draft = next_draft(first, changed)
    parts = changed_parts(draft)
    assert {(part.variable, part.category) for part in parts} == {
        ("", ""),
        ("intent", ""),  # moved as well: “Concepts” kept its place among the rest
        ("direct", ""),
        ("irony", ""),
        ("intent", "extol"),
        ("intent", "new"),
        ("intent", "warn"),
    }
    for part in parts:
        draft = _back(draft, part.variable, part.category)
    assert codebook_spec(draft) == base
    edits = draft.edits
    assert _back(draft, "intent", "extol").edits == edits  # a double click
    assert LogEntry.objects.filter(verb="change taken back").count() <= len(parts)


def test_what_a_merge_rests_on_is_not_taken_back_without_it(draft: CodebookVersion) -> None:
    merged = _merge(draft, "attack", "warn", label="Confront")
    for category in ("confront", "attack"):
        with pytest.raises(Conflict, match="merged or split"):
            _back(merged, "intent", category)
