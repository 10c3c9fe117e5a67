"""Confirming attendance: by card, by typing, half and half; for somebody else; and every polite no."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.errors import CPPMError
from cppm.meetings import attendance, conduct, moving
from cppm.meetings.meeting import Coming, Deputy
from cppm.people import Agency
from cppm.records import NoticeKind
from cppm.rules import RULES
from tests import builders
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    SCHOOL,
    THIRD,
)
from tests.dialogs.invited import MEETING, Room, open_room

NOW = BOOKED_AT + timedelta(days=1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    opened = await open_room(tmp_path, NOW, builders.an_invited_meeting())
    yield opened
    await opened.store.close()


# Yes


@pytest.mark.parametrize("words", ["attend yes", "I'll be there", "ok, I will attend thanks", "I am coming"])
async def test_a_plain_yes_is_enough(room: Room, words: str) -> None:
    """ATT-04"""
    heard = await room.chat(POLICE).say(words)
    assert "You will attend" in heard
    assert "Recorded by Fiona Blair, Tuesday 3 November 2026, 09:00 (UK time)" in heard
    assert "Change" in heard
    assert "File my report" in heard
    assert (await room.line(POLICE)).coming is Coming.ATTENDING


@pytest.mark.parametrize(
    "words",
    ["I'll not be there", "I will attend if I can", "will I attend?", "I might be there", "I can't attend"],
)
async def test_nothing_that_is_merely_like_a_yes_is_taken_for_one(room: Room, words: str) -> None:
    await room.chat(POLICE).say(words)
    assert (await room.line(POLICE)).coming is Coming.AWAITED


async def test_yes_wholly_by_typing(room: Room) -> None:
    await room.chat(POLICE).goes([("attend", "Will you attend?"), ("aye", "You will attend")])
    assert (await room.line(POLICE)).coming is Coming.ATTENDING


async def test_yes_by_the_card_reads_the_meeting_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)

    async def never(id: str) -> None:
        raise AssertionError(id)

    monkeypatch.setattr(room.store.meetings, "load", never)
    assert "You will attend" in await chat.press("Send", answer="yes")


async def test_the_same_answer_again_changes_nothing(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.say("attend yes")
    was = await room.meeting()
    later = chat.later(timedelta(hours=2))
    heard = await later.send("attend.yes", MEETING)
    assert "09:00" in heard
    assert (await room.meeting()).revision == was.revision


async def test_a_turn_delivered_twice_has_one_effect(room: Room) -> None:
    chat = room.chat(HEALTH)
    await chat.send("attend.open", MEETING)
    await chat.press("Send", answer="no", why="On leave")
    assert "can't attend" in await chat.repeat()
    assert len(await room.owed(NoticeKind.ABSENCE)) == 2


async def test_two_invitations_are_told_apart(room: Room) -> None:
    other = builders.an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    await room.store.meetings.add(other)
    chat = room.chat(POLICE)
    heard = await chat.say("I'll be there")
    assert "CPPM PK-26-0137" in heard
    assert "CPPM PK-26-0200" in heard
    assert (await room.line(POLICE)).coming is Coming.AWAITED
    await chat.say("2")
    assert "You will attend" in await chat.say("yes")
    assert (await room.line(POLICE, "m_other")).coming is Coming.ATTENDING


# A deputy


async def test_a_deputy_from_the_list_by_card(room: Room) -> None:
    """ATT-02, ATT-03"""
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)
    choices = {each["title"] for each in chat.input("deputy")["choices"]}
    assert "Neil Watt, Detective constable" in choices
    assert not any("Ailsa Grant" in each for each in choices)
    heard = await chat.press(
        "Send", answer="deputy", deputy=POLICE_DEPUTY.id, deputy_name="", briefed="yes", authorised="yes"
    )
    assert "Neil Watt gets a message from me" in heard
    assert (await room.line(POLICE)).deputy == Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)
    (told,) = await room.owed(NoticeKind.DEPUTISING)
    assert told.to == POLICE_DEPUTY.id


async def test_a_deputy_wholly_by_typing(room: Room) -> None:
    await room.chat(POLICE).goes(
        [
            ("attend", "Will you attend?"),
            ("a deputy", "Who goes in your place?"),
            ("Neil", "Is the deputy briefed"),
            ("yes", "speak for your agency"),
            ("yes", "Neil Watt gets a message from me"),
        ]
    )
    assert (await room.line(POLICE)).coming is Coming.DEPUTY


async def test_a_deputy_whom_nobody_enrolled_is_named(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.goes(
        [
            ("attend", "Will you attend?"),
            ("somebody goes in my place", "Who goes in your place?"),
            ("somebody else", "What is the deputy's name?"),
            ("Jean Tait", "Is the deputy briefed"),
            ("yes", "speak for your agency"),
            ("yes", "Jean Tait is not enrolled here, so please pass on the date"),
        ]
    )
    assert (await room.line(POLICE)).deputy == Deputy("Jean Tait", True, True, None)
    assert await room.owed(NoticeKind.DEPUTISING) == []


async def test_a_typed_name_finds_the_enrolled_colleague(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)
    await chat.press(
        "Send", answer="deputy", deputy="other", deputy_name=" neil  WATT", briefed="yes", authorised="yes"
    )
    assert (await room.line(POLICE)).deputy == Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)


async def test_half_by_card_half_by_typing(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)
    heard = await chat.press("Send", answer="deputy", deputy=POLICE_DEPUTY.id, deputy_name="", briefed="yes")
    assert "Nothing has been recorded yet" in heard
    assert "Neil Watt gets a message" in await chat.say("yes")


@pytest.mark.parametrize(("briefed", "authorised"), [("no", "yes"), ("yes", "no")])
async def test_a_deputy_is_both_briefed_and_authorised(room: Room, briefed: str, authorised: str) -> None:
    """ATT-03"""
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)
    heard = await chat.press(
        "Send",
        answer="deputy",
        deputy=POLICE_DEPUTY.id,
        deputy_name="",
        briefed=briefed,
        authorised=authorised,
    )
    assert "both briefed on the family and authorised" in heard
    assert (await room.line(POLICE)).coming is Coming.AWAITED


async def test_a_deputy_does_not_answer_for_the_invitee(room: Room) -> None:
    neil = Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)
    await room.change(lambda m: attendance.send_deputy(m, POLICE, neil, NOW, POLICE_DEPUTY))
    chat = room.chat(POLICE_DEPUTY)
    for heard in (await chat.send("attend.open", MEETING), await chat.say("I'll be there")):
        assert "You go in place of Fiona Blair" in heard
    assert (await room.line(POLICE)).coming is Coming.DEPUTY


# No


async def test_an_absence_says_what_it_does(room: Room) -> None:
    """ATT-05, REP-03"""
    await room.change(lambda m: attendance.confirm(m, HEALTH, NOW))
    await room.change(lambda m: attendance.confirm(m, LEAD, NOW))
    chat = room.chat(POLICE)
    assert "You are the only one expected for Police" in await chat.send("attend.open", MEETING)
    heard = await chat.press("Send", answer="no", why="In court")
    assert "You can't attend, and nobody goes instead" in heard
    assert "Nobody else is expected for Police." in heard
    assert "2 of 3 agencies (Children and Families Social Work, Health): at the chair's discretion" in heard
    assert "I am telling Morag Sinclair (chair) and Ewan Reid (lead professional)." in heard
    assert "Still due Thursday 12 November 2026" in heard


async def test_the_chair_and_the_lead_professional_are_told_of_an_absence(room: Room) -> None:
    """ATT-05"""
    await room.chat(SCHOOL).goes(
        [("I can't attend", "Will you attend?"), ("no", "Why"), ("Ill", "can't attend")]
    )
    told = await room.owed(NoticeKind.ABSENCE)
    assert {each.to for each in told} == {CHAIR.id, LEAD.id}
    assert {each.about for each in told} == {SCHOOL.id}


async def test_the_lead_professional_is_not_told_of_their_own_absence(room: Room) -> None:
    chat = room.chat(LEAD)
    await chat.send("attend.open", MEETING)
    assert "I am telling Morag Sinclair (chair)." in await chat.press("Send", answer="no", why="Ill")


async def test_no_asks_why(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)
    assert "Please say why" in await chat.press("Send", answer="no", why=" - ")
    assert (await room.line(POLICE)).coming is Coming.AWAITED


async def test_the_report_stays_owed_after_a_no(room: Room) -> None:
    """REP-03"""
    await room.change(lambda m: attendance.cannot_attend(m, POLICE, "In court", NOW))
    owed = await room.store.dues.of_person(POLICE.id)
    assert [row.due.clock for row in owed] == ["report"]


async def test_an_answer_can_be_changed_until_the_meeting(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.say("attend yes")
    await chat.press("Change")
    assert chat.input("answer")["value"] == "yes"
    assert "nobody goes instead" in await chat.press("Send", answer="no", why="In court")
    await chat.press("Change")
    assert chat.input("why")["value"] == "In court"
    assert "You will attend" in await chat.press("Send", answer="yes")


# For somebody else


async def test_cp_admin_records_what_somebody_said_by_phone(room: Room) -> None:
    """ATT-04"""
    chat = room.chat(ADMIN)
    await chat.send("attendfor.open", MEETING)
    heard = await chat.press("Send", person=POLICE.id, answer="yes", source="by phone today")
    assert "Fiona Blair will attend" in heard
    assert "Told\nby phone today" in heard
    assert "Recorded by Sheila Park" in heard
    line = await room.line(POLICE)
    assert (line.source, line.recorded_by) == ("by phone today", ADMIN.id)
    was = (await room.meeting()).revision
    assert "Will attend (recorded for them by CP Administration: by phone today)" in await chat.repeat()
    assert (await room.meeting()).revision == was


async def test_on_behalf_wholly_by_typing(room: Room) -> None:
    await room.chat(CHAIR).goes(
        [
            ("answer for somebody", "Whose answer is it?"),
            ("Ailsa Grant", "What do they answer?"),
            ("they can't", "Why can't they attend?"),
            ("Covering another clinic", "How did they tell you?"),
            ("by email on Monday", "Ailsa Grant can't attend"),
        ]
    )
    assert (await room.line(HEALTH)).coming is Coming.ABSENT


async def test_their_own_word_replaces_what_was_recorded_for_them(room: Room) -> None:
    await room.change(lambda m: attendance.confirm(m, ADMIN, NOW, POLICE.id, "by phone"))
    seen = room.chat(POLICE)
    await seen.send("attend.open", MEETING)
    heard = await seen.press("Send", answer="yes")
    assert "Recorded by Fiona Blair" in heard
    assert (await room.line(POLICE)).source == ""


async def test_a_deputy_recorded_on_behalf_is_found_by_name(room: Room) -> None:
    chat = room.chat(ADMIN)
    await chat.send("attendfor.open", {**MEETING, "p": POLICE.id})
    assert chat.input("person")["value"] == POLICE.id
    await chat.press(
        "Send",
        person=POLICE.id,
        answer="deputy",
        deputy_name="Neil Watt",
        briefed="yes",
        authorised="yes",
        source="by phone",
    )
    deputy = (await room.line(POLICE)).deputy
    assert deputy is not None
    assert deputy.person == POLICE_DEPUTY.id


async def test_only_the_chair_and_cp_admin_answer_for_others(room: Room) -> None:
    heard = await room.chat(HEALTH).send("attendfor.open", MEETING)
    assert "Only the chair or CP Administration can do this" in heard


# Polite refusals


async def test_somebody_not_invited_learns_nothing(room: Room) -> None:
    """INV-09"""
    heard = await room.chat(OUTSIDER).send("attend.open", MEETING)
    assert "You are not on the invitation list" in heard
    assert "PK-26-0137" not in heard
    assert "No invitation of yours is open" in await room.chat(OUTSIDER).say("attend")


async def test_a_card_forged_for_another_meeting_changes_nothing(room: Room) -> None:
    chat = room.chat(OUTSIDER)
    heard = await chat.send("attend.submit", MEETING, answer="yes", m="m_kay", person=POLICE.id)
    assert "not on the invitation list" in heard
    assert (await room.line(POLICE)).coming is Coming.AWAITED


async def test_an_old_card_after_the_meeting_has_opened(room: Room) -> None:
    """GEN-05"""
    chat = room.chat(POLICE)
    await chat.send("attend.open", MEETING)
    await room.change(lambda m: conduct.open_meeting(m, CHAIR, builders.STARTS_AT))
    heard = await chat.press("Send", answer="yes")
    assert "This meeting is under way, so answering the invitation is not possible any more" in heard
    assert (await room.line(POLICE)).coming is Coming.AWAITED


async def test_before_the_list_is_agreed_nobody_answers(tmp_path: Path) -> None:
    """CON-07"""
    room = await open_room(tmp_path, NOW, builders.a_booked_meeting())
    heard = await room.chat(POLICE).send("attend.open", MEETING)
    await room.store.close()
    assert "You are not on the invitation list" in heard


async def test_a_meeting_moved_asks_again(room: Room) -> None:
    chat = room.chat(POLICE)
    await chat.say("attend yes")
    later = builders.STARTS_AT + timedelta(days=7)
    await room.change(lambda m: moving.move(m, LEAD, later, "The chair is ill", NOW))
    assert "You will attend" in await chat.say("attend yes")
    assert (await room.line(POLICE)).coming is Coming.ATTENDING


def test_every_refusal_cites_a_rule_that_is_explained() -> None:
    refusals = [each for each in vars(attendance).values() if isinstance(each, type)]
    cited = {each.rule for each in refusals if issubclass(each, CPPMError) and each is not CPPMError}
    assert cited <= RULES.keys()


async def test_agency_with_nobody_else_asks_for_the_name_at_once(room: Room) -> None:
    assert [p.agency for p in await room.store.people.in_agency(Agency.THIRD_SECTOR)] == [Agency.THIRD_SECTOR]
    await room.chat(THIRD).goes([("attend", "Will you attend?"), ("a deputy", "What is the deputy's name?")])
