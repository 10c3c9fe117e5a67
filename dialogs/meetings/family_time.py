"""Planning the time to go through a report with the family, in a form that they can follow (REP-10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.layout import day
from cppm.meetings import family_time
from cppm.meetings.meeting import NotInvited, Phase, PlanningMeeting
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, the_meeting
from dialogs.meetings.sharing import HOW
from dialogs.reading import meetings_where
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class PlanFamilyTime(Form):
    """Time with the family"""

    job: ClassVar[str] = "familytime"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = "No report of yours waits to be gone through with a family before a meeting."

    on: date = ask("On which day do you go through your report with the family?", label="Day", side="future")
    how: list[str] = ask(
        "In which form do they get it?",
        label="Form",
        options=HOW,
        hint="Ask them, or the lead professional, what they can follow best.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings ahead to which this person writes a report that the family has not seen."""
        return await meetings_where(scene, lambda m: _plans(scene, m))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was planned before, to be changed."""
        meeting = await the_meeting(scene)
        planned = family_time.plannable(meeting, scene.person).report.planned
        words = {label: key for key, label in HOW.items()}
        how = [words[each] for each in planned.how.split(", ") if each in words] if planned else []
        return Prepared(
            intro=[
                "Families hear nothing for the first time in the meeting. A day or two before it is a good "
                "time; "
                "they can say what is wrong, and you can still change it."
            ],
            facts=[("The meeting", day(meeting.starts_at.date()))],
            earlier={"on": planned.on, "how": how} if planned else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the day and the form; sharing the report is recorded when it is done."""
        how = ", ".join(HOW[each] for each in self.how)
        meeting, _ = await change(scene, lambda m: family_time.plan(m, scene.person, self.on, how, scene.now))
        return _planned(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is planned."""
        return _planned(scene, await the_meeting(scene))


def _plans(scene: Scene, meeting: PlanningMeeting) -> bool:
    try:
        line = meeting.line_of(scene.person)
    except NotInvited:
        return False
    shared = line.report.sharing is not None and line.report.sharing.shared
    return meeting.phase is Phase.INVITED and line.role.owes_report and not shared


def _planned(scene: Scene, meeting: PlanningMeeting) -> Answer:
    planned = meeting.line_of(scene.person).report.planned
    rows = [("Day", day(planned.on)), ("Form", planned.how)] if planned else []
    note = "When you have seen them, record how it went: type shared, or press it on the meeting's card."
    return done_card(scene, meeting, "Time with the family is planned", rows, note, "familytime.change")


jobs.unlisted(
    "family time",
    "familytime.open",
    "Plan time to go through your report with the family",
    *("time with the family", "plan time with the family", "plan time"),
)
