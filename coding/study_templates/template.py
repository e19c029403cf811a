"""What is a template, and how are its parts written down?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coding.codebook_rules import CategorySpec, CodebookSpec, VariableSpec, level_of


@dataclass(frozen=True, slots=True)
class CodebookTemplate:
    """A codebook to begin with."""

    key: str
    title: str
    summary: str
    spec: CodebookSpec

    @property
    def variables(self) -> tuple[VariableSpec, ...]:
        """In the order in which a coder answers them."""
        return self.spec.variables


def variable(
    key: str, label: str, kind: str, instruction: str, *categories: CategorySpec, **more: Any
) -> VariableSpec:
    """One question put to every message, with the usual level of its kind."""
    return VariableSpec(
        key=key,
        label=label,
        kind=kind,
        level=level_of(kind),
        instruction=instruction,
        categories=categories,
        **more,
    )


def category(
    key: str,
    label: str,
    definition: str,
    *,
    include: str,
    exclude: str,
    examples: tuple[str, ...],
    near: tuple[str, ...],
    **more: Any,
) -> CategorySpec:
    """One value of a variable, with what a coder needs to decide for or against it.

    Near misses are messages that look like it and are not, each followed by what they are instead.
    """
    return CategorySpec(
        key=key,
        label=label,
        definition=definition,
        include_when=include,
        exclude_when=exclude,
        examples=examples,
        near_misses=near,
        **more,
    )
