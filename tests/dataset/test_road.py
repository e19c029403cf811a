"""The next step of a study, for each who asks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.states import Phase
from dataset.road import Facts, Move, RoundFacts, Station, is_behind, next_step, stations_for
from studies.roles import Role

READY = Facts(messages=386, accounts=9, codebook=1)
PLANNED = RoundFacts(1, "Pilot", Phase.PLANNED)
OPEN = RoundFacts(1, "Pilot", Phase.OPEN, planned=120, done=41)
CLOSED = RoundFacts(1, "Pilot", Phase.CLOSED, planned=120, done=120)
RULING = RoundFacts(
    1, "Pilot", Phase.ADJUDICATING, planned=120, done=120, measured=True, open_disagreements=7
)
SETTLED = RoundFacts(1, "Pilot", Phase.SETTLED, planned=120, done=120, measured=True)


def with_rounds(*rounds: RoundFacts, **others: object) -> Facts:
    return replace(READY, rounds=rounds, **others)


@pytest.mark.parametrize(
    ("facts", "pi", "adjudicator", "coder", "observer"),
    [
        (Facts(), Move.IMPORT, None, None, None),
        (Facts(messages=3), Move.WRITE_CODEBOOK, None, None, None),
        (Facts(messages=3, has_draft=True), Move.PUBLISH, None, None, None),
        (READY, Move.PLAN, None, None, None),
        (with_rounds(PLANNED), Move.OPEN, None, None, None),
        (with_rounds(OPEN), Move.WATCH, Move.WATCH, None, Move.WATCH),
        (with_rounds(replace(OPEN, mine=60, mine_done=9)), Move.CODE, Move.CODE, Move.CODE, Move.WATCH),
        (with_rounds(replace(OPEN, mine=60, mine_done=60)), Move.WATCH, Move.WATCH, None, Move.WATCH),
        (with_rounds(replace(OPEN, done=120)), Move.CLOSE, Move.WATCH, None, Move.WATCH),
        (with_rounds(CLOSED), Move.MEASURE, Move.MEASURE, None, None),
        (with_rounds(replace(CLOSED, measured=True)), Move.ADJUDICATE, Move.ADJUDICATE, None, None),
        (with_rounds(RULING), Move.RULE, Move.RULE, None, None),
        (with_rounds(replace(RULING, open_disagreements=0)), Move.SETTLE, Move.SETTLE, None, None),
        (with_rounds(replace(CLOSED, is_data=False)), Move.PLAN, None, None, None),
        (with_rounds(replace(CLOSED, is_data=False), SETTLED), Move.FREEZE, None, None, None),
        (with_rounds(SETTLED), Move.FREEZE, None, None, None),
        (with_rounds(SETTLED, snapshots=1), Move.FREEZE, Move.USE, None, Move.USE),
        (with_rounds(SETTLED, snapshots=1, frozen=True), Move.USE, Move.USE, None, Move.USE),
    ],
)
def test_next_step_of_each_role(
    facts: Facts, pi: Move | None, adjudicator: Move | None, coder: Move | None, observer: Move | None
) -> None:
    steps = [next_step(facts, role) for role in (Role.PI, Role.ADJUDICATOR, Role.CODER, Role.OBSERVER)]
    assert [step and step.move for step in steps] == [pi, adjudicator, coder, observer]


def test_older_round_comes_first() -> None:
    newer = replace(OPEN, number=2, mine=5)
    step = next_step(with_rounds(RULING, newer), Role.PI)
    assert step is not None
    assert (step.move, step.round) == (Move.RULE, RULING)
    assert next_step(with_rounds(RULING, newer), Role.CODER) is not None  # who may not rule goes on coding


def test_coder_sees_nothing_that_would_unblind() -> None:
    assert stations_for(Role.CODER) == [Station.CODEBOOK, Station.CODING]
    assert stations_for(Role.PI) == list(Station)


def test_station_is_behind_when_every_round_is_through() -> None:
    assert not any(is_behind(station, Facts()) for station in Station)
    assert is_behind(Station.CODING, with_rounds(CLOSED))
    assert not is_behind(Station.CODING, with_rounds(SETTLED, replace(OPEN, number=2)))
    assert not is_behind(Station.DATASET, with_rounds(SETTLED, snapshots=1))
    assert all(is_behind(station, with_rounds(SETTLED, snapshots=1, frozen=True)) for station in Station)


rounds = st.builds(
    RoundFacts,
    st.integers(1, 9),
    st.just("Round"),
    st.sampled_from(Phase),
    planned=st.integers(0, 9),
    done=st.integers(0, 9),
    mine=st.integers(0, 9),
    mine_done=st.integers(0, 9),
    measured=st.booleans(),
    open_disagreements=st.integers(0, 3),
    is_data=st.booleans(),
)
studies = st.builds(
    Facts,
    messages=st.integers(0, 3),
    codebook=st.none() | st.integers(1, 3),
    rounds=st.lists(rounds, max_size=4).map(tuple),
    snapshots=st.integers(0, 2),
    frozen=st.booleans(),
)


@given(studies)
def test_pi_is_never_without_a_next_step(facts: Facts) -> None:
    """Whoever answers for the study is always told what to do, or at least what to look at."""
    assert next_step(facts, Role.PI) is not None
