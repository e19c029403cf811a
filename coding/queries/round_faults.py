"""What is wrong with a plan of a round: one sentence for each answer that cannot be taken."""

from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.kinds import ANSWERS, Source
from coding.models import CodebookVersion, Round
from coding.models.rounds import Masked, Order, RoundKind, Split
from coding.queries.round_plan import Plan, population, possible_coders
from coding.queries.round_sample import strata_of
from coding.states import Deed, Phase, has_passed
from corpus.metadata import is_known, label_of
from studies.models import Study, User

MOST_STRATA = 500
MOST_GOLD_PERCENT = 50
LONGEST_BLOCK_BY = 80


def plan_faults(study: Study, plan: Plan) -> dict[str, list[str]]:
    """What is wrong with a plan, by the name of the answer; empty for one that can be dealt."""
    if plan.kind not in ANSWERS:
        return {"kind": [_("There is no such kind of round.")]}
    faults = {
        "codebook": _codebook_fault(study, plan.codebook),
        "coders": _coders_fault(study, plan.coders),
        "order": "" if plan.order in Order.values else _("There is no such order."),
        "block_by": _block_fault(study, plan),
        "masked": "" if set(plan.masked) <= set(Masked.values) else _("This cannot be hidden from coders."),
        "training": _training_fault(study, plan.training),
        **_of_source(study, plan),
    }
    return {name: [fault] for name, fault in faults.items() if fault}


def _of_source(study: Study, plan: Plan) -> dict[str, str]:
    match plan.source:
        case Source.STUDY:
            return _sample_faults(study, plan)
        case Source.KNOWN:
            return {"sample_size": _size_fault(plan.sample_size), "pass_rule": _pass_fault(plan)}
        case Source.OWN if plan.kind == RoundKind.STABILITY:
            return {
                "sample_size": _size_fault(plan.sample_size),
                "repeats": _repeats_fault(study, plan.repeats),
            }
    return {}


def _codebook_fault(study: Study, codebook: CodebookVersion) -> str:
    if codebook.study_id != study.pk:
        return _("This version belongs to another study: choose one of this study's.")
    if codebook.is_draft:
        return _("Version %(number)d of the codebook is a draft: publish it first.") % {
            "number": codebook.number
        }
    return ""


def _coders_fault(study: Study, coders: Sequence[User]) -> str:
    if not coders:
        return _("A round needs coders: choose at least one.")
    able = set(possible_coders(study))
    strangers = [str(coder) for coder in coders if coder not in able]
    if strangers:
        return _("These people may not code in this study, or not any more: %(names)s.") % {
            "names": ", ".join(strangers)
        }
    return ""


def _block_fault(study: Study, plan: Plan) -> str:
    if plan.order != Order.BLOCKED:
        return ""
    if not plan.block_by:
        return _("Say by what the blocks are made: by account, for example.")
    if len(plan.block_by) > LONGEST_BLOCK_BY:
        return _("The name of this column is too long to make blocks by.")
    return _metadata_fault(study, (plan.block_by,))


def _metadata_fault(study: Study, names: Sequence[str]) -> str:
    unknown = [label_of(name) for name in names if not is_known(study, name)]
    if unknown:
        return _("The messages of this study cannot be told apart by this: %(names)s.") % {
            "names": ", ".join(unknown)
        }
    return ""


def _training_fault(study: Study, training: Round | None) -> str:
    if training is None or (training.study_id == study.pk and training.kind == RoundKind.TRAINING):
        return ""
    return _("What is to be passed first is a training round of this study.")


# What is drawn from the study


def _sample_faults(study: Study, plan: Plan) -> dict[str, str]:
    there = population(study, plan).count()
    return {
        "filters": _filter_fault(plan, there),
        "strata_by": _strata_fault(study, plan),
        "split": "" if plan.split in Split.values else _("There is no such way to share out a sample."),
        "sample_size": _size_fault(plan.sample_size) or _too_many(plan, there),
        "coders_per_message": _each_fault(plan),
        "overlap_percent": _share_fault(plan.overlap_percent),
        "overlap_size": _overlap_fault(plan, there if plan.sample_size is None else plan.sample_size),
        "takes_new": _new_fault(plan),
        "gold_percent": _gold_fault(plan),
        "gold_alert_percent": _share_fault(plan.gold_alert_percent),
    }


def _strata_fault(study: Study, plan: Plan) -> str:
    if not plan.strata_by:
        return ""
    if len(plan.strata_by) > 2 or len(set(plan.strata_by)) < len(plan.strata_by):
        return _("A sample is stratified by one or by two different things.")
    unknown = _metadata_fault(study, plan.strata_by)
    if unknown:
        return unknown
    strata = len(strata_of(study, plan))
    if strata > MOST_STRATA:
        return _(
            "This makes %(strata)s strata, too many to say anything about each: "
            "stratify by what has fewer values (at most %(most)d)."
        ) % {"strata": intcomma(strata), "most": MOST_STRATA}
    return ""


def _size_fault(size: int | None) -> str:
    return _("A sample has at least one message.") if size is not None and size < 1 else ""


def _too_many(plan: Plan, there: int) -> str:
    size = plan.sample_size
    if size is None or size <= there:
        return ""
    if plan.filters.as_json():
        return ngettext(
            "%(there)d message passes the filter: a sample of %(size)d cannot be drawn.",
            "%(there)d messages pass the filter: a sample of %(size)d cannot be drawn.",
            there,
        ) % {"there": there, "size": size}
    return ngettext(
        "The study has %(there)d message: a sample of %(size)d cannot be drawn.",
        "The study has %(there)d messages: a sample of %(size)d cannot be drawn.",
        there,
    ) % {"there": there, "size": size}


def _filter_fault(plan: Plan, there: int) -> str:
    if there or not plan.filters.as_json():
        return ""
    return _("No message passes this filter: make it wider.")


def _each_fault(plan: Plan) -> str:
    if plan.coders_per_message < 1:
        return _("Every message needs a coder.")
    if plan.coders and plan.coders_per_message > len(plan.coders):
        return ngettext(
            "%(each)d coders a message cannot be had from %(chosen)d coder: choose more coders, or fewer a message.",
            "%(each)d coders a message cannot be had from %(chosen)d coders: choose more coders, or fewer a message.",
            len(plan.coders),
        ) % {"each": plan.coders_per_message, "chosen": len(plan.coders)}
    return ""


def _overlap_fault(plan: Plan, messages: int) -> str:
    size = plan.overlap_size
    if size is None or size <= messages:
        return ""
    return ngettext(
        "The round has %(messages)d message: %(size)d cannot be coded by several.",
        "The round has %(messages)d messages: %(size)d cannot be coded by several.",
        messages,
    ) % {"messages": messages, "size": size}


def _new_fault(plan: Plan) -> str:
    if not plan.takes_new or plan.sample_size is None:
        return ""
    return _(
        "New messages can flow into a round of all messages, with a filter or without one: a sample would not be one any more."
    )


def _gold_fault(plan: Plan) -> str:
    if 0 <= plan.gold_percent <= MOST_GOLD_PERCENT:
        return ""
    return _("Between 0 and %(most)d per cent of a queue can be hidden messages with known answers.") % {
        "most": MOST_GOLD_PERCENT
    }


def _share_fault(percent: int) -> str:
    return "" if 0 <= percent <= 100 else _("A share lies between 0 and 100 per cent.")


# What is dealt to everybody, or again


def _pass_fault(plan: Plan) -> str:
    variables = set(plan.codebook.variables.values_list("key", flat=True))
    unknown = sorted(set(plan.pass_rule) - variables)
    if unknown:
        return _("The codebook has no such variables: %(names)s.") % {"names": ", ".join(unknown)}
    return next(filter(None, map(_share_fault, plan.pass_rule.values())), "")


def _repeats_fault(study: Study, repeats: Round | None) -> str:
    if repeats is None:
        return _("Say which round the coders are to meet again.")
    if repeats.study_id != study.pk or repeats.kind == RoundKind.TRAINING:
        return _("What is met again is a round of this study, and no training.")
    if not has_passed(Deed.OPEN, Phase(repeats.phase)):
        return _("The round that is to be met again was not opened yet.")
    return ""
