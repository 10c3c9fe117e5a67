"""Handing over the lead of a family that has neither core group nor planning meeting here yet (INV-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from cards.moves import moves as cards
from cppm.meetings.meeting import Phase
from cppm.moves import family_lead
from cppm.moves.family_lead import LedElsewhere
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import shown
from dialogs.meetings.keeping import named
from dialogs.moves import of_case
from dialogs.rights.handing_over import NobodyTakesThePart
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import NoSuchPerson

jobs = Jobs()


async def may_hand_over(scene: Scene, where: Whereabouts) -> bool:
    """Whether this person may hand the family over, and it has to be done here."""
    return family_lead.may_hand_over(where, scene.person) and not await _led_elsewhere(scene, where)


async def _led_elsewhere(scene: Scene, where: Whereabouts) -> bool:
    if await scene.store.core_groups.of_case(where.case_ref):
        return True
    meetings = await scene.store.meetings.for_case(where.case_ref)
    return any(line.phase is not Phase.CANCELLED for line in meetings)


@jobs.form
class HandFamilyOver(Form):
    """Hand over a family that has come"""

    job: ClassVar[str] = "familylead"
    submit: ClassVar[str] = "Hand it over"
    nothing: ClassVar[str] = (
        "No family without core group and planning meeting is yours to hand over. Type hand over core group, "
        "or hand over my part for a meeting."
    )

    to: str = ask(
        "Who leads from now on?", label="Takes over", kind="person", hint="A qualified social worker."
    )
    stays: bool = ask(
        "Does the lead professional until now go on working with the family?",
        label="Goes on working with the family",
    )
    why: str = ask("Why?", label="Reason", kind="long", example="On leave from Monday", max_length=300)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The families whose lead this person may hand over, and nowhere else than here."""
        found = await scene.store.whereabouts.waiting()
        return [Subject({"j": w.id}, w.reference) for w in found if await may_hand_over(scene, w)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who leads now, and the colleagues who may."""
        where = await of_case.the_whereabouts(scene)
        where.require_lead(scene.person)
        if await _led_elsewhere(scene, where):
            raise LedElsewhere
        found = await scene.store.people.with_duty(Duty.QUALIFIED_SOCIAL_WORKER)
        people = named(person for person in found if person.id != where.lead_professional.id)
        if not people:
            raise NobodyTakesThePart
        return Prepared(
            intro=["What is owed and what may be read goes with it at once. Both are told."],
            facts=[("Lead professional now", where.lead_professional.name)],
            options={"to": people},
            case_line=where.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """They lead at once, in the record of the case too."""
        to = await scene.store.people.get(self.to)
        if to is None:
            raise NoSuchPerson
        elsewhere = await _led_elsewhere(scene, await of_case.the_whereabouts(scene))
        where, was = await of_case.change(
            scene,
            scene.ids["j"],
            lambda w: family_lead.hand_over(w, scene.person, to, self.stays, self.why, elsewhere, scene.now),
        )
        case = await scene.store.cases.known(where.case_ref)
        await scene.store.cases.keep(replace(case, lead_professional=to.id))
        return shown(scene, cards.handed_over_card(where, was, self.why))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Nothing to show: whoever handed it over may not see the family any more."""
        return None


jobs.command(
    Command(
        "hand over family",
        "familylead.open",
        "Hand over a family that has come, before its first meeting",
        ("hand over the family", "new lead for a family", "change lead of a family"),
        listed=False,
    )
)
