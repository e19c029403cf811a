"""The one place where a round changes its phase."""

from datetime import datetime

from coding.models import Round
from coding.models.rounds import PhaseChoice
from coding.queries.rounds import wrong_phase
from coding.states import Deed, Phase, Work, WrongPhaseForDeed, allows, check_phase, transition_of


def locked(round: Round) -> Round:
    """The round as it stands now, locked until the transaction ends; whoever else wants to change it waits.

    Not the strongest lock: rows that only point to the round may be added meanwhile. Submissions share-lock the round, so they
    wait for this one and this one for them.
    """
    rounds = Round.objects.select_for_update(of=("self",), no_key=True)
    return rounds.select_related("study", "codebook").get(pk=round.pk)


def move(round: Round, deed: Deed, **times: datetime) -> tuple[Round, bool]:
    """Lock the round and take it to the phase that `deed` leads to, unless it is there already (the second press of two).

    Returns the locked round and whether it moved. Raises WrongPhase from any other phase.
    """
    round = locked(round)
    phase = Phase(round.phase)
    if phase == transition_of(deed).target:
        return round, False
    try:
        round.phase = PhaseChoice(check_phase(deed, phase).target)
    except WrongPhaseForDeed as refused:
        raise wrong_phase(refused.transition.source, phase) from refused
    for name, at in times.items():
        setattr(round, name, at)
    round.save(update_fields=["phase", *times])
    return round, True


def check_work(round: Round, work: Work) -> None:
    """Raise WrongPhase unless `work` is done in the round's phase."""
    phase = Phase(round.phase)
    if not allows(work, phase):
        raise wrong_phase(next(p for p in Phase if allows(work, p)), phase)
