"""The measurements measure what they say. How fast anything is, no test says."""

import pytest

from coding.models import Assignment, Coding
from tests.bench import desk, rounds, start
from tests.bench.coders import Figures

UP = """\
cyberdip: making .venv ...
    2.1 s  virtual environment
    5.4 s  packages are installed
Study: 4.0 s  of a demo that says something else
    7.0 s  PostgreSQL answers
"""


def test_phases_are_the_steps_of_up_with_what_each_took():
    title, *rows = start.phases("nothing there", UP.splitlines())
    assert title.split() == ["nothing", "there", "at", "took"]
    assert [row.split()[-4:] for row in rows] == [
        ["2.1", "s", "2.1", "s"],
        ["5.4", "s", "3.3", "s"],
        ["7.0", "s", "1.6", "s"],
    ]


def test_figures_of_turns_are_added():
    both = Figures([0.1, 0.3], 1.0) + Figures([0.2, 0.4], 1.0)
    assert both.throughput == 2
    assert both.percentile(0.5) == pytest.approx(0.3)
    assert both.percentile(0.95) == pytest.approx(0.4)


@pytest.mark.django_db(transaction=True)
def test_coders_at_the_desk_are_measured_by_what_they_store(services):
    lines = list(desk.measure(services, items=2, groups=(2,), turns=1))
    assert [line.split()[:2] for line in lines[1:]] == [["2", "desk"], ["2", "bare"], ["2", "ratio"]]
    assert Coding.objects.count() == 2 * (desk.WARM + 2)


@pytest.mark.django_db(transaction=True)
def test_a_round_is_opened_and_its_page_is_read_beside_bare_ones(services):
    lines = list(rounds.measure(services, messages=120, coders=4))
    assert [line.split()[:2] for line in lines[1:3]] == [["balanced", "480"], ["stratified", "480"]]
    assert [line.split()[0] for line in lines[4:]] == ["page", "bare", "ratio"]
    assert 0 < Assignment.objects.filter(round__title="stratified", revision=1).count() < 360
