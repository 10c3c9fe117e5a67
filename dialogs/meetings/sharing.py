"""How the family saw a report before the meeting: when, how, what they understood and what they dispute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Literal

from cards.elements import button
from cards.meetings import reports as cards
from cards.meetings.attendance import case_line
from cppm.meetings import reports
from cppm.meetings.meeting import FamilyTime, Phase, PlanningMeeting, Sharing
from dialogs import hub
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import readiness
from dialogs.moves import guard
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.meetings import MeetingLine

jobs = Jobs()

HOW = {
    "read": "Read aloud",
    "easy": "Easy Read version",
    "interpreter": "Session with an interpreter",
    "copy": "Copy given",
    "talked": "Talked through",
}
REPORTS = ("report", "lead_report")
"""The clocks of a report that is still to be filed."""
BEFORE = "Families see the report before the meeting and can say what is wrong."

Got = Mapping[str, Any]


async def owing_meetings(scene: Scene) -> list[MeetingLine]:
    """The meetings for which this person may file a report; a closed one only while the report is owed."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    dues = await scene.store.dues.of_person(scene.person.id)
    owed = {row.meeting_id for row in dues if row.due.clock in REPORTS}
    running = (Phase.INVITED, Phase.OPEN)
    return [
        line
        for line in lines
        if line.role is not None
        and line.role.owes_report
        and (line.phase in running or (line.phase is Phase.CLOSED and line.id in owed))
    ]


def _shared(got: Got) -> bool:
    return got.get("shared") is True


class HowShared(Form):
    """How the family saw a report: the questions, whoever answers them."""

    shared: bool = ask("Is the report shared with the family?", label="Shared")
    on: date | None = ask(
        "On which day?", when=_shared, only="Only if it was shared.", side="past", label="Shared on"
    )
    how: list[str] = ask(
        "How was it shared?", options=HOW, when=_shared, only="Only if it was shared.", label="How"
    )
    understood: Literal["yes", "partly", "no"] | None = ask(
        "Did they understand it?",
        options={"yes": "Yes", "partly": "Partly", "no": "No"},
        when=_shared,
        only="Only if it was shared.",
        label="Understood",
    )
    disputed: str = ask(
        "What did they dispute, in their words?",
        kind="long",
        when=_shared,
        only="Only if it was shared.",
        required=False,
        max_length=1500,
        label="Disputed",
    )
    no_address: bool | None = ask(
        "A safe address is kept in this case. Are you certain that it is nowhere in what they were given?",
        label="No safe address in it",
        when=lambda got: _shared(got) and bool(got.get("kept_safe")),
        only="Only if it was shared.",
        check=guard.not_excluded,
    )
    why_not: str = ask(
        "Why not yet?",
        kind="long",
        when=lambda got: got.get("shared") is False,
        only="Only if it was not.",
        max_length=500,
        label="Why not yet",
    )

    def sharing(self, source: str = "") -> Sharing:
        """The evidence, as the field keeps it."""
        how = ", ".join(HOW[each] for each in self.how)
        return Sharing(self.shared, self.on, how, self.understood or "", self.disputed, self.why_not, source)


@jobs.form
class ShareReport(HowShared):
    """The family and my report"""

    job: ClassVar[str] = "share"
    nothing: ClassVar[str] = "You have no report to share at the moment. Type home to see what you owe."

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings for which this person writes a report."""
        return [Subject({"m": line.id}, readiness.label(line, scene)) for line in await owing_meetings(scene)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Only a report that is filed can have been shared; what was recorded before is filled in."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        line = reports.reporting_line(meeting, scene.person)
        if not line.report.filed:
            raise reports.ReportNotFiled
        return Prepared(
            intro=[BEFORE],
            earlier=shared_before(line.report.sharing) or _as_planned(line.report.planned),
            known={"kept_safe": await guard.is_kept_from(scene, meeting.case_ref)},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the evidence, in one change of the meeting."""
        done = await scene.store.meetings.update(
            scene.ids["m"],
            lambda meeting: reports.share_with_family(meeting, scene.person, self.sharing(), scene.now),
            scene.person,
            scene.once,
        )
        return _told(scene, done.meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is recorded."""
        return _told(scene, await scene.store.meetings.load(scene.ids["m"]))


def _as_planned(planned: FamilyTime | None) -> dict[str, object]:
    """In which form the report was to be shared, to begin from (REP-10)."""
    words = {label: key for key, label in HOW.items()}
    return {"how": [words[each] for each in planned.how.split(", ")]} if planned else {}


def shared_before(sharing: Sharing | None) -> dict[str, object]:
    """What is recorded already, as the answers to the questions."""
    if sharing is None:
        return {}
    words = {label: key for key, label in HOW.items()}
    how = [words[each] for each in sharing.how.split(", ") if each in words]
    earlier: dict[str, object] = {
        "shared": sharing.shared,
        "on": sharing.on,
        "how": how,
        "understood": sharing.understood,
        "disputed": sharing.disputed,
        "why_not": sharing.why_not,
    }
    return {name: answer for name, answer in earlier.items() if answer not in (None, "", [])}


def _told(scene: Scene, meeting: PlanningMeeting) -> Answer:
    sharing = meeting.line_of(scene.person).report.sharing
    if sharing is None:
        return Answer(say=["Nothing is recorded yet about the family and your report."])
    change = button("Change", "share.open", m=meeting.id)
    following = hub.next_buttons(meeting, scene.person)
    name, zone = scene.person.name, scene.turn.time_zone
    return Answer(replace=cards.shared_card(meeting, sharing, name, scene.now, change, following, zone))


jobs.command(
    Command(
        "share",
        "share.open",
        "Record how the family saw your report",
        ("shared", "shared with family", "shared with the family", "share report", "family saw it"),
        listed=False,
    )
)
