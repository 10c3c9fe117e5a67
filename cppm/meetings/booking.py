"""Booking a meeting: whom it is about, who chairs and who leads, and everybody of the family named.

Rules: LPP-03, INV-03, CON-05, CON-06, CON-08, GEN-07, GEN-14, PLN-10. Birth: GEN-07, OUT-12.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cppm.councils.profile import Profile
from cppm.errors import CPPMError, ReasonMissing
from cppm.groups.core_group import CoreGroup
from cppm.meetings import another_meeting, review, slots, transfer
from cppm.meetings.dates import check_dates
from cppm.meetings.kind_records import Move
from cppm.meetings.meeting import Child, FamilyLine, Invitee, MeetingKind, Mode, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role
from cppm.records import FactKind
from cppm.timing.timescales import local_day, say_day


class CannotBook(CPPMError):
    """A lead professional (a qualified social worker) or CP Administration books a meeting. Ask one of them,
    or ask CP Administration to correct your duties."""

    rule = "CON-08"


class ChairNotSenior(CPPMError):
    """{name} is not recorded as a chair. A senior officer of Children and Families Social Work chairs the
    meeting; choose one, or ask CP Administration to correct the record."""

    rule = "CON-05"


class LeadNotQualified(CPPMError):
    """{name} is not recorded as a qualified social worker, who the lead professional must be.
    Choose another person, or ask CP Administration to correct the record."""

    rule = "PLN-10"


class ChairIsLead(CPPMError):
    """The chair and the lead professional can't be the same person. Choose another chair."""

    rule = "CON-05"


class InterpreterUnanswered(CPPMError):
    """Please say whether an interpreter is needed. Conversational English is not enough for a formal meeting,
    so this is asked before anybody is invited."""

    rule = "LPP-03"


class FamilyUnanswered(CPPMError):
    """Each child and each parent, carer or person with parental responsibilities needs a line:
    invited, or not invited with the reason. Missing: {missing}."""

    rule = "INV-03"


class FamilyReasonMissing(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-03"


class NoChildren(CPPMError):
    """A meeting is about at least one child or unborn baby. Name the child first."""

    rule = "GEN-07"


class UnbornAndBorn(CPPMError):
    """A pre-birth meeting is about unborn babies with a due date. For a child already born, book an initial
    meeting."""

    rule = "GEN-07"


class OnlyUnborn(CPPMError):
    """An initial meeting is about a child already born. For an unborn baby, book a pre-birth meeting."""

    rule = "GEN-07"


class AgeUnclear(CPPMError):
    """Please give either the age of {name} in years, up to 17, or before birth the due date. It decides who
    is invited."""

    rule = "INV-05"


class BornAlready(CPPMError):
    """The birth of {name} is recorded already, or they were never booked as unborn. Nothing was changed."""

    rule = "GEN-07"


class NotBornThen(CPPMError):
    """{day} can't be the day of birth: it is still to come, or more than 20 weeks before the due date.
    Check the day."""

    rule = "GEN-07"


class DueDateUnlikely(CPPMError):
    """{day} can't be the due date of a pregnancy today. Check the day, or give the child's age if the
    baby is born."""

    rule = "GEN-07"


ADULT = 18
PREGNANCY = timedelta(weeks=40)
OVERDUE_BIRTH = timedelta(weeks=4)
EARLIEST_BIRTH = timedelta(weeks=20)
"""Before the due date; a birth recorded for an earlier day is a slip of the pen."""


@dataclass(frozen=True)
class Booking:
    """Everything asked when a meeting is booked."""

    case_ref: str
    kind: MeetingKind
    children: list[Child]
    family: list[FamilyLine]
    chair: Person
    lead_professional: Person
    starts_at: datetime
    mode: Mode
    place: str
    interpreter: str
    report_due: date
    investigation_began: date | None = None
    short_notice_reason: str = ""
    late_reason: str = ""
    minutes_long: int = 0
    """The length of the slot; 0 for what the slot rule says (CON-08)."""
    review_by: date | None = None
    other_chair_because: str = ""
    after_inquorate: bool = False
    special_because: str = ""
    move: Move | None = None
    parts_planned: bool = False


def book(
    booking: Booking,
    meeting_id: str,
    actor: Person,
    at: datetime,
    profile: Profile,
    group: CoreGroup | None = None,
    before: PlanningMeeting | None = None,
) -> PlanningMeeting:
    """Book a meeting: the list is then made and goes to the chair. Raises a CPPMError that says
    what is amiss.

    `group` is the case's core group and `before` the planning meeting held last, where there are any.
    """
    require_booker(actor)
    _check_people(booking)
    check_children(booking.kind, booking.children, at)
    another_meeting.require_other_chair(booking.chair, before)
    booking = review.checked(booking, group, before)
    transfer.check_move(booking, at)
    check_dates(booking, at, profile)
    check_family(booking.children, booking.family)
    if not booking.interpreter.strip():
        raise InterpreterUnanswered
    booking = _with_slot(booking)
    meeting = PlanningMeeting(
        id=meeting_id,
        booked_by=actor.id,
        convened_at=at,
        invitees=[_lead_line(booking)],
        transfer_outcomes=list(profile.transfer_outcomes) if booking.move else [],
        always_recorded=profile.always_recorded,
        **vars(booking),
    )
    meeting.record(
        FactKind.MEETING_BOOKED,
        actor,
        at,
        meeting_type=booking.kind,
        starts_at=booking.starts_at.isoformat(),
        chair=booking.chair.id,
        lead=booking.lead_professional.id,
        short_notice_reason=booking.short_notice_reason,
        late_reason=booking.late_reason,
        other_chair_because=booking.other_chair_because,
        special_because=booking.special_because,
        move=_said_of(booking.move),
        parts_planned=booking.parts_planned,
    )
    return meeting


def _said_of(move: Move | None) -> dict[str, object] | None:
    return {**vars(move), "stays_since": move.stays_since.isoformat()} if move else None


def _with_slot(booking: Booking) -> Booking:
    """The slot is longer with an interpreter, in parts, or about siblings (CON-08, PAR-04)."""
    if booking.minutes_long:
        return booking
    length = slots.minutes(len(booking.children), booking.interpreter, booking.parts_planned)
    return replace(booking, minutes_long=length)


def require_booker(actor: Person) -> None:
    """Refuse everybody but lead professionals and CP Administration (CON-08)."""
    if not (actor.has(Duty.CP_ADMIN) or actor.has(Duty.QUALIFIED_SOCIAL_WORKER)):
        raise CannotBook


def _check_people(booking: Booking) -> None:
    if not booking.chair.has(Duty.CHAIR):
        raise ChairNotSenior(name=booking.chair.name)
    if not booking.lead_professional.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise LeadNotQualified(name=booking.lead_professional.name)
    if booking.chair.id == booking.lead_professional.id:
        raise ChairIsLead


def check_children(kind: MeetingKind, children: list[Child], at: datetime) -> None:
    """Refuse children whose ages and due dates do not fit, or do not fit this type of meeting (GEN-07)."""
    if not children:
        raise NoChildren
    for child in children:
        known = [what for what in (child.age, child.due_date) if what is not None]
        if len(known) != 1 or (child.age is not None and not 0 <= child.age < ADULT):
            raise AgeUnclear(name=child.name)
        if child.due_date and not _likely(child.due_date, local_day(at)):
            raise DueDateUnlikely(day=say_day(child.due_date))
    unborn = [c.unborn for c in children]
    if kind is MeetingKind.PRE_BIRTH and not all(unborn):
        raise UnbornAndBorn
    if kind is MeetingKind.INITIAL and all(unborn):
        raise OnlyUnborn


def _likely(due_date: date, today: date) -> bool:
    return today - OVERDUE_BIRTH <= due_date <= today + PREGNANCY


def check_family(children: list[Child], family: list[FamilyLine]) -> None:
    """Refuse a list of the family with somebody missing, or not invited without a reason (INV-03)."""
    lines = {f.child for f in family if f.child}
    missing = [c.name for c in children if c.id not in lines and not c.unborn]
    if not any(f.child is None for f in family):
        missing.append("a parent, carer or person with parental responsibilities")
    if missing:
        raise FamilyUnanswered(missing=", ".join(missing))
    for line in family:
        if not line.invited and not line.reason.strip():
            raise FamilyReasonMissing(
                what=f"not inviting {line.within}", why="The reason goes into the record."
            )


def record_birth(meeting: PlanningMeeting, actor: Person, child_id: str, born_on: date, at: datetime) -> None:
    """The baby is born before the meeting was held: what is decided now is an initial meeting's (GEN-07).

    The last day and whom to invite follow, and the Reporter can be considered (OUT-12). Whoever is invited
    for an agency may know of it first.
    """
    role = meeting.participants().get(actor.id)
    if role is None or not role.represents_agency:
        meeting.require_keeper_of_list(actor)
    meeting.require_phase("recording a birth", Phase.BOOKED, Phase.INVITED)
    child = meeting.child(child_id)
    if not child.unborn or child.due_date is None:
        raise BornAlready(name=child.name)
    if not child.due_date - EARLIEST_BIRTH <= born_on <= local_day(at):
        raise NotBornThen(day=say_day(born_on))
    meeting.children = [replace(c, born_on=born_on) if c.id == child_id else c for c in meeting.children]
    if meeting.kind is MeetingKind.PRE_BIRTH:
        meeting.kind = MeetingKind.INITIAL
    meeting.record(FactKind.CHILD_BORN, actor, at, child=child_id, born_on=born_on.isoformat())


def _lead_line(booking: Booking) -> Invitee:
    return Invitee(booking.lead_professional, Role.LEAD_PROFESSIONAL, "Lead professional for the child")
