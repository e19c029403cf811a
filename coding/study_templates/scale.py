"""Steps of ordinal variables."""

from decimal import Decimal

from coding.codebook_rules import CategorySpec
from coding.study_templates.template import category


def step(
    key: str, label: str, score: int, definition: str, *, include: str, exclude: str, example: str, near: str
) -> CategorySpec:
    """A category with its value on the scale."""
    return category(
        key,
        label,
        definition,
        include=include,
        exclude=exclude,
        examples=(example,),
        near=(near,),
        score=Decimal(score),
    )
