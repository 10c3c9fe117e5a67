"""Linking the core group's channel to its case: said in the channel, answered with one neutral sentence.

The channel never hears a name, a view, or whether a case exists that the speaker has no part in.
"""

from __future__ import annotations

from cppm.errors import CPPMError
from cppm.meetings.meeting import Phase
from cppm.people import Duty, Role
from dialogs.commands import Command, Jobs
from dialogs.scene import Scene
from dialogs.turn import Answer, Place, PlaceKind
from dialogs.understand import normal
from storage.addresses import Address

jobs = Jobs()

LINKED = (
    "This channel is linked. Neutral news of the planning meeting comes here; "
    "everything else stays in each person's own chat with me."
)


_LINKING = (Role.CHAIR, Role.LEAD_PROFESSIONAL, Role.CORE_GROUP_CHAIR)
"""The roles that may link the channel of a case."""


class OnlyInAChannel(CPPMError):
    """I can link the core group's own channel only. Type link and the case reference in that channel."""

    rule = "SUM-01"


class CannotLink(CPPMError):
    """I can't link this channel for you. The lead professional, the chair of the case's meeting or of its
    core group, or CP Administration, types link and the case reference here."""

    rule = "CHR-01"


class WhichCase(CPPMError):
    """Please type link and the case reference here."""

    rule = "SUM-01"


class NotReachable(CPPMError):
    """I can't tell how messages reach this channel. Add me to the team, then type link here again."""

    rule = "SUM-01"


@jobs.on("link.open", anywhere=True)
async def link(scene: Scene) -> Answer:
    """Remember this channel as that of the case."""
    if scene.turn.place.kind is not PlaceKind.CHANNEL:
        raise OnlyInAChannel
    case_ref = await _case(scene)
    await scene.store.addresses.link_channel(case_ref, await _address(scene), scene.person, scene.now)
    return Answer(say=[LINKED])


async def _case(scene: Scene) -> str:
    """The case meant, among those that this person may link."""
    cases = await _of_meetings(scene) | await _of_core_groups(scene)
    if scene.text.strip():
        cases = {each for each in cases if normal(each) == normal(scene.text)}
    if not cases:
        raise CannotLink
    if len(cases) > 1:
        raise WhichCase
    return cases.pop()


async def _of_meetings(scene: Scene) -> set[str]:
    """The cases whose meetings give the right: also closed ones, for many have no channel before."""
    person, meetings = scene.person, scene.store.meetings
    lines = [line for line in await meetings.for_person(person.id) if line.role in _LINKING]
    if person.has(Duty.CP_ADMIN):
        lines += await meetings.all_open()
    return {line.case_ref for line in lines if line.phase is not Phase.CANCELLED}


async def _of_core_groups(scene: Scene) -> set[str]:
    """The cases whose core group gives the right, also to a chair who was in no planning meeting."""
    person, groups = scene.person, scene.store.core_groups
    lines = [line for line in await groups.for_person(person.id) if line.role in _LINKING]
    if person.has(Duty.CP_ADMIN):
        lines += await groups.all_open()
    return {line.case_ref for line in lines if not line.ended}


async def _address(scene: Scene) -> Address:
    """Where messages to this channel go: to the channel itself, not into the thread of this turn."""
    turn, place = scene.turn, scene.turn.place
    if not place.service_url:
        raise NotReachable
    return Address(place.service_url, turn.tenant, _channel(place), "channel", bot_id=place.bot)


def _channel(place: Place) -> str:
    return place.channel or place.conversation.partition(";")[0]


jobs.command(
    Command(
        "link",
        "link.open",
        "Link the core group's channel (type it there)",
        ("link channel", "link this channel", "connect channel"),
    )
)
