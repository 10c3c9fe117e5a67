"""Reporting on an action of the plan: done, not possible and why, no longer needed (ATT-20, CG-24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from cards.groups import plan as cards
from cppm.errors import CPPMError
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import ActionState, PlanAction
from cppm.people import Person
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import leads
from dialogs.groups.grouping import change, done_card, groups_where, not_meant, the_group
from dialogs.groups.plan_actions import reportable, the_action
from dialogs.meetings.chairing import few_lines
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

State = Literal["done", "cannot", "dropped", "open"]
STATES: dict[State, ActionState] = {
    "done": ActionState.DONE,
    "cannot": ActionState.CANNOT_DELIVER,
    "dropped": ActionState.DROPPED,
    "open": ActionState.OPEN,
}


class NoActionOpen(CPPMError):
    """No action that you could report on is open in this core group. Type plan to read the plan."""

    rule = "PLN-09"


Got = Mapping[str, Any]


def _is(*states: State) -> Any:
    return lambda got: got.get("state") in states


def _of_somebody_else(got: Got) -> bool:
    """Whether whoever reports does so for the owner, whose word it is."""
    others = got.get("others")
    if not others or got.get("state") == "dropped":
        return False
    return (got.get("action") or got.get("meant")) in others


@jobs.form
class ReportAction(Form):
    """Report on an action"""

    job: ClassVar[str] = "actiondone"
    nothing: ClassVar[str] = "No action of yours is open at the moment. Type plan to read the plan."

    action: str = ask("Which action?", kind="one_of", label="Action", when=not_meant)
    state: State = ask(
        "Where does it stand?",
        options={
            "done": "It is done",
            "cannot": "It can't be delivered",
            "dropped": "It is no longer needed",
            "open": "It goes on",
        },
        synonyms={
            "done": ("done", "finished", "completed"),
            "cannot": ("cannot deliver", "can't be done", "stuck", "cannot be delivered"),
            "dropped": ("not needed", "no longer needed", "drop it"),
            "open": ("still open", "under way", "going on"),
        },
        label="Stands",
    )
    how: str = ask(
        "How was it done, or how far has it come?",
        kind="long",
        label="How",
        when=_is("done", "open"),
        only="When it is done, or goes on.",
        required=False,
        max_length=800,
        check=few_lines,
    )
    why: str = ask(
        "What stands in the way, or why is it no longer needed?",
        kind="long",
        label="Why",
        when=_is("cannot", "dropped"),
        only="When it can't be delivered or is no longer needed.",
        hint="Chair and lead professional hear of what can't be delivered, so that the group can help.",
        max_length=800,
        check=few_lines,
    )

    source: str = ask(
        "How did they tell you?",
        label="Told",
        when=_of_somebody_else,
        only="If it is not your own action.",
        hint="It is shown beside the report.",
        example="by phone today",
        max_length=120,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups in which this person has an action open or, without any, may report for others."""
        groups = await groups_where(scene, lambda g: bool(reportable(g, scene.person)))
        own = [g for g in groups if reportable(g, scene.person)[0].owner == scene.person.id]
        return [Subject({"g": g.id}, g.reference) for g in own or groups]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The actions that can be reported on; the one of the button, or the only one, is filled in."""
        group = await the_group(scene)
        group.require_running("reporting on an action")
        found = reportable(group, scene.person)
        if "x" in scene.ids:
            meant = the_action(group, scene.ids["x"])
            if meant.owner != scene.person.id:
                group.require_keeper(scene.person)
            found = [meant]
        elif not found:
            raise NoActionOpen
        return Prepared(
            facts=cards.action_rows(found[0]) if len(found) == 1 else [],
            options={"action": {a.id: _one_line(a) for a in found}, "state": _states(group, scene.person)},
            known={
                "meant": found[0].id if len(found) == 1 else "",
                "others": [a.id for a in found if a.owner != scene.person.id],
            },
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep where it stands."""
        state, words = STATES[self.state], self.how or self.why
        meant = self.action or scene.ids.get("x") or reportable(await the_group(scene), scene.person)[0].id
        group, _ = await change(
            scene,
            lambda g: planning.report_action(g, scene.person, meant, state, words, scene.now, self.source),
        )
        return _reported(scene, group, the_action(group, meant))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Where it stands now: the action of the button, else the one reported on last."""
        group = await the_group(scene)
        if "x" in scene.ids:
            return _reported(scene, group, the_action(group, scene.ids["x"]))
        said = [a for a in group.plan.actions if a.said_by == scene.person.id]
        last = max(said, key=lambda a: a.said_at or group.formed_at, default=None)
        return _reported(scene, group, last) if last else None


def _states(group: CoreGroup, person: Person) -> dict[str, str]:
    """What can be said of an action; that it is no longer needed is for the group's chair to record."""
    said = dict(ReportAction.questions["state"].options)
    if not leads(group, person):
        del said["dropped"]
    return said


def _one_line(action: PlanAction) -> str:
    """An action in a list to choose from."""
    words = action.what.replace("\n", " ")
    return f"{words if len(words) <= 80 else words[:79].rstrip() + '…'} ({action.owner_name})"


def _reported(scene: Scene, group: CoreGroup, action: PlanAction) -> Answer:
    stuck = action.state is ActionState.CANNOT_DELIVER
    note = (
        "The chair and the lead professional are told. The core group looks at it together." if stuck else ""
    )
    title = "Where the action stands is kept"
    rows = cards.action_rows(action)
    return done_card(scene, group, title, rows, note, "actiondone.change", x=action.id)


jobs.command(
    Command(
        "action done",
        "actiondone.open",
        "Report on an action",
        (
            "report on an action",
            "my action is done",
            "i have done my action",
            "cannot deliver",
            "i cannot deliver",
            "my actions",
        ),
        listed=False,
    )
)
