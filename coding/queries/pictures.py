"""The pictures of a round, in the reader's language, and the files that each of them comes as."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.forecast import Forecast
from coding.models import Round
from coding.pictures import (
    Column,
    Picture,
    Spelling,
    progress_picture,
    rates_picture,
    speed_picture,
)
from coding.queries.rates import Rates
from coding.queries.round_progress import Progress, days_of
from coding.queries.speed import Speeds
from cyberdip.lib.drawing import to_png, to_svg
from cyberdip.lib.problems import NotFound

FORMS = ("svg", "png", "csv")
_TYPES = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png", "csv": "text/csv; charset=utf-8"}
_KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as bytes. The same `etag` means the same bytes."""

    content: bytes
    content_type: str
    name: str
    etag: str

    @property
    def headers(self) -> dict[str, str]:
        place = "inline" if self.content_type.startswith("image/svg") else "attachment"
        return {
            "Content-Type": self.content_type,
            "Content-Disposition": f'{place}; filename="{self.name}"',
            "ETag": self.etag,
            # Asked for again each time: the right to see it may end, and a round goes on. Unchanged bytes are not sent twice.
            "Cache-Control": "private, no-cache",
        }


def picture_file(round: Round, picture: Picture, form: str) -> PictureFile:
    """A picture of the round as a file. What was drawn from the same data before is not drawn again. Raises NotFound."""
    if form not in FORMS:
        raise NotFound(_("A picture comes as svg, png and csv."))
    digest = _digest(picture)
    content = _csv(picture) if form == "csv" else _drawn(picture, digest, form)
    name = f"{round.study.slug}-{round.number}-{picture.name}.{form}"
    return PictureFile(content, _TYPES[form], name, f'"{digest}-{form}"')


def spelt_rows(picture: Picture) -> list[list[str]]:
    """The numbers of a picture as people read them, in the order of its columns."""
    return [
        [_SPELT[column.spelling](value) for column, value in zip(picture.columns, row, strict=True)]
        for row in picture.rows
    ]


_SPELT: dict[Spelling, Callable[[Any], str]] = {
    Spelling.WORDS: str,
    Spelling.COUNT: lambda n: number_format(n, 0, use_l10n=True, force_grouping=True),
    Spelling.SECONDS: lambda seconds: number_format(seconds, 1, use_l10n=True, force_grouping=True),
    Spelling.SHARE: lambda share: "" if share is None else number_format(100 * share, 1, use_l10n=True),
    Spelling.DAY: lambda day: date_format(day, "DATE_FORMAT"),
}


def _digest(picture: Picture) -> str:
    told = [picture.title, picture.description, picture.spec, [column.name for column in picture.columns]]
    text = json.dumps([*told, picture.rows], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _drawn(picture: Picture, digest: str, form: str) -> bytes:
    svg = _kept(f"picture:{digest}:svg", lambda: _svg(picture))
    return svg if form == "svg" else _kept(f"picture:{digest}:png", lambda: to_png(svg.decode()))


def _svg(picture: Picture) -> bytes:
    return to_svg(picture.spec, picture.title, picture.description).encode()


def _kept(key: str, draw: Callable[[], bytes]) -> bytes:
    found: bytes | None = cache.get(key)
    if found is None:
        found = draw()
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _csv(picture: Picture) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in picture.columns)
    writer.writerows(picture.rows)
    return text.getvalue().encode()


# The pictures


def progress_over_time(round: Round, progress: Progress, forecast: Forecast | None) -> Picture:
    """Codings at the end of each day, what was planned, and the forecast."""
    described = ngettext(
        "%(done)d of %(planned)d coding by now, day by day.",
        "%(done)d of %(planned)d codings by now, day by day.",
        progress.planned,
    ) % {"done": progress.done, "planned": progress.planned}
    return progress_picture(
        days_of(round),
        planned=progress.planned,
        forecast=forecast,
        title=_("Codings of “%(round)s”") % {"round": round},
        description=" ".join(filter(None, [described, _foretold(forecast)])),
        columns=(
            Column("day", _("Day"), Spelling.DAY),
            Column("codings", _("Codings at its end"), Spelling.COUNT),
        ),
        codings=_("codings"),
    )


def _foretold(forecast: Forecast | None) -> str:
    if forecast is None:
        return ""
    return _(
        "The broken line leads to the day on which all is likely to be coded, the bar to its 80 % interval."
    )


def speed_by_coder(round: Round, speeds: Speeds) -> Picture:
    """Active seconds a message, coder by coder."""
    return speed_picture(
        speeds.boxes,
        title=_("Active seconds a message in “%(round)s”") % {"round": round},
        description=_(
            "For each coder: the middle half of their codings as a box, the median as a line in it, the others that are not "
            "unusual as thin lines, and the listed unusual ones as rings. The scale is logarithmic."
        ),
        columns=(
            Column("coder", _("Coder")),
            Column("n", _("messages"), Spelling.COUNT),
            Column("low", _("shortest, s"), Spelling.SECONDS),
            Column("lower_quartile", _("lower quartile, s"), Spelling.SECONDS),
            Column("median", _("median, s"), Spelling.SECONDS),
            Column("upper_quartile", _("upper quartile, s"), Spelling.SECONDS),
            Column("high", _("longest, s"), Spelling.SECONDS),
        ),
        seconds=_("active seconds a message"),
    )


def rates_by_coder(rates: Rates) -> Picture:
    """How often each coder used each category of a variable."""
    return rates_picture(
        rates.intervals,
        rates.overall,
        name=f"rates-{rates.variable.key}",
        title=_("%(variable)s by coder") % {"variable": rates.variable.label},
        description=_(
            "For each category and each coder: the share of the coder's codings that have it, with its 95 % interval (Wilson). "
            "The broken line is the share of all coders together."
        ),
        columns=(
            Column("coder", _("Coder")),
            Column("category", _("Key")),
            Column("label", _("Category")),
            Column("n", _("codings with it"), Spelling.COUNT),
            Column("base", _("codings"), Spelling.COUNT),
            Column("share", _("share, %"), Spelling.SHARE),
            Column("lower", _("from, %"), Spelling.SHARE),
            Column("upper", _("to, %"), Spelling.SHARE),
        ),
        share=_("share of codings"),
    )
