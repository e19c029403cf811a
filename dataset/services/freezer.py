"""Write a snapshot's rows, hashes, counts and figures in one pass over its messages."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from cyberdip.lib.drawing import to_svg
from dataset.content import ContentHash, FileHashes
from dataset.figures import Tally, Words, figure, is_drawn
from dataset.models import Snapshot, SnapshotCoding, SnapshotFigure, SnapshotUnit, SnapshotValue
from dataset.queries.snapshots import hashed_head, shape_of, snapshots_of
from dataset.reconcile import Provenance
from dataset.tables import FrozenUnit, FrozenVariable

UNITS_A_BATCH = 500


class FrozenBefore(Exception):
    """The content is that of snapshot `number`; rolls the new one back."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Freezer:
    """Keeps units while they pass by: their rows, the content hash, the hashes of files, and the counts of figures."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.shape = shape_of(snapshot)
        self._content = ContentHash(hashed_head(snapshot))
        self._files = FileHashes(self.shape)
        self._tallies = {variable.key: Tally() for variable in self.shape.variables}
        self._provenance = {variable.key: dict.fromkeys(Provenance, 0) for variable in self.shape.variables}
        self._messages = 0
        self._codings = 0
        self._waiting: list[tuple[int, FrozenUnit]] = []

    def add(self, message_id: int, unit: FrozenUnit) -> None:
        """Take in the next message; rows are written some hundred at a time."""
        self._content.add(unit)
        for variable, found in unit.values.items():
            self._tallies[variable].add(unit.country, found)
            self._provenance[variable][found.provenance] += 1
        self._codings += len(unit.codings)
        self._waiting.append((message_id, unit))
        if len(self._waiting) == UNITS_A_BATCH:
            self._write()

    def _write(self) -> None:
        units = [unit for _message_id, unit in self._waiting]
        self._files.add(units)
        rows = SnapshotUnit.objects.bulk_create(
            SnapshotUnit(
                snapshot=self._snapshot,
                position=place,
                message_id=message_id,
                external_id=unit.message_id,
                **{name: getattr(unit, name) for name in _COPIED},
            )
            for place, (message_id, unit) in enumerate(self._waiting, start=self._messages + 1)
        )
        pairs = list(zip(rows, units, strict=True))
        SnapshotValue.objects.bulk_create(_value_rows(pairs))
        SnapshotCoding.objects.bulk_create(_coding_rows(pairs))
        self._messages += len(rows)
        self._waiting.clear()

    def complete(self) -> Snapshot:
        """Draw the figures and close the snapshot for good. Raises FrozenBefore where its content was frozen before."""
        self._write()
        snapshot = self._snapshot
        snapshot.content_hash = self._content.hexdigest()
        same = snapshots_of(snapshot.study).filter(content_hash=snapshot.content_hash).first()
        if same is not None:
            raise FrozenBefore(same.number)
        self._draw()
        snapshot.files = self._files.told()
        snapshot.counts = {
            "messages": self._messages,
            "codings": self._codings,
            "coders": len(self.shape.coders),
            "values": self._provenance,
        }
        snapshot.completed_at = timezone.now()
        snapshot.save()
        return snapshot

    def _draw(self) -> None:
        drawn = [variable for variable in self.shape.variables if is_drawn(variable)]
        SnapshotFigure.objects.bulk_create(
            _figure_row(self._snapshot, place, variable, self._tallies[variable.key])
            for place, variable in enumerate(drawn, start=1)
        )


_COPIED = (
    "platform",
    "account",
    "country",
    "account_kind",
    "posted_at",
    "language",
    "kind",
    "likes",
    "retweets",
    "replies",
    "text_sha256",
    "round",
)


def _value_rows(pairs: Iterable[tuple[SnapshotUnit, FrozenUnit]]) -> Iterator[SnapshotValue]:
    for row, unit in pairs:
        for variable, found in unit.values.items():
            yield SnapshotValue(
                unit=row,
                variable=variable,
                status=found.status,
                value=found.value,
                provenance=found.provenance,
            )


def _coding_rows(pairs: Iterable[tuple[SnapshotUnit, FrozenUnit]]) -> Iterator[SnapshotCoding]:
    for row, unit in pairs:
        for coding in unit.codings:
            yield SnapshotCoding(unit=row, **asdict(coding))


def _figure_row(snapshot: Snapshot, place: int, variable: FrozenVariable, tally: Tally) -> SnapshotFigure:
    made = figure(variable, tally, _words(variable))
    return SnapshotFigure(
        snapshot=snapshot,
        position=place,
        key=made.key,
        title=made.title,
        description=made.description,
        spec=made.spec,
        shares=[asdict(share) for share in made.shares],
        left_out=made.left_out,
        svg=to_svg(made.spec, made.title, made.description),
    )


def _words(variable: FrozenVariable) -> Words:
    described = _(
        "For each category of “%(variable)s” and each country: the share of the country's coded messages that have it."
    )
    return Words(
        title=_("%(variable)s by country") % {"variable": variable.label},
        description=described % {"variable": variable.label},
        share=_("Share of coded messages"),
        country=_("Country"),
        unknown_country=_("not said"),
        other_countries=_("other countries"),
        yes=_("yes"),
        no=_("no"),
    )
