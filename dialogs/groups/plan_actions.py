"""The plan's actions, agreed with owner, date and the risk they lower; and what is new in a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.groups import plan as cards
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import ActionState, PlanAction
from cppm.meetings.meeting import NoSuchThing
from cppm.people import Person
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import (
    change,
    done_card,
    groups_where,
    label,
    one_group,
    the_group,
)
from dialogs.meetings.chairing import few_lines
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

ALL = "all"
"""Stands for the plan as a whole, where an action serves no outcome in particular, and for all children."""
NOT_YOURS = (
    "The chair of the core group, the lead professional and CP Administration keep the plan. Tell one of "
    "them what you think it needs."
)


def the_action(group: CoreGroup, action_id: str) -> PlanAction:
    """The action with this id. Raises NoSuchThing."""
    for each in group.plan.actions:
        if each.id == action_id:
            return each
    raise NoSuchThing(what="action")


def reportable(group: CoreGroup, person: Person) -> list[PlanAction]:
    """What this person may report on, their own first; who keeps the plan reports for everybody."""
    going_on = (ActionState.OPEN, ActionState.CANNOT_DELIVER)
    if group.ended:
        return []
    found = [
        a
        for a in group.plan.actions
        if a.state in going_on and (a.owner == person.id or keeps(group, person))
    ]
    return sorted(found, key=lambda a: (a.owner != person.id, a.by))


async def new_in_plan(scene: Scene, job: str, title: str) -> Answer:
    """Something new in the plan: first the group, for whoever keeps its plan, then the form."""
    found = await one_group(scene, f"{job}.new", title, lambda g: keeps(g, scene.person), NOT_YOURS)
    if isinstance(found, Answer):
        return found
    group = await the_group(found)
    require_plan(group, scene.person)
    return Answer(then=(job, {"g": group.id}))


def require_plan(group: CoreGroup, person: Person) -> None:
    """Refuse who does not keep the plan, and everybody once the group has ended."""
    group.require_keeper(person)
    group.require_running("changing the plan")


@jobs.on("planaction.new")
async def new_action(scene: Scene) -> Answer:
    """A new action."""
    return await new_in_plan(scene, "planaction", "Add an action")


@jobs.form
class SetAction(Form):
    """An action of the plan"""

    job: ClassVar[str] = "planaction"
    nothing: ClassVar[str] = (
        "There is no action for you to change. Whoever leads a core group types add action for a new one."
    )

    what: str = ask("What is to be done?", kind="long", label="Action", max_length=500, check=few_lines)
    risk: str = ask(
        "Which risk does it lower?",
        label="Risk it lowers",
        hint="Each action makes a risk smaller or takes it away.",
        example="Kay comes to school hungry",
        max_length=300,
    )
    owner: str = ask(
        "Who does it?", kind="person", label="Who", hint="Somebody of the core group, or of the family."
    )
    by: date = ask("By when?", label="By", side="future")
    outcome: str = ask(
        "Which outcome of the plan does it serve?",
        kind="one_of",
        label="Serves",
        when=lambda got: bool(got.get("outcomes")),
    )
    child: str = ask("For whom?", kind="one_of", label="For", when=lambda got: got.get("siblings") is True)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The open actions of the groups whose plan this person keeps."""
        groups = await groups_where(scene, lambda g: keeps(g, scene.person))
        return _subjects(groups, {g.id: reportable(g, scene.person) for g in groups})

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who can own it, which outcomes there are, and the action as it is."""
        group = await the_group(scene)
        require_plan(group, scene.person)
        existing = the_action(group, scene.ids["x"]) if "x" in scene.ids else None
        own = existing.outcome if existing else ""
        outcomes = [o for o in group.plan.outcomes if not o.dropped or o.id == own]
        served = {o.id: o.words[:100] for o in outcomes} | {ALL: "The plan as a whole"}
        return Prepared(
            options={"owner": owners(group), "outcome": served, "child": _for_whom(group, existing)},
            known={"outcomes": bool(outcomes), "siblings": len(group.registered) > 1},
            earlier=_as_it_is(existing) if existing else {"outcome": ALL, "child": ALL},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Agree it; its owner is reminded."""
        outcome = "" if self.outcome == ALL else self.outcome
        action = PlanAction(
            scene.ids.get("x") or new_id(), self.what, self.risk, self.owner, "", self.by, outcome
        )
        action.child = "" if self.child == ALL else self.child
        group, _ = await change(scene, lambda g: planning.set_action(g, scene.person, action, scene.now))
        return _agreed(scene, group, the_action(group, action.id))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The action as it is kept."""
        group = await the_group(scene)
        kept = the_action(group, scene.ids["x"]) if "x" in scene.ids else group.plan.actions[-1]
        return _agreed(scene, group, kept)


def owners(group: CoreGroup) -> dict[str, str]:
    """Who can own an action: the professionals of the group and, for their own part, the family."""
    family = {f.id: f.named for f in group.family}
    return {p.id: f"{p.name}, {p.agency}" for p in group.current_members} | family


def _for_whom(group: CoreGroup, existing: PlanAction | None) -> dict[str, str]:
    """The children on the register, whoever it was for until now, or all of them."""
    found = {c.id: c.name for c in group.registered}
    if existing and existing.child:
        found.setdefault(existing.child, group.child(existing.child).name)
    return found | {ALL: "All of them"}


def _as_it_is(action: PlanAction) -> dict[str, object]:
    return {
        "what": action.what,
        "risk": action.risk,
        "owner": action.owner,
        "by": action.by,
        "outcome": action.outcome or ALL,
        "child": action.child or ALL,
    }


def _subjects(groups: Sequence[CoreGroup], actions: dict[str, list[PlanAction]]) -> list[Subject]:
    return [Subject({"g": g.id, "x": a.id}, label(a.what, g, groups)) for g in groups for a in actions[g.id]]


def _agreed(scene: Scene, group: CoreGroup, action: PlanAction) -> Answer:
    rows = cards.action_rows(action)
    rows += [("For", group.child(action.child).name)] if action.child else []
    return done_card(scene, group, "The action is in the plan", rows, "", "planaction.change", x=action.id)


jobs.unlisted("add action", "planaction.new", "A new action of the plan", "add an action", "new action")
jobs.unlisted(
    "change action", "planaction.open", "Change an action of the plan", "change an action", "plan action"
)
