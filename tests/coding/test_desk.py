"""The desk, on pages and in the API: the same deeds, the same answers, and nobody else's work."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from coding.models import Assignment, Coding, Draft, Round
from coding.queries import desk as queries
from coding.services.desk import save_draft, submit_coding
from studies.models import Study, User
from studies.services.studies import create_study
from tests.coding import desk_scene

pytestmark = pytest.mark.django_db

COMPLETE = {"tone": "warm", "topics": [], "strength": "weak", "ironic": False}
FORM = {"v-tone": "warm", "v-topics": "!none", "v-strength": "weak", "v-ironic": "no", "v-remark": ""}


@pytest.fixture
def round_(study: Study, pi: User, coder_a: User, coder_b: User, now: datetime) -> Round:
    codebook = desk_scene.simple_codebook(study, by=pi, at=now)
    return desk_scene.open_round(codebook, [coder_a, coder_b], at=now)


def _code(round_: Round, coder: User, *positions: int, at: datetime, **changes: Any) -> None:
    for position in positions:
        submit_coding(
            queries.own_assignment(round_, coder, position),
            values=COMPLETE | changes,
            base_revision=0,
            key=uuid4(),
            by=coder,
            at=at,
        )


def _url(name: str, round_: Round, *position: int) -> str:
    return reverse(name, args=[round_.study.slug, round_.number, *position])


# --- the two doors, as one


class Door(Protocol):
    """What a coder does, through pages or by a program."""

    def submit(self, round_: Round, position: int, **body: Any) -> HttpResponse: ...
    def draft(self, round_: Round, position: int, **body: Any) -> HttpResponse: ...
    def read(self, name: str, round_: Round, *position: int) -> HttpResponse: ...


class Pages:
    def __init__(self, client: Client) -> None:
        self.client = client

    def submit(self, round_: Round, position: int, **body: Any) -> Any:
        return self._post("coding_submit", round_, position, {"key": str(uuid4())} | body)

    def draft(self, round_: Round, position: int, **body: Any) -> Any:
        return self._post("draft_save", round_, position, body)

    def read(self, name: str, round_: Round, *position: int) -> Any:
        return self.client.get(_url(name, round_, *position))

    def _post(self, name: str, round_: Round, position: int, body: Any) -> Any:
        return self.client.post(
            _url(name, round_, position), json.dumps(body), content_type="application/json"
        )


class Programs:
    def __init__(self, client: APIClient) -> None:
        self.client = client

    def submit(self, round_: Round, position: int, **body: Any) -> Any:
        return self.client.post(_url("api:coding_submit", round_, position), {"key": str(uuid4())} | body)

    def draft(self, round_: Round, position: int, **body: Any) -> Any:
        return self.client.put(_url("api:draft_save", round_, position), body)

    def read(self, name: str, round_: Round, *position: int) -> Any:
        return self.client.get(_url(f"api:{name}", round_, *position))


@pytest.fixture(params=["pages", "api"])
def door_of(request: pytest.FixtureRequest) -> Callable[[User], Door]:
    if request.param == "pages":
        client_of = request.getfixturevalue("client_of")
        return lambda person: Pages(client_of(person))
    api_of = request.getfixturevalue("api_of")
    return lambda person: Programs(api_of(person))


def test_a_coding_is_taken_and_kept(door_of: Callable[[User], Door], round_: Round, coder_a: User) -> None:
    answer = door_of(coder_a).submit(
        round_, 1, values=COMPLETE, base_revision=0, active_ms=900, note=" clear "
    )
    assert answer.status_code in {200, 201}
    coding = Coding.objects.get()
    assert (coding.values, coding.note, coding.active_ms) == (COMPLETE, "clear", 900)


def test_the_same_press_five_times_is_one_coding(
    door_of: Callable[[User], Door], round_: Round, coder_a: User
) -> None:
    door, key = door_of(coder_a), str(uuid4())
    answers = [door.submit(round_, 1, values=COMPLETE, base_revision=0, key=key) for _press in range(5)]
    assert len({answer.status_code for answer in answers}) == 1
    assert Coding.objects.count() == 1


def test_a_stale_tab_gets_both_versions(
    door_of: Callable[[User], Door], round_: Round, coder_a: User, now: datetime
) -> None:
    _code(round_, coder_a, 1, at=now, tone="cold")
    for deed in ("submit", "draft"):
        answer = getattr(door_of(coder_a), deed)(round_, 1, values=COMPLETE, base_revision=0)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "stale")
        assert problem["yours"] == {"base_revision": 0, "values": COMPLETE}
        assert (problem["stored"]["revision"], problem["stored"]["values"]["tone"]) == (1, "cold")
    assert Coding.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_draft_is_kept(door_of: Callable[[User], Door], round_: Round, coder_a: User) -> None:
    assert (
        door_of(coder_a).draft(round_, 2, values={"tone": "warm"}, base_revision=0, note="hm").status_code
        == 200
    )
    draft = Draft.objects.get()
    assert (draft.values, draft.note, draft.assignment.position) == ({"tone": "warm"}, "hm", 2)


def test_required_variables_are_checked_here_too(
    door_of: Callable[[User], Door], round_: Round, coder_a: User
) -> None:
    answer = door_of(coder_a).submit(round_, 1, values={"tone": "warm"}, base_revision=0)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"topics", "strength", "ironic"}
    assert not Coding.objects.exists()


def test_a_closed_round_says_so(
    door_of: Callable[[User], Door], round_: Round, coder_a: User, now: datetime
) -> None:
    desk_scene.close(round_, at=now)
    answer = door_of(coder_a).submit(round_, 1, values=COMPLETE, base_revision=0)
    assert (answer.status_code, answer.json()["code"]) == (409, "kept_as_late")
    assert "was closed" in answer.json()["detail"]
    assert not Coding.objects.exists()


@pytest.mark.parametrize(
    ("body", "faulty"),
    [
        ({"values": COMPLETE}, {"base_revision"}),
        ({"values": COMPLETE, "base_revision": "first"}, {"base_revision"}),
        ({"values": COMPLETE, "base_revision": 0, "key": "again"}, {"key"}),
        ({"values": [1, 2], "base_revision": 0}, {"values"}),
        ({"values": "all", "base_revision": 0}, {"values"}),
        ({"values": COMPLETE, "base_revision": 0, "note": "x" * 10_001}, {"note"}),
        ({"values": COMPLETE, "base_revision": 0, "active_ms": -5}, {"active_ms"}),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_by_field(
    body: dict[str, Any], faulty: set[str], door_of: Callable[[User], Door], round_: Round, coder_a: User
) -> None:
    answer = door_of(coder_a).submit(round_, 1, **body)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == faulty
    assert not Coding.objects.exists()


@pytest.mark.parametrize("name", ["desk", "own_codings"])
def test_a_round_that_is_not_there_is_not_found(
    name: str, door_of: Callable[[User], Door], round_: Round, coder_a: User
) -> None:
    round_.number = 99
    assert door_of(coder_a).read(name, round_).status_code == 404


# --- blind


def test_a_coder_reaches_no_message_that_is_not_in_their_queue(
    door_of: Callable[[User], Door], round_: Round, coder_a: User, coder_b: User, pi: User
) -> None:
    Assignment.objects.filter(coder=coder_b, position=5).update(position=6)
    assert door_of(coder_b).read("desk_message", round_, 6).status_code == 200
    for position in (0, 6, 2_000_000_000, 10**12):
        door = door_of(coder_a)
        assert door.read("desk_message", round_, position).status_code == 404
        assert door.submit(round_, position, values=COMPLETE, base_revision=0).status_code == 404
        assert door.draft(round_, position, values={}, base_revision=0).status_code == 404
    # A PI too: to see what a coder does, there is the page of the round.
    assert door_of(pi).read("desk_message", round_, 1).status_code == 404


def test_what_one_coder_decided_shows_nowhere_on_the_desk_of_another(
    door_of: Callable[[User], Door], round_: Round, coder_a: User, coder_b: User, now: datetime
) -> None:
    secret = "a remark of coder a"
    _code(round_, coder_a, 1, at=now, remark=secret)
    save_draft(
        queries.own_assignment(round_, coder_a, 2),
        values={"remark": secret},
        base_revision=0,
        by=coder_a,
        at=now,
    )
    mine, others = door_of(coder_a), door_of(coder_b)
    for name, position in (("desk_message", [1]), ("desk_message", [2])):
        assert secret in mine.read(name, round_, *position).content.decode()
        answer = others.read(name, round_, *position).content.decode()
        assert secret not in answer
        assert "coder_a" not in answer
    assert secret not in others.read("own_codings", round_).content.decode()


def test_an_observer_and_a_stranger_find_no_desk(
    door_of: Callable[[User], Door], round_: Round, observer: User, outsider: User
) -> None:
    for name, position in (("desk", []), ("desk_message", [1]), ("own_codings", [])):
        assert door_of(observer).read(name, round_, *position).status_code == 403
        assert door_of(outsider).read(name, round_, *position).status_code == 404


def test_a_round_of_another_study_is_not_reached_through_ones_own(
    door_of: Callable[[User], Door], round_: Round, coder_a: User, outsider: User, now: datetime
) -> None:
    other = create_study(title="Other", slug="other", by=outsider, at=now)
    round_.study = other
    assert door_of(coder_a).read("desk_message", round_, 1).status_code == 404
    assert door_of(outsider).read("desk_message", round_, 1).status_code == 404


# --- pages only


@pytest.fixture
def browser_of(client_of: Callable[[User], Client], coder_a: User) -> Client:
    return client_of(coder_a)


def test_the_desk_leads_to_the_first_open_message(
    browser_of: Client, round_: Round, coder_a: User, now: datetime
) -> None:
    _code(round_, coder_a, 1, 2, at=now)
    assert browser_of.get(_url("desk", round_)).url == _url("desk_message", round_, 3)


def test_the_form_works_without_javascript(browser_of: Client, round_: Round) -> None:
    answer = browser_of.post(
        _url("coding_submit", round_, 1), FORM | {"base_revision": "0", "key": str(uuid4())}
    )
    assert answer.url == _url("desk_message", round_, 2)
    assert Coding.objects.get().values == COMPLETE


def test_a_form_with_an_open_question_comes_back_with_all_that_was_chosen(
    browser_of: Client, round_: Round
) -> None:
    sent = FORM | {
        "v-tone": "",
        "v-remark": "kept",
        "note": "kept too",
        "base_revision": "0",
        "key": str(uuid4()),
    }
    answer = browser_of.post(_url("coding_submit", round_, 1), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tone is required" in page
    assert 'value="kept"' in page
    assert "kept too" in page
    assert page.split('id="desk"')[1].count(" checked") == 3


def test_a_stale_form_shows_what_is_stored_and_can_be_sent_again(
    browser_of: Client, round_: Round, coder_a: User, now: datetime
) -> None:
    _code(round_, coder_a, 1, at=now, tone="cold")
    answer = browser_of.post(
        _url("coding_submit", round_, 1), FORM | {"base_revision": "0", "key": str(uuid4())}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<dd>Cold</dd>" in page
    assert 'name="base_revision" value="1"' in page
    browser_of.post(_url("coding_submit", round_, 1), FORM | {"base_revision": "1", "key": str(uuid4())})
    assert [coding.values["tone"] for coding in Coding.objects.order_by("revision")] == ["cold", "warm"]


def test_a_body_that_is_not_json_is_refused(browser_of: Client, round_: Round) -> None:
    for body in ("{", b"\xff\xfe", "NaN,"):
        answer = browser_of.post(_url("draft_save", round_, 1), body, content_type="application/json")
        assert (answer.status_code, answer.json()["detail"]) == (400, "The body is not JSON.")
    answer = browser_of.post(_url("draft_save", round_, 1), "[]", content_type="application/json")
    assert answer.status_code == 422


def test_a_body_of_ten_megabytes_is_refused_in_a_sentence(browser_of: Client, round_: Round) -> None:
    body = json.dumps({"values": {"remark": "x" * 10_000_000}, "base_revision": 0})
    answer = browser_of.post(_url("draft_save", round_, 1), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_desk_shows_the_draft_and_else_the_newest_coding(
    browser_of: Client, round_: Round, coder_a: User, now: datetime
) -> None:
    def chosen() -> set[str]:
        questions = browser_of.get(_url("desk_message", round_, 1)).context["questions"]
        return {label for question in questions for label in question.answer_labels}

    assert chosen() == set()
    save_draft(
        queries.own_assignment(round_, coder_a, 1),
        values={"tone": "cold"},
        base_revision=0,
        by=coder_a,
        at=now,
    )
    assert chosen() == {"Cold"}
    _code(round_, coder_a, 1, at=now)
    assert chosen() == {"Warm", "None of these", "Weak", "No"}
    save_draft(
        queries.own_assignment(round_, coder_a, 1),
        values={"tone": "neutral"},
        base_revision=1,
        by=coder_a,
        at=now,
    )
    assert chosen() == {"Neutral"}


def test_the_fragment_is_the_page_without_its_frame(browser_of: Client, round_: Round) -> None:
    url = _url("desk_message", round_, 2)
    fragment = browser_of.get(url, headers={"HX-Request": "true"})
    assert fragment.headers["Vary"].count("HX-Request") == 1
    assert fragment.content.decode().lstrip().startswith('<div id="desk"')
    assert "<html" not in fragment.content.decode()
    without_keys = [
        _without_secrets(page) for page in (fragment.content.decode(), browser_of.get(url).content.decode())
    ]
    assert without_keys[0].strip() in without_keys[1]


def _without_secrets(page: str) -> str:
    return re.sub(r'name="(key|csrfmiddlewaretoken)" value="[^"]+"', "", page)


@pytest.mark.parametrize(
    ("phase", "coded", "sentence"),
    [
        ("planned", [], "has not been opened yet"),
        ("open", [1, 2, 3, 4, 5], "All your 5 messages are coded"),
        ("closed", [1, 2], "with 2 of your 5 messages coded"),
    ],
)
def test_the_end_of_the_queue_says_why_and_what_comes_next(
    phase: str,
    coded: list[int],
    sentence: str,
    browser_of: Client,
    round_: Round,
    coder_a: User,
    now: datetime,
) -> None:
    _code(round_, coder_a, *coded, at=now)
    Round.objects.update(phase=phase, closed_at=now if phase == "closed" else None)
    page = browser_of.get(_url("desk", round_)).content.decode()
    assert sentence in page
    assert page.count("button-primary") == 1


def test_a_coder_without_messages_is_told_so(
    client_of: Callable[[User], Client], round_: Round, pi: User
) -> None:
    assert "No messages are assigned to you" in client_of(pi).get(_url("desk", round_)).content.decode()


def test_the_end_of_one_round_leads_to_the_next_that_waits(
    browser_of: Client, round_: Round, coder_a: User, now: datetime
) -> None:
    second = desk_scene.open_round(round_.codebook, [coder_a], at=now, title="Production")
    _code(round_, coder_a, 1, 2, 3, 4, 5, at=now)
    page = browser_of.get(_url("desk", round_)).content.decode()
    assert "Go on with Production" in page
    assert _url("desk", second) in page


def test_a_closed_round_can_be_read_and_not_changed(
    browser_of: Client, round_: Round, coder_a: User, now: datetime
) -> None:
    _code(round_, coder_a, 1, at=now)
    desk_scene.close(round_, at=now)
    page = browser_of.get(_url("desk_message", round_, 1)).content.decode()
    assert "can be read, not changed" in page
    assert 'type="submit"' not in page.split('id="desk"')[1].split("</form>")[0]


def test_own_codings_list_what_was_decided_in_words(
    browser_of: Client, round_: Round, coder_a: User, now: datetime
) -> None:
    _code(round_, coder_a, 1, at=now, topics=["law", "health"], ironic={"special": "uncodable"})
    page = browser_of.get(_url("own_codings", round_)).content.decode()
    for words in ("Warm", "Law, Health", "Cannot be coded", "no answer", _url("desk_message", round_, 1)):
        assert words in page


def test_reading_writes_nothing_and_costs_the_same_for_long_queues(
    browser_of: Client, study: Study, pi: User, coder_a: User, now: datetime
) -> None:
    codebook = desk_scene.simple_codebook(study, by=pi, at=now)
    short = desk_scene.open_round(codebook, [coder_a], at=now)
    long = desk_scene.open_round(codebook, [coder_a], at=now, texts=[f"Message {n}" for n in range(60)])
    for round_, coded in ((short, 3), (long, 55)):
        _code(round_, coder_a, *range(1, coded + 1), at=now)
    for name, position in (("desk_message", [2]), ("own_codings", [])):
        costs = [_statements(browser_of, _url(name, round_, *position)) for round_ in (short, long)]
        assert costs[0] == costs[1]


def _statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    assert not [
        q["sql"] for q in captured.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    return len(captured)


def test_one_submission_over_http_is_few_statements(browser_of: Client, round_: Round) -> None:
    door = Pages(browser_of)
    door.submit(round_, 1, values=COMPLETE, base_revision=0)
    with CaptureQueriesContext(connection) as captured:
        assert door.submit(round_, 2, values=COMPLETE, base_revision=0).json()["next"] == _url(
            "desk_message", round_, 3
        )
    statements = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    # Who, member of the study, assignment; lock, coding, step, logbook; what comes next.
    assert len(statements) <= 8, "\n".join(statements)


# --- programs only


def test_a_program_walks_through_its_queue(
    api_of: Callable[[User], APIClient], round_: Round, coder_a: User
) -> None:
    api = api_of(coder_a)
    seen = []
    while (unit := api.get(_url("api:desk", round_)).json()["unit"]) is not None:
        seen.append(unit["message"]["text"])
        answer = api.post(
            _url("api:coding_submit", round_, unit["position"]),
            {"values": COMPLETE, "key": str(uuid4())},
            headers={"If-Match": f'"{unit["revision"]}"'},
        )
        assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert seen == list(desk_scene.TEXTS)
    last = api.get(_url("api:desk", round_)).json()
    assert last["queue"] == {"total": 5, "done": 5, "left": 0}
    assert "All your messages are coded" in last["detail"]


def test_an_old_etag_is_stale(
    api_of: Callable[[User], APIClient], round_: Round, coder_a: User, now: datetime
) -> None:
    api = api_of(coder_a)
    etag = api.get(_url("api:desk_message", round_, 1)).headers["ETag"]
    _code(round_, coder_a, 1, at=now)
    body = {"values": COMPLETE, "key": str(uuid4())}
    answer = api.post(_url("api:coding_submit", round_, 1), body, headers={"If-Match": etag})
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")


def test_a_program_reads_its_own_versions_and_draft(
    api_of: Callable[[User], APIClient], round_: Round, coder_a: User, now: datetime
) -> None:
    api = api_of(coder_a)
    _code(round_, coder_a, 1, at=now)
    save_draft(
        queries.own_assignment(round_, coder_a, 1),
        values={"tone": "cold"},
        base_revision=1,
        by=coder_a,
        at=now,
    )
    unit = api.get(_url("api:desk_message", round_, 1)).json()
    assert (unit["revision"], unit["coding"]["values"], unit["draft"]["values"]) == (
        1,
        COMPLETE,
        {"tone": "cold"},
    )
    Programs(api).submit(round_, 1, values=COMPLETE | {"tone": "cold"}, base_revision=1)
    versions = api.get(_url("api:coding_submit", round_, 1)).json()["results"]
    assert [(v["revision"], v["values"]["tone"]) for v in versions] == [(2, "cold"), (1, "warm")]
    assert api.get(_url("api:desk_message", round_, 1)).json()["draft"] is None


def test_the_queue_is_a_list_that_can_be_narrowed(
    api_of: Callable[[User], APIClient], round_: Round, coder_a: User, now: datetime
) -> None:
    api, url = api_of(coder_a), _url("api:unit_list", round_)
    _code(round_, coder_a, 2, at=now)

    def positions(query: str) -> list[int]:
        return [unit["position"] for unit in api.get(url + query).json()["results"]]

    assert positions("") == [1, 2, 3, 4, 5]
    assert positions("?state=open&limit=3") == [1, 3, 4]
    assert positions("?state=coded") == [2]
    assert api.get(url + "?state=half").status_code == 422


def test_own_codings_are_searched(
    api_of: Callable[[User], APIClient], round_: Round, coder_a: User, now: datetime
) -> None:
    api = api_of(coder_a)
    _code(round_, coder_a, 1, 2, at=now)
    found = api.get(_url("api:own_codings", round_), {"q": "traffic"}).json()["results"]
    assert [coding["position"] for coding in found] == [2]
