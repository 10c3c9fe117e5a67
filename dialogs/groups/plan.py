"""The child's plan: read as it lives, and its texts written. The rest of it joins here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import ClassVar

from cards.elements import Action, button
from cards.groups import plan as cards
from cards.groups import plan_edit
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import PlanText
from cppm.people import Person
from cppm.timing.timescales import local_day
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups import action_reports, plan_actions, plan_outcomes, plan_versions, visits
from dialogs.groups.group_hub import GO_TO, keeps, leads, under_way
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
for _part in (plan_actions.jobs, action_reports.jobs, plan_outcomes.jobs, visits.jobs, plan_versions.jobs):
    jobs.add(_part)

LONGEST = 1500
"""Characters of one text of the plan: all six stand on one form, and a card has a budget."""


@jobs.on("plan.open")
async def read_plan(scene: Scene) -> Answer:
    """The living plan, for everybody in the group; that it was read is noted."""
    about = await one_group(scene, "plan.open", "The child's plan")
    if isinstance(about, Answer):
        return about
    group = await the_group(about)
    await note_read(about, group, "plan")
    changed = planning.changes_since(group.plan)
    mine = {action.id for action in plan_actions.reportable(group, scene.person)}
    ways = buttons(group, scene.person)
    today = local_day(scene.now)
    return shown(about, cards.plan_card(group, changed, mine, ways, today, about.start))


@jobs.on("planedit.open")
async def change_plan(scene: Scene) -> Answer:
    """What stands in the plan, for whoever keeps it, to be changed line by line."""
    about = await one_group(
        scene, "planedit.open", "Change the plan", lambda g: keeps(g, scene.person), plan_actions.NOT_YOURS
    )
    if isinstance(about, Answer):
        return about
    group = await the_group(about)
    plan_actions.require_plan(group, scene.person)
    await note_read(about, group, "plan")
    actions_open = plan_actions.reportable(group, scene.person)
    return shown(about, plan_edit.edit_card(group, actions_open, about.start))


def buttons(group: CoreGroup, person: Person) -> list[Action]:
    """What can be done with the plan from here."""
    ids = {"g": group.id}
    found: list[Action] = []
    if plan_actions.reportable(group, person):
        found.append(button("Report on an action", "actiondone.open", **ids))
    if keeps(group, person) and not group.ended:
        found.append(button("Change the plan", "planedit.open", **ids))
        if leads(group, person) and under_way(group):
            found.append(button("Agree this version", "planagree.open", **ids))
    return [*found, button("How it changed", "planchanges.open", **ids), button(GO_TO, "group.open", **ids)]


@jobs.form
class WritePlan(Form):
    """The plan's texts"""

    job: ClassVar[str] = "plantext"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = plan_actions.NOT_YOURS

    short_term: str = ask(
        "Which risks are there now?", kind="long", required=False, max_length=LONGEST, check=few_lines
    )
    medium_term: str = ask(
        "Which risks in the coming months?", kind="long", required=False, max_length=LONGEST, check=few_lines
    )
    long_term: str = ask(
        "Which risks for later?", kind="long", required=False, max_length=LONGEST, check=few_lines
    )
    contingencies: str = ask(
        "What happens if things do not get better, or get worse?",
        kind="long",
        required=False,
        hint="In detail: who notices what, and what is done then.",
        max_length=LONGEST,
        check=few_lines,
    )
    childs_views: str = ask(
        "What are the child's views?",
        kind="long",
        required=False,
        hint="In the child's words where you can; for a baby, presentation and behaviour speak.",
        max_length=LONGEST,
        check=few_lines,
    )
    family_part: str = ask(
        "How did child and family have a part in making the plan?",
        kind="long",
        required=False,
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups whose plan this person may write."""
        return await subjects_where(scene, lambda group: keeps(group, scene.person))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What is written so far."""
        group = await the_group(scene)
        plan_actions.require_plan(group, scene.person)
        written = {name: text for name, text in asdict(group.plan.text).items() if text}
        said = _said_by_children(group)
        if said:
            written.setdefault("childs_views", said)
        return Prepared(
            intro=["One plan for the child. What you leave empty is asked for again when it is agreed."],
            earlier=written,
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the texts; the next version agreed has them."""
        text = PlanText(**self.model_dump())
        group, _ = await change(scene, lambda g: planning.write(g, scene.person, text, scene.now))
        return _written(scene, group)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is written now."""
        return _written(scene, await the_group(scene))


def _said_by_children(group: CoreGroup) -> str:
    """What the children said in the meeting under way, offered so that nobody types it twice."""
    held = under_way(group)
    children = {line.id for line in group.to_be_heard if line.child}
    heard = [voice.words for id, voice in held.voices.items() if id in children] if held else []
    return "\n".join(words for words in heard if words)[:LONGEST]


def _written(scene: Scene, group: CoreGroup) -> Answer:
    """Which texts there are; they are read in the plan itself."""
    text = asdict(group.plan.text)
    there = [words for name, words in cards.TEXTS.items() if text[name]]
    blank = [words for name, words in cards.TEXTS.items() if not text[name]]
    rows = [("Written", "\n".join(there) or "Nothing"), ("Still blank", "\n".join(blank) or "Nothing")]
    return done_card(scene, group, "The plan's texts are kept", rows, change_verb="plantext.change")


jobs.unlisted("plan", "plan.open", "The child's plan", "childs plan", "the childs plan", "read the plan")
jobs.unlisted(
    "write the plan", "plantext.open", "The plan's texts", "plan text", "plan texts", "plan risks",
    "contingencies",
)  # fmt: skip
jobs.unlisted("change the plan", "planedit.open", "Change the plan", "change plan", "update the plan")
