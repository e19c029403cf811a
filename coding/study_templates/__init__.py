"""With which codebook can a study begin?

Plain data, one file a template: a template is copied into the first draft of a study's codebook and has no further tie to it, so
that changing a template changes no study. Definitions, rules and messages are of our own wording; messages and accounts in them
are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from coding.codebook_rules import CodebookSpec
from coding.study_templates.crisis import CRISIS
from coding.study_templates.engagement import ENGAGEMENT
from coding.study_templates.fiveg import FIVEG
from coding.study_templates.frames import FRAMES
from coding.study_templates.sentiment import SENTIMENT
from coding.study_templates.stance import STANCE
from coding.study_templates.template import CodebookTemplate

__all__ = ["TEMPLATES", "CodebookTemplate"]

_BLANK = CodebookTemplate(
    key="blank",
    title="Blank",
    summary="An empty codebook: you add every variable yourself.",
    spec=CodebookSpec(),
)

TEMPLATES: Mapping[str, CodebookTemplate] = MappingProxyType(
    {t.key: t for t in (_BLANK, FIVEG, SENTIMENT, STANCE, FRAMES, CRISIS, ENGAGEMENT)}
)
