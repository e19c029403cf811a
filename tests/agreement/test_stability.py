"""How alike one person codes the same messages twice: their two codings take the places of two coders."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agreement.codes import Category, Level, Variable
from agreement.queries import stabilities_of
from agreement.results import Estimate, Reason, Undefined
from agreement.stability import stability_of
from coding.services.rounds import close_round, create_round, open_round
from tests.coding.stage import AGREED, NOW, add_messages, code, planned_round, published_codebook

TONE = Variable("tone", "Tone", Level.NOMINAL, (Category("calm", "Calm"), Category("harsh", "Harsh")))


def _pairs(before: str, again: str) -> list:
    names = {"c": "calm", "h": "harsh"}
    return [
        (message, {"tone": names[one]}, {"tone": names[other]})
        for message, (one, other) in enumerate(zip(before, again, strict=True))
    ]


def test_alpha_is_that_of_a_table_of_two_codings():
    # Krippendorff 2019, ch. 12, two observers and binary data: 0100000010 and 1110010000 have an alpha of .095.
    (tone,) = stability_of([TONE], _pairs("chcccccchc", "hhhcchcccc"))
    assert (tone.messages, tone.same.value) == (10, 0.6)
    assert tone.alpha.value == pytest.approx(0.095, abs=0.001)


@given(st.text("ch", min_size=2, max_size=30))
def test_who_never_changes_their_mind_is_stable(word):
    (tone,) = stability_of([TONE], _pairs(word, word))
    if len(set(word)) == 1:
        assert tone.alpha == Undefined(Reason.NO_VARIATION)
    else:
        assert isinstance(tone.alpha, Estimate)
        assert tone.alpha.value == 1


def test_a_category_of_an_older_codebook_is_no_code():
    pairs = [(1, {"tone": "gone"}, {"tone": "calm"}), *_pairs("ch", "ch")[1:]]
    (tone,) = stability_of([TONE], pairs)
    assert tone.messages == 1


@pytest.fixture
def repeated(study, coder_a, coder_b):
    """coder_a changes their mind on the intent of two of eight messages, coder_b never."""
    published_codebook(study)
    messages = add_messages(study, 8)
    first = open_round(planned_round(study, [coder_a, coder_b]), by=study.created_by, at=NOW)
    for coder in (coder_a, coder_b):
        code(first, coder)
        code(first, coder, AGREED | {"intent": "extol"}, messages[7])
    plan = {"codebook": first.codebook, "seed": 1, "by": study.created_by, "at": NOW, "repeats": first}
    again = create_round(
        study, title="Again", kind="stability", coders=[coder_a, coder_b], rest_days=7, **plan
    )
    again = open_round(again, by=study.created_by, at=NOW + timedelta(days=8))
    for coder in (coder_a, coder_b):
        code(again, coder)
        code(again, coder, AGREED | {"intent": "extol"}, messages[7])
    for message in messages[:2]:
        code(again, coder_a, AGREED | {"intent": "attack"}, message)
    return again


@pytest.mark.django_db
def test_every_coder_is_compared_with_themselves(study, repeated, coder_a, coder_b, pi):
    found = {
        coder.coder: {one.variable.key: one for one in parts} for coder, parts in stabilities_of(repeated)
    }
    assert (found[coder_a]["intent"].messages, found[coder_a]["intent"].same.value) == (8, 0.75)
    assert found[coder_b]["intent"].alpha.value == 1


@pytest.mark.django_db
def test_stability_is_read_once_the_round_is_closed(study, repeated, pi, coder_a, client_of, api_of):
    page = reverse("stability_detail", args=[study.slug, repeated.number])
    told = reverse("api:stability_detail", args=[study.slug, repeated.number])
    assert client_of(pi).get(page).status_code == 409
    close_round(repeated, by=pi, at=NOW + timedelta(days=9))
    assert "How alike each coder coded" in client_of(pi).get(page).text
    assert page in client_of(pi).get(reverse("round_detail", args=[study.slug, repeated.number])).text
    rows = {row["coder"]["name"]: row["variables"][0] for row in api_of(pi).get(told).json()}
    assert rows["coder_a"]["same"]["value"] == 0.75
    assert client_of(coder_a).get(page).status_code == 403
    assert client_of(pi).get(reverse("stability_detail", args=[study.slug, 1])).status_code == 404
