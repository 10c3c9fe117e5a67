"""The report of somebody without Teams, and how the family saw it, recorded for them and marked so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.meetings import reports as cards
from cards.meetings.attendance import case_line
from cppm.meetings import reports
from cppm.meetings.meeting import Invitee, Phase, PlanningMeeting
from cppm.people import Role
from dialogs import hub
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import readiness
from dialogs.meetings.sharing import HowShared, shared_before
from dialogs.moves import guard
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NOT_FOR_OTHERS = "There is no meeting for which you can record this. The chair and CP Administration can."


class NobodyElses(reports.NoReportToFile):
    """Nobody's report waits to be recorded for them in this meeting. Type ready to see which are in."""


def _how_told() -> str:
    found: str = ask(
        "How did they tell you?",
        label="Told",
        hint="It is shown beside the report.",
        example="by phone today",
        max_length=120,
    )
    return found


class _ForSomebody(Form):
    """Something of a report that the chair or CP Administration records for its author."""

    nothing: ClassVar[str] = NOT_FOR_OTHERS

    person: str = ask("Whose report is it?", kind="person", label="Report of")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings in which this person records for others."""
        lines = await readiness.watched(scene, Role.CHAIR)
        running = (Phase.INVITED, Phase.OPEN, Phase.CLOSED)
        return [
            Subject({"m": line.id}, readiness.label(line, scene)) for line in lines if line.phase in running
        ]

    @classmethod
    async def whose(cls, scene: Scene, which: Callable[[Invitee], bool]) -> tuple[PlanningMeeting, Prepared]:
        """The people whose report it can be; the one whose button was pressed is filled in."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        meeting.require_recorder(scene.person)
        meeting.require_phase("filing a report", Phase.INVITED, Phase.OPEN, Phase.CLOSED)
        people = {
            line.person.id: f"{line.person.name}, {line.person.agency}"
            for line in meeting.invitees
            if line.invited and line.role.owes_report and line.person.id != scene.person.id and which(line)
        }
        if not people:
            raise NobodyElses
        return meeting, Prepared(
            options={"person": people},
            earlier={"person": scene.ids["p"]} if scene.ids.get("p") in people else {},
            case_line=case_line(meeting, scene.turn.time_zone),
        )


def _to_record(line: Invitee) -> bool:
    """Whether a report is still awaited, or was recorded for its author."""
    return not line.report.filed or bool(line.report.source)


def _to_share(line: Invitee) -> bool:
    """Whether a report is in, and its author has not said themselves how the family saw it."""
    sharing = line.report.sharing
    return line.report.filed and (sharing is None or bool(sharing.source))


@jobs.form
class ReportForSomebody(_ForSomebody):
    """Record somebody's report"""

    job: ClassVar[str] = "reportfor"

    reference: str = ask(
        "Under which reference is it in their agency's system?",
        example="VPD 2026/1188",
        max_length=120,
        label="Reference",
    )
    chronology: bool = ask("Does it include a chronology?", label="Chronology")
    source: str = _how_told()

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose report it can be: those awaited, and those recorded for their author before."""
        return (await cls.whose(scene, _to_record))[1]

    async def record(self, scene: Scene) -> Answer:
        """File it for them; its reminders stop, and it is marked with how they told."""
        done = await scene.store.meetings.update(
            scene.ids["m"],
            lambda meeting: reports.file_report(
                meeting,
                scene.person,
                self.reference,
                self.chronology,
                scene.now,
                person_id=self.person,
                source=self.source,
            ),
            scene.person,
            scene.once,
        )
        return _filed(scene, done.meeting, self.person)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is ready, which shows the report as it stands."""
        return await readiness.ready(scene)


@jobs.form
class SharingForSomebody(HowShared, _ForSomebody):
    """The family and somebody's report"""

    job: ClassVar[str] = "sharefor"
    nothing: ClassVar[str] = NOT_FOR_OTHERS

    source: str = _how_told()

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whose report it can be; what was recorded for them before is filled in."""
        meeting, prepared = await cls.whose(scene, _to_share)
        if scene.ids.get("p") not in prepared.options["person"]:
            return prepared
        before = meeting.invitee(scene.ids["p"]).report.sharing
        return Prepared(
            options=prepared.options,
            earlier={**prepared.earlier, **shared_before(before)},
            known={"kept_safe": await guard.is_kept_from(scene, meeting.case_ref)},
            case_line=prepared.case_line,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the evidence, marked with how they told."""
        done = await scene.store.meetings.update(
            scene.ids["m"],
            lambda meeting: reports.share_with_family(
                meeting, scene.person, self.sharing(self.source), scene.now, self.person
            ),
            scene.person,
            scene.once,
        )
        return _shared(scene, done.meeting, self.person)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is ready, which shows how it stands."""
        return await readiness.ready(scene)


def _filed(scene: Scene, meeting: PlanningMeeting, person_id: str) -> Answer:
    line, zone = meeting.invitee(person_id), scene.turn.time_zone
    change = button("Change", "reportfor.open", m=meeting.id, p=person_id)
    card = cards.filed_card(meeting, line, scene.person.name, change, _following(scene, meeting, line), zone)
    return Answer(replace=card)


def _following(scene: Scene, meeting: PlanningMeeting, line: Invitee) -> list[Action]:
    """How the family saw it comes next, then what else there is to do in the meeting."""
    ids = {"m": meeting.id, "p": line.person.id}
    shares = [] if line.report.sharing else [button("How the family saw it", "sharefor.open", **ids)]
    return [*shares, *hub.after_recording_for(meeting, scene.person)]


def _shared(scene: Scene, meeting: PlanningMeeting, person_id: str) -> Answer:
    line, zone = meeting.invitee(person_id), scene.turn.time_zone
    sharing = line.report.sharing
    if sharing is None:
        return Answer(say=["Nothing is recorded yet about the family and this report."])
    change = button("Change", "sharefor.open", m=meeting.id, p=person_id)
    name, following = scene.person.name, hub.next_buttons(meeting, scene.person)
    card = cards.shared_card(meeting, sharing, name, scene.now, change, following, zone, line.person.name)
    return Answer(replace=card)


for _command in (
    Command(
        "report for",
        "reportfor.open",
        "Record somebody's report for them",
        ("report for somebody", "record a report"),
        for_whom=readiness.records,
        listed=False,
    ),
    Command(
        "share for",
        "sharefor.open",
        "Record how the family saw somebody's report",
        ("share for somebody", "shared for somebody"),
        for_whom=readiness.records,
        listed=False,
    ),
):
    jobs.command(_command)
