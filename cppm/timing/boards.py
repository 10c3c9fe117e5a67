"""The board of clocks of a case: who may look at it, where each clock stands, and which is worst.

A missed limit stays on the board until it is closed: with its reason, the manager and the new date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import NotYours, Phase, PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty, Person
from cppm.records import CHANNEL, everyone_with
from cppm.requests import MeetingRequest, answers
from cppm.roots import Root
from cppm.timing import clocks
from cppm.timing.catalogue import catalogue
from cppm.timing.timescales import Due


class ClockStopped(CPPMError):
    """This clock has stopped: what was owed is done, or its meeting has moved on. Type clocks to see what is
    running."""

    rule = "CON-09"


class Standing(StrEnum):
    """Where a clock stands, the worst first."""

    LATE = "late"
    UNEXPLAINED = "done late, and nobody has said why"
    AHEAD = "ahead"


_ORDER = list(Standing)

REGISTER_UPDATE = "register_update"
REGISTER = frozenset({REGISTER_UPDATE, "told_in_writing"})
"""The clocks that a change of the register starts: it is made, and made known."""


def find(root: Root, key: str, profile: Profile) -> Due:
    """What is owed under this key now. Raises ClockStopped."""
    for due in clocks.dues(root, profile):
        if due.key == key:
            return due
    raise ClockStopped


def addressees(person: Person) -> list[str]:
    """Under which names somebody owes things: their own id, and each duty they hold."""
    return [person.id, *sorted(everyone_with(duty) for duty in person.duties)]


def owed_by(due: Due, person: Person) -> bool:
    """Whether this is somebody's to do, themselves or by a duty they hold and may use here."""
    return person.id not in due.not_by and not set(due.owes).isdisjoint(addressees(person))


def standing(due: Due, now: datetime) -> Standing:
    """Where a clock stands at this moment; a new date that was agreed puts it ahead again."""
    if due.done_at is not None:
        return Standing.UNEXPLAINED
    return Standing.LATE if now > due.limit else Standing.AHEAD


def running(due: Due, now: datetime) -> bool:
    """Whether a clock is anybody's to do: not a window that has closed, an answer to what has begun, nor what
    only the channel is told.
    """
    ends = due.limit if due.window else due.over_at
    return due.owes != (CHANNEL,) and (ends is None or now <= ends)


def shows_to(due: Due, person: Person) -> bool:
    """Whether somebody who looks at all clocks sees this one: a private one is for who owes it alone."""
    return owed_by(due, person) or not catalogue()[due.clock].private


def reason_wanted(due: Due, now: datetime) -> bool:
    """Whether the limit was missed in a way that asks for the reason, the manager and a new date."""
    return due.statutory and standing(due, now) is not Standing.AHEAD


def rank(due: Due, now: datetime) -> tuple[int, bool, datetime, str]:
    """The key by which clocks are sorted, worst first.

    What is late comes first, and in it what a guide sets a limit for; then the earlier limit.
    """
    found = standing(due, now)
    return _ORDER.index(found), found is Standing.LATE and not due.statutory, due.limit, due.key


def may_oversee(root: Root, person: Person) -> bool:
    """Whether somebody answers for all clocks of this meeting or core group, not only for their own."""
    if isinstance(root, MeetingRequest):
        return answers(root, person) or person.has(Duty.CP_ADMIN)
    if isinstance(root, Whereabouts):
        lead = person.id == root.lead_professional.id
        return lead or root.manages(person) or root.administers(person)
    answerable = {root.lead_professional.id, root.chair.id}
    if isinstance(root, CoreGroup):
        answerable |= {root.planning_chair.id, root.review_chair.id}
    return person.id in answerable or person.has(Duty.CP_ADMIN)


def hears_of(due: Due, person: Person, now: datetime) -> bool:
    """Whether somebody has been asked to help with what another has not done (CON-09)."""
    told = due.escalates_at is not None and due.escalates_at <= now
    asked = told and not set(due.escalates_to).isdisjoint(addressees(person))
    return asked and shows_to(due, person)


def keeps_register(due: Due, person: Person) -> bool:
    """Whether this follows from a change of the register, for its keeper to see to (REG-03, REG-04)."""
    return person.has(Duty.KEEPER) and due.clock in REGISTER


def may_look(root: Root, due: Due, person: Person, now: datetime) -> bool:
    """Whether somebody may look at one clock: by what they owe or oversee, else without any reasons."""
    concerned = may_oversee(root, person) or hears_of(due, person, now) or keeps_register(due, person)
    return owed_by(due, person) or (concerned and shows_to(due, person))


def overseen(roots: Sequence[Root], actor: Person) -> list[Root]:
    """What of a case stands on somebody's board. Raises NotYours when nothing does.

    Whoever oversees what is alive in it now sees the whole case. Whoever chaired or led an earlier part
    alone sees that part, and not what has come since.
    """
    own = [root for root in roots if may_oversee(root, actor)]
    if not own:
        raise NotYours(
            who="the chair, the lead professional, the chair of the core group and CP Administration",
            next_step="Type clocks to see what is yours.",
        )
    # The keeper of the register and team leaders look after addresses and moves, and after no more of a case.
    led = [root for root in roots if not isinstance(root, Whereabouts)]
    current = [root for root in led if _alive(root)] or led[-1:]
    return list(roots) if any(may_oversee(root, actor) for root in current) else own


def _alive(root: PlanningMeeting | CoreGroup | MeetingRequest) -> bool:
    if isinstance(root, CoreGroup):
        return not root.ended
    if isinstance(root, MeetingRequest):
        return not root.booked
    return root.phase not in (Phase.CLOSED, Phase.CANCELLED)
