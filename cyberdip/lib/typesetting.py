"""Pages for print: a Typst template and data become a PDF.

Nothing of the data is ever markup: the template reads it as JSON from its inputs, and sets words as words. A template is one file
and can reach no other, no package and no address.

The letters come from the fonts that Typst carries (Libertinus Serif, DejaVu Sans Mono: Latin, Greek, Cyrillic)
and then from those of the machine. Where the machine has no font for a script (a bare container has none for Chinese, Japanese,
Korean, or Arabic), its characters are set as empty boxes; the text can still be copied out of the PDF and searched. Installing a
font such as Noto Sans CJK and starting the application again is all it takes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst


def typeset(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template (`.typ`) with `data`, which the template finds as JSON text in `sys.inputs.data`.

    `at` is the time that the document names as that of its making: the same data at the same time are the same bytes.
    """
    compiler = typst.Compiler(template, root=template.parent, font_paths=_fonts())
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    pdf = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=at.replace(microsecond=0))
    return cast(bytes, pdf)  # a PDF is one file, however many pages it has


@cache
def _fonts() -> typst.Fonts:
    """The fonts of Typst and of the machine, looked for once."""
    return typst.Fonts()
