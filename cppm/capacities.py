"""In which ways somebody is concerned by a meeting or a core group, and where that stands.

A person may be several at once: the lead professional who also booked, the chair who also has a duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Duty, Person, Role

Place = PlanningMeeting | CoreGroup


class Who(StrEnum):
    """Each way in which somebody can be concerned by a meeting or a core group; one may be several."""

    CHAIR = "chair"
    LEAD = "lead professional"
    BOOKED_IT = "who booked it"
    PRACTITIONER = "practitioner"
    DEPUTY = "enrolled deputy"
    MINUTE_TAKER = "minute taker"
    INCOMING = "lead professional to be"
    OBSERVER = "observer"
    STUDENT = "student"
    INTERPRETER = "interpreter"
    SUPPORT = "support person"
    TELLER = "who tells the family"
    GROUP_CHAIR = "core group chair"
    MEMBER = "core group member"
    EARLIER_DEPUTY = "earlier deputy"
    CP_ADMIN = "CP Administration"
    SOCIAL_WORKER = "qualified social worker"
    SERVICE_MANAGER = "service manager"
    CSWO = "chief social work officer"
    LINE_MANAGER = "line manager of who dissented"
    ANYBODY = "everybody enrolled"


class When(StrEnum):
    """The time of a meeting or core group that a row speaks of."""

    BOOKED = "booked"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    GOES_ON = "goes on"
    ENDED = "ended"


def when_is(root: Place) -> When:
    """Where a meeting or core group stands, in the words of the table."""
    if isinstance(root, CoreGroup):
        return When.ENDED if root.ended else When.GOES_ON
    return When(root.phase.value)


def who_is(root: Place, person: Person) -> frozenset[Who]:
    """Everything that somebody is here, the duties that count everywhere among it."""
    here = _in_group(root, person) if isinstance(root, CoreGroup) else _in_meeting(root, person)
    return frozenset(here) | _duties(person) | {Who.ANYBODY}


_DUTIES = {
    Duty.CP_ADMIN: Who.CP_ADMIN,
    Duty.QUALIFIED_SOCIAL_WORKER: Who.SOCIAL_WORKER,
    Duty.SERVICE_MANAGER: Who.SERVICE_MANAGER,
    Duty.CHIEF_SOCIAL_WORK_OFFICER: Who.CSWO,
}
_ROLES = {
    Role.LEAD_PROFESSIONAL: Who.LEAD,
    Role.PRACTITIONER: Who.PRACTITIONER,
    Role.MINUTE_TAKER: Who.MINUTE_TAKER,
    Role.INCOMING_LEAD_PROFESSIONAL: Who.INCOMING,
    Role.OBSERVER: Who.OBSERVER,
    Role.STUDENT: Who.STUDENT,
    Role.INTERPRETER: Who.INTERPRETER,
    Role.SUPPORT_PERSON: Who.SUPPORT,
    Role.CHAIR: Who.CHAIR,
    Role.CORE_GROUP_CHAIR: Who.GROUP_CHAIR,
    Role.CORE_GROUP_MEMBER: Who.MEMBER,
    Role.CORE_GROUP_DEPUTY: Who.EARLIER_DEPUTY,
}


def _duties(person: Person) -> frozenset[Who]:
    return frozenset(_DUTIES[duty] for duty in person.duties if duty in _DUTIES)


def _in_meeting(meeting: PlanningMeeting, person: Person) -> Iterator[Who]:
    role = meeting.participants().get(person.id)
    if role is not None:
        yield Who.DEPUTY if _stands_in(meeting, person) and role.gives_view else _ROLES[role]
    if person.id == meeting.booked_by:
        yield Who.BOOKED_IT
    if any(t.told_by == person.id for t in meeting.outcome.tellings):
        yield Who.TELLER
    if any(d.manager == person.id for d in meeting.dissents):
        yield Who.LINE_MANAGER


def _stands_in(meeting: PlanningMeeting, person: Person) -> bool:
    leads = person.id in (meeting.chair.id, meeting.lead_professional.id)
    return not leads and all(line.person.id != person.id for line in meeting.invitees)


def _in_group(group: CoreGroup, person: Person) -> Iterator[Who]:
    role = group.participants().get(person.id)
    if role is not None:
        yield _ROLES[role]
    if person.id == group.lead_professional.id:
        yield Who.LEAD
    if person.id in (group.planning_chair.id, group.review_chair.id):
        yield Who.CHAIR
