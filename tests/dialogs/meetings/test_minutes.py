"""The minutes in conversations: drafted, read, sent, corrected, stored, and the recording deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cppm.meetings import minutes
from cppm.meetings.meeting import Correction, Mode
from cppm.people import Duty, Role
from cppm.records import NoticeKind
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    SCHOOL,
    THIRD,
    a_closed_meeting,
    an_invited_meeting,
)
from tests.dialogs.clock_room import DAY, ClockRoom, M, days_after

WORDS = "Page 3: the nursery saw the bruise, not the health visitor."
ADDENDUM = "The bruise was seen by the nursery on 14 October."
TAKER = replace(
    OUTSIDER, id="p_taker", name="Nan Orr", post="Minute taker", duties=frozenset({Duty.MINUTE_TAKER})
)


async def read(room: ClockRoom) -> None:
    """The chair has read the draft."""
    await room.change(lambda m: minutes.check(m, CHAIR, room.now))


async def sent(room: ClockRoom) -> None:
    """The minutes are out."""
    await read(room)
    await room.change(lambda m: minutes.send(m, ADMIN, "MIN-2026-0137", room.now))


async def asked(room: ClockRoom) -> None:
    """The health visitor asks for a correction."""
    await sent(room)
    await room.change(lambda m: minutes.ask_correction(m, HEALTH, WORDS, room.now, "r_1"))


async def correction(room: ClockRoom) -> Correction:
    (found,) = (await room.meeting()).minutes.corrections
    return found


# Drafted, read, sent


async def test_the_draft_goes_to_the_chair_who_reads_it_by_card(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        heard = await room.chat(ADMIN).send("minutesdraft.open", M)
        assert "The draft minutes are with the chair" in heard
        assert await room.sent_to(NoticeKind.MINUTES_TO_CHECK) == [CHAIR.id]
        chair = room.chat(CHAIR)
        form = await chair.send("minutescheck.open", M)
        assert "why anybody was not invited" in form
        assert "The draft minutes are read" in await chair.press("Record", right="yes")
        assert (await room.meeting()).minutes.checked_at == room.now


async def test_the_draft_is_read_and_sent_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        await room.chat(CHAIR).goes(
            [
                ("draft minutes", "Have you read the draft, and is it accurate and complete?"),
                ("yes", "The draft minutes are read"),
                ("send minutes", "Under which reference are the minutes in the case system?"),
                ("MIN-2026-0137", "The minutes are out"),
                ("minutes", "MIN-2026-0137"),
            ]
        )
        everybody = sorted(p.id for p in (LEAD, POLICE, HEALTH, SCHOOL, THIRD))
        assert await room.sent_to(NoticeKind.MINUTES_OUT) == everybody


async def test_a_draft_that_is_not_right_is_not_recorded_as_read(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        chair = room.chat(CHAIR)
        await chair.say("check minutes")
        assert "Tell the minute taker what to change" in await chair.say("no")
        assert (await room.meeting()).minutes.checked_at is None


async def test_nobody_but_the_chair_reads_the_draft_for_the_record(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        for person in (LEAD, ADMIN, POLICE):
            assert "Only the chair" in await room.chat(person).send("minutescheck.open", M)


async def test_nothing_goes_out_before_the_chair_has_read_it(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        admin = room.chat(ADMIN)
        await admin.send("minutessend.open", M)
        refused = await admin.press("Record and tell everybody", reference="MIN-1")
        assert "Ask Morag Sinclair to read them first." in refused
        assert await room.sent_to(NoticeKind.MINUTES_OUT) == []


async def test_the_minute_taker_sends_them_and_a_practitioner_does_not(tmp_path: Path) -> None:
    meeting = a_closed_meeting()
    meeting.invitees.append(replace(meeting.invitee(SCHOOL.id), person=TAKER, role=Role.MINUTE_TAKER))
    async with days_after(tmp_path, 5, meeting) as room:
        await read(room)
        taker = room.chat(TAKER)
        await taker.send("minutessend.open", M)
        heard = await taker.press("Record and tell everybody", reference="MIN-2026-0137")
        assert "The minutes are out" in heard
        assert "Only the chair, the minute taker" in await room.chat(POLICE).send("minutessend.open", M)


async def test_sent_twice_is_told_once(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        await sent(room)
        count = len(await room.sent_to(NoticeKind.MINUTES_OUT))
        admin = room.chat(ADMIN)
        await admin.send("minutessend.open", M)
        again = await admin.press("Record and tell everybody", reference="MIN-9")
        assert "went out under the reference MIN-2026-0137" in again
        assert len(await room.sent_to(NoticeKind.MINUTES_OUT)) == count


async def test_the_minutes_lead_through_the_meetings_card(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        await room.chat(ADMIN).send("minutesdraft.open", M)
        chair = room.chat(CHAIR)
        await chair.send("meeting.open", M)
        assert "I have read the draft minutes" in chair.buttons()
        await read(room)
        await chair.send("meeting.open", M)
        assert "The minutes are out" in chair.buttons()
        await sent(room)
        health = room.chat(HEALTH)
        await health.send("meeting.open", M)
        assert "Minutes checked and stored" in health.buttons()


async def test_administration_finds_every_meeting_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        await room.chat(ADMIN).goes(
            [
                ("draft ready", "The draft minutes are with the chair"),
                ("minutes", "Not read by the chair yet"),
                ("send minutes", "No minutes wait to go out."),
            ]
        )
        await read(room)
        await room.chat(ADMIN).goes(
            [
                ("send minutes", "Under which reference are the minutes in the case system?"),
                ("MIN-2026-0137", "The minutes are out"),
                ("minutes pk 26 0137", "MIN-2026-0137"),
            ]
        )
        room.now += 9 * DAY
        assert "The recording is deleted" in await room.chat(ADMIN).say("recording deleted")


# Who may look


async def test_where_the_minutes_stand_is_for_those_who_took_part(tmp_path: Path) -> None:
    async with days_after(tmp_path, 5) as room:
        assert "Not read by the chair yet" in await room.chat(HEALTH).say("minutes")
        assert "Not read by the chair yet" in await room.chat(ADMIN).send("minutes.open", M)
        refused = await room.chat(OUTSIDER).send("minutes.open", M)
        assert "Not read by the chair yet" not in refused
        assert "No meeting of yours is closed yet." in await room.chat(OUTSIDER).say("minutes")


async def test_before_a_meeting_is_closed_there_is_nothing_to_do(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0, an_invited_meeting()) as room:
        assert "arranged and not open yet" in await room.chat(CHAIR).send("minutescheck.open", M)
        assert "arranged and not open yet" in await room.chat(ADMIN).send("minutessend.open", M)


# Corrections


async def test_a_correction_is_asked_by_card_and_the_chair_is_told(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        await sent(room)
        health = room.chat(HEALTH)
        await health.send("correct.open", M)
        assert "Your correction is with the chair" in await health.press("Send to the chair", words=WORDS)
        assert (await correction(room)).words == WORDS
        assert await room.sent_to(NoticeKind.CORRECTION) == [CHAIR.id]


async def test_a_correction_is_asked_and_answered_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        await sent(room)
        await room.chat(HEALTH).goes(
            [
                ("correction", "What is wrong or missing, and what should be there?"),
                (WORDS, "Your correction is with the chair"),
            ]
        )
        await room.chat(CHAIR).goes(
            [
                ("answer correction", "Do you agree to this correction?"),
                ("yes", "What is added to the minutes?"),
                (ADDENDUM, "The correction is agreed"),
                ("answer correction", "No correction waits for your answer."),
            ]
        )
        found = await correction(room)
        assert (found.agreed, found.answer) == (True, ADDENDUM)
        assert await room.sent_to(NoticeKind.CORRECTION) == sorted([CHAIR.id, HEALTH.id])
        assert f"Agreed: {ADDENDUM}" in await room.chat(HEALTH).say("minutes")


async def test_a_correction_that_is_not_agreed_says_why(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        await asked(room)
        chair = room.chat(CHAIR)
        form = await chair.send("correctanswer.open", {**M, "r": "r_1"})
        assert WORDS in form
        heard = await chair.press("Send", agreed="no", reason="The nursery's record says otherwise.")
        assert "The correction is not agreed" in heard
        assert (await correction(room)).agreed is False
        assert "Not agreed: The nursery's record says otherwise." in await room.chat(HEALTH).say("minutes")


async def test_a_correction_is_read_by_the_chair_and_whoever_asked_alone(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        await asked(room)
        assert WORDS in await room.chat(CHAIR).say("minutes")
        assert WORDS in await room.chat(HEALTH).say("minutes")
        for person in (POLICE, LEAD):
            assert WORDS not in await room.chat(person).say("minutes")
        assert WORDS not in await room.chat(ADMIN).send("minutes.open", M)
        assert "Only the chair" in await room.chat(LEAD).send("correctanswer.open", {**M, "r": "r_1"})


async def test_only_those_who_were_sent_the_minutes_correct_them(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        assert "The minutes are not out yet." in await room.chat(HEALTH).send("correct.open", M)
        await sent(room)
        assert "What is wrong" not in await room.chat(OUTSIDER).send("correct.open", M)


# Stored, and the recording


async def test_checked_and_stored_ends_the_clock(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        await sent(room)
        health = room.chat(HEALTH)
        assert "Check the minutes" in await health.say("clocks")
        assert "You have checked and stored the minutes" in await health.say("minutes stored")
        assert "Check the minutes" not in await health.say("clocks")
        assert "You have checked and stored" in await health.send("minutes.stored", M)


async def test_the_recording_is_deleted_once_the_minutes_are_complete(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        await asked(room)
        admin = room.chat(ADMIN)
        assert "every correction answered" in await admin.send("recording.open", M)
        await room.change(lambda m: minutes.answer_correction(m, CHAIR, "r_1", True, ADDENDUM, room.now))
        assert "The recording is deleted" in await admin.send("recording.open", M)
        assert (await room.meeting()).minutes.recording_deleted_at == room.now
        assert "Deleted Monday 23 November 2026" in await admin.send("minutes.open", M)


async def test_the_chair_says_by_typing_that_the_recording_is_deleted(tmp_path: Path) -> None:
    async with days_after(tmp_path, 6) as room:
        chair = room.chat(CHAIR)
        assert "No recording waits to be deleted." in await chair.say("recording deleted")
        await sent(room)
        assert "The recording is deleted" in await chair.say("recording deleted")


async def test_a_meeting_in_person_has_no_recording(tmp_path: Path) -> None:
    meeting = a_closed_meeting(mode=Mode.IN_PERSON, place="Kinnoull Room")
    async with days_after(tmp_path, 6, meeting) as room:
        await sent(room)
        assert "there is no recording" in await room.chat(ADMIN).send("recording.open", M)
        assert "Recording" not in await room.chat(ADMIN).send("minutes.open", M)
