"""Forged, broken and careless input: a clear sentence, nothing lost, nothing recorded."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.showing import ANSWER, FIELD, REVISION
from tests.dialogs.chat import Chat
from tests.dialogs.samples import Book

SEND = "attend.submit"


async def test_extra_fields_are_ignored(chat: Chat, book: Book) -> None:
    await chat.send(SEND, {"m": "m1"}, answer="yes", decision="place", model_config="x", record="1")
    assert set(book.kept[0][1]) == {"answer", "deputy", "briefed", "why", "note"}


@pytest.mark.parametrize("wrong", [{"a": 1}, ["yes"], b"yes"])
async def test_wrong_types_are_asked_again(chat: Chat, book: Book, wrong: Any) -> None:
    heard = await chat.send(SEND, {"m": "m1"}, answer=wrong)
    assert "I could not read this answer. Please give it again." in heard
    assert book.kept == []


async def test_a_number_is_no_choice(chat: Chat, book: Book) -> None:
    assert "not on the list" in await chat.send(SEND, {"m": "m1"}, answer=17)
    assert book.kept == []


async def test_a_choice_that_was_not_offered(chat: Chat, book: Book) -> None:
    heard = await chat.send(SEND, {"m": "m1"}, answer="chair")
    assert "That choice is not on the list. Please choose again." in heard
    assert book.kept == []


async def test_a_megabyte_of_text(chat: Chat, book: Book) -> None:
    heard = await chat.send(SEND, {"m": "m1"}, answer="no", why="ab" * 500_000)
    assert "This has 1,000,000 characters and the most is 4,000. Please shorten it." in heard
    assert len(str(chat.card)) < 25_000
    assert book.kept == []


async def test_a_megabyte_typed(chat: Chat) -> None:
    await chat.goes([("attend", "Will"), ("a" * 1_000_000, "longer than this question needs"), ("no", "Why")])
    await chat.goes([("a" * 1_000_000, "This has 1,000,000 characters and the most is 4,000.")])
    await chat.goes([("cancel", "Nothing has been recorded."), ("a" * 1_000_000, "I did not understand")])


async def test_too_long_by_a_little_loses_nothing(chat: Chat) -> None:
    words = "x" * 41
    heard = await chat.send(SEND, {"m": "m1"}, answer="deputy", deputy=words, briefed="yes")
    assert "This has 41 characters and the most is 40." in heard
    assert chat.input("deputy")["value"] == words


@pytest.mark.parametrize("empty", ["", "   ", "-", ".", "n/a", "N/A.", "tbc", "\u200b", "\n\n", "…"])
async def test_empty_reasons_are_refused(chat: Chat, book: Book, empty: str) -> None:
    heard = await chat.send(SEND, {"m": "m1"}, answer="no", why=empty)
    assert "Please say why, in a sentence or two." in heard
    assert book.kept == []


async def test_empty_reasons_are_refused_when_typed(chat: Chat) -> None:
    await chat.goes(
        [("attend", "Will"), ("no", "Why can nobody"), ("-", "Please say why, in a sentence or two.")]
    )
    await chat.goes([("skip", "This one needs an answer.")])


async def test_markup_mentions_and_unseen_characters_are_cleaned(chat: Chat, book: Book) -> None:
    why = "On <b>leave</b>\u202e, says <at>Morag</at>\x00 <script src=x>alert</script>\u2066 [here](http://x)"
    await chat.send(SEND, {"m": "m1"}, answer="no", why=why)
    assert book.kept[0][1]["why"] == "On leave, says Morag alert [here](http://x)"


async def test_a_line_break_does_not_make_a_second_line_of_a_name(chat: Chat, book: Book) -> None:
    await chat.send(SEND, {"m": "m1"}, answer="deputy", deputy="Neil\r\n\tWatt", briefed="true")
    assert book.kept[0][1]["deputy"] == "Neil Watt"


@pytest.mark.parametrize(
    ("review", "sentence"),
    [
        ("2026-11-10", "Tuesday 10 November 2026 is in the past. Please give today or a later date."),
        ("2026-02-31", "There is no 31 February"),
        ("31/4", "There is no 31 April. Please give the date again"),
        ("Friday", "Please give the whole date, with day, month and year."),
        ("soon", "I could not read that as a date."),
        ("0001-01-01", "cannot be right"),
        ("9999-99-99", "There is no month 99."),
    ],
)
async def test_dates_on_a_card_that_cannot_be(chat: Chat, book: Book, review: str, sentence: str) -> None:
    heard = await chat.send("decide.submit", {}, decision="place", reasons="Clear risk.", review=review)
    assert sentence in heard
    assert book.kept == []


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("10 November 2026", "Tuesday 10 November 2026 is in the past."),
        ("31/4", "There is no 31 April."),
        ("Friday", "I read that as Friday 13 November 2026. Is that right?"),
        ("Monday 24 November", "24 November 2026 is a Tuesday, not a Monday."),
        ("November", "Please give the day as well"),
    ],
)
async def test_dates_typed_that_need_another_look(chat: Chat, said: str, answered: str) -> None:
    await chat.goes(
        [("decide", "decision?"), ("place", "Why?"), ("Clear risk.", "review?"), (said, answered)]
    )
    assert "review" in str(chat.card) or "Is that right" in str(chat.card)


async def test_half_a_moment_on_a_card(chat: Chat, book: Book) -> None:
    heard = await chat.send(
        "all.submit", {}, starts_date="2026-11-24", agencies="police", chair="p1", actions="Go"
    )
    assert "At what time on Tuesday 24 November 2026?" in heard
    assert chat.input("starts_date")["value"] == "2026-11-24"


async def test_a_stale_confirmation_records_nothing(chat: Chat, book: Book) -> None:
    heard = await chat.send("decide.confirm", {REVISION: "7"})
    assert "I no longer have these answers" in heard
    assert "What is your decision?" in heard
    assert book.kept == []


async def test_a_stale_answer_button_opens_the_form(chat: Chat, book: Book) -> None:
    heard = await chat.send("attend.answer", {"m": "m1", REVISION: "3", FIELD: "answer", ANSWER: "yes"})
    assert "Will you attend?" in heard
    assert book.kept == []


async def test_a_forged_answer_button_reaches_no_other_question(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("help", "Will")])
    for field in ("deputy", "nonsense", ""):
        ids = {"m": "m1", REVISION: "2", FIELD: field, ANSWER: "x"}
        assert "Will you attend?" in await chat.send("attend.answer", ids)
    assert book.kept == []


async def test_empty_presses(chat: Chat) -> None:
    for verb in ("", ".", "attend", "attend.", ".open", "attend.wibble"):
        assert "earlier version" in await chat.send(verb)
