"""The templates: each complete enough for a methods appendix."""

import re

import pytest

from coding.codebook_rules import check_codebook
from coding.codebook_rules.tree import choosable
from coding.study_templates import TEMPLATES
from corpus.fiveg_accounts import FIVEG_ACCOUNTS, FIVEG_WINDOW
from cyberdip.demo.messages import CONCEPTS

KEY = re.compile(r"[a-z][a-z0-9_]*")


def test_blank_is_blank() -> None:
    assert TEMPLATES["blank"].variables == ()


def test_the_5g_study_asks_for_intent_tone_and_concepts() -> None:
    sizes = [(v.key, v.kind, len(v.categories)) for v in TEMPLATES["fiveg"].variables]
    assert sizes == [("intent", "single", 5), ("tone", "single", 6), ("concepts", "multi", 11)]


BEGINNINGS = [key for key in TEMPLATES if key != "blank"]


@pytest.mark.parametrize("key", BEGINNINGS)
def test_coders_could_work_by_every_template(key: str) -> None:
    assert check_codebook(TEMPLATES[key].spec) == []


@pytest.mark.parametrize("key", BEGINNINGS)
def test_every_category_says_what_it_is_and_when(key: str) -> None:
    for variable in TEMPLATES[key].variables:
        assert variable.instruction
        for category in variable.categories:
            assert KEY.fullmatch(category.key)
            assert all((category.label, category.definition, category.include_when, category.exclude_when))
        for category in choosable(variable):
            assert category.examples, f"{variable.key}.{category.key}"
            assert category.near_misses, f"{variable.key}.{category.key}"
            assert all((*category.examples, *category.near_misses))


def test_templates_use_what_a_codebook_can() -> None:
    """Trees, scales, conditions, rules, groups, quotes and a choice that cannot be none: somewhere in the gallery."""
    variables = [variable for template in TEMPLATES.values() for variable in template.variables]
    assert {variable.kind for variable in variables} >= {
        "single",
        "multi",
        "ordinal",
        "yesno",
        "quote",
        "integer",
    }
    assert any(variable.condition for variable in variables)
    assert any(not variable.offers_none for variable in variables if variable.kind == "multi")
    assert any(category.parent for variable in variables for category in variable.categories)
    assert any(template.spec.rules for template in TEMPLATES.values())


def test_the_demo_speaks_of_the_concepts_of_the_template() -> None:
    concepts = TEMPLATES["fiveg"].variables[2]
    assert tuple(category.key for category in concepts.categories) == CONCEPTS


def test_the_accounts_are_nine_of_two_countries() -> None:
    assert len({account.handle.lower() for account in FIVEG_ACCOUNTS}) == 9
    assert {account.country for account in FIVEG_ACCOUNTS} == {"US", "CN"}
    assert {account.kind for account in FIVEG_ACCOUNTS} == {"personal", "institutional"}
    assert FIVEG_WINDOW[0] < FIVEG_WINDOW[1]
