"""Confirming attendance: yes, a briefed and authorised deputy, or no (ATT-01..05, REP-03)."""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meeting import Coming, Deputy, Invitee, Phase, PlanningMeeting
from cppm.people import Person
from cppm.quorum import would_add_agency
from cppm.records import FactKind, NoticeKind


class DeputyUnnamed(CPPMError):
    """Please name the deputy who goes in your place."""

    rule = "ATT-02"


class DeputyNotReady(CPPMError):
    """A deputy has to be both briefed on the family and authorised to represent your agency; a
    deputy without knowledge of the family is not acceptable. Brief and authorise {name} first, then
    record it, or answer that you can't attend."""

    rule = "ATT-03"


class DeputyIsYou(CPPMError):
    """The deputy has to be somebody else. If you are going yourself, answer that you will attend."""

    rule = "ATT-02"


class DeputyOfOtherAgency(CPPMError):
    """{name} belongs to {other}, and a deputy represents your own agency, {own}. Name a colleague."""

    rule = "ATT-02"


class DeputyOnList(CPPMError):
    """{name} is on the invitation list in their own right, so can't also be your deputy. Name
    another colleague."""

    rule = "ATT-02"


class AbsenceUnexplained(CPPMError):
    """Please say in a few words why you can't attend and have no deputy. Your absence may leave the meeting
    without a quorum, so the chair needs to know."""

    rule = "ATT-05"


class SourceMissing(CPPMError):
    """Please say how {name} told you, for example "by phone today". It is shown beside the entry."""

    rule = "ATT-04"


def _line(meeting: PlanningMeeting, actor: Person, person_id: str | None, source: str) -> Invitee:
    """The line to change: the actor's own, or somebody else's recorded on their behalf."""
    meeting.require_phase("answering the invitation", Phase.INVITED)
    if person_id is None or person_id == actor.id:
        return meeting.invitee(actor.id) if _own(meeting, actor) else meeting.line_of(actor)
    meeting.require_recorder(actor)
    line = meeting.invitee(person_id)
    if not source.strip():
        raise SourceMissing(name=line.person.name)
    return line


def _own(meeting: PlanningMeeting, actor: Person) -> bool:
    return any(i.person.id == actor.id for i in meeting.invitees)


def confirm(
    meeting: PlanningMeeting, actor: Person, at: datetime, person_id: str | None = None, source: str = ""
) -> None:
    """Will attend. Saying it twice changes nothing."""
    line = _line(meeting, actor, person_id, source)
    if line.coming is Coming.ATTENDING:
        return
    line.coming, line.answered_at, line.deputy, line.why_absent = Coming.ATTENDING, at, None, ""
    meeting.record(FactKind.ATTENDANCE_CONFIRMED, actor, at, person=line.person.id, source=source.strip())


def send_deputy(
    meeting: PlanningMeeting,
    actor: Person,
    deputy: Deputy,
    at: datetime,
    enrolled: Person | None = None,
    person_id: str | None = None,
    source: str = "",
) -> None:
    """A deputy goes: named, briefed and authorised; an enrolled one is told (ATT-02, 03)."""
    line = _line(meeting, actor, person_id, source)
    _check_deputy(meeting, line, deputy, enrolled)
    if line.coming is Coming.DEPUTY and line.deputy == deputy:
        return
    line.coming, line.answered_at, line.deputy, line.why_absent = Coming.DEPUTY, at, deputy, ""
    meeting.record(
        FactKind.DEPUTY_NAMED,
        actor,
        at,
        person=line.person.id,
        deputy=deputy.name,
        deputy_id=deputy.person,
        source=source.strip(),
    )
    if deputy.person:
        meeting.owe(NoticeKind.DEPUTISING, deputy.person, key=f"{line.person.id}:{at.isoformat()}")


def _check_deputy(meeting: PlanningMeeting, line: Invitee, deputy: Deputy, enrolled: Person | None) -> None:
    if not deputy.name.strip():
        raise DeputyUnnamed
    if deputy.person == line.person.id:
        raise DeputyIsYou
    if not (deputy.briefed and deputy.authorised):
        raise DeputyNotReady(name=deputy.name)
    if enrolled and enrolled.agency != line.person.agency:
        raise DeputyOfOtherAgency(name=enrolled.name, other=enrolled.agency, own=line.person.agency)
    if enrolled and (enrolled.id == meeting.chair.id or _own(meeting, enrolled)):
        raise DeputyOnList(name=enrolled.name)


def cannot_attend(
    meeting: PlanningMeeting,
    actor: Person,
    why: str,
    at: datetime,
    person_id: str | None = None,
    source: str = "",
) -> None:
    """Neither attends nor sends a deputy: the chair is told; the report is still owed (ATT-05, REP-03)."""
    line = _line(meeting, actor, person_id, source)
    if not why.strip():
        raise AbsenceUnexplained
    if line.coming is Coming.ABSENT and line.why_absent == why.strip():
        return
    line.coming, line.answered_at, line.deputy, line.why_absent = Coming.ABSENT, at, None, why.strip()
    costs = line.role.represents_agency and would_add_agency(meeting, line)
    meeting.record(FactKind.ABSENCE_GIVEN, actor, at, person=line.person.id, why=line.why_absent, costs=costs)
    for person in {meeting.chair.id, meeting.lead_professional.id} - {line.person.id}:
        meeting.owe(
            NoticeKind.ABSENCE, person, key=f"{line.person.id}:{at.isoformat()}", about=line.person.id
        )
