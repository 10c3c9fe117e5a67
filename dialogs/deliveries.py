"""What became of the key points for each person, for the chair and CP Administration."""

from __future__ import annotations

from cards import key_points as cards
from cards.decision import names
from cards.elements import button
from cards.layout import day_and_time
from cppm import key_points
from cppm.meeting import PlanningMeeting
from cppm.people import Duty
from cppm.records import CHANNEL, NoticeKind
from dialogs.chairing import shown, the_meeting
from dialogs.commands import Command, Jobs
from dialogs.hub import next_buttons
from dialogs.reading import one_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.outbox import Delivery, State

jobs = Jobs()


@jobs.on("deliveries.open")
async def deliveries(scene: Scene) -> Answer:
    """What became of the key points for each person, for the chair and CP Administration."""
    found = await one_meeting(
        scene,
        "deliveries.open",
        "What was delivered",
        lambda m: m.chair.id == scene.person.id and m.key_points is not None,
        "Type meetings and open the one whose deliveries you want to see.",
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting = await the_meeting(scene)
    if not scene.person.has(Duty.CP_ADMIN):
        meeting.role_of(scene.person)
    meeting.require_recorder(scene.person)
    kinds = (NoticeKind.KEY_POINTS, NoticeKind.KEY_POINTS_IN_CHANNEL)
    report = [d for d in await scene.store.outbox.of_meeting(meeting.id) if d.kind in kinds]
    lines = [cards.Delivered(await _addressee(scene, meeting, d.to), _stands(scene, d)) for d in report]
    again = button("Bring up to date", "deliveries.open", m=meeting.id)
    actions = [*([again] if lines else []), *next_buttons(meeting, scene.person)]
    return shown(scene, cards.deliveries_card(meeting, lines, actions))


async def _addressee(scene: Scene, meeting: PlanningMeeting, to: str) -> str:
    if to == CHANNEL:
        return "The core group's channel"
    addressed = key_points.addressed(meeting).get(to)
    known = f"{addressed[1]}, {addressed[0]}" if addressed else names(meeting).get(to)
    person = None if known else await scene.store.people.former(to)
    return known or (person.name if person else "Somebody who is no longer enrolled")


def _stands(scene: Scene, delivery: Delivery) -> str:
    """What became of one message, and what to do where it did not arrive."""
    if delivery.state is State.SENT and delivery.sent_at:
        return f"Sent {day_and_time(delivery.sent_at, scene.turn.time_zone)}"
    why = f": {delivery.why.rstrip('.')}" if delivery.why else ""
    return {
        State.WAITING: f"On its way{why}",
        State.SENDING: "On its way",
        State.UNKNOWN: f"Perhaps not arrived{why}. Ask them.",
        State.FAILED: f"Not delivered{why}. Reach them another way.",
        State.DROPPED: f"Not sent{why}",
    }.get(delivery.state, "On its way")


jobs.command(
    Command(
        "deliveries", "deliveries.open", "What was delivered", ("delivered", "delivery report"), listed=False
    )
)
