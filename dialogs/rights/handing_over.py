"""Handing over a part of a planning meeting: illness, leave, a new chair or lead professional (INV-08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cppm.errors import CPPMError
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.rights import handing_over
from cppm.rights.handing_over_records import HandedOver, Part
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import reviewing
from dialogs.meetings.booking_answers import put_together
from dialogs.meetings.chairing import as_it_stands, change, done_card, the_meeting
from dialogs.meetings.keeping import case_line, kept, listed, named
from dialogs.rights.case_lead import let_chair_read, pass_case_on
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import NoSuchPerson

jobs = Jobs()

LONGEST = 300
"""Characters of a reason."""


class NobodyTakesThePart(CPPMError):
    """Nobody else who is enrolled may chair or lead. Ask CP Administration to enrol whoever takes over."""

    rule = "INV-08"


@jobs.form
class HandOverPart(Form):
    """Hand over a part in a meeting"""

    job: ClassVar[str] = "rolehandover"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "There is no meeting whose chair or lead you can hand over. Its chair, its lead professional and CP "
        "Administration can. Type meetings to see yours. For one that is over, type minutes, go to the "
        "meeting and press Hand over chair or lead."
    )

    part: Literal["chair", "lead professional"] = ask(
        "Which part is handed over?",
        label="Part",
        options={"chair": "The chair", "lead professional": "The lead professional"},
        synonyms={"chair": ("chairing",), "lead professional": ("lead", "lp")},
    )
    to: str = ask(
        "Who takes over?",
        label="Takes over",
        kind="person",
        hint="A chair holds that duty; a lead professional is a qualified social worker.",
    )
    stays: bool | None = ask(
        "Does the lead professional until now go on working with the family?",
        label="Goes on working with the family",
        when=lambda got: put_together(got).get("part") == Part.LEAD,
        only="Only where the lead professional changes.",
    )
    why: str = ask(
        "Why is it handed over?",
        label="Reason",
        kind="long",
        example="On leave from Monday",
        max_length=LONGEST,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The meetings that this person chairs or leads; CP Administration those not over."""
        return await kept(scene, *handing_over.GOES_ON)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Chair and lead professional as they are now, and the colleagues who may be."""
        meeting = await listed(scene)
        handing_over.require_may(meeting, scene.person, *Part)
        parts = handing_over.parts_to_hand_over(meeting, scene.person)
        people = named(p for p in await scene.store.people.all() if _could(meeting, p, parts))
        if not people:
            raise NobodyTakesThePart
        known = {"part": str(parts[0])} if len(parts) == 1 else {}
        now = [(str(part).capitalize(), handing_over.holder(meeting, part).name) for part in Part]
        return Prepared(
            intro=["What is owed and what may be read goes with it at once. Both are told."],
            facts=[(f"{label} now", name) for label, name in now],
            options={"to": people},
            known=known,
            case_line=case_line(meeting, scene),
        )

    async def record(self, scene: Scene) -> Answer:
        """The part is theirs at once; a lead professional takes over the rest of the case with it."""
        to = await scene.store.people.get(self.to)
        if to is None:
            raise NoSuchPerson
        part, before = Part(self.part), await _held_before(scene)
        was = handing_over.holder(await the_meeting(scene), part)
        meeting, _ = await change(
            scene,
            lambda m: handing_over.hand_over(
                m, scene.person, part, to, self.why, scene.now, bool(self.stays), before
            ),
        )
        rows = [(str(part).capitalize(), to.name), ("Before", was.name), ("Reason", self.why)]
        return done_card(
            scene, meeting, "The part is handed over", rows, await _follows(scene, meeting, part, was)
        )

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The meeting as it stands, or for somebody who reads nothing of it any more one sentence."""
        meeting = await the_meeting(scene)
        if scene.person.id in meeting.participants() or scene.person.has(Duty.CP_ADMIN):
            return await as_it_stands(scene)
        return None


def _could(meeting: PlanningMeeting, person: Person, parts: Sequence[Part]) -> bool:
    """Whether somebody may hold one of these parts, and does not hold it now."""
    needed = {Part.CHAIR: Duty.CHAIR, Part.LEAD: Duty.QUALIFIED_SOCIAL_WORKER}
    holders = {handing_over.holder(meeting, part).id for part in Part}
    return person.id not in holders and any(person.has(needed[part]) for part in parts)


async def _held_before(scene: Scene) -> PlanningMeeting | None:
    """The planning meeting of the case held last, before one that is still to be held."""
    meeting = await the_meeting(scene)
    ahead = meeting.phase in (Phase.BOOKED, Phase.INVITED)
    return await reviewing.last_meeting(scene, meeting.case_ref) if ahead else None


async def _follows(scene: Scene, meeting: PlanningMeeting, part: Part, was: Person) -> str:
    """What goes with the part: restricted information with the chair, the case with the lead professional."""
    if part is Part.CHAIR:
        await let_chair_read(scene, meeting)
        return "Both are told, and the lead professional. What the chair owed is theirs now."
    handed: HandedOver = meeting.handed_over[-1]
    stuck = await pass_case_on(scene, meeting.case_ref, handed)
    left = f" In {', '.join(stuck)} it could not change; hand it over there." if stuck else ""
    stays = "stays on the list as a practitioner" if handed.stays else "sees nothing of it from now on"
    return f"Both are told, and the chair. {was.name} {stays}.{left}"


jobs.command(
    Command(
        "hand over my part",
        "rolehandover.open",
        "Hand over the chair or the lead of a meeting",
        (
            "hand over meeting",
            "hand over the chair",
            "new chair",
            "new lead professional",
            "hand over lead",
        ),
        listed=False,
    )
)
