"""Saying who a child's Named Person is: chosen from the list, named in words, or not known yet (MIN-18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.layout import short, unlinked
from cppm.meetings import named_person
from cppm.meetings.meeting import Child, Invitee, PlanningMeeting
from cppm.people import Duty
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, the_meeting
from dialogs.meetings.closed import MINUTES_DUE
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

ELSE, UNKNOWN = "else", "unknown"
OTHERS = {ELSE: "Somebody else", UNKNOWN: "Not known yet"}


def buttons(meeting: PlanningMeeting, most: int) -> list[Action]:
    """A button for each of the first children of whom nobody has said it."""
    return [
        button(
            short(unlinked(f"Named Person for {child.name}")), "namedperson.open", m=meeting.id, c=child.id
        )
        for child in named_person.unnamed(meeting)[:most]
    ]


@jobs.form
class SayNamedPerson(Form):
    """The Named Person"""

    job: ClassVar[str] = "namedperson"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = (
        "No meeting that you look after has a child whose Named Person is still to be said."
    )

    who: str = ask(
        "Who is the Named Person?",
        label="Named Person",
        kind="one_of",
        synonyms={UNKNOWN: ("not known", "unknown", "i don't know"), ELSE: ("someone else", "other")},
        hint="The minutes hold it. Nothing waits for it.",
    )
    words: str = ask(
        "What are their name and post?",
        label="Name and post",
        when=lambda got: got.get("who") == ELSE,
        only="Only for somebody who is not on the list.",
        example="Ann Low, head teacher",
        max_length=120,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children of this person's meetings of whom nobody has said it."""
        return [
            Subject({"m": m.id, "c": child.id}, f"{child.name}, {m.reference}")
            for m in await _meetings(scene)
            for child in named_person.unnamed(m)
            if named_person.may_name(m, scene.person)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who on the list may be it, whoever has that post first proposed."""
        meeting, child = await _child(scene)
        named_person.require_namer(meeting, scene.person)
        likely = named_person.likely(meeting, child)
        people = {i.person.id: _said(i) for i in named_person.could_be(meeting)}
        return Prepared(
            facts=[("Child", child.name)],
            options={"who": people | OTHERS},
            earlier={"who": likely.person.id} if likely else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the minutes have it from now on."""
        meeting, child = await _child(scene)
        words = self.words if self.who == ELSE else ""
        chosen = next((_said(i) for i in named_person.could_be(meeting) if i.person.id == self.who), words)
        meeting, _ = await change(
            scene,
            lambda m: named_person.name(m, scene.person, [child.id], chosen, self.who == UNKNOWN, scene.now),
        )
        return _recorded(scene, meeting, child)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is recorded."""
        return _recorded(scene, *await _child(scene))


async def _meetings(scene: Scene) -> list[PlanningMeeting]:
    lines = [line.id for line in await scene.store.meetings.for_person(scene.person.id)]
    if scene.person.has(Duty.CP_ADMIN):
        lines += [line.id for line in await scene.store.meetings.all_open()]
        lines += [due.meeting_id for due in await scene.store.dues.under(MINUTES_DUE)]
    return [await scene.store.meetings.load(each) for each in dict.fromkeys(lines)]


async def _child(scene: Scene) -> tuple[PlanningMeeting, Child]:
    meeting = await the_meeting(scene)
    return meeting, meeting.child(scene.ids.get("c", ""))


def _said(line: Invitee) -> str:
    return f"{line.person.name}, {line.person.post}"


def _recorded(scene: Scene, meeting: PlanningMeeting, child: Child) -> Answer:
    found = meeting.named_persons.get(child.id)
    rows = [
        ("Child", child.name),
        ("Named Person", found.words if found and found.words else "Not known yet"),
    ]
    return done_card(scene, meeting, "The Named Person is recorded", rows, change_verb="namedperson.change")


jobs.unlisted("named person", "namedperson.open", "Who the Named Person is", "the named person")
