"""What the chair captures before views are asked: the summary, the child's and the parents' views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from cards.layout import capital
from cards.rights.taking_part import heard_by
from cppm.meetings import conduct, siblings
from cppm.meetings.kind_records import BirthRisk
from cppm.meetings.meeting import Child, ChildSummary, FamilyLine, PlanningMeeting, Voice
from cppm.rights import parts, taking_part
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import NOT_OPEN, change, children_of, done_card, every, few_lines, the_meeting
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

BEFORE_BIRTH = {each.name.lower(): capital(each) for each in BirthRisk}


class _AboutChild(Form):
    """Something that the chair captures for one child."""

    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOT_OPEN

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether it is still missing for this child."""
        return True

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children of the part under way for whom it is missing, else every child."""
        missing = await children_of(scene, lambda m, c: c in parts.at_hand(m) and cls.wanted(m, c))
        return missing or await children_of(scene, every)

    @classmethod
    async def about(cls, scene: Scene) -> tuple[PlanningMeeting, Child]:
        """The meeting and the child, for the chair alone."""
        meeting = await the_meeting(scene)
        meeting.require_chair(scene.person)
        conduct.require_quorum(meeting)
        return meeting, meeting.child(scene.ids.get("c", ""))

    @classmethod
    def kept(cls, scene: Scene, meeting: PlanningMeeting, rows: Sequence[tuple[str, str]]) -> Answer:
        """What is kept for this child."""
        about = ("About", meeting.child(scene.ids["c"]).name)
        return done_card(scene, meeting, f"Kept: {cls.title}", [about, *rows], "", f"{cls.job}.open")

    def leads_on(self, scene: Scene, meeting: PlanningMeeting) -> Answer:
        """What is kept, and the form for what is still missing for this child."""
        answer = self.kept(scene, meeting, self.rows(Prepared()))
        child = meeting.child(scene.ids["c"])
        missing = [form.job for form in (SumUp, ChildsVoice, ParentsVoice) if form.wanted(meeting, child)]
        answer.then = (missing[0], dict(scene.ids)) if missing else None
        return answer


@jobs.form
class SumUp(_AboutChild):
    """Summary before views"""

    job: ClassVar[str] = "summary"

    before_birth: list[str] = ask(
        "Which of these are there?",
        label="Risks before the birth",
        options=BEFORE_BIRTH,
        when=lambda got: got.get("unborn"),
        only="Only before a birth.",
        required=False,
        hint="Say below what each means here, and name others that show.",
    )
    risks: str = ask("Which risks?", kind="long", label="Risks", max_length=1500, check=few_lines)
    needs: str = ask("Which needs?", kind="long", label="Needs", max_length=1500, check=few_lines)
    protective: str = ask(
        "Which protective factors and strengths?",
        kind="long",
        label="Protective factors",
        max_length=1500,
        check=few_lines,
    )

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether there is no summary yet."""
        return child.id not in meeting.summaries

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was summed up before, to be changed."""
        meeting, child = await cls.about(scene)
        before, alike = meeting.summaries.get(child.id), _of_sibling(meeting, child)
        intro = [f"For {child.name}: what the discussion has shown. If there is nothing, say so in words."]
        if alike and not before:
            intro += [f"It is filled in as for {alike[0]}. Change what differs for {child.name}."]
        filled = before or (alike[1] if alike else None)
        return Prepared(
            intro=intro,
            earlier=_summed_up(filled) if filled else {},
            known={"unborn": child.unborn},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the summary."""
        risks = [BirthRisk[each.upper()] for each in self.before_birth]
        summary = ChildSummary(self.risks, self.needs, self.protective, risks)
        meeting, _ = await change(
            scene, lambda m: conduct.capture_summary(m, scene.person, scene.ids["c"], summary, scene.now)
        )
        return self.leads_on(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The summary as it is kept."""
        meeting, child = await cls.about(scene)
        kept = cls(**_summed_up(meeting.summaries[child.id]))
        return cls.kept(scene, meeting, kept.rows(Prepared()))


def _summed_up(summary: ChildSummary) -> dict[str, Any]:
    """A summary as the answers to the questions."""
    return asdict(summary) | {"before_birth": [each.name.lower() for each in summary.before_birth]}


def _of_sibling(meeting: PlanningMeeting, child: Child) -> tuple[str, ChildSummary] | None:
    """The name and the summary of the sibling summed up last, to begin from.

    Nothing where the parents differ, or where it was said in another part: it is not about this child.
    """
    names = {each.id: each.name for each in siblings.sharing(meeting, child.id) if each.id != child.id}
    kept = meeting.parts
    found = [
        (names[id], summary)
        for id, summary in meeting.summaries.items()
        if id in names and (kept is None or kept.said.get(f"summary:{id}") is kept.now)
    ]
    return found[-1] if found else None


OF_A_BABY = {
    "words": "What do presentation and behaviour show?",
    "how": "Who saw it, and how?",
    "why_not": "Why can it not be described?",
}
"""The questions about somebody for whom presentation and behaviour speak (CHI-05)."""


def _of_a_baby(child: Child) -> dict[str, str]:
    known = "Is anything known before birth?" if child.unborn else f"Can you describe how {child.name} is?"
    return OF_A_BABY | {"heard": known}


def _was_heard(got: Got) -> bool:
    return got.get("heard") is True


class _Heard(_AboutChild):
    """Somebody's views, or why they could not be heard."""

    heard: bool = ask("Were the views heard?", label="Heard")
    words: str = ask(
        "What was said?",
        kind="long",
        label="Views",
        when=_was_heard,
        only="If they were heard.",
        check=few_lines,
    )
    how: str = ask(
        "How were the views obtained?",
        label="How",
        when=_was_heard,
        only="If they were heard.",
        example="in the meeting, through an advocate, in a drawing",
    )
    why_not: str = ask(
        "Why could they not be heard?",
        kind="long",
        label="Not heard because",
        when=lambda got: got.get("heard") is False,
        only="If they were not.",
        max_length=1000,
        check=few_lines,
    )

    def voice(self) -> Voice:
        """What was heard, as the field keeps it."""
        return Voice(self.words, self.how, self.why_not)


def _answers(voice: Voice | None) -> dict[str, object]:
    """What is kept, as the answers to the form's questions."""
    if voice is None:
        return {}
    if voice.words:
        return {"heard": True, "words": voice.words, "how": voice.how}
    return {"heard": False, "why_not": voice.passed_over}


# What was said before the meeting


def _own_lines(meeting: PlanningMeeting, child: Child) -> list[FamilyLine]:
    return [line for line in meeting.family if line.child == child.id]


def _adults(meeting: PlanningMeeting, child: Child) -> list[FamilyLine]:
    """Parents, carers and others who belong to this child."""
    adults = [line for line in meeting.family if line.child is None]
    return [line for line in adults if child in siblings.hears_about(meeting, line)]


def _said_before(lines: Sequence[FamilyLine], meeting: PlanningMeeting) -> list[str]:
    """Who heard them before, and when, so that it is not taken for what they say now (CHI-05)."""
    return [
        f"{line.who}, before the meeting. {heard_by(heard)}."
        for line in lines
        if (heard := taking_part.of(meeting, line.id).before) and heard.words
    ]


def _before(lines: Sequence[FamilyLine], meeting: PlanningMeeting) -> Voice | None:
    """What was said before, to begin from; with a name before it where it is one of several adults."""
    found = [(line, heard) for line in lines if (heard := taking_part.of(meeting, line.id).before)]
    said = [(line, heard) for line, heard in found if heard.words]
    if not said:
        return None
    words = [heard.words if line.child else f"{line.who}: {heard.words}" for line, heard in said]
    return Voice("\n".join(words), "; ".join(dict.fromkeys(heard.how for _, heard in said)))


@jobs.form
class ChildsVoice(_Heard):
    """The child's views"""

    job: ClassVar[str] = "voice"

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether nothing is captured yet."""
        return child.id not in meeting.childs_views

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """In the child's own words; for a baby, presentation and behaviour."""
        meeting, child = await cls.about(scene)
        baby = taking_part.is_baby(child)
        intro = (
            f"For {child.name}, describe presentation and behaviour, or what is known before birth."
            if baby
            else f"{child.name}'s views in their own words where you have them, whether or not they are here."
        )
        return Prepared(
            intro=[intro, *_said_before(_own_lines(meeting, child), meeting)],
            earlier=_answers(
                meeting.childs_views.get(child.id) or _before(_own_lines(meeting, child), meeting)
            ),
            wording=_of_a_baby(child) if baby else {"heard": f"Can {child.name}'s views be given?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the child's views."""
        meeting, _ = await change(
            scene,
            lambda m: conduct.capture_childs_views(m, scene.person, scene.ids["c"], self.voice(), scene.now),
        )
        return self.leads_on(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The child's views as they are kept."""
        meeting, child = await cls.about(scene)
        kept = cls.model_validate(_answers(meeting.childs_views[child.id]))
        return cls.kept(scene, meeting, kept.rows(Prepared()))


@jobs.form
class ParentsVoice(_Heard):
    """The parents' views"""

    job: ClassVar[str] = "parents"

    all_children: bool | None = ask(
        "Is this the same for all children?",
        label="For all children",
        required=False,
        when=lambda got: got.get("several"),
    )

    @classmethod
    def wanted(cls, meeting: PlanningMeeting, child: Child) -> bool:
        """Whether nothing is captured yet."""
        return child.id not in meeting.parents_views

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What parents, carers and people with parental responsibilities say."""
        meeting, child = await cls.about(scene)
        intro = [f"About {child.name}: parents, carers and everybody with parental responsibilities."]
        return Prepared(
            intro=[*intro, *_said_before(_adults(meeting, child), meeting)],
            known={"several": len(siblings.sharing(meeting, child.id)) > 1},
            earlier=_answers(
                meeting.parents_views.get(child.id) or _before(_adults(meeting, child), meeting)
            ),
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the parents' views, for every child where they are the same."""

        def captured(m: PlanningMeeting) -> None:
            alike = [child.id for child in siblings.sharing(m, scene.ids["c"])]
            meant = alike if self.all_children else [scene.ids["c"]]
            for child_id in meant:
                conduct.capture_parents_views(m, scene.person, child_id, self.voice(), scene.now)

        meeting, _ = await change(scene, captured)
        return self.leads_on(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The parents' views as they are kept."""
        meeting, child = await cls.about(scene)
        kept = cls.model_validate(_answers(meeting.parents_views[child.id]))
        return cls.kept(scene, meeting, kept.rows(Prepared()))


_CHILD = ("childs views", "voice of the child", "child views")
for _command in (
    Command("summary", "summary.open", "Sum up for a child", ("sum up", "risks"), listed=False),
    Command("child's views", "voice.open", "The child's views", _CHILD, listed=False),
    Command(
        "parents' views", "parents.open", "The parents' views", ("parents", "parent views"), listed=False
    ),
):
    jobs.command(_command)
