"""The life of a round, turn by turn: in every phase, what each person is offered, may do, and is told."""

import pytest
from django.urls import reverse

from coding.services.rounds import close_round, open_round, settle_round, start_adjudication
from tests.coding.stage import add_messages, code, planned_round

pytestmark = pytest.mark.django_db

PEOPLE = ["pi", "adjudicator", "coder_a", "observer"]

DEEDS = [
    "round_change",
    "round_open",
    "round_close",
    "round_adjudicate",
    "round_settle",
    "ruling_queue",
    "desk",
]

# Which deeds the page of the round offers: phase -> person -> deeds.
OFFERED = {
    "planned": {"pi": {"round_change", "round_open"}},
    "open": {"pi": {"round_close"}, "coder_a": {"desk"}},
    "closed": {"pi": {"round_adjudicate"}, "adjudicator": {"round_adjudicate"}},
    "adjudicating": {
        "pi": {"round_settle", "ruling_queue"},
        "adjudicator": {"round_settle", "ruling_queue"},
    },
    "settled": {"pi": {"ruling_queue"}, "adjudicator": {"ruling_queue"}},
}

# Who may do each deed, where it starts, where it leads; anything else is one of these two.
WRONG_PHASE, NOT_ALLOWED = 409, 403
RIGHTS = {
    "round_open": {"pi"},
    "round_close": {"pi"},
    "round_adjudicate": {"pi", "adjudicator"},
    "round_settle": {"pi", "adjudicator"},
}
PHASE_OF = {
    "round_open": "planned",
    "round_close": "open",
    "round_adjudicate": "closed",
    "round_settle": "adjudicating",
}
REACHED_BY = {
    "round_open": "open",
    "round_close": "closed",
    "round_adjudicate": "adjudicating",
    "round_settle": "settled",
}


@pytest.fixture
def people(request):
    return {name: request.getfixturevalue(name) for name in PEOPLE}


@pytest.fixture
def at_phase(study, pi, coder_a, coder_b, now):
    """A round taken as far as the phase, its two coders in disagreement on every message."""
    add_messages(study, 4)

    def reach(phase):
        round = planned_round(study, [coder_a, coder_b])
        if phase == "planned":
            return round
        round = open_round(round, by=pi, at=now)
        if phase == "open":
            return round
        for coder, intent in ((coder_a, "warn"), (coder_b, "extol")):
            code(round, coder, {"intent": intent, "concepts": []})
        round = close_round(round, by=pi, at=now)
        if phase == "closed":
            return round
        round = start_adjudication(round, by=pi, at=now)
        return settle_round(round, leaving_open=4, by=pi, at=now) if phase == "settled" else round

    return reach


@pytest.mark.parametrize("phase", OFFERED)
def test_the_page_offers_each_person_what_they_can_do_next(client_of, study, people, at_phase, phase):
    round = at_phase(phase)
    addresses = {deed: reverse(deed, args=[study.slug, round.number]) for deed in DEEDS}
    for name, person in people.items():
        text = client_of(person).get(reverse("round_detail", args=[study.slug, round.number])).text
        offered = {deed for deed, address in addresses.items() if f'"{address}"' in text}
        assert offered == OFFERED[phase].get(name, set()), name
        assert text.count("button-primary") <= 1, name


@pytest.mark.parametrize("deed", RIGHTS)
@pytest.mark.parametrize("phase", OFFERED)
def test_a_deed_is_done_by_whom_and_when_the_table_says(
    client_of, api_of, study, people, at_phase, phase, deed
):
    for name, person in people.items():
        for client, space in ((client_of(person), ""), (api_of(person), "api:")):
            round = at_phase(phase)
            address = reverse(f"{space}{deed}", args=[study.slug, round.number])
            status = client.post(address, {"leaving_open": 4}).status_code
            round.refresh_from_db()
            if name not in RIGHTS[deed]:
                assert (status, round.phase) == (NOT_ALLOWED, phase)
            elif phase in (
                PHASE_OF[deed],
                REACHED_BY[deed],
            ):  # the second press of two is answered like the first
                assert (status, round.phase) == (200 if space else 302, REACHED_BY[deed])
            else:
                assert (status, round.phase) == (WRONG_PHASE, phase)


@pytest.mark.parametrize("phase", OFFERED)
def test_a_coder_never_learns_what_the_others_chose(client_of, api_of, study, coder_b, at_phase, phase):
    round = at_phase(phase)
    for client, space in ((client_of(coder_b), ""), (api_of(coder_b), "api:")):
        for name in ("round_detail", "ruling_queue"):
            answer = client.get(reverse(f"{space}{name}", args=[study.slug, round.number]))
            assert answer.status_code == (200 if name == "round_detail" else 403)
            assert "Warn" not in answer.text
            assert "warn" not in answer.text
