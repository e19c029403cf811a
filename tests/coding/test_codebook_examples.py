"""Decided messages in the codebook, and the round in which touched codings are made again."""

import pytest

from coding.codebook_rules.faults import MOST_EXAMPLES
from coding.models import Category, CodebookVersion, Round
from coding.queries.codebook_impact import codings_to_recode, impact_of, messages_to_recode
from coding.services.codebook_examples import use_as_example
from coding.services.codebook_recoding import plan_recoding
from corpus.models import Message
from cyberdip.lib.problems import Conflict, Invalid, NotFound
from studies.models import LogEntry, Membership, Study, User

from .stage import AGREED, NOW, add_messages, at_once, published_codebook
from .version_scene import coded_round, next_draft, publish, redefined

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(study: Study) -> CodebookVersion:
    return published_codebook(study)


@pytest.fixture
def messages(study: Study) -> list[Message]:
    return add_messages(study, 12)


def _warn(study: Study) -> Category:
    return Category.objects.get(variable__version__study=study, variable__version__state="draft", key="warn")


def _use(message: Message, by: User, *, near_miss: bool = False, category: str = "warn") -> CodebookVersion:
    return use_as_example(message, variable="intent", category=category, near_miss=near_miss, by=by, at=NOW)


def test_an_example_begins_a_draft_and_a_double_click_adds_it_once(
    study: Study, first: CodebookVersion, messages: list[Message], pi: User
) -> None:
    draft = _use(messages[0], pi)
    assert (draft.number, draft.based_on_id) == (2, first.pk)
    edits = draft.edits
    assert _use(messages[0], pi).edits == edits
    assert _warn(study).examples == [messages[0].text]
    assert LogEntry.objects.latest("pk").detail == {
        "variable": "intent",
        "category": "warn",
        "message": messages[0].external_id,
    }
    _use(messages[1], pi)
    assert _warn(study).examples == [messages[0].text, messages[1].text]


def test_what_turns_out_to_be_a_near_miss_is_no_example_any_more(
    study: Study, first: CodebookVersion, messages: list[Message], pi: User
) -> None:
    _use(messages[0], pi)
    _use(messages[0], pi, near_miss=True)
    assert (_warn(study).examples, _warn(study).near_misses) == ([], [messages[0].text])


def test_what_cannot_be_an_example_is_refused(
    study: Study, first: CodebookVersion, messages: list[Message], pi: User
) -> None:
    with pytest.raises(NotFound, match="no such category"):
        _use(messages[0], pi, category="nothing")
    draft = _use(messages[0], pi)
    Category.objects.filter(pk=_warn(study).pk).update(
        examples=[f"Example {n}" for n in range(MOST_EXAMPLES)]
    )
    with pytest.raises(Invalid, match="at most 20 examples"):
        _use(messages[1], pi)
    draft.refresh_from_db()
    assert len(_warn(study).examples) == MOST_EXAMPLES


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_begin_one_draft(
    study: Study, first: CodebookVersion, messages: list[Message], pi: User
) -> None:
    assert at_once(lambda: _use(messages[0], pi), times=4) == []
    assert study.codebook_versions.count() == 2
    assert _warn(study).examples == [messages[0].text]


# --- recoding

WARN, ATTACK = AGREED, AGREED | {"intent": "attack"}


@pytest.fixture
def second(
    study: Study, first: CodebookVersion, messages: list[Message], coder_a: User, coder_b: User
) -> CodebookVersion:
    """Of twelve messages nine were coded as a warning, by two coders at six seconds each; it means something else now."""
    coded_round(study, [coder_a, coder_b], [WARN] * 9 + [ATTACK] * 3)
    return publish(next_draft(first, redefined("intent", "warn")))


def test_the_cost_is_counted_by_coder(
    study: Study, second: CodebookVersion, coder_a: User, coder_b: User
) -> None:
    impact = impact_of(study, second)
    assert (impact.codings, impact.messages, impact.open_rounds) == (18, 9, 0)
    assert [(share.coder, share.codings, share.seconds_each) for share in impact.coders] == [
        (coder_a, 9, 6.0),
        (coder_b, 9, 6.0),
    ]
    assert impact.hours == pytest.approx(18 * 6 / 3600)


def test_each_message_tells_whose_codings_and_which_answers(study: Study, second: CodebookVersion) -> None:
    messages = list(messages_to_recode(study, second).order_by("posted_at", "id"))
    assert len(messages) == 9
    found = codings_to_recode(study, second, messages[:2])
    assert set(found) == {message.pk for message in messages[:2]}
    assert [
        (each.assignment.coder.name, [(answer.variable.key, answer.value) for answer in each.answers])
        for each in found[messages[0].pk]
    ] == [("coder_a", [("intent", "warn")]), ("coder_b", [("intent", "warn")])]


def test_one_click_plans_the_round_and_two_clicks_no_second(
    study: Study, second: CodebookVersion, pi: User, coder_a: User, coder_b: User
) -> None:
    round = plan_recoding(second, by=pi, at=NOW)
    assert (round.kind, round.phase, round.codebook) == ("recode", "planned", second)
    assert {coder.coder for coder in round.coders.all()} == {coder_a, coder_b}
    assert plan_recoding(second, by=pi, at=NOW) == round
    Round.objects.filter(pk=round.pk).update(phase="open")
    with pytest.raises(Conflict, match="already"):
        plan_recoding(second, by=pi, at=NOW)


def test_there_is_no_round_without_work_or_without_anybody_to_do_it(
    study: Study, first: CodebookVersion, second: CodebookVersion, pi: User
) -> None:
    with pytest.raises(Conflict, match="Nothing has to be coded again"):
        plan_recoding(first, by=pi, at=NOW)
    with pytest.raises(Conflict, match="draft"):
        plan_recoding(next_draft(second), by=pi, at=NOW)
    Membership.objects.filter(study=study).exclude(user=pi).update(left_at=NOW)
    with pytest.raises(Conflict, match="invite them again"):
        plan_recoding(second, by=pi, at=NOW)
