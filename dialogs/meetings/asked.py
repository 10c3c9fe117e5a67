"""What a meeting is for and what is asked of whoever asks, and what there is to read about it.

Rules: GEN-01, GEN-04, INV-02, INV-10, ATT-23, LPP-17, PTP-04, REP-05.
"""

from __future__ import annotations

from cards.elements import Action, button
from cards.meetings import asked as cards
from cppm.meetings import asked
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.rights import preparation
from dialogs.commands import Jobs
from dialogs.hub import GO_TO
from dialogs.meetings.chairing import shown, the_meeting
from dialogs.reading import one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NOTHING = "No meeting of yours is ahead. Type meetings to see yours."
AHEAD = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)


def _ahead(meeting: PlanningMeeting) -> bool:
    return meeting.phase in AHEAD


@jobs.on("asked.open")
async def what_is_asked(scene: Scene) -> Answer:
    """What the meeting is for, what this person is asked to do, and the meeting's tasks."""
    found = await one_meeting(scene, "asked.open", "What is asked of you", _ahead, NOTHING)
    if isinstance(found, Answer):
        return found
    meeting = await _readable(found)
    actions = [*_preparing(found, meeting), _leaflets(meeting), _meeting(meeting)]
    zone = found.turn.time_zone
    card = cards.asked_card(meeting, found.person, found.profile, actions, found.start, zone)
    return shown(found, card)


@jobs.on("leaflets.open")
async def leaflets(scene: Scene) -> Answer:
    """What there is to read, for the family and for practitioners."""
    found = await one_meeting(scene, "leaflets.open", "Leaflets and guides", _ahead, NOTHING)
    if isinstance(found, Answer):
        return found
    meeting = await _readable(found)
    return shown(found, cards.leaflets_card(meeting, found.profile, [_meeting(meeting)], found.start))


async def _readable(scene: Scene) -> PlanningMeeting:
    meeting = await the_meeting(scene)
    asked.require_reader(meeting, scene.person)
    return meeting


def _preparing(scene: Scene, meeting: PlanningMeeting) -> list[Action]:
    """The way to the list, for whoever has one."""
    if meeting.phase in preparation.BEFORE and preparation.prepares(meeting, scene.person):
        return [button("How to prepare", "prepare.open", m=meeting.id)]
    return []


def _leaflets(meeting: PlanningMeeting) -> Action:
    return button("Leaflets and guides", "leaflets.open", m=meeting.id)


def _meeting(meeting: PlanningMeeting) -> Action:
    return button(GO_TO, "meeting.open", m=meeting.id)


jobs.unlisted(
    "what is asked",
    "asked.open",
    "What a meeting is for, and what is asked of you",
    *("asked", "what is asked of me", "my part", "agenda", "tasks", "what is the meeting for", "seven tasks"),
)
jobs.unlisted(
    "leaflets",
    "leaflets.open",
    "Leaflets and guides",
    *("leaflet", "guides", "what to read", "information for families"),
)
