"""Which codings have to be made again since codes mean something else."""

from dataclasses import replace
from typing import Any

import pytest

from coding.codebook_rules import CategorySpec, CodebookSpec
from coding.models import CodebookVersion
from coding.queries.recoding import worklist
from coding.services.rounds import open_round
from corpus.models import Message
from studies.models import Membership, Study, User

from .stage import AGREED, NOW, add_messages, code, planned_round, published_codebook
from .version_scene import coded_round, next_draft, publish, redefined, renamed

pytestmark = pytest.mark.django_db


@pytest.fixture
def messages(study: Study) -> list[Message]:
    return add_messages(study, 4)


@pytest.fixture
def first(study: Study) -> CodebookVersion:
    return published_codebook(study)


GIVEN: list[dict[str, Any]] = [
    AGREED | {"intent": "warn", "concepts": ["security"]},
    AGREED | {"intent": "attack", "concepts": ["security", "trust"]},
    AGREED | {"intent": "warn", "concepts": []},
    AGREED | {"intent": {"special": "uncodable"}, "concepts": ["trust"]},
]


def _places(study: Study, version: CodebookVersion, coder: User | None = None) -> list[int]:
    """The places of the messages that are to be coded again, once for every coding."""
    found = worklist(study, version)
    if coder is not None:
        found = found.filter(coder=coder)
    return sorted(found.values_list("unit__position", flat=True))


@pytest.mark.parametrize(
    ("variable", "category", "expected"),
    [("intent", "warn", [1, 3]), ("concepts", "trust", [2, 4]), ("intent", "extol", [])],
)
def test_a_category_that_means_something_else_touches_the_codings_that_chose_it(
    study: Study,
    first: CodebookVersion,
    messages: list[Message],
    coder_a: User,
    variable: str,
    category: str,
    expected: list[int],
) -> None:
    coded_round(study, [coder_a], GIVEN, coders_per_message=1)
    draft = next_draft(first, redefined(variable, category))
    assert _places(study, draft) == expected
    assert _places(study, publish(draft)) == expected


def test_a_new_label_touches_nothing_and_a_minor_edit_empties_the_list(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User
) -> None:
    coded_round(study, [coder_a], GIVEN, coders_per_message=1)
    second = publish(next_draft(first, renamed("intent", "warn", "Caution")))
    assert _places(study, second) == []
    third = next_draft(second, redefined("intent", "warn"))
    assert _places(study, third) == [1, 3]
    assert _places(study, publish(third, meaning_changed=False)) == []


def _with_praise(spec: CodebookSpec) -> CodebookSpec:
    intent, *others = spec.variables
    added = replace(intent, categories=(*intent.categories, CategorySpec("praise", "Praise")))
    return replace(spec, variables=(added, *others))


def test_a_category_that_was_added_touches_every_answer_of_its_variable(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User
) -> None:
    coded_round(study, [coder_a], GIVEN, coders_per_message=1)
    assert _places(study, next_draft(first, _with_praise)) == [1, 2, 3, 4]


def test_what_earlier_versions_left_waits_still(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User
) -> None:
    """Of a published version everything that waits, of a draft what its own changes add."""
    coded_round(study, [coder_a], GIVEN, coders_per_message=1)
    second = publish(next_draft(first, redefined("intent", "attack")))
    third = next_draft(second, redefined("intent", "warn"))
    assert _places(study, third) == [1, 3]
    assert _places(study, publish(third)) == [1, 2, 3]


def test_what_its_coder_has_coded_by_the_newer_version_waits_no_more(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User, coder_b: User
) -> None:
    coded_round(study, [coder_a, coder_b], GIVEN)
    second = publish(next_draft(first, redefined("intent", "warn")))
    assert _places(study, second) == [1, 1, 3, 3]
    again = open_round(planned_round(study, [coder_a, coder_b], codebook=second), by=study.created_by, at=NOW)
    code(again, coder_a, AGREED, messages[0])
    assert _places(study, second, coder_a) == [3]
    assert _places(study, second, coder_b) == [1, 3]
    # Coder b leaves: what another has coded by the newer version need not wait for them.
    Membership.objects.filter(study=study, user=coder_b).update(left_at=NOW)
    assert _places(study, second, coder_b) == [3]
    # Another change touches the newer coding; the older one is no longer what counts.
    assert _places(study, next_draft(second, redefined("intent", "warn", definition="A third thing"))) == [
        3,
        3,
    ]


def test_an_open_round_gives_nothing_away(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User
) -> None:
    round = open_round(planned_round(study, [coder_a], coders_per_message=1), by=study.created_by, at=NOW)
    code(round, coder_a)
    assert _places(study, next_draft(first, redefined("intent", "warn"))) == []


def test_a_version_that_was_begun_anew_from_an_older_one_is_compared_with_every_branch(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User
) -> None:
    second = publish(next_draft(first, redefined("intent", "warn")))
    coded_round(study, [coder_a], GIVEN, coders_per_message=1, codebook=second)
    restored = publish(next_draft(first), meaning_changed=False)
    assert _places(study, restored) == [1, 3]


def test_the_list_costs_one_statement_however_many_codings_there_are(
    study: Study,
    first: CodebookVersion,
    messages: list[Message],
    coder_a: User,
    django_assert_num_queries: Any,
) -> None:
    coded_round(study, [coder_a], GIVEN, coders_per_message=1)
    second = publish(next_draft(first, redefined("intent", "warn")))
    worklist(study, second)  # published versions are read once
    with django_assert_num_queries(3):  # the versions, the rounds, and the list
        assert len(worklist(study, second)) == 2
