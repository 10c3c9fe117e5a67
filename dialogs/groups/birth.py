"""A baby registered before birth is born: from that day on they are seen (CG-21, TIM-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.layout import day
from cppm.groups import following
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Child
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.grouping import (
    change,
    child_meant,
    done_card,
    groups_where,
    not_meant,
    the_group,
)
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class RecordBirth(Form):
    """A baby is born"""

    job: ClassVar[str] = "born"
    nothing: ClassVar[str] = "No baby was registered before birth in a core group of yours."

    child: str = ask("Which baby is born?", kind="one_of", label="Baby", when=not_meant)
    on: date = ask("On which day?", label="Born on", side="past")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Every baby registered before birth whose birth is not recorded yet."""
        groups = await groups_where(scene)
        return [
            Subject({"g": g.id, "c": c.id}, c.name if len(groups) == 1 else f"{c.name}, {g.case_ref}")
            for g in groups
            for c in g.registered
            if c.unborn
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The babies, and when they are due."""
        group = await the_group(scene)
        group.require_writer(scene.person)
        group.require_running("recording a birth")
        babies = _babies(group)
        meant = child_meant(scene, babies)
        before = group.child(meant).born_on if meant else None
        return Prepared(
            intro=["From this day on the baby is to be seen, and I remind the group."],
            facts=[(c.name, f"Due {day(c.due_date)}") for c in babies if c.due_date],
            options={"child": {c.id: c.name for c in babies}},
            known={"meant": meant},
            earlier={"on": before or local_day(scene.now)},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the birth; the clock of sightings begins."""
        child = self.child or child_meant(scene, _babies(await the_group(scene)))
        group, _ = await change(
            scene, lambda g: following.record_birth(g, scene.person, child, self.on, scene.now)
        )
        return _born(scene, group, group.child(child))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The birth as it is recorded; the baby of the button, else the one born last."""
        group = await the_group(scene)
        born = [c for c in group.registered if c.due_date and c.born_on]
        meant = [c for c in born if c.id == scene.ids.get("c")] or born[-1:]
        return _born(scene, group, meant[0]) if meant else None


def _babies(group: CoreGroup) -> list[Child]:
    """The children registered before birth, born since or not."""
    return [child for child in group.registered if child.due_date]


def _born(scene: Scene, group: CoreGroup, child: Child) -> Answer:
    rows = [("Baby", child.name), ("Born on", day(child.born_on) if child.born_on else "-")]
    return done_card(scene, group, "The birth is recorded", rows, "", "born.change", c=child.id)


jobs.command(
    Command(
        "born",
        "born.open",
        "A baby registered before birth is born",
        ("birth", "baby is born", "the baby is born", "a baby is born"),
        listed=False,
    )
)
