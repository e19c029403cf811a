"""Finding codebooks: versions of a study, and a version as plain data."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec, read_condition
from coding.models import Category, CodebookVersion, Variable
from coding.models.codebook import VersionState
from cyberdip.lib.problems import NotFound
from studies.models import Study

_KEPT = 256  # published versions held in memory by one process


def codebook_versions(study: Study) -> QuerySet[CodebookVersion]:
    """All versions of a study, the newest first, with `variable_count` and `round_count` and who made them."""
    return (
        study.codebook_versions.select_related("created_by", "published_by", "based_on")
        .annotate(
            variable_count=Count("variables", distinct=True),
            round_count=Count("rounds", distinct=True),
        )
        .order_by("-number")
    )


def published_versions(study: Study) -> QuerySet[CodebookVersion]:
    """What a round can be planned with, the newest first."""
    return study.codebook_versions.filter(state=VersionState.PUBLISHED).order_by("-number")


def codebook_version(study: Study, number: int) -> CodebookVersion:
    """The version of this study with this number; raises NotFound."""
    version = (
        study.codebook_versions.select_related("study", "created_by", "published_by", "based_on")
        .filter(number=number)
        .first()
    )
    if version is None:
        raise NotFound(
            _("This study has no such version of the codebook. The list of versions shows what there is.")
        )
    return version


def draft_of(study: Study) -> CodebookVersion | None:
    """The draft of a study: there is one at most."""
    return (
        study.codebook_versions.select_related("study", "created_by", "based_on")
        .filter(state=VersionState.DRAFT)
        .first()
    )


def open_draft(study: Study) -> CodebookVersion:
    """The draft of a study; raises NotFound where there is none."""
    draft = draft_of(study)
    if draft is None:
        raise NotFound(
            _("This codebook has no draft. Start one from its newest version, or from a template.")
        )
    return draft


def draft_variable(draft: CodebookVersion, key: str) -> Variable:
    """The variable of a draft by its key; raises NotFound."""
    variable = draft.variables.filter(key=key).first()
    if variable is None:
        raise NotFound(
            _("The draft has no such variable any more. Reload the codebook to see what it holds now.")
        )
    return variable


def draft_category(variable: Variable, key: str) -> Category:
    """The category of a variable by its key; raises NotFound."""
    category = variable.categories.filter(key=key).first()
    if category is None:
        raise NotFound(
            _("The variable has no such category any more. Reload the codebook to see what it holds now.")
        )
    return category


def codebook_spec(version: CodebookVersion) -> CodebookSpec:
    """A version as plain data, in three statements; a published version is read once and kept, for it never changes."""
    if version.is_draft or version.published_at is None:
        return _read(version.pk)
    return _published(version.pk, version.published_at, version.edits)


@lru_cache(maxsize=_KEPT)
def _published(version_id: int, published_at: datetime, edits: int) -> CodebookSpec:
    # The time and the edits are part of the name: a publication that was rolled back may be followed by another.
    return _read(version_id)


def _read(version_id: int) -> CodebookSpec:
    variables = (
        Variable.objects.filter(version_id=version_id).order_by("position").prefetch_related("categories")
    )
    return CodebookSpec(tuple(variable_spec(variable) for variable in variables), _rules(version_id))


def category_numbers(study: Study) -> dict[tuple[str, str], int]:
    """The number that each category of a study has, in its newest version that has one; by the keys of variable and category."""
    rows = (
        Category.objects.filter(variable__version__study=study, number__isnull=False)
        .order_by("variable__version__number")
        .values_list("variable__key", "key", "number")
    )
    return {(variable, key): number for variable, key, number in rows if number is not None}


def variable_spec(variable: Variable) -> VariableSpec:
    """A variable with its categories as plain data."""
    rows = sorted(variable.categories.all(), key=lambda category: category.position)
    keys = {row.pk: row.key for row in rows}
    return VariableSpec(
        key=variable.key,
        label=variable.label,
        kind=variable.kind,
        level=variable.level,
        group=variable.group,
        required=variable.required,
        instruction=variable.instruction,
        min_choices=variable.min_choices,
        max_choices=variable.max_choices,
        offers_none=variable.offers_none,
        tree_choice=variable.tree_choice,
        least=_without_zeros(variable.least),
        most=_without_zeros(variable.most),
        condition=read_condition(variable.condition),
        allows_uncodable=variable.allows_uncodable,
        allows_not_applicable=variable.allows_not_applicable,
        retired=variable.retired,
        categories=tuple(category_spec(row, parent=keys.get(row.parent_id or 0, "")) for row in rows),
    )


def category_spec(category: Category, *, parent: str | None = None) -> CategorySpec:
    """A category as plain data; `parent` is the key of the one above it, looked up where it is not said."""
    if parent is None:
        parent = category.parent.key if category.parent else ""
    return CategorySpec(
        key=category.key,
        label=category.label,
        score=_without_zeros(category.score),
        definition=category.definition,
        include_when=category.include_when,
        exclude_when=category.exclude_when,
        examples=tuple(category.examples),
        near_misses=tuple(category.near_misses),
        parent=parent,
        number=category.number,
        colour=category.colour,
        retired=category.retired,
    )


def _rules(version_id: int) -> tuple[RuleSpec, ...]:
    rules = CodebookVersion.objects.values_list("rules", flat=True).get(pk=version_id)
    return tuple(rule_spec(rule) for rule in rules)


def rule_spec(rule: dict[str, Any]) -> RuleSpec:
    """A rule across variables as plain data, from its JSON."""
    when, then = read_condition(rule["when"]), read_condition(rule["then"])
    assert when and then  # noqa: S101, PT018 - what is stored was checked
    return RuleSpec(when, then, rule["severity"], rule["message"])


def draft_rule(rules: Sequence[RuleSpec], number: int) -> RuleSpec:
    """The rule with this number, counted from 1; raises NotFound."""
    if not 1 <= number <= len(rules):
        raise NotFound(
            _("The draft has no such rule any more. Reload the codebook to see what it holds now.")
        )
    return rules[number - 1]


def _without_zeros(number: Decimal | None) -> Decimal | None:
    # The column keeps more places than were typed: 1.0000 was typed as 1.
    return None if number is None else Decimal(format(number.normalize(), "f"))
