"""Independent scrutiny: taken up with a declaration, read, agreed with, asked about or returned, answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.disagreeing import scrutiny as cards
from cards.elements import Action
from cppm.disagreeing import scrutiny
from cppm.disagreeing.disagreement_records import Scrutiny, ToChair
from cppm.meetings.meeting import PlanningMeeting
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.hub import next_buttons
from dialogs.meetings.chairing import change, chosen, few_lines, of_the_case, shown, the_meeting
from dialogs.scene import Scene
from dialogs.timing.owed import mine, ways_back
from dialogs.turn import Answer

jobs = Jobs()

NONE = (
    "No decision waits for independent scrutiny by you. To read one that you took up, type scrutiny and the "
    "reference of the case, for example scrutiny PK-26-0137."
)
ROLE = "independent scrutiny"
"""The role under which it is noted that somebody without a part in the meeting read it."""
LONGEST = 3000


async def _waiting(scene: Scene) -> list[Subject]:
    """The scrutinies that wait for this person, or for anybody with their duty."""
    lines = [line for line in await mine(scene) if line.opens == "scrutiny.read"]
    return [Subject(line.doing, line.reference) for line in lines]


async def _readable(scene: Scene) -> list[Subject]:
    """What waits for this person, and what they may read of the meetings they chair."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [await scene.store.meetings.load(line.id) for line in reversed(lines)]
    chaired = [
        Subject({"m": m.id, "y": each.id}, f"{m.child(each.child).name}, {m.reference}")
        for m in meetings
        for each in scrutiny.readable(m, scene.person)
    ]
    waiting = {
        (each.ids["m"], each.ids["y"]): each for each in [*await _waiting(scene), *await _of_case(scene)]
    }
    return [*waiting.values(), *chaired]


async def _of_case(scene: Scene) -> list[Subject]:
    """In a case named after the command: what somebody senior took up, and what nobody has taken up yet."""
    if not scene.person.duties & scrutiny.SENIOR:
        return []
    return [
        Subject({"m": m.id, "y": each.id}, m.reference)
        for m in await of_the_case(scene)
        if scrutiny.may_scrutinise(m, scene.person)
        for each in m.scrutinies
        if each.person == scene.person.id or not (each.person or each.ended_at)
    ]


@jobs.on("scrutiny.read")
async def read(scene: Scene) -> Answer:
    """A scrutiny for the chair and the scrutineer; somebody who may take it up is asked to declare first."""
    if "y" not in scene.ids:
        found = chosen(scene, await _readable(scene), "scrutiny.read", "Independent scrutiny", NONE)
        if isinstance(found, Answer):
            return found
        scene = found
    meeting = await the_meeting(scene)
    if any(each.id == scene.ids["y"] for each in scrutiny.readable(meeting, scene.person)):
        return await _shown(scene, meeting)
    scrutiny.may_take_up(meeting, scene.person, scene.ids["y"])
    return Answer(then=("scrutiny", {"m": meeting.id, "y": scene.ids["y"]}))


async def _shown(scene: Scene, meeting: PlanningMeeting) -> Answer:
    found = scrutiny.require_reader(meeting, scene.person, scene.ids["y"])
    await _note_read(scene, meeting)
    actions = _actions(scene, meeting, found)
    at = scene.start
    return shown(scene, cards.scrutiny_card(meeting, found, actions, at, scene.turn.time_zone))


def _actions(scene: Scene, meeting: PlanningMeeting, found: Scrutiny) -> list[Action]:
    if scene.person.id == meeting.chair.id:
        return next_buttons(meeting, scene.person)
    return [*cards.taken_up_buttons(meeting, found), *ways_back(scene.person)]


async def _note_read(scene: Scene, meeting: PlanningMeeting) -> None:
    role = str(meeting.participants().get(scene.person.id, ROLE))
    await scene.store.reads.note(
        scene.person.id, role, meeting.case_ref, "scrutiny", "opened the independent scrutiny", scene.now
    )


@jobs.form
class TakeUp(Form):
    """Take up an independent scrutiny"""

    job: ClassVar[str] = "scrutiny"
    nothing: ClassVar[str] = NONE

    uninvolved: bool = ask(
        "Do you declare that you have had no part in it: the child, the family, the case, this meeting?",
        label="No involvement",
        hint="If you know any of them from your work or otherwise, answer no: somebody else takes it up, "
        "and you can't any more.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for somebody without a part."""
        return await _waiting(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Which meeting, without a name of the family. Raises NotIndependent, TakenUp, ScrutinyEnded."""
        meeting = await the_meeting(scene)
        found = scrutiny.may_take_up(meeting, scene.person, scene.ids.get("y", ""))
        return Prepared(
            intro=[
                "There was no clear consensus and the chair decided. You look at how the decision was made. "
                + scrutiny.STANDS
            ],
            facts=cards.before_taking_up(meeting, found, scene.turn.time_zone),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the declaration, and show what there is to read."""
        meeting, found = await change(
            scene,
            lambda m: scrutiny.take_up(m, scene.person, scene.ids["y"], self.uninvolved, scene.now),
        )
        return await _declared(scene, meeting, found)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The scrutiny as it stands."""
        meeting = await the_meeting(scene)
        return await _declared(scene, meeting, scrutiny.find(meeting, scene.ids["y"]))


async def _declared(scene: Scene, meeting: PlanningMeeting, found: Scrutiny) -> Answer:
    """What there is to read or, for whoever declared a part in it, that somebody else looks at it."""
    if scene.person.id in found.stood_aside:
        return shown(scene, cards.aside_card(meeting, scene.person, ways_back(scene.person)))
    return await _shown(scene, meeting)


@jobs.form
class SayFinding(Form):
    """What independent scrutiny finds"""

    job: ClassVar[str] = "scrutinyresult"
    formal: ClassVar[bool] = True
    nothing: ClassVar[str] = NONE

    finding: Literal["agree", "ask", "return"] = ask(
        "What do you find?",
        label="Finding",
        options={
            "agree": "I agree with how it was made",
            "ask": "I ask the chair something",
            "return": "I return it to the chair",
        },
        synonyms={
            "agree": ("agreed", "i agree"),
            "ask": ("question", "a question", "i ask"),
            "return": ("returned", "send it back", "back to the chair", "i return it"),
        },
    )
    words: str = ask(
        "What is your question, or what are your reasons?",
        kind="long",
        label="In your words",
        hint="The chair reads them. Those who took part hear only where it stands.",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The scrutinies that this person has taken up."""
        found = []
        for each in await _waiting(scene) or await _of_case(scene):
            meeting = await scene.store.meetings.load(each.ids["m"])
            if scrutiny.find(meeting, each.ids["y"]).person == scene.person.id:
                found.append(each)
        return found

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What each finding leads to."""
        meeting = await the_meeting(scene)
        scrutiny.require_scrutineer(meeting, scene.person, scene.ids.get("y", ""))
        return Prepared(
            intro=[
                "Agreeing ends the scrutiny. A question or a return goes to the chair, and you go on from "
                f"the answer. {scrutiny.STANDS}"
            ],
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Record it; the chair is told, and after an agreement or a return those who took part."""
        meeting, _ = await change(scene, lambda m: self._do(scene, m))
        return await _shown(scene, meeting)

    def _do(self, scene: Scene, meeting: PlanningMeeting) -> None:
        if self.finding == "agree":
            scrutiny.agree(meeting, scene.person, scene.ids["y"], self.words, scene.now)
            return
        kind = ToChair.QUESTION if self.finding == "ask" else ToChair.RETURNED
        scrutiny.send_to_chair(meeting, scene.person, scene.ids["y"], kind, self.words, scene.now)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The scrutiny as it stands."""
        return await _shown(scene, await the_meeting(scene))


@jobs.form
class AnswerScrutiny(Form):
    """Answer the independent scrutiny"""

    job: ClassVar[str] = "scrutinyanswer"
    nothing: ClassVar[str] = "No scrutiny waits for your answer."

    meets_again: bool | None = ask(
        "Do you call another meeting about it?",
        label="Another meeting",
        hint="If not, the scrutineer goes on from your answer.",
        when=lambda got: got.get("returned"),
        only="Only if it was returned to you.",
    )
    words: str = ask(
        "What is your answer?",
        kind="long",
        label="Answer",
        hint="The scrutineer reads it; it is kept with the decision.",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for this chair."""
        lines = await scene.store.meetings.for_person(scene.person.id)
        meetings = [await scene.store.meetings.load(line.id) for line in lines]
        return [
            Subject({"m": m.id, "y": each.id}, f"{m.child(each.child).name}, {m.reference}")
            for m in meetings
            if m.chair.id == scene.person.id
            for each in scrutiny.running(m)
            if each.waiting
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was asked or why it was returned. Raises NotYours, NothingAsked."""
        meeting = await the_meeting(scene)
        asked = scrutiny.require_answerer(meeting, scene.person, scene.ids.get("y", ""))
        found = scrutiny.find(meeting, scene.ids["y"])
        returned = asked.kind is ToChair.RETURNED
        label = "Returned with reasons" if returned else "Asked"
        rows = [("About", meeting.child(found.child).name), ("From", found.name), (label, asked.words)]
        return Prepared(
            intro=[scrutiny.STANDS], facts=rows, known={"returned": returned}, case_line=meeting.reference
        )

    async def record(self, scene: Scene) -> Answer:
        """Record the answer; the scrutineer is told. After "another meeting" it is to be booked."""
        meeting, _ = await change(
            scene,
            lambda m: scrutiny.answer(
                m, scene.person, scene.ids["y"], self.words, scene.now, bool(self.meets_again)
            ),
        )
        return await _shown(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The scrutiny as it stands."""
        return await _shown(scene, await the_meeting(scene))


jobs.unlisted(
    "scrutiny", "scrutiny.read", "Look at a decision independently", "independent scrutiny", "scrutinise"
)
jobs.unlisted("take up scrutiny", "scrutiny.open", "Take up an independent scrutiny", "take it up")
jobs.unlisted(
    "scrutiny finding",
    "scrutinyresult.open",
    "What independent scrutiny finds",
    "scrutiny result",
    "finding",
    "agree ask or return",
)
jobs.unlisted(
    "answer scrutiny", "scrutinyanswer.open", "Answer the independent scrutiny", "answer the scrutiny"
)
