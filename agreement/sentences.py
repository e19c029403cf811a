"""What is said about reliability in words: one sentence a variable, names of levels and verdicts, reasons."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.codes import Level
from agreement.notation import spell, spell_percent
from agreement.report import Dispute, VariableReport
from agreement.results import Estimate, Reason, Undefined
from agreement.verdicts import Verdict, agrees_by_prevalence, judge

LEVELS: dict[Level, Promise] = {
    Level.NOMINAL: gettext_lazy("nominal"),
    Level.ORDINAL: gettext_lazy("ordinal"),
    Level.INTERVAL: gettext_lazy("interval"),
    Level.RATIO: gettext_lazy("ratio"),
    Level.SET: gettext_lazy("set (MASI)"),
    Level.TEXT: gettext_lazy("free text"),
}

VERDICTS: dict[Verdict, Promise] = {
    Verdict.RELIABLE: gettext_lazy("reliable"),
    Verdict.TENTATIVE: gettext_lazy("tentative"),
    Verdict.NOT_RELIABLE: gettext_lazy("not reliable"),
    Verdict.NOT_JUDGED: gettext_lazy("not judged"),
    Verdict.UNDEFINED: gettext_lazy("undefined"),
}

REASONS: dict[Reason, Promise] = {
    Reason.NO_CODES: gettext_lazy("nobody gave a code"),
    Reason.ONE_CODER: gettext_lazy("only one coder gave codes"),
    Reason.NO_PAIRABLE_UNIT: gettext_lazy("no message was coded by two coders"),
    Reason.NO_VARIATION: gettext_lazy(
        "all codes are the same, so no disagreement is to be expected by chance"
    ),
    Reason.NEVER_USED: gettext_lazy("nobody used it"),
    Reason.ALWAYS_USED: gettext_lazy("it was given every time"),
    Reason.NO_COMPLETE_UNIT: gettext_lazy("no message was coded by all coders"),
    Reason.NEGATIVE_VALUES: gettext_lazy("there are negative values, which a ratio scale cannot have"),
    Reason.TOO_MANY_VALUES: gettext_lazy("there are too many different values"),
    Reason.NOT_COMPARED: gettext_lazy("free text is not compared"),
    Reason.FEW_UNITS: gettext_lazy("fewer than ten messages were coded by two coders"),
    Reason.NO_REPLICATE: gettext_lazy("no replicate had any variation"),
}


def describe(report: VariableReport) -> str:
    """One or two sentences on a variable: what may be concluded, and why its figure is what it is."""
    return " ".join(sentence for sentence in (_conclude(report), _explain(report)) if sentence)


def _conclude(report: VariableReport) -> str:
    words = {"variable": report.variable.label}
    if isinstance(report.alpha, Undefined):
        words["reason"] = str(REASONS[report.alpha.reason])
        return _("%(variable)s has no alpha: %(reason)s.") % words
    words["alpha"] = spell(report.alpha.value)
    if isinstance(report.alpha.interval, Undefined):
        words["reason"] = str(REASONS[report.alpha.interval.reason])
        return (
            _("%(variable)s has an alpha of %(alpha)s and no interval (%(reason)s), so it is not judged.")
            % words
        )
    words["lower"] = spell(report.alpha.interval.lower)
    match judge(report.alpha):
        case Verdict.RELIABLE:
            return _("%(variable)s is reliable (alpha %(alpha)s, lower bound %(lower)s).") % words
        case Verdict.TENTATIVE:
            return (
                _("%(variable)s allows tentative conclusions only (alpha %(alpha)s, lower bound %(lower)s).")
                % words
            )
        case _:
            return (
                _(
                    "%(variable)s is not reliable enough to draw conclusions from (alpha %(alpha)s, lower bound %(lower)s)."
                )
                % words
            )


def _explain(report: VariableReport) -> str:
    if isinstance(report.alpha, Undefined):
        return _explain_undefined(report.agreement)
    if report.arithmetic is not None and report.arithmetic.observed == 0:
        return _("Coders never disagreed, so the interval cannot show how uncertain this is.")
    if report.dispute is None:
        return ""
    if agrees_by_prevalence(report.agreement, report.alpha):
        return _explain_prevalence(report) or _explain_dispute(report.dispute)
    return "" if judge(report.alpha) is Verdict.RELIABLE else _explain_dispute(report.dispute)


def _explain_undefined(agreement: Estimate | Undefined) -> str:
    if isinstance(agreement, Undefined):
        return ""
    return _("Coders agree in %(percent)s %% of pairs of codes.") % {
        "percent": spell_percent(agreement.value)
    }


def _explain_prevalence(report: VariableReport) -> str:
    """High agreement, low alpha: the value that nearly everything was coded as. Empty where no value prevails."""
    arithmetic, agreement = report.arithmetic, report.agreement
    if arithmetic is None or not arithmetic.totals or isinstance(agreement, Undefined):
        return ""
    total, name = max(zip(arithmetic.totals, arithmetic.names, strict=True))
    return _(
        "Coders agree in %(percent)s %% of pairs, but %(share)s %% of all codes are “%(name)s”, so that most of this "
        "agreement is to be expected by chance."
    ) % {
        "percent": spell_percent(agreement.value),
        "share": spell_percent(total / arithmetic.n),
        "name": name,
    }


def _explain_dispute(dispute: Dispute) -> str:
    share = spell_percent(dispute.share)
    if len(dispute.names) == 1:
        return _("Most disagreement is over %(name)s (%(share)s %% of it).") % {
            "name": dispute.names[0],
            "share": share,
        }
    first, second = dispute.names
    return _("Most disagreement is between %(first)s and %(second)s (%(share)s %% of it).") % {
        "first": first,
        "second": second,
        "share": share,
    }
