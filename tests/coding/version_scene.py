"""Rounds under one version of a codebook, and the versions that follow it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from coding.codebook_rules import CategorySpec, CodebookSpec
from coding.models import CodebookVersion, Round
from coding.queries.codebook import codebook_spec
from coding.services.codebook import publish_codebook, replace_codebook, start_draft
from coding.services.rounds import close_round, open_round
from studies.models import Study, User

from .stage import NOW, code, planned_round

Change = Callable[[CodebookSpec], CodebookSpec]


def coded_round(study: Study, coders: list[User], values: list[dict[str, Any]], **answers: Any) -> Round:
    """A closed round: the message at each place (in the order of time) was given these values by every coder."""
    round = open_round(planned_round(study, coders, **answers), by=study.created_by, at=NOW)
    messages = [unit.message for unit in round.units.select_related("message").order_by("position")]
    for coder in coders:
        for message, given in zip(messages, values, strict=True):
            code(round, coder, given, message, active_ms=6000)
    return close_round(round, by=study.created_by, at=NOW)


def next_draft(version: CodebookVersion, change: Change = lambda spec: spec) -> CodebookVersion:
    """A draft from the version, changed."""
    by = version.study.created_by
    draft = start_draft(version.study, based_on=version, by=by, at=NOW)
    return replace_codebook(draft, change(codebook_spec(draft)), edits=draft.edits, by=by, at=NOW)


def publish(draft: CodebookVersion, *, meaning_changed: bool = True) -> CodebookVersion:
    draft.refresh_from_db()
    return publish_codebook(
        draft,
        note="Next",
        meaning_changed=meaning_changed,
        edits=draft.edits,
        by=draft.created_by,
        at=NOW,
    )


def redefined(variable: str, key: str, **fields: Any) -> Change:
    """A category with other fields; a new definition unless they say what."""
    return _on_category(variable, key, fields or {"definition": "Something else now."})


def renamed(variable: str, key: str, label: str) -> Change:
    return _on_category(variable, key, {"label": label})


def _on_category(variable: str, key: str, fields: dict[str, Any]) -> Change:
    def change(spec: CodebookSpec) -> CodebookSpec:
        def touch(category: CategorySpec) -> CategorySpec:
            return replace(category, **fields) if category.key == key else category

        return replace(
            spec,
            variables=tuple(
                replace(each, categories=tuple(map(touch, each.categories))) if each.key == variable else each
                for each in spec.variables
            ),
        )

    return change
