"""Take a snapshot: ask for it, and freeze it in a job."""

import hashlib
import json
from collections.abc import Collection, Iterable
from contextlib import closing
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.models import Round
from cyberdip.lib.problems import Conflict, Invalid
from dataset.models import Snapshot
from dataset.queries import material
from dataset.queries.snapshots import JOB_KIND
from dataset.services.freezer import Freezer, FrozenBefore
from studies.models import Job, Study, User
from studies.services.jobs import Report, request_job
from studies.services.logbook import record

TASK = "dataset.snapshot"
LONGEST_TITLE = 120


def take_snapshot(
    study: Study, *, title: str, note: str, rounds: Collection[int], by: User, at: datetime
) -> Job:
    """Ask for a snapshot of the rounds with these numbers; without numbers, of every round that can be frozen but for
    trainings and stability rounds.

    A double click gets the same job. Raises Invalid, and Conflict where the rounds cannot be frozen together.
    """
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        sentence = _("Give the snapshot a title of at most %(most)d characters.") % {"most": LONGEST_TITLE}
        raise Invalid(sentence, fields={"title": [sentence]})
    numbers = [one.number for one in _chosen(study, rounds)]
    params = {"title": title, "note": note.strip(), "rounds": numbers}
    digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
    return request_job(
        study,
        kind=JOB_KIND,
        title=_("Snapshot: %(title)s") % {"title": title},
        task=TASK,
        params=params,
        key=f"snapshot:{digest}",
        by=by,
        at=at,
    )


def freeze_snapshot(job: Job, report: Report) -> dict[str, Any]:
    """Do the job that `take_snapshot` asked for. The result says `snapshot`, the number, and whether it is `new`.

    Where the same content was frozen before, nothing is kept and the earlier snapshot is named.
    """
    try:
        return {"snapshot": _freeze(job, report).number, "new": True}
    except FrozenBefore as before:
        return {"snapshot": before.number, "new": False}


@transaction.atomic
def _freeze(job: Job, report: Report) -> Snapshot:
    # One snapshot of a study at a time: numbers have no holes, and equal content is seen.
    study = Study.objects.select_for_update(no_key=True).get(pk=job.study_id)
    rounds = _chosen(study, job.params["rounds"])
    names = material.pseudonyms(rounds)
    freezer = Freezer(_begin(study, rounds, names, job))
    total = sum(one.messages for one in rounds)  # type: ignore[attr-defined]  # annotated
    with closing(material.frozen_messages(rounds, names, freezer.shape)) as messages:
        for done, (message_id, unit) in enumerate(messages, start=1):
            freezer.add(message_id, unit)
            report(done, total, _("Freezing messages"))
    report(total, total, _("Drawing figures"))
    snapshot = freezer.complete()
    record(
        study,
        by=job.requested_by,
        at=job.requested_at,
        verb="snapshot taken",
        subject=str(snapshot),
        detail={"number": snapshot.number, "hash": snapshot.content_hash, "rounds": job.params["rounds"]},
    )
    return snapshot


def _begin(study: Study, rounds: list[Round], names: dict[int, str], job: Job) -> Snapshot:
    last = Snapshot.objects.filter(study=study).order_by("-number").first()
    return Snapshot.objects.create(
        study=study,
        number=last.number + 1 if last else 1,
        title=job.params["title"],
        note=job.params["note"],
        created_by=cast(User, job.requested_by),  # `take_snapshot` is asked by a person
        created_at=job.requested_at,
        job=job,
        rounds=[material.frozen_round(one) for one in rounds],
        coders=list(names.values()),
        codebook=material.frozen_codebook(rounds),
        reliability=material.frozen_reliability(rounds),
    )


def _chosen(study: Study, numbers: Collection[int]) -> list[Round]:
    """The rounds to freeze. Raises Conflict where there is none, one is still being coded, or they cannot be pooled."""
    possible = list(material.rounds_to_freeze(study))
    if not possible:
        raise Conflict(_("No round has been closed yet: a snapshot holds what was coded in closed rounds."))
    chosen = [
        one for one in possible if (one.number in numbers if numbers else one.kind not in material.NO_DATA)
    ]
    if not chosen and not numbers:
        raise Conflict(
            _("Only trainings and stability rounds have been closed: choose them if they are data.")
        )
    missing = sorted(set(numbers) - {one.number for one in chosen})
    if missing:
        sentence = ngettext(
            "Round %(numbers)s cannot be frozen: it does not exist or has not been closed.",
            "Rounds %(numbers)s cannot be frozen: they do not exist or have not been closed.",
            len(missing),
        ) % {"numbers": ", ".join(map(str, missing))}
        raise Conflict(sentence)
    _check_one_meaning(study, chosen)
    return chosen


def _check_one_meaning(study: Study, rounds: Iterable[Round]) -> None:
    """Codes of versions that differ in meaning are different codes, and are not pooled."""
    used = sorted({one.codebook.number for one in rounds})
    changed = material.meaning_changed_between(study, used[0], used[-1])
    if changed is not None:
        raise Conflict(
            _(
                "Version %(number)d of the codebook changed what codes mean, and some of these rounds were coded before it:"
                " choose rounds of one meaning."
            )
            % {"number": changed.number}
        )
