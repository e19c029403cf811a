"""Which rules across variables do the answers of a coder break?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coding.codebook_rules.asking import Values, asked, fails, holds
from coding.codebook_rules.conditions import condition_json, tests_of
from coding.codebook_rules.spec import CodebookSpec, RuleSpec
from coding.codebook_rules.words import Say, _, short


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """What a coder is told, whether it stops them ("block") or not ("warn"), and the keys of what it is about.

    The first of `variables` is where the sentence belongs: the first that the rule demands something of.
    """

    severity: str
    message: str
    variables: tuple[str, ...]


def broken_rules(spec: CodebookSpec, values: Values, *, say: Say = _) -> list[BrokenRule]:
    """The rules whose `when` holds while the answers contradict their `then`, in the order of the codebook.

    What has no value contradicts nothing, except where a rule asks for an answer; what is not asked breaks no rule.
    """
    if not spec.rules:
        return []
    among = asked(spec, values)
    given = {key: value for key, value in values.items() if key in among}
    return [
        _broken(rule, spec, among, say)
        for rule in spec.rules
        if holds(rule.when, given, spec) and fails(rule.then, given, spec, among=among)
    ]


def rule_json(rule: RuleSpec) -> dict[str, Any]:
    """A rule as it is kept and sent."""
    return {
        "when": condition_json(rule.when),
        "then": condition_json(rule.then),
        "severity": rule.severity,
        "message": rule.message,
    }


def _broken(rule: RuleSpec, spec: CodebookSpec, among: frozenset[str], say: Say) -> BrokenRule:
    named = dict.fromkeys(test.variable for part in (rule.then, rule.when) for test in tests_of(part))
    keys = tuple(key for key in named if key in among)
    return BrokenRule(rule.severity, rule.message.strip() or _usual(spec, keys, say), keys)


def _usual(spec: CodebookSpec, keys: tuple[str, ...], say: Say) -> str:
    labels = [variable.label for variable in spec.variables if variable.key in keys]
    sentence = say(_("These answers do not go together by the rules of the codebook: %(variables)s."))
    return sentence % {"variables": ", ".join(map(short, labels))}
