"""The multi-agency chronology: by when it is there, who puts it together, and that it is (REP-16, TIM-21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.layout import day
from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import NoSuchThing
from cppm.people import Person
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps, leads
from dialogs.groups.grouping import change, done_card, subjects_where, the_group
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class AgreeChronology(Form):
    """The multi-agency chronology"""

    job: ClassVar[str] = "chronology"
    nothing: ClassVar[str] = (
        "You lead no core group. Its chair and the lead professional agree by when the chronology is there."
    )

    owner: str = ask(
        "Who puts it together?", kind="person", label="Who", hint="From what every agency sends."
    )
    by: date = ask("By when is it there?", label="By", side="future")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups this person leads."""
        return await subjects_where(scene, lambda g: leads(g, scene.person))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who could, and what was agreed before."""
        group = await the_group(scene)
        group.require_chair(scene.person)
        group.require_running("agreeing a chronology")
        now = group.chronology
        hint = f"Usually by the first review: {day(group.review.day)}." if group.review else ""
        return Prepared(
            facts=_rows(group),
            options={"owner": {p.id: f"{p.name}, {p.agency}" for p in group.current_members}},
            earlier={"owner": now.owner, "by": now.by} if now else {"owner": group.lead_professional.id},
            hints={"by": hint} if hint else {},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Agree it; who puts it together is reminded."""
        group, _ = await change(
            scene,
            lambda g: recommending.agree_chronology(
                g, scene.person, self.by, _member(g, self.owner), scene.now
            ),
        )
        return _agreed(scene, group)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is agreed now."""
        return _agreed(scene, await the_group(scene))


def _member(group: CoreGroup, person_id: str) -> Person:
    for each in group.current_members:
        if each.id == person_id:
            return each
    raise NoSuchThing(what="person")


def _rows(group: CoreGroup) -> list[tuple[str, str]]:
    """Who, by when, and whether it is there."""
    now = group.chronology
    if now is None:
        return []
    there = [("There since", day(local_day(now.received_at)))] if now.received_at else []
    return [("Put together by", now.owner_name), ("By", day(now.by)), *there]


def _agreed(scene: Scene, group: CoreGroup) -> Answer:
    title = "The chronology is agreed"
    return done_card(scene, group, title, _rows(group), change_verb="chronology.change")


def _may_say(group: CoreGroup, person: Person) -> bool:
    """Whether somebody may say that it is there: its owner, or who keeps the group's records."""
    now = group.chronology
    waits = now is not None and now.received_at is None
    return waits and (keeps(group, person) or bool(now and now.owner == person.id))


@jobs.form
class ChronologyThere(Form):
    """The chronology is there"""

    job: ClassVar[str] = "chronologydone"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = "No chronology that you could report on is awaited."

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups whose chronology this person may say is there."""
        return await subjects_where(scene, lambda g: _may_say(g, scene.person))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Which one, to be confirmed: a tap on what is owed must not be taken for its being done."""
        group = await the_group(scene)
        now = group.chronology
        if now is None or now.owner != scene.person.id:
            group.require_keeper(scene.person)
        if now is None:
            raise recommending.NoChronologyAgreed
        return Prepared(facts=[*_rows(group), ("Recorded", "It is there")], case_line=group.reference)

    def rows(self, prepared: Prepared) -> list[tuple[str, str]]:
        """Who put it together, and that it is there."""
        return list(prepared.facts)

    async def record(self, scene: Scene) -> Answer:
        """It is there; nobody is reminded any more."""
        group, _ = await change(scene, lambda g: recommending.chronology_received(g, scene.person, scene.now))
        return _there(scene, group)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """As it stands."""
        return _there(scene, await the_group(scene))


def _there(scene: Scene, group: CoreGroup) -> Answer:
    return done_card(scene, group, "The chronology is there", _rows(group))


jobs.command(
    Command(
        "agree chronology",
        "chronology.open",
        "By when the chronology is there, and who puts it together",
        ("multi agency chronology", "agree a chronology", "agree on a chronology"),
        listed=False,
    )
)
jobs.command(
    Command(
        "chronology done",
        "chronologydone.open",
        "The chronology is there",
        ("chronology is there", "chronology received", "the chronology is there"),
        listed=False,
    )
)
