"""The chair opens the meeting. The roll, the quorum and what is captured before views join here."""

from __future__ import annotations

from datetime import timedelta

from cards.forms import recorded_card
from cppm.meetings import conduct
from cppm.meetings.meeting import Phase, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.forms import Subject
from dialogs.hub import next_buttons
from dialogs.meetings import quorum, roll, voices
from dialogs.meetings.chair_steps import OPENS_BEFORE
from dialogs.meetings.chairing import (
    as_it_stands,
    chaired,
    change,
    chosen,
    shown,
    the_meeting,
)
from dialogs.rights import section
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone

jobs = Jobs()
jobs.add(roll.jobs)
jobs.add(quorum.jobs)
jobs.add(voices.jobs)
jobs.add(section.jobs)

NOTHING_TO_OPEN = (
    "You chair no meeting that can be opened now. A meeting opens from an hour before its time; "
    "type meetings to see yours."
)


@jobs.on("start.open")
async def start(scene: Scene) -> Answer:
    """Open the meeting, and go on with the roll; one that is open is shown as it stands."""
    if "m" not in scene.ids:
        found = await _to_open(scene)
        about = chosen(scene, found, "start.open", "Open a meeting", NOTHING_TO_OPEN)
        if isinstance(about, Answer):
            return about
        scene = about
    before = await the_meeting(scene)
    before.require_chair(scene.person)
    if before.phase is Phase.OPEN:
        return await as_it_stands(scene)
    try:
        meeting, _ = await change(scene, lambda m: conduct.open_meeting(m, scene.person, scene.now))
    except AlreadyDone:
        return await as_it_stands(scene)
    return _opened(scene, meeting)


async def _to_open(scene: Scene) -> list[Subject]:
    """The meetings whose time has come, or that are open; failing that, those still to come."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    soon = {line.id for line in lines if line.starts_at - scene.now <= timedelta(hours=OPENS_BEFORE)}
    found = await chaired(scene, Phase.INVITED, Phase.OPEN)
    return [each for each in found if each.ids["m"] in soon] or found


def _opened(scene: Scene, meeting: PlanningMeeting) -> Answer:
    card = recorded_card(
        "The meeting is open",
        [],
        scene.person.name,
        scene.now,
        case_line=meeting.reference,
        note="Call the roll first: it shows who is here, and what that means for the quorum.",
        zone=scene.turn.time_zone,
        buttons=next_buttons(meeting, scene.person),
    )
    answer = shown(scene, card)
    answer.then = ("roll", {"m": meeting.id})
    return answer


_START = ("open the meeting", "open my meeting", "start meeting", "start the meeting", "begin the meeting")
jobs.command(Command("open meeting", "start.open", "Open the meeting", _START, listed=False))
