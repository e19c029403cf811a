"""Where does a study stand on its road to a dataset, and what is the next step of whoever asks?

The road has six stations. A step is named by the deed that it takes; of all the steps that a study is waiting for, a
person is shown the first that their role allows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coding.states import Phase
from studies.roles import Right, Role, may


class Station(StrEnum):
    """A part of the road, in the order of travel."""

    MESSAGES = "messages"
    CODEBOOK = "codebook"
    CODING = "coding"
    RELIABILITY = "reliability"
    RULINGS = "rulings"
    DATASET = "dataset"


class Move(StrEnum):
    """What can be next."""

    IMPORT = "import"
    WRITE_CODEBOOK = "write_codebook"
    PUBLISH = "publish"
    PLAN = "plan"
    OPEN = "open"
    CODE = "code"
    CLOSE = "close"
    MEASURE = "measure"
    ADJUDICATE = "adjudicate"
    RULE = "rule"
    SETTLE = "settle"
    FREEZE = "freeze"
    WATCH = "watch"
    USE = "use"


_RIGHT = {
    Move.IMPORT: Right.IMPORT_MESSAGES,
    Move.WRITE_CODEBOOK: Right.EDIT_CODEBOOK,
    Move.PUBLISH: Right.EDIT_CODEBOOK,
    Move.PLAN: Right.PLAN_ROUNDS,
    Move.OPEN: Right.PLAN_ROUNDS,
    Move.CODE: Right.CODE,
    Move.CLOSE: Right.PLAN_ROUNDS,
    Move.MEASURE: Right.COMPUTE_RELIABILITY,
    Move.ADJUDICATE: Right.RULE,
    Move.RULE: Right.RULE,
    Move.SETTLE: Right.RULE,
    Move.FREEZE: Right.MAKE_SNAPSHOT,
    Move.WATCH: Right.SEE_PROGRESS,
    Move.USE: Right.SEE_DATASET,
}

STATION_OF = {
    Move.IMPORT: Station.MESSAGES,
    Move.WRITE_CODEBOOK: Station.CODEBOOK,
    Move.PUBLISH: Station.CODEBOOK,
    Move.PLAN: Station.CODING,
    Move.OPEN: Station.CODING,
    Move.CODE: Station.CODING,
    Move.CLOSE: Station.CODING,
    Move.WATCH: Station.CODING,
    Move.MEASURE: Station.RELIABILITY,
    Move.ADJUDICATE: Station.RULINGS,
    Move.RULE: Station.RULINGS,
    Move.SETTLE: Station.RULINGS,
    Move.FREEZE: Station.DATASET,
    Move.USE: Station.DATASET,
}

# What each role sees of the road: a coder knows of no one's progress but their own, and of no figures.
_SEEN_WITH = {
    Station.MESSAGES: Right.SEE_CORPUS,
    Station.CODEBOOK: Right.SEE_CODEBOOK,
    Station.CODING: Right.SEE_ROUNDS,
    Station.RELIABILITY: Right.SEE_RELIABILITY,
    Station.RULINGS: Right.SEE_RELIABILITY,
    Station.DATASET: Right.SEE_DATASET,
}

_OVER = frozenset({Phase.CLOSED, Phase.ADJUDICATING, Phase.SETTLED})


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round as far as the road is concerned. `mine` and `mine_done` count the queue of whoever asks.

    One that `is_data` goes on to reliability and rulings; a training, or messages met again, ends with its close.
    """

    number: int
    title: str
    phase: Phase
    planned: int = 0
    done: int = 0
    mine: int = 0
    mine_done: int = 0
    measured: bool = False
    open_disagreements: int = 0
    is_data: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is in a study. `frozen` says whether the newest snapshot holds all that is settled."""

    messages: int = 0
    accounts: int = 0
    codebook: int | None = None
    has_draft: bool = False
    rounds: tuple[RoundFacts, ...] = ()
    snapshots: int = 0
    frozen: bool = False

    @property
    def data_rounds(self) -> tuple[RoundFacts, ...]:
        """The rounds that are to become data."""
        return tuple(found for found in self.rounds if found.is_data)

    @property
    def planned(self) -> int:
        return sum(found.planned for found in self.rounds)

    @property
    def done(self) -> int:
        return sum(found.done for found in self.rounds)

    @property
    def mine(self) -> int:
        return sum(found.mine for found in self.rounds)

    @property
    def mine_done(self) -> int:
        return sum(found.mine_done for found in self.rounds)

    @property
    def over(self) -> int:
        """How many rounds are past their coding."""
        return sum(found.phase in _OVER for found in self.rounds)

    @property
    def to_measure(self) -> int:
        """How many of the rounds that are to become data are past their coding."""
        return sum(found.phase in _OVER for found in self.data_rounds)

    @property
    def measured(self) -> int:
        return sum(found.measured for found in self.data_rounds)

    @property
    def open_disagreements(self) -> int:
        return sum(found.open_disagreements for found in self.rounds)

    @property
    def settled(self) -> int:
        return sum(found.phase == Phase.SETTLED for found in self.data_rounds)


@dataclass(frozen=True, slots=True)
class Step:
    """A deed, and the round it is about where it is about one."""

    move: Move
    round: RoundFacts | None = None

    @property
    def station(self) -> Station:
        return STATION_OF[self.move]


def next_step(facts: Facts, role: Role) -> Step | None:
    """The first step the study waits for that `role` may take; None where there is nothing to do but wait."""
    return next((step for step in _steps(facts) if may(role, _RIGHT[step.move])), None)


def _steps(facts: Facts) -> Iterator[Step]:
    """Everything the study waits for, what holds up most first: the older round before the newer."""
    yield from map(Step, _beginnings(facts))
    for found in facts.rounds:
        move = _move_of(found)
        if move:
            yield Step(move, found)
    if facts.settled and not (facts.snapshots and facts.frozen):
        yield Step(Move.FREEZE)
    yield from (Step(Move.WATCH, found) for found in facts.rounds if found.phase == Phase.OPEN)
    if facts.snapshots:
        yield Step(Move.USE)
    if facts.rounds and not facts.data_rounds:
        yield Step(Move.PLAN)


def _beginnings(facts: Facts) -> Iterator[Move]:
    """What has to be there before anything can be coded."""
    if not facts.messages:
        yield Move.IMPORT
    if facts.codebook is None:
        yield Move.PUBLISH if facts.has_draft else Move.WRITE_CODEBOOK
    elif facts.messages and not facts.rounds:
        yield Move.PLAN


def _move_of(found: RoundFacts) -> Move | None:
    """What a round waits for; None where it waits for others' codings, or for nothing."""
    match found.phase:
        case Phase.PLANNED:
            return Move.OPEN
        case Phase.OPEN if found.mine_done < found.mine:
            return Move.CODE
        case Phase.OPEN if found.done == found.planned:
            return Move.CLOSE
        case Phase.CLOSED if not found.is_data:
            return None
        case Phase.CLOSED:
            return Move.ADJUDICATE if found.measured else Move.MEASURE
        case Phase.ADJUDICATING:
            return Move.RULE if found.open_disagreements else Move.SETTLE
        case _:
            return None


def is_behind(station: Station, facts: Facts) -> bool:
    """Whether the study is through with a station, as things stand."""
    rounds, data = len(facts.rounds), len(facts.data_rounds)
    return {
        Station.MESSAGES: facts.messages > 0,
        Station.CODEBOOK: facts.codebook is not None,
        Station.CODING: 0 < rounds == facts.over,
        Station.RELIABILITY: 0 < data == facts.measured,
        Station.RULINGS: 0 < data == facts.settled,
        Station.DATASET: facts.snapshots > 0 and facts.frozen,
    }[station]


def stations_for(role: Role) -> list[Station]:
    """The part of the road that a role sees."""
    return [station for station in Station if may(role, _SEEN_WITH[station])]
