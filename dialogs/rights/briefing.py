"""A carer, childminder or volunteer comes: who briefs them, and that it is done (INV-07)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.layout import day
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.rights import briefing
from cppm.rights.preparation_records import Briefing
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, few_lines, the_meeting
from dialogs.meetings.keeping import kept
from dialogs.reading import meetings_where
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

FOUR = "Speak with them about " + ", ".join(briefing.POINTS[:-1]) + f", and {briefing.POINTS[-1]}."


@jobs.form
class NameBriefer(Form):
    """A carer or volunteer comes"""

    job: ClassVar[str] = "brief"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "No meeting whose list you keep has its invitations out at the moment."

    who: str = ask(
        "Who comes?",
        label="Who comes",
        hint="A foster, kinship or home carer, a childminder, a volunteer. Family has lines of its own.",
        example="Kay's foster carer",
        max_length=80,
    )
    reason: str = ask("Why are they needed?", label="Why", max_length=300)
    briefer: str = ask("Who is closest to them and briefs them?", kind="person", label="Briefed by")
    by: date = ask("By which day?", label="By", side="future")
    agreed: bool | None = ask(
        "Has the chair agreed that they come?",
        label="Chair agrees",
        when=lambda got: not got.get("chairs"),
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """The meetings whose list this person keeps."""
        return await kept(scene, Phase.INVITED)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who could brief somebody; the chair agrees by naming them."""
        meeting = await the_meeting(scene)
        briefing.require_naming(meeting, scene.person)
        people = {i.person.id: f"{i.person.name}, {i.person.post}" for i in briefing.briefers(meeting)}
        return Prepared(
            intro=[f"Whoever you name gets a message. {FOUR}"],
            facts=_named(meeting),
            options={"briefer": people},
            known={"chairs": scene.person.id == meeting.chair.id},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Name the briefer, who gets a message."""
        fresh = new_id()
        meeting, made = await change(
            scene,
            lambda m: briefing.name_briefer(
                m,
                scene.person,
                self.who,
                self.reason,
                self.briefer,
                self.by,
                scene.now,
                fresh,
                bool(self.agreed),
            ),
        )
        return _recorded(scene, meeting, made)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who was named last."""
        meeting = await the_meeting(scene)
        return _recorded(scene, meeting, meeting.briefings[-1]) if meeting.briefings else None


def _named(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    return [(each.who, f"Briefed by {each.briefer_name}") for each in meeting.briefings]


def _recorded(scene: Scene, meeting: PlanningMeeting, made: Briefing) -> Answer:
    rows = [("Who comes", made.who), ("Briefed by", made.briefer_name), ("By", day(made.by))]
    note = "To change who briefs them or by when, record them again in the same words."
    return done_card(scene, meeting, "A guest and a briefing are recorded", rows, note)


@jobs.form
class SayBriefed(Form):
    """Somebody is briefed"""

    job: ClassVar[str] = "briefed"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "Nobody is to be briefed by you at the moment."

    all_points: bool = ask("Have you spoken with them about all four points?", label="All four points")
    note: str = ask(
        "Is there anything that the chair should know?",
        kind="long",
        label="Note",
        required=False,
        hint="For example what they need to take part. Leave it empty when there is nothing.",
        max_length=500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody whom this person is to brief and has not."""
        meetings = await meetings_where(scene, lambda m: m.phase in (Phase.INVITED, Phase.OPEN))
        found = [await scene.store.meetings.load(each.ids["m"]) for each in meetings]
        return [
            Subject({"m": m.id, "j": each.id}, f"{each.who}, {m.reference}")
            for m in found
            for each in m.briefings
            if each.briefer == scene.person.id and each.done_at is None
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whom, by when, and the four points."""
        meeting = await the_meeting(scene)
        found = briefing.require_briefer(meeting, scene.person, scene.ids.get("j", ""))
        return Prepared(
            intro=[FOUR],
            facts=[("Who comes", found.who), ("Why", found.reason), ("By", day(found.by))],
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the reminders stop."""
        meeting, _ = await change(
            scene,
            lambda m: briefing.briefed(
                m, scene.person, scene.ids["j"], self.all_points, self.note, scene.now
            ),
        )
        return _briefed(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who was briefed."""
        return _briefed(scene, await the_meeting(scene))


def _briefed(scene: Scene, meeting: PlanningMeeting) -> Answer:
    found = briefing.find(meeting, scene.ids.get("j", ""))
    rows = [("Who comes", found.who), *([("Note", found.note)] if found.note else [])]
    return done_card(scene, meeting, "They are briefed", rows)


jobs.unlisted(
    "brief",
    "brief.open",
    "A carer or volunteer comes, and who briefs them",
    *("foster carer comes", "a carer comes", "who briefs", "name a briefer"),
)
jobs.unlisted("briefed", "briefed.open", "Somebody is briefed", "i have briefed them", "briefing done")
