"""What the core group recorded, before a review: for its chair and for the lead professional's report."""

from __future__ import annotations

from cards.elements import button
from cards.meetings import before_review as cards
from cppm.errors import CPPMError
from cppm.meetings.meeting import MeetingKind, NotYours, Phase, PlanningMeeting
from cppm.people import Person
from dialogs.commands import Command, Jobs
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import shown, the_meeting
from dialogs.meetings.reviewing import group_under_review
from dialogs.reading import note_read, one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

TITLE = "What the core group recorded"
NOTHING = "You neither chair nor lead a review that is ahead, so there is nothing to prepare it from."


class NoCoreGroup(CPPMError):
    """I know of no core group in this case, so there is nothing that it recorded."""

    rule = "REP-15"


def reads_pack(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether this person prepares or writes for a review: its chair and the lead professional (REP-15)."""
    ours = (meeting.chair.id, meeting.lead_professional.id)
    return meeting.kind is MeetingKind.REVIEW and person.id in ours


@jobs.on("pack.open")
async def pack(scene: Scene) -> Answer:
    """Records, plan, sightings and recommendations since the planning meeting before. The look is noted."""
    about = await one_meeting(
        scene, "pack.open", TITLE, lambda m: m.phase in AHEAD and reads_pack(m, scene.person), NOTHING
    )
    if isinstance(about, Answer):
        return about
    meeting = await the_meeting(about)
    meeting.role_of(scene.person)
    if not reads_pack(meeting, scene.person):
        raise NotYours(
            who="the chair and the lead professional of a review",
            next_step="In the core group you read its records.",
        )
    group = await group_under_review(about, meeting)
    if group is None:
        raise NoCoreGroup
    await note_read(about, meeting, "core group's records")
    start = about.start
    buttons = [
        button("Recommendations in full", "recommendations.open", g=group.id),
        *next_buttons(meeting, scene.person, 2),
    ]
    return shown(about, cards.recorded_card(group, meeting, buttons, start, scene.turn.time_zone))


AHEAD = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)

jobs.command(
    Command(
        "review pack",
        "pack.open",
        "What the core group recorded, before a review",
        ("pack", "review report", "core group records", "what the core group recorded"),
        listed=False,
    )
)
