"""The confidential section of a meeting, begun and ended by the chair (RAI-08)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.meetings.attendance import case_line
from cards.rights import section as cards
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.rights import section
from cppm.rights.restricted_records import ConfidentialSection, Response
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import NOT_OPEN, chaired, change, chosen, shown, the_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class BeginSection(Form):
    """Begin a confidential section"""

    job: ClassVar[str] = "section"
    submit: ClassVar[str] = "Begin"
    nothing: ClassVar[str] = NOT_OPEN

    explained: bool | None = ask(
        "Have you explained to the family why they leave for a short while?",
        label="Explained",
        when=lambda got: got.get("family"),
        hint=cards.EXPLAIN,
    )
    left: list[str] = ask(
        "Who leaves?",
        kind="some_of",
        label="Left",
        required=False,
        when=lambda got: got.get("anybody"),
        hint="The family and those who are there for them are ticked. Leave out whoever may stay.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chairs that are open."""
        return await chaired(scene, Phase.OPEN)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who is in the room. Refuses while a section is under way."""
        meeting = await the_meeting(scene)
        section.require_chair(meeting, scene.person)
        section.require_none(meeting)
        options, expected = section.may_leave(meeting), section.expected_to_leave(meeting)
        return Prepared(
            intro=["When it begins and ends and who leaves is kept; what is said in it is not."],
            options={"left": options},
            known={"family": section.family_here(meeting), "anybody": bool(options)},
            earlier={"left": expected} if expected else {},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Begin it."""
        meeting, begun = await change(
            scene,
            lambda m: section.start(m, scene.person, self.left, bool(self.explained), scene.now),
        )
        return _shown(scene, meeting, begun)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The section as it stands."""
        meeting = await the_meeting(scene)
        return _shown(scene, meeting, meeting.sections[-1]) if meeting.sections else None


def _shown(scene: Scene, meeting: PlanningMeeting, found: ConfidentialSection) -> Answer:
    heard = [
        each.name
        for each in meeting.restricted
        if not each.information and each.restricted is not False and each.response is not Response.WITHDRAW
    ]
    ends = button("End the confidential section", "section.end", m=meeting.id)
    requests = button("Restricted information", "restricted.read", m=meeting.id)
    actions: list[Action] = (
        next_buttons(meeting, scene.person)
        if found.ended_at
        else [ends, *([requests] if meeting.restricted else [])]
    )
    return shown(scene, cards.section_card(meeting, found, heard, actions, scene.turn.time_zone))


@jobs.on("section.end")
async def end(scene: Scene) -> Answer:
    """The section is over, and everybody comes back."""
    if "m" not in scene.ids:
        found = await chaired(scene, Phase.OPEN)
        one = chosen(scene, found, "section.end", "End the confidential section", NOT_OPEN)
        if isinstance(one, Answer):
            return one
        scene = one
    meeting, ended = await change(scene, lambda m: section.end(m, scene.person, scene.now))
    return _shown(scene, meeting, ended)


jobs.command(
    Command(
        "section",
        "section.open",
        "Begin a confidential section",
        ("confidential section", "begin section", "start section", "the family leaves"),
        listed=False,
    )
)
jobs.command(
    Command(
        "end section",
        "section.end",
        "End the confidential section",
        ("section ended", "section is over", "the family is back"),
        listed=False,
    )
)
