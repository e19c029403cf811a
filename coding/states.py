"""In which phase is a round, what leads on from there, and who may take it there?

    planned -> open -> closed -> adjudicating -> settled

There is no way back: a phase that was left is part of how the data came about. Everything that depends on a phase is asked here.
"""

from dataclasses import dataclass
from enum import StrEnum

from studies.roles import Right, Role, may


class Phase(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    ADJUDICATING = "adjudicating"
    SETTLED = "settled"


class Deed(StrEnum):
    """What moves a round from one phase to the next."""

    OPEN = "open"
    CLOSE = "close"
    ADJUDICATE = "adjudicate"
    SETTLE = "settle"


class Work(StrEnum):
    """What is done inside a phase."""

    PLAN = "plan"
    CODE = "code"
    RULE = "rule"
    TAKE_LATE = "take_late"  # what came in after the close, into the codings that count


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the way, and the right it takes."""

    deed: Deed
    source: Phase
    target: Phase
    right: Right


TRANSITIONS: tuple[Transition, ...] = (
    # Dealing and the end of coding belong to the plan; who settles disagreements also says when that begins and ends.
    Transition(Deed.OPEN, Phase.PLANNED, Phase.OPEN, Right.PLAN_ROUNDS),
    Transition(Deed.CLOSE, Phase.OPEN, Phase.CLOSED, Right.PLAN_ROUNDS),
    Transition(Deed.ADJUDICATE, Phase.CLOSED, Phase.ADJUDICATING, Right.RULE),
    Transition(Deed.SETTLE, Phase.ADJUDICATING, Phase.SETTLED, Right.RULE),
)

_BY_DEED = {transition.deed: transition for transition in TRANSITIONS}
_BY_SOURCE = {transition.source: transition for transition in TRANSITIONS}

# Reliability is computed on the codings as they stood at the close, so nothing is coded after it and nothing ruled before it.
WORK: dict[Phase, frozenset[Work]] = {
    Phase.PLANNED: frozenset({Work.PLAN}),
    Phase.OPEN: frozenset({Work.CODE}),
    # Before anybody rules on what the coders say.
    Phase.CLOSED: frozenset({Work.TAKE_LATE}),
    Phase.ADJUDICATING: frozenset({Work.RULE}),
    Phase.SETTLED: frozenset(),
}


class WrongPhaseForDeed(ValueError):
    """The deed starts from another phase; `transition` says from which."""

    def __init__(self, transition: Transition, phase: Phase) -> None:
        super().__init__(f"{transition.deed} starts from {transition.source}, the round is {phase}")
        self.transition = transition
        self.phase = phase


class WrongRoleForDeed(ValueError):
    """The deed takes a right that the role does not have."""


def transition_of(deed: Deed) -> Transition:
    return _BY_DEED[deed]


def next_transition(phase: Phase) -> Transition | None:
    """The one step that leads on from `phase`; None at the end."""
    return _BY_SOURCE.get(phase)


def check_phase(deed: Deed, phase: Phase) -> Transition:
    """The step that `deed` is. Raises WrongPhaseForDeed where it does not start from `phase`."""
    transition = _BY_DEED[deed]
    if transition.source != phase:
        raise WrongPhaseForDeed(transition, phase)
    return transition


def check_transition(deed: Deed, phase: Phase, role: Role) -> Transition:
    """The step that `deed` is, if `role` may take it from `phase`.

    Raises WrongRoleForDeed or WrongPhaseForDeed, the role first: whoever may not do it has no business with the phase.
    """
    if not may(role, _BY_DEED[deed].right):
        raise WrongRoleForDeed(f"{role} may not {deed}")
    return check_phase(deed, phase)


def may_transition(deed: Deed, phase: Phase, role: Role) -> bool:
    """`check_transition` as a question, for buttons."""
    try:
        check_transition(deed, phase, role)
    except ValueError:
        return False
    return True


def has_passed(deed: Deed, phase: Phase) -> bool:
    """Whether a round in `phase` has already been through `deed`."""
    order = list(Phase)
    return order.index(phase) >= order.index(_BY_DEED[deed].target)


def allows(work: Work, phase: Phase) -> bool:
    """Whether `work` is done in `phase`."""
    return work in WORK[phase]
