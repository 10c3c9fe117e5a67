"""Who is beside the family: advocate, support person, interpreter; and who comes to learn, if they agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cppm.meetings.meeting import Invitee, NoSuchThing, PlanningMeeting
from cppm.rights import consents, support, taking_part
from cppm.rights.participation_records import Booked, Interpreter, SupportKind
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import change, done_card, few_lines, the_meeting
from dialogs.meetings.keeping import require_keeper
from dialogs.questions import Got
from dialogs.rights.family import NOTHING, UNTIL_CLOSED, everybody, kept, looked_after, meant, of_family
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

KINDS = {
    "advocate": "An advocate comes",
    "person": "A support person comes, such as a friend or relative",
    "arranging": "It is being arranged",
    "nobody": "They do not want anybody",
}
HELD_BACK = {"held_back": "A parent does not want it for the child"}
BOOKED = {
    "not_needed": "No interpreter is needed",
    "being_booked": "It is being booked",
    "booked": "It is booked",
    "confirmed": "It is booked and confirmed",
}


def _comes(got: Got) -> bool:
    return got.get("kind") in ("advocate", "person")


@jobs.form
class ArrangeSupport(Form):
    """Who supports somebody of the family"""

    job: ClassVar[str] = "support"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING

    kind: Literal["advocate", "person", "arranging", "nobody", "held_back"] = ask(
        "Who supports them?", label="Support", options=KINDS | HELD_BACK
    )
    name: str = ask(
        "What is their name, and where do they come from?",
        label="Name",
        when=_comes,
        only="Only if somebody comes.",
        example="Ada Fyfe, Who Cares",
        max_length=120,
    )
    agreed: bool | None = ask(
        "Do you agree that this friend or relative comes?",
        label="The chair agrees",
        when=lambda got: got.get("chairs") and got.get("kind") == "person",
        only="Only for a friend or relative.",
    )
    why: str = ask(
        "Why does a parent not want it, and what should happen?",
        kind="long",
        label="Why not",
        when=lambda got: got.get("kind") == "held_back",
        only="Only if a parent does not want it.",
        max_length=600,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody of families whose meeting is to come or under way."""
        return await of_family(scene, everybody, *UNTIL_CLOSED)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everybody of the family may bring somebody, who has no other part in the meeting."""
        meeting, line = await meant(scene, "arranging support", *UNTIL_CLOSED)
        mine = taking_part.of(meeting, line.id).support
        child = taking_part.child_of(meeting, line)
        earlier = {"kind": mine.kind.name.lower(), "name": mine.name, "agreed": mine.agreed} if mine else {}
        why = {"why": mine.words} if mine and mine.words else {}
        return Prepared(
            intro=[
                f"{line.who} may bring an advocate or a support person. They support and have no other part; "
                "the chair agrees to a friend or relative."
            ],
            options={"kind": KINDS | HELD_BACK if child else KINDS},
            known={"chairs": scene.person.id == meeting.chair.id},
            earlier={name: said for name, said in (earlier | why).items() if said not in (None, "")},
            wording={"kind": f"Who supports {line.within}?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; a friend or relative waits for the chair."""
        meeting, _ = await change(
            scene,
            lambda m: support.arrange_support(
                m,
                scene.person,
                scene.ids["f"],
                SupportKind[self.kind.upper()],
                self.name,
                self.why,
                scene.now,
                self.agreed,
            ),
        )
        rows = self.rows(Prepared())
        return kept(scene, meeting, "Support is kept", rows, self.job, self._chairs_part(scene, meeting))

    def _chairs_part(self, scene: Scene, meeting: PlanningMeeting) -> str:
        """What the chair is asked, where it is not the chair who keeps this (PAR-06, PAR-09)."""
        if support.waits_for_chair(taking_part.of(meeting, scene.ids["f"]).support):
            return "The chair is asked whether they come."
        tells = self.kind == "held_back" and scene.person.id != meeting.chair.id
        return "The chair is told, and considers how to answer the parent." if tells else ""

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What is arranged now."""
        meeting = await the_meeting(scene)
        mine = taking_part.of(meeting, scene.ids["f"]).support
        rows = [("Support", (KINDS | HELD_BACK)[mine.kind.name.lower()])] if mine else []
        return kept(scene, meeting, "Support is kept", rows, cls.job)


def _needed(got: Got) -> bool:
    return got.get("booked") in ("being_booked", "booked", "confirmed")


@jobs.form
class ArrangeInterpreter(Form):
    """The interpreter for somebody of the family"""

    job: ClassVar[str] = "interpreter"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = NOTHING

    booked: Literal["not_needed", "being_booked", "booked", "confirmed"] = ask(
        "Is an interpreter needed, and how far is it?", label="Interpreter", options=BOOKED
    )
    language: str = ask(
        "Which language?",
        label="Language",
        when=_needed,
        only="Only if one is needed.",
        example="Polish, or British Sign Language",
        max_length=60,
    )
    name: str = ask(
        "Who comes, or which service sends somebody?",
        label="Who comes",
        when=lambda got: got.get("booked") in ("booked", "confirmed"),
        only="Once it is booked.",
        max_length=120,
    )
    of_family: bool | None = ask(
        "Do they belong to the family or its friends?",
        label="Of the family",
        when=lambda got: got.get("booked") in ("booked", "confirmed"),
        only="Once it is booked.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody of families whose meeting is to come or under way."""
        return await of_family(scene, everybody, *UNTIL_CLOSED)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Everyday English is seldom enough here; nobody of the family interprets."""
        meeting, line = await meant(scene, "arranging an interpreter", *UNTIL_CLOSED)
        mine = taking_part.of(meeting, line.id).interpreter
        earlier = _as_answers(mine) if mine else {}
        return Prepared(
            intro=[
                f"Talk with {line.within} about it: everyday English is seldom enough for a formal meeting. "
                "Nobody of the family or its friends interprets."
            ]
            if mine is None
            else [],
            earlier=earlier,
            wording={"booked": f"Does {line.within} need an interpreter, and how far is it?"},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; until it is confirmed the lead professional is reminded."""
        meeting, _ = await change(
            scene,
            lambda m: support.arrange_interpreter(
                m,
                scene.person,
                scene.ids["f"],
                Booked[self.booked.upper()],
                self.language,
                self.name,
                bool(self.of_family),
                scene.now,
            ),
        )
        waits = self.booked in ("being_booked", "booked")
        note = "You are reminded until it is confirmed." if waits else ""
        return kept(scene, meeting, "The interpreter is kept", self.rows(Prepared()), self.job, note)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """How far it is now."""
        meeting = await the_meeting(scene)
        mine = taking_part.of(meeting, scene.ids["f"]).interpreter
        rows = [("Interpreter", BOOKED[mine.booked.name.lower()])] if mine else []
        return kept(scene, meeting, "The interpreter is kept", rows, cls.job)


def _as_answers(mine: Interpreter) -> dict[str, object]:
    said = {"booked": mine.booked.name.lower(), "language": mine.language, "name": mine.name}
    return {name: given for name, given in said.items() if given}


# Who comes to learn


def _asks_family(got: Got) -> bool:
    """Whether the family's answer matters: not any more where the chair says no."""
    return bool(got["asks_family"]) and got.get("chair") is not False


@jobs.form
class AskConsent(Form):
    """Whether somebody may come to learn"""

    job: ClassVar[str] = "consent"
    submit: ClassVar[str] = "Keep this"
    nothing: ClassVar[str] = "Nobody on a list of yours comes to learn. Add them to the list first."

    chair: bool | None = ask(
        "Do you agree that they come?",
        label="The chair agrees",
        when=lambda got: got["chairs"],
    )
    why_not: str = ask(
        "Why not?",
        kind="long",
        label="Why not",
        when=lambda got: got["chairs"] and got.get("chair") is False,
        only="Only if you do not agree.",
        max_length=300,
        check=few_lines,
    )
    family: bool | None = ask(
        "Does the family agree?",
        label="The family agrees",
        when=_asks_family,
    )
    freely: bool | None = ask(
        "Do they know that they may refuse, and that nothing hangs on it?",
        label="Freely",
        when=lambda got: _asks_family(got) and got.get("family") is True,
        only="Only if they agree.",
    )
    asked: str = ask(
        "Who asked them, and what did they say?",
        label="How they were asked",
        when=_asks_family,
        example="the health visitor asked the mother on Monday",
        max_length=300,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Everybody who comes to learn, in the meetings whose list this person keeps."""
        return [
            Subject({"m": m.id, "p": line.person.id}, f"{line.person.name}, {m.reference}")
            for m in await looked_after(scene, *UNTIL_CLOSED)
            for line in m.invitees
            if consents.needed(line)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What each has said so far. The chair answers alone, and corrects what the family had answered."""
        meeting = await the_meeting(scene)
        require_keeper(meeting, scene.person)
        meeting.require_phase("recording consent", *UNTIL_CLOSED)
        line = _learner(meeting, scene)
        said, chairs = line.consent, scene.person.id == meeting.chair.id
        answered = said is not None and said.family is not None
        known = {"chairs": chairs, "asks_family": answered or not chairs}
        earlier: dict[str, object] = {}
        if said:
            earlier = {"family": said.family, "freely": said.family or None, "asked": said.family_words}
            earlier |= {"chair": said.chair, "why_not": said.why_not}
        return Prepared(
            intro=[f"{line.person.name} comes only if the family and the chair both agree beforehand."],
            facts=stands(meeting, line),
            known=known,
            earlier={name: given for name, given in earlier.items() if given not in (None, "")},
            case_line=meeting.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep what was said; with both consents the invitation goes out."""

        def answered(m: PlanningMeeting) -> None:
            who, at = scene.ids["p"], scene.now
            if self.chair is not None:
                consents.record_chair(m, scene.person, who, self.chair, self.why_not, at)
            if self.family is not None:
                consents.record_family(m, scene.person, who, self.family, bool(self.freely), self.asked, at)

        meeting, _ = await change(scene, answered)
        return _consents(scene, meeting)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What has been said."""
        return _consents(scene, await the_meeting(scene))


def _learner(meeting: PlanningMeeting, scene: Scene) -> Invitee:
    line = meeting.invitee(scene.ids.get("p", ""))
    if not consents.needed(line):
        raise NoSuchThing(what="student")
    return line


def stands(meeting: PlanningMeeting, line: Invitee) -> list[tuple[str, str]]:
    """What family and chair have said, and how many come to learn."""
    said = line.consent
    return [
        ("Role", str(line.role).capitalize()),
        ("The family", _answer(said.family if said else None)),
        ("The chair", _answer(said.chair if said else None)),
        ("How many come to learn", str(len(consents.learners(meeting)))),
    ]


def _answer(agreed: bool | None) -> str:
    return {None: "Not asked yet", True: "Agrees", False: "Does not agree"}[agreed]


def _consents(scene: Scene, meeting: PlanningMeeting) -> Answer:
    line = _learner(meeting, scene)
    rows = [("Who", line.person.name), *stands(meeting, line)]
    return done_card(scene, meeting, _title(line), rows, _note(line), "consent.change")


def _title(line: Invitee) -> str:
    return "They will not come" if consents.refused(line) else "What they say is kept"


def _note(line: Invitee) -> str:
    if consents.refused(line):
        return "They are not invited, and see nothing of this meeting."
    if missing := consents.lacking(line):
        return f"Not invited yet. Still missing: {' and '.join(missing)}."
    return "" if line.invited else "The invitation goes out with the list."


for _name, _verb, _line, _words in (
    ("support", "support.open", "Who supports somebody of the family", "support person, advocate, advocacy"),
    ("interpreter", "interpreter.open", "The interpreter for somebody of the family", "interpreters"),
    ("consent", "consent.open", "Whether a student may come", "student, students, consents"),
):
    jobs.command(Command(_name, _verb, _line, tuple(_words.split(", ")), listed=False))
