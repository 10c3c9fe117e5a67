"""What lies ahead on the desks of chairs and lead professionals: their meetings and core groups, by date."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from cards.desk.desk import DeskLine, DeskPart
from cards.layout import day_and_time
from cppm.desks import LEADS
from cppm.meetings.meeting import Phase
from cppm.meetings.quorum import forecast
from cppm.people import Role
from dialogs.moves.guard import alert
from dialogs.scene import Scene
from storage.meetings import MeetingLine

AHEAD = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
MOST_OPENED = 6
"""The next meetings whose quorum is worked out; for that the meeting itself has to be opened."""


async def chaired(scene: Scene) -> list[DeskPart]:
    """The meetings somebody chairs that are not over: answers, reports and the quorum as answered."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    own = [line for line in lines if line.role is Role.CHAIR and line.phase in AHEAD]
    missing = await _missing(scene) if own else Counter()
    found = [await _meeting(scene, line, missing, number < MOST_OPENED) for number, line in enumerate(own)]
    return [DeskPart("My meetings", len(found), found)] if found else []


async def _missing(scene: Scene) -> Counter[tuple[str, str]]:
    """How many answers and reports each meeting waits for, by the meeting's id and the clock's name."""
    rows = await scene.store.dues.under_clocks(("attendance", "report", "lead_report"))
    return Counter((row.meeting_id, row.due.clock) for row in rows)


async def _meeting(
    scene: Scene, line: MeetingLine, missing: Counter[tuple[str, str]], opened: bool
) -> DeskLine:
    when = day_and_time(line.starts_at, scene.turn.time_zone)
    if line.phase is Phase.BOOKED:
        return DeskLine(
            line.reference, "The invitation list is not agreed yet", "list.open", {"m": line.id}, when
        )
    if line.phase is Phase.OPEN:
        return DeskLine(line.reference, "In progress", "meeting.open", {"m": line.id}, when)
    answers = missing[line.id, "attendance"]
    reports = missing[line.id, "report"] + missing[line.id, "lead_report"]
    waits = f"{_count(answers, 'answer')} and {_count(reports, 'report')} awaited"
    quorum = f". As answered: {await _quorum(scene, line.id)}" if opened else ""
    return DeskLine(line.reference, f"{waits}{quorum}", "ready.open", {"m": line.id}, when)


async def _quorum(scene: Scene, meeting_id: str) -> str:
    meeting = await scene.store.meetings.load(meeting_id)
    return forecast(meeting, scene.profile.quorum).expected.explained


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}" if number == 1 else f"{number or 'no'} {what}s"


async def led(scene: Scene) -> list[DeskPart]:
    """The cases somebody leads, with what comes next in each: the planning meeting, then the core group.

    A line warns of a safe address, as whatever opens the case does.
    """
    meetings = await scene.store.meetings.for_person(scene.person.id)
    groups = await scene.store.core_groups.for_person(scene.person.id)
    zone = scene.turn.time_zone
    dates = [
        (line.starts_at, line.case_ref, "meeting.open", {"m": line.id}, "Planning meeting")
        for line in meetings
        if line.role is Role.LEAD_PROFESSIONAL and line.phase in AHEAD
    ]
    found = [
        DeskLine(case_ref, f"{what}: {day_and_time(at, zone)}", verb, ids)
        for at, case_ref, verb, ids, what in sorted(dates, key=lambda each: (each[0], each[1]))
    ]
    for group in groups:
        if group.role in LEADS and not group.ended:
            when = day_and_time(group.next_at, zone) if group.next_at else "no date yet"
            found.append(DeskLine(group.case_ref, f"Core group: {when}", "group.open", {"g": group.id}))
    safe = {ref: await alert(scene, ref, Role.LEAD_PROFESSIONAL) for ref in {each.where for each in found}}
    warned = [replace(each, what=". ".join(safe[each.where])) for each in found]
    return [DeskPart("My children: next dates", len(warned), warned)] if warned else []
