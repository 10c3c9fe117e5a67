"""The morning after a closed meeting: everybody enrolled, with the jobs for what people disagree about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from cppm.meetings import closing, decision
from cppm.meetings.meeting import Concern, Option, PlanningMeeting
from cppm.people import Person
from dialogs import home
from dialogs.disagreeing import dissent, family_result, family_review, scrutiny
from dialogs.engine import Engine
from dialogs.meetings import decision as decisions
from dialogs.timing import clocks
from tests import builders
from tests.builders import CHAIR, KAY, MINUTE, PROFILE, STARTS_AT, a_settled_meeting, a_viewed_meeting
from tests.dialogs.after_views import CardChat
from tests.dialogs.chat import PRIVATE
from tests.dialogs.invited import Room, open_room

NOW = STARTS_AT + timedelta(days=1, hours=-3)
"""The morning after the meeting."""
SPLIT = [Option.PLACE, Option.PLACE, Option.NOT_PLACE, Option.PLACE, Option.PLACE]


JOBS = [
    home.jobs,
    decisions.jobs,
    dissent.jobs,
    scrutiny.jobs,
    family_review.jobs,
    family_result.jobs,
    clocks.jobs,
]


class Office(Room):
    """A room whose chats hold every card to the lint; `now` may be moved on."""

    def chat(self, person: Person) -> CardChat:
        place = type(PRIVATE)(f"a:{person.id}", PRIVATE.kind)
        return CardChat(self.engine, person, self.now, place)


def closed_without_consensus() -> PlanningMeeting:
    """The views differed, the chair decided, and the meeting is closed."""
    meeting = a_settled_meeting()
    meeting.rounds = a_viewed_meeting(*SPLIT).rounds
    decision.decide(
        meeting,
        CHAIR,
        KAY.id,
        Option.PLACE,
        "Repeated injuries without explanation",
        STARTS_AT + 40 * MINUTE,
        PROFILE,
        rationale="The evidence of the last six weeks outweighs the progress reported.",
        concerns=[Concern("physical abuse", "Two injuries in October")],
        reporter="not needed",
        reporter_reason="The family works with the plan",
    )
    closing.close(meeting, CHAIR, STARTS_AT + 60 * MINUTE)
    return meeting


@asynccontextmanager
async def office(folder: Path, *meetings: PlanningMeeting) -> AsyncIterator[Office]:
    """Everybody the morning after."""
    room = await open_room(folder, NOW, *meetings)
    at_work = Office(room.store, NOW)
    at_work.engine = Engine(room.store, builders.PROFILE, JOBS, home.home)
    yield at_work
    await room.store.close()
