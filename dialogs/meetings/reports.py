"""Filing a report. How the family saw it, and requests to speak with the chair, join here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import ClassVar

from cards.elements import button
from cards.layout import day
from cards.meetings import reports as cards
from cards.meetings.attendance import case_line
from cppm.meetings import reports
from cppm.meetings.meeting import Invitee, PlanningMeeting
from dialogs import hub
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import family_time, readiness, reports_for, reports_in, sharing
from dialogs.rights import passing_on, restricted
from dialogs.scene import Scene
from dialogs.turn import Answer, Upload

jobs = Jobs()
jobs.add(sharing.jobs)
jobs.add(reports_for.jobs)
jobs.add(reports_in.jobs)
jobs.add(family_time.jobs)
jobs.add(restricted.jobs)
jobs.add(passing_on.jobs)


@jobs.form
class FileReport(Form):
    """File my report"""

    job: ClassVar[str] = "report"
    nothing: ClassVar[str] = "No report is asked of you at the moment. Type home to see what you owe."

    meeting: str = ask(
        "For which meeting is this report?", kind="one_of", when=lambda got: got.get("several")
    )
    reference: str = ask(
        "Under which reference is it in your agency's system?",
        when=lambda got: not got.get("uploaded"),
        hint="Or send the file itself in this chat, as a document.",
        example="VPD 2026/1188",
        max_length=120,
        label="Reference",
    )
    chronology: bool = ask("Does it include a chronology?", label="Chronology")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings for which a report is asked of this person."""
        return [
            Subject({"m": line.id}, readiness.label(line, scene))
            for line in await sharing.owing_meetings(scene)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whether the report came as a file, and for which meeting where that is plain."""
        uploaded = bool(scene.ids.get("u"))
        if "m" not in scene.ids:
            return await cls._several(scene, uploaded)
        meeting = await scene.store.meetings.load(scene.ids["m"])
        line = reports.reporting_line(meeting, scene.person)
        return Prepared(
            intro=["I have seen your file. One more answer and it is recorded as filed."] if uploaded else [],
            facts=[("Due", day(reports.due_day(line, meeting.report_due)))],
            known={"uploaded": uploaded, "several": False},
            earlier=_filed_before(line),
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    @classmethod
    async def _several(cls, scene: Scene, uploaded: bool) -> Prepared:
        lines = await sharing.owing_meetings(scene)
        if not lines:
            raise reports.NoReportToFile
        return Prepared(
            intro=["I have seen your file. It is not recorded as filed yet."] if uploaded else [],
            options={"meeting": {line.id: readiness.label(line, scene) for line in lines}},
            known={"uploaded": uploaded, "several": True},
        )

    async def record(self, scene: Scene) -> Answer:
        """File it, in one change of the meeting. Of a file only our own name for it is kept."""
        sent = scene.ids.get("u", "")
        done = await scene.store.meetings.update(
            scene.ids.get("m") or self.meeting,
            lambda meeting: reports.file_report(
                meeting, scene.person, sent or self.reference, self.chronology, scene.now, bool(sent)
            ),
            scene.person,
            scene.once,
        )
        return _filed(scene, done.meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The report as it is filed."""
        if "m" not in scene.ids:
            return None
        meeting = await scene.store.meetings.load(scene.ids["m"])
        return _filed(scene, meeting) if meeting.line_of(scene.person).report.filed else None


def _filed_before(line: Invitee) -> dict[str, object]:
    report = line.report
    if not report.filed:
        return {}
    typed = {} if report.uploaded else {"reference": report.reference}
    return {**typed, "chronology": report.chronology}


def _filed(scene: Scene, meeting: PlanningMeeting) -> Answer:
    change = button("Change", "report.open", m=meeting.id)
    following = hub.next_buttons(meeting, scene.person)
    line = meeting.line_of(scene.person)
    card = cards.filed_card(meeting, line, scene.person.name, change, following, scene.turn.time_zone)
    return Answer(replace=card)


@jobs.on("upload.received")
async def received(scene: Scene) -> Answer:
    """A file sent in the 1:1 chat: it is taken as a report, once it is known for which meeting."""
    names = kept_names(scene.turn.uploads, scene.turn.id)
    lines = await sharing.owing_meetings(scene)
    if not lines:
        raise reports.NoReportToFile
    only = {"m": lines[0].id} if len(lines) == 1 else {}
    return Answer(then=("report", {**only, "u": names}))


def kept_names(uploads: Sequence[Upload], turn_id: str) -> str:
    """Our own names for the files: what people call a file can name a child. Raises NotADocument."""
    if len(uploads) > reports.MOST_DOCUMENTS:
        raise reports.TooManyDocuments(count=len(uploads), most=reports.MOST_DOCUMENTS)
    kinds = [reports.check_document(each.name, each.kind, getattr(each, "size", None)) for each in uploads]
    stem = hashlib.sha256(turn_id.encode()).hexdigest()[:8]
    return "+".join(f"{stem}-{number}.{kind}" for number, kind in enumerate(kinds, start=1))


jobs.command(
    Command(
        "report",
        "report.open",
        "File your report, or send me the file",
        (
            "reports",
            "file report",
            "file my report",
            "send report",
            "my report",
            "submit report",
            "chronology",
        ),
    )
)
