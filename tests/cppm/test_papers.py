"""A paper as plain text: whole, in order, and in messages that a chat takes."""

from __future__ import annotations

from itertools import pairwise

from cppm.papers import Paper, Part, as_messages, as_text

PAPER = Paper(
    "A letter",
    (
        Part("", ("Dear keeper",), rows=(("To", "The keeper"), ("From", "Us"))),
        Part("What happened", ("First.", "", "Second."), level=1),
        Part("In detail", ("Third.",), level=2),
    ),
)


def test_the_text_holds_everything_in_order() -> None:
    assert as_text(PAPER) == (
        "A LETTER\n\nTo: The keeper\nFrom: Us\n\nDear keeper\n\nWHAT HAPPENED\n\nFirst.\n\nSecond.\n\n"
        "In detail\n\nThird."
    )


def test_a_draft_says_so_in_its_first_line() -> None:
    assert as_text(Paper("Minutes", (), draft=True)) == "MINUTES (DRAFT)"


def test_a_short_paper_is_one_message() -> None:
    assert as_messages(PAPER) == [as_text(PAPER)]


def test_a_long_paper_is_parted_between_paragraphs() -> None:
    lines = tuple(f"Paragraph {number} of many." for number in range(40))
    messages = as_messages(Paper("Long", (Part("", lines),)), longest=120)
    assert all(len(each) <= 120 for each in messages)
    assert "\n\n".join(messages) == as_text(Paper("Long", (Part("", lines),)))
    assert all(len(one) + len(two.split("\n\n")[0]) + 2 > 120 for one, two in pairwise(messages))


def test_a_paragraph_too_long_for_a_message_is_parted_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    messages = as_messages(Paper("Long", (Part("", (words,)),)), longest=100)
    assert all(len(each) <= 100 for each in messages)
    assert " ".join(" ".join(messages).split()) == f"LONG {words}"


def test_even_a_single_endless_word_is_given_whole() -> None:
    messages = as_messages(Paper("T", (Part("", ("x" * 250,)),)), longest=100)
    assert "".join(messages).count("x") == 250
