"""Turning a message owed into an address and a card, after a fresh look at who may see what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cards.elements import AdaptiveCard
from cards.notices import Occasion, notice_card, undelivered_card
from cppm import clocks
from cppm.decision import may_scrutinise
from cppm.meeting import PlanningMeeting
from cppm.people import Duty, Person
from cppm.profile import Profile
from cppm.records import CHANNEL, NoticeKind
from cppm.timescales import Due
from storage.addresses import Address
from storage.errors import NoSuchMeeting
from storage.outbox import Claimed
from storage.store import Store

Reach = Callable[[Person], Awaitable[Address]]
"""Finds or opens somebody's 1:1 chat."""

OUTSIDE = frozenset(
    {
        NoticeKind.ESCALATION,
        NoticeKind.SCRUTINY,
        NoticeKind.DISSENT_TO_MANAGER,
        NoticeKind.UNDELIVERED,
        NoticeKind.TELLING,
        NoticeKind.MEETING_CANCELLED,
        NoticeKind.LIST_RETURNED,
    }
)
"""Notices that go to people who need not be on the invitation list; their cards carry no details."""


class NotSent(Exception):
    """Why a message is rightly not sent; kept with it."""


class Composer:
    """Makes the card of a message from the meeting as it stands now."""

    def __init__(self, store: Store, profile: Profile, reach: Reach) -> None:
        self._store, self._profile, self._reach = store, profile, reach

    async def compose(self, message: Claimed) -> tuple[Address, AdaptiveCard]:
        """The address and card. Raises NotSent when it should not go out any more."""
        meeting = await self._meeting(message)
        if message.to == CHANNEL:
            return await self._for_channel(message, meeting)
        reader = await self._reader(message)
        if message.kind is NoticeKind.UNDELIVERED:
            return await self._reach(reader), await self._undelivered(message, meeting)
        if message.kind not in OUTSIDE and reader.id not in meeting.participants():
            raise NotSent("no longer takes part in the meeting")
        occasion = Occasion(meeting, reader, message.about, self._profile, self._due(message, meeting))
        return await self._reach(reader), notice_card(message.kind, occasion)

    async def holders(self, message: Claimed) -> list[str]:
        """The ids of everybody who holds the duty a message is for; scrutiny only goes to the uninvolved."""
        people = await self._store.people.with_duty(Duty(message.to.removeprefix("duty:")))
        if message.kind is NoticeKind.SCRUTINY:
            meeting = await self._meeting(message)
            people = [person for person in people if may_scrutinise(meeting, person)]
        return [person.id for person in people]

    async def unreachable(self, address: Address, why: str) -> None:
        """Teams refuses this address until the person or the installation comes back."""
        await self._store.addresses.inactive(address.conversation, why)

    async def _meeting(self, message: Claimed) -> PlanningMeeting:
        try:
            return await self._store.meetings.load(message.meeting_id)
        except NoSuchMeeting:
            raise NotSent("the meeting is gone") from None

    async def _reader(self, message: Claimed) -> Person:
        reader = await self._store.people.get(message.to)
        if reader is None:
            raise NotSent("the person has left")
        return reader

    def _due(self, message: Claimed, meeting: PlanningMeeting) -> Due | None:
        if message.kind not in (NoticeKind.REMINDER, NoticeKind.ESCALATION):
            return None
        for due in clocks.dues(meeting, self._profile):
            if due.key == message.about:
                return due
        raise NotSent("already done")

    async def _for_channel(self, message: Claimed, meeting: PlanningMeeting) -> tuple[Address, AdaptiveCard]:
        address = await self._store.addresses.channel(meeting.case_ref)
        if address is None:
            raise NotSent("no channel is linked to the case")
        return address, notice_card(message.kind, Occasion(meeting, None, message.about, self._profile))

    async def _undelivered(self, message: Claimed, meeting: PlanningMeeting) -> AdaptiveCard:
        report = await self._store.outbox.of_meeting(meeting.id)
        lost = next((d for d in report if d.id == message.about), None)
        if lost is None:
            raise NotSent("the message it speaks of is gone")
        who = await self._called(lost.to)
        what = str(lost.kind).replace("_", " ")
        return undelivered_card(meeting.reference, who, what, [lost.why])

    async def _called(self, to: str) -> str:
        """An addressee as CP Administration knows it."""
        if to == CHANNEL:
            return "The core group's channel"
        if to.startswith("duty:"):
            return f"Everybody with the duty of {to.removeprefix('duty:').replace('_', ' ')}"
        reader = await self._store.people.former(to)
        return reader.name if reader else "Somebody who is no longer enrolled"
