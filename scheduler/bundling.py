"""From steps that have come to what each person is to hear, and when.

All that comes due for one person goes into one message. It waits for their working hours, unless the
clock is urgent; nothing is dropped here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.layout import UK
from cppm.councils.profile import Profile
from cppm.people import Duty
from cppm.records import CHANNEL, Notice, NoticeKind, everyone_with
from cppm.timing.quiet import moment_to_remind
from cppm.timing.steps import Step, StepKind
from storage.dues import Fired
from storage.outbox import Owed
from storage.preferences import Preference
from storage.reminders import Bundle, Item
from storage.store import Store

DUTY = "duty:"
QUIET = "quiet hours"


@dataclass(frozen=True)
class Heard:
    """A step of a due, and who is to hear of it: a person's id, `duty:<duty>`, or the channel."""

    to: str
    fired: Fired
    step: Step

    @property
    def item(self) -> Item:
        """The same as it is kept."""
        return Item(self.fired.meeting_id, self.fired.due.key, self.step.kind, self.step.at)


def heard(fired: Fired) -> Iterator[Heard]:
    """Who hears of what has come: one step however many were missed, and the last call for help.

    When a window closes nothing is late, so nobody is told. The channel hears reminders only.
    """
    due = fired.due
    steps = sorted(fired.steps, key=lambda step: step.at)
    helped = [step for step in steps if step.kind is StepKind.ESCALATION]
    said = [step for step in steps if step not in helped and not (due.window and step.kind is StepKind.LIMIT)]
    for to in due.owes if said else ():
        if to != CHANNEL or said[-1].kind is StepKind.REMINDER:
            yield Heard(to, fired, said[-1])
    for to in due.escalates_to if helped else ():
        yield Heard(to, fired, helped[-1])


class Bundler:
    """Finds the people behind duties, and the moment at which each may be reminded."""

    def __init__(self, store: Store, profile: Profile) -> None:
        self._store, self._profile = store, profile

    async def bundles(self, fired: Iterable[Fired], now: datetime) -> tuple[list[Bundle], list[Owed]]:
        """What each person is to hear, and messages of their own: the channel's, and those for nobody."""
        told: list[Heard] = []
        apart: list[Owed] = []
        for each in (one for due in fired for one in heard(due)):
            people = await self._people(each)
            told += [Heard(person, each.fired, each.step) for person in people]
            apart += [] if people else [_apart(each)]
        wanted = await self._store.preferences.many(each.to for each in told)
        return list(self._bundled(told, wanted, now)), apart

    async def _people(self, each: Heard) -> list[str]:
        """The ids of who is to hear of it; CP Administration when whoever should help has left."""
        if each.to == CHANNEL:
            return []
        if each.to.startswith(DUTY):
            barred = () if each.step.kind is StepKind.ESCALATION else each.fired.due.not_by
            return [person for person in await self._holders(each.to) if person not in barred]
        if each.step.kind is StepKind.ESCALATION and await self._store.people.get(each.to) is None:
            return await self._holders(everyone_with(Duty.CP_ADMIN))
        return [each.to]

    async def _holders(self, addressee: str) -> list[str]:
        people = await self._store.people.with_duty(Duty(addressee.removeprefix(DUTY)))
        return [person.id for person in people]

    def _bundled(
        self, told: Sequence[Heard], wanted: Mapping[str, Preference], now: datetime
    ) -> Iterator[Bundle]:
        of_person: defaultdict[str, list[Heard]] = defaultdict(list)
        for each in told:
            of_person[each.to].append(each)
        for person, all_of_it in of_person.items():
            # Whoever has to be disturbed for one thing hears of the others too, and is left alone later.
            moment = min(self._moment(each, wanted[person], now) for each in all_of_it)
            # Who owes a thing and also holds the duty that is asked for help hears of it once.
            items = {(each.fired.meeting_id, each.fired.due.key): each.item for each in reversed(all_of_it)}
            yield Bundle(person, moment, tuple(items.values()), QUIET if moment > now else "")

    def _moment(self, each: Heard, wanted: Preference, now: datetime) -> datetime:
        quiet = wanted.quiet or self._profile.quiet
        return moment_to_remind(each.fired.due, now, quiet, wanted.zone or UK, self._profile.rest_day)


def _apart(each: Heard) -> Owed:
    """News for the channel; or a message to a duty that nobody holds, so that delivery makes it a task."""
    due = each.fired.due
    key = f"{due.key}:{each.step.at.isoformat()}"
    if each.to == CHANNEL:
        notice = Notice(NoticeKind.GATHERING_IN_CHANNEL, CHANNEL, key, due.about)
    else:
        helps = each.step.kind is StepKind.ESCALATION
        notice = Notice(NoticeKind.ESCALATION if helps else NoticeKind.REMINDER, each.to, key, due.key)
    return Owed(notice, each.fired.meeting_id)
