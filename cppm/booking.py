"""Booking a meeting: who is invited and why, in time, with the chair's agreement.

Rules: LPP-03, LPP-04, INV-01..09, TIM-01..04, CON-05, CON-07, CON-08, OUT-12, PAR-08, PLN-10, ATT-22.
"""

from __future__ import annotations

import re
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
    NoSuchThing,
    NotYours,
    Phase,
    PlanningMeeting,
    Postponement,
)
from cppm.people import Agency, Duty, Person, Role
from cppm.profile import Profile
from cppm.records import FactKind, NoticeKind
from cppm.timescales import end_of, gestation_reaches, local_day, morning_of, say_day


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


class FamilyReasonMissing(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-03"


class ChangeUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "CON-09"


class LineUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-05"


class ReportsAfterMeeting(CPPMError):
    """Reports are read before the meeting, so they are due on {limit} at the latest. Give an earlier day."""

    rule = "REP-04"


class NotBegunYet(CPPMError):
    """The investigation can't have begun on a day still to come. Give the day it began."""

    rule = "TIM-02"


class ShortNotice(CPPMError):
    """That is {notice}; people get at least {wanted} calendar days. Choose a later date, or say why the
    meeting can't wait."""

    rule = "TIM-01"


class TooLate(CPPMError):
    """That is later than {limit}, which is {counted}. Choose an earlier date, or say why and which senior
    manager agreed."""

    rule = "TIM-02"


class TooLateBeforeBirth(TooLate):
    """That is later than {limit}, which is {counted}. Choose an earlier date, or say why and which senior
    manager agreed."""

    rule = "TIM-03"


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


class DueDateUnlikely(CPPMError):
    """{day} can't be the due date of a pregnancy today. Check the day, or give the child's age if the
    baby is born."""

    rule = "GEN-07"


class RoleTaken(CPPMError):
    """A meeting has one chair and one lead professional, named when it is booked. Choose another role for
    {name}."""

    rule = "CON-07"


class StandsIn(CPPMError):
    """{name} is recorded as the deputy of {other}. Ask {other} to name somebody else first."""

    rule = "ATT-02"


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
    """A line that the guide always invites, for a child of this age (INV-05).

    `posts` are words by which somebody's post shows that they fill the line.
    """

    key: str
    label: str
    agency: Agency
    always: bool = True
    posts: tuple[str, ...] = ()


_POLICE = TemplateLine(
    "police",
    "Specialist police officer, Public Protection Unit",
    Agency.POLICE,
    posts=("public protection",),
)
_GP = TemplateLine(
    "gp", "General practitioner", Agency.HEALTH, posts=("general practitioner", "gp", "family doctor")
)
_MIDWIFE = TemplateLine("midwife", "Midwife", Agency.HEALTH, posts=("midwife", "midwifery"))
_HEALTH_VISITOR = TemplateLine(
    "health_visitor", "Health visitor (Named Person)", Agency.HEALTH, posts=("health visitor",)
)
_SCHOOL_NURSE = TemplateLine(
    "school_nurse", "School nurse", Agency.HEALTH, posts=("school nurse", "school health nurse")
)
_NURSERY = TemplateLine(
    "nursery", "Nursery centre leader", Agency.EDUCATION, posts=("nursery", "centre leader", "early years")
)
_SCHOOL = TemplateLine(
    "school",
    "Head, depute or guidance teacher (usually Named Person)",
    Agency.EDUCATION,
    posts=("head", "teacher", "depute", "school"),
)
_PAEDIATRICIAN = TemplateLine("paediatrician", "Paediatrician or specialist nurse", Agency.HEALTH, False)
_THIRD = TemplateLine("third_sector", "Third sector worker with the family", Agency.THIRD_SECTOR, False)
SCHOOL_AGE = 5
ADULT = 18
PREGNANCY = timedelta(weeks=40)
GESTATION_WEEKS = 28
OVERDUE_BIRTH = timedelta(weeks=4)


def invitation_template(children: list[Child]) -> list[TemplateLine]:
    """Who the guide always invites for these children, by their ages (INV-05); no line twice."""
    lines = [_POLICE]
    for child in children:
        lines += [line for line in _lines_for(child) if line not in lines]
    return [*lines, _GP, _PAEDIATRICIAN, _THIRD]


def template_lines() -> tuple[TemplateLine, ...]:
    """Every line that the template can have, whatever the ages."""
    return (
        _POLICE, _MIDWIFE, _HEALTH_VISITOR, _NURSERY, _SCHOOL, _SCHOOL_NURSE, _GP, _PAEDIATRICIAN, _THIRD,
    )  # fmt: skip


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
    require_booker(actor)
    _check_people(booking)
    check_children(booking.kind, booking.children, at)
    _check_dates(booking, at, profile)
    check_family(booking.children, booking.family)
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


def notice_days(starts_at: datetime, at: datetime) -> int:
    """Whole calendar days between the day of the decision and the day of the meeting."""
    return (local_day(starts_at) - local_day(at)).days


def _check_dates(booking: Booking, at: datetime, profile: Profile) -> None:
    if booking.starts_at <= at:
        raise DateGone(what="The date of the meeting")
    if booking.report_due < local_day(at):
        raise DateGone(what="The date for reports")
    if booking.report_due > local_day(booking.starts_at):
        raise ReportsAfterMeeting(limit=say_day(local_day(booking.starts_at)))
    if booking.investigation_began and booking.investigation_began > local_day(at):
        raise NotBegunYet
    _check_notice(booking, at, profile)
    _check_limit(booking, profile)


def _check_notice(booking: Booking, at: datetime, profile: Profile) -> None:
    wanted = profile.clock("notice").limit
    days = notice_days(booking.starts_at, at)
    if wanted and days < wanted.count and not booking.short_notice_reason.strip():
        notice = {0: "no notice at all", 1: "one day's notice"}.get(days, f"{days} days' notice")
        raise ShortNotice(notice=notice, wanted=wanted.count)


def latest_day(booking: Booking | PlanningMeeting, profile: Profile) -> date | None:
    """The last day for a pre-birth or initial meeting, where one can be told (TIM-02..04).

    Initial: 28 days from the start of the investigation. Pre-birth: the day of 28 weeks' gestation; when
    the concern came only after that day, 28 days from the concern. Of several children, the earliest day.
    """
    found = last_days(booking.kind, booking.children, booking.investigation_began, profile)
    return min((day for day, _ in found), default=None)


def last_days(
    kind: MeetingKind, children: list[Child], began: date | None, profile: Profile
) -> list[tuple[date, str]]:
    """Every last day with what it is counted from; `began` is the investigation's or the concern's day."""
    if kind not in (MeetingKind.PRE_BIRTH, MeetingKind.INITIAL):
        return []
    span = profile.clock("initial_cppm").limit
    found = []
    if began and span and not all(c.unborn for c in children):
        words = f"{span.count} calendar days after the investigation began"
        found.append((local_day(span.after(morning_of(began), profile.rest_day)), words))
    for child in children:
        if child.due_date:
            found.append(_before_birth(child.due_date, began, profile))
    return found


def _before_birth(due_date: date, concern: date | None, profile: Profile) -> tuple[date, str]:
    reached, late = gestation_reaches(GESTATION_WEEKS, due_date), profile.clock("late_presentation").limit
    if concern is None or concern <= reached or late is None:
        return reached, f"the day the pregnancy reaches {GESTATION_WEEKS} weeks"
    words = f"{late.count} days after the concern was raised"
    return local_day(late.after(morning_of(concern), profile.rest_day)), words


def _check_limit(booking: Booking, profile: Profile) -> None:
    limits = last_days(booking.kind, booking.children, booking.investigation_began, profile)
    if not limits or booking.late_reason.strip():
        return
    limit, counted = min(limits)
    if local_day(booking.starts_at) > limit:
        unborn = booking.kind is MeetingKind.PRE_BIRTH
        refusal = TooLateBeforeBirth if unborn else TooLate
        raise refusal(limit=say_day(limit), counted=counted)


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
            raise FamilyReasonMissing(what=f"not inviting {line.who}", why="The reason goes into the record.")


def _lead_line(booking: Booking) -> Invitee:
    return Invitee(booking.lead_professional, Role.LEAD_PROFESSIONAL, "Lead professional for the child")


OBSERVE = (Agency.REPORTER, Agency.LEGAL, Agency.PROCURATOR_FISCAL, Agency.ARMED_FORCES)
"""Whose people usually only observe: they know the law or the service, not the child."""


def usual_role(person: Person) -> Role:
    """The role that somebody of this agency usually has. The Children's Reporter has no other (PAR-08)."""
    return Role.OBSERVER if person.agency in OBSERVE else Role.PRACTITIONER


def invite(
    meeting: PlanningMeeting,
    actor: Person,
    person: Person,
    reason: str,
    at: datetime,
    role: Role | None = None,
    family_consents: bool = False,
    chair_consents: bool = False,
) -> Invitee:
    """Put somebody on the list with a reason (INV-09), in their usual role unless another is given.

    Once the chair has agreed the list, somebody whom the chair adds is invited at once; somebody whom
    another adds waits until the chair has agreed to them too (CON-07).
    """
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("adding somebody", Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    if not reason.strip():
        raise ReasonMissing(
            what=f"inviting {person.name}", why="Only people with a direct contribution are invited."
        )
    if any(i.person.id == person.id for i in meeting.invitees) or person.id == meeting.chair.id:
        raise AlreadyInvited(name=person.name)
    role = _checked_role(meeting, person, role)
    if role is Role.STUDENT and not (family_consents and chair_consents):
        raise StudentWithoutConsent
    line = Invitee(person, role, reason.strip())
    meeting.invitees.append(line)
    meeting.record(FactKind.INVITEE_ADDED, actor, at, person=person.id, role=role, reason=line.reason)
    if meeting.phase is not Phase.BOOKED:
        if actor.id == meeting.chair.id:
            _send_invitation(meeting, line, at)
        else:
            meeting.owe(NoticeKind.LIST_TO_APPROVE, meeting.chair.id, key=f"{person.id}:{at.isoformat()}")
    return line


def leave_empty(meeting: PlanningMeeting, actor: Person, key: str, reason: str, at: datetime) -> None:
    """Say why nobody is invited for a line that the guide always invites; the chair sees it (INV-05)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("changing the list", Phase.BOOKED, Phase.INVITED)
    line = next((t for t in invitation_template(meeting.children) if t.key == key), None)
    if line is None:
        raise NoSuchThing(what="line of the list")
    if not reason.strip():
        raise LineUnexplained(what=f"inviting nobody as {line.label}", why="The chair reads it.")
    if meeting.nobody.get(key) == reason.strip():
        return
    meeting.nobody[key] = reason.strip()
    meeting.record(FactKind.LINE_LEFT_EMPTY, actor, at, line=key, reason=reason.strip())


def _checked_role(meeting: PlanningMeeting, person: Person, role: Role | None) -> Role:
    """The role on the list: the Reporter always observes; nobody is invited into the chair's place."""
    if role in (Role.CHAIR, Role.LEAD_PROFESSIONAL):
        raise RoleTaken(name=person.name)
    for line in meeting.invitees:
        if line.deputy and line.deputy.person == person.id:
            raise StandsIn(name=person.name, other=line.person.name)
    if role is None or person.agency is Agency.REPORTER:
        return usual_role(person)
    return role


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
        raise ChangeUnexplained(what=f"removing {line.person.name}", why="The reason goes into the record.")
    meeting.invitees.remove(line)
    meeting.record(FactKind.INVITEE_REMOVED, actor, at, person=person_id, reason=reason.strip())


def send_for_approval(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """Ask the chair to agree the list (CON-07)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("sending the list to the chair", Phase.BOOKED)
    if len(meeting.invitees) < 2:
        raise NobodyInvited
    meeting.list_sent_at, meeting.list_returned = at, ""
    meeting.record(FactKind.LIST_SENT, actor, at, listed=[i.person.id for i in meeting.invitees])
    meeting.owe(NoticeKind.LIST_TO_APPROVE, meeting.chair.id, key=at.isoformat())


def approve_list(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair agrees the list, or later those added to it; invitations go out (CON-07).

    Agreeing twice changes nothing.
    """
    meeting.require_chair(actor)
    meeting.require_phase("approving the list", Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    if len(meeting.invitees) < 2:
        raise NobodyInvited
    waiting = waiting_for_chair(meeting)
    if meeting.phase is Phase.BOOKED:
        meeting.phase, meeting.approved_at, meeting.list_returned = Phase.INVITED, at, ""
    if not waiting:
        return
    meeting.record(
        FactKind.LIST_APPROVED,
        actor,
        at,
        invited=[i.person.id for i in waiting],
        notice_days=notice_days(meeting.starts_at, at),
    )
    for line in waiting:
        _send_invitation(meeting, line, at)


def waiting_for_chair(meeting: PlanningMeeting) -> list[Invitee]:
    """Those on the list to whom the chair has not agreed yet, so who are not invited yet (CON-07)."""
    return [i for i in meeting.invitees if not i.invited]


def return_list(meeting: PlanningMeeting, actor: Person, what: str, at: datetime) -> None:
    """The chair sends the list back and says what to change."""
    meeting.require_chair(actor)
    meeting.require_phase("returning the list", Phase.BOOKED)
    if not what.strip():
        raise ChangeUnexplained(what="returning the list", why="Say what should change.")
    meeting.list_sent_at, meeting.list_returned = None, what.strip()
    meeting.record(FactKind.LIST_RETURNED, actor, at, what=what.strip())
    for person_id in dict.fromkeys((meeting.lead_professional.id, meeting.booked_by)):
        meeting.owe(NoticeKind.LIST_RETURNED, person_id, key=at.isoformat())


def missing_from_template(meeting: PlanningMeeting) -> list[TemplateLine]:
    """The always-invited lines that nobody on the list fills: a warning, not a bar (INV-05).

    Where an agency has one line, anybody of it fills that line; where it has several, the post tells.
    """
    lines = [t for t in invitation_template(meeting.children) if t.always]
    return [t for t in lines if not _filled(t, lines, meeting)]


def _filled(wanted: TemplateLine, lines: list[TemplateLine], meeting: PlanningMeeting) -> bool:
    posts = [f" {i.person.post.lower()} " for i in meeting.invitees if i.person.agency is wanted.agency]
    if sum(t.agency is wanted.agency for t in lines) == 1:
        return bool(posts)
    return any(re.search(rf"\b{re.escape(word)}\b", post) for word in wanted.posts for post in posts)


def move(
    meeting: PlanningMeeting,
    actor: Person,
    starts_at: datetime,
    reason: str,
    at: datetime,
    profile: Profile | None = None,
) -> None:
    """Give the meeting a new date, with the reason; everybody is asked again (CON-09).

    With the profile, a date after the last day allowed is kept as such with the reason (TIM-02, 03).
    """
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("moving it", Phase.BOOKED, Phase.INVITED)
    if starts_at <= at:
        raise DateGone(what="The new date")
    if not reason.strip():
        raise ChangeUnexplained(what="moving the meeting", why="It goes into the record.")
    if starts_at == meeting.starts_at:
        return
    postpone(meeting, starts_at, reason.strip(), at)
    late = is_late(meeting, profile) if profile else None
    if late:
        meeting.late_reason = reason.strip()
    meeting.record(
        FactKind.MEETING_MOVED, actor, at, to=starts_at.isoformat(), reason=reason.strip(), late=late
    )
    _tell_keepers(meeting, NoticeKind.MEETING_MOVED, actor, key=f"{starts_at.isoformat()}:{at.isoformat()}")


def is_late(meeting: PlanningMeeting, profile: Profile) -> bool:
    """Whether the meeting's date is after the last day allowed (TIM-02..04)."""
    limit = latest_day(meeting, profile)
    return limit is not None and local_day(meeting.starts_at) > limit


def _tell_keepers(meeting: PlanningMeeting, kind: NoticeKind, actor: Person, key: str) -> None:
    """The chair, and a lead professional not yet invited, hear what somebody else has changed."""
    lead = meeting.invitee(meeting.lead_professional.id)
    told = [meeting.chair.id] if lead.invited else [meeting.chair.id, lead.person.id]
    for person_id in told:
        if person_id != actor.id:
            meeting.owe(kind, person_id, key=key)


def postpone(
    meeting: PlanningMeeting, starts_at: datetime, reason: str, at: datetime, absent: tuple[Agency, ...] = ()
) -> None:
    """Set a new date, keep the old one, ask everybody again. Reports that came in stay."""
    meeting.postponements.append(Postponement(meeting.starts_at, reason, at, absent))
    later = local_day(starts_at) - local_day(meeting.starts_at)
    meeting.starts_at = starts_at
    meeting.report_due = max(local_day(at), min(local_day(starts_at), meeting.report_due + later))
    key = f"{starts_at.isoformat()}:{at.isoformat()}"
    for line in meeting.invitees:
        _tell_line(meeting, NoticeKind.MEETING_MOVED, line, key)
        line.coming, line.answered_at, line.why_absent = Coming.AWAITED, None, ""
        line.deputy, line.stay = None, None


def _tell_line(meeting: PlanningMeeting, kind: NoticeKind, line: Invitee, key: str) -> None:
    """Tell somebody who was invited, and the deputy whom they named."""
    if not line.invited:
        return
    meeting.owe(kind, line.person.id, key=key)
    if line.deputy and line.deputy.person:
        meeting.owe(kind, line.deputy.person, key=key)


def cancel(meeting: PlanningMeeting, actor: Person, reason: str, at: datetime) -> None:
    """Cancel a meeting that will not take place; everybody invited is told (QUO-06)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("cancelling it", Phase.BOOKED, Phase.INVITED)
    if not reason.strip():
        raise ChangeUnexplained(what="cancelling the meeting", why="The reason goes into the record.")
    meeting.phase, meeting.cancelled_reason = Phase.CANCELLED, reason.strip()
    meeting.record(FactKind.MEETING_CANCELLED, actor, at, reason=meeting.cancelled_reason)
    for line in meeting.invitees:
        _tell_line(meeting, NoticeKind.MEETING_CANCELLED, line, key="cancelled")
    _tell_keepers(meeting, NoticeKind.MEETING_CANCELLED, actor, key="cancelled")


def ends_at(meeting: PlanningMeeting) -> datetime:
    """When the slot ends."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes_long)


def reports_due_at(meeting: PlanningMeeting) -> datetime:
    """The last minute of the day reports are due."""
    return end_of(meeting.report_due)


def _send_invitation(meeting: PlanningMeeting, line: Invitee, at: datetime) -> None:
    line.invited_at = at
    meeting.owe(NoticeKind.INVITATION, line.person.id, key=at.isoformat())
