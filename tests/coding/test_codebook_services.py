"""Drafts and publication: what is written, what is refused, what can never be changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from coding.codebook_rules import KINDS, LEVELS, CodebookSpec, VariableSpec, fingerprint
from coding.models import Category, CodebookVersion, Variable
from coding.models.codebook import Level, VariableKind, VersionState
from coding.queries.codebook import category_spec, codebook_spec, codebook_versions, variable_spec
from coding.services.codebook import (
    discard_draft,
    fill_from_template,
    publish_codebook,
    replace_codebook,
    start_draft,
)
from coding.services.codebook_categories import add_category, change_category, move_category, remove_category
from coding.services.codebook_variables import add_variable, change_variable, move_variable, remove_variable
from coding.study_templates import TEMPLATES
from cyberdip.lib.problems import Conflict, Invalid, Stale
from studies.models import LogEntry, Study, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(study: Study, pi: User, now: datetime) -> CodebookVersion:
    return start_draft(study, by=pi, at=now)


@pytest.fixture
def published(draft: CodebookVersion, pi: User, now: datetime) -> CodebookVersion:
    draft = fill_from_template(draft, "fiveg", by=pi, at=now)
    return publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


def _edits(version: CodebookVersion) -> int:
    return CodebookVersion.objects.get(pk=version.pk).edits


def _verbs(study: Study) -> list[str]:
    return list(LogEntry.objects.filter(study=study).order_by("id").values_list("verb", flat=True))[1:]


def test_the_kinds_and_levels_of_the_rules_are_those_of_the_tables() -> None:
    assert set(KINDS) == set(VariableKind.values)
    assert {level for levels in LEVELS.values() for level in levels} <= set(Level.values)


# --- drafts


def test_a_draft_is_begun_filled_and_published(study: Study, published: CodebookVersion) -> None:
    assert (published.number, published.state, published.note) == (1, VersionState.PUBLISHED, "First")
    assert [v.key for v in codebook_spec(published).variables] == ["intent", "tone", "concepts"]
    assert codebook_versions(study).get().variable_count == 3
    assert _verbs(study) == ["codebook draft started", "codebook filled from template", "codebook published"]


@pytest.mark.parametrize("template", [key for key in TEMPLATES if key != "blank"])
def test_every_template_can_be_published_as_it_is(
    template: str, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, template=template, by=pi, at=now)
    publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=pi, at=now)


def test_a_double_click_begins_one_draft(
    draft: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    assert start_draft(study, by=pi, at=now) == draft
    assert _verbs(study) == ["codebook draft started"]


def test_there_is_one_draft_at_a_time(draft: CodebookVersion, study: Study, pi: User, now: datetime) -> None:
    with pytest.raises(Conflict, match="a draft already, version 1"):
        start_draft(study, template="fiveg", by=pi, at=now)


def test_an_unknown_template_and_a_filled_draft_are_refused(
    draft: CodebookVersion, pi: User, now: datetime
) -> None:
    with pytest.raises(Invalid, match="no template “sixg”"):
        fill_from_template(draft, "sixg", by=pi, at=now)
    fill_from_template(draft, "fiveg", by=pi, at=now)
    with pytest.raises(Conflict, match="holds variables already"):
        fill_from_template(draft, "fiveg", by=pi, at=now)


def test_a_published_version_is_revised_by_a_copy(
    published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, based_on=published, by=pi, at=now)
    assert (draft.number, draft.based_on) == (2, published)
    assert codebook_spec(draft) == codebook_spec(published)
    add_variable(draft, label="Remark", kind="text", by=pi, at=now)
    assert len(codebook_spec(published).variables) == 3


def test_a_draft_is_discarded_and_published_versions_stay(
    published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, based_on=published, by=pi, at=now)
    discard_draft(draft, edits=draft.edits, by=pi, at=now)
    assert list(codebook_versions(study)) == [published]
    with pytest.raises(Conflict, match="discarded meanwhile"):
        add_variable(draft, label="Remark", kind="text", by=pi, at=now)


# --- variables and categories


def test_variables_get_keys_from_their_labels(draft: CodebookVersion, pi: User, now: datetime) -> None:
    labels = ["Intent of the message", "5G", "语气", "<script>alert(1)</script>"]
    keys = [add_variable(draft, label=label, kind="text", by=pi, at=now).key for label in labels]
    assert keys == ["intent_of_the_message", "v5g", "v1", "script_alert_1_script"]
    assert [v.label for v in codebook_spec(draft).variables] == labels
    assert _edits(draft) == 4


def test_a_label_stands_once(draft: CodebookVersion, pi: User, now: datetime) -> None:
    tone = add_variable(draft, label="Tone", kind="single", by=pi, at=now)
    add_category(tone, label="Mild", by=pi, at=now)
    with pytest.raises(Invalid) as variable_fault:
        add_variable(draft, label=" tone ", kind="text", by=pi, at=now)
    with pytest.raises(Invalid) as category_fault:
        add_category(tone, label="MILD", by=pi, at=now)
    assert variable_fault.value.fields.keys() == category_fault.value.fields.keys() == {"label"}


def test_a_label_of_10000_characters_is_refused_in_a_sentence(
    draft: CodebookVersion, pi: User, now: datetime
) -> None:
    with pytest.raises(Invalid, match="at most 120 characters, this one has 10000"):
        add_variable(draft, label="x" * 10_000, kind="text", by=pi, at=now)
    assert _edits(draft) == 0


def test_a_variable_changes_and_keeps_its_categories(draft: CodebookVersion, pi: User, now: datetime) -> None:
    tone = add_variable(draft, label="Tone", kind="single", by=pi, at=now)
    for label in ("Mild", "Harsh"):
        add_category(tone, label=label, by=pi, at=now)
    to = VariableSpec(
        "tone", "Sharpness", "ordinal", "interval", required=False, instruction="Judge the words."
    )
    spec = variable_spec(change_variable(tone, to, by=pi, at=now))
    assert replace(spec, categories=()) == to
    assert [(c.key, c.score) for c in spec.categories] == [("mild", 1), ("harsh", 2)]


def test_a_category_of_an_order_gets_the_next_value(draft: CodebookVersion, pi: User, now: datetime) -> None:
    tone = add_variable(draft, label="Tone", kind="ordinal", by=pi, at=now)
    first = add_category(tone, label="Mild", by=pi, at=now)
    change_category(first, replace(category_spec(first), score=Decimal("2.5")), by=pi, at=now)
    assert add_category(tone, label="Harsh", by=pi, at=now).score == 3


def test_a_change_of_nothing_writes_nothing(draft: CodebookVersion, pi: User, now: datetime) -> None:
    tone = add_variable(draft, label="Tone", kind="single", by=pi, at=now)
    mild = add_category(tone, label="Mild", by=pi, at=now)
    before = _edits(draft)
    change_variable(tone, variable_spec(tone), by=pi, at=now)
    change_category(mild, category_spec(mild), by=pi, at=now)
    move_variable(tone, to=0, by=pi, at=now)
    assert _edits(draft) == before


def test_what_was_changed_meanwhile_is_not_overwritten(
    draft: CodebookVersion, pi: User, now: datetime
) -> None:
    tone = add_variable(draft, label="Tone", kind="single", by=pi, at=now)
    seen = fingerprint(variable_spec(tone))
    change_variable(tone, replace(variable_spec(tone), label="Sound"), seen=seen, by=pi, at=now)
    with pytest.raises(Stale) as stale:
        change_variable(tone, replace(variable_spec(tone), label="Voice"), seen=seen, by=pi, at=now)
    assert stale.value.extra["your_fingerprint"] == seen
    assert Variable.objects.get(pk=tone.pk).label == "Sound"


def _add_all(draft: CodebookVersion, pi: User, now: datetime) -> list[Variable]:
    return [add_variable(draft, label=label, kind="text", by=pi, at=now) for label in ("A", "B", "C", "D")]


@pytest.mark.parametrize(
    ("place", "to", "order"),
    [(0, 1, "bacd"), (3, 0, "dabc"), (1, 99, "acdb"), (2, -1, "cabd")],
)
def test_variables_are_moved(
    place: int, to: int, order: str, draft: CodebookVersion, pi: User, now: datetime
) -> None:
    move_variable(_add_all(draft, pi, now)[place], to=to, by=pi, at=now)
    assert [v.key for v in codebook_spec(draft).variables] == list(order)


def test_a_gap_left_by_a_removed_variable_is_no_hindrance(
    draft: CodebookVersion, pi: User, now: datetime
) -> None:
    variables = _add_all(draft, pi, now)
    remove_variable(variables[1], by=pi, at=now)
    add_variable(draft, label="E", kind="text", by=pi, at=now)
    move_variable(variables[3], to=0, by=pi, at=now)
    assert [v.key for v in codebook_spec(draft).variables] == ["d", "a", "c", "e"]


def test_categories_are_moved_and_removed(draft: CodebookVersion, pi: User, now: datetime) -> None:
    tone = add_variable(draft, label="Tone", kind="single", by=pi, at=now)
    rows = [add_category(tone, label=label, by=pi, at=now) for label in ("A", "B", "C")]
    move_category(rows[2], to=0, by=pi, at=now)
    remove_category(rows[0], by=pi, at=now)
    assert [c.key for c in codebook_spec(draft).variables[0].categories] == ["c", "b"]


def test_a_published_key_stays_and_its_label_may_change(
    published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, based_on=published, by=pi, at=now)
    intent = draft.variables.get(key="intent")
    warn = intent.categories.get(key="warn")
    with pytest.raises(Invalid, match="was published and stays"):
        change_variable(intent, replace(variable_spec(intent), key="purpose"), by=pi, at=now)
    with pytest.raises(Invalid, match="was published and stays"):
        change_category(warn, replace(category_spec(warn), key="warning"), by=pi, at=now)
    assert change_category(warn, replace(category_spec(warn), label="Warning"), by=pi, at=now).key == "warn"


def test_every_change_stands_in_the_logbook(
    draft: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    tone = add_variable(draft, label="Tone", kind="ordinal", by=pi, at=now)
    mild = add_category(tone, label="Mild", by=pi, at=now)
    harsh = add_category(tone, label="Harsh", by=pi, at=now)
    change_category(mild, replace(category_spec(mild), score=Decimal("1.5")), by=pi, at=now)
    move_category(harsh, to=0, by=pi, at=now)
    remove_category(harsh, by=pi, at=now)
    change_variable(tone, replace(variable_spec(tone), required=False), by=pi, at=now)
    add_variable(draft, label="B", kind="text", by=pi, at=now)
    move_variable(tone, to=1, by=pi, at=now)
    remove_variable(tone, by=pi, at=now)
    assert _verbs(study)[1:] == [
        "variable added",
        "category added",
        "category added",
        "category changed",
        "category moved",
        "category removed",
        "variable changed",
        "variable added",
        "variable moved",
        "variable removed",
    ]
    changed = LogEntry.objects.get(verb="category changed")
    assert changed.detail["changed"] == {"score": ["1", "1.5"]}


# --- the whole at once


def test_a_draft_is_replaced_as_a_whole(
    published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, based_on=published, by=pi, at=now)
    spec = CodebookSpec(codebook_spec(draft).variables[::-1])
    replaced = replace_codebook(draft, spec, edits=0, by=pi, at=now)
    assert (codebook_spec(replaced), replaced.edits) == (spec, 1)
    assert replace_codebook(draft, spec, edits=1, by=pi, at=now).edits == 1
    with pytest.raises(Stale) as stale:
        replace_codebook(draft, CodebookSpec(), edits=0, by=pi, at=now)
    assert stale.value.extra == {"your_edits": 0, "edits": 1}


def test_a_malformed_whole_is_refused_with_all_faults_and_nothing_is_kept(
    draft: CodebookVersion, pi: User, now: datetime
) -> None:
    spec = CodebookSpec(
        (VariableSpec("tone", "Tone", "radio", "nominal"), VariableSpec("1st", "x" * 200, "text", "nominal"))
    )
    with pytest.raises(Invalid) as invalid:
        replace_codebook(draft, spec, edits=0, by=pi, at=now)
    assert {where: len(sentences) for where, sentences in invalid.value.fields.items()} == {
        "tone": 1,
        "1st": 3,
    }
    assert _edits(draft) == 0


# --- publishing


def test_all_faults_are_told_at_once_and_the_draft_stays(
    draft: CodebookVersion, pi: User, now: datetime
) -> None:
    add_category(
        add_variable(draft, label="Intent", kind="single", by=pi, at=now), label="Warn", by=pi, at=now
    )
    add_variable(draft, label="Tone", kind="ordinal", by=pi, at=now)
    with pytest.raises(Invalid) as invalid:
        publish_codebook(draft, note="First", meaning_changed=True, edits=3, by=pi, at=now)
    assert set(invalid.value.fields) == {"intent", "tone"}
    assert CodebookVersion.objects.get(pk=draft.pk).is_draft


def test_nobody_publishes_what_they_have_not_seen(draft: CodebookVersion, pi: User, now: datetime) -> None:
    fill_from_template(draft, "fiveg", by=pi, at=now)
    with pytest.raises(Stale):
        publish_codebook(draft, note="First", meaning_changed=True, edits=0, by=pi, at=now)


def test_publishing_asks_for_a_note(draft: CodebookVersion, pi: User, now: datetime) -> None:
    fill_from_template(draft, "fiveg", by=pi, at=now)
    with pytest.raises(Invalid) as invalid:
        publish_codebook(draft, note="  ", meaning_changed=True, edits=1, by=pi, at=now)
    assert set(invalid.value.fields) == {"note"}


def test_a_second_click_finds_it_published(
    published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    later = now + timedelta(seconds=1)
    again = publish_codebook(published, note="First", meaning_changed=True, edits=1, by=pi, at=later)
    assert (again.pk, again.published_at) == (published.pk, now)
    assert _verbs(study).count("codebook published") == 1


def test_somebody_else_cannot_publish_it_again(
    published: CodebookVersion, coder_a: User, now: datetime
) -> None:
    with pytest.raises(Conflict, match="published already"):
        publish_codebook(published, note="Mine", meaning_changed=True, edits=1, by=coder_a, at=now)


def test_a_published_version_is_read_once(
    published: CodebookVersion, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(3):
        codebook_spec(published)
    with django_assert_num_queries(0):
        codebook_spec(CodebookVersion(pk=published.pk, **_state(published)))


def _state(version: CodebookVersion) -> dict[str, Any]:
    return {"state": version.state, "published_at": version.published_at, "edits": version.edits}


# --- a published version never changes, whoever tries, on whatever path


def _save_version(version: CodebookVersion) -> None:
    version.note = "better"
    version.save()


def _raw(statement: str) -> Callable[[CodebookVersion], None]:
    def run(version: CodebookVersion) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"version": version.pk})

    return run


ATTEMPTS: dict[str, Callable[[CodebookVersion], Any]] = {
    "save": _save_version,
    "update": lambda version: CodebookVersion.objects.filter(pk=version.pk).update(note="better"),
    "back to draft": lambda version: CodebookVersion.objects.filter(pk=version.pk).update(state="draft"),
    "delete": lambda version: version.delete(),
    "variable saved": lambda version: version.variables.get(key="tone").save(),
    "variables updated": lambda version: version.variables.update(label="x"),
    "variables bulk updated": lambda version: Variable.objects.bulk_update(
        list(version.variables.all()), ["label"]
    ),
    "variable added": lambda version: Variable.objects.create(
        version=version, key="x", label="X", kind="text", position=9
    ),
    "variables bulk added": lambda version: Variable.objects.bulk_create(
        [Variable(version=version, key="x", label="X", kind="text", position=9)]
    ),
    "variables deleted": lambda version: version.variables.all().delete(),
    "categories updated": lambda version: Category.objects.filter(variable__version=version).update(
        definition="x"
    ),
    "category added": lambda version: Category.objects.create(
        variable=version.variables.get(key="tone"), key="x", label="X", position=9
    ),
    "categories deleted": lambda version: Category.objects.filter(variable__version=version).delete(),
    "raw update of the version": _raw("UPDATE coding_codebookversion SET note = 'x' WHERE id = %(version)s"),
    "raw update of variables": _raw("UPDATE coding_variable SET label = 'x' WHERE version_id = %(version)s"),
    "raw update of categories": _raw(
        "UPDATE coding_category SET label = 'x' WHERE variable_id IN "
        "(SELECT id FROM coding_variable WHERE version_id = %(version)s)"
    ),
    "raw delete of variables": _raw("DELETE FROM coding_variable WHERE version_id = %(version)s"),
    "raw delete of categories": _raw(
        "DELETE FROM coding_category WHERE variable_id IN "
        "(SELECT id FROM coding_variable WHERE version_id = %(version)s)"
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=list(ATTEMPTS))
def test_a_published_version_never_changes(
    attempt: Callable[[CodebookVersion], Any], published: CodebookVersion
) -> None:
    before = codebook_spec(published)
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt(published)
    codebook_spec.__globals__["_published"].cache_clear()
    assert codebook_spec(CodebookVersion.objects.get(pk=published.pk)) == before


def test_nothing_is_moved_from_a_draft_into_a_published_version(
    published: CodebookVersion, study: Study, pi: User, now: datetime
) -> None:
    draft = start_draft(study, based_on=published, by=pi, at=now)
    remark = add_variable(draft, label="Remark", kind="single", by=pi, at=now)
    category = add_category(remark, label="Mild", by=pi, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Variable.objects.filter(pk=remark.pk).update(version=published, position=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        Category.objects.filter(pk=category.pk).update(
            variable=published.variables.get(key="tone"), position=9
        )
