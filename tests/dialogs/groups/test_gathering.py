"""A core group's meeting from the question who comes to the record that each agency keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cppm.groups.core_group import GatheringPhase, GroupRecord, Reply
from cppm.groups.plan import ActionState
from cppm.meetings.meeting import Coming
from cppm.people import Person
from cppm.records import NoticeKind
from dialogs.groups.group_attendance import AnsweredByMembers
from dialogs.groups.group_record import read_progress
from tests import builders_group
from tests.builders import ADMIN, CHAIR, GP, HEALTH, LEAD, MINUTE, OUTSIDER, SCHOOL
from tests.builders_group import DAY, FIRST_AT, FORMED_AT, settle_gathering
from tests.dialogs.group_room import GroupRoom, group_room
from tests.dialogs.hour import press_as_shown

BEFORE = FORMED_AT + DAY
AFTER = FIRST_AT + 60 * MINUTE


async def answer_of(room: GroupRoom, person: Person) -> Coming | None:
    reply = (await room.gathering()).replies.get(person.id)
    return reply.coming if reply else None


# Who comes


@pytest.mark.parametrize(
    ("said", "coming"),
    [("core group yes", Coming.ATTENDING), ("I will attend the core group", Coming.ATTENDING)],
)
async def test_a_plain_yes_is_recorded_at_once(tmp_path: Path, said: str, coming: Coming) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        heard = await room.chat(HEALTH).say(said)
        assert "The answer is recorded" in heard
        assert await answer_of(room, HEALTH) is coming


async def test_a_no_with_its_reason_by_typing(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        await room.chat(HEALTH).goes(
            [
                ("attend core group", "Will you attend?"),
                ("not coming", "Why can't you attend?"),
                ("On leave that week", "The answer is recorded"),
            ]
        )
        assert await answer_of(room, HEALTH) is Coming.ABSENT


async def test_a_deputy_has_to_be_briefed_and_authorised(tmp_path: Path) -> None:
    """ATT-02, ATT-03: as for a planning meeting."""
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        chat = room.chat(HEALTH)
        await chat.goes(
            [
                ("attend core group", "Will you attend?"),
                ("a deputy", "Who goes in your place?"),
                ("Priya Nair", "briefed"),
                ("no", "speak for your agency"),
                ("yes", "has to be both briefed on the family and authorised"),
            ]
        )
        assert await answer_of(room, HEALTH) is None
        ids = await room.ids()
        heard = await chat.send(
            "cgattend.submit", ids, answer="deputy", deputy=GP.id, briefed="yes", authorised="yes"
        )
        assert "Priya Nair" in heard
        assert GP.id in {d.to for d in await room.owed(NoticeKind.GATHERING)}


async def test_an_answer_can_be_changed_and_a_second_press_changes_nothing(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        chat = room.chat(HEALTH)
        await chat.send("cgattend.yes", await room.ids())
        revision = (await room.group()).revision
        assert "Attending" in await chat.repeat()
        assert (await room.group()).revision == revision
        await chat.send("cgattend.open", await room.ids())
        await chat.press("Send", answer="no", why="Ill")
        assert await answer_of(room, HEALTH) is Coming.ABSENT


async def test_an_answer_for_a_member_is_marked_with_how_they_told(tmp_path: Path) -> None:
    """ATT-04: chair, lead professional and CP Administration may record it."""
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        await room.chat(ADMIN).goes(
            [
                ("answer for member", "Whose answer is it?"),
                ("Callum Ross", "What do they answer?"),
                ("they will attend", "How did they tell you?"),
                ("by phone today", "The answer is recorded"),
            ]
        )
        assert (await room.gathering()).replies[SCHOOL.id].source == "by phone today"
        assert "Only the chair of the core group" in await room.chat(HEALTH).send(
            "cgattendfor.open", await room.ids()
        )


async def test_who_is_no_member_is_not_asked(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        for person in (OUTSIDER, CHAIR):
            assert "No core group of yours has a meeting" in await room.chat(person).say("attend core group")
            await room.chat(person).send("cgattend.yes", await room.ids())
        assert (await room.gathering()).replies == {}


# In the channel


async def test_a_press_on_the_channels_card_answers_for_whoever_pressed(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        chat = room.in_channel(HEALTH)
        heard = await chat.send("cgattend.yes", await room.ids())
        assert "1 of 3" in heard
        assert "Ailsa" not in heard
        assert await answer_of(room, HEALTH) is Coming.ATTENDING
        heard = await room.in_channel(SCHOOL).send("cgattend.yes", await room.ids())
        assert "2 of 3" in heard
        assert "2 of 3" in await room.in_channel(SCHOOL).send("cgattend.yes", await room.ids())
        assert await room.owed(NoticeKind.GATHERING_IN_CHANNEL)


async def test_in_the_channel_only_members_answer_and_nobody_else_learns_anything(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        for person in (OUTSIDER, CHAIR, ADMIN):
            for verb in ("cgattend.yes", "cgattend.chat"):
                heard = await room.in_channel(person).send(verb, await room.ids())
                assert heard == str(AnsweredByMembers())
        assert (await room.gathering()).replies == {}


async def test_the_channel_sends_the_question_into_the_members_own_chat(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        heard = await room.in_channel(HEALTH).send("cgattend.chat", await room.ids())
        assert heard == "I have written to you in our own chat. Please answer there."
        assert [d.to for d in await room.owed(NoticeKind.GATHERING)] == [HEALTH.id]


async def test_everything_else_stays_out_of_the_channel(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.an_open_gathering()) as room:
        for verb in ("group.open", "cgread.open", "cgroll.open", "cgattend.open", "cgclose.open"):
            heard = await room.in_channel(LEAD).send(verb, await room.ids())
            assert "1:1 chat" in heard, verb
        assert "1:1 chat" in await room.in_channel(LEAD).say("core group")


# The meeting


async def test_of_a_baby_presentation_and_behaviour_are_asked_for(tmp_path: Path) -> None:
    """CHI-05 CG-18"""
    group = builders_group.a_group_with_plan()
    group.registrations[0].child = replace(group.registrations[0].child, age=0)
    async with group_room(tmp_path, group) as room:
        form = await room.chat(LEAD).send("cgvoice.open", {**(await room.ids()), "f": "f_kay"})
        assert "What do presentation and behaviour show?" in form
        assert "What do they say?" not in form
        form = await room.chat(LEAD).send("cgvoice.open", {**(await room.ids()), "f": "f_mother"})
        assert "What do they say?" in form


async def test_a_whole_meeting_by_typing(tmp_path: Path) -> None:
    """CG-09, CG-15, CG-18, CG-19: who came, what the family says, the record, and what is still missing."""
    async with group_room(tmp_path, builders_group.a_group_with_plan()) as room:
        chat = room.chat(LEAD)
        await chat.goes(
            [
                ("open the core group", "Who is here?"),
                ("Ewan Reid; Ailsa Grant", "Who of the family is here?"),
                ("Kay's mother", "Were the views of Kay heard?"),
                ("yes", "What do they say?"),
                ("I want it quiet at night", "How were the views obtained?"),
                ("in a drawing", "Were the views of Kay's mother heard?"),
                ("no", "Why could they not be heard?"),
                ("She left early", "Is the plan working?"),
                ("It works; they ask for help early", "What are the strengths?"),
                ("Grandmother", "How far has each outcome come?"),
                ("2: nothing", "does not begin with the number of an outcome"),
                ("1: fewer worries", "What did you decide?"),
                ("Visits go on", "Is a contingency called upon"),
                ("skip", "Does anybody want an extra meeting"),
                ("no", "The record is kept"),
                ("close the core group", "the child's plan as agreed in this meeting"),
            ]
        )
        gathering = await room.gathering()
        assert gathering.present == [LEAD.id, HEALTH.id, "f_mother"]
        assert gathering.voices["f_kay"].how == "in a drawing"
        assert gathering.voices["f_mother"].passed_over == "She left early"
        assert gathering.record_of_it == GroupRecord(
            "It works; they ask for help early", "Grandmother", "Visits go on"
        )
        assert [p.words for p in gathering.progress] == ["fewer worries"]
        assert gathering.phase is GatheringPhase.OPEN


async def test_a_whole_meeting_by_card(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_group_with_plan()) as room:
        chat = room.chat(LEAD)
        await chat.send("group.open", {"g": room.id})
        await chat.press("Open the core group now")
        assert chat.input("present")
        await press_as_shown(chat, "Keep who is here", present=f"{LEAD.id},{SCHOOL.id}", family="f_kay")
        heard = await press_as_shown(chat, "Keep this", heard="yes", words="Calm", how="in the meeting")
        assert "Kay's mother" in heard
        heard = await press_as_shown(chat, "Keep this", heard="no", why_not="She was ill")
        assert "Is the plan working?" in heard
        assert chat.input("progress")["value"] == "1:"
        record = {"working": "Yes", "strengths": "Grandmother", "decisions": "Go on", "extra_meeting": "no"}
        assert "The record is kept" in await press_as_shown(
            chat, "Keep the record", progress="1: better", **record
        )
        assert "Agree the plan" in chat.buttons()
        await chat.press("Agree the plan")
        assert "The plan is agreed" in await chat.press("Record")
        assert "Close the meeting" in chat.buttons()
        assert "When does the core group meet?" in await chat.press("Arrange the next meeting")


async def test_every_blank_has_a_button_that_leads_to_it(tmp_path: Path) -> None:
    """What must be settled before closing is a press away, whatever it is."""
    group = builders_group.an_open_gathering()
    async with group_room(tmp_path, group) as room:
        chat = room.chat(LEAD)
        await chat.send("cgclose.open", await room.ids())
        blank = [title for title in chat.buttons() if title != "Go to the core group"]
        assert blank == [
            "Who is here",
            "Views of Kay",
            "Views of Kay's mother",
            "Write the record",
            "Agree the plan",
        ]


async def test_closing_shows_everything_once_more_and_tells_the_members(tmp_path: Path) -> None:
    """CG-13, CG-15, TIM-23."""
    async with group_room(tmp_path, builders_group.a_settled_gathering(), now=AFTER) as room:
        chat = room.chat(LEAD)
        heard = await chat.say("close core group")
        assert "This is what I will record" in heard
        assert "Visits go on" in heard
        assert "The core group's meeting is closed" in await chat.press("Record")
        assert (await room.group()).last_closed is not None
        assert {HEALTH.id, SCHOOL.id} == {d.to for d in await room.owed(NoticeKind.GATHERING_CLOSED)}
        assert "is closed" in await chat.send("cgclose.open", {"g": room.id, "w": (await room.closed()).id})


async def test_the_record_says_who_was_not_there_and_the_end_what_is_still_to_be_arranged(
    tmp_path: Path,
) -> None:
    """ATT-05, CG-15, ATT-20, CG-20"""
    group = builders_group.a_settled_gathering()
    (held,) = group.gatherings[:1]
    held.present = [LEAD.id]
    held.replies = {HEALTH.id: Reply(Coming.ABSENT, held.starts_at, "On leave")}
    held.record_of_it.extra_meeting = True
    group.plan.actions[0].state = ActionState.CANNOT_DELIVER
    async with group_room(tmp_path, group, now=AFTER) as room:
        chat = room.chat(LEAD)
        agreeing = await chat.say("agree the plan")
        assert f"Without another way yet\n{group.plan.actions[0].what}" in agreeing
        await chat.say("cancel")
        closing = await chat.say("close core group")
        assert "Ailsa Grant: On leave\nCallum Ross: no answer" in closing
        assert "An extra meeting between professionals is wanted" in await chat.press("Record")
        read = await room.chat(HEALTH).say("core group record")
        assert "Who was not" in read
        assert "Callum Ross: no answer" in read


async def test_the_last_meeting_before_a_review_leads_to_ones_own_recommendation_first(
    tmp_path: Path,
) -> None:
    """CG-14"""
    group = builders_group.a_group_before_review()
    last = group.held[-1]
    group.recommendations.clear()
    last.phase, last.present = GatheringPhase.OPEN, [LEAD.id, HEALTH.id]
    async with group_room(tmp_path, group, now=last.starts_at + DAY) as room:
        chat = room.chat(LEAD)
        assert "the recommendation of Ewan Reid, Ailsa Grant" in await chat.say("close core group")
        await chat.press("Recommend on Kay")
        await press_as_shown(chat, "Send", says="remain", reasons="Mornings go better")
        assert "the recommendation of Ailsa Grant" in await chat.press("Close the meeting")
        assert "Whose recommendation is it?" in await chat.press("Recommendations on Kay")


async def test_a_meeting_with_blanks_does_not_close_by_its_confirming_verb(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.an_open_gathering()) as room:
        heard = await room.chat(LEAD).send("cgclosing.open", await room.ids())
        assert "can't close yet" in heard
        assert (await room.gathering()).phase is GatheringPhase.OPEN


@pytest.mark.parametrize(
    "verb", ["cgopen.open", "cgroll.open", "cgrecord.open", "cgclose.open", "cgclosing.open"]
)
@pytest.mark.parametrize("person", [HEALTH, CHAIR, OUTSIDER], ids=lambda p: p.id)
async def test_only_who_leads_the_group_runs_its_meeting(tmp_path: Path, verb: str, person: Person) -> None:
    """CG-04: the chair of the core group, or the lead professional."""
    async with group_room(tmp_path, builders_group.an_open_gathering()) as room:
        before = await room.group()
        heard = await room.chat(person).send(verb, await room.ids())
        assert "Only the chair of the core group" in heard or "You are not in this core group" in heard
        assert (await room.group()).revision == before.revision


async def test_a_member_brings_what_the_family_said_before_the_meeting(tmp_path: Path) -> None:
    """CG-18: in writing or to somebody, also when they don't come."""
    async with group_room(tmp_path, builders_group.a_core_group(), now=BEFORE) as room:
        await room.chat(HEALTH).goes(
            [
                ("core group views", "Which one do you mean?"),
                ("Kay's mother", "Were the views of Kay's mother heard?"),
                ("yes", "What do they say?"),
                ("I need help with mornings", "How were the views obtained?"),
                ("on my visit", "Kept: what they say"),
            ]
        )
        assert (await room.gathering()).voices["f_mother"].words == "I need help with mornings"


def test_progress_is_read_line_by_line() -> None:
    outcomes = {"o_1": "Safe", "o_2": "At school"}
    found, problems = read_progress(["2: every day", "1 - calmer at home", "2:"], outcomes)
    assert [(p.outcome, p.words) for p in found] == [("o_2", "every day"), ("o_1", "calmer at home")]
    assert problems == []
    assert len(read_progress(["3: more", "better"], outcomes)[1]) == 2


def test_the_only_outcome_needs_no_number() -> None:
    only = {"o_1": "Safe"}
    assert [(p.outcome, p.words) for p in read_progress(["calmer", "sleeps"], only)[0]] == [
        ("o_1", "calmer\nsleeps")
    ]
    assert [p.words for p in read_progress(["1: calmer"], only)[0]] == ["calmer"]
    assert read_progress([], only) == ([], [])


# Afterwards


async def test_members_read_the_record_and_keep_it_in_their_own_system(tmp_path: Path) -> None:
    """CG-13, CG-15."""
    async with group_room(tmp_path, builders_group.a_closed_gathering(), now=AFTER) as room:
        chat = room.chat(HEALTH)
        heard = await chat.say("core group record")
        for words in ("It works; they ask for help early", "It is calmer", "Fewer worries", "Callum Ross"):
            assert words in heard
        assert "Noted: you have kept the outcome" in await chat.say("kept it")
        assert set((await room.closed()).kept) == {HEALTH.id}
        assert "I have kept the outcome" not in await chat.say("core group")


async def test_nobody_outside_reads_the_record(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_closed_gathering(), now=AFTER) as room:
        for person in (OUTSIDER, ADMIN):
            heard = await room.chat(person).send("cgread.open", {"g": room.id})
            assert "It works" not in heard
        assert "It works" in await room.chat(CHAIR).send("cgread.open", {"g": room.id})


async def test_a_long_record_goes_on_where_it_ended(tmp_path: Path) -> None:
    group = builders_group.an_open_gathering()
    settle_gathering(group, FIRST_AT + 50 * MINUTE)
    long = "It is all better than it was. " * 45
    assert group.current is not None
    group.current.record_of_it = GroupRecord(long, long, long, long, long)
    for voice in group.current.voices.values():
        voice.words = long
    async with group_room(tmp_path, builders_group.drained(group), now=AFTER) as room:
        chat = room.chat(LEAD)
        await chat.say("close core group")
        await chat.press("Record")
        heard = await chat.send("cgread.open", {"g": room.id})
        while "More of the record" in chat.buttons():
            heard += await chat.press("More of the record")
        for words in ("What are the strengths?", "Kay's mother", "Who was there", "Callum Ross"):
            assert words in heard
