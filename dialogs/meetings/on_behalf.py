"""Somebody's answer to an invitation, recorded by the chair or CP Administration and marked so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.meetings.attendance import case_line
from cppm.meetings.meeting import Phase
from cppm.people import Role
from dialogs.commands import Command, Jobs
from dialogs.forms import Prepared, Subject
from dialogs.meetings import answers, readiness
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class AnswerForSomebody(answers.AnswerFor):
    """Answer for somebody"""

    job: ClassVar[str] = "attendfor"
    nothing: ClassVar[str] = (
        "There is no meeting for which you can record answers. The chair and CP Administration can."
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings in which this person records for others."""
        lines = await readiness.watched(scene, Role.CHAIR)
        return [
            Subject({"m": line.id}, readiness.label(line, scene))
            for line in lines
            if line.phase is Phase.INVITED
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The people on the list; the one whose row was pressed is filled in."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_recorder(scene.person)
        meeting.require_phase("answering for somebody", Phase.INVITED)
        people = {
            line.person.id: f"{line.person.name}, {line.person.agency}: {line.coming}"
            for line in meeting.invitees
            if line.invited_at and line.person.id != scene.person.id
        }
        return Prepared(
            options={"person": people},
            earlier={"person": scene.ids["p"]} if scene.ids.get("p") in people else {},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Take the answer on their behalf; it is marked with how they told."""
        deputy, person = None, await scene.store.people.former(self.person)
        if person and self.answer == "deputy":
            deputy = await answers.enrolled_deputy(scene, person, "", self.deputy_name)
        done = await scene.store.meetings.update(
            scene.ids["m"],
            lambda meeting: answers.take(self, meeting, scene, deputy, self.person, self.source),
            scene.person,
            scene.once,
        )
        return await answers.recorded(scene, done.meeting, done.meeting.invitee(self.person))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is ready, which shows the answer as it stands."""
        return await readiness.ready(scene)


jobs.command(
    Command(
        "answer for",
        "attendfor.open",
        "Record somebody's answer for them",
        ("answer for somebody", "attend for", "attendance for", "record an answer"),
        for_whom=readiness.records,
        listed=False,
    )
)
