"""A new date for a meeting, or none: moved with a reason, or cancelled, and everybody is told.

Rules: CON-09, QUO-06, TIM-02, TIM-03, TIM-16.
"""

from __future__ import annotations

from datetime import datetime

from cppm.councils.profile import Profile
from cppm.errors import ChangeUnexplained
from cppm.meetings.dates import DateGone, is_late
from cppm.meetings.meeting import Coming, Invitee, Phase, PlanningMeeting, Postponement
from cppm.people import Agency, Person
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import local_day


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


def cancel(meeting: PlanningMeeting, actor: Person, reason: str, at: datetime, another: bool = False) -> None:
    """Cancel a meeting that will not take place; everybody invited is told (QUO-06).

    `another` says that one is needed in its place: it is owed until it is booked (CON-09).
    """
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("cancelling it", Phase.BOOKED, Phase.INVITED)
    if not reason.strip():
        raise ChangeUnexplained(what="cancelling the meeting", why="The reason goes into the record.")
    meeting.phase, meeting.cancelled_reason = Phase.CANCELLED, reason.strip()
    meeting.cancelled_at, meeting.to_replace = at, another
    meeting.record(FactKind.MEETING_CANCELLED, actor, at, reason=meeting.cancelled_reason, another=another)
    for line in meeting.invitees:
        _tell_line(meeting, NoticeKind.MEETING_CANCELLED, line, key="cancelled")
    _tell_keepers(meeting, NoticeKind.MEETING_CANCELLED, actor, key="cancelled")
