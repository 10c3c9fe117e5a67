"""A meeting from its opened views on, with the real jobs: for decision, dissent and key points."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cards.elements import AdaptiveCard
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from dialogs import home
from dialogs.disagreeing import dissent
from dialogs.engine import Engine
from dialogs.meetings import decision, key_points
from dialogs.turn import Answer, Place, PlaceKind
from storage.outbox import Delivery
from storage.store import Store
from tests.builders import PROFILE, STARTS_AT
from tests.cards.lint import assert_good_card
from tests.dialogs.chat import Chat

NOW = STARTS_AT + timedelta(minutes=45)
"""A Tuesday afternoon, three quarters of an hour into the meeting."""
RATIONALE = "The evidence of the last six weeks outweighs the progress that was reported."


class CardChat(Chat):
    """A chat in which every card shown is held to the lint."""

    def _read(self, answer: Answer) -> str:
        for each in (answer.replace, *answer.say):
            if isinstance(each, AdaptiveCard):
                assert_good_card(each)
        return super()._read(answer)


@dataclass
class Room:
    """One meeting in a real store, and a chat for each person."""

    store: Store
    id: str = "m_kay"
    now: datetime = NOW
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        jobs = [home.jobs, decision.jobs, dissent.jobs, key_points.jobs]
        self.engine = Engine(self.store, PROFILE, jobs, home.home)

    async def hold(self, meeting: PlanningMeeting) -> Room:
        """Keep a meeting, to go on with it here."""
        await self.store.meetings.add(meeting)
        self.id = meeting.id
        return self

    def chat(self, person: Person) -> Chat:
        """This person's own chat."""
        return CardChat(self.engine, person, self.now, Place(f"a:{person.id}", PlaceKind.PERSONAL))

    async def meeting(self) -> PlanningMeeting:
        """The meeting as it stands."""
        return await self.store.meetings.load(self.id)

    async def owed(self, kind: NoticeKind) -> list[Delivery]:
        """The messages of a kind in the outbox."""
        return [d for d in await self.store.outbox.of_meeting(self.id) if d.kind is kind]

    async def owed_to(self, kind: NoticeKind) -> list[str]:
        """To whom they are owed."""
        return sorted(d.to for d in await self.owed(kind))

    async def change(self, what: object) -> None:
        """Something that happened elsewhere."""
        await self.store.meetings.update(self.id, what)  # type: ignore[arg-type]
