"""The plan of a round told in words, answer by answer: what its page shows to those who steer it."""

from collections.abc import Iterator

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.kinds import Source
from coding.models import Round
from coding.models.rounds import Masked, Order, RoundKind, Split
from coding.queries.round_plan import Plan, plan_of
from corpus.metadata import label_of, label_of_value
from corpus.models import Account
from corpus.queries import MessageFilters

Told = tuple[str, str]


def told_plan(round: Round) -> list[Told]:
    """(what, how) of every answer that the round's kind has and that says something, in the order of the planning page."""
    plan = plan_of(round)
    return [
        (capfirst(what), how)
        for what, how in (*_messages(round, plan), *_twice(plan), *_how(round, plan), *_known(plan))
        if how
    ]


def _messages(round: Round, plan: Plan) -> Iterator[Told]:
    if plan.source == Source.STUDY:
        yield _("messages"), _sample(plan)
        yield _("only"), "; ".join(_filters(round, plan.filters))
        yield _("new messages"), _("are dealt as they are imported") if plan.takes_new else ""
    elif plan.kind == RoundKind.TRAINING:
        yield _("messages"), _so_many(plan.sample_size, _("all with known answers"))
    elif plan.repeats is not None:
        yield _("meets again"), plan.repeats.title
        yield _("messages"), _so_many(plan.sample_size, _("all that a coder coded there"))
        yield _("days between"), str(plan.rest_days or 0)
    else:
        yield _("messages"), _("what each coder coded by an older version and a change of meaning touches")


def _so_many(size: int | None, everything: str) -> str:
    if size is None:
        return everything
    return _("%(size)s for each coder") % {"size": intcomma(size)}


def _sample(plan: Plan) -> str:
    names = _(" and ").join(label_of(name) for name in plan.strata_by)
    size = intcomma(plan.sample_size or 0)
    if plan.sample_size is None:
        return _("all, in strata by %(names)s") % {"names": names} if names else _("all")
    if not names:
        return _("%(size)s, a simple random sample") % {"size": size}
    share = Split(plan.split).label
    return _("%(size)s, stratified by %(names)s, %(share)s") % {"size": size, "names": names, "share": share}


def _filters(round: Round, filters: MessageFilters) -> Iterator[str]:
    if filters.search:
        yield _("with the words “%(words)s”") % {"words": filters.search}
    if filters.account:
        account = Account.objects.filter(study=round.study_id, pk=filters.account).first()
        yield str(account or _("an account that is gone"))
    yield from filter(None, (filters.country, filters.language))
    if filters.kind:
        yield label_of_value("kind", filters.kind)
    if filters.posted_from:
        yield _("from %(day)s") % {"day": date_format(filters.posted_from)}
    if filters.posted_to:
        yield _("to %(day)s") % {"day": date_format(filters.posted_to)}


def _twice(plan: Plan) -> Iterator[Told]:
    if plan.source == Source.STUDY:
        yield _("overlap"), _overlap(plan)


def _overlap(plan: Plan) -> str:
    each = plan.coders_per_message
    if each == 1:
        return _("none: one coder a message")
    if plan.overlap_size is not None:
        return ngettext(
            "%(size)s message by %(each)d coders",
            "%(size)s messages by %(each)d coders each",
            plan.overlap_size,
        ) % {"size": intcomma(plan.overlap_size), "each": each}
    return _("%(percent)d %% of the messages by %(each)d coders each") % {
        "percent": plan.overlap_percent,
        "each": each,
    }


def _how(round: Round, plan: Plan) -> Iterator[Told]:
    order = round.get_order_display()
    if plan.order == Order.BLOCKED:
        order = _("%(order)s; blocks by %(name)s") % {"order": order, "name": label_of(plan.block_by)}
    yield _("order"), order
    yield _("hidden"), ", ".join(str(Masked(name).label) for name in plan.masked if name in Masked.values)


def _known(plan: Plan) -> Iterator[Told]:
    if plan.training is not None:
        yield _("after"), plan.training.title
    yield _("passes"), ", ".join(f"{key} {percent} %" for key, percent in plan.pass_rule.items())
    if plan.gold_percent:
        yield (
            _("hidden gold"),
            _("%(percent)d %%; alert below %(alert)d %% right")
            % {
                "percent": plan.gold_percent,
                "alert": plan.gold_alert_percent,
            },
        )
