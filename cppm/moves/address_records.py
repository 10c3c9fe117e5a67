"""What is kept of a change of address: the entry, its chain, the visit during a stay, its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class AddressKind(StrEnum):
    """Why a child has another address (ADR-02, ADR-03)."""

    FOSTER = "foster care"
    KINSHIP = "kinship care"
    FAMILY = "family move for good"
    FAMILY_FOR_NOW = "family move for a while"
    STAY = "holiday or stay outside the area"
    PLACEMENT_END = "end of a placement"

    @property
    def for_a_while(self) -> bool:
        """Whether it always has a last day."""
        return self in (AddressKind.FAMILY_FOR_NOW, AddressKind.STAY)


class Happened(StrEnum):
    """What happened to an entry. Each of these is passed on along the chain anew."""

    REPORTED = "reported"
    EXTENDED = "extended"
    RETURNED = "returned"
    CANCELLED = "called off"
    CORRECTED = "corrected"


class LinkKind(StrEnum):
    """The links of a chain: what has to be done, or who has to be told."""

    DATABASE = "database"
    ADMINISTRATION = "administration"
    KEEPER_TOLD = "keeper told"
    KEEPER_WRITTEN = "keeper written"
    VISIT = "visit"


@dataclass
class Acknowledgement:
    """That a link is done: by whom and how, on which day, and who answered at the other end."""

    by: str
    by_name: str
    at: datetime
    on: date
    how: str
    who: str = ""


@dataclass
class Link:
    """One link of the chain. `by` is the day people agreed on, where they did; `overtaken` by later news."""

    id: str
    kind: LinkKind
    because: Happened
    since: datetime
    by: date | None = None
    done: Acknowledgement | None = None
    overtaken: bool = False

    @property
    def open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.done is None and not self.overtaken


@dataclass
class StayVisit:
    """Whether the child is visited during a stay, by whom and by when; the team leader agrees (ADR-04)."""

    visit: bool
    who: str
    by: date | None
    why: str
    person: str
    person_name: str
    at: datetime
    agreed_by: str = ""
    agreed_by_name: str = ""
    agreed_at: datetime | None = None


@dataclass
class News:
    """Something that happened to an entry, and why; `until` is the last day as it was before."""

    happened: Happened
    by: str
    by_name: str
    at: datetime
    why: str = ""
    until: date | None = None


@dataclass
class AddressChange:
    """One address of some of the children, from a day on. Earlier ones stay as history.

    `address` is empty for a safe address, whose words are kept apart under the id `safe`. `needs` are the
    people, by id, who need to know a safe address beside those who keep it. `council` is the other area's
    council, during a stay or while the family lives there for now. `until` is the last day planned,
    `ended_on` the day on which it ended.
    """

    id: str
    kind: AddressKind
    children: list[str]
    since: date
    until: date | None
    address: str
    by: str
    by_name: str
    at: datetime
    council: str = ""
    safe: str = ""
    needs: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    visit: StayVisit | None = None
    visits_before: list[StayVisit] = field(default_factory=list)
    """What was settled before they stayed longer."""
    news: list[News] = field(default_factory=list)
    ended_on: date | None = None
    cancelled_at: datetime | None = None
    replaces: str = ""
    replaced_by: str = ""
    letter_to: str = ""
    """To whom the letter to the keeper there is addressed; empty for the office."""

    @property
    def holds(self) -> bool:
        """Whether the entry is true: neither called off nor taken back for a right one."""
        return self.cancelled_at is None and not self.replaced_by

    @property
    def deciding(self) -> bool:
        """Whether a stay still wants the decision on a visit, or the agreement to it (ADR-04)."""
        stays = self.kind is AddressKind.STAY and self.holds and self.ended_on is None
        return stays and (self.visit is None or self.visit.agreed_at is None)

    @property
    def closed(self) -> bool:
        """Whether each link has answered and nothing is left to decide."""
        return not self.waiting and not self.deciding

    @property
    def waiting(self) -> list[Link]:
        """The links without an answer."""
        return [link for link in self.links if link.open]


@dataclass
class Guarded:
    """Somebody who must not learn a safe address of this case, by their line in the family or by name."""

    id: str
    who: str
    line: str
    by: str
    at: datetime
    ended_at: datetime | None = None
    why: str = ""
    ended_by: str = ""
    ended_why: str = ""
