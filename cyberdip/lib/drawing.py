"""How does a figure become a picture?

The one room that knows the renderer. Drawing from a specification starts a JavaScript engine that does not survive a fork: call
`to_svg` inside a task or a request, never in a process that will fork. `to_png` reads the finished SVG without that engine.

What all pictures have in common stands here too: the colours, and the `frame` in which each is drawn. They are drawn in ink on
white paper, which a dark page shows as a sheet and a printer as itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import vl_convert

__all__ = ["INK", "OKABE_ITO", "QUIET", "frame", "to_png", "to_svg"]

# Colours that the colour-blind can tell apart (Okabe & Ito 2008). They are never the only sign of anything.
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
INK = "#1b1f24"
QUIET = "#57606a"
_GRID = "#e3e6ea"

_PIXELS_PER_UNIT = 2.0  # sharp on dense screens and in print at half a column
_ROOT = re.compile(r"<svg\b([^>]*)>")
_CLIP = re.compile(r"\bclip\d+\b(?=[\")])")


def frame(title: str, description: str) -> dict[str, Any]:
    """What every Vega-Lite specification begins with: its words, its paper, and the look of axes and legends."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "anchor": "start", "fontSize": 15, "fontWeight": 600, "offset": 12},
        "description": description,
        "background": "#ffffff",
        "padding": 12,
        "config": {
            "font": "sans-serif",
            "axis": {"labelColor": INK, "titleColor": QUIET, "gridColor": _GRID, "labelFontSize": 12},
            "legend": {"labelColor": INK, "titleColor": QUIET, "labelFontSize": 12},
            "title": {"color": INK},
            "view": {"stroke": None},
        },
    }


def to_svg(spec: Mapping[str, Any], title: str, description: str) -> str:
    """The specification as a self-contained SVG document that says by itself what it shows."""
    svg = vl_convert.vegalite_to_svg(dict(spec), allowed_base_urls=[])
    svg = _renumbered(svg)
    words = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return _ROOT.sub(lambda root: f'<svg{root[1]} role="img">{words}', svg, count=1)


def _renumbered(svg: str) -> str:
    """The picture with its clip paths counted from 0: the engine counts on from picture to picture."""
    numbers: dict[str, str] = {}
    return _CLIP.sub(lambda clip: numbers.setdefault(clip[0], f"clip{len(numbers)}"), svg)


def to_png(svg: str) -> bytes:
    """The SVG document as a PNG picture at twice its size."""
    return bytes(vl_convert.svg_to_png(svg, scale=_PIXELS_PER_UNIT))
