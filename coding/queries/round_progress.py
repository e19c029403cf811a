"""How far a round is: how much, never what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q

from coding.models import Draft, Round, RoundCoder
from coding.queries.rounds import coders_of
from studies.models import User

_COUNTS: dict[str, Any] = {
    "planned": Count("pk"),
    "done": Count("pk", filter=Q(revision__gt=0)),
    "last_at": Max("submitted_at"),
}


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """How far one coder of a round is. `last_at` is None while nothing was submitted."""

    coder: User
    letter: str
    planned: int
    done: int
    last_at: datetime | None

    @property
    def left(self) -> int:
        return self.planned - self.done


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is: its coders by their letters, and the sums."""

    coders: tuple[CoderProgress, ...]

    @property
    def planned(self) -> int:
        return sum(coder.planned for coder in self.coders)

    @property
    def done(self) -> int:
        return sum(coder.done for coder in self.coders)

    @property
    def left(self) -> int:
        return self.planned - self.done

    def of(self, user: User) -> CoderProgress | None:
        """The progress of one coder; None for whoever does not code in the round."""
        return next((coder for coder in self.coders if coder.coder == user), None)


def progress_of(round: Round) -> Progress:
    """How far each coder is, in two statements whatever the number of messages."""
    rows: Iterable[Any] = round.assignments.values("coder").annotate(**_COUNTS)
    counted = {row["coder"]: row for row in rows}
    return Progress(tuple(_progress(coder, counted.get(coder.coder_id)) for coder in coders_of(round)))


def _progress(coder: RoundCoder, row: dict[str, Any] | None) -> CoderProgress:
    if row is None:
        return CoderProgress(coder.coder, coder.letter, planned=0, done=0, last_at=None)
    return CoderProgress(
        coder.coder, coder.letter, planned=row["planned"], done=row["done"], last_at=row["last_at"]
    )


def open_assignments(round: Round) -> int:
    """How many assignments nothing was submitted for."""
    return round.assignments.filter(revision=0).count()


def unsent_drafts(round: Round) -> int:
    """How many drafts hold what was not submitted: those that rest on the newest coding, or on none where there is none."""
    return Draft.objects.filter(assignment__round=round, base_revision=F("assignment__revision")).count()
