"""How the work of a round goes: for those who steer it, for a coder, and by both doors."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from coding.models import Assignment, Coding, KnownAnswer, Round, Stratum, Unit
from coding.queries import pictures
from coding.queries.rates import rates_of
from coding.queries.round_progress import ahead_of, progress_of
from coding.queries.speed import speeds_of
from coding.services.desk import submit_coding
from coding.services.rounds import close_round, open_round
from studies.models import Study, User
from studies.services.members import remove_member
from tests.coding.stage import AGREED, NOW, add_messages, code, planned_round

pytestmark = pytest.mark.django_db

Clients = Callable[[User], Client]
Programs = Callable[[User], APIClient]


@pytest.fixture
def round_(study: Study, coder_a: User, coder_b: User) -> Round:
    """Ten messages, each with both coders."""
    add_messages(study, 10)
    return opened(study, coder_a, coder_b)


def opened(study: Study, *coders: User, **answers: object) -> Round:
    """A round in which the coders have the letters A, B, ... in the order in which they are named."""
    round_ = open_round(planned_round(study, list(coders), **answers), by=study.created_by, at=NOW)
    round_.coders.update(letter=Concat(Value("-"), "letter", output_field=CharField()))
    for letter, coder in zip("AB", coders, strict=False):
        round_.coders.filter(coder=coder).update(letter=letter)
    return round_


def page(client: Client, round_: Round, part: str = "", **query: str) -> str:
    answer = client.get(f"/studies/{round_.study.slug}/rounds/{round_.number}/{part}", query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def told(program: APIClient, round_: Round, part: str, status: int = 200, **query: str) -> dict:
    answer = program.get(f"/api/v1/studies/{round_.study.slug}/rounds/{round_.number}/{part}", query)
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def first(round_: Round, coder: User, number: int) -> list[Assignment]:
    return list(round_.assignments.filter(coder=coder).order_by("position")[:number])


def submit(assignment: Assignment, *, seconds: float = 8, at: datetime = NOW, **values: object) -> None:
    submit_coding(
        assignment,
        values=AGREED | values,
        base_revision=assignment.revision,
        key=uuid4(),
        active_ms=int(1000 * seconds),
        by=assignment.coder,
        at=at,
    )


# How far


def test_progress_by_coder_and_overlap_still_to_come(
    round_: Round, pi: User, coder_a: User, coder_b: User, client_of: Clients, api_of: Programs
) -> None:
    code(round_, coder_a)
    for assignment in first(round_, coder_b, 3):
        submit(assignment)
    found = told(api_of(pi), round_, "progress/")
    assert (found["planned"], found["done"], found["shared"], found["complete"]) == (20, 13, 10, 3)
    assert [(c["coder"]["id"], c["done"], c["left"]) for c in found["coders"]] == [
        (coder_a.pk, 10, 0),
        (coder_b.pk, 3, 7),
    ]
    words = " ".join(page(client_of(pi), round_).split())
    assert "13 of 20 codings" in words
    assert "3 of 10 messages by all of their coders" in words and "7 still to come" in words


def test_progress_by_stratum(
    round_: Round, pi: User, coder_a: User, client_of: Clients, api_of: Programs
) -> None:
    north, south = (
        Stratum.objects.create(
            round=round_, position=place, values={"country": name}, population=50, planned=5, achieved=5
        )
        for place, name in enumerate(("Northland", "Southland"))
    )
    mine = Assignment.objects.filter(round=round_)
    mine.filter(unit__position__lte=4).update(stratum=north)
    mine.filter(unit__position__gt=4, unit__position__lt=10).update(stratum=south)
    code(round_, coder_a)
    strata = told(api_of(pi), round_, "progress/")["strata"]
    assert [(row["values"], row["planned"], row["done"]) for row in strata] == [
        ({"country": "Northland"}, 8, 4),
        ({"country": "Southland"}, 10, 5),
        (None, 2, 1),
    ]
    assert sum(row["shared"] for row in strata) == 10
    words = page(client_of(pi), round_)
    assert "Northland" in words and "in no stratum" in words


def coded_on(round_: Round, coder: User, numbers: list[int], until: date) -> None:
    """So many codings of the coder on each day that ends with the day before `until`."""
    waiting = iter(round_.assignments.filter(coder=coder, revision=0).order_by("position"))
    for back, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        for _one in range(number):
            at = datetime.combine(until - timedelta(days=back), NOW.timetz())
            Assignment.objects.filter(pk=next(waiting).pk).update(revision=1, submitted_at=at)


def test_a_forecast_is_that_of_the_slower_coder(study: Study, pi: User, coder_a: User, coder_b: User) -> None:
    add_messages(study, 60)
    round_ = opened(study, coder_a, coder_b)
    today = date(2026, 4, 1)
    coded_on(round_, coder_a, [10, 10, 10, 10], today)
    assert ahead_of(round_, progress_of(round_), today=today).forecast is None, "one coder has not begun"
    coded_on(round_, coder_b, [5, 5, 5, 5], today)
    ahead = ahead_of(round_, progress_of(round_), today=today)
    assert ahead.forecast is not None and not ahead.untold
    assert ahead.of(coder_a).likely == today + timedelta(days=2)  # type: ignore[union-attr]
    assert ahead.forecast.likely == ahead.of(coder_b).likely == today + timedelta(days=8)  # type: ignore[union-attr]


def test_the_page_tells_the_forecast_or_whose_pace_is_unknown(
    study: Study, pi: User, coder_a: User, coder_b: User, client_of: Clients, api_of: Programs
) -> None:
    add_messages(study, 60)
    round_ = opened(study, coder_a, coder_b)
    coded_on(round_, coder_a, [10] * 4, timezone.localdate())
    assert "Too early to tell" in page(client_of(pi), round_)
    assert told(api_of(pi), round_, "progress/")["untold"] == [coder_b.pk]
    coded_on(round_, coder_b, [5] * 4, timezone.localdate())
    assert "with 80 % certainty between" in page(client_of(pi), round_)
    assert told(api_of(pi), round_, "progress/")["forecast"]["likely"]


def test_who_has_left_holds_nobody_up_and_their_messages_wait_for_the_pi(
    study: Study, pi: User, coder_a: User, coder_b: User, client_of: Clients, api_of: Programs
) -> None:
    add_messages(study, 60)
    round_ = opened(study, coder_a, coder_b)
    today = timezone.localdate()
    coded_on(round_, coder_a, [10] * 4, today)
    remove_member(study, coder_b.memberships.get().pk, by=pi, at=NOW)
    found = told(api_of(pi), round_, "progress/")
    assert found["forecast"] is not None
    assert [coder["has_left"] for coder in found["coders"]] == [False, True]
    assert found["waiting"]["of_leavers"] == 60
    words = " ".join(page(client_of(pi), round_).split())
    assert "has left" in words


def test_a_coder_sees_themselves_and_nobody_else(
    round_: Round, coder_a: User, coder_b: User, client_of: Clients, api_of: Programs
) -> None:
    for assignment in first(round_, coder_a, 2):
        submit(assignment)
    words = page(client_of(coder_a), round_)
    assert "2 of 10 coded" in " ".join(words.split()) and str(coder_b) not in words.split('id="progress"')[1]
    told(api_of(coder_a), round_, "progress/", status=403)


# How fast


@pytest.fixture
def timed(round_: Round, coder_a: User, coder_b: User) -> Round:
    """Coder A takes ten seconds or so, once a tenth and once two minutes; coder B twenty."""
    for place, assignment in enumerate(first(round_, coder_a, 10)):
        submit(assignment, seconds={3: 0.1, 6: 120}.get(place, 9 + place / 4))
    for place, assignment in enumerate(first(round_, coder_b, 10)):
        submit(assignment, seconds=19 + place / 4)
    return round_


def test_what_is_unusual_for_a_coder_is_listed_with_its_message(
    timed: Round, pi: User, coder_a: User, client_of: Clients
) -> None:
    speeds = speeds_of(timed)
    assert [(speed.n, round(speed.median, 1)) for speed in speeds.coders] == [(10, 10.1), (10, 20.1)]
    assert [(one.coder.coder, one.seconds) for one in speeds.short] == [(coder_a, 0.1)]
    assert [(one.coder.coder, one.seconds) for one in speeds.long] == [(coder_a, 120.0)]
    assert (speeds.coders[0].low, speeds.coders[0].high) == (9.0, 11.25), (
        "the ends of the box's lines are usual"
    )
    words = page(client_of(pi), timed, "speed/")
    assert f"/messages/{speeds.short[0].message_id}/" in words
    assert "warn" not in words.lower().replace("notice-warning", ""), (
        "no value is told while the round is open"
    )


def test_faster_than_anybody_reads_is_short_whatever_the_coder_is_used_to(
    round_: Round, coder_a: User
) -> None:
    """Messages have 50 characters or so: 0.8 seconds of reading."""
    for assignment in first(round_, coder_a, 10):
        submit(assignment, seconds=0.5)
    speeds = speeds_of(round_)
    assert (speeds.shorts, len(speeds.short), speeds.longs) == (10, 10, 0)


def test_corrections_and_unmeasured_codings_are_no_speed(round_: Round, coder_a: User) -> None:
    one, two = first(round_, coder_a, 2)
    submit(one, seconds=30)
    one.refresh_from_db()
    submit(one, seconds=1)
    submit(two, seconds=0)
    assert [(speed.n, speed.median) for speed in speeds_of(round_).coders] == [(1, 30.0)]


def test_a_coder_sees_their_own_times_alone(
    timed: Round, coder_a: User, coder_b: User, client_of: Clients, api_of: Programs
) -> None:
    found = told(api_of(coder_b), timed, "speed/")
    assert [speed["coder"]["id"] for speed in found["coders"]] == [coder_b.pk]
    assert (found["shorts"], found["longs"]) == (0, 0)
    mine = told(api_of(coder_a), timed, "speed/")
    assert [one["message"] for one in mine["short"] + mine["long"]] == [None, None]
    for part in ("speed/", "speed.csv", "speed.svg"):
        assert str(coder_a) not in page(client_of(coder_b), timed, part).replace(str(coder_b), "")


def test_who_neither_steers_nor_codes_has_no_times(
    study: Study, pi: User, coder_a: User, coder_b: User, api_of: Programs
) -> None:
    add_messages(study, 3)
    round_ = opened(study, coder_a, coders_per_message=1)
    told(api_of(coder_b), round_, "speed/", status=403)


# Which categories


@pytest.fixture
def closed(round_: Round, pi: User, coder_a: User, coder_b: User) -> Round:
    """Coder A warns in all ten messages, coder B in seven, and cannot code one."""
    code(round_, coder_a)
    for place, assignment in enumerate(first(round_, coder_b, 10)):
        if place == 0:
            submit(assignment, intent={"special": "uncodable"})
        else:
            submit(assignment, intent="attack" if place < 3 else "warn", concepts=["security", "trust"])
    return close_round(round_, by=pi, at=NOW)


def test_rates_are_shares_of_the_codings_that_have_an_answer(
    closed: Round, pi: User, api_of: Programs
) -> None:
    found = told(api_of(pi), closed, "rates/", variable="intent")
    assert (found["bases"], found["left_out"], found["shared"]) == ([10, 9], [0, 1], True)
    counts = {category["key"]: [rate["n"] for rate in category["rates"]] for category in found["categories"]}
    assert counts == {"extol": [0, 0], "attack": [0, 2], "warn": [10, 7]}
    warned = found["categories"][2]["rates"][1]
    assert warned["share"] == pytest.approx(7 / 9) and warned["lower"] < 7 / 9 < warned["upper"]
    assert found["difference"]["method"] == "permutation"


def test_a_set_is_tested_category_by_category(closed: Round) -> None:
    rates = rates_of(closed, "concepts", shared=False)
    assert rates.difference is None
    assert {category.key: [rate.n for rate in category.rates] for category in rates.categories} == {
        "security": [10, 10],
        "privacy": [0, 0],
        "trust": [0, 9],
    }
    p = {category.key: category.p for category in rates.categories}
    assert (p["security"], p["privacy"]) == (None, None)
    assert p["trust"] is not None and p["trust"] < 0.01


def test_only_messages_of_several_coders_or_all(
    study: Study, pi: User, coder_a: User, coder_b: User, client_of: Clients
) -> None:
    add_messages(study, 10)
    round_ = opened(study, coder_a, coder_b, overlap_percent=40)
    code(round_, coder_a)
    code(round_, coder_b)
    round_ = close_round(round_, by=pi, at=NOW)
    assert rates_of(round_, "intent", shared=True).bases == (4, 4)
    assert sum(rates_of(round_, "intent", shared=False).bases) == 14
    assert "Counted over the messages that several coders" in page(client_of(pi), round_, "rates/")
    assert "Counted over all messages" in page(client_of(pi), round_, "rates/", messages="all")


def test_known_answers_and_second_attempts_are_not_counted(
    round_: Round, pi: User, coder_a: User, coder_b: User
) -> None:
    one, two = first(round_, coder_a, 2)
    known = KnownAnswer.objects.create(
        study=round_.study, message=one.unit.message, values={"intent": "warn"}, created_by=pi, created_at=NOW
    )
    Unit.objects.filter(pk=one.unit_id).update(known=known)
    Assignment.objects.filter(pk=two.pk).update(attempt=2)
    code(round_, coder_a)
    assert rates_of(round_, "intent", shared=False).bases == (8, 0)


def test_nobody_is_told_rates_before_the_close_and_a_coder_never(
    round_: Round, pi: User, coder_a: User, client_of: Clients, api_of: Programs
) -> None:
    code(round_, coder_a)
    told(api_of(pi), round_, "rates/", status=409)
    for part in ("rates/", "rates/intent.csv"):
        where = f"/studies/{round_.study.slug}/rounds/{round_.number}/{part}"
        assert client_of(pi).get(where).status_code == 409
        close_round(round_, by=pi, at=NOW)
        assert client_of(pi).get(where).status_code == 200
        assert client_of(coder_a).get(where).status_code == 403
        Round.objects.update(phase="open", closed_at=None)


@pytest.mark.parametrize("query", [{"variable": "remark"}, {"variable": "nothing"}])
def test_a_variable_without_categories_has_no_rates(
    closed: Round, pi: User, client_of: Clients, api_of: Programs, query: dict[str, str]
) -> None:
    told(api_of(pi), closed, "rates/", status=404, **query)
    where = f"/studies/{closed.study.slug}/rounds/{closed.number}/rates/"
    assert client_of(pi).get(where, query).status_code == 404
    assert client_of(pi).get(where, {"messages": "some"}).status_code == 422


# Pictures


@pytest.mark.parametrize("name", ["progress", "speed", "rates/intent"])
def test_each_picture_comes_as_file_and_is_drawn_once(
    closed: Round, pi: User, client_of: Clients, api_of: Programs, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    to_svg = pictures.to_svg
    monkeypatch.setattr(pictures, "to_svg", lambda *told: drawn.append(told) or to_svg(*told))
    where = f"/studies/{closed.study.slug}/rounds/{closed.number}/{name}"
    client = client_of(pi)
    svg = client.get(f"{where}.svg")
    assert svg.content.startswith(b"<svg") and b"<title>" in svg.content and b"<desc>" in svg.content
    assert client.get(f"{where}.png").content.startswith(b"\x89PNG")
    assert client.get(f"{where}.csv").content.decode().count("\r\n") >= 2
    assert len(drawn) == 1
    again = client.get(f"{where}.svg", headers={"If-None-Match": svg.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{where}.pdf").status_code == 404
    program = api_of(pi).get(f"/api/v1{where}.svg")
    assert (program.content, program.headers["ETag"]) == (svg.content, svg.headers["ETag"])
    assert api_of(pi).get(f"/api/v1{where}.pdf").json()["code"] == "not_found"


def test_another_coding_is_another_picture(
    round_: Round, pi: User, coder_a: User, client_of: Clients
) -> None:
    where = f"/studies/{round_.study.slug}/rounds/{round_.number}/progress.csv"
    before = client_of(pi).get(where)
    code(round_, coder_a)
    after = client_of(pi).get(where)
    assert before.headers["ETag"] != after.headers["ETag"]
    assert after.content.decode().splitlines() == ["day,codings", "2026-03-02,10"]


# One's own


def test_a_coders_own_page_tells_their_rounds_and_time(
    timed: Round, coder_a: User, coder_b: User, client_of: Clients, api_of: Programs
) -> None:
    found = api_of(coder_a).get(f"/api/v1/studies/{timed.study.slug}/progress/").json()
    assert [(own["round"], own["planned"], own["done"]) for own in found] == [(timed.number, 10, 10)]
    assert found[0]["hours"] == pytest.approx(_hours(timed, coder_a), rel=1e-6)
    words = client_of(coder_a).get(f"/studies/{timed.study.slug}/progress/").content.decode()
    assert timed.title in words and str(coder_b) not in words


def _hours(round_: Round, coder: User) -> float:
    times = Coding.objects.filter(assignment__round=round_, assignment__coder=coder).values_list(
        "active_ms", flat=True
    )
    return sum(time or 0 for time in times) / 3_600_000
