"""One person more on the invitation list, or one less (INV-01, INV-08, INV-09, ATT-22)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from cards.meetings import booking as cards
from cppm.errors import CPPMError
from cppm.meetings import invitations
from cppm.meetings.meeting import Invitee, NoSuchThing, PlanningMeeting
from cppm.people import Role
from cppm.rights import consents, sitting_in
from dialogs.commands import Jobs
from dialogs.forms import Prepared, ask
from dialogs.meetings.booking_answers import Got, put_together
from dialogs.meetings.keeping import case_line, listed, named
from dialogs.meetings.listing import BEFORE, AddingToOne, OfOneList, changed, free
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import NoSuchPerson

jobs = Jobs()

LONGEST = 300
INVITED = "The invitation is on its way."
WAITS = "The invitation goes out once the chair has agreed."
OPENS = "They are told on the first day of reading, or now if it has come."
TAKES_OVER = "Only for somebody about to take over as lead professional."
CONSENTS = "They are invited only once the family and the chair have both agreed."


class NobodyToAdd(CPPMError):
    """Everybody enrolled is on the list already. Ask CP Administration to enrol whoever is missing."""

    rule = "INV-09"


class NobodyToRemove(CPPMError):
    """Nobody but the lead professional is on the list, and the lead professional stays."""

    rule = "INV-05"


ROLES = {
    Role.PRACTITIONER: "Practitioner: writes a report and gives a view",
    Role.OBSERVER: "Observer",
    Role.MINUTE_TAKER: "Minute taker",
    Role.INTERPRETER: "Interpreter",
    Role.SUPPORT_PERSON: "Support person or advocate",
    Role.STUDENT: "Student",
    Role.INCOMING_LEAD_PROFESSIONAL: "Lead professional to be",
}


def _takes_over(got: Got) -> bool:
    return put_together(got).get("role") == Role.INCOMING_LEAD_PROFESSIONAL


@jobs.form
class Invite(AddingToOne):
    """Add somebody to the list"""

    job = "invite"
    submit = "Add"

    who: str = ask("Who is to be invited?", label="Who", kind="person")
    role: Literal[
        "practitioner",
        "observer",
        "minute taker",
        "interpreter",
        "support person",
        "student",
        "incoming lead professional",
    ] = ask(
        "In what role?",
        label="Role",
        options={str(role): words for role, words in ROLES.items()},
        synonyms={"support person": ("advocate",), "minute taker": ("minutes",)},
    )
    reason: str = ask(
        "Why are they needed?",
        label="Reason",
        hint="What they bring to the meeting, in a few words.",
        example="Works with Kay at the young carers' group",
        max_length=LONGEST,
    )
    beside: str = ask(
        "For whom of the family are they there?",
        kind="one_of",
        label="There for",
        when=lambda got: put_together(got).get("role") in (Role.SUPPORT_PERSON, Role.INTERPRETER),
        only="Only for somebody in support, or an interpreter.",
    )
    since: date | None = ask(
        "From which day may they read?",
        label="Reads from",
        hint="Before that day the meeting shows them nothing.",
        when=_takes_over,
        only=TAKES_OVER,
    )
    until: date | None = ask(
        "Until which day may they read?",
        label="Reads until",
        required=False,
        hint="Without a day, until the case is handed over to them or they are taken off the list.",
        when=_takes_over,
        only=TAKES_OVER,
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who keep the list, until the meeting is closed."""
        meeting = await cls.to_grow(scene)
        people = named(await free(scene, meeting))
        if not people:
            raise NobodyToAdd
        family = {line.id: line.named for line in meeting.family}
        return Prepared(options={"who": people, "beside": family}, case_line=case_line(meeting, scene))

    async def record(self, scene: Scene) -> Answer:
        """Put them on the list."""
        person = await scene.store.people.get(self.who)
        if person is None:
            raise NoSuchPerson

        def change(meeting: PlanningMeeting) -> Invitee:
            line = invitations.invite(
                meeting,
                scene.person,
                person,
                self.reason,
                scene.now,
                Role(self.role),
                self.beside,
            )
            if sitting_in.sits_in(line):
                sitting_in.set_days(meeting, scene.person, person.id, self.since, self.until, scene.now)
            return line

        answer = await changed(
            scene,
            change,
            f"{person.name} is on the list",
            lambda m: [
                ("Role", str(m.invitee(person.id).role).capitalize()),
                ("Reason", self.reason),
                *cards.reading_rows(m.invitee(person.id)),
            ],
            lambda m: _comes_next(m.invitee(person.id)),
            steps=2,
        )
        if consents.lacking((await listed(scene)).invitee(person.id)):
            answer.then = ("consent", {"m": scene.ids["m"], "p": person.id})
        return answer


def _comes_next(line: Invitee) -> str:
    if consents.needed(line):
        return CONSENTS
    if line.invited and line.reads_from:
        return OPENS
    return INVITED if line.invited else WAITS


@jobs.form
class TakeOff(OfOneList):
    """Take somebody off the list"""

    job = "remove"
    submit = "Take off"

    who: str = ask("Who is to be taken off?", label="Who", kind="person")
    reason: str = ask("Why?", label="Reason", kind="long", max_length=LONGEST)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who keep the list, before the meeting; the lead professional stays on it."""
        meeting = await listed(scene)
        meeting.require_phase("removing somebody", *BEFORE)
        people = named(i.person for i in meeting.invitees if i.role is not Role.LEAD_PROFESSIONAL)
        if not people:
            raise NobodyToRemove
        known = {"who": scene.ids["p"]} if scene.ids.get("p") in people else {}
        return Prepared(options={"who": people}, known=known, case_line=case_line(meeting, scene))

    async def record(self, scene: Scene) -> Answer:
        """Take them off, with the reason."""
        meeting = await listed(scene)
        line = next((i for i in meeting.invitees if i.person.id == self.who), None)
        if line is None:
            raise NoSuchThing(what="person")
        told = " Tell them yourself: their invitation had gone out." if line.invited else ""
        return await changed(
            scene,
            lambda m: invitations.remove(m, scene.person, self.who, self.reason, scene.now),
            "Taken off the list",
            lambda m: [("Who", line.person.name), ("Reason", self.reason)],
            f"The reason is kept in the record.{told}",
            steps=1,
        )
