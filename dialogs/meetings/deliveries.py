"""What became of messages: the key points for each person, and every message of a meeting or core group."""

from __future__ import annotations

from datetime import datetime

from cards.desk.undelivered import PERHAPS
from cards.elements import Action, button
from cards.layout import UK, day_and_time
from cards.meetings import deliveries as report_cards
from cards.meetings import key_points as cards
from cards.meetings.deliveries import Message
from cppm.meetings import key_points
from cppm.meetings.meeting import NotYours, PlanningMeeting
from cppm.people import Duty
from cppm.records import CHANNEL, NoticeKind
from cppm.roots import Root, called, id_name
from cppm.timing.boards import may_oversee
from cppm.timing.catalogue import catalogue
from cppm.timing.steps import StepKind
from cppm.undelivered import CONFIDENTIAL
from dialogs.commands import Command, Jobs
from dialogs.forms import Subject
from dialogs.groups.grouping import groups_where
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import chosen, shown, the_meeting
from dialogs.reading import meetings_where, one_meeting
from dialogs.scene import Scene
from dialogs.timing.owed import next_buttons as what_comes_next
from dialogs.timing.owed import root_of
from dialogs.turn import Answer
from storage.outbox import Delivery, State
from storage.reminders import Told

jobs = Jobs()

GATHERED = frozenset({NoticeKind.REMINDER, NoticeKind.ESCALATION})
CALLED = {
    NoticeKind.GATHERING: "Core group meeting",
    NoticeKind.GATHERING_MOVED: "Core group meeting moved",
    NoticeKind.GROUP_HANDED_OVER: "Core group handed over",
    NoticeKind.GATHERING_CLOSED: "Core group meeting held",
    NoticeKind.GATHERING_IN_CHANNEL: "Core group meeting, in the channel",
}


@jobs.on("deliveries.open")
async def deliveries(scene: Scene) -> Answer:
    """What became of the key points for each person, for the chair and CP Administration."""
    if "g" in scene.ids:
        return await messages(scene)
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
    _require_overseer(scene, meeting)
    kinds = (NoticeKind.KEY_POINTS, NoticeKind.KEY_POINTS_IN_CHANNEL)
    report = [d for d in await scene.store.outbox.of_meeting(meeting.id) if d.kind in kinds]
    lines = [cards.Delivered(await _addressee(scene, meeting, d.to), _stands(scene, d)) for d in report]
    again = button("Bring up to date", "deliveries.open", m=meeting.id)
    actions = [*([again] if lines else []), report_cards.all_messages(m=meeting.id)]
    following = next_buttons(meeting, scene.person, 4)
    return shown(scene, cards.deliveries_card(meeting, lines, [*actions, *following]))


@jobs.on("reminders.open")
async def messages(scene: Scene) -> Answer:
    """Every message and reminder of a meeting or core group: who, when, what became of it, and why."""
    found = scene if scene.ids.get("m") or scene.ids.get("g") else await _meant(scene)
    if isinstance(found, Answer):
        return found
    root = await root_of(found)
    _require_overseer(found, root)
    ids = {id_name(root): root.id}
    start = found.start
    actions: list[Action] = what_comes_next(found, root)[-1:]
    lines, lost = await _messages(found, root), await _unreachable(found, root)
    return shown(found, report_cards.messages_card(root.reference, lines, lost, start, ids, actions))


async def _meant(scene: Scene) -> Scene | Answer:
    """What this person oversees: meetings they chair, and core groups they answer for."""
    groups = await groups_where(scene, lambda group: may_oversee(group, scene.person))
    subjects = [Subject({"g": group.id}, group.reference) for group in groups]
    subjects += await meetings_where(scene, lambda m: m.chair.id == scene.person.id)
    nothing = "You chair no meeting and lead no core group, so there is no report for you. Type home."
    return chosen(scene, subjects, "reminders.open", "Whose messages?", nothing)


def _require_overseer(scene: Scene, root: Root) -> None:
    """Refuse everybody but the chair and CP Administration; of a core group those who answer for it."""
    if not scene.person.has(Duty.CP_ADMIN):
        root.role_of(scene.person)
    if isinstance(root, PlanningMeeting):
        root.require_recorder(scene.person)
    elif not may_oversee(root, scene.person):
        raise NotYours(who="the chair or CP Administration", next_step="Ask one of them what was delivered.")


async def _messages(scene: Scene, root: Root) -> list[Message]:
    """The report in words, the newest first."""
    sent = await scene.store.outbox.of_meeting(root.id)
    plain = [d for d in sent if d.kind not in CONFIDENTIAL | GATHERED]
    told = await scene.store.reminders.of_root(root.id)
    found = [(d.sent_at or d.due_at, await _of_delivery(scene, root, d)) for d in plain]
    found += [(t.sent_at or t.due_at, await _of_reminder(scene, root, t)) for t in told if not _private(t)]
    return [line for _, line in sorted(found, key=lambda pair: pair[0], reverse=True)]


async def _of_delivery(scene: Scene, root: Root, delivery: Delivery) -> Message:
    what = CALLED.get(delivery.kind) or str(delivery.kind).replace("_", " ").capitalize()
    return Message(await _called(scene, root, delivery.to), what, _stands(scene, delivery))


def _private(told: Told) -> bool:
    kind = catalogue().get(told.item.due_key.partition(":")[0])
    return kind is not None and kind.private


async def _of_reminder(scene: Scene, root: Root, told: Told) -> Message:
    kind = catalogue().get(told.item.due_key.partition(":")[0])
    task = kind.task if kind else "Something owed"
    what = f"Asked to help: {task}" if told.item.step is StepKind.ESCALATION else f"Reminder: {task}"
    if told.item.why:
        return Message(await _called(scene, root, told.person_id), what, f"Not sent: {told.item.why}")
    stands = _in_words(scene, told.state, told.sent_at, told.due_at, told.why)
    return Message(await _called(scene, root, told.person_id), what, stands)


async def _unreachable(scene: Scene, root: Root) -> dict[str, str]:
    """Who of those taking part can't be reached in Teams, by name, and why."""
    silent = await scene.store.addresses.refusing(list(root.participants()))
    return {await _called(scene, root, person): why for person, why in silent.items()}


async def _called(scene: Scene, root: Root, to: str) -> str:
    known = called(root, to)
    person = None if known else await scene.store.people.former(to)
    return known or (person.name if person else "Somebody who is no longer enrolled")


async def _addressee(scene: Scene, meeting: PlanningMeeting, to: str) -> str:
    if to == CHANNEL:
        return "The core group's channel"
    addressed = key_points.addressed(meeting).get(to)
    known = f"{addressed[1]}, {addressed[0]}" if addressed else meeting.names.get(to)
    person = None if known else await scene.store.people.former(to)
    return known or (person.name if person else "Somebody who is no longer enrolled")


def _stands(scene: Scene, delivery: Delivery) -> str:
    stands = _in_words(scene, delivery.state, delivery.sent_at, delivery.due_at, delivery.why)
    return f"{stands}, perhaps twice" if delivery.state is State.SENT and delivery.unsure else stands


def _in_words(scene: Scene, state: State, sent_at: datetime | None, due_at: datetime, why: str) -> str:
    """What became of one message, and what to do where it did not arrive."""
    zone = scene.turn.time_zone or UK
    if state is State.SENT and sent_at:
        return f"Sent {day_and_time(sent_at, zone)}"
    because = f": {report_cards.in_words(why.rstrip('.').removeprefix(PERHAPS))}" if why else ""
    if state is State.WAITING and due_at > scene.now:
        return f"Comes {day_and_time(due_at, zone)}{because}"
    return {
        State.WAITING: f"On its way{because}",
        State.SENDING: "On its way",
        State.UNKNOWN: f"Perhaps not arrived{because}. Ask them.",
        State.FAILED: f"Not delivered{because}. Reach them another way.",
        State.DROPPED: f"Not sent{because}",
    }.get(state, "On its way")


jobs.command(
    Command(
        "deliveries", "deliveries.open", "What was delivered", ("delivered", "delivery report"), listed=False
    )
)
jobs.command(
    Command(
        "messages",
        "reminders.open",
        "Every message of a meeting, and what became of it",
        ("reminders", "all messages", "not reachable"),
        listed=False,
    )
)
