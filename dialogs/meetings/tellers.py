"""Who tells those of the family who were not there, or all of them of a removal, and that it was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from cards.layout import capital, day
from cards.meetings import decision as cards
from cards.meetings.key_points import parts
from cppm.meetings import closing, key_points, siblings
from cppm.meetings.decision import removed
from cppm.meetings.meeting import NoSuchThing, Phase, PlanningMeeting
from cppm.people import within
from cppm.rights import cut, exclusion
from cppm.rights.participation_records import Understood
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import NOT_OPEN, chaired, chairs_meeting, change, done_card, the_meeting
from dialogs.meetings.outcome import CORE_GROUP_ROLES
from dialogs.rights.understanding import CLEAR
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

CHANGED = (
    "The chair has changed the words of the key points since. Read those too, and tell no more than this."
)
NOTHING_OF_THEM = "Nothing that is about their children"
HEAR = ["They hear the decision from somebody they know. You can name different people in turn."]


@jobs.form
class NameTeller(Form):
    """Who tells whom"""

    job: ClassVar[str] = "teller"
    nothing: ClassVar[str] = NOT_OPEN

    whom: list[str] = ask("Who is to be told?", kind="some_of", label="To be told")
    teller: str = ask("Who tells them?", kind="person", label="Told by")
    by: date = ask("By when?", label="By", side="future")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody of the family who was not there; those with nobody named yet are ticked."""
        meeting = await chairs_meeting(scene, "naming who tells", Phase.OPEN)
        absent = closing.to_be_told(meeting)
        unnamed = [line for line in absent if line not in closing.named_to_tell(meeting)]
        lead = {"teller": meeting.lead_professional.id}
        return Prepared(
            intro=[*_goes_on(meeting), *HEAR],
            facts=cards.tellings_rows(meeting),
            options={"whom": absent, "teller": _tellers(meeting)},
            earlier=lead | ({"whom": unnamed} if unnamed else {}),
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Name the teller for each of them."""

        def named(m: PlanningMeeting) -> None:
            for line in self.whom:
                closing.name_teller(m, scene.person, line, self.teller, self.by, scene.now)

        meeting, _ = await change(scene, named)
        return _named(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is named now."""
        return _named(scene, await the_meeting(scene))


def _goes_on(meeting: PlanningMeeting) -> list[str]:
    """Of a removal everybody in the family is told, who was there too: support does not end (OUT-04, 05)."""
    if not removed(meeting):
        return []
    return ["A name comes off the register, so all of the family are told, and which support goes on."]


def _tellers(meeting: PlanningMeeting) -> dict[str, str]:
    lines = [i for i in meeting.invitees if i.invited and i.role in CORE_GROUP_ROLES]
    people = [*(i.person for i in lines), meeting.chair]
    return {p.id: f"{p.name}, {p.post}" for p in people}


def _named(scene: Scene, meeting: PlanningMeeting) -> Answer:
    named = closing.named_to_tell(meeting)
    left = [who for line, who in closing.to_be_told(meeting).items() if line not in named]
    note = f"Nobody is named yet for {' and '.join(map(within, left))}." if left else ""
    rows = cards.tellings_rows(meeting)
    answer = done_card(scene, meeting, "Who tells whom is settled", rows, note, "teller.change")
    answer.then = ("teller", {"m": meeting.id}) if left else None
    return answer


def _support(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """What somebody told of a removal hears as well (OUT-05)."""
    found = [(c.name, meeting.decisions[c.id].removal) for c in removed(meeting)]
    return [(f"Support for {name} goes on", removal.support) for name, removal in found if removal]


def _safely(meeting: PlanningMeeting, line_id: str) -> list[tuple[str, str]]:
    """In which safe way somebody is spoken with who was kept out (EXC-12)."""
    plans = [each.plan for each in exclusion.standing(meeting) if each.line == line_id and each.plan]
    return [("In a safe way", plan.safe_way) for plan in plans]


def _what_they_hear(meeting: PlanningMeeting, line_id: str) -> list[tuple[str, str]]:
    """What somebody hears who may not hear all: of their children, of their part alone (SUM-03, PAR-03).

    Nothing where they hear the whole.
    """
    part = meeting.parts.only.get(line_id) if meeting.parts else None
    known = cut.of_part(meeting, part) if part else meeting
    line = next((each for each in known.family if each.id == line_id), None)
    if line is None:
        return []
    children = siblings.hears_about(known, line)
    if part is None and len(children) == len(meeting.children):
        return []
    if part and known.key_points and len(children) == len(known.children):
        return [(f"They hear: {label.lower()}", text) for label, text in parts(known.key_points)]
    rows = parts(key_points.draft(known, children))
    changed = meeting.key_points and meeting.key_points.edited_at
    return [
        *((f"They hear: {label.lower()}", text or NOTHING_OF_THEM) for label, text in rows),
        *([("Also", CHANGED)] if changed else []),
    ]


@jobs.form
class Told(Form):
    """Somebody was told the outcome"""

    job: ClassVar[str] = "told"
    nothing: ClassVar[str] = "There is nobody for you to tell at the moment."

    how: str = ask(
        "How were they told?",
        label="How",
        example="in person on Wednesday, with their solicitor",
        max_length=300,
    )
    understood: Literal["yes", "partly", "no"] | None = ask(
        "Did they understand it, as far as you saw?",
        label="Understood",
        options=CLEAR,
        when=lambda got: got.get("kept_out"),
        only="Only for somebody who was kept out.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody this person was named to tell and has not yet."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        found = [await scene.store.meetings.load(m.id) for m in lines if m.phase is Phase.CLOSED]
        return [
            Subject({"m": m.id, "f": t.id}, f"{t.who}, {m.reference}")
            for m in found
            for t in m.outcome.tellings
            if t.told_by == scene.person.id and not t.told_at
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whom, by when, and what they should hear."""
        meeting = await the_meeting(scene)
        telling = next((t for t in meeting.outcome.tellings if t.id == scene.ids.get("f")), None)
        if telling is None:
            raise NoSuchThing(what="person")
        if scene.person.id != telling.told_by:
            meeting.require_recorder(scene.person)
        meeting.require_phase("recording that somebody was told", Phase.CLOSED)
        told = [f"It is recorded that they were told: {telling.how}"] if telling.told_at else []
        return Prepared(
            intro=told
            or ["Tell them the decision and the reasons, how to ask for a review and how to complain."],
            facts=[
                ("To be told", telling.who),
                ("By", day(telling.by)),
                *_safely(meeting, telling.id),
                *_support(meeting),
                *_what_they_hear(meeting, telling.id),
            ],
            known={"kept_out": telling.id in {each.line for each in exclusion.standing(meeting)}},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the reminders stop."""
        clear = Understood[self.understood.upper()] if self.understood else None
        meeting, _ = await change(
            scene,
            lambda m: closing.mark_told(m, scene.person, scene.ids["f"], self.how, scene.now, clear),
        )
        return _told(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """How they were told."""
        return _told(scene, await the_meeting(scene))


def _told(scene: Scene, meeting: PlanningMeeting) -> Answer:
    telling = next(t for t in meeting.outcome.tellings if t.id == scene.ids["f"])
    clear = [("Understood", capital(telling.understood))] if telling.understood else []
    rows = [("Told", telling.who), ("How", telling.how), *clear]
    return done_card(scene, meeting, "They have been told", rows)


jobs.command(
    Command(
        "who tells whom",
        "teller.open",
        "Who tells those who were not there",
        ("who tells", "teller"),
        listed=False,
    )
)
jobs.command(
    Command(
        "told",
        "told.open",
        "Record that somebody was told",
        ("i told them", "tell somebody", "told them"),
        listed=False,
    )
)
