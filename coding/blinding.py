"""Who sees what of a round, and when? One table for every door: page, API, fragment and file.

A coder is blind to the others from beginning to end, for what they see of one round they take into the next. Everybody else is
blind to values until the round closes, a PI too: whoever steers the coding must not steer it by its results. How far coders are
is no value.

What is compared with known answers, and with nobody else, is another matter: the PI sees it while the round is open, when a coder
can still be helped, and a coder sees their own once it is closed.

A PI who does not code in an open round may look inside, if they say why. It is written down, and told with the data.
"""

from datetime import timedelta
from enum import StrEnum

from coding.states import Phase
from studies.roles import Role


class Sight(StrEnum):
    """What there is to see of a round."""

    OWN_VALUES = "own_values"
    OTHERS_VALUES = "others_values"
    PROGRESS = "progress"  # of every coder: how much, never what
    AGREEMENT = "agreement"
    RULINGS = "rulings"
    LOOK = "look"  # inside, before the close
    ACCURACY = "accuracy"  # of every coder, against known answers
    OWN_ACCURACY = "own_accuracy"


LOOK_LASTS = timedelta(hours=1)  # after that the reason is asked anew

_NOTHING: frozenset[Sight] = frozenset()
_WHILE_BLIND = frozenset({Sight.PROGRESS})
_AFTER_CLOSE = frozenset({Sight.PROGRESS, Sight.OTHERS_VALUES, Sight.AGREEMENT})
_WITH_RULINGS = _AFTER_CLOSE | {Sight.RULINGS}

_SIGHTED: dict[Phase, frozenset[Sight]] = {
    Phase.PLANNED: _WHILE_BLIND,
    Phase.OPEN: _WHILE_BLIND,
    Phase.CLOSED: _AFTER_CLOSE,
    Phase.ADJUDICATING: _WITH_RULINGS,
    Phase.SETTLED: _WITH_RULINGS,
}

TABLE: dict[Role, dict[Phase, frozenset[Sight]]] = {
    Role.PI: {
        phase: seen | {Sight.ACCURACY}
        for phase, seen in (_SIGHTED | {Phase.OPEN: _WHILE_BLIND | {Sight.LOOK}}).items()
    },
    Role.ADJUDICATOR: _SIGHTED,
    Role.OBSERVER: _SIGHTED,
    Role.CODER: dict.fromkeys(Phase, _NOTHING),
}


def sights(role: Role, phase: Phase, *, codes: bool, looking: bool = False) -> frozenset[Sight]:
    """What a member in `role` sees of a round in `phase`; `codes` says whether they are one of its coders, `looking` whether they
    have said why they look inside.

    Own values are seen in every phase by whoever made them, whatever their role: one's own judgement blinds nobody.
    """
    seen = TABLE[role][phase]
    if codes:
        own = (
            {Sight.OWN_VALUES}
            if phase in (Phase.PLANNED, Phase.OPEN)
            else {Sight.OWN_VALUES, Sight.OWN_ACCURACY}
        )
        return (seen - {Sight.LOOK}) | own
    return seen | {Sight.OTHERS_VALUES} if looking and Sight.LOOK in seen else seen
