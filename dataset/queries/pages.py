"""What the pages show of a snapshot: first rows, values by provenance, reliability, and what changed since the last one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise

from agreement.models import Measure
from agreement.notation import spell, spell_interval, spell_percent
from agreement.results import Interval, Reason
from agreement.sentences import REASONS
from dataset.formats import Format, csv_cell
from dataset.models import PROVENANCE_LABELS, Snapshot, SnapshotFigure
from dataset.queries.snapshots import frozen_units, shape_of
from dataset.reconcile import Provenance
from dataset.tables import Column, Table, TableName, table

FIRST_MESSAGES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table as they stand in its CSV file, without the columns that only describe the message."""

    name: str
    columns: list[Column]
    all_columns: int
    rows: list[list[Any]]
    files: list[tuple[str, dict[str, Any]]]


def previews_of(snapshot: Snapshot) -> list[Preview]:
    """The first rows of each table."""
    units = list(frozen_units(snapshot, limit=FIRST_MESSAGES))
    shape = shape_of(snapshot)
    tables = ((name, table(name, units, shape)) for name in _PREVIEWED)
    return [_preview(snapshot, name, made) for name, made in tables]


_PREVIEWED = (TableName.RECONCILED, TableName.MATRIX, TableName.LONG)
_DESCRIBING = {
    "platform",
    "account_kind",
    "posted_at",
    "language",
    "kind",
    "likes",
    "retweets",
    "replies",
    "text_sha256",
    "text_removed",
}


def _preview(snapshot: Snapshot, name: TableName, made: Table) -> Preview:
    places = [place for place, column in enumerate(made.columns) if column.name not in _DESCRIBING]
    return Preview(
        name=name.value,
        columns=[made.columns[place] for place in places],
        all_columns=len(made.columns),
        rows=[[csv_cell(row[place]) for place in places] for row in islice(made.rows, FIRST_MESSAGES)],
        files=[(form.value, snapshot.files[f"{name}.{form}"]) for form in Format],
    )


@dataclass(frozen=True, slots=True)
class Values:
    """How many messages have a value on a variable, by where it comes from: in the order of `PROVENANCES`."""

    label: str
    counts: list[int]


PROVENANCES = tuple(PROVENANCE_LABELS.values())


def values_of(snapshot: Snapshot) -> list[Values]:
    """The values of each variable by provenance."""
    counted = snapshot.counts["values"]
    return [
        Values(variable["label"], [counted[variable["key"]][provenance] for provenance in Provenance])
        for variable in snapshot.codebook["variables"]
    ]


@dataclass(frozen=True, slots=True)
class Reliability:
    """The figures of a variable in a round, spelt; `reason` says why there is no alpha."""

    round: int
    label: str
    alpha: str
    interval: str
    agreement: str
    units: int
    coders: int
    reason: str | Promise


def reliability_of(snapshot: Snapshot) -> list[Reliability]:
    """Alpha and percent agreement of each variable, round by round, as they stood at the freeze."""
    return [
        _reliability(report["round"], figure, report["figures"])
        for report in snapshot.reliability
        for figure in report["figures"]
        if figure["measure"] == Measure.ALPHA and figure["category_key"] is None
    ]


def _reliability(number: int, alpha: dict[str, Any], figures: Iterable[dict[str, Any]]) -> Reliability:
    percent = next(
        figure["value"]
        for figure in figures
        if figure["measure"] == Measure.AGREEMENT
        and (figure["variable_key"], figure["category_key"]) == (alpha["variable_key"], None)
    )
    interval = (
        Interval(alpha["lower"], alpha["upper"], alpha["below_tentative"], alpha["below_reliable"], 0)
        if alpha["lower"] is not None
        else None
    )
    return Reliability(
        round=number,
        label=alpha["variable_label"],
        alpha="" if alpha["value"] is None else spell(alpha["value"]),
        interval=spell_interval(interval) if interval else "",
        agreement="" if percent is None else spell_percent(percent),
        units=alpha["pairable_units"],
        coders=alpha["coders"],
        reason=REASONS[Reason(alpha["undefined_reason"])] if alpha["undefined_reason"] else "",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """How much more (or less) than in snapshot `before`, with its sign: messages, codings, and values that are settled."""

    before: int
    messages: str
    codings: str
    settled: str


def change_since(snapshot: Snapshot, before: Snapshot | None) -> Change | None:
    """What changed since `before`; None where there was nothing before."""
    if before is None:
        return None
    return Change(
        before=before.number,
        messages=_signed(snapshot.counts["messages"] - before.counts["messages"]),
        codings=_signed(snapshot.counts["codings"] - before.counts["codings"]),
        settled=_signed(_settled(snapshot) - _settled(before)),
    )


def _signed(difference: int) -> str:
    return f"{difference:+d}".replace("-", "\N{MINUS SIGN}") if difference else "±0"


def _settled(snapshot: Snapshot) -> int:
    settled = (Provenance.UNANIMOUS, Provenance.SINGLE, Provenance.RULING)
    return sum(
        counted[provenance] for counted in snapshot.counts["values"].values() for provenance in settled
    )


@dataclass(frozen=True, slots=True)
class FigureTable:
    """The numbers of a figure, a row for each category and a pair of (n, per cent) for each country."""

    figure: SnapshotFigure
    countries: list[tuple[str, int]]
    rows: list[tuple[str, list[tuple[int, str]]]]


def figure_table(figure: SnapshotFigure) -> FigureTable:
    """The numbers of a figure as its page shows them."""
    countries = list(dict.fromkeys((share["country"], share["base"]) for share in figure.shares))
    rows: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for share in figure.shares:
        cell = (share["n"], "" if share["share"] is None else spell_percent(share["share"]))
        rows.setdefault((share["category"], share["label"]), []).append(cell)
    return FigureTable(figure, countries, [(label, cells) for (_key, label), cells in rows.items()])
