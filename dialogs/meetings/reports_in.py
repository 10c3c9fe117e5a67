"""The reports for a meeting, for chair and lead professional: where each is found, and that they have it."""

from __future__ import annotations

from cards.elements import Action, button
from cards.meetings import reports as cards
from cppm.meetings import reports_read
from cppm.meetings.meeting import Phase, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import the_meeting
from dialogs.reading import note_read, one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NONE_OF_YOURS = (
    "There are no reports for you to read now. The chair and the lead professional have them beforehand."
)
MOST_BUTTONS = 4


@jobs.on("reports.open")
async def open_reports(scene: Scene) -> Answer:
    """Every report that is in, with a button for each that this reader has not said to have."""
    found = await one_meeting(
        scene,
        "reports.open",
        "The reports",
        lambda m: m.phase in (Phase.INVITED, Phase.OPEN) and reports_read.reads(m, scene.person),
        NONE_OF_YOURS,
    )
    if isinstance(found, Answer):
        return found
    meeting = await the_meeting(found)
    return await _shown(found, meeting)


@jobs.on("reports.have")
async def have(scene: Scene) -> Answer:
    """I have this report: kept at once, and the others that wait are shown."""
    done = await scene.store.meetings.update(
        scene.ids.get("m", ""),
        lambda m: reports_read.have(m, scene.person, scene.ids.get("p", ""), scene.now),
        scene.person,
    )
    return await _shown(scene, done.meeting)


async def _shown(scene: Scene, meeting: PlanningMeeting) -> Answer:
    reader = scene.person
    lines = reports_read.filed_for(meeting, reader)
    meeting.require_phase("reading the reports", *reports_read.READ_IN)
    await note_read(scene, meeting, "where the reports are")
    waiting = reports_read.to_read(meeting, reader)[:MOST_BUTTONS]
    buttons: list[Action] = [
        button(f"I have it: {line.person.name}", "reports.have", m=meeting.id, p=line.person.id)
        for line in waiting
    ]
    buttons += next_buttons(meeting, reader, most=1)
    card = cards.reports_card(meeting, lines, reader, buttons, scene.turn.time_zone)
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


jobs.command(
    Command(
        "reports in",
        "reports.open",
        "The reports that are in, and where each is found",
        ("reports to read", "all reports", "which reports are in"),
        listed=False,
    )
)
