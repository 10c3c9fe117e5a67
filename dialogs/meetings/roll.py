"""The roll: who is here, and who comes and goes while the meeting runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from cards.meetings import conduct as cards
from cppm.errors import CPPMError
from cppm.meetings import conduct
from cppm.meetings.meeting import Coming, Invitee, Phase, PlanningMeeting
from cppm.meetings.quorum import quorum_now
from cppm.rights import beside, consents, exclusion
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import NOT_OPEN, chaired, chairs_meeting, change, shown
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

DEPUTY = "deputy:"
"""What stands before a person's id on the roll where their deputy is meant."""


class EverybodyHere(CPPMError):
    """Everybody on the invitation list is marked as present. Somebody who is not on it has to be invited
    first; open the invitation list for that."""

    rule = "CON-07"


class NobodyHere(CPPMError):
    """Nobody is marked as present, so nobody can have left. Call the roll first."""

    rule = "CHR-05"


def _listed(lines: Iterable[Invitee]) -> dict[str, str]:
    return {i.person.id: f"{i.person.name}, {i.person.agency}" for i in lines}


def _seats(lines: Iterable[Invitee]) -> dict[str, str]:
    """Everybody who may sit in the meeting: each person and, beneath, the deputy they named."""
    found: dict[str, str] = {}
    for line in lines:
        if consents.lacking(line):
            continue
        found |= _listed([line])
        if line.deputy:
            found[DEPUTY + line.person.id] = f"{line.deputy.name}, deputy for {line.person.name}"
    return found


@jobs.form
class CallRoll(Form):
    """Call the roll"""

    job: ClassVar[str] = "roll"
    submit: ClassVar[str] = "Keep the roll"
    nothing: ClassVar[str] = NOT_OPEN

    present: list[str] = ask(
        "Who is here?",
        kind="some_of",
        label="Here",
        hint="Those who said that they or their deputy come are ticked.",
    )
    family: list[str] = ask(
        "Who of the family is here?",
        kind="some_of",
        label="Family here",
        required=False,
        when=lambda got: got.get("has_family"),
    )
    with_family: list[str] = ask(
        "Who is here beside the family?",
        kind="some_of",
        label="Beside the family",
        required=False,
        when=lambda got: got.get("has_beside"),
        hint="They support or interpret, and have no other part. Whoever you tick may be there.",
    )
    opening: list[str] = ask(
        "What have you said at the start?", kind="some_of", label="Said at the start", required=False
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody on the list and their deputies; ticked are those who are here, or said they come."""
        meeting = await chairs_meeting(scene, "calling the roll", Phase.OPEN)
        out = exclusion.out_of_room(meeting)
        here = [f for f in meeting.family if f.invited and f.id not in out]
        family = {f.id: f.named for f in here}
        with_family = beside.named(meeting)
        return Prepared(
            intro=["Late arrivals and early leavers can be noted afterwards."],
            options={
                "present": _seats(meeting.invitees),
                "family": family,
                "with_family": with_family,
                "opening": conduct.opening_list(meeting),
            },
            known={"has_family": bool(family), "has_beside": bool(with_family)},
            earlier=_ticked(meeting),
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Call the roll and note what was said."""
        own = [each for each in self.present if not each.startswith(DEPUTY)]
        deputies = [each.removeprefix(DEPUTY) for each in self.present if each.startswith(DEPUTY)]

        def called(m: PlanningMeeting) -> None:
            conduct.call_roll(m, scene.person, own, deputies, self.family, scene.now, self.with_family)
            conduct.check_opening(m, scene.person, self.opening, scene.now)

        meeting, _ = await change(scene, called)
        return roll(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The roll as it stands."""
        return roll(scene, await chairs_meeting(scene, "calling the roll", Phase.OPEN))


def _ticked(meeting: PlanningMeeting) -> dict[str, object]:
    """Who is here by the last roll; before it, who said that they or their deputy come."""
    lines = meeting.invitees
    if any(i.attended for i in lines):
        here = [_seat(i, bool(i.stay and i.stay.as_deputy)) for i in lines if i.present]
    else:
        answered = (Coming.ATTENDING, Coming.DEPUTY)
        here = [_seat(i, i.coming is Coming.DEPUTY) for i in lines if i.coming in answered]
    family = [f.id for f in meeting.family if f.present]
    said = {"family": family, "with_family": list(beside.here(meeting)), "opening": meeting.opening}
    return {"present": here, **said}


def _seat(line: Invitee, as_deputy: bool) -> str:
    return DEPUTY + line.person.id if as_deputy else line.person.id


def roll(scene: Scene, meeting: PlanningMeeting) -> Answer:
    """The roll, what it means for the quorum, and the next step."""
    found = quorum_now(meeting, scene.profile.quorum)
    actions = cards.roll_actions(meeting, next_buttons(meeting, scene.person))
    twice = conduct.twice_in_a_row(meeting, found, scene.profile)
    return shown(scene, cards.roll_card(meeting, found, actions, scene.turn.time_zone, twice))


class _Movement(Form):
    """Somebody comes or goes."""

    nothing: ClassVar[str] = NOT_OPEN
    who: str = ask("Who?", kind="person", label="Who")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The roll as it stands."""
        return roll(scene, await chairs_meeting(scene, "calling the roll", Phase.OPEN))


def _may_be_deputy(got: Got) -> bool:
    """Whether a deputy is named for the person chosen; where none is for anybody, it is never asked."""
    return bool(got.get("deputised")) and got.get("who") in got["deputised"]


@jobs.form
class Arrive(_Movement):
    """Somebody arrived"""

    job: ClassVar[str] = "arrive"
    submit: ClassVar[str] = "Note the arrival"
    deputy: bool | None = ask(
        "Is it their deputy who came?",
        label="Deputy",
        when=_may_be_deputy,
        only="Only for somebody who named a deputy.",
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who are not here, and those whose deputy sits in until they come."""
        meeting = await chairs_meeting(scene, "noting an arrival", Phase.OPEN)
        away = [i for i in meeting.invitees if not i.present and not consents.lacking(i)]
        takes_over = [i for i in meeting.invitees if i.present and i.stay and i.stay.as_deputy]
        if not away and not takes_over:
            raise EverybodyHere
        return Prepared(
            options={"who": _listed([*away, *takes_over])},
            known={"deputised": [i.person.id for i in away if i.deputy]},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Note the arrival and show the roll."""
        meeting, _ = await change(
            scene,
            lambda m: conduct.note_arrival(m, scene.person, self.who, scene.now, bool(self.deputy)),
        )
        return roll(scene, meeting)


@jobs.form
class Depart(_Movement):
    """Somebody left"""

    job: ClassVar[str] = "depart"
    submit: ClassVar[str] = "Note that they left"

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Those who are here."""
        meeting = await chairs_meeting(scene, "noting a departure", Phase.OPEN)
        here = [i for i in meeting.invitees if i.present]
        if not here:
            raise NobodyHere
        return Prepared(options={"who": _listed(here)}, case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Note who left and show the roll."""
        meeting, _ = await change(scene, lambda m: conduct.note_leaving(m, scene.person, self.who, scene.now))
        return roll(scene, meeting)


_ROLL = ("roll call", "call the roll", "who is here")
for _command in (
    Command("roll", "roll.open", "Call the roll", _ROLL, listed=False),
    Command("arrived", "arrive.open", "Somebody arrived late", ("arrival", "somebody arrived"), listed=False),
    Command("left", "depart.open", "Somebody left early", ("departure", "somebody left"), listed=False),
):
    jobs.command(_command)
