"""A meeting in two parts: planned, agreed, who is in which, which is under way, what was said in which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.elements import Action, button
from cards.rights import parts as cards
from cppm.meetings import key_points
from cppm.meetings.meeting import Mode, Phase, PlanningMeeting
from cppm.people import Role
from cppm.rights import parts
from cppm.rights.parts_records import HALVES, Because, Part
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import NOT_OPEN, chaired, change, chosen, done_card, few_lines, the_meeting
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NOTHING = "You chair or lead no meeting to come or under way. Type meetings to see yours."
CUT = (
    "Whoever is in one part alone gets no card, message or key points with what was said in the other. "
    "What you record while a part is under way belongs to it."
)


async def _run(scene: Scene, planned: bool = False) -> list[Subject]:
    """The meetings to come or under way that this person chairs or leads, or only those in two parts."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [
        await scene.store.meetings.load(line.id)
        for line in lines
        if line.phase in parts.PLANNED_IN and line.role in (Role.CHAIR, Role.LEAD_PROFESSIONAL)
    ]
    return [Subject({"m": m.id}, m.reference) for m in meetings if m.parts or not planned]


@jobs.form
class PlanParts(Form):
    """Hold the meeting in two parts"""

    job: ClassVar[str] = "parts"
    nothing: ClassVar[str] = NOTHING

    agree: bool | None = ask(
        "Do you agree?",
        label="Agreed",
        hint="If not, say below what should be otherwise.",
        when=lambda got: got.get("to_agree"),
    )
    because: Literal["abuse", "fathers", "other"] | None = ask(
        "Why is it held in two parts?",
        label="Why",
        options={each.value: words for each, words in cards.BECAUSE.items()},
        synonyms={"abuse": ("domestic abuse",), "fathers": ("different fathers",), "other": ("another",)},
        when=lambda got: got.get("agree") is not True,
    )
    words: str = ask(
        "Why, in a sentence or two?",
        kind="long",
        label="In your words",
        when=lambda got: got.get("agree") is not True,
        max_length=600,
        check=few_lines,
    )
    safety: str = ask(
        "How do people come and go without meeting?",
        kind="long",
        label="Coming and going",
        example="a taxi for the mother; he comes half an hour later by the back door",
        when=lambda got: got.get("in_person") and got.get("agree") is not True,
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings that this person chairs or leads."""
        return await _run(scene)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What is planned already; whoever did not plan it is asked to agree first."""
        meeting = await the_meeting(scene)
        parts.require_planner(meeting, scene.person)
        kept = meeting.parts
        to_agree = kept is not None and scene.person.id not in kept.agreed
        earlier = {"because": kept.because.value, "words": kept.words, "safety": kept.safety} if kept else {}
        return Prepared(
            intro=["Safety and privacy decide. Chair and lead professional both agree.", CUT],
            facts=[*cards.plan_rows(meeting), *(cards.who_rows(meeting) if kept else [])],
            known={"to_agree": to_agree, "in_person": meeting.mode is not Mode.TEAMS},
            earlier={name: value for name, value in earlier.items() if value},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Agree, or plan it anew; the other is asked to agree, and who is in which part comes next."""

        def done(m: PlanningMeeting) -> None:
            if self.agree:
                parts.agree(m, scene.person, scene.now)
            else:
                parts.plan(
                    m, scene.person, Because(self.because or "other"), self.words, self.safety, scene.now
                )

        meeting, _ = await change(scene, done)
        return _planned(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is planned."""
        return _planned(scene, await the_meeting(scene))


def _planned(scene: Scene, meeting: PlanningMeeting) -> Answer:
    title = "Both agree to two parts" if parts.agreed(meeting) else "Two parts are planned"
    note = "" if parts.agreed(meeting) else "The other of chair and lead professional is asked to agree."
    answer = done_card(scene, meeting, title, cards.plan_rows(meeting), note)
    if meeting.parts and not meeting.parts.only:
        answer.then = ("part", {"m": meeting.id})
    return answer


@jobs.form
class SortIntoParts(Form):
    """Who is in which part"""

    job: ClassVar[str] = "part"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = "No meeting of yours is in two parts. Type two parts to plan one."

    first: list[str] = ask(
        "Who is in the first part alone?", kind="some_of", label="First part alone", required=False
    )
    second: list[str] = ask(
        "Who is in the second part alone?", kind="some_of", label="Second part alone", required=False
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings in two parts that this person chairs or leads."""
        return await _run(scene, planned=True)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody who can be in one part alone; whoever is in neither list is in both."""
        meeting = await the_meeting(scene)
        parts.require_planner(meeting, scene.person)
        if meeting.parts is None:
            raise parts.NoParts
        known, only = parts.can_be_sorted(meeting), meeting.parts.only
        ticked = {half.value: [id for id, part in only.items() if part is half] for half in HALVES}
        return Prepared(
            intro=[
                "Whoever is in neither list is in both parts, as the chair and the lead professional are.",
                CUT,
            ],
            options={"first": known, "second": known},
            earlier={name: ids for name, ids in ticked.items() if ids},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep who is in which."""
        meeting, _ = await change(
            scene, lambda m: parts.sort(m, scene.person, self.first, self.second, scene.now)
        )
        return _sorted(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """Who is in which."""
        return _sorted(scene, await the_meeting(scene))


def _sorted(scene: Scene, meeting: PlanningMeeting) -> Answer:
    return done_card(scene, meeting, "It is settled who is in which part", cards.who_rows(meeting))


@jobs.on("partnow.open")
async def begin(scene: Scene) -> Answer:
    """A part begins, or everybody is together again: the part named, else the next one."""
    if not scene.ids.get("m"):
        found = chosen(scene, await chaired(scene, Phase.OPEN), "partnow.open", "The parts", NOT_OPEN)
        if isinstance(found, Answer):
            return found
        scene = found.about({**scene.ids, **found.ids})
    meeting = await the_meeting(scene)
    part = _meant(scene, meeting)
    meeting, _ = await change(scene, lambda m: parts.begin(m, scene.person, part, scene.now))
    title = f"{cards.NAMES[part]} begins" if part else "Everybody is together again"
    note = (
        "What you record now belongs to this part. Type together when it is over."
        if part
        else "What is recorded now is for everybody; reasons for a decision wait until you say for whom."
    )
    return done_card(scene, meeting, title, [], note, first=_next_parts(meeting))


def _next_parts(meeting: PlanningMeeting) -> list[Action]:
    """Where a part leads: the other one, and together; together leads back to what the meeting does."""
    now = meeting.parts.now if meeting.parts else None
    if now is None:
        return []
    other = next(half for half in HALVES if half is not now)
    return [
        button(f"The {other} part begins", "partnow.open", m=meeting.id, part=other),
        button("Everybody together again", "partnow.together", m=meeting.id),
    ]


def _meant(scene: Scene, meeting: PlanningMeeting) -> Part | None:
    """The part of the button or the word; without either the next: first, second, together."""
    given = scene.ids.get("part") or scene.text.partition(" ")[0]
    if given in ("together", "everybody"):
        return None
    if given in (Part.FIRST, Part.SECOND):
        return Part(given)
    now = meeting.parts.now if meeting.parts else None
    return {None: Part.FIRST, Part.FIRST: Part.SECOND}.get(now)


@jobs.on("partnow.together")
async def together(scene: Scene) -> Answer:
    """Everybody is together again."""
    return await begin(scene.about({**scene.ids, "part": "together"}))


@jobs.form
class SaidWhere(Form):
    """In which part it was said"""

    job: ClassVar[str] = "partsummary"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = "No meeting that you chair is in two parts with something recorded."

    what: list[str] = ask("What is it about?", kind="some_of", label="What")
    where: Literal["first", "second", "apart", "everybody"] = ask(
        "Who may read it?",
        label="Who may read it",
        options={
            "first": "Who was in the first part",
            "second": "Who was in the second part",
            "apart": "Only who was in both",
            "everybody": "Everybody in the meeting",
        },
        synonyms={"everybody": ("everyone", "all"), "apart": ("both",)},
        hint="Before you open it to a part or to everybody, see that no word of the other part is in it.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The meetings in two parts that this person chairs and in which something is recorded."""
        found = await chaired(scene, Phase.OPEN, Phase.CLOSED)
        meetings = [await scene.store.meetings.load(each.ids["m"]) for each in found]
        return [Subject({"m": m.id}, m.reference) for m in meetings if m.parts and parts.captured(m)]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everything recorded, and to which part it belongs now."""
        meeting = await the_meeting(scene)
        meeting.require_chair(scene.person)
        meeting.require_phase("saying what belongs to which part", Phase.OPEN, Phase.CLOSED)
        known = parts.captured(meeting)
        if meeting.parts is None or not known:
            raise parts.NoParts
        return Prepared(
            intro=[CUT],
            facts=cards.said_rows(meeting, known),
            options={"what": known},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it."""
        part = None if self.where == cards.EVERYBODY else Part(self.where)
        meeting, _ = await change(
            scene, lambda m: key_points.say_where(m, scene.person, self.what, part, scene.now)
        )
        return _said(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What belongs where."""
        return _said(scene, await the_meeting(scene))


def _said(scene: Scene, meeting: PlanningMeeting) -> Answer:
    rows = cards.said_rows(meeting, parts.captured(meeting))
    return done_card(scene, meeting, "It is kept who may read it", rows)


jobs.unlisted("two parts", "parts.open", "Hold a meeting in two parts", "separate parts", "in parts")
jobs.unlisted("who is in which part", "part.open", "Say who is in which part", "which part")
jobs.unlisted("part", "partnow.open", "Begin the first or the second part", "next part", "begin part")
jobs.unlisted("together", "partnow.together", "Bring everybody together again", "everybody together")
jobs.unlisted("said in which part", "partsummary.open", "Say in which part something was said", "said where")
