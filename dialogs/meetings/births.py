"""A baby is born before the planning meeting about it is held (GEN-07, OUT-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from cards.layout import day, day_and_time
from cppm.groups import following
from cppm.meetings import booking
from cppm.meetings.dates import latest_day
from cppm.meetings.meeting import Child, MeetingKind, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Duty
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, the_meeting
from dialogs.meetings.reviewing import group_under_review
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

AHEAD = (Phase.BOOKED, Phase.INVITED)


@jobs.form
class BornEarly(Form):
    """A baby is born before the meeting"""

    job: ClassVar[str] = "bornearly"
    nothing: ClassVar[str] = (
        "No meeting of yours that is still ahead is about an unborn baby. For a baby registered before "
        "birth, type born."
    )

    on: date = ask("On which day was the baby born?", label="Born on", side="past")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Every unborn baby of a meeting ahead that this person takes part in; administration sees all."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        found = {line.id for line in lines if line.phase in AHEAD}
        if scene.person.has(Duty.CP_ADMIN):
            found |= {line.id for line in await scene.store.meetings.all_open() if line.phase in AHEAD}
        meetings = [await scene.store.meetings.load(each) for each in sorted(found)]
        zone = scene.turn.time_zone
        return [
            Subject({"m": m.id, "c": c.id}, f"{c.name}, {m.case_ref}, {day_and_time(m.starts_at, zone)}")
            for m in meetings
            for c in m.children
            if c.unborn
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """When the baby was due, and what the birth changes."""
        meeting = await the_meeting(scene)
        if not scene.person.has(Duty.CP_ADMIN) and scene.person.id != meeting.booked_by:
            meeting.role_of(scene.person)
        child = meeting.child(scene.ids.get("c", ""))
        if child.due_date is None:
            raise NoSuchThing(what="baby")
        initial = meeting.kind is MeetingKind.PRE_BIRTH
        return Prepared(
            intro=["From then on it is an initial meeting."] if initial else [],
            facts=[("Baby", child.name), ("Due", day(child.due_date))],
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it with the meeting, its case, and the core group where the baby is registered."""
        child_id = scene.ids["c"]
        meeting, _ = await change(
            scene, lambda m: booking.record_birth(m, scene.person, child_id, self.on, scene.now)
        )
        await self._tell_case(scene, meeting)
        return _born(scene, meeting)

    async def _tell_case(self, scene: Scene, meeting: PlanningMeeting) -> None:
        child = meeting.child(scene.ids["c"])
        case = await scene.store.cases.get(meeting.case_ref)
        children = tuple(child if each.id == child.id else each for each in case.children)
        await scene.store.cases.keep(replace(case, children=children))
        group = await group_under_review(scene, meeting)
        if group and any(each.id == child.id and each.unborn for each in group.registered):
            await scene.store.core_groups.update(
                group.id, lambda g: following.record_birth(g, scene.person, child.id, self.on, scene.now)
            )

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The birth as it is recorded."""
        return _born(scene, await the_meeting(scene))


def _born(scene: Scene, meeting: PlanningMeeting) -> Answer:
    child: Child = meeting.child(scene.ids["c"])
    rows = [("Baby", child.name), ("Born on", day(child.born_on) if child.born_on else "-")]
    rows += [("Type of meeting", str(meeting.kind).capitalize())]
    last = latest_day(meeting, scene.profile)
    rows += [("Last day for it", day(last))] if last else []
    note = "Please look at the date and at the list again: another health professional may be needed now."
    return done_card(scene, meeting, "The birth is recorded", rows, note)


jobs.command(
    Command(
        "born early",
        "bornearly.open",
        "A baby is born before the meeting",
        ("born before the meeting", "birth before the meeting"),
        listed=False,
    )
)
