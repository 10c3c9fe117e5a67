"""What comes of a dissent: the line manager's consideration of escalation, and the answer in writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Literal

from cards.disagreeing import dissent as cards
from cards.elements import button
from cards.forms import recorded_card
from cards.layout import day_and_time
from cppm.disagreeing import dissent
from cppm.disagreeing.disagreement_records import Step
from cppm.errors import CPPMError
from cppm.meetings.meeting import Dissent, PlanningMeeting
from cppm.people import Person
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, few_lines, of_the_case, shown, the_meeting
from dialogs.scene import Scene
from dialogs.timing.owed import mine, ways_back
from dialogs.turn import Answer

jobs = Jobs()

LONGEST = 3000
Require = Callable[[PlanningMeeting, Person, str], Dissent]
"""A guard of `cppm.disagreeing.dissent`: the dissent, or a refusal."""
STEPS = {"settled": Step.SETTLED, "own": Step.OWN_AGENCY, "raised": Step.RAISED}


async def _owed(scene: Scene, verb: str) -> list[Subject]:
    """The dissents of which this person owes something that a verb does."""
    lines = [line for line in await mine(scene) if line.opens == verb]
    return [Subject(line.doing, line.reference) for line in lines]


async def _of_case(scene: Scene, require: Require) -> list[Subject]:
    """The dissents without an answer in a case named after the command, where this person may do it."""
    return [
        Subject({"m": m.id, "d": each.id}, f"{each.name}, {m.reference}")
        for m in await of_the_case(scene)
        for each in m.dissents
        if each.answer is None and _may(require, m, scene.person, each.id)
    ]


def _may(require: Require, meeting: PlanningMeeting, person: Person, dissent_id: str) -> bool:
    try:
        require(meeting, person, dissent_id)
    except CPPMError:
        return False
    return True


@jobs.form
class ConsiderEscalation(Form):
    """Say what was done about a dissent"""

    job: ClassVar[str] = "escalation"
    submit: ClassVar[str] = "Record"
    nothing: ClassVar[str] = (
        "No colleague's dissent waits for you. To change what you said about one, type escalation and the "
        "reference of the case, for example escalation PK-26-0137."
    )

    step: Literal["settled", "own", "raised"] = ask(
        "You have looked at the resolution and escalation guide: what was done?",
        label="What was done",
        options={
            "settled": "Talked through; it goes no further",
            "own": "Raised within our own agency",
            "raised": "Raised with the service manager",
        },
        synonyms={
            "settled": ("talked through", "no further", "no escalation"),
            "own": ("own agency", "our agency"),
            "raised": ("escalated", "service manager"),
        },
    )
    words: str = ask(
        "What came of it, in a sentence or two?",
        kind="long",
        label="In your words",
        hint="Whoever dissented and the chair read it. Leave out names of the family.",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The dissents that wait for this line manager; of a case named after the command all of theirs."""
        return await _owed(scene, "escalation.open") or await _of_case(scene, dissent.require_considerer)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who dissented, in which meeting; their words stay with the record. Raises NotYours."""
        meeting = await the_meeting(scene)
        found = dissent.require_considerer(meeting, scene.person, scene.ids.get("d", ""))
        before = found.escalation
        known = {value: key for key, value in STEPS.items()}
        return Prepared(
            intro=[f"Speak with them first. {dissent.PROTECTION_GOES_ON}"],
            facts=[("From", found.name), ("Meeting", day_and_time(meeting.starts_at, scene.turn.time_zone))],
            earlier={"step": known[before.step], "words": before.words} if before else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; dissenter, chair and, where it was raised, service managers are told."""
        meeting, found = await change(
            scene,
            lambda m: dissent.consider_escalation(
                m, scene.person, scene.ids["d"], STEPS[self.step], self.words, scene.now
            ),
        )
        return _considered(scene, meeting, found)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is recorded."""
        meeting = await the_meeting(scene)
        return _considered(scene, meeting, dissent.find(meeting, scene.ids["d"]))


def _considered(scene: Scene, meeting: PlanningMeeting, found: Dissent) -> Answer:
    kept = found.escalation
    if kept is None:
        return Answer(say=["Nothing is recorded yet."])
    card = recorded_card(
        "What was done is recorded",
        [("Dissent by", found.name), *cards.came_of_it(found, scene.turn.time_zone)[:1]],
        scene.person.name,
        kept.at,
        button("Change", "escalation.change", m=meeting.id, d=found.id),
        case_line=meeting.reference,
        note=_who_hears(found),
        zone=scene.turn.time_zone,
        buttons=ways_back(scene.person),
    )
    return shown(scene, card)


def _who_hears(found: Dissent) -> str:
    raised = found.escalation is not None and found.escalation.step is Step.RAISED
    more = " Service managers get a message now and are asked to answer in writing." if raised else ""
    return f"{found.name} and the chair can read it.{more}"


@jobs.form
class AnswerDissent(Form):
    """Answer a dissent in writing"""

    job: ClassVar[str] = "dissentanswer"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = (
        "No dissent waits for your answer. To answer one that was not raised with you, type answer dissent "
        "and the reference of the case, for example answer dissent PK-26-0137."
    )

    words: str = ask(
        "What is your answer?",
        kind="long",
        label="Answer",
        hint="It goes to whoever dissented and to the chair, and closes the dissent. It can't be changed.",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The dissents that wait for a service manager."""
        return await _owed(scene, "dissentanswer.open") or await _of_case(scene, dissent.require_answerer)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The dissent word for word, and what the line manager did; that it was read is noted."""
        meeting = await the_meeting(scene)
        found = dissent.require_answerer(meeting, scene.person, scene.ids.get("d", ""))
        if found.answer:
            raise dissent.AnsweredAlready(name=found.answer.name)
        await scene.store.reads.note(
            scene.person.id, "service manager", meeting.case_ref, "dissent", "opened the dissent", scene.now
        )
        return Prepared(
            intro=[dissent.PROTECTION_GOES_ON],
            facts=[*_words(meeting, found), *cards.came_of_it(found, scene.turn.time_zone)],
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the answer; it closes the dissent."""
        meeting, found = await change(
            scene, lambda m: dissent.answer(m, scene.person, scene.ids["d"], self.words, scene.now)
        )
        return _answered(scene, meeting, found)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it is recorded."""
        meeting = await the_meeting(scene)
        return _answered(scene, meeting, dissent.find(meeting, scene.ids["d"]))


def _words(meeting: PlanningMeeting, found: Dissent) -> list[tuple[str, str]]:
    return [
        ("From", f"{found.name}, {found.agency}"),
        ("About", meeting.child(found.child).name),
        ("Disagrees with", found.disagrees_with.words),
        ("Reason", found.reason),
        ("Would have decided", found.alternative),
    ]


def _answered(scene: Scene, meeting: PlanningMeeting, found: Dissent) -> Answer:
    kept = found.answer
    if kept is None:
        return Answer(say=["Nothing is recorded yet."])
    card = recorded_card(
        "The dissent is answered",
        [("Dissent by", found.name), ("Answer", kept.words)],
        kept.name,
        kept.at,
        case_line=meeting.reference,
        note=f"{found.name} and the chair get a message now.",
        zone=scene.turn.time_zone,
        buttons=ways_back(scene.person),
    )
    return shown(scene, card)


jobs.command(
    Command(
        "escalation",
        "escalation.open",
        "Say what was done about a colleague's dissent",
        ("consider escalation", "escalate", "considered a dissent"),
        listed=False,
    )
)
jobs.command(
    Command(
        "answer dissent",
        "dissentanswer.open",
        "Answer a dissent in writing",
        ("answer a dissent", "answer the dissent"),
        listed=False,
    )
)
