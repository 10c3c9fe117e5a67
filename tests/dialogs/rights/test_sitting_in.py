"""Somebody about to take over a case sits in: invited with days, shown nothing outside them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cppm.meetings import invitations
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Role
from cppm.rights import sitting_in
from cppm.timing.timescales import local_day
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    LEAD,
    OUTSIDER,
    POLICE,
    STARTS_AT,
    an_invited_meeting,
)
from tests.dialogs.clock_room import M, days_after

DAY = timedelta(days=1)
FIRST, LAST = local_day(STARTS_AT) - 2 * DAY, local_day(STARTS_AT) + 2 * DAY
ROLE = Role.INCOMING_LEAD_PROFESSIONAL


def sat_in() -> PlanningMeeting:
    meeting = an_invited_meeting()
    invitations.invite(meeting, CHAIR, OUTSIDER, "Takes over next week", BOOKED_AT, ROLE)
    sitting_in.set_days(meeting, CHAIR, OUTSIDER.id, FIRST, LAST, BOOKED_AT)
    return meeting


@pytest.mark.parametrize("days", [-3, 3])
async def test_outside_their_days_there_is_nothing_for_them(tmp_path: Path, days: int) -> None:
    """INV-08"""
    async with days_after(tmp_path, days, sat_in()) as room:
        chat = room.chat(OUTSIDER)
        for verb in ("meeting.open", "attend.open", "attend.yes", "restricted.open", "minutes.open"):
            assert "not on the invitation list" in await chat.send(verb, M), verb
        for typed in ("home", "meetings", "what do I owe"):
            heard = await chat.say(typed)
            assert "PK-26-0137" not in heard, heard
        line = await room.line(OUTSIDER)
        assert line.answered_at is None


async def test_within_them_they_read_and_answer_and_give_no_view(tmp_path: Path) -> None:
    """INV-08 DEC-12"""
    async with days_after(tmp_path, -2, sat_in()) as room:
        chat = room.chat(OUTSIDER)
        assert "PK-26-0137" in await chat.say("meetings")
        opened = await chat.send("meeting.open", M)
        assert "Answer the invitation" in opened
        assert "report" not in opened.casefold()
        await chat.send("attend.yes", M)
        assert (await room.line(OUTSIDER)).answered_at


async def test_the_list_says_the_days_and_a_keeper_changes_them_by_typing(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, -4, sat_in()) as room:
        lead = room.chat(LEAD)
        shown = await lead.send("list.open", M)
        assert "reads from" in shown
        await lead.press("How long somebody reads along")
        heard = await lead.press("Send", who=OUTSIDER.id, since="", until=(LAST + DAY).isoformat())
        assert "The days are kept" in heard
        line = await room.line(OUTSIDER)
        assert (line.reads_from, line.reads_until) == (None, LAST + DAY)
        await lead.goes(
            [
                ("who sits in", "From which day may they read?"),
                (FIRST.isoformat(), "Until which day may they read?"),
                ("skip", "The days are kept"),
            ]
        )
        line = await room.line(OUTSIDER)
        assert (line.reads_from, line.reads_until) == (FIRST, None)


async def test_a_meeting_without_anybody_about_to_take_over_says_so(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, -4, an_invited_meeting()) as room:
        lead = room.chat(LEAD)
        assert "Nobody on this list is about to take over" in await lead.send("sitin.open", M)
        assert "In what role?" in await lead.press("Add somebody")
        assert "Only the lead professional" in await room.chat(POLICE).send("sitin.open", M)


async def test_somebody_is_added_with_their_days(tmp_path: Path) -> None:
    """INV-08"""
    async with days_after(tmp_path, -4, an_invited_meeting()) as room:
        chair = room.chat(CHAIR)
        await chair.send("invite.open", M)
        known = {"who": OUTSIDER.id, "role": str(ROLE), "reason": "Takes over next week"}
        assert "From which day may they read?" in await chair.press("Add", **known)
        heard = await chair.press("Add", **known, since=FIRST.isoformat(), until="")
        assert "They are told on the first day of reading" in heard
        line = await room.line(OUTSIDER)
        assert (line.reads_from, line.reads_until) == (FIRST, None)
