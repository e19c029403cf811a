"""What would become of a codebook that comes from a file, and what files a version can leave as."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coding.codebook_formats import WRITTEN, Format, losses
from coding.codebook_rules import CodebookSpec, Fault
from coding.codebook_rules.drafting import dropped_parts, with_retired
from coding.models import CodebookVersion
from coding.queries.codebook import codebook_spec, draft_of, published_versions
from studies.models import Study


@dataclass(frozen=True, slots=True)
class Arrival:
    """A codebook at the door of a study.

    `draft` is what it would replace, None where one would be begun; `spec` is the codebook with what was published and is not in
    it, retired; `retired` are the labels of that; `faults` are those that only show beside what was published.
    """

    draft: CodebookVersion | None
    draft_size: int
    spec: CodebookSpec
    retired: tuple[str, ...]
    faults: tuple[Fault, ...]


def arrival_of(study: Study, spec: CodebookSpec) -> Arrival:
    """What taking over `spec` would come to now."""
    draft = draft_of(study)
    version = draft.based_on if draft else published_versions(study).first()
    base = codebook_spec(version) if version else CodebookSpec()
    kept = with_retired(spec, base)
    return Arrival(
        draft=draft,
        draft_size=draft.variables.count() if draft else 0,
        spec=kept,
        retired=tuple(_labels(kept, spec)),
        faults=tuple(dropped_parts(kept, base, say=_)),
    )


def _labels(kept: CodebookSpec, spec: CodebookSpec) -> list[str]:
    """What stands in `kept` and not in `spec`."""
    labels = []
    for variable in kept.variables:
        own = spec.variable(variable.key)
        if own is None:
            labels.append(variable.label or variable.key)
            continue
        keys = {category.key for category in own.categories}
        labels += [
            f"{variable.label}: {category.label}"
            for category in variable.categories
            if category.key not in keys
        ]
    return labels


def files_of(spec: CodebookSpec) -> list[tuple[Format, list[str]]]:
    """The formats in which a codebook can leave, each with what it loses of this one."""
    return [(form, losses(spec, form, say=_)) for form in WRITTEN]
