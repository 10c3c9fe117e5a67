"""What is kept where people disagree: independent scrutiny, what came of a dissent, a family's request.

The verbs are in `cppm.disagreeing.scrutiny`, `cppm.disagreeing.dissent` and `cppm.disagreeing.family_review`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# Independent scrutiny (DEC-09)


class ToChair(StrEnum):
    """What a scrutineer sends to the chair."""

    QUESTION = "question"
    RETURNED = "returned"


class Ending(StrEnum):
    """How a scrutiny ended."""

    AGREED = "agreed"
    MEETS_AGAIN = "the chair calls another meeting"
    OVERTAKEN = "the chair decided anew"


@dataclass
class Exchange:
    """A question or a return in the scrutineer's words, and the chair's answer."""

    kind: ToChair
    words: str
    at: datetime
    answer: str = ""
    answered_at: datetime | None = None


@dataclass
class Scrutiny:
    """A look at how the chair came to a decision without consensus. `person` took it up, a person's id."""

    id: str
    child: str
    opened_at: datetime
    person: str = ""
    name: str = ""
    taken_at: datetime | None = None
    stood_aside: list[str] = field(default_factory=list)
    """Who declared a part in it and leaves it to somebody else, by id."""
    exchanges: list[Exchange] = field(default_factory=list)
    ending: Ending | None = None
    words: str = ""
    """Why the scrutineer agrees."""
    ended_at: datetime | None = None
    booked: str = ""
    """The id of the meeting that it led to."""

    @property
    def waiting(self) -> Exchange | None:
        """What the chair has still to answer."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last and self.ended_at is None and last.answered_at is None else None

    @property
    def led_to_another(self) -> bool:
        """Whether another meeting follows."""
        return self.ending is Ending.MEETS_AGAIN


# What comes of a dissent (DIS-02, 03)


class Step(StrEnum):
    """What a line manager did about a dissent, after looking at the escalation guide."""

    SETTLED = "talked through; it goes no further"
    OWN_AGENCY = "raised within our own agency"
    RAISED = "raised with the service manager"


@dataclass
class Escalation:
    """A line manager's consideration: what was done, in their words. `by` is a person's id."""

    step: Step
    words: str
    by: str
    at: datetime


@dataclass
class WrittenAnswer:
    """The answer in writing to a dissent."""

    words: str
    by: str
    name: str
    at: datetime


# A family's request for review (DIS-07..11)


class Asked(StrEnum):
    """How a family asked."""

    LETTER = "by letter"
    EMAIL = "by email"
    WRITTEN_DOWN = "aloud, and it was written down with them"


class Ground(StrEnum):
    """The grounds on which a decision is reviewed, one at least (DIS-08)."""

    NOT_AVAILABLE = "Relevant information was not available"
    INACCURATE = "There are reasonable grounds to think that information was inaccurate or insufficient"
    UNREASONABLE = "The decision was not reasonable on the evidence"


@dataclass
class ReviewResult:
    """The service manager's final answer, who tells the family and by when (DIS-08..10)."""

    grounds: list[Ground]
    could_differ: bool
    """Whether it could have led to another decision."""
    reasons: str
    by: str
    name: str
    at: datetime
    teller: str
    teller_name: str
    tell_by: date


@dataclass
class FamilyReview:
    """A family's request that the decision be looked at again. `line` is the family line's id."""

    id: str
    line: str
    who: str
    representative: str
    how: Asked
    words: str
    received: date
    late: bool
    """Received after the council's window; it is decided all the same."""
    logged_by: str
    logged_at: datetime
    result: ReviewResult | None = None
    booked: str = ""
    """The id of the meeting that it led to."""

    @property
    def led_to_another(self) -> bool:
        """Whether another meeting, with another chair, follows (DIS-09)."""
        return self.result is not None and bool(self.result.grounds) and self.result.could_differ
