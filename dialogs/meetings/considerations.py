"""What a meeting of its kind considers beside the decision: answered question by question for each child.

Rules: GEN-04, GEN-09..13, GEN-17, MOV-10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from cppm.meetings import considerations
from cppm.meetings.considerations import INITIAL, PLAN_CHANGES, PLAN_STAYS, TRANSFER, UNBORN, Consideration
from cppm.meetings.meeting import Child, Phase, PlanningMeeting
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import (
    NOT_OPEN,
    chairs_meeting,
    change,
    children_of,
    done_card,
    few_lines,
    the_meeting,
)
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

TITLE = "To be considered"
KNOWN = {each.key: each for each in (*UNBORN, *INITIAL, *TRANSFER) if not each.decided}
BY_DECISION = "Settled with the decision"


def _asked(key: str, **more: Any) -> Any:
    """A question put where the meeting has it on its list; `more` says otherwise."""
    one = KNOWN[key]
    when = {"when": lambda got: key in got["to_ask"]}
    return ask(
        one.question,
        kind="long",
        label=one.label,
        required=one.needed,
        max_length=600,
        check=few_lines,
        **(when | more),
    )


def _leaves_open(got: Got) -> bool:
    """Whether something was left blank; what has not been put yet is not, so that the card can be sent."""
    may_be_blank = [key for key in got["to_ask"] if not KNOWN[key].needed]
    return any(key in got and not got.get(key) for key in may_be_blank)


def _plan_changes(got: Got) -> bool:
    return PLAN_CHANGES in got["to_ask"] and got.get("plan_stays") is False


@jobs.form
class Consider(Form):
    """To be considered"""

    job: ClassVar[str] = "considerations"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOT_OPEN

    home: str = _asked("home")
    order: str = _asked("order")
    contact: str = _asked("contact")
    discharge: str = _asked("discharge")
    staying: str = _asked("staying")
    assessed: str = _asked("assessed")
    existing: str = _asked("existing")
    safety: str = _asked("safety")
    interim: str = _asked("interim")
    records: str = _asked("records")
    plan_right: str = _asked("plan_right")
    plan_stays: bool | None = ask(
        "Does the plan stay as it is?",
        label="The plan stays as it is",
        when=lambda got: PLAN_CHANGES in got["to_ask"],
    )
    plan_changes: str = _asked(PLAN_CHANGES, when=_plan_changes, only="Only if something changes.")
    left_open: str = ask(
        "Why is something left open?",
        kind="long",
        label="Left open because",
        when=_leaves_open,
        only="Only if you leave something blank.",
        max_length=600,
        check=few_lines,
    )
    all_children: bool | None = ask(
        "Is this the same for all children?",
        label="For all children",
        required=False,
        when=lambda got: got.get("alike"),
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children about whom something is open, else every child."""
        return await children_of(scene, _open_still) or await children_of(scene, lambda _, __: True)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The questions of this kind of meeting about this child, and what was said before."""
        meeting = await chairs_meeting(scene, "going through what is considered", Phase.OPEN)
        child = meeting.child(scene.ids.get("c", ""))
        asked = considerations.to_ask(meeting, child.id)
        kept, others = meeting.considered, considerations.alike(meeting, child.id)
        left = kept.left_open.get(child.id)
        earlier = {**_as_asked(kept.said.get(child.id, {})), **({"left_open": left} if left else {})}
        return Prepared(
            intro=[_about(child, asked), *_said_at_booking(meeting)],
            facts=_by_decision(meeting, child),
            known={"to_ask": [each.key for each in asked], "alike": len(others) > 1},
            earlier=earlier,
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep what was said, for every child with the same questions where it is the same."""

        def considered(meeting: PlanningMeeting) -> None:
            about = scene.ids["c"]
            same = considerations.alike(meeting, about) if self.all_children else [meeting.child(about)]
            said = {key: getattr(self, key) for key in KNOWN if getattr(self, key)}
            said |= {PLAN_CHANGES: PLAN_STAYS} if self.plan_stays else {}
            considerations.consider(
                meeting, scene.person, [child.id for child in same], said, self.left_open, scene.now
            )

        meeting, _ = await change(scene, considered)
        return _kept(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept now."""
        return _kept(scene, await the_meeting(scene))


def _open_still(meeting: PlanningMeeting, child: Child) -> bool:
    return bool(considerations.open_still(meeting, child.id))


def _about(child: Child, asked: Sequence[Consideration]) -> str:
    """Whom it is about, and that a blank is explained, where anything may be left blank."""
    if all(each.needed for each in asked):
        return f"About {child.name}."
    return f"About {child.name}. What you leave blank is not forgotten: say below why."


def _as_asked(said: Mapping[str, str]) -> dict[str, object]:
    """What was said before, as the form asks it: whether the plan stays as it is, and else what changes."""
    stays = said.get(PLAN_CHANGES) == PLAN_STAYS
    kept = {key: words for key, words in said.items() if key != PLAN_CHANGES or not stays}
    return {**kept, **({"plan_stays": stays} if PLAN_CHANGES in said else {})}


def _said_at_booking(meeting: PlanningMeeting) -> list[str]:
    """Of a transfer, that no interim safety plan was agreed when it was booked, and why (MOV-10)."""
    why = meeting.move.no_interim_because if meeting.move else ""
    return [f"When it was booked, no interim safety plan was agreed: {why}"] if why else []


def _by_decision(meeting: PlanningMeeting, child: Child) -> list[tuple[str, str]]:
    asked = considerations.for_child(meeting.kind, child)
    return [(each.label, BY_DECISION) for each in asked if each.decided]


def _kept(scene: Scene, meeting: PlanningMeeting) -> Answer:
    child = meeting.child(scene.ids["c"])
    said = meeting.considered.said.get(child.id, {})
    rows = [("About", child.name)]
    rows += [(e.label, said.get(e.key) or "Left open") for e in considerations.to_ask(meeting, child.id)]
    left = meeting.considered.left_open.get(child.id)
    rows += [("Left open because", left)] if left else []
    return done_card(scene, meeting, "What was considered is kept", rows, change_verb="considerations.change")


jobs.command(
    Command(
        "considerations",
        "considerations.open",
        "What a meeting of this kind considers",
        ("to be considered", "consider", "checklist of the meeting", "birth considerations"),
        listed=False,
    )
)
