"""What is wrong, and where?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence and its place: keys of a variable and a category, "" where the whole is meant, or a rule: 1, 2."""

    sentence: str
    variable: str = ""
    category: str = ""
    rule: int = 0

    @property
    def where(self) -> str:
        """`tone.warning`, `tone`, `rules.2`, or `codebook`."""
        if self.rule:
            return f"rules.{self.rule}"
        return ".".join(key for key in (self.variable, self.category) if key) or "codebook"
