"""A plan of a round, checked, written down and told."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from coding import allocation
from coding.models import Round, RoundCoder
from coding.queries.round_faults import plan_faults
from coding.queries.round_plan import Plan, in_letter_order, plan_of
from coding.states import Phase
from cyberdip.lib.problems import Invalid
from studies.models import Study, User


def plan_from(answers: Mapping[str, Any], coders: Iterable[User]) -> Plan:
    """The plan that these answers make, with only those that its kind has."""
    return Plan(coders=tuple(coders), **answers).fitted()


def check_plan(study: Study, plan: Plan) -> None:
    """Raise Invalid, with a sentence for each answer that is wrong, for a plan that cannot be dealt."""
    faults = plan_faults(study, plan)
    if faults:
        raise Invalid(" ".join(faults[name][0] for name in faults), fields=faults)


def planned_already(study: Study, title: str, plan: Plan, by: User) -> Round | None:
    """The planned round that the same person made with the same answers, if there is one."""
    same = study.rounds.filter(phase=Phase.PLANNED, title=title, created_by=by, **_columns(plan))
    return next((round for round in same if set(plan_of(round).coders) == set(plan.coders)), None)


def write_plan(round: Round, title: str, plan: Plan) -> None:
    """Write the answers into a round that has dealt nothing yet, and give its coders their letters."""
    round.title = title
    for name, value in _columns(plan).items():
        setattr(round, name, value)
    round.save()
    round.coders.all().delete()
    RoundCoder.objects.bulk_create(
        RoundCoder(round=round, coder=coder, letter=allocation.letter(place))
        for place, coder in enumerate(in_letter_order(plan.coders, plan.seed))
    )


def told(round: Round, plan: Plan) -> dict[str, Any]:
    """A round and its plan as the logbook keeps them."""
    return {
        "round": round.number,
        "title": round.title,
        **_columns(plan),
        "codebook": plan.codebook.number,
        "training": plan.training and plan.training.number,
        "repeats": plan.repeats and plan.repeats.number,
        "coders": sorted(coder.email for coder in plan.coders),
    }


def _columns(plan: Plan) -> dict[str, Any]:
    """The answers as the columns of a round hold them; the coders have rows of their own."""
    answers = {answer.name: getattr(plan, answer.name) for answer in fields(plan) if answer.name != "coders"}
    return answers | {
        "filters": plan.filters.as_json(),
        "strata_by": list(plan.strata_by),
        "masked": list(plan.masked),
        "pass_rule": dict(plan.pass_rule),
    }
