"""Whether a child comes, how each of the family takes part, and what they need (CHI-01..03, LPP-06, 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.layout import capital
from cppm.meetings.meeting import FamilyLine, PlanningMeeting
from cppm.rights import taking_part
from cppm.rights.participation_records import Factor, Need, TakesPart
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, few_lines, the_meeting
from dialogs.rights.family import BEFORE, NOTHING, UNTIL_CLOSED, everybody, kept, meant, of_family
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

FACTORS = {each.name.lower(): capital(each) for each in Factor}
NEEDS = {each.name.lower(): capital(each) for each in Need}
HOW = {
    "whole": "They come to the whole meeting",
    "part": "They come to a part of it",
    "views": "They are heard through their views",
}


def _childs(meeting: PlanningMeeting, line: FamilyLine) -> bool:
    return taking_part.child_of(meeting, line) is not None


def _think_of_it(child: str, baby: bool) -> str:
    """What to bear in mind before it is settled (CHI-01, CHI-02)."""
    if baby:
        return f"{child} may be there with a parent. Say what was weighed, for the baby and for the parent."
    return (
        f"Please don't take it for granted that {child} can't or won't come. Ask, and give information that "
        "a child can use."
    )


@jobs.form
class InvitedOrNot(Form):
    """Whether a child comes"""

    job: ClassVar[str] = "invitedornot"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING

    invited: bool = ask("Is the child invited?", label="Invited")
    weighed: list[str] = ask("What was weighed?", label="Weighed", options=FACTORS)
    why: str = ask(
        "What came of it?",
        kind="long",
        label="Reasons",
        hint="In a sentence or two, as it goes into the record.",
        max_length=1000,
        check=few_lines,
    )
    tell: bool | None = ask(
        "Will the child be told in person that they are not invited, and why?",
        label="Told in person",
        when=lambda got: not got.get("baby") and got.get("invited") is False,
        only="Only if they are not invited.",
    )
    not_told: str = ask(
        "Why can't the child be told?",
        kind="long",
        label="Not told because",
        when=lambda got: not got.get("baby") and got.get("tell") is False,
        only="Only if they can't be told.",
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The children of meetings that are to come."""
        return await of_family(scene, _childs, *BEFORE)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was settled before, to be changed; never that a child can't or won't."""
        meeting, line = await meant(scene, "settling whether a child comes", *BEFORE)
        if not _childs(meeting, line):
            raise taking_part.OnlyChildren
        mine = taking_part.of(meeting, line.id).invited
        earlier: dict[str, object] = {"invited": line.invited}
        if mine:
            weighed = [each.name.lower() for each in mine.weighed]
            earlier |= {"weighed": weighed, "why": mine.words}
            earlier |= {} if line.invited else {"tell": not mine.not_told_because}
            earlier |= {"not_told": mine.not_told_because} if mine.not_told_because else {}
        baby = taking_part.is_baby(taking_part.child_of(meeting, line))
        return Prepared(
            intro=[_think_of_it(line.within, baby)],
            known={"baby": baby},
            earlier=earlier,
            wording={"invited": f"Is {line.within} invited?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; a child who is not invited is then told."""
        weighed = [Factor[each.upper()] for each in self.weighed]
        meeting, _ = await change(
            scene,
            lambda m: taking_part.invite_or_not(
                m, scene.person, scene.ids["f"], self.invited, weighed, self.why, self.not_told, scene.now
            ),
        )
        answer = kept(scene, meeting, "Whether the child comes is settled", self._rows(), self.job)
        if self.invited and taking_part.of(meeting, scene.ids["f"]).takes_part is None:
            answer.then = ("participate", dict(scene.ids))
        return answer

    def _rows(self) -> list[tuple[str, str]]:
        return self.rows(Prepared())

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is settled now."""
        meeting, line = await meant(scene, "settling whether a child comes", *BEFORE)
        mine = taking_part.of(meeting, line.id).invited
        rows = [("Reasons", mine.words)] if mine else []
        said = ("Invited", "Yes" if line.invited else "No")
        return kept(scene, meeting, "Whether the child comes is settled", [said, *rows], cls.job)


@jobs.form
class Participate(Form):
    """How somebody takes part"""

    job: ClassVar[str] = "participate"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING

    how: Literal["whole", "part", "views"] = ask("How do they take part?", label="Takes part", options=HOW)
    part: str = ask(
        "Which part of the meeting?",
        label="Which part",
        when=lambda got: got.get("how") == "part",
        only="Only if they come to a part of it.",
        example="the beginning, until her views are heard",
        max_length=200,
    )
    needs: list[str] = ask("What do they need?", label="Needs", options=NEEDS, required=False)
    more: str = ask(
        "Is there anything else about it?",
        label="More about it",
        required=False,
        example="hears badly on the left",
        max_length=300,
    )
    serves: bool | None = ask(
        "Do they serve in the armed forces, or have they?",
        label="Armed forces",
        when=lambda got: got.get("adult"),
        required=False,
        hint="Then their welfare service is thought of for the list.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody of families whose meeting is to come or under way."""
        return await of_family(scene, everybody, *UNTIL_CLOSED)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was said before; whoever is not invited is heard through their views."""
        meeting, line = await meant(scene, "settling how the family takes part", *UNTIL_CLOSED)
        mine = taking_part.of(meeting, line.id)
        needs = [each.name.lower() for each in mine.needs]
        earlier = {"how": mine.takes_part.name.lower()} if mine.takes_part else {}
        return Prepared(
            intro=[f"About {line.within}. {taking_part_hint(line)}"],
            options={} if line.invited else {"how": {"views": HOW["views"]}},
            earlier={
                **earlier,
                **({"part": mine.part} if mine.part else {}),
                **({"needs": needs} if needs else {}),
                **({"more": mine.needs_words} if mine.needs_words else {}),
                **({} if mine.serves is None else {"serves": mine.serves}),
            },
            known={"adult": not _childs(meeting, line)},
            wording={"how": f"How does {line.within} take part?", "needs": f"What does {line.within} need?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; the chair hears of what they need."""
        needs = [Need[each.upper()] for each in self.needs]
        meeting, _ = await change(
            scene,
            lambda m: taking_part.take_part(
                m,
                scene.person,
                scene.ids["f"],
                TakesPart[self.how.upper()],
                self.part,
                needs,
                self.more,
                scene.now,
                self.serves,
            ),
        )
        chair = scene.person.id == meeting.chair.id
        note = "The chair is told, so that there is time for it." if needs and not chair else ""
        return kept(scene, meeting, "How they take part is kept", self.rows(Prepared()), self.job, note)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is kept now."""
        meeting = await the_meeting(scene)
        mine = taking_part.of(meeting, scene.ids["f"])
        rows = [("Takes part", HOW[mine.takes_part.name.lower()])] if mine.takes_part else []
        return kept(scene, meeting, "How they take part is kept", rows, cls.job)


def taking_part_hint(line: FamilyLine) -> str:
    """What to talk about with them first."""
    if not line.invited:
        return "They are not invited, so what they say reaches the meeting through somebody else."
    return "Settle it with them: what they want, and what makes it easier to come and to speak."


for _command in (
    Command(
        "child invited or not",
        "invitedornot.open",
        "Whether a child comes, and why",
        ("is the child invited", "invite the child", "child invited"),
        listed=False,
    ),
    Command(
        "takes part",
        "participate.open",
        "How somebody of the family takes part",
        ("participation", "needs of the family", "family needs"),
        listed=False,
    ),
):
    jobs.command(_command)
