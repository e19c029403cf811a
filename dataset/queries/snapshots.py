"""Find snapshots and read what is frozen in them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from coding.codebook_rules.tree import paths_through
from cyberdip.lib.problems import NotFound
from dataset.models import Snapshot, SnapshotCoding, SnapshotFigure, SnapshotUnit
from dataset.reconcile import Provenance, Reconciled, Status
from dataset.tables import FrozenCoding, FrozenUnit, FrozenVariable, Shape
from studies.models import UNFINISHED, Job, Study

JOB_KIND = "snapshot"
UNITS_AT_ONCE = 500


def snapshots_of(study: Study) -> QuerySet[Snapshot]:
    """The complete snapshots of a study, newest first."""
    return (
        Snapshot.objects.filter(study=study, completed_at__isnull=False)
        .select_related("created_by")
        .order_by("-number")
    )


def snapshot_of(study: Study, number: int) -> Snapshot:
    """One complete snapshot. Raises NotFound."""
    snapshot = snapshots_of(study).filter(number=number).first()
    if snapshot is None:
        raise NotFound(_("There is no such snapshot in this study."))
    return snapshot


def snapshot_before(snapshot: Snapshot) -> Snapshot | None:
    """The snapshot that came before this one."""
    return snapshots_of(snapshot.study).filter(number__lt=snapshot.number).first()


def unfinished_job(study: Study) -> Job | None:
    """The job that is freezing a snapshot of this study now."""
    return Job.objects.filter(study=study, kind=JOB_KIND, state__in=UNFINISHED).order_by("-id").first()


def newest_job(study: Study) -> Job | None:
    """The last job that froze, or tried to."""
    return Job.objects.filter(study=study, kind=JOB_KIND).order_by("-id").first()


def figures_of(snapshot: Snapshot) -> QuerySet[SnapshotFigure]:
    """The figures in codebook order."""
    return SnapshotFigure.objects.filter(snapshot=snapshot).order_by("position")


def figure_of(snapshot: Snapshot, key: str) -> SnapshotFigure:
    """One figure. Raises NotFound."""
    figure = figures_of(snapshot).filter(key=key).first()
    if figure is None:
        raise NotFound(_("This snapshot has no such figure."))
    return figure


def removed_since(snapshot: Snapshot) -> int:
    """How many messages of the snapshot have lost their words by now: they change what a download of words gives."""
    return SnapshotUnit.objects.filter(snapshot=snapshot, message__removed_at__isnull=False).count()


def shape_of(snapshot: Snapshot) -> Shape:
    """What decides which columns the tables of the snapshot have."""
    variables = tuple(
        FrozenVariable(
            key=variable["key"],
            label=variable["label"],
            kind=variable["kind"],
            categories=tuple((category["key"], category["label"]) for category in variable["categories"]),
            paths=_paths(variable["categories"]),
        )
        for variable in snapshot.codebook["variables"]
    )
    questions = snapshot.codebook.get("questions", {})
    return Shape(
        variables,
        tuple(snapshot.coders),
        is_repointed=bool(snapshot.codebook.get("mappings")),
        questions={int(version): frozenset(keys) for version, keys in questions.items()},
    )


def _paths(categories: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The keys from the top of the tree down to each category; none where there is no tree."""
    parents = {category["key"]: category.get("parent", "") for category in categories}
    if not any(parents.values()):
        return {}
    return paths_through(parents)


def hashed_head(snapshot: Snapshot) -> dict[str, Any]:
    """What the hash covers beside the units. Titles and phases of rounds are left out: they change nothing that was found."""
    return {
        "rounds": [[one["number"], one["kind"], one["codebook"]] for one in snapshot.rounds],
        "coders": snapshot.coders,
        "codebook": snapshot.codebook,
        "reliability": snapshot.reliability,
    }


def frozen_units(snapshot: Snapshot, *, limit: int | None = None) -> Iterator[FrozenUnit]:
    """The units of a snapshot in order, read a few hundred at a time so that any number fits into memory."""
    last, left = 0, limit
    while left is None or left > 0:
        rows = list(_frozen_page(snapshot, last, UNITS_AT_ONCE if left is None else min(left, UNITS_AT_ONCE)))
        if not rows:
            return
        yield from map(_frozen_unit, rows)
        last = rows[-1].position
        left = None if left is None else left - len(rows)


def _frozen_page(snapshot: Snapshot, last: int, size: int) -> QuerySet[SnapshotUnit]:
    return (
        SnapshotUnit.objects.filter(snapshot=snapshot, position__gt=last)
        .select_related("message")
        .prefetch_related("values", Prefetch("codings", SnapshotCoding.objects.order_by("unit_id", "id")))
        .order_by("position")[:size]
    )


def _frozen_unit(row: SnapshotUnit) -> FrozenUnit:
    return FrozenUnit(
        platform=row.platform,
        message_id=row.external_id,
        account=row.account,
        country=row.country,
        account_kind=row.account_kind,
        posted_at=row.posted_at,
        language=row.language,
        kind=row.kind,
        likes=row.likes,
        retweets=row.retweets,
        replies=row.replies,
        text=row.message.text,
        text_sha256=row.text_sha256,
        text_removed=row.message.removed_at is not None,
        round=row.round,
        values={
            found.variable: Reconciled(Status(found.status), found.value, Provenance(found.provenance))
            for found in row.values.all()
        },
        codings=tuple(
            FrozenCoding(
                coding.round,
                coding.coder,
                coding.codebook,
                coding.submitted_at,
                coding.active_ms,
                coding.values,
                coding.repointed,
                tuple(coding.aids),
                coding.late,
            )
            for coding in row.codings.all()
        ),
    )
