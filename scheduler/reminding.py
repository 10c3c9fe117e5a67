"""A reminder message becomes a card: what is done, muted or put off by then is left out, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.elements import AdaptiveCard
from cards.layout import UK
from cards.timing.digest import digest_card
from cards.timing.reminders import Reminder, escalation_card, reminder_card
from cppm.councils.profile import Profile
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import NoticeKind, everyone_with
from cppm.rights import cut, sitting_in
from cppm.roots import Root
from cppm.timing import clocks
from cppm.timing.boards import owed_by, running
from cppm.timing.steps import StepKind, steps_of
from cppm.timing.timescales import Due, local_day
from scheduler.letter import NotSent
from storage.briefs import Brief
from storage.errors import NoSuchMeeting
from storage.outbox import Claimed
from storage.reminders import Item, Wishes
from storage.store import Store

DONE = "already done"
MUTED = "muted"
SNOOZED = "snoozed"
OVER = "its time is over"
MOVED = "superseded: it has another date since"
ANOTHERS = "somebody else's to do now"
GONE = "the meeting is gone"
NOT_THEIR_DAY = "it is open to them on other days"


@dataclass
class Look:
    """A fresh look at what a message holds: what still stands, and why the rest was left out."""

    reader: Person
    wishes: Wishes
    now: datetime
    zone: str
    stands: dict[tuple[str, str], Reminder] = field(default_factory=dict)
    left_out: list[tuple[Item, str]] = field(default_factory=list)


class Reminding:
    """Makes the card of a message that holds reminders and calls for help."""

    def __init__(self, store: Store, profile: Profile) -> None:
        self._store, self._profile = store, profile

    async def card(self, message: Claimed, reader: Person, now: datetime, brief: Brief) -> AdaptiveCard:
        """One thing has its own card, several share one. Raises NotSent when nothing is left to say."""
        items = _held(message, brief.items.get(message.id, []))
        look = Look(reader, brief.wishes[reader.id], now, brief.zones.get(reader.id) or UK)
        for root_id in dict.fromkeys(item.meeting_id for item in items):
            self._look(look, _root(brief, root_id), [item for item in items if item.meeting_id == root_id])
        await self._store.reminders.left_out(reader.id, look.left_out)
        if not look.stands:
            kept = await self._store.reminders.of_message(message.id)
            whys = [item.why for item in _held(message, kept) if item.why]
            raise NotSent("; ".join(dict.fromkeys(whys or [why for _, why in look.left_out])) or DONE)
        return _card(list(look.stands.values()))

    async def references(self, message_id: str) -> str:
        """The meetings and core groups that a message speaks of, by reference."""
        items = await self._store.reminders.of_message(message_id)
        found = [await self._root_now(root_id) for root_id in dict.fromkeys(i.meeting_id for i in items)]
        return ", ".join(root.reference for root in found if root)

    async def _root_now(self, root_id: str) -> Root | None:
        try:
            return await self._store.root(root_id)
        except NoSuchMeeting:
            return None

    def _look(self, look: Look, root: Root | None, items: Sequence[Item]) -> None:
        """Look at everything of one meeting or core group; None is one that is gone."""
        today = local_day(look.now)
        if isinstance(root, PlanningMeeting) and sitting_in.shut(root, look.reader.id, today):
            look.left_out += [(item, NOT_THEIR_DAY) for item in items]
            return
        owed = {due.key: due for due in clocks.dues(root, self._profile)} if root else {}
        for item in items:
            due = owed.get(item.due_key)
            why = item.why or (GONE if root is None else _why_not(look, item, due))
            if why or root is None or due is None:
                look.left_out.append((item, why or DONE))
                continue
            helps = item.step is StepKind.ESCALATION
            known = root
            if isinstance(root, PlanningMeeting):
                known = cut.for_reader(root, look.reader.id, today)
            look.stands[item.meeting_id, item.due_key] = Reminder(known, due, look.now, look.zone, helps)


def _held(message: Claimed, items: list[Item]) -> list[Item]:
    """What a message holds; of one that was owed by itself, the step it is about."""
    helps = message.kind is NoticeKind.ESCALATION
    step = StepKind.ESCALATION if helps else StepKind.REMINDER
    return items or [Item(message.meeting_id, message.about, step, message.owed_at)]


def _root(brief: Brief, root_id: str) -> Root | None:
    try:
        return brief.root(root_id)
    except NoSuchMeeting:
        return None


def _why_not(look: Look, item: Item, due: Due | None) -> str:
    """Why a step is not told after all; empty when it is."""
    if due is None:
        return DONE
    if not running(due, look.now):
        return OVER
    if _not_come_yet(item, due, look.now):
        return MOVED
    if item.step is StepKind.ESCALATION:
        return _why_no_help(look.reader, due)
    if not owed_by(due, look.reader):
        return ANOTHERS
    if item.meeting_id in look.wishes.muted and not due.statutory:
        return MUTED
    put_off = look.wishes.snoozed.get((item.meeting_id, item.due_key))
    return SNOOZED if put_off and look.now < put_off and look.now < due.limit else ""


def _not_come_yet(item: Item, due: Due, now: datetime) -> bool:
    """Whether what it was about has moved on meanwhile: the steps of the new date come at their own time.

    What its reader asked for belongs to no date.
    """
    if item.step is StepKind.SNOOZED:
        return False
    helps = item.step is StepKind.ESCALATION
    return not any(step.at <= now and (step.kind is StepKind.ESCALATION) == helps for step in steps_of(due))


def _why_no_help(reader: Person, due: Due) -> str:
    """CP Administration is asked where whoever should help has left."""
    if due.done_at is not None or not due.escalates_to:
        return DONE
    asked = _is_among(reader, due.escalates_to) or reader.has(Duty.CP_ADMIN)
    return "" if asked else ANOTHERS


def _is_among(reader: Person, addressees: Sequence[str]) -> bool:
    return not {reader.id, *map(everyone_with, reader.duties)}.isdisjoint(addressees)


def _card(reminders: Sequence[Reminder]) -> AdaptiveCard:
    if len(reminders) > 1:
        return digest_card(reminders)
    return escalation_card(reminders[0]) if reminders[0].helps else reminder_card(reminders[0])
