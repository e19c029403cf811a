"""How do countries differ in what their accounts say? One figure and one table per variable.

A figure is a Vega-Lite specification (a plain dictionary) and the very numbers it shows. Shares have the coded messages of a
country as their base: for a multi-valued variable those where the set was coded, empty or not, so its shares may add up to more
than 1. Colours are Okabe and Ito's, which the colour-blind can tell apart, and every bar also names its country.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cyberdip.lib.drawing import INK, OKABE_ITO, frame
from dataset.reconcile import Reconciled, Status
from dataset.tables import FrozenVariable

__all__ = ["Figure", "Share", "Tally", "Words", "figure"]

_MOST_COUNTRIES = len(OKABE_ITO)
_DRAWN_KINDS = ("single", "ordinal", "multi", "yesno")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a figure, in the language of whoever freezes the snapshot."""

    title: str
    description: str
    share: str
    country: str
    unknown_country: str
    other_countries: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of the `base` coded messages of a country have the category; `share` is None where the base is 0."""

    country: str
    category: str
    label: str
    n: int
    base: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is called, how it is drawn, and its numbers."""

    key: str
    title: str
    description: str
    spec: Mapping[str, Any]
    shares: tuple[Share, ...]
    left_out: int


@dataclass(slots=True)
class Tally:
    """Counts categories of one variable by country while units pass by."""

    base: Counter[str] = field(default_factory=Counter)
    hits: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    left_out: int = 0

    def add(self, country: str, found: Reconciled | None) -> None:
        """Count one message; without a value (open, uncodable, missing, not applicable) it is left out of the base."""
        if found is None or found.status not in (Status.VALUED, Status.EMPTY):
            self.left_out += 1
            return
        self.base[country] += 1
        chosen = found.value if isinstance(found.value, list) else [found.value]
        self.hits[country].update(_category_key(value) for value in chosen)


def _category_key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_drawn(variable: FrozenVariable) -> bool:
    """Whether shares of the variable's categories make sense; they do not for free text."""
    return variable.kind in _DRAWN_KINDS


def figure(variable: FrozenVariable, tally: Tally, words: Words) -> Figure:
    """The shares of the variable's categories by country."""
    groups = _groups(tally, words)
    categories = (
        tuple(variable.labels.items())
        if variable.kind != "yesno"
        else (("true", words.yes), ("false", words.no))
    )
    shares = tuple(
        _share(name, countries, key, label, tally) for key, label in categories for name, countries in groups
    )
    return Figure(
        key=variable.key,
        title=words.title,
        description=words.description,
        spec=_spec(
            shares, [name for name, _countries in groups], [label for _key, label in categories], words
        ),
        shares=shares,
        left_out=tally.left_out,
    )


def _groups(tally: Tally, words: Words) -> list[tuple[str, list[str]]]:
    """Countries by falling number of coded messages; those beyond the colours there are share the last bar."""
    ranked = sorted(tally.base, key=lambda country: (-tally.base[country], country))
    if len(ranked) <= _MOST_COUNTRIES:
        return [(country or words.unknown_country, [country]) for country in ranked]
    head, rest = ranked[: _MOST_COUNTRIES - 1], ranked[_MOST_COUNTRIES - 1 :]
    return [
        *((country or words.unknown_country, [country]) for country in head),
        (words.other_countries, rest),
    ]


def _share(name: str, countries: Iterable[str], key: str, label: str, tally: Tally) -> Share:
    n = sum(tally.hits[country][key] for country in countries)
    base = sum(tally.base[country] for country in countries)
    return Share(name, key, label, n, base, n / base if base else None)


def _spec(shares: Iterable[Share], countries: list[str], labels: list[str], words: Words) -> dict[str, Any]:
    values = [
        {
            "country": share.country,
            "label": share.label,
            "share": share.share,
            "n": share.n,
            "base": share.base,
            "text": f"{100 * share.share:.0f} %  {share.country}",
        }
        for share in shares
        if share.share is not None
    ]
    place = {
        "y": {
            "field": "label",
            "type": "nominal",
            "sort": labels,
            "title": None,
            "axis": {
                "labelLimit": 240,
                "labelFontSize": 13,
                "ticks": False,
                "domain": False,
                "labelPadding": 8,
            },
            "scale": {"paddingInner": 0.25},
        },
        "yOffset": {"field": "country", "type": "nominal", "sort": countries},
        "x": {
            "field": "share",
            "type": "quantitative",
            "title": words.share,
            "axis": {"format": ".0%", "tickCount": 5, "grid": True, "titleFontWeight": "normal"},
        },
    }
    return {
        **frame(words.title, words.description),
        "width": 480,
        "height": {"step": 17, "for": "offset"},
        "data": {"values": values},
        "encoding": place,
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2},
                "encoding": {
                    "color": {
                        "field": "country",
                        "type": "nominal",
                        "title": words.country,
                        "scale": {"domain": countries, "range": list(OKABE_ITO[: len(countries)])},
                        "legend": {"orient": "top"},
                    }
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11, "color": INK},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }
