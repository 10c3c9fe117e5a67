"""Small jobs to try the engine on: an everyday form, a formal one, one with every kind of question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import model_validator

from cards.forms import recorded_card
from cppm.errors import CPPMError
from cppm.people import Duty
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.errors import AlreadyDone


class NotYourMeeting(CPPMError):
    """You do not take part in this meeting. Say "home" to see the ones you do."""

    rule = "INV-09"


class TooLate(CPPMError):
    """The meeting has begun, so its list is closed. Please tell the chair."""

    rule = "ATT-04"


@dataclass
class Book:
    """What was recorded, and what the world is like: the samples' stand-in for meetings."""

    kept: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    meetings: dict[str, str] = field(default_factory=lambda: {"m1": "Case A, 17 November"})
    barred: CPPMError | None = None
    late: CPPMError | None = None
    earlier: dict[str, object] = field(default_factory=dict)

    def keep(self, what: str, form: Form, once: str) -> None:
        if self.late:
            raise self.late
        if once in self.seen:
            raise AlreadyDone
        self.seen.add(once)
        self.kept.append((what, form.model_dump()))


def sample_jobs(book: Book) -> Jobs:
    """Fresh jobs that record into `book`."""
    jobs = Jobs()

    @jobs.form
    class Attend(Form):
        """Confirm attendance

        For one meeting.
        """

        job = "attend"
        nothing = "You have no meeting to confirm. CP Administration can tell you more."

        answer: Literal["yes", "deputy", "no"] = ask(
            "Will you attend?",
            options={"yes": "I will attend", "deputy": "A deputy will attend", "no": "Neither of us"},
            synonyms={"yes": ["coming", "i'll be there"], "deputy": ["someone else", "stand-in"]},
            label="Attendance",
        )
        deputy: str = ask(
            "Who will go in your place?",
            when=lambda got: got["answer"] == "deputy",
            only="Only if a deputy goes.",
            example="Neil Watt, detective constable",
            max_length=40,
        )
        briefed: bool | None = ask("Is your deputy briefed?", when=lambda got: got["answer"] == "deputy")
        why: str = ask("Why can nobody go?", kind="long", when=lambda got: got["answer"] == "no")
        note: str = ask("Anything the chair should know?", kind="long", required=False, max_length=100)

        @classmethod
        async def subjects(cls, scene: Scene) -> Sequence[Subject]:
            return [Subject({"m": key}, label) for key, label in book.meetings.items()]

        @classmethod
        async def prepare(cls, scene: Scene) -> Prepared:
            if scene.ids.get("m") not in book.meetings:
                raise NotYourMeeting
            if book.barred:
                raise book.barred
            label = book.meetings[scene.ids["m"]]
            return Prepared(intro=["Please answer by Friday."], case_line=label, earlier=book.earlier)

        async def record(self, scene: Scene) -> Answer:
            book.keep(f"attend {scene.ids['m']}", self, scene.once)
            return Answer(replace=recorded_card(self.title, self.rows(Prepared()), "me", scene.now))

        @classmethod
        async def already(cls, scene: Scene) -> Answer | None:
            return Answer(replace=recorded_card("Your attendance as it stands", [], "me", scene.now))

    @jobs.form
    class Decide(Form):
        """Record the decision"""

        job = "decide"
        formal = True

        decision: Literal["place", "not_place"] = ask(
            "What is your decision?", options={"place": "Place", "not_place": "Not place"}
        )
        reasons: str = ask("Why?", kind="long")
        review: date = ask("When is the review?", side="future")

        async def record(self, scene: Scene) -> Answer:
            book.keep("decide", self, scene.once)
            return Answer(replace=recorded_card("The decision is recorded", [], "me", scene.now))

    @jobs.form
    class Everything(Form):
        """Everything"""

        job = "all"

        starts: datetime = ask("When does it start?", side="future")
        agencies: list[str] = ask(
            "Which agencies?",
            options={"police": "Police", "health": "Health", "sw": "Children and Families Social Work"},
        )
        chair: str = ask("Who chairs?", kind="person")
        actions: list[str] = ask("Which actions?", kind="lines", max_length=200)
        born: date | None = ask("Date of birth?", side="past", required=False)

        @classmethod
        async def prepare(cls, scene: Scene) -> Prepared:
            people = {
                "p1": "Ann Reid, Health",
                "p2": "Ann Ross, Police",
                "p3": "Morag Sinclair, Senior officer",
            }
            return Prepared(options={"chair": people})

        @model_validator(mode="after")
        def police_or_health(self) -> Self:
            if self.agencies == ["sw"]:
                raise ValueError("One agency alone is never enough.")
            return self

        async def record(self, scene: Scene) -> Answer:
            book.keep("all", self, scene.once)
            return Answer(say=["Recorded everything."])

    @jobs.on("link.open", anywhere=True)
    async def link(scene: Scene) -> Answer:
        return Answer(say=[f"Linked {scene.text}."])

    @jobs.on("meetings.open")
    async def meetings(scene: Scene) -> Answer:
        return Answer(say=["Your meetings."])

    @jobs.on("view.open")
    async def view(scene: Scene) -> Answer:
        return Answer(say=["Your view."])

    jobs.command(Command("attend", "attend.open", "Say whether you come.", ("attendance", "rsvp", "deputy")))
    jobs.command(
        Command("decide", "decide.open", "Record the decision.", ("decision",), lambda p: p.has(Duty.CHAIR))
    )
    jobs.command(Command("everything", "all.open", "Every kind of question."))
    jobs.command(Command("view", "view.open", "Give your view.", ("vote", "my view")))
    jobs.command(Command("meetings", "meetings.open", "Your meetings.", ("my meetings",)))
    jobs.command(Command("link", "link.open", "Link this channel to a case."))
    return jobs


async def sample_home(scene: Scene) -> Answer:
    """What stands in for home."""
    return Answer(say=["What you owe."])
