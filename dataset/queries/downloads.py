"""What can be downloaded of a snapshot: tables, figures and the manifest, as bytes with a name and a tag."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cyberdip.lib.drawing import to_png
from cyberdip.lib.problems import NotFound
from dataset.formats import CONTENT_TYPES, Format, write
from dataset.manifest import manifest
from dataset.models import Snapshot, SnapshotFigure
from dataset.queries.snapshots import figure_of, frozen_units, removed_since, shape_of
from dataset.tables import Column, Table, TableName, table

FIGURE_FORMATS = ("svg", "png", "csv", "json")
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes to send, in pieces. The same `etag` means the same bytes."""

    pieces: Iterable[bytes]
    content_type: str
    file_name: str
    etag: str
    inline: bool = False

    @property
    def headers(self) -> dict[str, str]:
        place = "inline" if self.inline else "attachment"
        return {
            "Content-Type": self.content_type,
            "Content-Disposition": f'{place}; filename="{self.file_name}"',
            "ETag": self.etag,
            # A browser asks again each time, since the right to see it may end; unchanged bytes are not sent twice.
            "Cache-Control": "private, no-cache",
        }


def table_download(snapshot: Snapshot, name: str, form: str) -> Download:
    """A table of the snapshot. Raises NotFound where there is no such table or format."""
    if name not in set(TableName) or form not in set(Format):
        raise NotFound(_("A snapshot has the tables long, matrix and reconciled, each as csv and jsonl."))
    made = table(TableName(name), frozen_units(snapshot), shape_of(snapshot))
    file = f"{name}.{form}"
    tag = snapshot.files[file]["sha256"]
    if name == TableName.RECONCILED:
        tag += f"-{removed_since(snapshot)}"
    return Download(
        write(made, Format(form)), CONTENT_TYPES[Format(form)], _file_name(snapshot, file), f'"{tag}"'
    )


def manifest_download(snapshot: Snapshot) -> Download:
    """The manifest as JSON."""
    text = json.dumps(manifest_of(snapshot), ensure_ascii=False, indent=1)
    return _small(text.encode(), JSON_TYPE, _file_name(snapshot, "manifest.json"))


def manifest_of(snapshot: Snapshot) -> dict[str, Any]:
    """The manifest of a snapshot."""
    about = {
        "study": {"slug": snapshot.study.slug, "title": snapshot.study.title},
        "snapshot": snapshot.number,
        "title": snapshot.title,
        "note": snapshot.note,
        "created_at": snapshot.created_at.isoformat(),
        "content_hash": snapshot.content_hash,
    }
    frozen = {
        "counts": snapshot.counts,
        "rounds": snapshot.rounds,
        "coders": snapshot.coders,
        "codebook": snapshot.codebook,
        "reliability": snapshot.reliability,
    }
    return manifest(about, frozen, shape_of(snapshot), snapshot.files, removed_since(snapshot))


def figure_download(snapshot: Snapshot, key: str, form: str) -> Download:
    """A figure of the snapshot. Raises NotFound where there is no such figure or format."""
    if form not in FIGURE_FORMATS:
        raise NotFound(_("A figure comes as svg, png, csv and json."))
    figure = figure_of(snapshot, key)
    name = _file_name(snapshot, f"{key}.{form}")
    match form:
        case "svg":
            return _small(figure.svg.encode(), "image/svg+xml; charset=utf-8", name, inline=True)
        case "png":
            return _small(to_png(figure.svg), "image/png", name)
        case "csv":
            return _small(b"".join(write(share_table(figure), Format.CSV)), CONTENT_TYPES[Format.CSV], name)
        case _:
            return _small(json.dumps(figure.spec, ensure_ascii=False, indent=1).encode(), JSON_TYPE, name)


_SHARE_COLUMNS = (
    Column("country", "country of the accounts"),
    Column("category", "key of the category"),
    Column("label", "label of the category"),
    Column("n", "coded messages of the country that have the category"),
    Column("base", "coded messages of the country"),
    Column("share", "n / base"),
)


def share_table(figure: SnapshotFigure) -> Table:
    """The numbers of a figure."""
    return Table(_SHARE_COLUMNS, (tuple(share[c.name] for c in _SHARE_COLUMNS) for share in figure.shares))


def _small(content: bytes, content_type: str, file_name: str, *, inline: bool = False) -> Download:
    tag = hashlib.sha256(content).hexdigest()
    return Download((content,), content_type, file_name, f'"{tag}"', inline)


def _file_name(snapshot: Snapshot, file: str) -> str:
    return f"{snapshot.study.slug}-{snapshot.number}-{file}"
