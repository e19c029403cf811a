"""A study with every kind of variable, a tree of four levels, conditions, a rule and retired parts; coded by two."""

from dataclasses import replace
from datetime import datetime

from coding.models import CodebookVersion, KnownAnswer, Round, Unit
from coding.queries.codebook import category_spec, draft_category, draft_variable
from coding.serializers.codebook import DraftCodebookSerializer, codebook_from
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.services.codebook_categories import change_category, move_category, retire_category
from coding.services.codebook_variables import retire_variable
from coding.services.rounds import close_round, open_round, start_adjudication
from corpus.models import Message
from studies.models import Study, User
from tests.coding.stage import NOW, code, planned_round

NOT_APPLICABLE = {"special": "not_applicable"}
TREE = [
    {"key": "economy", "label": "Economy"},
    {"key": "trade", "label": "Trade", "parent": "economy"},
    {"key": "tariffs", "label": "Tariffs", "parent": "trade"},
    {"key": "steel", "label": "Steel", "parent": "tariffs"},
    {"key": "security", "label": "Security"},
    {"key": "old", "label": "Old"},
]
DOCUMENT = {
    "variables": [
        {"key": "topic", "label": "Topic", "kind": "single", "tree_choice": "leaves", "categories": TREE},
        {
            "key": "topics",
            "label": "Topics",
            "kind": "multi",
            "tree_choice": "with_parents",
            "categories": TREE,
        },
        {
            "key": "tone",
            "label": "Tone",
            "kind": "ordinal",
            "condition": {"variable": "topic", "is": ["steel"]},
            "categories": [{"label": "Mild", "score": 1}, {"label": "Harsh", "score": "2.5"}],
        },
        {"key": "likes", "label": "Likes", "kind": "integer", "least": "0"},
        {"key": "share", "label": "Share", "kind": "decimal", "least": "0", "most": "1"},
        {"key": "direct", "label": "Direct", "kind": "yesno"},
        {"key": "day", "label": "Day", "kind": "date", "required": False},
        {"key": "remark", "label": "Remark", "kind": "text", "required": False},
        {
            "key": "words",
            "label": "Words",
            "kind": "quote",
            "required": False,
            "condition": {
                "all": [{"variable": "direct", "is": ["yes"]}, {"variable": "tone", "at_least": "harsh"}]
            },
        },
        {"key": "gone", "label": "Gone", "kind": "text"},
    ],
    "rules": [
        {
            "when": {"variable": "direct", "is": ["yes"]},
            "then": {"variable": "likes", "at_least": "1"},
            "severity": "block",
            "message": "Who addresses somebody is liked.",
        }
    ],
}
# "Invented message 0 on networks of the future."
QUOTE = {"start": 0, "end": 8, "text": "Invented"}
OTHER_QUOTE = {"start": 22, "end": 30, "text": "networks"}
FIRST = {
    "topic": "steel",
    "topics": ["tariffs", "security"],
    "tone": "harsh",
    "likes": 12,
    "share": 0.5,
    "direct": True,
    "day": "2019-05-12",
    "remark": "one",
    "words": QUOTE,
}
SECOND = FIRST | {
    "topic": "security",  # hides the tone, and with it the words
    "topics": ["trade", "security"],
    "likes": 1200,
    "share": 0.25,
    "day": "2019-05-14",
    "remark": "two",
}


def published_all_kinds(study: Study, *, by: User, at: datetime) -> CodebookVersion:
    """The second version: what the first one had and is retired is none of its questions."""
    draft = start_draft(study, by=by, at=at)
    words = DraftCodebookSerializer(data=DOCUMENT)
    words.is_valid(raise_exception=True)
    spec, faults = codebook_from(words.validated_data)
    draft = replace_codebook(draft, spec, edits=draft.edits, faults=faults, by=by, at=at)
    first = publish_codebook(draft, note="First", meaning_changed=True, edits=draft.edits, by=by, at=at)
    draft = start_draft(study, based_on=first, by=by, at=at)
    retire_variable(draft_variable(draft, "gone"), by=by, at=at)
    for key in ("topic", "topics"):
        variable = draft_variable(draft, key)
        retire_category(draft_category(variable, "old"), by=by, at=at)
    move_category(draft_category(variable, "security"), to=0, by=by, at=at)
    trade = draft_category(variable, "trade")
    change_category(trade, replace(category_spec(trade), label="Commerce"), by=by, at=at)
    draft.refresh_from_db()
    return publish_codebook(draft, note="Second", meaning_changed=False, edits=draft.edits, by=by, at=at)


def adjudicated_round(
    study: Study, codebook: CodebookVersion, messages: list[Message], first: User, second: User
) -> Round:
    """Three messages and a hidden one with a known answer, coded by both and in adjudication; they differ on the second."""
    pi = study.created_by
    opened = open_round(planned_round(study, [first, second], codebook=codebook), by=pi, at=NOW)
    known = KnownAnswer.objects.create(
        study=study, message=messages[3], values={"direct": False}, created_by=pi, created_at=NOW
    )
    Unit.objects.filter(round=opened, message=messages[3]).update(known=known)
    for coder in (first, second):
        code(opened, coder, FIRST, messages[0])
        code(opened, coder, FIRST if coder == first else SECOND, messages[1])
        code(opened, coder, FIRST | {"topics": []}, messages[2])
        code(opened, coder, FIRST | {"direct": coder == first}, messages[3])
    closed = close_round(opened, by=pi, at=NOW)
    return start_adjudication(closed, by=pi, at=NOW)


def unit(round: Round, place: int) -> Unit:
    return round.units.select_related("message", "round__codebook").order_by("message__posted_at")[place]
