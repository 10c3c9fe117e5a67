"""Confirming attendance: yes, a briefed and authorised deputy, or no (ATT-01..05, REP-03)."""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import Coming, Deputy, Invitee, Phase, PlanningMeeting
from cppm.meetings.quorum import would_add_agency
from cppm.people import Person
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


class DeputyTaken(CPPMError):
    """{name} already stands in for {other}. Name another colleague, so that each of you is represented."""

    rule = "ATT-02"


class DeputyAnswers(CPPMError):
    """You go in place of {name}, who answers the invitation. If you can't go, tell {name}, who can
    name another deputy."""

    rule = "ATT-02"


class AbsenceUnexplained(CPPMError):
    """Please say in a few words why you can't attend and have no deputy. Your absence may leave the meeting
    without a quorum, so the chair needs to know."""

    rule = "ATT-05"


class NotInvitedYet(CPPMError):
    """{name} waits for the chair's agreement and is not invited yet. Ask the chair to agree the list."""

    rule = "CON-07"


class SourceMissing(CPPMError):
    """Please say how {name} told you, for example "by phone today". It is shown beside the entry."""

    rule = "ATT-04"


def _line(
    meeting: PlanningMeeting, actor: Person, person_id: str | None, source: str, *also: Phase
) -> Invitee:
    """The line to change: the actor's own, or somebody else's recorded on their behalf.

    `also` are phases in which the chair or CP Administration may still record it for them.
    """
    if person_id is None or person_id == actor.id:
        line = meeting.line_of(actor)
        meeting.require_phase("answering the invitation", Phase.INVITED)
        return line
    meeting.require_recorder(actor)
    meeting.require_phase("answering for somebody", Phase.INVITED, *also)
    line = meeting.invitee(person_id)
    if not line.invited:
        raise NotInvitedYet(name=line.person.name)
    if not source.strip():
        raise SourceMissing(name=line.person.name)
    return line


def _refuse_deputy(line: Invitee, actor: Person) -> None:
    """A deputy does not answer for the invitee, who is in charge of the answer (ATT-02)."""
    if line.deputy and line.deputy.person == actor.id:
        raise DeputyAnswers(name=line.person.name)


def _stands(line: Invitee, source: str) -> bool:
    """Whether the same answer changes nothing; somebody's own word replaces what was recorded for them."""
    return not line.source or bool(source.strip())


def _answer(
    line: Invitee, coming: Coming, actor: Person, at: datetime, source: str, deputy: Deputy | None = None
) -> None:
    line.coming, line.answered_at, line.deputy, line.why_absent = coming, at, deputy, ""
    line.source, line.recorded_by = source.strip(), actor.id


def confirm(
    meeting: PlanningMeeting, actor: Person, at: datetime, person_id: str | None = None, source: str = ""
) -> None:
    """Will attend. Saying it twice changes nothing; nor does a deputy who says that they will go."""
    line = _line(meeting, actor, person_id, source)
    deputy_says_so = line.deputy is not None and line.deputy.person == actor.id
    if deputy_says_so or (line.coming is Coming.ATTENDING and _stands(line, source)):
        return
    _answer(line, Coming.ATTENDING, actor, at, source)
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
    """A deputy goes: named, briefed and authorised; an enrolled one is told (ATT-02, 03).

    When a deputy comes unannounced the chair or CP Administration can still record it in the meeting.
    """
    line = _line(meeting, actor, person_id, source, Phase.OPEN)
    _refuse_deputy(line, actor)
    _check_deputy(meeting, line, deputy, enrolled)
    if line.coming is Coming.DEPUTY and line.deputy == deputy and _stands(line, source):
        return
    _answer(line, Coming.DEPUTY, actor, at, source, deputy)
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
    if deputy.person == meeting.chair.id or any(i.person.id == deputy.person for i in meeting.invitees):
        raise DeputyOnList(name=deputy.name)
    for other in meeting.invitees:
        if other is not line and deputy.person and other.deputy and other.deputy.person == deputy.person:
            raise DeputyTaken(name=deputy.name, other=other.person.name)


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
    _refuse_deputy(line, actor)
    if not why.strip():
        raise AbsenceUnexplained
    if line.coming is Coming.ABSENT and line.why_absent == why.strip() and _stands(line, source):
        return
    _answer(line, Coming.ABSENT, actor, at, source)
    line.why_absent = why.strip()
    costs = line.role.represents_agency and would_add_agency(meeting, line)
    meeting.record(FactKind.ABSENCE_GIVEN, actor, at, person=line.person.id, why=line.why_absent, costs=costs)
    for person in (meeting.chair.id, meeting.lead_professional.id):
        if person != line.person.id:
            meeting.owe(
                NoticeKind.ABSENCE, person, key=f"{line.person.id}:{at.isoformat()}", about=line.person.id
            )
