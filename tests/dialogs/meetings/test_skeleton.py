"""The skeleton of the minutes in conversations: at a glance, to copy, its copies, and the Named Person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cards.notices import Occasion, notice_card
from cppm.meetings import minutes, named_person
from cppm.meetings.meeting import Child, ChildSummary, PlanningMeeting
from cppm.people import Person, Role
from cppm.records import NoticeKind
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    a_booked_meeting,
    a_closed_meeting,
)
from tests.canary import ADDRESS_MARK
from tests.cppm.meetings.test_skeleton import TAKER, TOM, half_siblings
from tests.cppm.rights.test_parts import FIRST, SECOND, held
from tests.dialogs.chat import words
from tests.dialogs.clock_room import M, days_after
from tests.dialogs.moves.test_letter import held as held_in

HOME = f"14 {ADDRESS_MARK} Road, Pitlochry, PH16 5BX"
SAFE = {
    "kind": "family move for good", "since": "2026-11-20", "safe": "true", "guarded": "f_father",
    "needs": HEALTH.id, "address": HOME,
}  # fmt: skip
OF_KAY = {**M, "c": KAY.id}


def with_taker(meeting: PlanningMeeting) -> PlanningMeeting:
    """The same meeting with a minute taker on its list."""
    meeting.invitees.append(replace(meeting.invitee(SCHOOL.id), person=TAKER, role=Role.MINUTE_TAKER))
    return meeting


def taken_off(meeting: PlanningMeeting) -> None:
    """Somebody else takes the minutes: the last on the list goes, and the draft is handed over."""
    meeting.invitees.pop()
    minutes.hand_over_draft(meeting, ADMIN, STARTS_AT)


# At a glance, and to copy


async def test_the_minute_taker_is_led_from_the_meeting_to_the_text(tmp_path: Path) -> None:
    """MIN-05 MIN-11 MIN-18: by card."""
    async with days_after(tmp_path, 1, with_taker(a_closed_meeting())) as room:
        taker = room.chat(TAKER)
        await taker.send("meeting.open", M)
        assert taker.buttons()[0] == "What the minutes have to hold"
        heard = await taker.press("What the minutes have to hold")
        assert "To write: Information shared and discussed" in heard
        assert "Not recorded: Named Person for Kay" in heard
        text = await taker.press("Text to copy, and Word file")
        assert "Kay: name placed on the Child Protection Register" in text
        assert "To be written by the minute taker" in text


async def test_by_typing_the_chair_and_administration_get_the_same(tmp_path: Path) -> None:
    """MIN-05"""
    async with days_after(tmp_path, 1) as room:
        await room.chat(CHAIR).goes(
            [("draft the minutes", "What the minutes have to hold"), ("minutes text", "MINUTES OF CPPM")]
        )
        await room.chat(ADMIN).goes(
            [("skeleton", "Who gets the minutes"), ("minutes text", "MINUTES OF CPPM")]
        )


async def test_the_word_file_is_composed_anew_for_whoever_still_may_have_it(tmp_path: Path) -> None:
    """MIN-27"""
    async with days_after(tmp_path, 1, with_taker(a_closed_meeting())) as room:
        taker = room.chat(TAKER)
        await taker.send("skeleton.text", M)
        assert taker.file is not None
        assert taker.file.name == "Minutes PK-26-0137.docx"
        await taker.accept("offer-1")
        assert taker.file is not None
        assert "Information shared and discussed" in held_in(taker.file.content)
        (taken,) = [r for r in await room.store.reads.of_case("PK-26-0137") if "file" in r.why]
        assert taken.who == TAKER.id
        await taker.send("skeleton.text", M)
        await room.change(taken_off)
        assert "I have not done that" in await taker.accept("offer-2")
        assert taker.file is None


@pytest.mark.parametrize("verb", ["skeleton.open", "skeleton.text", "skeleton.copies"])
@pytest.mark.parametrize("other", [LEAD, POLICE], ids=lambda person: person.id)
async def test_nobody_else_reads_it(tmp_path: Path, verb: str, other: Person) -> None:
    """MIN-22"""
    async with days_after(tmp_path, 1) as room:
        heard = await room.chat(other).send(verb, M)
        assert "Only the chair, the minute taker or CP Administration" in heard
        assert "Kay" not in heard


async def test_who_looked_is_noted_before_it_is_shown(tmp_path: Path) -> None:
    async with days_after(tmp_path, 1) as room:
        await room.chat(ADMIN).send("skeleton.open", M)
        (read,) = await room.store.reads.of_case("PK-26-0137")
        assert (read.who, read.role, read.what) == (ADMIN.id, "CP Administration", "minutes")


async def test_where_the_minutes_stand_leads_to_what_is_known_for_them(tmp_path: Path) -> None:
    """TIM-10: the reminder of the minutes opens where they stand."""
    async with days_after(tmp_path, 5) as room:
        chair = room.chat(CHAIR)
        await chair.send("minutes.open", M)
        assert "What the minutes have to hold" in chair.buttons()


async def test_once_the_draft_is_handed_over_it_is_not_pressing_and_still_there(tmp_path: Path) -> None:
    async with days_after(tmp_path, 1, with_taker(a_closed_meeting())) as room:
        taker = room.chat(TAKER)
        await taker.send("skeleton.open", M)
        assert "The draft minutes are with the chair" in await taker.press("The draft minutes are ready")
        await taker.send("skeleton.open", M)
        assert "The draft minutes are ready" not in taker.buttons()
        assert minutes.may_send(await room.meeting(), TAKER)


def test_the_message_after_closing_takes_the_minute_taker_there_and_nobody_else() -> None:
    """MIN-11"""
    meeting = with_taker(a_closed_meeting())
    for reader, there in ((TAKER, True), (POLICE, False)):
        card = notice_card(NoticeKind.DECISION, Occasion(meeting, reader, "", PROFILE))
        assert ("What the minutes have to hold" in words(card)) is there


# Copies


async def test_each_part_and_each_child_has_a_copy(tmp_path: Path) -> None:
    """PAR-02: no word of the other part."""
    async with days_after(tmp_path, 1, held()) as room:
        chair = room.chat(CHAIR)
        await chair.send("skeleton.open", M)
        assert "For those in the second part" in await chair.press("Copies for others")
        heard = await chair.press("For those in the second part")
        text = await chair.press("Text to copy, and Word file")
        assert SECOND in text
        assert FIRST not in heard + text


async def test_the_file_of_one_child_says_who_is_still_named_in_it(tmp_path: Path) -> None:
    """SUM-03"""
    meeting = half_siblings()
    meeting.decisions[TOM.id].reasons = "Alan Hay was violent"
    async with days_after(tmp_path, 1, meeting) as room:
        heard = await room.chat(CHAIR).send("skeleton.open", {**M, "c": TOM.id})
        assert "Nobody left out of this copy may be named in it" in heard
        assert "Alan Hay: Decision" in heard
        again = await room.chat(CHAIR).send("skeleton.open", {**M, "c": "c_none"})
        assert "can't find that copy of the minutes" in again


async def test_a_safe_address_that_was_written_down_before_it_became_one_is_not_in_it(tmp_path: Path) -> None:
    """RAI-05 ADR-01"""
    meeting = a_closed_meeting()
    meeting.summaries[KAY.id] = ChildSummary(f"They move to {HOME}", "Needs", "Strengths")
    async with days_after(tmp_path, 3, meeting) as room:
        lead = room.chat(LEAD)
        await lead.send("address.open", {"m": "m_kay"})
        await lead.press("Report it", **SAFE)
        text = await room.chat(CHAIR).send("skeleton.text", M)
        assert ADDRESS_MARK not in text
        assert "Risks: Kept safe" in text
        assert "Needs: Needs" in text


# The Named Person


async def test_the_named_person_is_chosen_with_the_likely_one_first(tmp_path: Path) -> None:
    """MIN-18: by card."""
    async with days_after(tmp_path, 1) as room:
        chair = room.chat(CHAIR)
        await chair.send("skeleton.open", M)
        await chair.press("Named Person for Kay")
        assert chair.input("who")["value"] == SCHOOL.id
        heard = await chair.press("Record", who=SCHOOL.id)
        assert "Callum Ross, Depute head teacher" in heard
        assert (await room.meeting()).named_persons[KAY.id].words == "Callum Ross, Depute head teacher"
        heard = await chair.send("skeleton.open", M)
        assert "Named Person for Kay" not in heard


async def test_the_named_person_is_said_by_typing_from_the_booking_on(tmp_path: Path) -> None:
    """MIN-18"""
    async with days_after(tmp_path, -5, a_booked_meeting()) as room:
        await room.chat(LEAD).goes(
            [
                ("named person", "Who is the Named Person?"),
                ("somebody else", "What are their name and post?"),
                ("Ann Low, head teacher", "Ann Low, head teacher"),
            ]
        )
        assert named_person.unnamed(await room.meeting()) == []


async def test_administration_says_the_named_person_by_typing_after_the_meeting_too(tmp_path: Path) -> None:
    """MIN-18"""
    async with days_after(tmp_path, 1) as room:
        await room.chat(ADMIN).goes([("named person", "Who is the Named Person?")])


async def test_not_known_yet_is_recorded_and_asked_for_again(tmp_path: Path) -> None:
    """MIN-18"""
    async with days_after(tmp_path, 1) as room:
        heard = await room.chat(CHAIR).send("namedperson.open", OF_KAY)
        assert "Not known yet" in heard
        await room.chat(CHAIR).goes([("not known yet", "Not known yet")])
        assert named_person.unnamed(await room.meeting()) == [Child("c_kay", "Kay", age=7)]


async def test_a_practitioner_does_not_say_it(tmp_path: Path) -> None:
    """MIN-18"""
    async with days_after(tmp_path, 1) as room:
        assert "Only the lead professional, the chair or CP" in await room.chat(POLICE).send(
            "namedperson.open", OF_KAY
        )
