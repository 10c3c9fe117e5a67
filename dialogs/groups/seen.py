"""A child was seen: by whom, when and whether alone. Two presses record it for today (CG-21, TIM-13).

A birth, from which a baby is seen, joins here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.elements import Action, button
from cards.groups import seen as cards
from cards.groups.seen import ON
from cppm.groups import sightings
from cppm.groups.core_group import CoreGroup, Sighting
from cppm.meetings.meeting import Child
from cppm.people import Agency, Person
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups import birth
from dialogs.groups.group_hub import GO_TO
from dialogs.groups.grouping import (
    change,
    child_meant,
    done_card,
    groups_where,
    not_meant,
    note_read,
    one_group,
    the_group,
)
from dialogs.meetings.chairing import few_lines, shown
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone
from storage.ids import new_id

jobs = Jobs()
jobs.add(birth.jobs)

NOBODY = "No child is on the register in a core group of yours. Type core groups to see yours."


def born(group: CoreGroup) -> list[Child]:
    """The children on the register who can be seen."""
    return [child for child in group.registered if not child.unborn]


@jobs.form
class RecordSeen(Form):
    """A child was seen"""

    job: ClassVar[str] = "seen"
    nothing: ClassVar[str] = NOBODY

    child: str = ask("Which child was seen?", kind="one_of", label="Child", when=not_meant)
    day: date = ask("On which day?", label="Seen on", side="past")
    by: str = ask("Who saw the child?", kind="person", label="Seen by")
    alone: bool = ask(
        "Was the child seen alone?", label="Alone", hint="Without a parent or carer in the room."
    )
    note: str = ask(
        "Is there something to note?",
        kind="long",
        label="Note",
        required=False,
        hint="How the child was, in a sentence or two. Your own agency's record has the rest.",
        max_length=500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Every child that can be seen, in every group of this person."""
        groups = await groups_where(scene, lambda g: bool(born(g)))
        return [
            Subject({"g": g.id, "c": c.id}, c.name if len(groups) == 1 else f"{c.name}, {g.case_ref}")
            for g in groups
            for c in born(g)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The children, who could have seen them, and today by oneself as the likeliest answer."""
        group = await the_group(scene)
        group.require_writer(scene.person)
        group.require_running("recording that a child was seen")
        children = born(group)
        meant = child_meant(scene, children)
        return Prepared(
            facts=cards.last_rows(group, meant, sightings.last_seen(group, meant)) if meant else [],
            options={"child": {c.id: c.name for c in children}, "by": await _who_could(scene, group)},
            known={"meant": meant},
            earlier={"day": local_day(scene.now), "by": scene.person.id},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Write it down."""
        by = await scene.store.people.get(self.by) or scene.person
        child = self.child or child_meant(scene, born(await the_group(scene)))
        return await _record(scene, child, self.day, by, self.alone, self.note)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What this person wrote down last."""
        group = await the_group(scene)
        own = [s for s in group.sightings if s.recorded_by == scene.person.id]
        return _recorded(scene, group, own[-1]) if own else None


async def _who_could(scene: Scene, group: CoreGroup) -> dict[str, str]:
    """The group first, then colleagues of one's own agency and of social work, who stand in at times."""
    found = {p.id: p for p in group.current_members}
    for agency in dict.fromkeys((scene.person.agency, Agency.SOCIAL_WORK)):
        found |= {p.id: p for p in await scene.store.people.in_agency(agency) if p.id not in found}
    found.setdefault(scene.person.id, scene.person)
    return {p.id: f"{p.name}, {p.post}" for p in found.values()}


async def _record(scene: Scene, child: str, on: date, by: Person, alone: bool, note: str) -> Answer:
    group, kept = await change(
        scene,
        lambda g: sightings.record_seen(g, scene.person, child, on, by, alone, note, scene.now, new_id),
    )
    return _recorded(scene, group, kept)


def _recorded(scene: Scene, group: CoreGroup, kept: Sighting) -> Answer:
    rows = cards.sighting_rows(group, kept)
    return done_card(scene, group, "It is recorded that a child was seen", rows)


# Two presses for today


@jobs.on("seen.today")
async def today(scene: Scene) -> Answer:
    """The first press: which child is on the button; the card asks whether they were alone."""
    group = await the_group(scene)
    group.require_writer(scene.person)
    child = group.child(scene.ids.get("c", ""))
    return shown(scene, cards.today_card(group, child, local_day(scene.now)))


@jobs.on("seen.alone")
async def seen_alone(scene: Scene) -> Answer:
    """The second press: seen alone on the day of the card."""
    return await _pressed(scene, alone=True)


@jobs.on("seen.together")
async def seen_together(scene: Scene) -> Answer:
    """The second press: seen with a parent or carer there, on the day of the card."""
    return await _pressed(scene, alone=False)


async def _pressed(scene: Scene, alone: bool) -> Answer:
    try:
        on = date.fromisoformat(scene.ids.get(ON, ""))
    except ValueError:
        return await today(scene)
    try:
        return await _record(scene, scene.ids.get("c", ""), on, scene.person, alone, "")
    except AlreadyDone:
        return await RecordSeen.already(scene) or await log(scene)


# The log


@jobs.on("sightings.open")
async def log(scene: Scene) -> Answer:
    """When each child was seen, for everybody in the group; that it was read is noted."""
    about = await one_group(scene, "sightings.open", "When the children were seen")
    if isinstance(about, Answer):
        return about
    group = await the_group(about)
    await note_read(about, group, "log of sightings")
    new: list[Action] = [button("A child was seen", "seen.open", g=group.id)] if born(group) else []
    return shown(about, cards.log_card(group, [*new, button(GO_TO, "group.open", g=group.id)], about.start))


jobs.command(
    Command(
        "seen",
        "seen.open",
        "Record that a child was seen",
        ("i saw", "i have seen", "child seen", "saw", "a child was seen", "home visit"),
        listed=False,
    )
)
jobs.command(
    Command(
        "sightings",
        "sightings.open",
        "When the children were seen",
        ("last seen", "log of sightings", "when was the child seen", "seen log"),
        listed=False,
    )
)
