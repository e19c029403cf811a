"""Shares by country: the numbers, and the picture of them."""

from typing import Any
from xml.etree import ElementTree

import pytest

from cyberdip.lib.drawing import to_png, to_svg
from dataset.figures import Figure, Tally, Words, figure
from dataset.reconcile import reconcile
from dataset.tables import FrozenVariable
from tests.dataset.frozen import CONCEPTS, INTENT

WORDS = Words(
    "Intent <by> country", "What accounts want", "Share", "Country", "not said", "others", "yes", "no"
)


def tallied(*found: tuple[str, Any]) -> Tally:
    tally = Tally()
    for country, value in found:
        tally.add(country, reconcile("single", [{"it": value}], "it"))
    return tally


def told(made: Figure) -> dict[tuple[str, str], tuple[int, int]]:
    return {(share.country, share.category): (share.n, share.base) for share in made.shares}


def test_shares_of_a_single_choice_add_up_to_the_coded_messages() -> None:
    made = figure(INTENT, tallied(("A", "warn"), ("A", "warn"), ("A", "attack"), ("B", "attack")), WORDS)
    assert told(made) == {
        ("A", "attack"): (1, 3),
        ("B", "attack"): (1, 1),
        ("A", "warn"): (2, 3),
        ("B", "warn"): (0, 1),
    }


def test_a_set_counts_in_every_category_and_an_empty_set_in_the_base() -> None:
    made = figure(CONCEPTS, tallied(("A", ["china", "trust"]), ("A", []), ("A", ["trust"])), WORDS)
    assert told(made) == {("A", "china"): (1, 3), ("A", "trust"): (2, 3)}


def test_what_has_no_value_is_left_out_and_counted() -> None:
    tally = tallied(("A", "warn"), ("A", {"special": "uncodable"}))
    tally.add("A", reconcile("single", [{"it": "warn"}, {"it": "attack"}], "it"))
    tally.add("A", None)
    made = figure(INTENT, tally, WORDS)
    assert (made.left_out, told(made)[("A", "warn")]) == (3, (1, 1))


def test_yes_and_no_are_categories() -> None:
    made = figure(FrozenVariable("threat", "Threat", "yesno", ()), tallied(("A", True), ("A", False)), WORDS)
    assert [(share.label, share.n) for share in made.shares] == [("yes", 1), ("no", 1)]


def test_a_country_that_nobody_named_has_a_name_in_the_figure() -> None:
    assert figure(INTENT, tallied(("", "warn")), WORDS).shares[0].country == "not said"


def test_countries_beyond_the_colours_share_a_bar() -> None:
    made = figure(INTENT, tallied(*((f"country {n:02}", "warn") for n in range(12))), WORDS)
    countries = list(dict.fromkeys(share.country for share in made.shares))
    assert (len(countries), countries[-1]) == (8, "others")
    assert sum(share.n for share in made.shares if share.category == "warn") == 12


def test_a_figure_without_any_value_has_no_share() -> None:
    assert figure(INTENT, Tally(), WORDS).shares == ()


@pytest.fixture(scope="module")
def svg() -> str:
    made = figure(INTENT, tallied(("中国 & Co", "warn"), ("B", "attack")), WORDS)
    return to_svg(made.spec, made.title, made.description)


def test_the_picture_is_well_formed_and_says_what_it_shows(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    (title, description) = [child.text for child in root[:2]]
    assert (title, description) == (WORDS.title, WORDS.description)
    assert root.get("role") == "img"
    assert "中国 & Co" in "".join(root.itertext())


def test_the_picture_asks_nothing_of_the_network(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "image", "foreignObject", "style", "a"}
    assert "url(http" not in svg


def test_the_picture_is_drawn_the_same_each_time(svg: str) -> None:
    made = figure(INTENT, tallied(("中国 & Co", "warn"), ("B", "attack")), WORDS)
    assert to_svg(made.spec, made.title, made.description) == svg


def test_png_is_made_from_the_stored_picture(svg: str) -> None:
    assert to_png(svg).startswith(b"\x89PNG\r\n")
