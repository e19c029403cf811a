"""Who sees what, as a table: written out a second time, so that a slip in the first is seen."""

import pytest

from coding.blinding import Sight, sights
from coding.states import Phase
from studies.roles import Role

BEFORE_CLOSE = [Phase.PLANNED, Phase.OPEN]
AFTER_CLOSE = [Phase.CLOSED, Phase.ADJUDICATING, Phase.SETTLED]
NOT_A_CODER = [Role.PI, Role.ADJUDICATOR, Role.OBSERVER]


@pytest.mark.parametrize("codes", [True, False])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", BEFORE_CLOSE)
def test_nobody_sees_the_values_of_others_before_the_close(role, phase, codes):
    hidden = {Sight.OTHERS_VALUES, Sight.AGREEMENT, Sight.RULINGS}
    assert not hidden & sights(role, phase, codes=codes)


@pytest.mark.parametrize("phase", Phase)
def test_a_coder_sees_their_own_values_and_accuracy_and_nothing_else_ever(phase):
    own = {Sight.OWN_VALUES} if phase in BEFORE_CLOSE else {Sight.OWN_VALUES, Sight.OWN_ACCURACY}
    assert sights(Role.CODER, phase, codes=True) == own
    assert sights(Role.CODER, phase, codes=False) == set()


@pytest.mark.parametrize("role", NOT_A_CODER)
@pytest.mark.parametrize("phase", AFTER_CLOSE)
def test_after_the_close_values_and_agreement_are_seen(role, phase):
    assert {Sight.OTHERS_VALUES, Sight.AGREEMENT} <= sights(role, phase, codes=False)


@pytest.mark.parametrize("role", NOT_A_CODER)
@pytest.mark.parametrize("phase", Phase)
def test_progress_is_seen_at_any_time(role, phase):
    assert Sight.PROGRESS in sights(role, phase, codes=False)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_how_coders_do_against_known_answers_is_for_the_pi_at_any_time(role, phase):
    assert (Sight.ACCURACY in sights(role, phase, codes=False)) is (role == Role.PI)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", BEFORE_CLOSE)
def test_nobody_sees_their_own_accuracy_before_the_close(role, phase):
    assert Sight.OWN_ACCURACY not in sights(role, phase, codes=True)


@pytest.mark.parametrize("role", NOT_A_CODER)
def test_rulings_are_seen_from_the_first_one_on(role):
    assert [Sight.RULINGS in sights(role, phase, codes=False) for phase in Phase] == [
        False,
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_own_values_are_those_of_a_coder_of_the_round(role, phase):
    assert Sight.OWN_VALUES in sights(role, phase, codes=True)
    assert Sight.OWN_VALUES not in sights(role, phase, codes=False)


@pytest.mark.parametrize("codes", [True, False])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_only_a_pi_who_does_not_code_may_look_into_an_open_round(role, phase, codes):
    may = role == Role.PI and phase == Phase.OPEN and not codes
    assert (Sight.LOOK in sights(role, phase, codes=codes)) is may


@pytest.mark.parametrize("codes", [True, False])
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", BEFORE_CLOSE)
def test_a_look_shows_values_to_who_may_look_and_changes_nothing_else(role, phase, codes):
    without, looking = (sights(role, phase, codes=codes, looking=said) for said in (False, True))
    may = role == Role.PI and phase == Phase.OPEN and not codes
    assert looking - without == ({Sight.OTHERS_VALUES} if may else set())
