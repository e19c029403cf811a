"""How templates spell figures of agreement and say what they mean."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from agreement import notation, sentences, verdicts
from agreement.codes import Level
from agreement.report import VariableReport
from agreement.results import Estimate, Interval, Reason, Undefined
from agreement.verdicts import Verdict

register = template.Library()

register.filter("coefficient", notation.spell)
register.filter("percent", notation.spell_percent)
register.filter("probability", notation.spell_probability)
register.filter("sentence", sentences.describe)


@register.filter
def interval(interval: Interval) -> str:
    """`[.65, .78]`, kept on one line by the cell it stands in."""
    return notation.spell_interval(interval)


@register.filter
def verdict(alpha: Estimate | Undefined) -> Verdict:
    return verdicts.judge(alpha)


@register.filter
def verdict_name(verdict: Verdict) -> Promise:
    return sentences.VERDICTS[verdict]


@register.filter
def level_name(level: Level) -> Promise:
    return sentences.LEVELS[level]


@register.filter
def reason_name(reason: Reason) -> Promise:
    return sentences.REASONS[reason]


@register.filter
def has_verdict(reports: list[VariableReport], name: str) -> int:
    """How many variables got this verdict."""
    return sum(verdicts.judge(report.alpha) == name for report in reports)
