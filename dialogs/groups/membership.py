"""Who is in the core group: somebody joins or leaves, or another colleague chairs it or leads its plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.elements import Action, button
from cppm.errors import CPPMError
from cppm.groups import membership, planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.membership import Leads
from cppm.people import Agency, Person
from cppm.rights.handing_over_records import HandedOver, Part
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import change, done_card, subjects_where, the_group
from dialogs.meetings.keeping import named
from dialogs.rights.case_lead import pass_case_on
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import NoSuchPerson

jobs = Jobs()

LONGEST = 300
"""Characters of a reason."""
READS = (
    "Whoever joins reads the whole plan and the record of each core group, those before they came too. What "
    "was said in the planning meeting stays closed to them."
)
OF_BOTH_PARTS = (
    "The planning meeting was held in two parts, and the plan holds both. Bring in only somebody who may "
    "know both."
)
NOTHING = "You keep the members of no core group. Its chair, lead professional and CP Administration do."


class NobodyToBringIn(CPPMError):
    """Everybody enrolled is in this core group already. Ask CP Administration to enrol whoever is missing."""

    rule = "CG-01"


class NobodyToLetGo(CPPMError):
    """Only those who chair and lead this core group are in it. To change that, hand it over."""

    rule = "CG-04"


class NobodyToHandOverTo(CPPMError):
    """No other social worker is enrolled. Ask CP Administration to enrol whoever takes over."""

    rule = "CG-04"


class OfKeptGroup(Form):
    """What the forms about the members of a core group share: who keeps the group may."""

    nothing: ClassVar[str] = NOTHING

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The groups going on that this person keeps."""
        return await subjects_where(scene, lambda group: keeps(group, scene.person))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is in the group now."""
        group = await the_group(scene)
        rows = [
            ("Chair", group.chair.name),
            ("Lead professional", group.lead_professional.name),
            ("Members", ", ".join(p.name for p in group.current_members)),
        ]
        return done_card(scene, group, "This is kept already", rows)


async def _kept(scene: Scene, what: str) -> CoreGroup:
    """The group, for whoever keeps it, while it goes on. Raises NotInGroup, NotYours, GroupEnded."""
    group = await the_group(scene)
    group.require_keeper(scene.person)
    group.require_running(what)
    return group


async def _person(scene: Scene, person_id: str) -> Person:
    person = await scene.store.people.get(person_id)
    if person is None:
        raise NoSuchPerson
    return person


@jobs.form
class BringIn(OfKeptGroup):
    """Bring somebody into the core group"""

    job: ClassVar[str] = "cgjoin"
    submit: ClassVar[str] = "Bring them in"

    who: str = ask("Who joins the core group?", label="Who", kind="person")
    why: str = ask(
        "What do they do with the family?",
        label="Works with the family",
        hint="Only those who work directly with the family belong to it.",
        example="Kay's new class teacher",
        max_length=LONGEST,
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody enrolled who is not in the group."""
        group = await _kept(scene, "bringing somebody in")
        there = {*group.apart, *(p.id for p in group.current_members)}
        people = named(p for p in await scene.store.people.all() if p.id not in there)
        if not people:
            raise NobodyToBringIn
        both = [OF_BOTH_PARTS] if group.apart or group.family_parts else []
        return Prepared(intro=[READS, *both], options={"who": people}, case_line=group.reference)

    async def record(self, scene: Scene) -> Answer:
        """They join, and are told and asked to the next meeting in one message."""
        person = await _person(scene, self.who)
        group, _ = await change(
            scene, lambda g: membership.bring_in(g, scene.person, person, scene.now, self.why)
        )
        rows = [("Who", f"{person.name}, {person.agency}"), ("Works with the family", self.why)]
        note = "They are told, read plan and records from now on, and are asked to the next meeting."
        return done_card(scene, group, f"{person.name} is in the core group", rows, note)


@jobs.form
class LetGo(OfKeptGroup):
    """Take somebody out of the core group"""

    job: ClassVar[str] = "cgleave"
    submit: ClassVar[str] = "Take them out"

    who: str = ask("Who leaves the core group?", label="Who", kind="person")
    why: str = ask("Why?", label="Reason", kind="long", max_length=LONGEST)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The members but for those who lead it, with what they leave behind."""
        group = await _kept(scene, "letting somebody go")
        leaders = (group.chair.id, group.lead_professional.id)
        people = named(p for p in group.current_members if p.id not in leaders)
        if not people:
            raise NobodyToLetGo
        return Prepared(
            intro=["They see nothing of the core group from then on, and what they still owe is not lost:"],
            facts=[("Open actions pass to", group.lead_professional.name)],
            options={"who": people},
            known={"who": scene.ids["p"]} if scene.ids.get("p") in people else {},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """They leave and are told so."""
        before = await _kept(scene, "letting somebody go")
        name, owed = before.name_of(self.who), len(membership.left_behind(before, self.who))
        group, _ = await change(
            scene, lambda g: membership.let_go(g, scene.person, self.who, scene.now, self.why)
        )
        rows = [("Who", name), ("Reason", self.why)]
        if owed:
            rows.append(("Open actions", f"{owed}, now with {group.lead_professional.name}"))
        visits = [v for v in planning.unmanned(group) if v.who == self.who]
        notes = ["Please agree a new owner for each of their actions at the next meeting."] if owed else []
        notes += ["Their visits still stand in the plan: please say who visits now."] if visits else []
        now: list[Action] = [
            button("Say who visits", "visits.open", g=group.id, i=each.id) for each in visits[:1]
        ]
        return done_card(scene, group, f"{name} has left the core group", rows, " ".join(notes), first=now)


@jobs.form
class HandOver(OfKeptGroup):
    """Hand over the core group"""

    job: ClassVar[str] = "cghandover"
    submit: ClassVar[str] = "Hand it over"

    what: Literal["chair of the core group", "lead professional", "chair and lead professional"] = ask(
        "What is handed over?",
        label="Handed over",
        options={
            "chair of the core group": "The chair of the core group",
            "lead professional": "The lead professional",
            "chair and lead professional": "Both",
        },
        synonyms={
            "chair of the core group": ("chair", "the chair"),
            "lead professional": ("lead", "lp"),
            "chair and lead professional": ("chair and lead",),
        },
    )
    to: str = ask(
        "Who takes over?",
        label="Takes over",
        kind="person",
        hint="A colleague in social work; a lead professional is a qualified social worker.",
    )
    why: str = ask("Why?", label="Reason", kind="long", max_length=LONGEST)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The social workers enrolled, and who chairs and leads now."""
        group = await _kept(scene, "handing it over")
        people = named(p for p in await scene.store.people.all() if p.agency is Agency.SOCIAL_WORK)
        if not people.keys() - {group.chair.id, group.lead_professional.id}:
            raise NobodyToHandOverTo
        return Prepared(
            facts=[("Chair now", group.chair.name), ("Lead professional now", group.lead_professional.name)],
            options={"to": people},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Everybody in the group and the chair of the planning meeting are told; the case follows."""
        person, before = await _person(scene, self.to), await _kept(scene, "handing it over")
        was = before.lead_professional
        group, _ = await change(
            scene,
            lambda g: membership.hand_over(g, scene.person, Leads(self.what), person, self.why, scene.now),
        )
        rows = [
            ("Chair", group.chair.name),
            ("Lead professional", group.lead_professional.name),
            ("Reason", self.why),
        ]
        note = "Everybody in the group and the chair of the planning meeting are told."
        if Leads(self.what).leads and person.id != was.id:
            handed = HandedOver(
                Part.LEAD, was, person, self.why.strip(), scene.now, scene.person.id, stays=True
            )
            stuck = await pass_case_on(scene, group.case_ref, handed)
            note += " The planning meetings of the case have the new lead professional too."
            note += f" In {', '.join(stuck)} it could not change; hand it over there." if stuck else ""
        return done_card(scene, group, "The core group is handed over", rows, note)


_JOINS = ("bring somebody in", "somebody joins the core group", "add to the core group", "new member")
_LEAVES = ("take somebody out", "somebody leaves the core group", "remove member", "take out of core group")
_HANDED = ("hand over", "hand over chair", "change lead professional", "change core group chair")
for _command in (
    Command("add member", "cgjoin.open", "Bring somebody into the core group", _JOINS, listed=False),
    Command("let member go", "cgleave.open", "Take somebody out of the core group", _LEAVES, listed=False),
    Command("hand over core group", "cghandover.open", "Hand over the core group", _HANDED, listed=False),
):
    jobs.command(_command)
