"""Booking a meeting: who is invited and why, in time, with the chair's agreement.

Rules: LPP-03, LPP-04, INV-01..09, TIM-01..03, CON-05, CON-07, CON-08, OUT-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cppm.errors import CPPMError
from cppm.meeting import (
    Child,
    Coming,
    FamilyLine,
    Invitee,
    MeetingKind,
    Mode,
    NotYours,
    Phase,
    PlanningMeeting,
    Postponement,
)
from cppm.people import Agency, Duty, Person, Role
from cppm.profile import Profile
from cppm.records import FactKind, NoticeKind
from cppm.timescales import end_of, gestation_reaches, local_day


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


class DateGone(CPPMError):
    """{what} is in the past. Give a date that is still to come."""

    rule = "CON-09"


class InterpreterUnanswered(CPPMError):
    """Please say whether an interpreter is needed. Conversational English is not enough for a formal meeting,
    so this is asked before anybody is invited."""

    rule = "LPP-03"


class FamilyUnanswered(CPPMError):
    """Each child and each parent, carer or person with parental responsibilities needs a line:
    invited, or not invited with the reason. Missing: {missing}."""

    rule = "INV-03"


class ReasonMissing(CPPMError):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-09"


class ShortNotice(CPPMError):
    """That is {days} days' notice; people get at least {wanted} calendar days. Choose a later date,
    or say why the meeting can't wait."""

    rule = "TIM-01"


class TooLate(CPPMError):
    """That is later than {limit}, which is 28 calendar days after the investigation began. Choose an earlier
    date, or say why and which senior manager agreed."""

    rule = "TIM-02"


class UnbornAndBorn(CPPMError):
    """A pre-birth meeting is about unborn babies with a due date. For a child already born, book an initial
    meeting."""

    rule = "GEN-07"


class NobodyInvited(CPPMError):
    """There is nobody on the invitation list yet. Add the practitioners who work with the child or family."""

    rule = "INV-05"


class StudentWithoutConsent(CPPMError):
    """A student may attend only when the family and the chair have both agreed beforehand. Ask both, then add
    the student."""

    rule = "ATT-22"


class AlreadyInvited(CPPMError):
    """{name} is on the list already."""

    rule = "INV-01"


@dataclass(frozen=True)
class TemplateLine:
    """A line that the guide always invites, for a child of this age (INV-05)."""

    key: str
    label: str
    agency: Agency
    always: bool = True


_POLICE = TemplateLine("police", "Specialist police officer, Public Protection Unit", Agency.POLICE)
_GP = TemplateLine("gp", "General practitioner", Agency.HEALTH)
_MIDWIFE = TemplateLine("midwife", "Midwife", Agency.HEALTH)
_HEALTH_VISITOR = TemplateLine("health_visitor", "Health visitor (Named Person)", Agency.HEALTH)
_SCHOOL_NURSE = TemplateLine("school_nurse", "School nurse", Agency.HEALTH)
_NURSERY = TemplateLine("nursery", "Nursery centre leader", Agency.EDUCATION)
_SCHOOL = TemplateLine("school", "Head, depute or guidance teacher (usually Named Person)", Agency.EDUCATION)
_PAEDIATRICIAN = TemplateLine("paediatrician", "Paediatrician or specialist nurse", Agency.HEALTH, False)
_THIRD = TemplateLine("third_sector", "Third sector worker with the family", Agency.THIRD_SECTOR, False)
SCHOOL_AGE = 5


def invitation_template(children: list[Child]) -> list[TemplateLine]:
    """Who the guide always invites for these children, by their ages (INV-05); no line twice."""
    lines = [_POLICE]
    for child in children:
        lines += [line for line in _lines_for(child) if line not in lines]
    return [*lines, _GP, _PAEDIATRICIAN, _THIRD]


def _lines_for(child: Child) -> list[TemplateLine]:
    if child.unborn:
        return [_MIDWIFE]
    if child.age is not None and child.age >= SCHOOL_AGE:
        return [_SCHOOL, _SCHOOL_NURSE]
    return [_HEALTH_VISITOR, _NURSERY]


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
    minutes_long: int = 90


def book(booking: Booking, meeting_id: str, actor: Person, at: datetime, profile: Profile) -> PlanningMeeting:
    """Book a meeting: the list is then made and goes to the chair. Raises a CPPMError that says
    what is amiss."""
    _require_bookers(actor)
    _check_people(booking)
    _check_dates(booking, at, profile)
    _check_family(booking)
    if not booking.interpreter.strip():
        raise InterpreterUnanswered
    meeting = PlanningMeeting(
        id=meeting_id, booked_by=actor.id, convened_at=at, invitees=[_lead_line(booking)], **vars(booking)
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
    )
    return meeting


def _require_bookers(actor: Person) -> None:
    if not (actor.has(Duty.CP_ADMIN) or actor.has(Duty.QUALIFIED_SOCIAL_WORKER)):
        raise CannotBook


def _check_people(booking: Booking) -> None:
    if not booking.chair.has(Duty.CHAIR):
        raise ChairNotSenior(name=booking.chair.name)
    if not booking.lead_professional.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise LeadNotQualified(name=booking.lead_professional.name)
    if booking.chair.id == booking.lead_professional.id:
        raise ChairIsLead


def notice_days(starts_at: datetime, at: datetime) -> int:
    """Whole calendar days between the day of the decision and the day of the meeting."""
    return (local_day(starts_at) - local_day(at)).days


def _check_dates(booking: Booking, at: datetime, profile: Profile) -> None:
    if booking.starts_at <= at:
        raise DateGone(what="The date of the meeting")
    if booking.report_due < local_day(at):
        raise DateGone(what="The date for reports")
    if booking.report_due > local_day(booking.starts_at):
        raise ReasonMissing(
            what="a report date after the meeting",
            why="Reports are read before the meeting: give an earlier date.",
        )
    _check_notice(booking, at, profile)
    _check_limit(booking, profile)


def _check_notice(booking: Booking, at: datetime, profile: Profile) -> None:
    wanted = profile.clock("notice").limit
    days = notice_days(booking.starts_at, at)
    if wanted and days < wanted.count and not booking.short_notice_reason.strip():
        raise ShortNotice(days=days, wanted=wanted.count)


def latest_day(booking: Booking, profile: Profile) -> date | None:
    """The last day allowed: 28 days from the investigation, or 28 weeks of gestation (TIM-02, 03)."""
    limits = [gestation_reaches(28, c.due_date) for c in booking.children if c.due_date]
    span = profile.clock("initial_cppm").limit
    if booking.investigation_began and span and not limits:
        limits = [booking.investigation_began + timedelta(days=span.count)]
    return min(limits, default=None)


def _check_limit(booking: Booking, profile: Profile) -> None:
    if booking.kind is MeetingKind.PRE_BIRTH and not all(c.unborn for c in booking.children):
        raise UnbornAndBorn
    limit = latest_day(booking, profile)
    late = limit is not None and local_day(booking.starts_at) > limit
    if late and booking.kind is MeetingKind.INITIAL and not booking.late_reason.strip():
        raise TooLate(limit=f"{limit:%A} {limit.day if limit else ''} {limit:%B %Y}")


def _check_family(booking: Booking) -> None:
    lines = {f.child for f in booking.family if f.child}
    missing = [c.name for c in booking.children if c.id not in lines]
    if not any(f.child is None for f in booking.family):
        missing.append("a parent, carer or person with parental responsibilities")
    if missing:
        raise FamilyUnanswered(missing=", ".join(missing))
    for line in booking.family:
        if not line.invited and not line.reason.strip():
            raise ReasonMissing(what=f"not inviting {line.who}", why="The reason goes into the record.")


def _lead_line(booking: Booking) -> Invitee:
    return Invitee(booking.lead_professional, Role.LEAD_PROFESSIONAL, "Lead professional for the child")


def invite(
    meeting: PlanningMeeting,
    actor: Person,
    person: Person,
    reason: str,
    at: datetime,
    role: Role = Role.PRACTITIONER,
    family_consents: bool = False,
    chair_consents: bool = False,
) -> Invitee:
    """Put somebody on the list with a reason (INV-09). After the chair's approval they are invited
    at once."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("adding somebody", Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    if not reason.strip():
        raise ReasonMissing(
            what=f"inviting {person.name}", why="Only people with a direct contribution are invited."
        )
    if any(i.person.id == person.id for i in meeting.invitees) or person.id == meeting.chair.id:
        raise AlreadyInvited(name=person.name)
    if role is Role.STUDENT and not (family_consents and chair_consents):
        raise StudentWithoutConsent
    line = Invitee(person, role, reason.strip())
    meeting.invitees.append(line)
    meeting.record(FactKind.INVITEE_ADDED, actor, at, person=person.id, role=role, reason=line.reason)
    if meeting.phase is not Phase.BOOKED:
        _send_invitation(meeting, line, at)
    return line


def remove(meeting: PlanningMeeting, actor: Person, person_id: str, reason: str, at: datetime) -> None:
    """Take somebody off the list, with a reason. The lead professional stays."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("removing somebody", Phase.BOOKED, Phase.INVITED)
    line = meeting.invitee(person_id)
    if line.role is Role.LEAD_PROFESSIONAL:
        raise NotYours(
            who="a change of lead professional", next_step="The lead professional is always invited."
        )
    if not reason.strip():
        raise ReasonMissing(what=f"removing {line.person.name}", why="The reason goes into the record.")
    meeting.invitees.remove(line)
    meeting.record(FactKind.INVITEE_REMOVED, actor, at, person=person_id, reason=reason.strip())


def send_for_approval(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """Ask the chair to agree the list (CON-07)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("sending the list to the chair", Phase.BOOKED)
    if len(meeting.invitees) < 2:
        raise NobodyInvited
    meeting.owe(NoticeKind.LIST_TO_APPROVE, meeting.chair.id, key=at.isoformat())


def approve_list(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair agrees the list; invitations go out (CON-07)."""
    meeting.require_chair(actor)
    meeting.require_phase("approving the list", Phase.BOOKED)
    if len(meeting.invitees) < 2:
        raise NobodyInvited
    meeting.phase, meeting.approved_at = Phase.INVITED, at
    meeting.record(FactKind.LIST_APPROVED, actor, at, invited=[i.person.id for i in meeting.invitees])
    for line in meeting.invitees:
        _send_invitation(meeting, line, at)


def return_list(meeting: PlanningMeeting, actor: Person, what: str, at: datetime) -> None:
    """The chair sends the list back and says what to change."""
    meeting.require_chair(actor)
    meeting.require_phase("returning the list", Phase.BOOKED)
    if not what.strip():
        raise ReasonMissing(what="returning the list", why="Say what should change.")
    meeting.record(FactKind.LIST_RETURNED, actor, at, what=what.strip())
    for person_id in {meeting.lead_professional.id, meeting.booked_by}:
        meeting.owe(NoticeKind.LIST_RETURNED, person_id, key=at.isoformat(), about=what.strip()[:500])


def missing_from_template(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The always-invited lines whose agency has nobody on the list: a warning, not a bar (INV-05)."""
    there = {i.person.agency for i in meeting.invitees}
    return [t for t in invitation_template(meeting.children) if t.always and t.agency not in there]


def move(meeting: PlanningMeeting, actor: Person, starts_at: datetime, reason: str, at: datetime) -> None:
    """Give the meeting a new date, with the reason; everybody is asked again (CON-09)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("moving it", Phase.BOOKED, Phase.INVITED)
    if starts_at <= at:
        raise DateGone(what="The new date")
    if not reason.strip():
        raise ReasonMissing(what="moving the meeting", why="Everybody is told why.")
    postpone(meeting, starts_at, reason.strip(), at)
    meeting.record(FactKind.MEETING_MOVED, actor, at, to=starts_at.isoformat(), reason=reason.strip())


def postpone(
    meeting: PlanningMeeting, starts_at: datetime, reason: str, at: datetime, absent: tuple[Agency, ...] = ()
) -> None:
    """Set a new date, keep the old one, ask everybody again. Reports that came in stay."""
    meeting.postponements.append(Postponement(meeting.starts_at, reason, at, absent))
    lasted = starts_at - meeting.starts_at
    meeting.starts_at = starts_at
    meeting.report_due = max(
        local_day(at), min(local_day(starts_at), meeting.report_due + timedelta(lasted.days))
    )
    for line in meeting.invitees:
        line.coming, line.answered_at, line.deputy, line.stay = Coming.AWAITED, None, None, None
        if line.invited_at:
            meeting.owe(NoticeKind.MEETING_MOVED, line.person.id, key=starts_at.isoformat())


def cancel(meeting: PlanningMeeting, actor: Person, reason: str, at: datetime) -> None:
    """Cancel a meeting that will not take place; everybody invited is told (QUO-06)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("cancelling it", Phase.BOOKED, Phase.INVITED)
    if not reason.strip():
        raise ReasonMissing(what="cancelling the meeting", why="The reason goes into the record.")
    meeting.phase, meeting.cancelled_reason = Phase.CANCELLED, reason.strip()
    meeting.record(FactKind.MEETING_CANCELLED, actor, at, reason=meeting.cancelled_reason)
    for line in meeting.invitees:
        if line.invited_at:
            meeting.owe(NoticeKind.MEETING_CANCELLED, line.person.id, key="cancelled")


def ends_at(meeting: PlanningMeeting) -> datetime:
    """When the slot ends."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes_long)


def reports_due_at(meeting: PlanningMeeting) -> datetime:
    """The last minute of the day reports are due."""
    return end_of(meeting.report_due)


def _send_invitation(meeting: PlanningMeeting, line: Invitee, at: datetime) -> None:
    line.invited_at = at
    meeting.owe(NoticeKind.INVITATION, line.person.id, key="first")
