from datetime import UTC, date, datetime

import pytest

from cards import layout
from cards.elements import AdaptiveCard, Choice, Element, InputChoiceSet, button
from cards.layout import card, day, day_and_time, escape, said, verbatim
from tests.cards.lint import assert_good_card
from tests.cards.node import drawn

HOSTILE = (
    "**bold** and _slanted_ and `code` and ~~gone~~",
    "[a link](https://example.org/x) and <https://example.org> and https://example.org and www.example.org",
    "[a script](javascript:alert(1)) and ![a picture](https://example.org/x.png)",
    "<img src=x onerror=alert(1)><script>alert(1)</script><at>everyone</at>",
    "{{DATE(2026-11-24T10:00:00Z,LONG)}} and {{TIME(2026-11-24T10:00:00Z)}}",
    "# a heading",
    "- a list",
    "= an underline",
    "1. a numbered list",
    "24) another numbered list",
    "> a quotation",
    "&lt;b&gt; and \\* and 5 < 6 > 4 and Mc_Rae_Ross and O'Neil-Smith",
)


def everywhere(words: str) -> AdaptiveCard:
    """The words in each place where the house lays out words."""
    body: list[Element] = [
        layout.subheading(words),
        layout.para(words),
        layout.quiet(words),
        layout.problem(words),
        layout.facts([("Label", words), ("Label", words * 3), ("A label that is much too long", words)]),
        layout.bullets([words]),
        said(words),
        InputChoiceSet(
            id="x", label="Label", error_message="Please.", style="expanded", choices=choices(words)
        ),
    ]
    return card(words, *body, summary="Something for you")


def choices(words: str) -> list[Choice]:
    return [Choice(title=layout.unlinked(words), value="1")]


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """What the official renderer shows for each, with the invisible joiner taken out again."""
    shown = drawn({words: everywhere(words).to_dict() for words in HOSTILE})
    assert [each["links"] for each in shown.values()] == [[]] * len(HOSTILE), "something became live"
    return {words: each["text"].replace("\u2060", "") for words, each in shown.items()}


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_write_is_shown_as_they_wrote_it(words: str, made: dict[str, str]) -> None:
    assert made[words].count(words) >= 12


def test_plain_words_are_left_alone() -> None:
    for words in ("Morag O'Neil-Smith", "Kinnoull Room (2nd floor), St. John's", "10:00, 24 November", ""):
        assert escape(words) == words
        assert verbatim(words) == words


def test_unseen_characters_are_dropped() -> None:
    assert verbatim("a\u202eb\u200bc\x00d\r\ne\ufeff ") == "abcd\ne"


def test_line_breaks_in_what_was_said_are_kept() -> None:
    made = said("One.\n\nTwo.").to_dict()
    assert [line["inlines"][0]["text"] for line in made["items"]] == ["One.", "Two."]


def test_a_fact_without_a_value_shows_that() -> None:
    assert layout.facts([("Where", "")]).to_dict()["facts"] == [{"title": "Where", "value": "–"}]


def test_long_facts_get_a_paragraph_and_keep_their_place() -> None:
    made = layout.facts([("A", "1"), ("B", "long " * 30), ("C", "3")]).to_dict()
    assert [item["type"] for item in made["items"]] == ["FactSet", "Container", "FactSet"]


def test_buttons_that_fit_a_phone_stand_beside_each_other() -> None:
    made = card(
        "Title", summary="Something", actions=[button(t, "a.b") for t in ("Record", "Change", "Cancel")]
    )
    assert len(made.to_dict()["actions"]) == 3


def test_buttons_that_do_not_fit_stand_in_rows_in_their_order() -> None:
    titles = ["I will attend", "Somebody will go in my place", "I cannot attend", "Cancel"]
    made = card("Title", summary="Something", actions=[button(title, "a.b") for title in titles]).to_dict()
    rows = [
        [each["title"] for each in part["actions"]] for part in made["body"] if part["type"] == "ActionSet"
    ]
    assert rows == [titles[:1], titles[1:2], titles[2:]]
    assert "actions" not in made


def test_more_than_six_buttons_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 6 buttons, this one has 7"):
        card("Title", summary="Something", actions=[button("Go", "a.b")] * 7)


def test_a_card_brings_itself_up_to_date() -> None:
    made = card("Title", summary="Something", refresh=layout.refreshed_by("home.refresh"))
    assert_good_card(made)
    assert made.to_dict()["refresh"]["action"]["verb"] == "home.refresh"


@pytest.mark.parametrize(
    ("moment", "zone", "words"),
    [
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), layout.UK, "Tuesday 24 November 2026, 14:00 (UK time)"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), layout.UK, "Thursday 2 July 2026, 00:30 (UK time)"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), layout.UK, "Sunday 29 March 2026, 00:59 (UK time)"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), layout.UK, "Sunday 29 March 2026, 02:00 (UK time)"),
        (
            datetime(2026, 1, 5, 9, 5, tzinfo=UTC),
            "Europe/Athens",
            "Monday 5 January 2026, 11:05 (Athens time)",
        ),
        (datetime(2026, 1, 5, 9, 5, tzinfo=UTC), "UTC", "Monday 5 January 2026, 09:05 (UTC)"),
    ],
)
def test_moments_name_weekday_and_zone(moment: datetime, zone: str, words: str) -> None:
    assert day_and_time(moment, zone) == words


def test_a_leap_day_has_its_weekday() -> None:
    assert day(date(2028, 2, 29)) == "Tuesday 29 February 2028"
