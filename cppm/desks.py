"""Desks: what waits for those who keep order, by duty, sorted into parts and the worst first.

A desk is a pure reading of what is owed. Its parts name clocks; what somebody owes that no part names
comes last, so that nothing can fall off a desk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from cppm.errors import CPPMError
from cppm.people import Duty, Person, Role
from cppm.timing.boards import Standing, owed_by, rank, running, standing
from cppm.timing.catalogue import catalogue
from cppm.timing.timescales import Due


class NoDesk(CPPMError):
    """A desk is for CP Administration, the keeper of the register, service managers, and whoever chairs or
    leads. Type home to see what you owe."""

    rule = "CON-09"


class Desk(StrEnum):
    """The desks there are. The value is the id that a button carries."""

    CP_ADMIN = "admin"
    KEEPER = "register"
    CHAIR = "chair"
    SERVICE_MANAGER = "manager"
    LEAD = "lead"

    @property
    def called(self) -> str:
        """Whose desk it is, in words."""
        return _CALLED[self]


_CALLED = {
    Desk.CP_ADMIN: str(Duty.CP_ADMIN),
    Desk.KEEPER: str(Duty.KEEPER),
    Desk.CHAIR: str(Duty.CHAIR),
    Desk.SERVICE_MANAGER: str(Duty.SERVICE_MANAGER),
    Desk.LEAD: str(Role.LEAD_PROFESSIONAL),
}
_OF_DUTY = {
    Duty.CP_ADMIN: Desk.CP_ADMIN,
    Duty.KEEPER: Desk.KEEPER,
    Duty.CHAIR: Desk.CHAIR,
    Duty.SERVICE_MANAGER: Desk.SERVICE_MANAGER,
}
LEADS = frozenset({Role.LEAD_PROFESSIONAL, Role.CORE_GROUP_CHAIR})
"""Who leads a case. Mostly one person is both, and a core group then knows them as its chair."""
_OF_ROLE = {Role.CHAIR: Desk.CHAIR} | dict.fromkeys(LEADS, Desk.LEAD)


def desks_of(person: Person, roles: Iterable[Role | None]) -> list[Desk]:
    """The desks somebody has: by a duty they hold, and by chairing or leading what goes on now."""
    held = {_OF_DUTY[duty] for duty in person.duties if duty in _OF_DUTY}
    held |= {_OF_ROLE[role] for role in roles if role in _OF_ROLE}
    return [desk for desk in Desk if desk in held]


def require_desk(person: Person, roles: Iterable[Role | None], desk: str) -> Desk:
    """The desk with this id, if it is theirs. Raises NoDesk."""
    found = next((each for each in desks_of(person, roles) if each == desk), None)
    if found is None:
        raise NoDesk
    return found


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a desk: its title, and its clocks with the verb that a line opens.

    An empty verb is the clock's own: the desk's holder does the thing themselves.
    """

    title: str
    clocks: Mapping[str, str] = field(default_factory=dict)


THE_REST = Part("What else is yours to do")
LATE_ELSEWHERE = Part("Your help is asked for")
HELPS = frozenset({Desk.CP_ADMIN, Desk.SERVICE_MANAGER, Desk.CHAIR, Desk.LEAD})
"""The desks of those who are asked to help with what another has not done (CON-09)."""
LOOK = "clocks.one"
"""The verb that shows a clock whole, to whoever does not do the thing themselves."""
EXPLAIN = "missed.open"
"""The verb that says why something was done late, where that alone is still owed."""
MOVE = "familymoves.read"
"""The verb that shows a move as it stands, with what comes next in it."""
CHAIN = "addresschain.open"
"""The verb that shows an address with the chain along which it is passed on."""
WALL = "ready.open"
"""The verb of the wall of one meeting, where answers are recorded for somebody."""

GROUP = "group.open"
OF_OTHERS = frozenset({WALL, GROUP})
"""What a desk opens for the people it counts: those who have something to do in one place."""

TEMPORARY = ("move_placed", "move_return")
"""The clocks of a name that is placed for a time, here or elsewhere (MOV-06, TIM-19). No move for good has
them."""
MOVES = (
    "move_told",
    "move_written",
    "move_offer",
    "move_risk",
    "move_review",
    "move_support",
    "move_plan",
    "move_visits",
    "move_transfer",
    "move_records",
    "move_stays",
    "move_over",
    "move_end_told",
)
"""The clocks of families that come and go, beside those."""
ADDRESSES = ("address_database", "address_administration", "address_end")
"""The clocks of a new address, from the database to the day on which a stay is over (TIM-18, ADR-01)."""
STAYS = ("address_keeper", "address_letter", "stay_visit", "stay_visited")
"""The clocks of a stay outside the area (ADR-03, ADR-04)."""
CHAIN_LINKS = ("address_database", "address_administration", "address_keeper", "address_letter")
"""The links along which an address is passed on; a chain is closed when each has answered."""

BEFORE_AS_CHAIR = ("approve_list", "meeting_opened", "exclusion", "notice", "chair_preparation", "unshared")
BEFORE_AS_LEAD = (
    "initial_cppm",
    "prebirth",
    "late_presentation",
    "transfer",
    "interim_plan",
    "lead_report",
    "attendance",
    "sharing",
    "preparation",
    "unshared",
    "interpreter",
    "child_told",
    "notice",
)
FOLLOWS = ("inquorate_reconvene", "deputys_view", "reporter_referral")
AFTER_AS_LEAD = (
    "telling",
    "told_in_writing",
    "family_review",
    "review_support",
    "another_meeting",
    "explained",
    "plan_copy",
    "corrections",
    "minutes_explained",
)
"""What chairs and lead professionals do before and after a planning meeting."""
GROUPS = (
    "core_group_answer",
    "first_core_group",
    "core_group",
    "next_core_group",
    "core_group_record",
    "outcome_kept",
    "plan_first",
    "plan_updated",
    "recommendation",
    "review",
    "other_review",
    "pre_discharge",
    "post_registration",
)
"""The clocks of core groups, of the plan as a whole, and of the review to come."""

TO_APPROVE = ("limit_to_approve", "group_limit_to_approve", "whereabouts_limit_to_approve")
"""The clocks of a manager who is asked to agree to a missed limit, wherever it was missed."""

PARTS: Mapping[Desk, tuple[Part, ...]] = {
    Desk.CP_ADMIN: (
        Part("Meetings to book", {"request_booked": "", "another_meeting": ""}),
        Part("Invitations to get out", {"notice": "list.open", "teams_link": ""}),
        Part("Invitations without an answer", {"attendance": WALL, "core_group_answer": GROUP}),
        Part("Reports missing", {"report": WALL, "lead_report": WALL}),
        Part("Register changes to make", {"register_update": ""}),
        Part("New addresses", {"address_administration": "", "address_database": CHAIN}),
        Part("Moves between councils", {"move_offer": MOVE, "move_placed": MOVE}),
        Part("Recordings to delete", {"recording_deleted": ""}),
    ),
    Desk.KEEPER: (
        Part("Register changes to make", {"register_update": ""}),
        Part("Register changes to make known", {"told_in_writing": LOOK}),
        Part("Temporary registrations", dict.fromkeys(TEMPORARY, MOVE)),
        Part("Moves in and out", dict.fromkeys(MOVES, MOVE)),
        Part("Address chains not closed", dict.fromkeys(CHAIN_LINKS, CHAIN)),
    ),
    Desk.CHAIR: (
        Part("Before a meeting", dict.fromkeys(BEFORE_AS_CHAIR, "")),
        Part("Asked of you", {"scrutiny_answer": "", "change_acknowledged": ""}),
        Part("What follows a meeting", dict.fromkeys(FOLLOWS, "")),
        Part("To release", {"key_points": "", "decision_letter": ""}),
        Part("Minutes", {"minutes_draft": "", "minutes": "", "correction_answer": "", "corrections": ""}),
    ),
    Desk.SERVICE_MANAGER: (
        Part("Decisions to look at independently", {"scrutiny": ""}),
        Part("Families who ask for a review", {"family_review_answer": ""}),
        Part("Missed limits to agree to", dict.fromkeys(TO_APPROVE, "")),
        Part(
            "Dissent without an answer",
            {"dissent_answered": "", "dissent_escalated": "", "escalation": ""},
        ),
    ),
    Desk.LEAD: (
        Part("Children to see", {"child_seen": ""}),
        Part("Before a meeting", dict.fromkeys(BEFORE_AS_LEAD, "")),
        Part("After a meeting", dict.fromkeys(AFTER_AS_LEAD, "")),
        Part("Core groups and reviews", dict.fromkeys(GROUPS, "")),
        Part("Actions of the plan", {"action": "", "chronology": ""}),
        Part("Addresses and stays", dict.fromkeys((*ADDRESSES, *STAYS), "")),
        Part("Families that move", dict.fromkeys((*MOVES, *TEMPORARY), "")),
    ),
}
"""The parts of each desk, in order where they are equally pressing."""

WATCHED = {
    Desk.CP_ADMIN: frozenset(name for part in PARTS[Desk.CP_ADMIN] for name in part.clocks),
    Desk.KEEPER: frozenset(name for part in PARTS[Desk.KEEPER] for name in part.clocks),
}
"""The clocks that a desk follows in every case, whoever owes them; other desks show one's own."""


class Owed(NamedTuple):
    """Something owed, with the meeting, core group or request it belongs to."""

    root_id: str
    reference: str
    due: Due


@dataclass(frozen=True)
class Line:
    """What waits in one place and is opened alike: the worst of it, how much there is, how much is late."""

    root_id: str
    reference: str
    due: Due
    count: int
    late: int
    verb: str
    counts_people: bool = False
    """Whether it stands for people who have something to do, and not for a task."""

    @property
    def ids(self) -> dict[str, str]:
        """What the line's button carries."""
        kind = catalogue()[self.due.clock]
        if self.verb in (LOOK, EXPLAIN):
            return {kind.root_id: self.root_id, "k": self.due.key}
        return {kind.root_id: self.root_id, **({} if self.counts_people else kind.ids(self.due))}


@dataclass(frozen=True)
class Pile:
    """A part of a desk with its lines, the worst first."""

    title: str
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        """How many things wait in it."""
        return sum(line.count for line in self.lines)


def piles(desk: Desk, person: Person, owed: Iterable[Owed], now: datetime) -> list[Pile]:
    """What waits on a desk; the part with the worst line comes first.

    `owed` is what the desk's holder owes, what their help is asked for and, on desks that watch over every
    case, what others owe under the clocks of the desk.
    """
    sorted_in: dict[Part, dict[tuple[str, ...], list[Owed]]] = {}
    for each in owed:
        part = _part(desk, person, each.due)
        if part is None or not _begun(each.due, now):
            continue
        key = _place(part, each)
        sorted_in.setdefault(part, {}).setdefault(key, []).append(each)
    made = [(part, _lines(part, found, now)) for part, found in sorted_in.items()]
    order = [*PARTS[desk], LATE_ELSEWHERE, THE_REST]
    made.sort(key=lambda pair: (pair[1][0].late == 0, order.index(pair[0])))
    return [Pile(part.title, tuple(lines)) for part, lines in made]


def _part(desk: Desk, person: Person, due: Due) -> Part | None:
    """Where something owed belongs on a desk; None where it does not belong there."""
    named = next((part for part in PARTS[desk] if due.clock in part.clocks), None)
    if owed_by(due, person):
        return named or THE_REST
    if due.clock in WATCHED.get(desk, ()):
        return named if due.done_at is None else None
    return LATE_ELSEWHERE if desk in HELPS else None


def _begun(due: Due, now: datetime) -> bool:
    return due.started <= now and running(due, now)


def _verb(part: Part, due: Due) -> str:
    if due.done_at is not None:
        return EXPLAIN
    if part is LATE_ELSEWHERE:
        return LOOK
    return part.clocks.get(due.clock) or catalogue()[due.clock].opens


def _place(part: Part, owed: Owed) -> tuple[str, ...]:
    """What stands in one line: a task in one meeting; of people who are only counted, all their tasks."""
    verb = _verb(part, owed.due)
    return (owed.root_id, verb) if _counts_people(part, verb) else (owed.root_id, verb, owed.due.clock)


def _counts_people(part: Part, verb: str) -> bool:
    return verb in OF_OTHERS and verb in part.clocks.values()


def _lines(part: Part, found: Mapping[tuple[str, ...], Collection[Owed]], now: datetime) -> list[Line]:
    lines = []
    for (root_id, verb, *_), those in found.items():
        worst = min(those, key=lambda each: rank(each.due, now))
        late = sum(standing(each.due, now) is not Standing.AHEAD for each in those)
        people = _counts_people(part, verb)
        lines.append(Line(root_id, worst.reference, worst.due, len(those), late, verb, people))
    return sorted(lines, key=lambda line: rank(line.due, now))
