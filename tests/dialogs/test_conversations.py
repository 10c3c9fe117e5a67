"""The same job by typing, by card, and half and half; the words that work everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cppm.people import Person
from dialogs.commands import Jobs
from dialogs.engine import IN_PRIVATE, Engine
from storage.errors import StorageDown
from storage.store import Store
from tests import builders
from tests.dialogs.chat import CHANNEL, Chat, nodes
from tests.dialogs.samples import Book, NotYourMeeting, TooLate, sample_home, sample_jobs

DEPUTY = {"answer": "deputy", "deputy": "Neil Watt", "briefed": True, "why": "", "note": ""}


def recorded(book: Book) -> list[dict[str, Any]]:
    return [answers for _, answers in book.kept]


async def test_wholly_by_typing(chat: Chat, book: Book) -> None:
    await chat.goes(
        [
            ("attend", "Will you attend?"),
            ("a deputy will attend", "Who will go in your place?"),
            ("Neil Watt", "Is your deputy briefed?"),
            ("aye", "Anything the chair should know?"),
            ("skip", "Recorded by me"),
        ]
    )
    assert recorded(book) == [DEPUTY]


async def test_wholly_by_card(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    answered = await chat.press("Send", answer="deputy", deputy="Neil Watt", briefed="yes")
    assert "Recorded by me" in answered
    assert recorded(book) == [DEPUTY]


async def test_half_typed_half_on_the_card(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    first_card = chat.card
    await chat.say("deputy")
    await chat.say("Neil Watt")
    chat.cards.append(first_card)
    await chat.press("Send", answer="", deputy="", briefed="yes", note="")
    assert recorded(book) == [DEPUTY]


async def test_half_on_the_card_half_typed(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    returned = await chat.press("Send", answer="deputy", deputy="Neil Watt")
    assert "One answer needs another look. Nothing has been recorded yet." in returned
    assert chat.input("deputy")["value"] == "Neil Watt"
    await chat.goes([("yes", "Recorded by me")])
    assert recorded(book) == [DEPUTY]


async def test_questions_offer_buttons(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    await chat.say("help")
    assert "Anything the chair should know?" in await chat.press("I will attend")
    await chat.say("skip")
    assert recorded(book)[0]["answer"] == "yes"


async def test_a_button_of_an_answered_question_answers_no_other(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    await chat.say("help")
    old = chat.card
    await chat.say("no")
    chat.cards.append(old)
    assert "answered since" in await chat.press("I will attend")
    await chat.goes([("All of us are on leave", "Anything the chair"), ("skip", "Recorded")])
    assert recorded(book)[0]["answer"] == "no"


async def test_only_what_was_asked_is_recorded(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    await chat.press("Send", answer="yes", deputy="Neil Watt", briefed="yes", why="none", note="")
    assert recorded(book) == [{**DEPUTY, "answer": "yes", "deputy": "", "briefed": None}]


async def test_a_formal_form_is_confirmed_by_words(chat: Chat, book: Book) -> None:
    await chat.goes(
        [
            ("decide", "What is your decision?"),
            ("not place", "Why?"),
            ("The risk is lower, with evidence.", "When is the review?"),
            ("4/5", "Tuesday 4 May 2027"),
        ]
    )
    assert book.kept == []
    assert "This is what I will record" in str(chat.card)
    await chat.goes([("yes", "The decision is recorded")])
    assert recorded(book)[0]["decision"] == "not_place"


async def test_a_formal_form_is_confirmed_by_card(chat: Chat, book: Book) -> None:
    await chat.say("decide")
    shown = await chat.press("Continue", decision="place", reasons="Clear risk.", review="2027-05-04")
    assert "This is what I will record" in shown
    assert "Clear risk." in shown
    assert "Tuesday 4 May 2027" in shown
    assert book.kept == []
    await chat.press("Change")
    assert chat.input("reasons")["value"] == "Clear risk."
    await chat.press("Continue", decision="place", reasons="Clear and present risk.", review="2027-05-04")
    assert "The decision is recorded" in await chat.press("Record")
    assert recorded(book)[0]["reasons"] == "Clear and present risk."


async def test_what_is_recorded_is_what_was_shown(chat: Chat, book: Book) -> None:
    await chat.say("decide")
    await chat.press("Continue", decision="place", reasons="Clear risk.", review="2027-05-04")
    shown = chat.card
    await chat.goes([("back", "When is the review?"), ("5 May 2027", "Wednesday 5 May 2027")])
    chat.cards.append(shown)
    assert "This has changed since it was shown" in await chat.press("Record")
    assert book.kept == []


async def test_back_keeps_the_old_answer(chat: Chat, book: Book) -> None:
    await chat.goes(
        [
            ("attend", "Will you attend?"),
            ("back", "This is the first question."),
            ("deputy", "Who will go"),
            ("Neil Wat", "briefed?"),
            ("back", "So far: Neil Wat. Type keep"),
            ("back", "So far: A deputy will attend."),
            ("keep", "briefed?"),
            ("back", "Who will go"),
            ("Neil Watt", "briefed?"),
            ("yes", "Anything"),
            ("skip", "Recorded"),
        ]
    )
    assert recorded(book) == [DEPUTY]


async def test_back_from_the_summary(chat: Chat) -> None:
    await chat.goes([("decide", "decision?"), ("place", "Why?"), ("Clear risk.", "review?")])
    await chat.goes([("12 May 2027", "This is what I will record"), ("back", "When is the review?")])
    await chat.goes([("keep", "This is what I will record"), ("no", "What is your decision?")])


async def test_cancel_records_nothing(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will you"), ("deputy", "Who"), ("cancel", "Nothing has been recorded.")])
    await chat.goes([("Neil Watt", "I did not understand"), ("cancel", "nothing half finished")])
    assert book.kept == []


async def test_cancel_on_the_card(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    assert "Nothing has been recorded." in await chat.press("Cancel")
    assert "Will you attend?" in await chat.press("Start again")


async def test_help_explains_the_question_and_goes_on(chat: Chat) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who"), ("help", "For example: Neil Watt")])
    assert "Who will go in your place?" in str(chat.card)
    await chat.goes([("Neil Watt", "briefed?")])


async def test_help_outside_a_form_lists_what_the_person_can_do(
    chat: Chat, chat_of: Callable[[Person | None], Chat]
) -> None:
    assert "decide" in await chat.say("help")
    others = await chat_of(builders.POLICE).say("help")
    assert "attend" in others
    assert "decide" not in others


async def test_home_sets_the_form_aside_and_resume_takes_it_up(chat: Chat, book: Book) -> None:
    await chat.goes(
        [("attend", "Will"), ("deputy", "Who"), ("home", "What you owe."), ("home", "What you owe.")]
    )
    await chat.goes(
        [("resume", "Who will go"), ("Neil Watt", "briefed"), ("yes", "Anything"), ("skip", "Rec")]
    )
    assert recorded(book) == [DEPUTY]


async def test_another_job_sets_the_form_aside(chat: Chat, book: Book) -> None:
    await chat.goes(
        [("decide", "decision?"), ("place", "Why?"), ("home", "part way through: Record the decision")]
    )
    await chat.goes(
        [("attend", "Will you"), ("yes", "Anything"), ("skip", "part way through: Record the decision")]
    )
    await chat.goes([("resume", "Why?")])


async def test_that_a_form_is_half_finished_is_said_once_at_home_and_once_after_something_else(
    chat: Chat,
) -> None:
    await chat.goes([("decide", "decision?"), ("place", "Why?"), ("home", "part way through")])
    assert "part way through" not in await chat.say("home")
    await chat.goes([("attend", "Will you"), ("yes", "Anything"), ("none", "part way through")])
    await chat.goes([("attend", "Will you"), ("yes", "Anything")])
    assert "part way through" not in await chat.say("skip")
    await chat.goes([("resume", "Why?"), ("home", "part way through")])


async def test_a_day_that_may_be_left_out_is_left_out_in_words(chat: Chat, book: Book) -> None:
    await chat.goes(
        [
            ("everything", "When does it start?"),
            ("24 November at 14:00", "Which agencies?"),
            ("police", "Who chairs?"),
            ("Morag", "Which actions?"),
            ("Visit Kay", "Date of birth?"),
            ("none", "Recorded everything"),
        ]
    )
    assert book.kept[-1][1]["born"] is None


async def test_a_command_answers_no_choice(chat: Chat) -> None:
    await chat.goes([("attend", "Will you"), ("meetings", "Your meetings.")])


async def test_a_commands_name_as_free_text_is_asked_back(chat: Chat) -> None:
    """Another word that a command happens to have is an answer like any other."""
    await chat.goes(
        [
            ("attend", "Will"),
            ("deputy", "Who will go"),
            ("view", 'I read that as your answer "view", and not as that command. Is that right?'),
            ("no", "Then please give the answer. For view, type home first: your answers are kept."),
            ("Meetings", 'I read that as your answer "Meetings"'),
            ("yes", "briefed?"),
        ]
    )


async def test_another_word_of_a_command_is_free_text(chat: Chat) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who will go"), ("vote", "briefed?")])


async def test_which_meeting(chat: Chat, book: Book) -> None:
    book.meetings = {"m1": "Case A, 17 November", "m2": "Case B, 19 November"}
    await chat.goes(
        [("attend", "Which one do you mean?"), ("help", "Which one"), ("case b", "Case B, 19 November")]
    )
    await chat.goes([("yes", "Anything"), ("skip", "Recorded")])
    assert book.kept[0][0] == "attend m2"


async def test_which_meeting_by_button_and_by_the_words_of_the_command(chat: Chat, book: Book) -> None:
    book.meetings = {"m1": "Case A, 17 November", "m2": "Case B, 19 November"}
    await chat.say("attend")
    assert "Case A, 17 November" in await chat.press("Case A, 17 November")
    await chat.say("cancel")
    assert "Will you attend?" in await chat.say("attend case b")


async def test_which_of_many_meetings(chat: Chat, book: Book) -> None:
    book.meetings = {f"m{n}": f"Case {n}, 17 November" for n in range(1, 9)}
    await chat.goes([("attend", "7. Case 7"), ("7", "Case 7, 17 November"), ("yes", "Any"), ("skip", "Rec")])
    assert book.kept[0][0] == "attend m7"


async def test_no_meeting(chat: Chat, book: Book) -> None:
    book.meetings = {}
    assert await chat.say("attend") == "You have no meeting to confirm. CP Administration can tell you more."


async def test_earlier_answers_stand_on_the_card_and_may_be_kept(chat: Chat, book: Book) -> None:
    book.earlier = {"answer": "deputy", "deputy": "Neil Watt", "briefed": True}
    await chat.say("attend")
    assert chat.input("answer")["value"] == "deputy"
    await chat.goes(
        [("help", "So far: A deputy will attend."), ("keep", "So far: Neil Watt"), ("keep", "Yes")]
    )
    await chat.goes([("keep", "Anything"), ("skip", "Recorded")])
    assert recorded(book) == [DEPUTY]


async def test_a_restart_in_the_middle(chat: Chat, store: Store, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who")])
    again = Engine(store, builders.PROFILE, [sample_jobs(book)], sample_home)
    chat = replace(chat, engine=again)
    await chat.goes([("Neil Watt", "briefed"), ("yes", "Anything"), ("skip", "Recorded")])
    assert recorded(book) == [DEPUTY]


async def test_a_release_without_the_form(chat: Chat, store: Store) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who")])
    chat = replace(chat, engine=Engine(store, builders.PROFILE, [Jobs()], sample_home))
    assert "What you owe." in await chat.say("home")


async def test_a_form_left_for_a_day_is_put_away(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who")])
    chat = chat.later(timedelta(hours=25))
    heard = await chat.say("Neil Watt")
    assert "“Confirm attendance” were left for more than a day" in heard
    assert "Nothing has been recorded." in heard


async def test_a_message_delivered_twice_never_answers_the_next_question(chat: Chat, book: Book) -> None:
    await chat.goes([("decide", "decision?"), ("place", "Why?"), ("Clear risk.", "review?")])
    assert "When is the review?" in await chat.repeat()
    await chat.say("cancel")
    await chat.goes([("attend", "Will"), ("yes", "Anything the chair")])
    assert "Anything the chair" in await chat.repeat()
    await chat.goes([("yes", "Recorded")])
    assert recorded(book)[0]["note"] == "yes"


async def test_a_last_answer_delivered_twice_shows_the_state(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("yes", "Anything"), ("skip", "Recorded by me")])
    assert "Your attendance as it stands" in await chat.repeat()
    assert len(book.kept) == 1


async def test_a_card_delivered_twice(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    await chat.press("Send", answer="yes")
    assert "Your attendance as it stands" in await chat.repeat()
    assert len(book.kept) == 1


async def test_a_card_sent_twice(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    card = chat.card
    await chat.press("Send", answer="yes")
    chat.cards.append(card)
    assert "Your attendance as it stands" in await chat.press("Send", answer="yes")
    assert len(book.kept) == 1


async def test_record_pressed_twice(chat: Chat, book: Book) -> None:
    await chat.say("decide")
    await chat.press("Continue", decision="place", reasons="Clear risk.", review="2027-05-04")
    shown = chat.card
    await chat.press("Record")
    chat.cards.append(shown)
    assert "already been recorded" in await chat.press("Record")
    chat.cards.append(shown)
    assert "stays recorded" in await chat.press("Cancel")
    assert len(book.kept) == 1


async def test_two_deliveries_at_once(chat: Chat, store: Store, book: Book) -> None:
    """Two processes answer the same turn at the same moment: one effect, one state."""
    await chat.goes([("attend", "Will you")])
    other = Engine(store, builders.PROFILE, [sample_jobs(book)], sample_home)
    await chat.say("yes")
    assert chat.last is not None
    turn = replace(chat.last, id="both", text="All fine")
    await asyncio.gather(chat.engine.turn(turn), other.turn(turn))
    assert len(book.kept) == 1


async def test_recording_after_cancelling_is_not_taken_for_a_repeat(chat: Chat, book: Book) -> None:
    await chat.say("attend")
    await chat.press("Send", answer="yes")
    await chat.say("attend")
    card = chat.card
    await chat.press("Cancel")
    chat.cards.append(card)
    await chat.press("Send", answer="no", why="On leave that day.")
    assert [each["answer"] for each in recorded(book)] == ["yes", "no"]


async def test_a_refusal_keeps_every_answer(chat: Chat, book: Book) -> None:
    book.late = TooLate()
    await chat.say("attend")
    heard = await chat.press("Send", answer="deputy", deputy="Neil Watt", briefed="yes")
    assert "its list is closed" in heard
    assert any(each.get("value") == "Neil Watt" for card in chat.cards[-2:] for each in _inputs(card))
    book.late = None
    await chat.goes([("send", "Recorded by me")])
    assert recorded(book) == [DEPUTY]


def _inputs(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in nodes(card) if str(each.get("type", "")).startswith("Input.")]


async def test_send_typed_in_a_text_question_presses_the_button_once_nothing_needed_is_missing(
    chat: Chat, book: Book
) -> None:
    await chat.goes([("attend", "Will"), ("no", "Why can nobody go?"), ("send", "this is still needed")])
    assert not book.kept
    await chat.goes([("On leave that day", "Anything the chair"), ("Send it", "Recorded by me")])
    assert [(each["why"], each["note"]) for each in recorded(book)] == [("On leave that day", "")]


async def test_send_typed_at_a_choice_asks_for_what_is_needed(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("send", "this is still needed"), ("yes", "Anything the chair")])
    await chat.goes([("send", "Recorded by me")])


async def test_a_form_that_may_not_go_on_stands_in_nobodys_way(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who")])
    book.barred = TooLate()
    await chat.goes([("Neil Watt", "its list is closed"), ("meetings", "Your meetings.")])
    book.barred = None
    await chat.goes([("resume", "Who will go")])


async def test_storage_gone_in_the_middle_loses_nothing(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who"), ("Neil Watt", "briefed?"), ("yes", "Anything")])
    book.late = StorageDown(so="nothing was saved")
    assert "nothing was saved" in await chat.say("skip")
    book.late = None
    await chat.goes([("skip", "Recorded by me")])
    assert recorded(book) == [DEPUTY]


async def test_a_stranger_learns_how_to_be_enrolled_and_nothing_else(
    chat_of: Callable[[Person | None], Chat],
) -> None:
    stranger = chat_of(None)
    for heard in [
        await stranger.say("help"),
        await stranger.say("attend"),
        await stranger.send("attend.submit", {"m": "m1"}, answer="yes"),
    ]:
        assert heard.startswith("I do not know you yet: please ask CP Administration to enrol you")
        assert heard.endswith("aad-1")
    assert "aad-1" not in await replace(stranger, place=CHANNEL).say("help")


async def test_in_a_channel_only_what_is_made_for_it(chat: Chat, book: Book) -> None:
    channel = replace(chat, place=CHANNEL)
    assert await channel.say("attend") == IN_PRIVATE
    assert await channel.say("wibble") == IN_PRIVATE
    assert await channel.send("attend.submit", {"m": "m1"}, answer="yes") == IN_PRIVATE
    assert await channel.say("link PK-26-0137") == "Linked PK-26-0137."
    assert book.kept == []


async def test_a_place_is_no_other_place(chat: Chat) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who")])
    elsewhere = replace(chat, place=replace(chat.place, conversation="a:2"))
    await elsewhere.goes([("Neil Watt", "I did not understand")])


async def test_vote_is_understood_and_never_said(chat: Chat) -> None:
    assert await chat.say("vote") == "Your view."
    assert "vote" not in (await chat.say("help")).casefold()
    assert "vote" not in (await chat.say("votte please for me")).casefold()


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("hi", "What you owe."),
        ("Good morning", "What you owe."),
        ("thanks", "You are welcome."),
        ("", "What you owe."),
        ("atend", "Will you attend?"),
        ("can you show me my meetings please", "Your meetings."),
        ("PK-26-0137", "Your meetings."),
        ("what about CPPM PK-26-0137", "Your meetings."),
        ("xyzzy", "Did you mean"),
        ("?", "What I can do"),
    ],
)
async def test_words_outside_a_form(chat: Chat, said: str, answered: str) -> None:
    assert answered in await chat.say(said)


async def test_an_unknown_text_gets_the_three_likeliest(chat: Chat) -> None:
    await chat.say("the meeting attendance thing")
    await chat.say("frobnicate")
    assert len(chat.buttons()) == 3


async def test_an_unknown_button(chat: Chat) -> None:
    assert "earlier version" in await chat.send("gone.open")


async def test_the_wrong_meeting(chat: Chat, book: Book) -> None:
    heard = await chat.send("attend.submit", {"m": "somebody-elses"}, answer="yes")
    assert str(NotYourMeeting()) in heard
    assert book.kept == []


async def test_a_whole_form_may_be_wrong(chat: Chat, book: Book) -> None:
    await chat.say("everything")
    heard = await chat.press(
        "Send",
        starts_date="2026-11-24",
        starts_time="14:00",
        agencies="sw",
        chair="p3",
        actions="Visit",
        born="",
    )
    assert "One agency alone is never enough." in heard
    assert book.kept == []


async def test_every_kind_by_typing(chat: Chat, book: Book) -> None:
    await chat.goes(
        [
            ("everything", "When does it start?"),
            ("24 November", "At what time on Tuesday 24 November 2026?"),
            ("half two", "I read that as Tuesday 24 November 2026, 14:30 (UK time). Is that right?"),
            ("yes", "Which agencies?"),
            ("1 and Children and Families Social Work", "Who chairs?"),
            ("ann", "more than one"),
            ("2", "Which actions?"),
            ("- Visit twice a week\n- Ring the school", "Date of birth?"),
            ("12/3/09", "Recorded everything."),
        ]
    )
    answers = recorded(book)[0]
    assert answers["starts"].isoformat() == "2026-11-24T14:30:00+00:00"
    assert answers["agencies"] == ["police", "sw"]
    assert answers["chair"] == "p2"
    assert answers["actions"] == ["Visit twice a week", "Ring the school"]
    assert answers["born"].isoformat() == "2009-03-12"


async def test_a_listed_command_is_no_line_of_a_list_and_the_answers_are_kept(chat: Chat) -> None:
    """Another word that a command happens to have is a line like any other."""
    await chat.goes(
        [
            ("everything", "When does it start?"),
            ("24 November 2026 at 14:00", "Which agencies?"),
            ("police", "Who chairs?"),
            ("3", "Which actions?"),
        ]
    )
    assert "Your meetings" in await chat.say("meetings")
    assert "Which actions?" in await chat.say("resume")
    assert "Date of birth?" in await chat.say("Meetings twice a week")


async def test_an_unsure_reading_may_be_denied_or_said_again(chat: Chat) -> None:
    await chat.goes(
        [
            ("everything", "When does it start?"),
            ("Friday at 10", "I read that as Friday 13 November 2026, 10:00 (UK time)"),
            ("no", "Then please give it again."),
            ("next Friday at 10", "Friday 20 November 2026"),
            ("20 November at 11", "Which agencies?"),
            ("back", "So far: Friday 20 November 2026, 11:00"),
        ]
    )


async def test_every_kind_by_card(chat: Chat, book: Book) -> None:
    await chat.say("everything")
    await chat.press(
        "Send",
        starts_date="2026-11-24",
        starts_time="14:30",
        agencies="sw,police",
        chair="p2",
        actions="Visit twice a week\nRing the school",
        born="2009-03-12",
    )
    answers = recorded(book)[0]
    assert answers["starts"].isoformat() == "2026-11-24T14:30:00+00:00"
    assert answers["agencies"] == ["police", "sw"]
    assert answers["actions"] == ["Visit twice a week", "Ring the school"]


async def test_cancelling_a_form_that_was_set_aside_leaves_the_other_running(chat: Chat) -> None:
    await chat.goes([("attend", "Will"), ("deputy", "Who")])
    old = chat.cards[0]
    await chat.goes([("home", "What you owe."), ("decide", "decision?"), ("place", "Why?")])
    chat.cards.append(old)
    assert "part way through" not in await chat.press("Cancel")
    await chat.goes([("Clear risk.", "review?")])


async def test_a_command_delivered_twice_is_answered_again(chat: Chat, book: Book) -> None:
    await chat.goes([("attend", "Will"), ("yes", "Anything"), ("skip", "Recorded by me")])
    await chat.goes([("decide", "decision?"), ("place", "Why?"), ("cancel", "Nothing has been recorded.")])
    assert "What you owe." in await chat.repeat()
