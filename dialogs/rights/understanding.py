"""What the family was told and understood, and what they say before and after the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from cards.layout import capital, day
from cppm.meetings.meeting import FamilyLine, Phase, PlanningMeeting
from cppm.rights import taking_part, understanding
from cppm.rights.participation_records import Heard, Topic, Understood
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, few_lines, the_meeting
from dialogs.questions import Got
from dialogs.rights.family import HELD, NOTHING, everybody, kept, meant, of_family, words
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

TOPICS = {each.name.lower(): capital(each) for each in Topic}
CLEAR = {"yes": "Yes", "partly": "In part", "no": "Not yet"}


@jobs.form
class RecordTold(Form):
    """What somebody of the family was told"""

    job: ClassVar[str] = "understood"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING

    what: list[str] = ask("What were they told?", kind="some_of", label="Told")
    by: str = ask("Who told them?", label="By", max_length=120)
    on: date = ask("On which day?", label="On", side="past")
    how: str = ask(
        "How?",
        label="How",
        example="in person, by phone, with the interpreter",
        max_length=200,
    )
    clear: Literal["yes", "partly", "no"] = ask("Was it understood?", label="Understood", options=CLEAR)
    unclear: str = ask(
        "What is still unclear, and what do you do about it?",
        kind="long",
        label="Still unclear",
        when=lambda got: got.get("clear") in ("partly", "no"),
        only="Only if it was not all understood.",
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Those with something still to be told, else everybody who is told something."""
        left = await of_family(scene, lambda m, f: bool(understanding.still_to_tell(m, f)), *HELD)
        return left or await of_family(scene, lambda m, f: bool(understanding.to_tell(m, f)), *HELD)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What there is to tell now; ticked is what nobody has told them."""
        meeting, line = await meant(scene, "recording what they were told", *HELD)
        topics = understanding.to_tell(meeting, line)
        if not topics:
            raise understanding.NotToBeTold(name=line.who)
        left = [each.name.lower() for each in understanding.still_to_tell(meeting, line)]
        return Prepared(
            intro=[
                f"In plain words, and so that {line.within} can ask. What you leave out stays open.",
                *_beside(meeting, line),
            ],
            options={"what": {each.name.lower(): TOPICS[each.name.lower()] for each in topics}},
            earlier={
                **({"what": left} if left else {}),
                "by": scene.person.name,
                "on": local_day(scene.now),
            },
            wording={"what": f"What was {line.within} told?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; what was not understood stays open where it has to be."""
        topics = [Topic[each.upper()] for each in self.what]
        meeting, _ = await change(
            scene,
            lambda m: understanding.tell(
                m,
                scene.person,
                scene.ids["f"],
                topics,
                self.by,
                self.on,
                self.how,
                Understood[self.clear.upper()],
                self.unclear,
                scene.now,
            ),
        )
        return _told(scene, meeting, self.rows(Prepared(options={"what": TOPICS})))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What they have been told."""
        meeting = await the_meeting(scene)
        told = taking_part.of(meeting, scene.ids["f"]).told
        return _told(scene, meeting, [("Told", words(told))])


def _beside(meeting: PlanningMeeting, line: FamilyLine) -> list[str]:
    """Who helps them to understand the reasons and what must change (PAR-11)."""
    found = understanding.helpers(meeting, line)
    return [f"Explain it with {' and '.join(found)} beside them."] if found else []


def _told(scene: Scene, meeting: PlanningMeeting, rows: Sequence[tuple[str, str]]) -> Answer:
    line = meeting.family_line(scene.ids["f"])
    left = understanding.still_to_tell(meeting, line)
    note = f"Still to be told: {'; '.join(left)}." if left else ""
    return kept(scene, meeting, "What they were told is kept", rows, RecordTold.job, note)


def _was_heard(got: Got) -> bool:
    return got.get("heard") is True


def _spoke(got: Got) -> bool:
    """Whether somebody old enough for words of their own was heard (REP-12)."""
    return not got.get("baby") and _was_heard(got)


OF_A_BABY = {
    "words": "What do presentation and behaviour show?",
    "how": "How was it seen?",
    "by": "Who saw it?",
    "why_not": "Why can it not be described?",
}
"""The questions about somebody for whom presentation and behaviour speak (CHI-05)."""


@jobs.form
class RecordHeard(Form):
    """What somebody of the family says"""

    job: ClassVar[str] = "heard"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING

    heard: bool = ask("Were their views heard?", label="Heard")
    words: str = ask(
        "What do they say?",
        kind="long",
        label="Views",
        when=_was_heard,
        only="If they were heard.",
        hint="In their own words, where you have them.",
        max_length=1500,
        check=few_lines,
    )
    how: str = ask(
        "How were the views obtained?",
        label="How",
        when=_was_heard,
        only="If they were heard.",
        example="in a drawing, on a walk, through an advocate",
        max_length=200,
    )
    by: str = ask(
        "Who heard them?", label="Heard by", when=_was_heard, only="If they were heard.", max_length=120
    )
    on: date | None = ask(
        "On which day?", label="On", side="past", when=_was_heard, only="If they were heard."
    )
    written: bool | None = ask(
        "Did they write it down or draw it themselves?",
        label="Written by them",
        when=_spoke,
        only="If they were heard.",
        required=False,
        hint="They may put it in writing, and are encouraged to.",
    )
    helped_by: str = ask(
        "Who helped them to say it?",
        label="Helped by",
        when=_spoke,
        only="If they were heard.",
        required=False,
        hint="For example an advocate. Leave it empty if nobody did.",
        max_length=120,
    )
    why_not: str = ask(
        "Why could they not be heard?",
        kind="long",
        label="Not heard because",
        when=lambda got: got.get("heard") is False,
        only="If they were not.",
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Those who were not heard yet, else everybody."""
        return await of_family(scene, _unheard, *HELD) or await of_family(scene, everybody, *HELD)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Before the meeting or after it; for a baby, presentation and behaviour."""
        meeting, line = await meant(scene, "recording views", *HELD)
        when = "after" if meeting.phase is Phase.CLOSED else "before"
        baby = taking_part.is_baby(taking_part.child_of(meeting, line))
        return Prepared(
            intro=[
                f"For {line.within}, describe presentation and behaviour."
                if baby
                else f"What {line.within} says {when} the meeting, whether or not they come."
            ],
            known={"baby": baby},
            earlier=_earlier(scene, _mine(meeting, line)),
            wording=OF_A_BABY | {"heard": f"Can you describe how {line.within} is {when} the meeting?"}
            if baby
            else {"heard": f"Were the views of {line.within} heard {when} the meeting?"},
            hints={"words": "What was seen with each parent, when fed, when put down."} if baby else {},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it. The chair finds what was said before when the views are taken in the meeting."""
        said = Heard(self.words, self.how, self.by, self.on, self.why_not, bool(self.written), self.helped_by)
        meeting, _ = await change(
            scene, lambda m: understanding.hear(m, scene.person, scene.ids["f"], said, scene.now)
        )
        return kept(scene, meeting, "What they say is kept", self.rows(Prepared()), self.job)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept."""
        meeting, line = await meant(scene, "recording views", *HELD)
        said = _mine(meeting, line)
        return kept(scene, meeting, "What they say is kept", heard_rows(said) if said else [], cls.job)


def _mine(meeting: PlanningMeeting, line: FamilyLine) -> Heard | None:
    mine = taking_part.of(meeting, line.id)
    return mine.after if meeting.phase is Phase.CLOSED else mine.before


def _unheard(meeting: PlanningMeeting, line: FamilyLine) -> bool:
    return _mine(meeting, line) is None


def _earlier(scene: Scene, said: Heard | None) -> dict[str, object]:
    if said is None:
        return {"by": scene.person.name, "on": local_day(scene.now)}
    if said.passed_over:
        return {"heard": False, "why_not": said.passed_over}
    helped = {"helped_by": said.helped_by} if said.helped_by else {}
    written = {"written": True} if said.written else {}
    spoken = {"words": said.words, "how": said.how, "by": said.by, "on": said.on}
    return {"heard": True, **spoken, **written, **helped}


def heard_rows(said: Heard) -> list[tuple[str, str]]:
    """What somebody said, with who heard it, when and how; or why they could not be heard."""
    if said.on is None:
        return [("Not heard because", said.passed_over)]
    rows = [("Views", said.words), ("How", said.how), ("Heard by", f"{said.by}, {day(said.on)}")]
    rows += [("Written by them", "Yes")] if said.written else []
    return [*rows, *([("Helped by", said.helped_by)] if said.helped_by else [])]


for _name, _verb, _line, _words in (
    (
        "family told",
        "understood.open",
        "What the family was told, and whether it was understood",
        "understood, explained, explained to the family, the family understands, told the family",
    ),
    (
        "views of the family before",
        "heard.open",
        "What somebody of the family says before or after the meeting",
        "views before, views after, heard",
    ),
):
    jobs.command(Command(_name, _verb, _line, tuple(_words.split(", ")), listed=False))
