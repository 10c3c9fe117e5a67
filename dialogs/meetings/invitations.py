"""The invitation list: seen by its keepers, sent to the chair, agreed or sent back (CON-07, INV-01..09)."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import button
from cards.meetings.booking import lists_card
from cppm.meetings import invitations
from cppm.meetings.meeting import Phase, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.forms import Prepared, Subject, ask
from dialogs.meetings import inviting, usual, who_else
from dialogs.meetings.keeping import case_line, kept, listed
from dialogs.meetings.listing import UNTIL_CLOSED, OfOneList, changed, shown
from dialogs.rights import sitting_in
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(usual.jobs)
jobs.add(inviting.jobs)
jobs.add(who_else.jobs)
jobs.add(sitting_in.jobs)

MOST_BUTTONS = 6


@jobs.on("list.open")
async def open_list(scene: Scene) -> Answer:
    """Everybody on the list, for those who keep it; with the steps this person can take."""
    if "m" in scene.ids:
        return await shown(scene, await listed(scene))
    found = await kept(scene, *Phase)
    if len(found) == 1:
        return await open_list(scene.about(found[0].ids))
    if not found:
        return Answer(say=["You keep no invitation list. Type meetings to see the meetings you are in."])
    return Answer(
        say=[lists_card([button(each.label, "list.open", **each.ids) for each in found[:MOST_BUTTONS]])]
    )


@jobs.on("list.send")
async def send(scene: Scene) -> Answer:
    """Ask the chair to agree the list."""
    scene = await _of_the_only(scene, Phase.BOOKED)
    meeting = await listed(scene)
    if meeting.phase is not Phase.BOOKED or meeting.list_sent_at:
        return await shown(scene, meeting, "The list has gone to the chair already.")
    return await changed(
        scene,
        lambda m: invitations.send_for_approval(m, scene.person, scene.now),
        "The list is with the chair",
        lambda m: [("Chair", m.chair.name), ("On the list", _count(m))],
        "Invitations go out when the chair has agreed. You are told if something is to change.",
    )


@jobs.on("list.approve")
async def approve(scene: Scene) -> Answer:
    """The chair agrees; the invitations go out."""
    scene = await _of_the_only(scene, *UNTIL_CLOSED, chair_only=True)
    meeting = await listed(scene)
    waiting = len(invitations.waiting_for_chair(meeting))
    meeting.require_chair(scene.person)
    if meeting.phase is not Phase.BOOKED and not waiting:
        return await shown(scene, meeting, "You have agreed this list already.")
    return await changed(
        scene,
        lambda m: invitations.approve_list(m, scene.person, scene.now),
        "You have agreed the list",
        lambda m: [("Invited", f"{waiting} {'person' if waiting == 1 else 'people'}")],
        "The invitations are on their way. You see who has answered under Who is ready.",
    )


async def _of_the_only(scene: Scene, *phases: Phase, chair_only: bool = False) -> Scene:
    """The scene about the one meeting it can be about, when it was typed and no meeting came along."""
    found = [] if "m" in scene.ids else await kept(scene, *phases, chair_only=chair_only)
    return scene.about(found[0].ids) if len(found) == 1 else scene


def _count(meeting: PlanningMeeting) -> str:
    return f"{len(meeting.invitees)} people"


@jobs.form
class SendBack(OfOneList):
    """Send the list back"""

    job = "return"
    submit = "Send back"
    nothing = "There is no list that waits for you. Type home to see what you owe."

    what: str = ask("What should change?", label="What to change", kind="long", max_length=1000)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The lists that wait for this chair."""
        return await kept(scene, Phase.BOOKED, chair_only=True)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The chair alone, before the list is agreed."""
        meeting = await listed(scene)
        meeting.require_chair(scene.person)
        meeting.require_phase("returning the list", Phase.BOOKED)
        return Prepared(case_line=case_line(meeting, scene))

    async def record(self, scene: Scene) -> Answer:
        """Say what to change; the lead professional and whoever booked are told."""
        return await changed(
            scene,
            lambda m: invitations.return_list(m, scene.person, self.what, scene.now),
            "The list goes back",
            lambda m: [("What to change", self.what)],
            "The lead professional is told, and sends it to you again.",
        )


_COMMANDS = {
    "list.open": ("invitation list", "list, invitations, the list, invites, who is invited"),
    "list.send": ("send the list", "send list, list to the chair"),
    "list.approve": ("agree the list", "agree, approve, approve the list"),
    "return.open": ("send the list back", "return, send back, return the list"),
    "usual.open": ("usual people", "usual, people usually invited"),
    "also.open": ("who else", "also, others thought of, who else is thought of"),
    "invite.open": ("invite somebody", "invite, add, add somebody, add someone"),
    "remove.open": ("take somebody off", "remove, take off, uninvite"),
}
for _verb, (_name, _words) in _COMMANDS.items():
    jobs.command(
        Command(_name, _verb, "The invitation list of a meeting", tuple(_words.split(", ")), listed=False)
    )
