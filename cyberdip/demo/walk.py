"""The whole road, walked once over the demo study, through the services that a researcher's clicks go through.

Each step looks at what is there and does what is missing, so a walk that was broken off is taken up where it ended, and a
second walk adds nothing. Jobs are done by a real worker.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from agreement.queries import newest_run, reports_of
from agreement.services import request_reliability
from agreement.terminal import render_table
from coding.models import CodebookVersion, Disagreement, Round
from coding.models.codebook import VersionState
from coding.models.rounds import Order, RoundKind
from coding.models.ruling import RulingOrigin
from coding.services.codebook import publish_codebook
from coding.services.founding import FIVEG, found_study
from coding.services.known_answers import take_known_answer
from coding.services.rounds import close_round, create_round, open_round, settle_round, start_adjudication
from coding.states import Deed, Phase, has_passed
from corpus.models import Message
from corpus.queries import unfinished_job as unfinished_import_job
from corpus.services.imports import create_import, start_import
from cyberdip.demo.coders import CODERS
from cyberdip.demo.hands import code_queue, rule_on
from cyberdip.demo.messages import DemoMessage, as_csv, invent_messages
from cyberdip.demo.people import ADJUDICATOR, CODING_PEOPLE, PEOPLE, PI
from cyberdip.demo.progress import LAST_ROUND, SLUG
from cyberdip.demo.waiting import wait_for
from dataset.models import Snapshot
from dataset.queries.downloads import table_download
from dataset.queries.snapshots import snapshots_of, unfinished_job
from dataset.services.snapshots import take_snapshot
from studies.models import Job, Membership, Study, User
from studies.services.members import add_member

__all__ = ["walk"]

FILE_NAME = "demo_messages.csv"
SEED = 5
PILOT_MESSAGES = 120
PRODUCTION_MESSAGES = 150
PRODUCTION_SEED = 9
KNOWN = 12  # messages whose rulings teach newcomers
LEFT_OPEN = 3  # disagreements that nobody rules on, so that the dataset shows what open looks like

Tell = Callable[[str], None]


@dataclass(frozen=True)
class _Demo:
    """What every step needs: the study, its people by e-mail address, and the messages by id."""

    study: Study
    people: Mapping[str, User]
    messages: Mapping[str, DemoMessage]
    tell: Tell

    @property
    def pi(self) -> User:
        return self.people[PI.email]

    @property
    def adjudicator(self) -> User:
        return self.people[ADJUDICATOR.email]

    @property
    def coders(self) -> list[User]:
        return [self.people[person.email] for person in CODING_PEOPLE]


def walk(tell: Tell) -> Study:
    """Walk the road; `tell` hears a line for each step, with its figures. Raises Problem where a job fails."""
    _one_at_a_time()
    people = {person.email: _user(person.email, person.name) for person in PEOPLE}
    messages = {message.id: message for message in invent_messages(SEED)}
    demo = _Demo(_found(people[PI.email]), people, messages, tell)
    _gather_people(demo)
    _import_messages(demo)
    codebook = _publish(demo)
    pilot = _open(demo, _plan_pilot(demo, codebook))
    pilot = _close(demo, _code(demo, pilot))
    _measure(demo, pilot)
    pilot = _settle(demo, _rule(demo, _adjudicate(demo, pilot)))
    _teach(demo, pilot)
    _export(demo, _freeze(demo))
    _open(demo, _plan_production(demo, codebook))
    return demo.study


def _one_at_a_time() -> None:
    """Wait for another walk; the lock goes with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('cyberdip.demo', 0))")


def _user(email: str, name: str) -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=name)


def _found(pi: User) -> Study:
    return Study.objects.filter(slug=SLUG).first() or found_study(
        template=FIVEG,
        title=_("Demo: cyber-diplomacy on 5G"),
        description=_(
            "An invented study: invented accounts of two invented countries, invented messages, invented coders."
            " Everything that was done with them is real."
        ),
        slug=SLUG,
        with_accounts=False,
        by=pi,
        at=timezone.now(),
    )


def _gather_people(demo: _Demo) -> None:
    present = set(Membership.objects.filter(study=demo.study).values_list("user__email", flat=True))
    for person in PEOPLE:
        if person.email not in present:
            add_member(demo.study, email=person.email, role=person.role, by=demo.pi, at=timezone.now())
    demo.tell(
        _("Study:        %(title)s, %(people)d people") % {"title": demo.study.title, "people": len(PEOPLE)}
    )


def _import_messages(demo: _Demo) -> None:
    messages = Message.objects.filter(study=demo.study)
    if messages.count() < len(demo.messages):
        wait_for(_import_job(demo))
    demo.tell(
        _("Import:       %(messages)d messages of %(accounts)d accounts from %(file)s")
        % {"messages": messages.count(), "accounts": demo.study.accounts.count(), "file": FILE_NAME}
    )


def _import_job(demo: _Demo) -> Job:
    source = demo.study.imports.filter(file_name=FILE_NAME, finished_at=None).first()
    if source is None:
        content = ContentFile(as_csv(demo.messages.values()).encode(), name=FILE_NAME)
        source = create_import(demo.study, file=content, by=demo.pi, at=timezone.now())
    return unfinished_import_job(source) or start_import(
        source, leave_out_refused=False, by=demo.pi, at=timezone.now()
    )


def _publish(demo: _Demo) -> CodebookVersion:
    """The first version, published."""
    version = demo.study.codebook_versions.earliest("number")
    if version.state == VersionState.DRAFT:
        version = publish_codebook(
            version,
            note=_("First version, from the template"),
            meaning_changed=True,
            edits=version.edits,
            by=demo.pi,
            at=timezone.now(),
        )
    variables = ", ".join(version.variables.order_by("position").values_list("label", flat=True))
    demo.tell(
        _("Codebook:     %(version)s published: %(variables)s") % {"version": version, "variables": variables}
    )
    return version


def _plan_pilot(demo: _Demo, codebook: CodebookVersion) -> Round:
    return _round(demo, 1) or create_round(
        demo.study,
        title=_("Pilot"),
        kind=RoundKind.PILOT,
        codebook=codebook,
        coders=demo.coders,
        coders_per_message=len(CODERS),
        overlap_percent=100,
        sample_size=PILOT_MESSAGES,
        order=Order.RANDOM,
        seed=SEED,
        by=demo.pi,
        at=timezone.now(),
    )


def _plan_production(demo: _Demo, codebook: CodebookVersion) -> Round:
    return _round(demo, LAST_ROUND) or create_round(
        demo.study,
        title=_("Production"),
        kind=RoundKind.PRODUCTION,
        codebook=codebook,
        coders=demo.coders,
        coders_per_message=2,
        overlap_percent=40,
        sample_size=PRODUCTION_MESSAGES,
        strata_by=("country",),
        order=Order.RANDOM,
        seed=PRODUCTION_SEED,
        by=demo.pi,
        at=timezone.now(),
    )


def _round(demo: _Demo, number: int) -> Round | None:
    return Round.objects.filter(study=demo.study, number=number).select_related("codebook", "study").first()


def _open(demo: _Demo, planned: Round) -> Round:
    opened = open_round(planned, by=demo.pi, at=timezone.now()) if planned.phase == Phase.PLANNED else planned
    queues = [opened.assignments.filter(coder=coder).count() for coder in demo.coders]
    demo.tell(
        _("Round %(number)d:      %(title)s, %(messages)d messages; queues of %(queues)s")
        % {
            "number": opened.number,
            "title": opened.title,
            "messages": opened.units.count(),
            "queues": ", ".join(map(str, queues)),
        }
    )
    return opened


def _code(demo: _Demo, pilot: Round) -> Round:
    if pilot.phase == Phase.OPEN:
        for hand, coder in zip(CODERS, demo.coders, strict=True):
            code_queue(pilot, hand, coder, demo.messages, SEED)
    done = pilot.assignments.filter(revision__gt=0).count()
    demo.tell(
        _("Coding:       %(codings)d codings by %(coders)d coders") % {"codings": done, "coders": len(CODERS)}
    )
    return pilot


def _close(demo: _Demo, pilot: Round) -> Round:
    return close_round(pilot, by=demo.pi, at=timezone.now()) if pilot.phase == Phase.OPEN else pilot


def _measure(demo: _Demo, pilot: Round) -> None:
    """The reliability, which the close has asked for."""
    if newest_run(pilot) is None:
        wait_for(request_reliability(pilot, by=demo.pi, at=timezone.now()))
    run = newest_run(pilot)
    assert run is not None  # noqa: S101 - a job that is done has left a run
    demo.tell(
        _("Reliability:  run %(number)d of round %(round)d") % {"number": run.number, "round": pilot.number}
    )
    demo.tell(render_table(reports_of(run)))


def _adjudicate(demo: _Demo, pilot: Round) -> Round:
    if has_passed(Deed.ADJUDICATE, Phase(pilot.phase)):
        return pilot
    return start_adjudication(pilot, by=demo.adjudicator, at=timezone.now())


def _rule(demo: _Demo, pilot: Round) -> Round:
    disagreements = Disagreement.objects.filter(round=pilot)
    if pilot.phase == Phase.ADJUDICATING:
        rule_on(_to_rule(pilot), demo.adjudicator, demo.messages)
    ruled = disagreements.exclude(ruling=None).count()
    demo.tell(
        _("Rulings:      %(ruled)d of %(all)d disagreements ruled on, %(open)d left open")
        % {"ruled": ruled, "all": disagreements.count(), "open": disagreements.count() - ruled}
    )
    return pilot


def _to_rule(pilot: Round) -> list[Disagreement]:
    """All disagreements but the last ones of the sample, the same ones whenever it is asked."""
    disagreements = (
        Disagreement.objects.filter(round=pilot)
        .select_related("unit__message", "unit__round__study", "unit__round__codebook", "variable")
        .order_by("unit__position", "variable__position")
    )
    return [one for one in list(disagreements)[:-LEFT_OPEN] if one.ruling_id is None]


def _settle(demo: _Demo, pilot: Round) -> Round:
    if pilot.phase != Phase.ADJUDICATING:
        return pilot
    left = Disagreement.objects.filter(round=pilot, ruling=None).count()
    return settle_round(pilot, leaving_open=left, by=demo.adjudicator, at=timezone.now())


def _teach(demo: _Demo, pilot: Round) -> None:
    """Some of the rulings become known answers, so that a training can be planned."""
    known = demo.study.known_answers.filter(retired_at=None)
    ruled = pilot.units.filter(rulings__origin=RulingOrigin.ADJUDICATED).distinct().order_by("position")
    for unit in ruled.select_related("round__codebook", "message__study")[:KNOWN]:
        if not known.filter(message=unit.message).exists():
            take_known_answer(unit, by=demo.adjudicator, at=timezone.now())
    demo.tell(_("Teaching:     %(known)d known answers from the rulings") % {"known": known.count()})


def _freeze(demo: _Demo) -> Snapshot:
    """The first snapshot."""
    if not snapshots_of(demo.study).exists():
        job = unfinished_job(demo.study) or take_snapshot(
            demo.study,
            title=_("Pilot"),
            note=_("The pilot round, settled."),
            rounds=[1],
            by=demo.pi,
            at=timezone.now(),
        )
        wait_for(job)
    snapshot = snapshots_of(demo.study).earliest("number")
    demo.tell(
        _("Snapshot %(number)d:   %(messages)d messages, %(codings)d codings, hash %(hash)s")
        % {
            "number": snapshot.number,
            "messages": snapshot.counts["messages"],
            "codings": snapshot.counts["codings"],
            "hash": snapshot.content_hash[:16],
        }
    )
    return snapshot


def _export(demo: _Demo, snapshot: Snapshot) -> None:
    """Read the dataset as a download does, and compare it with what the manifest says."""
    size, digest = 0, hashlib.sha256()
    for piece in table_download(snapshot, "reconciled", "csv").pieces:
        size += len(piece)
        digest.update(piece)
    as_said = snapshot.files["reconciled.csv"] == {"bytes": size, "sha256": digest.hexdigest()}
    demo.tell(
        _("Export:       reconciled.csv, %(bytes)d bytes, SHA-256 %(hash)s, %(verdict)s")
        % {
            "bytes": size,
            "hash": digest.hexdigest()[:16],
            "verdict": _("as the manifest says") if as_said else _("changed since by removals"),
        }
    )
