"""The template of the 5G study: complete enough for a methods appendix."""

import re

from coding.study_templates import TEMPLATES
from corpus.fiveg_accounts import FIVEG_ACCOUNTS, FIVEG_WINDOW
from cyberdip.demo.messages import CONCEPTS

KEY = re.compile(r"[a-z][a-z0-9_]*")


def test_blank_is_blank() -> None:
    assert TEMPLATES["blank"].variables == ()


def test_the_5g_study_asks_for_intent_tone_and_concepts() -> None:
    sizes = [(v.key, v.kind, len(v.categories)) for v in TEMPLATES["fiveg"].variables]
    assert sizes == [("intent", "single", 5), ("tone", "single", 6), ("concepts", "multi", 11)]


def test_every_category_says_what_it_is_and_when() -> None:
    for variable in TEMPLATES["fiveg"].variables:
        assert variable.instruction
        assert len({category.key for category in variable.categories}) == len(variable.categories)
        for category in variable.categories:
            assert KEY.fullmatch(category.key)
            assert all((category.label, category.definition, category.include_when, category.exclude_when))
            assert category.examples
            assert all(category.examples)


def test_the_demo_speaks_of_the_concepts_of_the_template() -> None:
    concepts = TEMPLATES["fiveg"].variables[2]
    assert tuple(category.key for category in concepts.categories) == CONCEPTS


def test_the_accounts_are_nine_of_two_countries() -> None:
    assert len({account.handle.lower() for account in FIVEG_ACCOUNTS}) == 9
    assert {account.country for account in FIVEG_ACCOUNTS} == {"US", "CN"}
    assert {account.kind for account in FIVEG_ACCOUNTS} == {"personal", "institutional"}
    assert FIVEG_WINDOW[0] < FIVEG_WINDOW[1]
