"""The list of a meeting: who is invited and why, with the chair's agreement.

Rules: LPP-04, INV-01, INV-05, INV-06, INV-09, CON-07, ATT-02, ATT-22, PAR-08.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import ChangeUnexplained, CPPMError, ReasonMissing
from cppm.meetings.dates import notice_days
from cppm.meetings.meeting import Invitee, NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.meetings.template import lines_of
from cppm.people import Agency, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights import consents


class LineUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-05"


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


class AlreadyInvited(CPPMError):
    """{name} is on the list already. Choose somebody else, or say why nobody is invited for this."""

    rule = "INV-01"


def usual_role(person: Person) -> Role:
    """The role that somebody of this agency usually has. The Children's Reporter has no other (PAR-08)."""
    return Role.OBSERVER if person.agency in consents.OBSERVE else Role.PRACTITIONER


def invite(
    meeting: PlanningMeeting,
    actor: Person,
    person: Person,
    reason: str,
    at: datetime,
    role: Role | None = None,
    beside: str = "",
) -> Invitee:
    """Put somebody on the list with a reason (INV-09), in their usual role unless another is given.

    `beside` is the family line for whom a support person or interpreter is there (PAR-06). Whoever comes to
    learn waits until family and chair have agreed (`consents`).

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
    if beside and beside not in {each.id for each in meeting.family}:
        raise NoSuchThing(what="family member")
    line = Invitee(person, role, reason.strip(), beside=beside)
    meeting.invitees.append(line)
    meeting.record(
        FactKind.INVITEE_ADDED, actor, at, person=person.id, role=role, reason=line.reason, beside=beside
    )
    if meeting.phase is not Phase.BOOKED and not consents.needed(line):
        if actor.id == meeting.chair.id:
            consents.send_invitation(meeting, line, at)
        else:
            consents.ask_chair(meeting, line, at)
    return line


def leave_empty(meeting: PlanningMeeting, actor: Person, key: str, reason: str, at: datetime) -> None:
    """Say why nobody is invited for a line that the guide always invites; the chair sees it (INV-05)."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("changing the list", Phase.BOOKED, Phase.INVITED)
    line = next((t for t in lines_of(meeting) if t.key == key), None)
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
        consents.chair_agrees_with_list(meeting, line, at)
        consents.send_invitation(meeting, line, at)


def waiting_for_chair(meeting: PlanningMeeting) -> list[Invitee]:
    """Those on the list to whom the chair has not agreed yet, so who are not invited yet (CON-07).

    Whoever comes to learn waits for the family first, and not at all once somebody refused (ATT-22).
    """
    return [i for i in meeting.invitees if not i.invited and not i.moved_on_at and _chair_may_agree(i)]


def _chair_may_agree(line: Invitee) -> bool:
    asked_family = line.consent is not None and bool(line.consent.family)
    return not consents.needed(line) or (asked_family and not consents.refused(line))


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
