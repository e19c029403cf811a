"""The way of a round, as a table."""

import pytest

from coding.states import (
    TRANSITIONS,
    Deed,
    Phase,
    Work,
    WrongPhaseForDeed,
    WrongRoleForDeed,
    allows,
    check_transition,
    has_passed,
    may_transition,
    next_transition,
    transition_of,
)
from studies.roles import Role

WAY = [
    (Phase.PLANNED, Deed.OPEN, Phase.OPEN, {Role.PI}),
    (Phase.OPEN, Deed.CLOSE, Phase.CLOSED, {Role.PI}),
    (Phase.CLOSED, Deed.ADJUDICATE, Phase.ADJUDICATING, {Role.PI, Role.ADJUDICATOR}),
    (Phase.ADJUDICATING, Deed.SETTLE, Phase.SETTLED, {Role.PI, Role.ADJUDICATOR}),
]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("deed", Deed)
def test_only_these_deeds_lead_on(deed, phase, role):
    allowed = [(source, d) for source, d, _, who in WAY if role in who]
    assert may_transition(deed, phase, role) == ((phase, deed) in allowed)


@pytest.mark.parametrize(("source", "deed", "target", "who"), WAY)
def test_a_deed_leads_where_the_table_says(source, deed, target, who):
    assert {check_transition(deed, source, role).target for role in who} == {target}


def test_the_role_is_refused_before_the_phase():
    with pytest.raises(WrongRoleForDeed):
        check_transition(Deed.OPEN, Phase.SETTLED, Role.CODER)
    with pytest.raises(WrongPhaseForDeed) as refused:
        check_transition(Deed.OPEN, Phase.SETTLED, Role.PI)
    assert refused.value.transition.source == Phase.PLANNED


def test_the_way_visits_every_phase_once_and_ends():
    phase, visited = Phase.PLANNED, [Phase.PLANNED]
    while step := next_transition(phase):
        phase = step.target
        visited.append(phase)
    assert visited == list(Phase)
    assert {t.deed for t in TRANSITIONS} == set(Deed)


@pytest.mark.parametrize("deed", Deed)
def test_a_deed_has_passed_from_its_target_on(deed):
    order = list(Phase)
    target = order.index(transition_of(deed).target)
    assert [has_passed(deed, phase) for phase in Phase] == [place >= target for place in range(len(order))]


@pytest.mark.parametrize(
    ("work", "phases"),
    [
        (Work.PLAN, {Phase.PLANNED}),
        (Work.CODE, {Phase.OPEN}),
        (Work.TAKE_LATE, {Phase.CLOSED}),
        (Work.RULE, {Phase.ADJUDICATING}),
    ],
)
def test_work_has_its_phase(work, phases):
    assert {phase for phase in Phase if allows(work, phase)} == phases
