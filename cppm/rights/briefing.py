"""Somebody from outside the services comes to the meeting, and the practitioner closest to them briefs them.

Foster, kinship and home carers, childminders and volunteers (INV-07).
"""

from __future__ import annotations

from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import Invitee, NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.rights.preparation_records import Briefing
from cppm.timing.timescales import local_day

POINTS = (
    "what the meeting is for",
    "what they can contribute",
    "that everything said there is confidential",
    "that the child's interests come before those of anybody else",
)
"""What somebody is told before they come."""


class BriefingUnexplained(CPPMError):
    """Please say {what}, so that the chair knows who comes and why."""

    rule = "INV-07"


class GuestNotAgreed(CPPMError):
    """The chair decides who is invited, so nothing is recorded yet. Ask {chair}, then come back."""

    rule = "CON-07"


class CannotBrief(CPPMError):
    """{name} can't brief them: it is somebody on the list who works with the family and is invited. Choose
    another person."""

    rule = "INV-07"


class BriefedTooLate(CPPMError):
    """The briefing has to come before the meeting and can't lie in the past. Give a day from today to the day
    of the meeting."""

    rule = "INV-07"


class PointsOpen(CPPMError):
    """Then it is not recorded as done. Speak with them about all four points before the meeting, and come
    back."""

    rule = "INV-07"


def briefers(meeting: PlanningMeeting) -> list[Invitee]:
    """Those who can brief somebody: practitioners and the lead professional, once they are invited."""
    return [i for i in meeting.invitees if i.role.gives_view and i.invited]


def require_naming(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but those who keep the list, and all but the time from invitations to the meeting."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("naming who briefs somebody", Phase.INVITED)


def name_briefer(
    meeting: PlanningMeeting,
    actor: Person,
    who: str,
    reason: str,
    briefer_id: str,
    by: date,
    at: datetime,
    briefing_id: str,
    chair_agrees: bool = False,
) -> Briefing:
    """Somebody comes, and a practitioner briefs them by a day. For whoever is named again, that replaces it.

    Said twice alike changes nothing. The briefer is told.
    """
    require_naming(meeting, actor)
    if not who.strip():
        raise BriefingUnexplained(what="who comes, in a few words")
    if not reason.strip():
        raise BriefingUnexplained(what="why they are needed")
    if actor.id != meeting.chair.id and not chair_agrees:
        raise GuestNotAgreed(chair=meeting.chair.name)
    if not local_day(at) <= by <= local_day(meeting.starts_at):
        raise BriefedTooLate
    briefer = _briefer(meeting, briefer_id)
    made = Briefing(briefing_id, who.strip(), reason.strip(), briefer.id, briefer.name, by, at)
    before = _named_before(meeting, made.who)
    if before is not None:
        made.id = before.id
        if _alike(before, made):
            return before
        meeting.briefings.remove(before)
    meeting.briefings.append(made)
    meeting.record(
        FactKind.BRIEFER_NAMED,
        actor,
        at,
        briefing=made.id,
        who=made.who,
        reason=made.reason,
        briefer=briefer.id,
        by=by.isoformat(),
    )
    if briefer.id != actor.id:
        meeting.owe(NoticeKind.BRIEFING, briefer.id, key=f"{made.id}:{at.isoformat()}", about=made.id)
    return made


def _briefer(meeting: PlanningMeeting, person_id: str) -> Person:
    found = meeting.invitee(person_id)
    if found not in briefers(meeting):
        raise CannotBrief(name=found.person.name)
    return found.person


def _named_before(meeting: PlanningMeeting, who: str) -> Briefing | None:
    return next((b for b in meeting.briefings if b.who.casefold() == who.casefold()), None)


def _alike(one: Briefing, other: Briefing) -> bool:
    return (one.reason, one.briefer, one.by) == (other.reason, other.briefer, other.by)


def find(meeting: PlanningMeeting, briefing_id: str) -> Briefing:
    """The briefing with this id. Raises NoSuchThing."""
    for each in meeting.briefings:
        if each.id == briefing_id:
            return each
    raise NoSuchThing(what="briefing")


def require_briefer(meeting: PlanningMeeting, actor: Person, briefing_id: str) -> Briefing:
    """The briefing, for whoever is to give it. Raises NotInvited, NoSuchThing, NotYours, WrongPhase."""
    meeting.role_of(actor)
    found = find(meeting, briefing_id)
    if found.briefer != actor.id:
        raise NotYours(who="whoever was asked to brief them", next_step="Ask them whether it is done.")
    meeting.require_phase("recording a briefing", Phase.INVITED, Phase.OPEN)
    return found


def briefed(
    meeting: PlanningMeeting, actor: Person, briefing_id: str, all_points: bool, note: str, at: datetime
) -> None:
    """They know all four points and are ready to come. Said twice changes nothing."""
    found = require_briefer(meeting, actor, briefing_id)
    if not all_points:
        raise PointsOpen
    if found.done_at is None:
        found.done_at, found.note = at, note.strip()
        meeting.record(FactKind.BRIEFED, actor, at, briefing=found.id, note=found.note)
