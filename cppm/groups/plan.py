"""The child's plan: one plan, agreed in versions, whose actions each lower a risk (PLN-01..12).

It lives in the core group's document. The verbs are in `cppm.groups.planning`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ActionState(StrEnum):
    """Where an action of the plan stands (ATT-20)."""

    OPEN = "open"
    DONE = "done"
    CANNOT_DELIVER = "cannot be delivered"
    DROPPED = "no longer needed"


@dataclass
class PlanOutcome:
    """What should become true for the child. `child` is a child's id; empty for all of them."""

    id: str
    words: str
    child: str = ""
    reached: bool = False
    dropped: bool = False
    """Whether the group no longer works towards it; it stays to be read."""

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        return "no longer pursued" if self.dropped else "reached" if self.reached else "not reached yet"

    @property
    def worked_on(self) -> bool:
        """Whether the group still works towards it."""
        return not (self.reached or self.dropped)


@dataclass
class PlanAction:
    """Who does what by when, and the risk that it lowers (PLN-03, 05, 09).

    `owner` is a person's id or that of a family line; `owner_name` is what people call them.
    """

    id: str
    what: str
    risk: str
    owner: str
    owner_name: str
    by: date
    outcome: str = ""
    state: ActionState = ActionState.OPEN
    said: str = ""
    """How it was done or, where it can't be delivered, what stands in the way."""
    said_at: datetime | None = None
    since: datetime | None = None
    """When it was agreed; reminders begin then."""
    said_by: str = ""
    """The id of whoever reported it, who may have done so for the owner."""
    source: str = ""
    """How the owner told whoever reported it for them; empty for a report of their own."""
    child: str = ""
    """The id of the child whom it is for alone; empty for all of them."""

    @property
    def report(self) -> str:
        """What was said of it; what somebody else recorded for the owner is marked so."""
        marked = f"(recorded for {self.owner_name}: {self.source})" if self.source else ""
        return " ".join(filter(None, [self.said, marked]))

    @property
    def agreed_part(self) -> tuple[object, ...]:
        """What a meeting agrees of it; how far it has come is reported, and needs no agreement."""
        return (self.id, self.what, self.risk, self.owner, self.by, self.outcome, self.child)


@dataclass
class Visits:
    """Who visits how often, and for what (PLN-12). `who` is a person's id."""

    id: str
    who: str
    who_name: str
    every_days: int
    purpose: str


@dataclass
class PlanText:
    """What the plan says beside outcomes, actions and visits (PLN-02, 04, 07, 08)."""

    short_term: str = ""
    medium_term: str = ""
    long_term: str = ""
    """Risks now, in the coming months, and for later."""
    contingencies: str = ""
    """What happens when things do not get better, or get worse."""
    family_part: str = ""
    """How child and family had a part in making it."""
    childs_views: str = ""


@dataclass
class PlanVersion:
    """A version as agreed, kept whole, with what changed since the one before."""

    number: int
    at: datetime
    by: str
    gathering: str
    text: PlanText
    outcomes: list[PlanOutcome]
    actions: list[PlanAction]
    visits: list[Visits]
    changes: list[str]
    go_ahead: str = ""
    """Why it was agreed although parts were blank (PLN-04, 07, 08)."""


@dataclass
class Plan:
    """The plan as it stands, possibly changed since the last version was agreed."""

    text: PlanText = field(default_factory=PlanText)
    outcomes: list[PlanOutcome] = field(default_factory=list)
    actions: list[PlanAction] = field(default_factory=list)
    visits: list[Visits] = field(default_factory=list)
    versions: list[PlanVersion] = field(default_factory=list)
    changed_at: datetime | None = None

    @property
    def written(self) -> bool:
        """Whether a version was ever agreed (TIM-22)."""
        return bool(self.versions)

    @property
    def altered(self) -> bool:
        """Whether it says something else than the version agreed last; true while there is none."""
        if not self.versions:
            return True
        last = self.versions[-1]
        actions = [a.agreed_part for a in self.actions]
        agreed = [a.agreed_part for a in last.actions]
        return (self.text, self.outcomes, self.visits, actions) != (
            last.text,
            last.outcomes,
            last.visits,
            agreed,
        )
