"""A family's move between councils as it is kept: what is known of it, and each step that it needs.

The originating council is where the name is registered, the receiving one where the family has moved to. A
move out is seen from the first, a move in from the second (MOV-11).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Direction(StrEnum):
    """Which of the two councils this one is (MOV-11)."""

    OUT = "out of this area"
    IN = "into this area"


class Lasting(StrEnum):
    """Whether the family stays there for good."""

    PERMANENT = "for good"
    TEMPORARY = "for a while"


class Risk(StrEnum):
    """What the originating council makes of the change (MOV-02, MOV-04)."""

    LOWER = "lower"
    NOT_LOWER = "not lower"


class Step(StrEnum):
    """What a move needs; the values are kept and shown."""

    TOLD = "Other council told at once"
    WRITTEN = "Told in writing"
    PLACED = "Name placed temporarily"
    RISK = "Risk assessed"
    REVIEW = "Review meeting booked"
    SUPPORT = "Support asked of the other council"
    STAYS = "Residence confirmed"
    PLAN = "Interim safety plan agreed"
    VISITS = "Monitoring and visits agreed"
    RECORDS = "Records passed on by secure means"
    TRANSFER = "Transfer meeting arranged"
    END_TOLD = "Other council told of the end"


class EndingKind(StrEnum):
    """Why a move, or a stay with its temporary registration, needs nothing more."""

    RETURNED = "The family is back in the area it came from"
    NOT_NEEDED = "The temporary registration is not needed any more"
    TRANSFERRED = "The transfer meeting was held and the receiving council has taken over"
    REMOVED = "A review took the name off the register"
    MISTAKE = "It was entered by mistake"


@dataclass(frozen=True)
class StepDone:
    """A step that was taken: on which day, with or by whom at the other council, how, and who recorded it."""

    on: date
    whom: str
    how: str
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Assessed:
    """The originating council's assessment. `support` says that support at a lower level is asked for."""

    risk: Risk
    reasons: str
    support: bool = False


@dataclass(frozen=True)
class Ending:
    """Why a move needs nothing more, in whose words, and when."""

    kind: EndingKind
    reasons: str
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Passed:
    """A sealed handover that went out or came in. `id` is its own, so that none is read twice."""

    id: str
    at: datetime
    by: str


@dataclass
class Handover:
    """Where the handshake with the other council's Quorate stands.

    `theirs` names the move over there, as their handover gave it; it is sent back with every answer.
    """

    offered: Passed | None = None
    theirs: str = ""
    answered: Passed | None = None
    accepted: bool = False
    answer: str = ""
    """Why it was refused, or whom to speak to now that it is accepted."""
    acknowledged: Passed | None = None
    end_told: Passed | None = None
    ended_there: str = ""
    """Why the other council says that nothing more is needed."""


@dataclass
class FamilyMove:
    """One move of a family. `since` is the day they left; `until` the day they are expected back, None where
    nobody knows; `stays_since` the day on which it was confirmed that they stay for good."""

    id: str
    direction: Direction
    lasting: Lasting
    council: str
    children: list[str]
    """Their ids."""
    since: date
    until: date | None
    reported_by: str
    reported_name: str
    reported_at: datetime
    done: dict[str, StepDone] = field(default_factory=dict)
    """By the value of the step."""
    assessed: Assessed | None = None
    plan: str = ""
    visits: str = ""
    stays_since: date | None = None
    meeting: str = ""
    """The id of the transfer meeting that was booked here."""
    ending: Ending | None = None
    handover: Handover | None = None

    @property
    def out(self) -> bool:
        """Whether this council is the originating one."""
        return self.direction is Direction.OUT

    @property
    def temporary(self) -> bool:
        """Whether the family is expected back."""
        return self.lasting is Lasting.TEMPORARY

    @property
    def transfers(self) -> bool:
        """Whether a transfer meeting is called for: for good, and the risk is not lower (MOV-04)."""
        return not self.temporary and self.assessed is not None and self.assessed.risk is Risk.NOT_LOWER

    def has(self, step: Step) -> bool:
        """Whether a step was taken."""
        return step.value in self.done

    @property
    def open_steps(self) -> list[Step]:
        """What is still needed, in the order in which it is done."""
        return [step for step in self.needed if not self.has(step)]

    @property
    def needed(self) -> list[Step]:
        """Every step that a move like this needs; after its end only that the other council hears of it."""
        if self.ending:
            told = self.has(Step.TOLD) or not self.out
            taken = [step for step in Step if self.has(step)]
            return [*taken, *([Step.END_TOLD] if told and not self.has(Step.END_TOLD) else [])]
        return list(self._stay() if self.temporary else self._for_good())

    def _stay(self) -> Iterator[Step]:
        yield from (Step.TOLD, Step.WRITTEN, Step.PLACED, Step.VISITS)

    def _for_good(self) -> Iterator[Step]:
        yield from (Step.TOLD, Step.WRITTEN, Step.RISK)
        if self.has(Step.PLACED):
            yield Step.PLACED
        if self.transfers:
            yield from (Step.PLAN, Step.STAYS, Step.TRANSFER)
        elif self.assessed and self.out:
            yield Step.REVIEW
            yield from ([Step.SUPPORT] if self.assessed.support else [])
        if self.has(Step.VISITS):
            yield Step.VISITS
        yield Step.RECORDS
