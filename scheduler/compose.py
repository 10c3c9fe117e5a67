"""Turning a message owed into an address and a card, after a fresh look at who may see what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime

from cards.desk.leaving import left_to_you_card
from cards.desk.undelivered import LostMessage, undelivered_card
from cards.elements import AdaptiveCard
from cards.groups.group_notices import group_notice_card
from cards.groups.group_occasion import GroupOccasion
from cards.layout import UK, capital
from cards.meetings.requests import request_notice_card
from cards.moves.notices import whereabouts_notice_card
from cards.notices import Occasion, notice_card
from cppm.councils.profile import Profile
from cppm.disagreeing.scrutiny import may_scrutinise
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty, Person
from cppm.records import CHANNEL, NoticeKind
from cppm.requests import MeetingRequest
from cppm.rights import cut, sitting_in
from cppm.roots import Root
from cppm.timing import clocks
from cppm.timing.timescales import local_day, morning_of
from cppm.undelivered import called
from scheduler.channel import Channel
from scheduler.letter import Letter, NotSent, NotYet
from scheduler.reminding import GONE, Reminding
from scheduler.superseded import superseded
from storage.addresses import Address
from storage.briefs import REMINDING, Brief
from storage.errors import NoSuchMeeting
from storage.outbox import NO_MEETING, Claimed, Delivery, State
from storage.store import Store
from storage.threads import Thread

__all__ = ["Composer", "Letter", "NotSent", "Reach"]

Reach = Callable[[Person, Address | None], Awaitable[Address]]
"""Gives somebody's 1:1 chat: the one that is known, where there is one, or else a new one."""

OUTSIDE = frozenset(
    {
        NoticeKind.MEETING_REQUESTED,
        NoticeKind.MOVE_NEWS,
        NoticeKind.FAMILY_HANDED_OVER,
        NoticeKind.ADDRESS_REPORTED,
        NoticeKind.ADDRESS_NEWS,
        NoticeKind.ADDRESS_DONE,
        NoticeKind.STAY_TO_AGREE,
        NoticeKind.REQUEST_TO_BOOK,
        NoticeKind.SCRUTINY,
        NoticeKind.SCRUTINY_NEWS,
        NoticeKind.DISSENT_TO_MANAGER,
        NoticeKind.DISSENT_RAISED,
        NoticeKind.FAMILY_REVIEW_LOGGED,
        NoticeKind.FAMILY_REVIEW_DECIDED,
        NoticeKind.LIMIT_TO_APPROVE,
        NoticeKind.LIMIT_NOT_AGREED,
        NoticeKind.TELLING,
        NoticeKind.MEETING_CANCELLED,
        NoticeKind.LIST_RETURNED,
        NoticeKind.GATHERING_MOVED,
        NoticeKind.PART_HANDED_OVER,
        NoticeKind.GROUP_LEFT,
        NoticeKind.GROUP_ENDED,
    }
)
"""Notices that go to people who need not take part, or no longer do; their cards carry no details."""


class Composer:
    """Makes the letter of a message from the meeting or core group as it stands now.

    `clock` gives aware UTC moments.
    """

    def __init__(self, store: Store, profile: Profile, reach: Reach, clock: Callable[[], datetime]) -> None:
        self._store, self._profile, self._reach, self._clock = store, profile, reach, clock
        self._reminding = Reminding(store, profile)
        self._channel = Channel(store, profile)

    async def brief(self, messages: Sequence[Claimed]) -> Brief:
        """Look up at once what these messages need; they are composed from it without delay."""
        return await self._store.briefs.of(messages)

    async def compose(self, message: Claimed, brief: Brief) -> Letter:
        """Where it goes and what it shows. Raises NotSent when it should not go out any more."""
        if message.to == CHANNEL:
            return await self._channel.letter(message, _root(message, brief), self._clock())
        reader = await self._reader(message)
        card = await self._card(message, reader, brief)
        return Letter(await self._reach(reader, brief.chats.get(reader.id)), card)

    async def holders(self, message: Claimed) -> list[str]:
        """The ids of everybody who holds the duty a message is for, and may use it there."""
        people = await self._store.people.with_duty(Duty(message.to.removeprefix("duty:")))
        if message.kind is NoticeKind.SCRUTINY:
            meeting = await self._root_now(message)
            people = [
                p for p in people if isinstance(meeting, PlanningMeeting) and may_scrutinise(meeting, p)
            ]
        if message.kind is NoticeKind.REMINDER:
            owed = clocks.dues(await self._root_now(message), self._profile)
            barred = {each for due in owed if due.key == message.about for each in due.not_by}
            people = [p for p in people if p.id not in barred]
        return [person.id for person in people]

    async def unreachable(self, address: Address, why: str) -> None:
        """Teams refuses this address until the person or the installation comes back."""
        await self._store.addresses.inactive(address.conversation, why)

    async def lost(self, addressee: str, meeting_id: str) -> list[Delivery]:
        """The messages that did not reach an addressee, until somebody has seen to them."""
        return await self._store.undelivered.to(addressee, meeting_id)

    async def posted(self, letter: Letter, activity_id: str) -> None:
        """A new post stands in its channel: what is said of it later goes there."""
        if letter.about and not letter.thread:
            root_id, about = letter.about
            thread = Thread(root_id, about, letter.address.conversation, activity_id)
            await self._store.threads.keep(thread)

    async def finished(self, message: Claimed, letter: Letter) -> None:
        """The next message about the same thing in a channel may come."""
        if letter.about:
            await self._store.threads.let_go(*letter.about, message.id)

    async def vanished(self, thread: Thread) -> None:
        """Somebody has deleted the post: the next news of it is a new one."""
        await self._store.threads.forget(thread)

    async def _card(self, message: Claimed, reader: Person, brief: Brief) -> AdaptiveCard:
        if message.kind is NoticeKind.UNDELIVERED:
            return await self._undelivered(message)
        if message.kind is NoticeKind.LEFT_TO_YOU:
            return await self._left(message)
        if message.kind in REMINDING:
            return await self._reminding.card(message, reader, self._clock(), brief)
        root = _root(message, brief)
        if message.kind not in OUTSIDE:
            self._require_part(root, reader)
        if why := superseded(root, message.kind, message.about, message.owed_at):
            raise NotSent(why)
        zone = brief.zones.get(reader.id) or UK
        return _notice(message, root, reader, self._profile, zone, local_day(self._clock()))

    def _require_part(self, root: Root, reader: Person) -> None:
        """Raises NotSent for whoever takes no part, and NotYet for whoever sits in from a later day on."""
        today = local_day(self._clock())
        if isinstance(root, PlanningMeeting):
            if day := sitting_in.opens(root, reader.id, today):
                raise NotYet("it opens for them on a later day", morning_of(day))
            root = cut.for_reader(root, reader.id, today)
        if reader.id not in root.participants():
            raise NotSent("no longer takes part in the meeting")

    async def _root_now(self, message: Claimed) -> Root:
        try:
            return await self._store.root(message.meeting_id)
        except NoSuchMeeting:
            raise NotSent(GONE) from None

    async def _reader(self, message: Claimed) -> Person:
        reader = await self._store.people.get(message.to)
        if reader is None:
            raise NotSent("the person has left")
        return reader

    async def _undelivered(self, message: Claimed) -> AdaptiveCard:
        first = await self._store.outbox.by_id(message.about)
        if first is None:
            raise NotSent("the message it speaks of is gone")
        if first.state in (State.SENT, State.DROPPED):
            raise NotSent("it has arrived since, or somebody has seen to it")
        # A process that ended while it gave up has owed the task, and marks the message when it is back.
        lost = await self._store.undelivered.to(first.to, first.meeting_id) or [first]
        found = [LostMessage(called(each.kind), await self._reference(each), each.why) for each in lost]
        ids = {"p": first.to} | ({"m": first.meeting_id} if first.to == CHANNEL else {})
        return undelivered_card(await self._called(first.to), found, ids)

    async def _left(self, message: Claimed) -> AdaptiveCard:
        """What somebody who has left leaves to the reader: where they stood, by neutral references."""
        leaver = await self._store.people.former(message.about)
        if leaver is None or await self._store.people.get(message.about):
            raise NotSent("they have not left, or are back")
        left = await self._store.left_by(leaver.id)
        if not left:
            raise NotSent("nothing of theirs is open any more")
        return left_to_you_card(leaver.name, left)

    async def _reference(self, lost: Delivery) -> str:
        """What a lost message was about, by its neutral reference."""
        if lost.meeting_id == NO_MEETING:
            return await self._reminding.references(lost.id)
        try:
            return (await self._store.root(lost.meeting_id)).reference
        except NoSuchMeeting:
            return ""

    async def _called(self, to: str) -> str:
        """An addressee as CP Administration knows it."""
        if to == CHANNEL:
            return "The core group's channel"
        if to.startswith("duty:"):
            return capital(to.removeprefix("duty:"))
        reader = await self._store.people.former(to)
        return reader.name if reader else "Somebody who is no longer enrolled"


def _root(message: Claimed, brief: Brief) -> Root:
    try:
        return brief.root(message.meeting_id)
    except NoSuchMeeting:
        raise NotSent(GONE) from None


def _notice(
    message: Claimed, root: Root, reader: Person, profile: Profile, zone: str, today: date
) -> AdaptiveCard:
    if isinstance(root, CoreGroup):
        return group_notice_card(message.kind, GroupOccasion(root, reader, message.about, profile, zone))
    if isinstance(root, MeetingRequest):
        return request_notice_card(message.kind, root, zone)
    if isinstance(root, Whereabouts):
        return whereabouts_notice_card(message.kind, root, reader, message.about, zone)
    known = cut.for_reader(root, reader.id, today)
    return notice_card(message.kind, Occasion(known, reader, message.about, profile, None, zone))
