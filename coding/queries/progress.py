"""What the pages and the operations of progress have in common: who sees what of it, and what waits for the PI."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from coding.blinding import Sight
from coding.forecast import Forecast
from coding.models import Round
from coding.pictures import Picture
from coding.queries.gold import alerts_in
from coding.queries.late import late_waiting
from coding.queries.pictures import progress_over_time
from coding.queries.rates import has_overlap
from coding.queries.round_progress import Ahead, CoderProgress, Progress, ahead_of, progress_of
from coding.queries.rounds import sights_of, wrong_phase
from coding.queries.speed import Speeds, speeds_of
from coding.states import Deed, Phase, has_passed
from cyberdip.lib.problems import Invalid, NotAllowed
from studies.access import Access


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the PI of a round: late codings, open ones of coders who have left, alerts on hidden messages."""

    late: int = 0
    of_leavers: int = 0
    gold: int = 0


@dataclass(frozen=True, slots=True)
class Now:
    """How far a round is, what lies ahead of it, and what waits."""

    progress: Progress
    ahead: Ahead
    waiting: Waiting

    @property
    def coders(self) -> list[tuple[CoderProgress, Forecast | None]]:
        """Each coder with the day on which they are likely to be finished, where that can be told."""
        return [(coder, self.ahead.of(coder.coder)) for coder in self.progress.coders]


def progress_now(round: Round, *, today: date, progress: Progress | None = None) -> Now:
    """All of it, in seven statements. Where `progress` is known already it is not asked for again."""
    found = progress_of(round) if progress is None else progress
    is_open = round.phase == Phase.OPEN
    return Now(found, ahead_of(round, found, today=today) if is_open else Ahead(), _waiting(round, found))


def _waiting(round: Round, progress: Progress) -> Waiting:
    return Waiting(
        late=late_waiting(round) if has_passed(Deed.CLOSE, Phase(round.phase)) else 0,
        of_leavers=progress.left_by_leavers if round.phase == Phase.OPEN else 0,
        gold=alerts_in([round]).get(round.pk, 0),
    )


def picture_of_progress(round: Round, now: Now) -> Picture:
    """The round over time."""
    return progress_over_time(round, now.progress, now.ahead.forecast)


def speeds_for(round: Round, access: Access) -> tuple[Speeds, bool]:
    """The speed of everybody, or of the person alone (then True): that is all a coder sees. Raises NotAllowed for others."""
    seen = sights_of(round, access)
    if Sight.PROGRESS in seen:
        return speeds_of(round), False
    if Sight.OWN_VALUES in seen:
        return speeds_of(round, only=access.user), True
    raise NotAllowed(_("You do not code in this round, so there is no time of yours to show."))


def check_rates(round: Round, access: Access) -> Round:
    """The round, if it may be told which codes its coders gave; raises WrongPhase while it is open, NotAllowed for a coder."""
    if Sight.AGREEMENT in sights_of(round, access):
        return round
    if not has_passed(Deed.CLOSE, Phase(round.phase)):
        raise wrong_phase(Phase.CLOSED, Phase(round.phase))
    raise NotAllowed(_("Coders are not shown how others code. Ask a PI of the study if you should see this."))


def is_shared(round: Round, asked: str) -> bool:
    """Over which messages categories are counted: "shared" or "all"; unless asked, those of several coders if there are any."""
    if asked not in ("", "shared", "all"):
        sentence = _("Categories are counted over “shared” or over “all” messages.")
        raise Invalid(sentence, fields={"messages": [sentence]})
    return asked == "shared" or (not asked and has_overlap(round))
