"""Who sees what: masks and aids at the desk, what comes late, and looks into an open round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from coding.blinding import LOOK_LASTS
from coding.codebook_rules import CodebookSpec, VariableSpec
from coding.models import AidUse, Assignment, Coding, LateCoding, Look, Round, RoundCoder
from coding.queries import desk as queries
from coding.services.desk import KeptAsLate, save_draft, submit_coding
from coding.services.late import decide_late_codings
from coding.services.looks import look_inside
from coding.services.sight import use_aid
from corpus.services.translations import add_translation
from cyberdip.lib.problems import Conflict, Invalid, NotAllowed, NotFound, Problem, WrongPhase
from studies.models import Job, LogEntry, Membership, Study, User
from studies.roles import Role
from tests.coding import desk_scene

pytestmark = pytest.mark.django_db

TEXT = "Read https://example.org/the-report and trust \N{GRINNING FACE} us"
LINK = "https://example.org/the-report"
SPEC = CodebookSpec(
    (
        VariableSpec("proof", "Proof", "quote", "", allows_uncodable=False),
        VariableSpec("remark", "Remark", "text", "", required=False),
    )
)
EVERYTHING = ["author", "country", "counts", "date", "links"]


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    codebook = desk_scene.spec_codebook(study, SPEC, by=pi, at=now)
    return desk_scene.open_round(
        codebook, [coder_a, coder_b], at=now, texts=[TEXT, "A second message."], masked=EVERYTHING
    )


def _mine(round_: Round, coder: User, position: int = 1) -> Assignment:
    assignment = queries.own_assignment(round_, coder, position)
    assignment.round.study = round_.study
    return assignment


def _quote(words: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def _submit(round_: Round, coder: User, at: datetime, position: int = 1, **words: Any) -> Coding:
    words = {"values": {"proof": "message" if position == 2 else _quote("trust")}, "base_revision": 0} | words
    return submit_coding(_mine(round_, coder, position), **({"key": uuid4(), "by": coder, "at": at} | words))


def _url(name: str, round_: Round, *args: Any) -> str:
    return reverse(name, args=[round_.study.slug, round_.number, *args])


# --- masks


def _doors(round_: Round) -> list[tuple[str, str]]:
    pages = [("desk_message", [1]), ("own_codings", [])]
    programs = [
        ("api:desk_message", [1]),
        ("api:unit_list", []),
        ("api:own_codings", []),
        ("api:coding_submit", [1]),
    ]
    return [(name, _url(name, round_, *args)) for name, args in (*pages, *programs, ("api:desk", []))]


@pytest.mark.parametrize(
    ("kind", "secret"),
    [("author", "embassy_demo"), ("country", "Country A"), ("links", "the-report"), ("date", "2026")],
)
def test_what_a_round_hides_stands_at_no_door_until_it_is_asked_for(
    kind: str,
    secret: str,
    round_: Round,
    coder_a: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    _submit(round_, coder_a, now, values={"proof": _quote(f"Read {LINK}")})
    doors = {False: client_of(coder_a), True: api_of(coder_a)}

    def showing() -> set[str]:
        pages = {
            name: doors[name.startswith("api:")].get(url).content.decode() for name, url in _doors(round_)
        }
        if kind == "date":  # of the message; when the coder submitted is their own
            told = ("2 Mar 2026, 09:30 UTC", '"posted_at":"2026')
            return {name for name, page in pages.items() if any(words in page for words in told)}
        return {name for name, page in pages.items() if secret in page}

    Round.objects.filter(pk=round_.pk).update(masked=[kind])
    assert showing() == set()
    round_.masked = [kind]
    use_aid(_mine(round_, coder_a), kind, by=coder_a, at=now)
    assert {"desk_message", "api:desk_message"} <= showing()


def test_the_id_is_hidden_with_whatever_is_hidden(
    round_: Round, coder_a: User, api_of: Callable[[User], APIClient]
) -> None:
    message = api_of(coder_a).get(_url("api:desk_message", round_, 1)).json()["message"]
    assert (message["external_id"], message["account"], message["hidden"]) == (None, None, EVERYTHING)
    assert len(message["text"]) == len(TEXT)
    assert "trust" in message["text"]


@pytest.mark.parametrize("door", ["pages", "api"])
def test_nobody_finds_a_message_by_what_is_hidden(
    door: str,
    round_: Round,
    coder_a: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    _submit(round_, coder_a, now, note="my own words")
    name, client = (
        ("own_codings", client_of(coder_a)) if door == "pages" else ("api:own_codings", api_of(coder_a))
    )

    def finds(words: str) -> bool:
        answer = client.get(_url(name, round_), {"q": words})
        return bool(answer.json()["results"] if door == "api" else answer.context["page"].rows)

    assert finds("trust")
    assert finds("my own words")
    for words in ("embassy_demo", "@embassy", "the-report", "example.org"):
        assert not finds(words)
    use_aid(_mine(round_, coder_a), "author", by=coder_a, at=now)
    use_aid(_mine(round_, coder_a), "links", by=coder_a, at=now)
    assert finds("@embassy")
    assert finds("the-report")


def test_a_quote_over_a_hidden_link_is_kept_to_the_letter_and_shown_hidden(
    round_: Round, coder_a: User, now: datetime, api_of: Callable[[User], APIClient]
) -> None:
    hidden = {**_quote(f"Read {LINK} and"), "text": "Read " + "\u2591" * len(LINK) + " and"}
    coding = _submit(round_, coder_a, now, values={"proof": hidden})
    assert coding.values["proof"] == _quote(f"Read {LINK} and")
    shown = api_of(coder_a).get(_url("api:own_codings", round_)).json()["results"][0]["values"]
    assert shown["proof"] == hidden


# --- quotes, as the server checks them


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"start": 0, "end": 4, "text": "trust"}, "does not match the message"),
        ({"start": -3, "end": 2, "text": "us"}, "does not match the message"),
        ({"start": 40, "end": 4000, "text": "us"}, "does not match the message"),
        ("no such words", "does not stand in the message"),
        ("t", "stands in the message"),
    ],
)
def test_a_quote_that_is_not_there_is_refused_in_a_sentence(
    sent: Any, sentence: str, round_: Round, coder_a: User, now: datetime
) -> None:
    with pytest.raises(Invalid, match=sentence) as caught:
        _submit(round_, coder_a, now, values={"proof": sent})
    assert set(caught.value.fields) == {"proof"}


@pytest.mark.parametrize("sent", ["trust \N{GRINNING FACE}", {"text": "trust\n\N{GRINNING FACE}"}])
def test_words_that_stand_in_the_message_once_are_a_quote(
    sent: Any, round_: Round, coder_a: User, now: datetime
) -> None:
    quote = _submit(round_, coder_a, now, values={"proof": sent}).values["proof"]
    assert quote == _quote("trust \N{GRINNING FACE}")
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]


# --- aids


def test_an_aid_is_kept_once_and_logged(round_: Round, coder_a: User, now: datetime) -> None:
    for _press in range(2):
        use_aid(_mine(round_, coder_a), "author", by=coder_a, at=now)
    assert AidUse.objects.get().kind == "author"
    assert LogEntry.objects.filter(verb="aid used").count() == 1


@pytest.mark.parametrize(
    ("kind", "masked", "problem"),
    [("author", ["date"], Invalid), ("mood", EVERYTHING, Invalid), ("translation", EVERYTHING, NotFound)],
)
def test_what_is_not_hidden_or_not_there_is_not_shown(
    kind: str, masked: list[str], problem: type[Problem], round_: Round, coder_a: User, now: datetime
) -> None:
    round_.masked = masked
    with pytest.raises(problem):
        use_aid(_mine(round_, coder_a), kind, by=coder_a, at=now)
    assert not AidUse.objects.exists()


def test_nobody_lifts_the_veil_for_another_or_after_the_close(
    round_: Round, coder_a: User, coder_b: User, now: datetime
) -> None:
    with pytest.raises(NotFound):
        use_aid(_mine(round_, coder_a), "author", by=coder_b, at=now)
    desk_scene.close(round_, at=now)
    round_.refresh_from_db()
    with pytest.raises(WrongPhase):
        use_aid(_mine(round_, coder_a), "author", by=coder_a, at=now)
    assert not AidUse.objects.exists()


def test_a_translation_is_shown_on_demand_and_only_then(
    round_: Round, pi: User, coder_a: User, now: datetime, client_of: Callable[[User], Client]
) -> None:
    message = _mine(round_, coder_a).unit.message
    add_translation(message, language="es", text=f"Lea {LINK}", source="a person", by=pi, at=now)
    browser, url = client_of(coder_a), _url("desk_message", round_, 1)
    assert "Lea" not in browser.get(url).content.decode()
    answer = browser.post(_url("aid_use", round_, 1, "translation"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Lea \u2591" in page
    assert "the-report" not in page
    assert "<html" not in page
    assert "Lea" in browser.get(url).content.decode()


def test_a_translation_is_kept_once_and_needs_a_language_and_words(
    round_: Round, pi: User, coder_a: User, now: datetime
) -> None:
    message = _mine(round_, coder_a).unit.message
    for _press in range(2):
        add_translation(message, language="es", text=" Lea. ", by=pi, at=now)
    assert message.translations.get().text == "Lea."
    with pytest.raises(Invalid) as caught:
        add_translation(message, language="Spanish, please", text=" ", by=pi, at=now)
    assert set(caught.value.fields) == {"language", "text"}


# --- late


@pytest.fixture
def late(round_: Round, coder_a: User, coder_b: User, now: datetime) -> list[LateCoding]:
    """Two coders send a coding each after the close."""
    _submit(round_, coder_a, now)
    desk_scene.close(round_, at=now)
    round_.refresh_from_db()
    for coder, base in ((coder_a, 1), (coder_b, 0)):
        with pytest.raises(KeptAsLate):
            _submit(
                round_,
                coder,
                now,
                values={"proof": {"start": len(TEXT) - 2, "end": len(TEXT), "text": "us"}},
                base_revision=base,
            )
    return list(LateCoding.objects.order_by("pk"))


def test_what_is_sent_five_times_too_late_is_kept_once(round_: Round, coder_a: User, now: datetime) -> None:
    desk_scene.close(round_, at=now)
    key = uuid4()
    for _press in range(5):
        with pytest.raises(KeptAsLate, match="kept as late"):
            _submit(round_, coder_a, now, key=key)
    with pytest.raises(Conflict, match="This key was used"):
        _submit(round_, coder_a, now, key=key, note="other words")
    assert LateCoding.objects.get().values == {"proof": _quote("trust")}
    assert not Coding.objects.exists()


def test_what_was_sent_before_the_close_and_is_sent_again_after_it_is_not_late(
    round_: Round, coder_a: User, now: datetime
) -> None:
    key = uuid4()
    first = _submit(round_, coder_a, now, key=key)
    desk_scene.close(round_, at=now)
    assert _submit(round_, coder_a, now, key=key) == first
    assert not LateCoding.objects.exists()


def test_an_accepted_coding_counts_says_that_it_was_late_and_asks_for_reliability(
    round_: Round, pi: User, coder_a: User, now: datetime, late: list[LateCoding]
) -> None:
    then = now + timedelta(days=1)
    for _press in range(2):
        decide_late_codings(round_, decision="accepted", late=[late[0].pk], by=pi, at=then)
    counted = Coding.objects.get(late=True)
    assert (counted.revision, counted.values, counted.key) == (2, late[0].values, late[0].key)
    assert counted.submitted_at == late[0].received_at
    assert queries.newest_coding(_mine(round_, coder_a)) == counted
    assert list(LateCoding.objects.order_by("pk").values_list("decision", flat=True)) == ["accepted", ""]
    assert Job.objects.filter(kind="reliability").count() == 1
    assert LogEntry.objects.filter(verb="late codings accepted").count() == 1


def test_all_that_was_seen_is_decided_on_and_nothing_that_came_since(
    round_: Round, pi: User, now: datetime, late: list[LateCoding]
) -> None:
    assert decide_late_codings(round_, decision="declined", through=late[0].pk, by=pi, at=now) == 1
    assert decide_late_codings(round_, decision="accepted", through=late[1].pk, by=pi, at=now) == 1
    assert Coding.objects.filter(late=True).get().assignment == late[1].assignment


def test_nothing_late_counts_once_adjudication_has_begun(
    round_: Round, pi: User, now: datetime, late: list[LateCoding]
) -> None:
    Round.objects.filter(pk=round_.pk).update(phase="adjudicating")
    with pytest.raises(WrongPhase):
        decide_late_codings(round_, decision="accepted", through=late[1].pk, by=pi, at=now)
    assert decide_late_codings(round_, decision="declined", through=late[1].pk, by=pi, at=now) == 2
    assert not Coding.objects.filter(late=True).exists()


def test_the_pi_is_told_of_late_codings_and_decides_on_a_page_or_by_a_program(
    round_: Round,
    pi: User,
    late: list[LateCoding],
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    browser, program = client_of(pi), api_of(pi)
    assert "2 codings came in after the close" in browser.get(_url("round_detail", round_)).content.decode()
    page = browser.get(_url("late_list", round_)).content.decode()
    assert "Accept all 2" in page
    told = program.get(_url("api:late_list", round_)).json()["results"]
    assert [one["values"]["proof"]["text"] for one in told] == ["us", "us"]
    browser.post(_url("late_decide", round_), {"decision": "accepted", "late": late[0].pk})
    answer = program.post(_url("api:late_decide", round_), {"decision": "declined", "late": [late[1].pk]})
    assert answer.json() == {"decided": 1, "waiting": 0}
    assert list(LateCoding.objects.order_by("pk").values_list("decision", flat=True)) == [
        "accepted",
        "declined",
    ]


def test_a_coder_is_told_what_became_of_late_work(
    round_: Round,
    pi: User,
    coder_a: User,
    now: datetime,
    late: list[LateCoding],
    client_of: Callable[[User], Client],
) -> None:
    browser = client_of(coder_a)
    assert "1 waiting for the PI" in browser.get(_url("own_codings", round_)).content.decode()
    decide_late_codings(round_, decision="declined", late=[late[0].pk], by=pi, at=now)
    assert "1 declined" in browser.get(_url("own_codings", round_)).content.decode()


def test_who_closes_a_round_sees_who_holds_unsent_work(
    round_: Round, pi: User, coder_b: User, now: datetime, client_of: Callable[[User], Client]
) -> None:
    save_draft(_mine(round_, coder_b), values={"remark": "half"}, base_revision=0, by=coder_b, at=now)
    page = client_of(pi).get(_url("round_close", round_)).content.decode()
    assert "coder_b: 1 draft" in page
    assert "coder_a" not in page.split("<main")[1]


# --- looks


@pytest.mark.parametrize("kind", ["training", "pilot", "reliability", "production", "recode", "stability"])
def test_a_look_takes_a_reason_is_logged_once_and_shows_what_was_coded(
    kind: str,
    round_: Round,
    pi: User,
    coder_a: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    _submit(round_, coder_a, now, values={"proof": _quote("trust"), "remark": "the remark of a"})
    Round.objects.filter(pk=round_.pk).update(kind=kind)
    browser, url = client_of(pi), _url("look_list", round_)
    assert browser.post(url, {"reason": "  "}).status_code == 422
    assert not Look.objects.exists()
    for _press in range(2):
        answer = browser.post(url, {"reason": "The form does not fit."})
    assert "the remark of a" in browser.get(answer.url).content.decode()
    look = Look.objects.get()
    assert LogEntry.objects.filter(verb="round looked into").count() == 1
    told = api_of(pi).get(_url("api:look_codings", round_, look.pk)).json()["results"]
    assert [(one["coder"]["name"], one["values"]["remark"]) for one in told] == [
        ("coder_a", "the remark of a")
    ]


def test_a_look_ends_after_its_hour_and_with_the_round(
    round_: Round,
    pi: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    look = look_inside(round_, reason="Why not", role=Role.PI, by=pi, at=now - LOOK_LASTS)
    assert client_of(pi).get(_url("look_codings", round_, look.pk)).url == _url("look_list", round_)
    assert api_of(pi).get(_url("api:look_codings", round_, look.pk)).json()["code"] == "look_is_over"
    desk_scene.close(round_, at=now)
    with pytest.raises(WrongPhase):
        look_inside(round_, reason="Still", role=Role.PI, by=pi, at=now)


def test_who_codes_in_a_round_does_not_look_inside(
    round_: Round, pi: User, now: datetime, client_of: Callable[[User], Client]
) -> None:
    RoundCoder.objects.create(round=round_, coder=pi, letter="C")
    with pytest.raises(NotAllowed, match="stay blind"):
        look_inside(round_, reason="Curious", role=Role.PI, by=pi, at=now)
    page = client_of(pi).get(_url("look_list", round_))
    assert "stay blind" in page.content.decode()


def test_a_look_of_somebody_else_opens_nothing(
    round_: Round, study: Study, pi: User, now: datetime, client_of: Callable[[User], Client]
) -> None:
    second = User.objects.create_user("second@example.org", name="second")
    Membership.objects.create(study=study, user=second, role=Role.PI, added_by=pi, added_at=now)
    look = look_inside(round_, reason="Why", role=Role.PI, by=pi, at=now)
    assert client_of(second).get(_url("look_codings", round_, look.pk)).status_code == 404


# --- who left, and what was dealt to others


@pytest.mark.parametrize("position", [1, 2])
def test_a_message_that_was_dealt_to_another_says_so(
    position: int, round_: Round, coder_a: User, now: datetime, client_of: Callable[[User], Client]
) -> None:
    assignment = _mine(round_, coder_a, position)
    Assignment.objects.filter(pk=assignment.pk).update(withdrawn_at=now)
    answer = client_of(coder_a).get(_url("desk_message", round_, position))
    assert answer.status_code == 404
    assert "given to another coder" in answer.content.decode()
    body = {"values": {}, "base_revision": 0, "key": str(uuid4())}
    sent = client_of(coder_a).post(
        _url("coding_submit", round_, position), body, content_type="application/json"
    )
    assert (sent.status_code, "given to another coder" in sent.json()["detail"]) == (404, True)
    with pytest.raises(NotFound):
        submit_coding(assignment, values={}, base_revision=0, key=uuid4(), by=coder_a, at=now)
    assert not LateCoding.objects.exists()


def test_a_coder_who_was_removed_in_mid_round_meets_a_sentence_and_what_they_did_stays(
    round_: Round,
    study: Study,
    coder_a: User,
    now: datetime,
    client_of: Callable[[User], Client],
    api_of: Callable[[User], APIClient],
) -> None:
    _submit(round_, coder_a, now)
    Membership.objects.filter(study=study, user=coder_a).update(left_at=now)
    body = {"values": {}, "base_revision": 0, "key": str(uuid4())}
    sent = client_of(coder_a).post(_url("coding_submit", round_, 2), body, content_type="application/json")
    assert (sent.status_code, sent.json()["detail"]) == (
        404,
        "There is no study here that you are a member of.",
    )
    assert api_of(coder_a).get(_url("api:desk", round_)).status_code == 404
    assert Coding.objects.count() == 1
