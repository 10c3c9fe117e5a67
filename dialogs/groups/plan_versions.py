"""Versions of the plan: what changed from one to the next, and agreeing one in a meeting (PLN-11, TIM-23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.groups import plan as cards
from cards.groups.group import CHANGES_ASKED, changes_asked
from cards.layout import capital, day_and_time
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup, Gathering
from cppm.groups.plan import ActionState
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import GO_TO, leads, under_way
from dialogs.groups.grouping import (
    change,
    done_card,
    note_read,
    one_group,
    subjects_where,
    the_group,
)
from dialogs.meetings.chairing import few_lines, shown
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

MOST_CHANGES = 15
"""Changes listed before they are agreed; the plan itself shows them all."""


@jobs.on("planchanges.open")
async def read_changes(scene: Scene) -> Answer:
    """What changed from version to version, for everybody in the group."""
    about = await one_group(scene, "planchanges.open", "How the plan changed")
    if isinstance(about, Answer):
        return about
    group = await the_group(about)
    await note_read(about, group, "plan")
    changed = planning.changes_since(group.plan)
    ids = {"g": group.id}
    buttons: list[Action] = [button("The plan", "plan.open", **ids), button(GO_TO, "group.open", **ids)]
    return shown(about, cards.changes_card(group, changed, buttons, about.start))


@jobs.form
class AgreePlan(Form):
    """Agree the plan"""

    job: ClassVar[str] = "planagree"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "No core group that you lead is under way. The plan is agreed in its meeting: open that first."
    )

    go_ahead: str = ask(
        "Parts of the plan are blank. Why does the group agree it all the same?",
        kind="long",
        label="Agreed with blanks because",
        when=lambda got: bool(got.get("blank")),
        hint="It is kept with the version.",
        max_length=500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups this person leads whose meeting is under way."""
        return await subjects_where(scene, lambda g: leads(g, scene.person) and under_way(g) is not None)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What changed since the version before, and which parts are blank."""
        group = await the_group(scene)
        group.require_chair(scene.person)
        held = _meeting(group)
        planning.require_complete(group)
        blank = planning.missing_parts(group.plan)
        changed, asked = planning.changes_since(group.plan), changes_asked(group)
        stuck = [a.what for a in group.plan.actions if a.state is ActionState.CANNOT_DELIVER]
        rows = [
            ("Meeting", day_and_time(held.starts_at, scene.turn.time_zone)),
            ("Version", str(len(group.plan.versions) + 1)),
            *([(CHANGES_ASKED, "\n".join(asked))] if asked else []),
            ("What changed", _listed(changed)),
            *([("Without another way yet", "\n".join(stuck))] if stuck else []),
            *([("Still blank", "\n".join(capital(b) for b in blank))] if blank else []),
        ]
        before = group.plan.versions[-1].go_ahead if group.plan.versions else ""
        return Prepared(
            facts=rows,
            known={"blank": blank},
            # What was blank four weeks ago mostly still is, for the same reason.
            earlier={"go_ahead": before} if before else {},
            case_line=group.reference,
        )

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """What is agreed, and why in spite of blanks."""
        return [*prepared.facts, *super().rows(prepared)]

    async def record(self, scene: Scene) -> Answer:
        """Agree this version, whole."""
        group, _ = await change(
            scene,
            lambda g: planning.agree(g, scene.person, _meeting(g).id, scene.now, self.go_ahead),
        )
        return _agreed(scene, group)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The version agreed last."""
        return _agreed(scene, await the_group(scene))


def _meeting(group: CoreGroup) -> Gathering:
    held = under_way(group)
    if held is None:
        raise planning.AgreedInMeeting
    return held


def _listed(changed: Sequence[str]) -> str:
    """The changes a line each; those beyond are in the plan."""
    more = [f"And {len(changed) - MOST_CHANGES} more, in the plan."] if len(changed) > MOST_CHANGES else []
    return "\n".join([*changed[:MOST_CHANGES], *more]) or "Nothing. The group agrees the plan as it stands."


def _agreed(scene: Scene, group: CoreGroup) -> Answer:
    version = group.plan.versions[-1]
    rows = [("Version", str(version.number)), ("What changed", _listed(version.changes))]
    rows += [("Agreed with blanks because", version.go_ahead)] if version.go_ahead else []
    return done_card(scene, group, "The plan is agreed", rows)


jobs.unlisted(
    "plan changes", "planchanges.open", "How the plan changed", "changes of the plan", "what changed",
    "plan versions", "versions of the plan",
)  # fmt: skip
jobs.unlisted(
    "agree the plan", "planagree.open", "Agree the plan in the meeting", "agree plan", "plan agreed"
)
