"""The steps of a move between councils, each with whom, when and how (MOV-01..10, TIM-19, TIM-20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Literal

from cards.moves import moves as cards
from cppm.moves import move_safety, moves
from cppm.moves.move_records import Assessed, EndingKind, FamilyMove, Risk, Step
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.timing.timescales import local_day
from dialogs.commands import Command, Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.meetings.chairing import few_lines
from dialogs.moves.moved import change, moves_where, read_card, says, subjects_where, the_move
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

STEPS = {step.name.lower(): step for step in Step}
ENDINGS = {kind.name.lower(): kind for kind in EndingKind}
NOTHING = "No move of yours needs that now. Type moves to see what each needs."
LONGEST = 1500


def _asks_whom() -> Any:
    return ask(
        "With whom at the other council?",
        label="With whom",
        example="Ann Gow, keeper of the register",
        max_length=120,
    )


def _asks_day() -> Any:
    return ask("On which day?", label="On", side="past")


class _Step(Form):
    """What the forms about one move share."""

    nothing: ClassVar[str] = NOTHING
    submit: ClassVar[str] = "Record"

    @classmethod
    def wanted(cls, move: FamilyMove) -> bool:
        """Whether a move waits for this."""
        return move.ending is None

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The moves that wait for this step."""
        return await subjects_where(scene, cls.wanted)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The move as it stands."""
        return await read_card(scene, *await the_move(scene))


def _prepared(scene: Scene, where: Whereabouts, move: FamilyMove, **parts: Any) -> Prepared:
    """The move in a few words above the questions; the day is today unless somebody says otherwise."""
    known = {"on": local_day(scene.now)} | parts.pop("known", {})
    rows = [("Move", cards.way(move)), ("Children", where.names(move.children))]
    return Prepared(facts=rows, known=known, case_line=cards.reference(where), **parts)


@jobs.form
class SayStepDone(_Step):
    """Say what is done for a move"""

    job: ClassVar[str] = "movetold"

    step: str = ask("What is done?", kind="one_of", label="Done")
    whom: str = _asks_whom()
    how: str = ask("How?", label="How", example="by phone at 14:10, or by secure mail", max_length=120)
    on: date = _asks_day()

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The moves of which this person can say that something is done."""
        found = await moves_where(scene, lambda move: bool(move.open_steps))
        return [
            Subject({"j": where.id, "z": move.id}, f"{cards.reference(where)}: {cards.way(move)}")
            for where, move in found
            if says(move, where, scene.person)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What can be said to be done; the only one there is needs no asking."""
        where, move = await the_move(scene)
        steps = {step.name.lower(): cards.step_words(move, step) for step in says(move, where, scene.person)}
        if not steps:
            raise moves.NotNeededHere
        known = {"step": next(iter(steps))} if len(steps) == 1 else {}
        return _prepared(scene, where, move, options={"step": steps}, known=known)

    async def record(self, scene: Scene) -> Answer:
        """Keep it; its clock ends."""
        found = await change(
            scene,
            lambda w: moves.note(
                w, scene.person, scene.ids["z"], STEPS[self.step], self.on, self.whom, self.how, scene.now
            ),
        )
        return await read_card(scene, *found, f"{cards.step_words(found[1], STEPS[self.step])}: recorded")


def _is_lower(got: Got) -> bool:
    return got.get("risk") == "lower" and bool(got.get("out"))


def _is_heard(got: Got) -> bool:
    return not got.get("out")


@jobs.form
class AssessMove(_Step):
    """What a move changes"""

    job: ClassVar[str] = "moverisk"

    risk: Literal["lower", "not lower"] = ask(
        "Is the risk for the child lower after the move?",
        label="Risk",
        options={
            "lower": "Lower: a review decides whether the name comes off",
            "not lower": "Not lower: the council they move to holds a transfer meeting",
        },
        synonyms={"lower": ("yes", "reduced", "less"), "not lower": ("no", "higher", "same", "ongoing")},
    )
    reasons: str = ask("Why?", kind="long", label="Reasons", max_length=LONGEST, check=few_lines)
    support: bool | None = ask(
        "Is support at a lower level to be asked of the other council?",
        label="Support over there",
        when=_is_lower,
        only="Only if the risk is lower.",
    )
    heard_from: str = ask(
        "From whom at the other council do you have it?",
        label="Heard from",
        when=_is_heard,
        example="Ann Gow, keeper of the register",
        max_length=120,
    )

    @classmethod
    def wanted(cls, move: FamilyMove) -> bool:
        """A move for good, which is assessed and may be assessed anew."""
        return move.ending is None and not move.temporary

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who assesses: the council that they leave; of a move in, what it says is recorded."""
        where, move = await the_move(scene)
        moves.require_assessor(where, scene.person, move)
        wording = {} if move.out else {"risk": "What does the other council say: is the risk lower?"}
        return _prepared(scene, where, move, known={"out": move.out}, wording=wording)

    async def record(self, scene: Scene) -> Answer:
        """Keep it; what it calls for is owed from now on."""
        assessed = Assessed(Risk(self.risk), self.reasons, bool(self.support))
        found = await change(
            scene,
            lambda w: move_safety.assess(
                w, scene.person, scene.ids["z"], assessed, scene.now, self.heard_from
            ),
        )
        return await read_card(scene, *found, "The risk after the move is recorded")


def _agreed(question: str, label: str) -> Any:
    return ask(question, kind="long", label=label, max_length=LONGEST, check=few_lines)


class _Agreement(_Step):
    """What is agreed with the other council, in a text that may be renewed."""

    text: ClassVar[str]
    """The question whose answer is the text, and under which the move keeps it."""
    title_after: ClassVar[str]

    @classmethod
    def require(cls, where: Whereabouts, person: Person, move: FamilyMove) -> None:
        """Refuse whoever may not agree it, and a move that has no need of it."""
        moves.require_visits(where, person, move)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The text as it stands, to be renewed."""
        where, move = await the_move(scene)
        cls.require(where, scene.person, move)
        said = getattr(move, cls.text)
        return _prepared(scene, where, move, earlier={cls.text: said} if said else {})

    def agree(self, where: Whereabouts, scene: Scene) -> FamilyMove:
        """Keep the text, with whom and on which day it was agreed."""
        raise NotImplementedError

    async def record(self, scene: Scene) -> Answer:
        """Keep it."""
        found = await change(scene, lambda where: self.agree(where, scene))
        return await read_card(scene, *found, self.title_after)


@jobs.form
class AgreePlan(_Agreement):
    """The interim safety plan of a move"""

    job: ClassVar[str] = "moveplan"
    text: ClassVar[str] = "plan"
    title_after: ClassVar[str] = "The interim safety plan is recorded"

    plan: str = _agreed(
        "What have both councils agreed to keep the child safe until the transfer meeting?",
        "Interim safety plan",
    )
    whom: str = _asks_whom()
    on: date = _asks_day()

    @classmethod
    def wanted(cls, move: FamilyMove) -> bool:
        """A move for good; the plan may be renewed."""
        return move.ending is None and not move.temporary

    @classmethod
    def require(cls, where: Whereabouts, person: Person, move: FamilyMove) -> None:
        """Only a move for good has an interim plan."""
        moves.require_assessor(where, person, move)

    def agree(self, where: Whereabouts, scene: Scene) -> FamilyMove:
        """Keep the plan."""
        return move_safety.agree_plan(
            where, scene.person, scene.ids["z"], self.plan, self.whom, self.on, scene.now
        )


@jobs.form
class AgreeVisits(_Agreement):
    """Monitoring and visits while a family is away"""

    job: ClassVar[str] = "movevisits"
    text: ClassVar[str] = "visits"
    title_after: ClassVar[str] = "Monitoring and visits are recorded"

    visits: str = _agreed(
        "Who sees the child, how often, and how does the plan go on meanwhile?", "Monitoring and visits"
    )
    whom: str = _asks_whom()
    on: date = _asks_day()

    def agree(self, where: Whereabouts, scene: Scene) -> FamilyMove:
        """Keep who visits."""
        return move_safety.agree_visits(
            where, scene.person, scene.ids["z"], self.visits, self.whom, self.on, scene.now
        )


@jobs.form
class RecordsOver(_Step):
    """The case records after a move"""

    job: ClassVar[str] = "moverecords"

    means: str = ask(
        "By which secure means did the records go?",
        label="Secure means",
        example="secure mail between both councils",
        max_length=120,
    )
    whom: str = _asks_whom()
    on: date = _asks_day()

    @classmethod
    def wanted(cls, move: FamilyMove) -> bool:
        """A move whose records have not gone over."""
        return Step.RECORDS in move.open_steps

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Which way the records go."""
        where, move = await the_move(scene)
        if not cls.wanted(move):
            raise moves.NotNeededHere
        wording = {} if move.out else {"means": "By which secure means did the records come?"}
        return _prepared(scene, where, move, wording=wording)

    async def record(self, scene: Scene) -> Answer:
        """Keep that somebody says so."""
        found = await change(
            scene,
            lambda w: moves.pass_records(
                w, scene.person, scene.ids["z"], self.whom, self.means, self.on, scene.now
            ),
        )
        return await read_card(scene, *found, "The records are over: recorded")


def _stays(got: Got) -> bool:
    return got.get("for_good") is True


def _goes_back(got: Got) -> bool:
    return got.get("for_good") is False


@jobs.form
class HowLong(_Step):
    """How long a family stays"""

    job: ClassVar[str] = "movestays"

    for_good: bool = ask("Is it confirmed that they stay for good?", label="They stay for good")
    stays_since: date | None = ask(
        "On which day was that confirmed?",
        label="Confirmed on",
        side="past",
        when=_stays,
        only="Only if they stay for good. The 21 working days count from here.",
    )
    until: date | None = ask(
        "Until when, as far as is known?",
        label="Until",
        side="future",
        when=_goes_back,
        only="Only if they go back.",
        required=False,
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """A move that goes on; of a move for good only the confirmation is asked."""
        where, move = await the_move(scene)
        moves.require_going_on(move)
        return _prepared(scene, where, move, known={} if move.temporary else {"for_good": True})

    async def record(self, scene: Scene) -> Answer:
        """Keep it; the clocks follow."""
        found = await change(
            scene,
            lambda w: move_safety.set_stay(
                w, scene.person, scene.ids["z"], scene.now, self.stays_since, self.until
            ),
        )
        return await read_card(scene, *found, "How long they stay is recorded")


@jobs.form
class EndMove(_Step):
    """A move needs nothing more"""

    job: ClassVar[str] = "moveend"
    formal: ClassVar[bool] = True

    kind: str = ask("Why does it need nothing more?", kind="one_of", label="Why")
    reasons: str = ask(
        "Please say it in a sentence or two. The other council hears it.",
        kind="long",
        label="In your words",
        max_length=LONGEST,
        check=few_lines,
    )

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The ways in which this move can end."""
        where, move = await the_move(scene)
        moves.require_going_on(move)
        options = {kind.name.lower(): str(kind) for kind in move_safety.endings(move)}
        return _prepared(scene, where, move, options={"kind": options})

    async def record(self, scene: Scene) -> Answer:
        """End it, unless the child is not safe yet."""
        found = await change(
            scene,
            lambda w: move_safety.end(
                w, scene.person, scene.ids["z"], ENDINGS[self.kind], self.reasons, scene.now
            ),
        )
        return await read_card(scene, *found, "The move has ended here")


for _command in (
    Command(
        "move step",
        "movetold.open",
        "Say that the other council is told, or another step of a move is done",
        ("other council told", "told the other council", "name placed temporarily"),
        listed=False,
    ),
    Command("move risk", "moverisk.open", "Record what a move changes", ("assess the move",), listed=False),
    Command("move plan", "moveplan.open", "Record the interim safety plan of a move", listed=False),
    Command("move visits", "movevisits.open", "Record who sees the child while away", listed=False),
    Command(
        "move records",
        "moverecords.open",
        "Say that the case records are over",
        ("the records are over", "records over"),
        listed=False,
    ),
    Command("move stay", "movestays.open", "Say how long a family stays", ("they stay",), listed=False),
    Command(
        "move end", "moveend.open", "Say that a move needs nothing more", ("end the move",), listed=False
    ),
):
    jobs.command(_command)
