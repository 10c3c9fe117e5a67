"""The minutes: read by the chair, sent out, corrected by an addendum, stored; the recording deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.elements import Action, button
from cards.meetings import minutes as cards
from cppm.errors import CPPMError
from cppm.meetings import minutes
from cppm.meetings.meeting import Correction, Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.rights import exclusion
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import as_button, minutes_steps
from dialogs.meetings import skeleton
from dialogs.meetings.chairing import change, done_card, few_lines, shown, the_meeting
from dialogs.meetings.closed import MINUTES_DUE, meant, where
from dialogs.moves import guard
from dialogs.reading import note_read
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()
jobs.add(skeleton.jobs)


class DraftNotRight(CPPMError):
    """Then it is not recorded as read. Tell the minute taker what to change, and come back when the draft is
    right. Nobody gets the minutes before that."""

    rule = "MIN-22"


# Where they stand


@jobs.on("minutes.open")
async def where_they_stand(scene: Scene) -> Answer:
    """Where the minutes of a meeting stand, for everybody who took part and CP Administration."""
    found = await meant(
        scene,
        "minutes.open",
        "Minutes",
        lambda m: True,
        "No meeting of yours is closed yet. Minutes follow a meeting that was held.",
        MINUTES_DUE,
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting = await the_meeting(scene)
    if not scene.person.has(Duty.CP_ADMIN):
        await note_read(scene, meeting, "minutes")
    return _stand(scene, meeting)


def _stand(scene: Scene, meeting: PlanningMeeting) -> Answer:
    card = cards.minutes_card(
        meeting,
        _readable(meeting, scene.person),
        _actions(meeting, scene.person),
        scene.start,
        scene.turn.time_zone,
    )
    return shown(scene, card)


def _readable(meeting: PlanningMeeting, person: Person) -> list[Correction]:
    """The corrections for this person: all for the chair, their own for everybody else."""
    chair = person.id == meeting.chair.id
    return [each for each in meeting.minutes.corrections if chair or each.person == person.id]


def _actions(meeting: PlanningMeeting, person: Person) -> Sequence[Action]:
    steps = [step for step in minutes_steps(meeting, person) if step.verb != "minutes.open"]
    return [
        *(as_button(meeting, step) for step in steps[:4]),
        button("Go to the meeting", "meeting.open", m=meeting.id),
    ]


# Drafted, read by the chair, and sent


@jobs.on("minutesdraft.open")
async def drafted(scene: Scene) -> Answer:
    """The draft is with the chair, who is asked to read it. Twice changes nothing."""
    found = await meant(
        scene,
        "minutesdraft.open",
        "Draft minutes",
        lambda m: minutes.may_send(m, scene.person) and not m.minutes.checked_at,
        "No minutes wait to be drafted.",
        MINUTES_DUE,
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting, _ = await change(scene, lambda m: minutes.hand_over_draft(m, scene.person, scene.now))
    note = f"{meeting.chair.name} gets a message now and reads the draft before it goes to anybody."
    return done_card(scene, meeting, "The draft minutes are with the chair", [], note)


@jobs.form
class CheckMinutes(Form):
    """The draft minutes are read"""

    job: ClassVar[str] = "minutescheck"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = "No draft minutes wait for you. Type minutes to see where they stand."

    right: bool = ask("Have you read the draft, and is it accurate and complete?", label="Read and right")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings this person chaired whose draft is not read."""
        return await where(scene, lambda m: m.chair.id == scene.person.id and not m.minutes.checked_at)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What minutes have to hold."""
        meeting = await the_meeting(scene)
        minutes.require_checker(meeting, scene.person)
        return Prepared(
            intro=["Nobody gets the minutes before you have read them.", cards.HOLDS_IN_WORDS],
            facts=_kept_out(meeting),
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record that the chair has read them; a no records nothing and says what to do."""
        if not self.right:
            raise DraftNotRight
        meeting, _ = await change(scene, lambda m: minutes.check(m, scene.person, scene.now))
        return _checked(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That they are read."""
        return _checked(scene, await the_meeting(scene))


def _kept_out(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    """Who was not invited or was excluded, with the reasons that the minutes hold (EXC-10)."""
    names = {line.id: line.who for line in meeting.family}
    return [(names[each.line], f"{each.words}: {each.reasons}") for each in exclusion.standing(meeting)]


def _checked(scene: Scene, meeting: PlanningMeeting) -> Answer:
    note = "When they have gone out in the case system, say so here, and everybody is asked to check them."
    return done_card(scene, meeting, "The draft minutes are read", [], note)


@jobs.form
class SendMinutes(Form):
    """The minutes are out"""

    job: ClassVar[str] = "minutessend"
    submit: ClassVar[str] = "Record and tell everybody"
    nothing: ClassVar[str] = (
        "No minutes wait to go out. The chair reads the draft first: type minutes to see where they stand."
    )

    reference: str = ask(
        "Under which reference are the minutes in the case system?",
        label="Reference",
        hint="A reference only, without names: everybody who gets the minutes sees it.",
        example="MIN-2026-0137",
        max_length=60,
    )
    no_address: bool | None = ask(
        "A safe address is kept in this case. Are you certain that it is nowhere in what the family gets?",
        label="No safe address in it",
        when=lambda got: bool(got.get("kept_safe")),
        check=guard.not_excluded,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings whose minutes were read by the chair and are this person's to send."""
        return await where(scene, lambda m: minutes.may_send(m, scene.person) and _ready(m), MINUTES_DUE)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who is told. Raises a refusal before the chair has read the draft."""
        meeting = await the_meeting(scene)
        minutes.require_sender(meeting, scene.person)
        return Prepared(
            intro=[
                "I keep no minutes. I tell everybody who took part that they are out, and ask them to check."
            ],
            known={"kept_safe": await guard.is_kept_from(scene, meeting.case_ref)},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record that they went out; every participant is asked to check and to store them."""
        meeting, _ = await change(scene, lambda m: minutes.send(m, scene.person, self.reference, scene.now))
        return _sent(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """That they are out."""
        return _sent(scene, await the_meeting(scene))


def _ready(meeting: PlanningMeeting) -> bool:
    return meeting.minutes.checked_at is not None and meeting.minutes.sent_at is None


def _sent(scene: Scene, meeting: PlanningMeeting) -> Answer:
    rows = [("Reference", meeting.minutes.reference)]
    note = "Everybody who took part gets a message now: to check them, and to store them safely."
    return done_card(scene, meeting, "The minutes are out", rows, note)


# Corrections and the addendum


@jobs.form
class AskCorrection(Form):
    """Ask for a correction of the minutes"""

    job: ClassVar[str] = "correct"
    submit: ClassVar[str] = "Send to the chair"
    nothing: ClassVar[str] = "No minutes have been sent to you yet. Type minutes to see where they stand."

    words: str = ask(
        "What is wrong or missing, and what should be there?",
        kind="long",
        label="Correction",
        hint="Name the place, so that the chair can find it.",
        max_length=1500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings whose minutes this person was sent."""
        return await where(scene, lambda m: minutes.gets_minutes(m, scene.person))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What becomes of it."""
        meeting = await the_meeting(scene)
        minutes.require_reader(meeting, scene.person)
        return Prepared(intro=[f"The chair gets your words. {cards.ADDENDUM}"], case_line=meeting.reference)

    async def record(self, scene: Scene) -> Answer:
        """Send it to the chair."""
        fresh = new_id()
        meeting, _ = await change(
            scene, lambda m: minutes.ask_correction(m, scene.person, self.words, scene.now, fresh)
        )
        return _asked(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The correction asked for last."""
        return _asked(scene, await the_meeting(scene))


def _asked(scene: Scene, meeting: PlanningMeeting) -> Answer:
    own = [each for each in meeting.minutes.corrections if each.person == scene.person.id]
    rows = [("You asked", own[-1].words)] if own else []
    note = f"{meeting.chair.name} gets a message now and answers it; you hear the answer here."
    return done_card(scene, meeting, "Your correction is with the chair", rows, note)


@jobs.form
class AnswerCorrection(Form):
    """Answer a correction of the minutes"""

    job: ClassVar[str] = "correctanswer"
    submit: ClassVar[str] = "Send"
    nothing: ClassVar[str] = "No correction waits for your answer."

    agreed: bool = ask("Do you agree to this correction?", label="Agreed")
    addendum: str = ask(
        "What is added to the minutes?",
        kind="long",
        label="Addendum",
        when=lambda got: got.get("agreed") is True,
        only="Only if you agree.",
        hint="The words of the addendum. Please add them in the case system too.",
        max_length=1500,
        check=few_lines,
    )
    reason: str = ask(
        "Why do the minutes stay as they are?",
        kind="long",
        label="Reason",
        when=lambda got: got.get("agreed") is False,
        only="Only if you do not agree.",
        max_length=1500,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The corrections that wait for this chair."""
        return [
            Subject({"m": m.id, "r": each.id}, f"{each.name}, {m.reference}")
            for m in await _chaired(scene)
            for each in cards.open_corrections(m)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who asks for what."""
        meeting = await the_meeting(scene)
        meeting.require_chair(scene.person)
        asked = minutes.find_correction(meeting, scene.ids.get("r", ""))
        return Prepared(
            intro=[cards.ADDENDUM],
            facts=[("Asked by", asked.name), ("Correction", asked.words)],
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the answer; whoever asked is told."""
        words = self.addendum if self.agreed else self.reason
        meeting, _ = await change(
            scene,
            lambda m: minutes.answer_correction(
                m, scene.person, scene.ids["r"], self.agreed, words, scene.now
            ),
        )
        return _replied(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it is recorded."""
        return _replied(scene, await the_meeting(scene))


async def _chaired(scene: Scene) -> list[PlanningMeeting]:
    lines = await scene.store.meetings.for_person(scene.person.id)
    closed = [line for line in lines if line.phase is Phase.CLOSED]
    meetings = [await scene.store.meetings.load(line.id) for line in closed]
    return [m for m in meetings if m.chair.id == scene.person.id]


def _replied(scene: Scene, meeting: PlanningMeeting) -> Answer:
    asked = minutes.find_correction(meeting, scene.ids.get("r", ""))
    label = "Addendum" if asked.agreed else "Reason"
    title = "The correction is agreed" if asked.agreed else "The correction is not agreed"
    rows = [("Asked by", asked.name), ("Correction", asked.words), (label, asked.answer)]
    return done_card(scene, meeting, title, rows, f"{asked.name} gets your answer now.")


# Stored, and the recording deleted


@jobs.on("minutes.stored")
async def stored(scene: Scene) -> Answer:
    """A participant has checked the minutes and stored them in the child's file. Twice changes nothing."""
    found = await meant(
        scene,
        "minutes.stored",
        "Minutes",
        lambda m: minutes.gets_minutes(m, scene.person),
        "No minutes have been sent to you yet. Type minutes to see where they stand.",
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting, _ = await change(scene, lambda m: minutes.store(m, scene.person, scene.now))
    note = "If you still find something wrong, type correction."
    return done_card(scene, meeting, "You have checked and stored the minutes", [], note)


@jobs.on("recording.open")
async def recording(scene: Scene) -> Answer:
    """The recording of the meeting is deleted, now that the minutes are complete. Twice changes nothing."""
    found = await meant(
        scene,
        "recording.open",
        "Recording",
        lambda m: minutes.may_send(m, scene.person) and minutes.recording_kept(m),
        "No recording waits to be deleted.",
        "recording_deleted",
    )
    if isinstance(found, Answer):
        return found
    scene = found
    meeting, _ = await change(scene, lambda m: minutes.recording_deleted(m, scene.person, scene.now))
    return done_card(scene, meeting, "The recording is deleted", [], "")


jobs.unlisted("minutes", "minutes.open", "Where the minutes stand", "minute", "the minutes")
jobs.unlisted("draft ready", "minutesdraft.open", "The draft minutes are ready", "the draft is ready")
jobs.unlisted(
    "check minutes",
    "minutescheck.open",
    "The draft minutes are read",
    "minutes checked",
    "read the draft",
    "draft minutes",
    "i have read the draft",
)
jobs.unlisted(
    "send minutes",
    "minutessend.open",
    "The minutes are out",
    "minutes sent",
    "minutes are out",
    "minutes out",
)
jobs.unlisted(
    "correction",
    "correct.open",
    "Ask for a correction of the minutes",
    "correct the minutes",
    "comment on the minutes",
    "ask for a correction",
)
jobs.unlisted(
    "answer correction", "correctanswer.open", "Answer a correction", "answer a correction", "addendum"
)
jobs.unlisted(
    "minutes stored", "minutes.stored", "You have stored the minutes", "stored", "i have stored the minutes"
)
jobs.unlisted(
    "recording deleted",
    "recording.open",
    "The recording is deleted",
    "recording",
    "i have deleted the recording",
)
