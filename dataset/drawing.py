"""How does a figure become a picture?

The one room that knows the renderer. Drawing from a specification starts a JavaScript engine that does not survive a fork: call
`to_svg` only inside a task, never in a process that will fork. `to_png` reads the finished SVG without that engine and is safe
in a web process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import vl_convert

__all__ = ["to_png", "to_svg"]

_PIXELS_PER_UNIT = 2.0  # sharp on dense screens and in print at half a column
_ROOT = re.compile(r"<svg\b([^>]*)>")
_CLIP = re.compile(r"\bclip\d+\b(?=[\")])")


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
