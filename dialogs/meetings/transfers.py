"""A transfer meeting: who on the list comes for the area that the family left (MOV-11, QUO-08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.layout import capital
from cppm.meetings import transfer
from cppm.meetings.meeting import Invitee, Phase, PlanningMeeting
from cppm.people import Duty
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, the_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

AHEAD = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
NEEDED = (
    "A transfer meeting needs social work of both areas, a manager of each, and health, education and police."
)


@jobs.form
class OtherArea(Form):
    """Who comes for the other area"""

    job: ClassVar[str] = "otherarea"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = "No transfer meeting of yours is ahead. Type meetings to see yours."

    people: list[str] = ask(
        "Who on the list comes for the area the family left?",
        kind="some_of",
        label="From the area the family left",
        hint="Everybody else comes for this area.",
        required=False,
    )
    managers: list[str] = ask(
        "Who of them is a manager there?",
        kind="some_of",
        label="Managers there",
        hint="They hold no duty here: a duty would open families of this council to them.",
        required=False,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The transfer meetings ahead or under way whose list this person keeps."""
        found = {line.id for line in await scene.store.meetings.for_person(scene.person.id)}
        if scene.person.has(Duty.CP_ADMIN):
            found |= {line.id for line in await scene.store.meetings.all_open()}
        meetings = [await scene.store.meetings.load(each) for each in sorted(found)]
        return [Subject({"m": m.id}, m.reference) for m in meetings if m.move and m.phase in AHEAD]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody on the list, and what the meeting needs."""
        meeting = await the_meeting(scene)
        meeting.require_keeper_of_list(scene.person)
        if meeting.move is None:
            raise transfer.NoTransfer
        people = {i.person.id: _named(i) for i in meeting.invitees}
        kept = {"people": meeting.move.from_there, "managers": meeting.move.managers}
        return Prepared(
            intro=[NEEDED],
            facts=[("Area the family left", meeting.move.left)],
            options={"people": people, "managers": people},
            earlier={name: ids for name, ids in kept.items() if ids},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; who the meeting still lacks is said at once."""
        meeting, _ = await change(
            scene,
            lambda m: transfer.name_other_area(m, scene.person, self.people, scene.now, self.managers),
        )
        return _kept(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept now."""
        return _kept(scene, await the_meeting(scene))


def _named(line: Invitee) -> str:
    return f"{line.person.name}, {line.person.post}"


def _kept(scene: Scene, meeting: PlanningMeeting) -> Answer:
    there = meeting.move.from_there if meeting.move else []
    names = [_named(line) for line in meeting.invitees if line.person.id in there]
    rows = [("From the area the family left", "\n".join(names) or "Nobody")]
    managers = meeting.move.managers if meeting.move else []
    manage = [line.person.name for line in meeting.invitees if line.person.id in managers]
    rows += [("Managers there", ", ".join(manage))] if manage else []
    lacks = [capital(each) for each in transfer.missing(meeting, meeting.invitees)]
    rows += [("Not on the list yet", "\n".join(lacks))] if lacks else []
    return done_card(scene, meeting, "Who comes from where is kept", rows, NEEDED, "otherarea.change")


jobs.command(
    Command(
        "other area",
        "otherarea.open",
        "Who comes to a transfer meeting for the other area",
        ("who comes for the other area", "originating area"),
        listed=False,
    )
)
