"""The rules across variables of a draft: add, change, remove. A rule goes by its number, counted from 1."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook_rules import CodebookSpec, RuleSpec, fingerprint, rule_json
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, draft_rule
from coding.services.codebook_draft import keep_changes, lock_draft, note_edit, refuse_stale_part
from studies.models import User


@transaction.atomic
def add_rule(version: CodebookVersion, rule: RuleSpec, *, by: User, at: datetime) -> int:
    """Add a rule behind the others, and return its number. One that is there already, word by word, is not added again."""
    draft = lock_draft(version)
    codebook = codebook_spec(draft)
    rules = codebook.rules
    if rule in rules:
        return rules.index(rule) + 1
    _keep(draft, codebook, [*rules, rule])
    note_edit(draft, "rule added", str(len(rules) + 1), by=by, at=at, detail=rule_json(rule))
    return len(rules) + 1


@transaction.atomic
def change_rule(
    version: CodebookVersion, number: int, to: RuleSpec, *, seen: str = "", by: User, at: datetime
) -> None:
    """Put `to` in the place of a rule. Stale if the rule is not as somebody saw it (`seen`, its fingerprint)."""
    draft = lock_draft(version)
    codebook = codebook_spec(draft)
    rules = codebook.rules
    before = draft_rule(rules, number)
    refuse_stale_part(seen, fingerprint(before), _("Rule %(number)d") % {"number": number})
    if to == before:
        return
    _keep(draft, codebook, [to if at == number else rule for at, rule in enumerate(rules, start=1)])
    detail = {"before": rule_json(before), "after": rule_json(to)}
    note_edit(draft, "rule changed", str(number), by=by, at=at, detail=detail)


@transaction.atomic
def remove_rule(version: CodebookVersion, number: int, *, seen: str = "", by: User, at: datetime) -> None:
    """Take a rule out of a draft. Published versions keep it."""
    draft = lock_draft(version)
    codebook = codebook_spec(draft)
    rules = codebook.rules
    rule = draft_rule(rules, number)
    refuse_stale_part(seen, fingerprint(rule), _("Rule %(number)d") % {"number": number})
    _keep(draft, codebook, [each for at, each in enumerate(rules, start=1) if at != number])
    note_edit(draft, "rule removed", str(number), by=by, at=at, detail=rule_json(rule))


def _keep(draft: CodebookVersion, before: CodebookSpec, rules: Iterable[RuleSpec]) -> None:
    keep_changes(draft, before, replace(before, rules=tuple(rules)))
