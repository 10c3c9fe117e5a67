"""The answer to a family's request for review by a service manager; and where complaints go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from cards.disagreeing import family_review as cards
from cppm.disagreeing import family_review
from cppm.disagreeing.disagreement_records import Ground
from cppm.errors import CPPMError
from dialogs.commands import Command, Jobs
from dialogs.disagreeing.family_review import LONGEST, note_read, shown_request, waiting
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, few_lines, shown, the_meeting
from dialogs.meetings.keeping import named
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

GROUNDS = {
    "new": Ground.NOT_AVAILABLE,
    "inaccurate": Ground.INACCURATE,
    "unreasonable": Ground.UNREASONABLE,
}
NO_GROUND = "none"


class TellerLeft(CPPMError):
    """This person is no longer enrolled, so they can't tell the family. Please choose somebody else."""

    rule = "DIS-10"


def _on_a_ground(got: Any) -> bool:
    chosen_grounds = got.get("grounds") or []
    return bool(chosen_grounds) and NO_GROUND not in chosen_grounds


def _none_alone(grounds: Sequence[str], got: Got) -> str:
    if NO_GROUND in grounds and len(grounds) > 1:
        return "Choose the grounds that apply, or none of them, and not both."
    return ""


@jobs.form
class AnswerRequest(Form):
    """Answer a family's request for review"""

    job: ClassVar[str] = "familyresult"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "No family's request waits for your answer. Where every service manager had a part in the meeting, "
        "the chief social work officer types answer family review and the reference of the case, for example "
        "answer family review PK-26-0137."
    )

    grounds: list[str] = ask(
        "Which grounds apply?",
        label="Grounds",
        options={
            **{key: str(ground) for key, ground in GROUNDS.items()},
            NO_GROUND: "None of them: the decision is not reviewed",
        },
        synonyms={NO_GROUND: ("none", "none of them", "none of these", "neither", "no")},
        check=_none_alone,
    )
    could_differ: bool | None = ask(
        "Could it have led to another decision?",
        label="Could have led to another decision",
        when=_on_a_ground,
        only="Only if a ground applies.",
        hint="If so, there is another meeting with another chair.",
    )
    reasons: str = ask(
        "What are your reasons?",
        kind="long",
        label="Reasons",
        hint="The family hears them, so please write them plainly.",
        max_length=LONGEST,
        check=few_lines,
    )
    teller: str = ask("Who tells the family?", kind="person", label="Tells the family")
    tell_by: date = ask("By when?", label="By", side="future")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The requests that wait for a service manager."""
        return await waiting(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What the family says. Raises NotYours, HadAPart, DecidedAlready."""
        meeting = await the_meeting(scene)
        review = family_review.require_decider(meeting, scene.person, scene.ids.get("b", ""))
        if review.result:
            raise family_review.DecidedAlready(name=review.result.name)
        await note_read(scene, meeting)
        people = [*(i.person for i in meeting.invitees if i.role.gives_view), meeting.chair, scene.person]
        return Prepared(
            intro=[cards.STANDS],
            facts=cards.request_rows(review),
            options={"teller": named({p.id: p for p in people}.values())},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the final answer; who tells the family and the chief social work officer hear of it."""
        teller = await scene.store.people.get(self.teller)
        if teller is None:
            raise TellerLeft
        grounds = [GROUNDS[each] for each in self.grounds if each in GROUNDS]
        meeting, review = await change(
            scene,
            lambda m: family_review.decide(
                m,
                scene.person,
                scene.ids["b"],
                grounds,
                self.could_differ,
                self.reasons,
                teller,
                self.tell_by,
                scene.now,
            ),
        )
        return shown_request(scene, meeting, review)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it is recorded."""
        meeting = await the_meeting(scene)
        review = family_review.require_reader(meeting, scene.person, scene.ids["b"])
        return shown_request(scene, meeting, review)


# Complaints


@jobs.on("complaints.open")
async def complaints(scene: Scene) -> Answer:
    """Whose procedure a complaint belongs to; nothing of it is kept here (DIS-04)."""
    return shown(scene, cards.complaints_card(scene.profile))


jobs.command(
    Command(
        "answer family review",
        "familyresult.open",
        "Answer a family's request",
        ("answer a request for review",),
        listed=False,
    )
)
jobs.command(
    Command(
        "complaint",
        "complaints.open",
        "Where a complaint goes",
        ("complaints", "complain", "make a complaint"),
        listed=False,
    )
)
