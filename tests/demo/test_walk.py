"""The walk: from import to export by a real worker, broken off and taken up again, and nothing the second time."""

from __future__ import annotations

import os
import subprocess

import pytest
from django.apps import apps
from django.core.management import call_command

from coding.models import Coding, Disagreement, KnownAnswer, Round, Ruling
from corpus.models import Account, Message
from cyberdip.demo.progress import SLUG, is_unfinished
from cyberdip.demo.walk import KNOWN, LEFT_OPEN, PILOT_MESSAGES, walk
from cyberdip.launch.application import MANAGE
from cyberdip.launch.processes import Child
from dataset.models import Snapshot
from dataset.queries.snapshots import frozen_units
from dataset.reconcile import Provenance
from studies.models import Membership, User

pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, int]:
    """How many rows each table of ours has."""
    ours = {"studies", "corpus", "coding", "agreement", "dataset"}
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in ours
    }


def broken_off_after(line: str) -> None:
    """Let the command walk until it has said `line`, and kill it."""
    with subprocess.Popen(
        [*MANAGE, "demo"], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as command:
        assert command.stdout is not None
        for said in command.stdout:
            if said.startswith(line):
                command.kill()
                return
        pytest.fail(f"it never said {line!r}")


def test_a_walk_that_was_killed_is_taken_up_and_a_third_adds_nothing(worker: Child) -> None:
    broken_off_after("Round 1:")
    assert not Snapshot.objects.exists()
    assert is_unfinished()
    told: list[str] = []
    study = walk(told.append)
    assert not is_unfinished()
    after = rows()
    walk(told.append)
    assert rows() == after

    assert (study.slug, Membership.objects.filter(study=study).count()) == (SLUG, 6)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert (Message.objects.count(), Account.objects.count()) == (275, 9)
    assert KnownAnswer.objects.count() == KNOWN
    pilot, production = Round.objects.order_by("number")
    assert (pilot.phase, production.phase) == ("settled", "open")
    assert Coding.objects.filter(assignment__round=pilot).count() == 3 * PILOT_MESSAGES
    assert Disagreement.objects.filter(round=pilot, ruling=None).count() == LEFT_OPEN
    assert Ruling.objects.filter(origin="adjudicated").count() > 50
    for coder in User.objects.filter(memberships__role="coder"):
        assert production.assignments.filter(coder=coder, revision=0).count() == 70

    assert sorted(production.strata.values_list("values__country", flat=True)) == ["Arvenia", "Belmora"]

    snapshot = Snapshot.objects.get()
    assert (snapshot.counts["messages"], snapshot.counts["codings"]) == (PILOT_MESSAGES, 3 * PILOT_MESSAGES)
    found = [value.provenance for unit in frozen_units(snapshot) for value in unit.values.values()]
    assert found.count(Provenance.OPEN) == LEFT_OPEN
    alphas = {
        figure["variable_label"]: figure["value"]
        for figure in snapshot.reliability[0]["figures"]
        if figure["measure"] == "alpha" and figure["category_key"] is None
    }
    assert 0.75 < alphas["Intent"] < 0.87 and 0.6 < alphas["Tone"] < 0.72 and 0.69 < alphas["Concepts"] < 0.8
    assert any("as the manifest says" in line for line in told)
    assert any("Verdict" in line and "Concepts" in line for line in told)


@pytest.mark.django_db(transaction=False)
def test_links_are_printed_for_who_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("ana@demo.example", None, name="Ana Demo")
    call_command("demo", links=True)
    (line,) = capsys.readouterr().out.splitlines()
    assert "Ana Demo" in line and "/demo/" in line
