"""Codebooks out of nothing, for the laws that hold for all of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from coding.codebook_rules import CategorySpec, CodebookSpec, RuleSpec, VariableSpec
from coding.codebook_rules.conditions import All, AnyOf, Condition, Test
from coding.codebook_rules.spec import COLOURS, FEWEST_CATEGORIES, LEVELS, SEVERITIES, TREE_CHOICES

# What the database keeps: neither NUL nor half a surrogate pair.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
# What XML can spell, too.
PRINTABLE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x00\ufffe\uffff")


def codebooks(characters: st.SearchStrategy[str] = CHARACTERS) -> st.SearchStrategy[CodebookSpec]:
    """Codebooks that a draft could hold, trees, conditions and rules included."""
    return st.composite(_codebook)(characters)


def _codebook(draw: Any, characters: st.SearchStrategy[str]) -> CodebookSpec:
    text = st.text(characters, max_size=12)
    keys = draw(
        st.lists(st.from_regex(r"[a-z][a-z0-9_-]{0,5}", fullmatch=True), unique=True, min_size=1, max_size=4)
    )
    variables = tuple(draw(_variable(key, text)) for key in keys)
    rules = st.builds(
        RuleSpec, when=_conditions(), then=_conditions(), severity=st.sampled_from(SEVERITIES), message=text
    )
    return CodebookSpec(variables, tuple(draw(st.lists(rules, max_size=2))))


@st.composite
def _variable(draw: Any, key: str, text: st.SearchStrategy[str]) -> VariableSpec:
    kind = draw(st.sampled_from(sorted(LEVELS)))
    number = st.none() | st.decimals(-(10**13), 10**13, places=6)
    return VariableSpec(
        key=key,
        label=draw(text),
        kind=kind,
        level=draw(st.sampled_from(LEVELS[kind])),
        required=draw(st.booleans()),
        instruction=draw(text),
        min_choices=draw(st.none() | st.integers(0, 9)),
        max_choices=draw(st.none() | st.integers(0, 9)),
        categories=draw(_categories(text)) if kind in FEWEST_CATEGORIES else (),
        group=draw(text),
        least=draw(number),
        most=draw(number),
        condition=draw(st.none() | _conditions()),
        offers_none=draw(st.booleans()),
        tree_choice=draw(st.sampled_from(TREE_CHOICES)),
        allows_uncodable=draw(st.booleans()),
        allows_not_applicable=draw(st.booleans()),
        retired=draw(st.booleans()),
    )


@st.composite
def _categories(draw: Any, text: st.SearchStrategy[str]) -> tuple[CategorySpec, ...]:
    keys = draw(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,4}", fullmatch=True), unique=True, max_size=5))
    texts = st.lists(text.filter(bool), max_size=3).map(tuple)
    return tuple(
        CategorySpec(
            key=key,
            label=draw(text),
            score=draw(st.none() | st.decimals(-99999999, 99999999, places=4).map(Decimal.normalize)),
            definition=draw(text),
            include_when=draw(text),
            exclude_when=draw(text),
            examples=draw(texts),
            near_misses=draw(texts),
            parent=draw(st.sampled_from(["", *keys[:place]])),
            number=draw(st.none() | st.integers(-(10**9) + 1, 10**9 - 1)),
            colour=draw(st.sampled_from(["", *COLOURS])),
            retired=draw(st.booleans()),
        )
        for place, key in enumerate(keys)
    )


def _conditions() -> st.SearchStrategy[Condition]:
    name = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
    several = st.lists(name, min_size=1, max_size=3).map(tuple)
    tests = (
        st.builds(Test, name, st.sampled_from(["is", "is_not", "has_all"]), several)
        | st.builds(Test, name, st.sampled_from(["at_least", "at_most"]), name.map(lambda each: (each,)))
        | st.builds(Test, name, st.just("answered"), st.sampled_from([("true",), ("false",)]))
    )
    joined: Any = lambda parts: st.lists(parts, min_size=1, max_size=2).map(tuple)  # noqa: E731 - hypothesis takes a function
    return st.recursive(
        tests, lambda parts: st.builds(All, joined(parts)) | st.builds(AnyOf, joined(parts)), max_leaves=4
    )
