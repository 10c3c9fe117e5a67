"""Preparing a meeting: everybody's own list, and ticking what only they can know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.pages import Part
from cards.rights import preparation as cards
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.rights import checklists, preparation
from cppm.rights.ticking import TICK, Line, attested
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import asked
from dialogs.meetings.chairing import change, shown, the_meeting
from dialogs.reading import meetings_where, one_meeting
from dialogs.rights import briefing
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(briefing.jobs)
jobs.add(asked.jobs)

NOTHING = "No meeting of yours waits to be prepared. Type meetings to see yours."
TAKE_BACK = "untick.open"


def _ahead(scene: Scene, meeting: PlanningMeeting) -> bool:
    return meeting.phase in preparation.BEFORE and preparation.prepares(meeting, scene.person)


@jobs.on("prepare.open")
async def prepare(scene: Scene) -> Answer:
    """Somebody's own list for a meeting that is ahead."""
    found = await one_meeting(
        scene, "prepare.open", "Preparing a meeting", lambda m: _ahead(scene, m), NOTHING
    )
    return found if isinstance(found, Answer) else await _list(found, await the_meeting(found))


async def _list(scene: Scene, meeting: PlanningMeeting) -> Answer:
    """The list as it stands, with what else helps the person to prepare."""
    lines = preparation.list_of(meeting, scene.person)
    card = cards.preparation_card(
        meeting,
        lines,
        _actions(meeting, scene.person, lines),
        await _more(scene, meeting),
        scene.start,
        scene.turn.time_zone,
    )
    return shown(scene, card)


async def _more(scene: Scene, meeting: PlanningMeeting) -> list[Part]:
    """The chair sees how far the lead professional is; a practitioner what to bring and to expect.

    Where a child comes, both of those who lead see how it is held.
    """
    if scene.person.id == meeting.chair.id:
        return [cards.lead_has_open(checklists.of_lead(meeting)), cards.for_a_child(meeting)]
    if scene.person.id == meeting.lead_professional.id:
        return [cards.for_a_child(meeting)]
    manager = await scene.store.people.get(scene.person.line_manager or "")
    return [cards.expecting(meeting, scene.person, scene.profile, manager.name if manager else "")]


def _actions(meeting: PlanningMeeting, person: Person, lines: Sequence[Line]) -> list[Action]:
    m = meeting.id
    to_tick = any(line.ticked and not line.done for line in lines)
    was_ticked = any(line.ticked and attested(meeting, line.key, person.id) for line in lines)
    leads = person.id in (meeting.chair.id, meeting.lead_professional.id)
    alone = "Ask to speak with the chair alone"
    return [
        *([button("Tick what is done", TICK, m=m)] if to_tick else []),
        *([button("Take a tick back", TAKE_BACK, m=m)] if was_ticked else []),
        button("The family's part", "takingpart.open", m=m)
        if leads
        else button(alone, "restricted.open", m=m),
        button("Leaflets and guides", "leaflets.open", m=m),
        button("Go to the meeting", "meeting.open", m=m),
    ]


async def _prepared_by(scene: Scene) -> Sequence[Subject]:
    return await meetings_where(scene, lambda m: _ahead(scene, m))


def _words(lines: Sequence[Line]) -> dict[str, str]:
    return {line.key: line.words for line in lines}


@jobs.form
class TickLines(Form):
    """Tick what is prepared"""

    job: ClassVar[str] = "prepared"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = NOTHING

    lines: list[str] = ask("What have you done?", kind="some_of", label="Done")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings ahead for which this person prepares something."""
        return await _prepared_by(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The lines that are open and that this person alone can know."""
        meeting = await the_meeting(scene)
        open_lines = preparation.to_tick(meeting, scene.person)
        return Prepared(
            intro=["A tick says that you have done it, or that you considered it and it is not needed."],
            options={"lines": _words(open_lines)},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Tick them; the list shows what is left."""
        meeting, _ = await change(scene, lambda m: preparation.tick(m, scene.person, self.lines, scene.now))
        return await _list(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The list as it stands."""
        return await _list(scene, await the_meeting(scene))


@jobs.form
class TakeBack(Form):
    """Take a tick back"""

    job: ClassVar[str] = "untick"
    submit: ClassVar[str] = "Take back"
    nothing: ClassVar[str] = NOTHING

    lines: list[str] = ask("What was ticked too early?", kind="some_of", label="Open again")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings ahead for which this person prepares something."""
        return await _prepared_by(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The lines that this person has ticked."""
        meeting = await the_meeting(scene)
        lines = preparation.ticked(meeting, scene.person)
        return Prepared(options={"lines": _words(lines)}, case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Open them again."""
        meeting, _ = await change(
            scene, lambda m: preparation.take_back(m, scene.person, self.lines, scene.now)
        )
        return await _list(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The list as it stands."""
        return await _list(scene, await the_meeting(scene))


jobs.unlisted(
    "prepare",
    "prepare.open",
    "What there is to prepare for a meeting",
    *("preparation", "checklist", "how do i prepare", "what to bring", "prepare the meeting"),
)
jobs.unlisted("prepared", TICK, "Tick what is prepared", "tick", "i have prepared", "tick what is done")
jobs.unlisted("untick", TAKE_BACK, "Take a tick back", "take a tick back", "ticked too early")
