"""The plan's outcomes: what should become true for the child, and whether it has or is no longer pursued."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.groups import plan as cards
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import PlanOutcome
from cppm.meetings.meeting import NoSuchThing
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import change, done_card, groups_where, label, the_group
from dialogs.groups.plan_actions import new_in_plan, require_plan
from dialogs.meetings.chairing import few_lines
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

ALL = "all"
"""Stands for every child of the group."""


@jobs.on("planoutcome.new")
async def new_outcome(scene: Scene) -> Answer:
    """A new outcome."""
    return await new_in_plan(scene, "planoutcome", "Add an outcome")


@jobs.form
class SetOutcome(Form):
    """An outcome of the plan"""

    job: ClassVar[str] = "planoutcome"
    nothing: ClassVar[str] = (
        "There is no outcome for you to change. Whoever leads a core group types add outcome for a new one."
    )

    words: str = ask(
        "What should become true?",
        kind="long",
        label="Outcome",
        hint="In words that the family would use too.",
        example="Kay has breakfast every day before school",
        max_length=500,
        check=few_lines,
    )
    child: str = ask("For whom?", kind="one_of", label="For", when=lambda got: got.get("siblings") is True)
    stands: Literal["on", "reached", "dropped"] | None = ask(
        "Where does it stand?",
        options={
            "on": "The group works towards it",
            "reached": "It is reached",
            "dropped": "It is no longer pursued",
        },
        synonyms={
            "on": ("not yet", "not reached", "no"),
            "reached": ("reached", "yes"),
            "dropped": ("no longer pursued", "dropped", "not needed", "a mistake"),
        },
        label="Stands",
        when=lambda got: got.get("there") is True,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The outcomes of the groups whose plan this person keeps."""
        groups = await groups_where(scene, lambda g: keeps(g, scene.person))
        return [
            Subject({"g": g.id, "o": o.id}, label(o.words, g, groups))
            for g in groups
            for o in g.plan.outcomes
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """For which children it can be, and the outcome as it is."""
        group = await the_group(scene)
        require_plan(group, scene.person)
        existing = the_outcome(group, scene.ids["o"]) if "o" in scene.ids else None
        earlier: dict[str, object] = {"child": ALL}
        if existing:
            stands = "dropped" if existing.dropped else "reached" if existing.reached else "on"
            earlier = {"words": existing.words, "child": existing.child or ALL, "stands": stands}
        return Prepared(
            options={"child": {c.id: c.name for c in group.registered} | {ALL: "All of them"}},
            known={"siblings": len(group.registered) > 1, "there": existing is not None},
            earlier=earlier,
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it."""
        child = "" if self.child == ALL else self.child
        outcome = PlanOutcome(
            scene.ids.get("o") or new_id(),
            self.words,
            child,
            reached=self.stands == "reached",
            dropped=self.stands == "dropped",
        )
        group, _ = await change(scene, lambda g: planning.set_outcome(g, scene.person, outcome, scene.now))
        return _kept(scene, group, outcome)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The outcome as it is kept."""
        group = await the_group(scene)
        return _kept(scene, group, the_outcome(group, scene.ids.get("o") or group.plan.outcomes[-1].id))


def the_outcome(group: CoreGroup, outcome_id: str) -> PlanOutcome:
    """The outcome with this id. Raises NoSuchThing."""
    for each in group.plan.outcomes:
        if each.id == outcome_id:
            return each
    raise NoSuchThing(what="outcome")


def _kept(scene: Scene, group: CoreGroup, outcome: PlanOutcome) -> Answer:
    rows = cards.outcome_rows(group, outcome)
    return done_card(scene, group, "The outcome is in the plan", rows, "", "planoutcome.change", o=outcome.id)


jobs.unlisted("add outcome", "planoutcome.new", "A new outcome of the plan", "add an outcome", "new outcome")
jobs.unlisted(
    "change outcome", "planoutcome.open", "Change an outcome of the plan", "outcome reached",
    "outcome of the plan", "change an outcome",
)  # fmt: skip
