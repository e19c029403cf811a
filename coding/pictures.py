"""How is the work of a round drawn? Each picture with the very numbers it shows, as plain data.

A picture is a Vega-Lite specification (a dictionary), the words that say what it shows, and a table. Nothing is told by colour
alone; every axis names its unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from coding.forecast import Forecast
from cyberdip.lib.drawing import INK, OKABE_ITO, QUIET, frame

__all__ = [
    "Box",
    "Column",
    "Interval",
    "Picture",
    "Spelling",
    "Standing",
    "progress_picture",
    "rates_picture",
    "speed_picture",
]

_BLUE, _ORANGE = OKABE_ITO[0], OKABE_ITO[5]
_WIDTH = 480
_MULTIPLES_A_ROW = 3
_SECONDS = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 36_000, 86_400)


class Spelling(StrEnum):
    """How the values of a column are written for people; files have them as they are."""

    WORDS = "words"
    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` for files, `label` for people."""

    name: str
    label: str
    spelling: Spelling = Spelling.WORDS

    @property
    def is_number(self) -> bool:
        return self.spelling not in (Spelling.WORDS, Spelling.DAY)


@dataclass(frozen=True, slots=True)
class Picture:
    """What it is called, what it says in a sentence, how it is drawn, and its numbers row by row."""

    name: str
    title: str
    description: str
    spec: Mapping[str, Any]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


# How far a round is


@dataclass(frozen=True, slots=True)
class Standing:
    """Codings there were at the end of a day."""

    day: date
    done: int


def progress_picture(
    days: Sequence[Standing],
    *,
    planned: int,
    forecast: Forecast | None,
    title: str,
    description: str,
    columns: tuple[Column, Column],
    codings: str,
) -> Picture:
    """Codings over time as a line, what was planned as a level, and the forecast as a broken line to a day and its interval."""
    done = [{"day": point.day.isoformat(), "done": point.done} for point in days]
    layers: list[dict[str, Any]] = [
        _layer({"type": "line", "interpolate": "step-after", "color": _BLUE, "strokeWidth": 2}, done),
        {
            "data": {"values": [{"planned": planned}]},
            "mark": {"type": "rule", "color": QUIET, "strokeDash": [2, 3]},
            "encoding": {
                "x": {"value": 0},
                "x2": {"value": "width"},
                "y": {"field": "planned", "type": "quantitative"},
            },
        },
    ]
    if forecast is not None and done:
        layers += _ahead(done[-1], planned, forecast)
    place = {
        "x": {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%d %b", "grid": False}},
        "y": {
            "field": "done",
            "type": "quantitative",
            "title": codings,
            "axis": {"tickCount": 5, "format": ",d", "titleFontWeight": "normal"},
        },
    }
    spec = {
        **frame(title, description),
        "width": _WIDTH,
        "height": 220,
        "encoding": place,
        "layer": layers,
    }
    return Picture(
        "progress", title, description, spec, columns, tuple((point.day, point.done) for point in days)
    )


def _ahead(last: Mapping[str, Any], planned: int, forecast: Forecast) -> list[dict[str, Any]]:
    """From where the round stands to the day on which it is likely to be finished, with the days between which that lies."""
    line = [last, {"day": forecast.likely.isoformat(), "done": planned}]
    span = {
        "from": forecast.earliest.isoformat(),
        "to": forecast.latest.isoformat(),
        "day": forecast.likely.isoformat(),
        "done": planned,
    }
    return [
        _layer({"type": "line", "color": _ORANGE, "strokeDash": [6, 4], "strokeWidth": 2}, line),
        {
            "data": {"values": [span]},
            "mark": {"type": "rule", "color": _ORANGE, "strokeWidth": 4, "opacity": 0.5},
            "encoding": {"x": {"field": "from", "type": "temporal"}, "x2": {"field": "to"}},
        },
        _layer({"type": "point", "color": _ORANGE, "filled": True, "size": 60, "opacity": 1}, [span]),
    ]


def _layer(mark: Mapping[str, Any], values: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"data": {"values": list(values)}, "mark": dict(mark)}


# How long messages took


@dataclass(frozen=True, slots=True)
class Box:
    """Seconds of one coder: quartiles, the least and most within the fences, and what lies beyond them."""

    coder: str
    n: int
    low: float
    lower: float
    median: float
    upper: float
    high: float
    beyond: tuple[float, ...] = ()


def speed_picture(
    boxes: Sequence[Box], *, title: str, description: str, columns: tuple[Column, ...], seconds: str
) -> Picture:
    """A box plot for each coder, on a logarithmic scale. `columns` name coder, n, low, lower, median, upper and high."""
    values = [
        {
            "coder": box.coder,
            "low": box.low,
            "lower": box.lower,
            "median": box.median,
            "upper": box.upper,
            "high": box.high,
        }
        for box in boxes
    ]
    points = [{"coder": box.coder, "seconds": value} for box in boxes for value in box.beyond]
    all_seconds = [value for box in boxes for value in (box.low, box.high, *box.beyond, box.lower, box.upper)]
    scale = {"type": "log", "nice": False, "domain": _reach(all_seconds)}
    x = {
        "type": "quantitative",
        "title": seconds,
        "scale": scale,
        "axis": {"values": _ticks(all_seconds), "format": "~g", "titleFontWeight": "normal"},
    }
    spec = {
        **frame(title, description),
        "width": _WIDTH,
        "height": {"step": 30},
        "data": {"values": values},
        "encoding": {"y": _rows([box.coder for box in boxes])},
        "layer": [
            {
                "mark": {"type": "rule", "color": INK},
                "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "bar", "size": 14, "color": "#cfe3f2", "stroke": _BLUE, "strokeWidth": 1},
                "encoding": {"x": {"field": "lower", **x}, "x2": {"field": "upper"}},
            },
            {
                "mark": {"type": "tick", "size": 14, "thickness": 2, "color": INK},
                "encoding": {"x": {"field": "median", **x}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "size": 22, "color": _ORANGE, "filled": False, "opacity": 0.8},
                "encoding": {"x": {"field": "seconds", **x}},
            },
        ],
    }
    rows = tuple((box.coder, box.n, box.low, box.lower, box.median, box.upper, box.high) for box in boxes)
    return Picture("speed", title, description, spec, columns, rows)


def _reach(seconds: Sequence[float]) -> list[float]:
    """The ends of the scale: a step beyond what there is."""
    least, most = min(seconds, default=1.0), max(seconds, default=60.0)
    return [least / 1.3, most * 1.3]


def _ticks(seconds: Sequence[float]) -> list[float]:
    low, high = _reach(seconds)
    return [tick for tick in _SECONDS if low <= tick <= high]


# How often categories were used


@dataclass(frozen=True, slots=True)
class Interval:
    """`n` of the `base` codings of a coder have the category: the share and its interval; None where there is no base."""

    coder: str
    category: str
    label: str
    n: int
    base: int
    share: float | None
    lower: float | None
    upper: float | None

    @property
    def percents(self) -> tuple[float, float, float] | None:
        """Share and interval in per cent."""
        if self.share is None or self.lower is None or self.upper is None:
            return None
        return 100 * self.share, 100 * self.lower, 100 * self.upper


def rates_picture(
    rates: Sequence[Interval],
    overall: Mapping[str, float],
    *,
    name: str,
    title: str,
    description: str,
    columns: tuple[Column, ...],
    share: str,
) -> Picture:
    """A small picture for each category: a point and an interval for each coder, and the `overall` share (by key) as a line.

    `columns` name coder, category, label, n, base, share, lower and upper.
    """
    labels = list(dict.fromkeys(rate.label for rate in rates))
    values = [
        {
            "coder": rate.coder,
            "label": rate.label,
            "share": rate.share,
            "lower": rate.lower,
            "upper": rate.upper,
            "overall": overall.get(rate.category),
        }
        for rate in rates
        if rate.share is not None
    ]
    y = _rows(list(dict.fromkeys(rate.coder for rate in rates)))
    x = {
        "type": "quantitative",
        "title": share,
        "axis": {
            "format": ".0%",
            "tickCount": 3,
            "labelFlush": False,
            "grid": True,
            "titleFontWeight": "normal",
        },
    }
    spec = {
        **frame(title, description),
        "data": {"values": values},
        "facet": {
            "field": "label",
            "type": "nominal",
            "sort": labels,
            "title": None,
            "header": {"labelFontSize": 13, "labelColor": INK, "labelLimit": 170, "labelAnchor": "start"},
        },
        "columns": _MULTIPLES_A_ROW,
        "spacing": 26,
        "spec": {
            "width": 150,
            "height": {"step": 18},
            "layer": [
                {
                    "mark": {"type": "rule", "color": QUIET, "strokeDash": [2, 3]},
                    "encoding": {"x": {"aggregate": "max", "field": "overall", **x}},
                },
                {
                    "mark": {"type": "rule", "color": _BLUE, "strokeWidth": 2},
                    "encoding": {"y": y, "x": {"field": "lower", **x}, "x2": {"field": "upper"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 45, "color": _BLUE, "opacity": 1},
                    "encoding": {"y": y, "x": {"field": "share", **x}},
                },
            ],
        },
    }
    rows = tuple((r.coder, r.category, r.label, r.n, r.base, r.share, r.lower, r.upper) for r in rates)
    return Picture(name, title, description, spec, columns, rows)


def _rows(names: Sequence[str]) -> dict[str, Any]:
    """One row a coder, in the order given."""
    return {
        "field": "coder",
        "type": "nominal",
        "sort": list(names),
        "title": None,
        "axis": {"labelLimit": 180, "labelFontSize": 12, "ticks": False, "domain": False, "labelPadding": 8},
    }
