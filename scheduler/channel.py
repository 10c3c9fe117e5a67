"""What a channel shows: one post about each thing, kept up to date in its place, and short remarks beneath.

The post about a core group meeting comes a week before it, or as soon as it is arranged within the week;
until then a change of its state has nothing to bring up to date.
"""

from __future__ import annotations

from datetime import datetime

from cards.elements import AdaptiveCard
from cards.groups.group_notices import group_notice_card
from cards.groups.group_occasion import GroupOccasion
from cards.layout import day, time_of_day
from cards.notices import Occasion, notice_card
from cppm.councils.profile import Profile
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.moves.whereabouts import Whereabouts
from cppm.requests import MeetingRequest
from cppm.roots import Root
from cppm.timing.timescales import local_day
from scheduler.letter import Letter, NotSent, NotYet
from storage.outbox import Claimed
from storage.store import Store

FROM_THEN_ON = 7
"""How many days before a core group meeting its post appears."""
STATE = "state:"
"""How the key begins of news that says nothing by itself, but changes what the post shows."""

NO_CHANNEL = "no channel is linked to the case"


class Channel:
    """Makes what goes to the core group's channel. Nothing in it names a family or says what was decided."""

    def __init__(self, store: Store, profile: Profile) -> None:
        self._store, self._profile = store, profile

    async def letter(self, message: Claimed, root: Root, now: datetime) -> Letter:
        """The post, or what takes its place; nothing else about the same thing is sent until it is finished.

        Raises NotSent, and NotYet while another message about it is on its way: two that found no post would
        make two, and an older state of things might overtake a newer one.
        """
        if not await self._store.threads.hold(root.id, message.about, message.id, now, message.until):
            raise NotYet("another message about it is on its way")
        try:
            return await self._letter(message, root, now)
        except NotSent:
            await self._store.threads.let_go(root.id, message.about, message.id)
            raise

    async def _letter(self, message: Claimed, root: Root, now: datetime) -> Letter:
        address = await self._store.addresses.channel(root.case_ref)
        if address is None:
            refuses = await self._store.addresses.channel_refuses(root.case_ref)
            raise NotSent(f"the channel refuses messages: {refuses}" if refuses else NO_CHANNEL)
        thread = await self._store.threads.of(root.id, message.about)
        if thread and thread.conversation != address.conversation:
            thread = None  # another channel was linked since
        about = _gathering(root, message.about)
        if thread is None and about:
            _require_time(about, now)
        card, place = self._card(message, root), (root.id, message.about)
        if thread is None:
            return Letter(address, card, about=place)
        said = about is not None and f":{STATE}" not in message.key
        return Letter(address, card, thread, _remark(about, now) if said and about else "", place)

    def _card(self, message: Claimed, root: Root) -> AdaptiveCard:
        if isinstance(root, CoreGroup):
            return group_notice_card(message.kind, GroupOccasion(root, None, message.about, self._profile))
        if isinstance(root, MeetingRequest):
            raise NotSent("a request is nobody's but theirs who asked and who answer")
        if isinstance(root, Whereabouts):
            raise NotSent("where a child lives is never told in a channel")
        return notice_card(message.kind, Occasion(root, None, message.about, self._profile))


def _gathering(root: Root, about: str) -> Gathering | None:
    if not isinstance(root, CoreGroup):
        return None
    return next((each for each in root.gatherings if each.id == about), None)


def _require_time(about: Gathering, now: datetime) -> None:
    """A post begins within the week before its meeting, and never afterwards."""
    if about.phase in (GatheringPhase.CLOSED, GatheringPhase.CANCELLED):
        raise NotSent("superseded: the meeting is over, and was never posted")
    if _days_to(about, now) > FROM_THEN_ON:
        raise NotSent("not posted yet")


def _remark(about: Gathering, now: datetime) -> str:
    """A short line under the post, so that people in the channel are reminded without another card.

    A meeting that has moved beyond the week says nothing yet.
    """
    if about.phase is not GatheringPhase.PLANNED or _days_to(about, now) > FROM_THEN_ON:
        return ""
    when = {0: "today", 1: "tomorrow"}.get(_days_to(about, now)) or f"on {day(local_day(about.starts_at))}"
    return f"The core group meets {when} at {time_of_day(about.starts_at)}. The card above is up to date."


def _days_to(about: Gathering, now: datetime) -> int:
    return (local_day(about.starts_at) - local_day(now)).days
