"""The report of somebody without Teams, recorded for them: how they told, and marked wherever it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.meetings import reports
from cppm.people import Person
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import attendance
from dialogs.meetings import reports as reporting
from tests import builders
from tests.builders import ADMIN, BOOKED_AT, CHAIR, LEAD, OUTSIDER, POLICE, PROFILE, SCHOOL
from tests.dialogs.clock_room import M, days_after
from tests.dialogs.invited import MEETING, Room, open_room

NOW = BOOKED_AT + timedelta(days=1)
REPORT = {"person": POLICE.id, "reference": "VPD 2026/1188", "chronology": "yes", "source": "by phone today"}
SHARED = {"person": POLICE.id, "shared": "no", "why_not": "The father is in custody", "source": "by phone"}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    opened = await open_room(tmp_path, NOW, builders.an_invited_meeting())
    opened.engine = Engine(opened.store, PROFILE, [home.jobs, attendance.jobs, reporting.jobs], home.home)
    yield opened
    await opened.store.close()


async def test_by_card_from_the_wall_and_on_to_how_the_family_saw_it(room: Room) -> None:
    """REP-04 REP-09"""
    admin = room.chat(ADMIN)
    await admin.send("ready.open", MEETING)
    await admin.press("Record a report for somebody")
    unsaid = await admin.press("Send", **(REPORT | {"source": ""}))
    assert "One answer needs another look" in unsaid
    filed = await admin.press("Send", **REPORT)
    assert "The report is filed" in filed
    assert "Told\nby phone today" in filed
    await admin.press("How the family saw it")
    shared = await admin.press("Send", **SHARED)
    assert f"Report of\n{POLICE.name}" in shared
    report = (await room.line(POLICE)).report
    assert (report.reference, report.source, report.chronology) == ("VPD 2026/1188", "by phone today", True)
    assert report.sharing
    assert report.sharing.source == "by phone"


async def test_by_typing(room: Room) -> None:
    """REP-04"""
    await room.chat(CHAIR).goes(
        [
            ("report for", "Whose report is it?"),
            (POLICE.name, "Under which reference"),
            ("VPD 2026/1188", "Does it include a chronology?"),
            ("no", "How did they tell you?"),
            ("by phone today", "The report is filed"),
            ("share for", "Whose report is it?"),
            (POLICE.name, "Is the report shared with the family?"),
            ("no", "Why not yet?"),
            ("The father is in custody", "How did they tell you?"),
            ("by phone", "Recorded: not shared yet"),
        ]
    )
    assert (await room.line(POLICE)).report.filed


async def test_it_is_marked_on_the_wall_and_for_its_author(room: Room) -> None:
    """REP-04"""
    await room.change(
        lambda m: reports.file_report(
            m, ADMIN, "VPD 2026/1188", True, NOW, person_id=POLICE.id, source="by phone today"
        )
    )
    marked = "(recorded for them by CP Administration: by phone today)"
    for place in ("ready.open", "reports.open"):
        assert marked in await room.chat(CHAIR).send(place, MEETING)
    assert "Filed, recorded for you: by phone today" in await room.chat(POLICE).send("meeting.open", MEETING)
    chat = room.chat(POLICE)
    await chat.send("report.open", MEETING)
    await chat.press("Send", reference="VPD 2026/1200", chronology="yes")
    assert (await room.line(POLICE)).report.source == "", "their own word replaces it"
    assert POLICE.name not in str(await _choices(room, "reportfor.open"))


async def _choices(room: Room, verb: str) -> object:
    admin = room.chat(ADMIN)
    await admin.send(verb, MEETING)
    return admin.input("person")["choices"]


@pytest.mark.parametrize("who", [LEAD, SCHOOL, OUTSIDER])
async def test_nobody_else_records_for_others(room: Room, who: Person) -> None:
    """REP-04"""
    for verb in ("reportfor.open", "sharefor.open"):
        refused = await room.chat(who).send(verb, {**MEETING, "p": POLICE.id})
        assert "I have not done that" in refused
        assert "Kay" not in refused


async def test_after_the_meeting_the_wall_still_leads_to_a_report_for_somebody(tmp_path: Path) -> None:
    """REP-04: what is missing stays on the desk of CP Administration, so it has to lead on."""
    async with days_after(tmp_path, 1, builders.a_closed_meeting()) as clock_room:
        admin = clock_room.chat(ADMIN)
        await admin.send("ready.open", M)
        assert "Record a report for somebody" in admin.buttons()
        await admin.press("Record a report for somebody")
        await admin.press("Send", person=SCHOOL.id, reference="ED-12", chronology="no", source="by phone")
        assert "Who is ready" in admin.buttons()
