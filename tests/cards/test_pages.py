"""Long content on several cards: nothing is lost, nothing comes twice, each card fits."""

import json

import pytest

from cards.elements import TextBlock
from cards.layout import said
from cards.pages import MOST_BYTES, Part, page

LONG = "a long line of somebody's words, " * 20


def all_of(parts: list[Part]) -> list[list[str]]:
    """The words of every page in turn."""
    start: int | None = 0
    pages = []
    while start is not None:
        shown = page(parts, start)
        pages.append([json.dumps(each.to_dict()) for each in shown.body])
        start = shown.following
    return pages


@pytest.mark.parametrize("count", [0, 1, 9, 60])
def test_every_item_is_shown_once(count: int) -> None:
    parts = [Part("First", [said(f"{n}: {LONG}") for n in range(count)]), Part("Second", [said("end")])]
    words = " ".join(word for each in all_of(parts) for word in each)
    assert [words.count(f'"{n}: ') for n in range(count)] == [1] * count
    assert words.count('"end"') == 1


def test_each_page_fits_and_begins_with_the_heading_it_goes_on_under() -> None:
    pages = all_of([Part("First", [said(f"{n}: {LONG}") for n in range(60)])])
    assert len(pages) > 2
    for each in pages:
        assert len("".join(each).encode("utf-16-le")) < MOST_BYTES + 2000
        assert '"First"' in each[0]


def test_an_item_larger_than_a_card_is_shown_all_the_same() -> None:
    pages = all_of([Part("First", [said("x" * MOST_BYTES), said("after")])])
    assert [len(each) for each in pages] == [2, 2]


def test_parts_of_the_same_name_keep_their_own_headings_and_empty_ones_have_none() -> None:
    parts = [Part("Same", [said("one")]), Part("Empty", []), Part("Same", [said("two")])]
    shown = page(parts).body
    titles = [each.text for each in shown if isinstance(each, TextBlock)]
    assert titles == ["Same", "Same"]


def test_only_a_page_with_more_after_it_has_the_button() -> None:
    parts = [Part("First", [said(f"{n}: {LONG}") for n in range(60)])]
    (more,) = page(parts).more("More", "plan.open", g="g1")
    following = page(parts).following
    assert more.to_dict()["data"] == {"v": "plan.open", "g": "g1", "n": str(following)}
    assert page(parts, 59).more("More", "plan.open", g="g1") == []
