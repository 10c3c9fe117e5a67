"""A member's answer for a core group meeting, recorded by somebody who keeps its dates and marked so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.groups.gathering import attendance_lines, case_line
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup
from dialogs.commands import Command, Jobs
from dialogs.forms import Prepared, Subject
from dialogs.groups import group_answers
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import change, groups_where, the_group
from dialogs.meetings import answers
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class AnswerGatheringFor(answers.AnswerFor):
    """Answer for a member of the core group"""

    job: ClassVar[str] = "cgattendfor"
    nothing: ClassVar[str] = (
        "There is no core group for which you record answers. Its chair, the lead professional and CP "
        "Administration can."
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings ahead for which this person records answers."""
        found = await groups_where(scene, lambda group: bool(group.planned) and keeps(group, scene.person))
        return [group_answers.subject(group, scene) for group in found]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The members and how they have answered; the one whose row was pressed is filled in."""
        group = await the_group(scene)
        group.require_keeper(scene.person)
        meant = group_answers.ahead(group, scene.ids)
        stands = attendance_lines(group, meant)
        people = {
            m.id: f"{m.name}, {m.agency}: {stands[m.id]}"
            for m in group.current_members
            if m.id != scene.person.id
        }
        return Prepared(
            options={"person": people},
            earlier={"person": scene.ids["p"]} if scene.ids.get("p") in people else {},
            case_line=case_line(group, meant, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Take the answer on their behalf; it is marked with how they told."""
        member = await scene.store.people.former(self.person)
        deputy, enrolled = await group_answers.deputy_of(self, scene, member or scene.person, "")
        coming = group_answers.COMING[self.answer]

        def answered(group: CoreGroup) -> None:
            meant, at = group_answers.ahead(group, scene.ids), scene.now
            gatherings.reply(
                group,
                scene.person,
                meant.id,
                coming,
                at,
                self.why,
                deputy,
                self.person,
                self.source,
                enrolled,
            )

        group, _ = await change(scene, answered)
        return group_answers.recorded(scene, group, self.person)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Everybody's answers as they stand."""
        group = await the_group(scene)
        meant = group_answers.ahead(group, scene.ids)
        return group_answers.answer_card(scene, group, meant, group_answers.everybody(group, meant), "")


_FOR = ("answer for a member", "core group answer for")
jobs.command(Command("answer for member", "cgattendfor.open", "Answer for a member", _FOR, listed=False))
