"""Answering one's own invitation. Who is ready, and answers for others, join here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.meetings import attendance as cards
from cards.meetings.attendance import case_line
from cppm.meetings import attendance
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Role
from dialogs.commands import Command, Jobs, bare
from dialogs.forms import Prepared, Subject, ask
from dialogs.meetings import answers, on_behalf, readiness
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.meetings import MeetingLine

jobs = Jobs()
jobs.add(readiness.jobs)
jobs.add(on_behalf.jobs)

COMING = (
    "i'll be there", "i will be there", "i'll attend", "i will attend", "i can attend", "i can make it",
    "i am coming", "i'm coming", "i'll come", "i will come", "i am attending", "i'm attending",
    "attendance yes", "yes i will attend", "yes i'll be there", "count me in",
)  # fmt: skip
"""Words that alone are a yes; nothing merely like them is taken for one."""
NOT_COMING = (
    "i can't attend", "i cannot attend", "i can't come", "i cannot come", "i can't make it",
    "i cannot make it", "i won't be there", "i will not be there", "i'll not be there", "i won't attend",
    "i will not attend", "i can't be there", "i cannot be there", "i am not coming", "i'm not coming",
    "attend no", "attendance no",
)  # fmt: skip
SENDING = (
    "attend deputy",
    "attendance deputy",
    "send a deputy",
    "i am sending a deputy",
    "i'm sending a deputy",
)


@jobs.form
class ConfirmAttendance(answers.OwnAnswer):
    """Confirm attendance"""

    job: ClassVar[str] = "attend"
    nothing: ClassVar[str] = "No invitation of yours is open at the moment. Type home to see what you owe."

    answer: answers.Choice = ask(
        "Will you attend?",
        options={"yes": "I will attend", "deputy": "Somebody goes in my place", "no": "I can't attend"},
        synonyms={
            "yes": ("attend yes", *COMING),
            "deputy": ("a deputy", "somebody else", "a colleague goes", *SENDING),
            "no": ("not coming", *NOT_COMING),
        },
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings whose invitation can be answered."""
        lines = await open_invitations(scene)
        return [Subject({"m": line.id}, readiness.label(line, scene)) for line in lines]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who may be deputy, what an absence means, and the answer so far.

        A plain yes on a card needs none of it: recording it checks everything anew.
        """
        press = scene.turn.press
        if press and press.verb == "attend.submit" and press.inputs.get("answer") == "yes":
            return Prepared()
        meeting = await scene.store.meetings.load(scene.ids["m"])
        line = meeting.line_of(scene.person)
        if line.person.id != scene.person.id:
            raise attendance.DeputyAnswers(name=line.person.name)
        meeting.require_phase("answering the invitation", Phase.INVITED)
        colleagues = await answers.colleagues_of(scene, meeting, line)
        return Prepared(
            options={"deputy": colleagues} if colleagues else {},
            known={"colleagues": bool(colleagues)},
            earlier=answers.earlier_answer(line, colleagues),
            hints={"why": cards.what_absence_means(meeting, line)},
            case_line=case_line(meeting, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Take the answer, in one change of the meeting."""
        enrolled = (
            await answers.enrolled_deputy(scene, scene.person, self.deputy, self.deputy_name)
            if (self.answer == "deputy")
            else None
        )
        done = await scene.store.meetings.update(
            scene.ids["m"],
            lambda meeting: answers.take(self, meeting, scene, enrolled),
            scene.person,
            scene.once,
        )
        return await _own(scene, done.meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it stands."""
        return await _own(scene, await scene.store.meetings.load(scene.ids["m"]))


async def _own(scene: Scene, meeting: PlanningMeeting) -> Answer:
    return await answers.recorded(scene, meeting, meeting.line_of(scene.person))


# Words that say it all


async def open_invitations(scene: Scene) -> list[MeetingLine]:
    """The meetings for which this person was invited and may still answer."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    return [line for line in lines if line.phase is Phase.INVITED and line.role is not Role.CHAIR]


@jobs.on("attend.yes")
async def yes(scene: Scene) -> Answer:
    """A plain "I'll be there": recorded at once where it can only mean one invitation, and can be changed."""
    if "m" in scene.ids:
        return await ConfirmAttendance(answer="yes").record(scene)
    awaited = await _awaiting(scene) if bare(scene.turn.text or "") in _PLAIN_YES else []
    if len(awaited) == 1:
        return await ConfirmAttendance(answer="yes").record(scene.about({"m": awaited[0]}))
    lines = await open_invitations(scene)
    about = {"m": lines[0].id} if len(lines) == 1 else {}
    if about:
        await ConfirmAttendance.prepare(scene.about(about))  # a refusal is told, not only a form left shut
    return Answer(then=("attend", about))


_PLAIN_YES = frozenset(bare(words) for words in ("attend yes", *COMING))


async def _awaiting(scene: Scene) -> list[str]:
    """The meetings that wait for this person's answer."""
    owed = await scene.store.dues.of_person(scene.person.id)
    return [row.meeting_id for row in owed if row.due.clock == "attendance"]


jobs.command(
    Command(
        "attend",
        "attend.open",
        "Answer an invitation",
        (
            "attendance",
            "confirm",
            "confirm attendance",
            "rsvp",
            "answer the invitation",
            *NOT_COMING,
            *SENDING,
        ),
    )
)
jobs.command(Command("attend yes", "attend.yes", "Say that you will attend", COMING, listed=False))
