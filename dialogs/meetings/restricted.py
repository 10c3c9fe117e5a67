"""Restricted access information: a private request to the chair, kept apart from everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import AdaptiveCard
from cards.meetings import reports as cards
from cards.meetings.attendance import case_line
from cppm.meetings import reports
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.meetings.reports import RestrictedKind
from cppm.people import Role
from dialogs import hub
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings import readiness
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.restricted import RestrictedItem

jobs = Jobs()

KINDS = {kind.name.lower(): f"It is {kind.value}" for kind in RestrictedKind} | {
    "third_party": "It could identify a third party",
    "dangerous": "It could put somebody at risk",
    "other": "There is another reason",
}


@jobs.form
class AlertChair(Form):
    """Ask to speak with the chair alone"""

    job: ClassVar[str] = "restricted"
    apart: ClassVar[bool] = True
    submit: ClassVar[str] = "Ask the chair"
    nothing: ClassVar[str] = "You take part in no meeting to come. Type home to see what you owe."

    kind: str = ask("Why must the information not be shared freely?", options=KINDS)
    justification: str = ask(
        "Please justify this, without the information itself",
        kind="long",
        max_length=1500,
        hint="For exceptional circumstances only. Only the chair reads it.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings to come that this person takes part in."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        return [
            Subject({"m": line.id}, readiness.label(line, scene))
            for line in lines
            if line.phase in (Phase.INVITED, Phase.OPEN) and line.role is not Role.CHAIR
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who reads it and who does not."""
        meeting = await scene.store.meetings.load(scene.ids["m"])
        reports.may_alert(meeting, scene.person)
        return Prepared(
            intro=[
                f"{meeting.chair.name}, the chair, gets a private message that you ask to speak alone. "
                "The kind and your reason are kept apart from the meeting, for the chair only."
            ],
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the words apart first, then tell the chair that there is something.

        Two transactions in two places: were the second to fail, words that nobody is pointed to stay behind.
        """
        meeting = await scene.store.meetings.load(scene.ids["m"])
        reports.may_alert(meeting, scene.person)
        kind = RestrictedKind[self.kind.upper()]
        kept = await scene.store.restricted.keep(
            meeting.case_ref, f"{kind}\n{self.justification}", scene.person, [meeting.chair.id], scene.now
        )
        done = await scene.store.meetings.update(
            meeting.id,
            lambda found: reports.alert_chair(found, scene.person, kind, self.justification, scene.now, kept),
            scene.person,
            scene.once,
        )
        return _alerted(scene, done.meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That the chair has been asked, and nothing more."""
        return _alerted(scene, await scene.store.meetings.load(scene.ids["m"]))


def _alerted(scene: Scene, meeting: PlanningMeeting) -> Answer:
    following = hub.next_buttons(meeting, scene.person)
    return Answer(replace=cards.alerted_card(meeting, following, scene.turn.time_zone))


@jobs.on("restricted.read")
async def read(scene: Scene) -> Answer:
    """Who asks to speak with the chair and why. Storage notes each try and refuses everybody not named."""
    meeting = await scene.store.meetings.load(scene.ids.get("m", ""))
    alert = scene.ids.get("a", "")
    if not alert and scene.person.id == meeting.chair.id:
        waiting = await scene.store.restricted.ids_for(meeting.case_ref, scene.person)
        if not waiting:
            return Answer(say=["Nobody asks to speak with you alone."])
        if len(waiting) > 1:
            return Answer(say=[cards.requests_card(meeting, waiting)])
        alert = waiting[0]
    role = meeting.participants().get(scene.person.id)
    why = "to speak with whoever asked"
    item = await scene.store.restricted.read(alert, scene.person, str(role or "none"), why, scene.now)
    return Answer(say=[await _card(scene, meeting, item)])


async def _card(scene: Scene, meeting: PlanningMeeting, item: RestrictedItem) -> AdaptiveCard:
    kind, _, reason = item.text.partition("\n")
    who = await scene.store.people.former(item.by)
    return cards.restricted_card(meeting, who, kind, reason, item.at, scene.turn.time_zone)


jobs.command(
    Command(
        "restricted",
        "restricted.open",
        "Ask to speak with the chair alone",
        ("restricted information", "speak with the chair", "speak to the chair", "sensitive", "rai"),
        listed=False,
    )
)
