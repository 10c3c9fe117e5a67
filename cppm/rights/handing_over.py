"""Handing over a part of a planning meeting: its chair, or the lead professional, is another colleague.

Somebody falls ill, goes on leave, or a new lead professional takes over the case. Duties and rights move at
once: what is owed is read from who holds the part, and whoever had it before reads nothing any more, unless
they go on working with the family. What they did stays recorded under their own name.

Rules: INV-08, CON-04, CON-06, CHR-17, DIS-09.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings import another_meeting, booking
from cppm.meetings.invitations import StandsIn
from cppm.meetings.meeting import Invitee, MeetingKind, NotYours, Phase, PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights import sitting_in
from cppm.rights.exclusion_records import Errand
from cppm.rights.handing_over_records import HandedOver, Part
from cppm.rights.restricted_records import Response

GOES_ON = (Phase.BOOKED, Phase.INVITED, Phase.OPEN, Phase.CLOSED)
"""While a meeting has a chair and a lead professional with something to do."""


class HandoverUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "INV-08"


class ChairHasAnotherPart(CPPMError):
    """{name} has another part in this meeting already, and whoever chairs it has no other. Choose somebody
    else, or take them off the list first."""

    rule = "CON-04"


def leads_on(meeting: PlanningMeeting) -> Person:
    """The lead professional now: once the meeting is closed, the one it settled on (CHR-17)."""
    chosen = meeting.outcome.lead_professional
    if meeting.phase is not Phase.CLOSED or chosen in (None, meeting.lead_professional.id):
        return meeting.lead_professional
    lines = [line.person for line in meeting.invitees if line.person.id == chosen]
    return lines[0] if lines else meeting.lead_professional


def holder(meeting: PlanningMeeting, part: Part) -> Person:
    """Who has this part now."""
    return meeting.chair if part is Part.CHAIR else leads_on(meeting)


def parts_to_hand_over(meeting: PlanningMeeting, person: Person) -> list[Part]:
    """What somebody may hand over here: the chair and CP Administration both parts, a lead their own."""
    if meeting.phase not in GOES_ON:
        return []
    if person.id == meeting.chair.id or person.has(Duty.CP_ADMIN):
        return list(Part)
    return [Part.LEAD] if person.id == meeting.lead_professional.id else []


def require_may(meeting: PlanningMeeting, actor: Person, *parts: Part) -> None:
    """Refuse whoever may not hand over any of these parts, and all in a meeting that was called off."""
    meeting.require_phase("handing it over", *GOES_ON)
    if set(parts).isdisjoint(parts_to_hand_over(meeting, actor)):
        own = " or the lead professional" if Part.LEAD in parts else ""
        raise NotYours(who=f"CP Administration, the chair{own}", next_step="Ask one of them to hand it over.")


def hand_over(
    meeting: PlanningMeeting,
    actor: Person,
    part: Part,
    to: Person,
    why: str,
    at: datetime,
    stays: bool = False,
    before: PlanningMeeting | None = None,
) -> None:
    """Somebody else has this part from now on. Twice is once.

    `stays` says that an earlier lead professional goes on working with the family. `before` is the planning
    meeting held last, where there is one: after a family's request its chair does not chair again (DIS-09).
    """
    require_may(meeting, actor, part)
    if holder(meeting, part).id == to.id:
        return
    if not why.strip():
        raise HandoverUnexplained(what="handing it over", why="It goes into the record.")
    pass_on(
        meeting, actor, HandedOver(part, holder(meeting, part), to, why.strip(), at, actor.id, stays), before
    )
    tell(meeting, actor)


def pass_on(
    meeting: PlanningMeeting, actor: Person, handed: HandedOver, before: PlanningMeeting | None = None
) -> None:
    """Move the part with everything that hangs on it. Whether somebody may is for the caller to say."""
    if handed.part is Part.CHAIR:
        _check_chair(meeting, handed.to, before)
        _move_chair(meeting, handed)
    else:
        _check_lead(meeting, handed.to)
        _move_lead(meeting, handed)
    _move_tasks(meeting, handed)
    meeting.handed_over.append(handed)
    detail = {"part": handed.part, "was": handed.was.id, "to": handed.to.id, "why": handed.why}
    meeting.record(FactKind.PART_HANDED_OVER, actor, handed.at, **detail, stays=handed.stays)


def told_the_chair(meeting: PlanningMeeting) -> list[str]:
    """Who told something to the chair alone that stays with the chair: restricted, or about who comes."""
    given = [each.provider for each in meeting.restricted if each.response is not Response.WITHDRAW]
    return [*given, *(each.by for each in meeting.alerts)]


def tell(meeting: PlanningMeeting, actor: Person) -> None:
    """Both hear of it, and with them the chair or the lead professional beside whom they work.

    With the chair goes what was told to the chair alone, so whoever told it hears of it too (RAI-07, EXC-13).
    """
    number, handed = len(meeting.handed_over) - 1, meeting.handed_over[-1]
    beside = leads_on(meeting) if handed.part is Part.CHAIR else meeting.chair
    told = [handed.to.id, handed.was.id, beside.id]
    if handed.part is Part.CHAIR:
        told += told_the_chair(meeting)
    for person in dict.fromkeys(told):
        if person != actor.id:
            meeting.owe(NoticeKind.PART_HANDED_OVER, person, key=f"handed:{number}", about=str(number))


# The chair


def _check_chair(meeting: PlanningMeeting, to: Person, before: PlanningMeeting | None) -> None:
    if not to.has(Duty.CHAIR):
        raise booking.ChairNotSenior(name=to.name)
    if to.id in (meeting.lead_professional.id, leads_on(meeting).id):
        raise booking.ChairIsLead
    listed = {line.person.id for line in meeting.invitees}
    if to.id in listed | {line.deputy.person for line in meeting.invitees if line.deputy}:
        raise ChairHasAnotherPart(name=to.name)
    another_meeting.require_other_chair(to, before)


def _move_chair(meeting: PlanningMeeting, handed: HandedOver) -> None:
    """Somebody else than before chairs a review for a reason that is kept (CON-06)."""
    meeting.chair = handed.to
    if meeting.kind is MeetingKind.REVIEW and not meeting.other_chair_because:
        meeting.other_chair_because = handed.why


# The lead professional


def _check_lead(meeting: PlanningMeeting, to: Person) -> None:
    if not to.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise booking.LeadNotQualified(name=to.name)
    if to.id == meeting.chair.id:
        raise booking.ChairIsLead
    for line in meeting.invitees:
        stands_in = line.deputy and line.deputy.person == to.id
        if stands_in and line.person.id != leads_on(meeting).id:
            raise StandsIn(name=to.name, other=line.person.name)


def _move_lead(meeting: PlanningMeeting, handed: HandedOver) -> None:
    old, leads_here = meeting.invitee(handed.was.id), meeting.lead_professional.id == handed.was.id
    new = _line_of(meeting, handed, Role.LEAD_PROFESSIONAL if leads_here else Role.PRACTITIONER)
    if old.report.filed and not new.report.filed:
        new.report = replace(old.report)
    if leads_here:
        meeting.lead_professional = handed.to
    _move_outcome(meeting, handed)
    old.role = Role.PRACTITIONER
    if handed.stays:
        _drop_deputy(old, handed.to)
    else:
        _let_go(meeting, old, handed.at)


def _line_of(meeting: PlanningMeeting, handed: HandedOver, role: Role) -> Invitee:
    """The successor's line: their own if they are on the list, with what they answered, else a new one."""
    line = next((each for each in meeting.invitees if each.person.id == handed.to.id), None)
    if line is None:
        line = Invitee(handed.to, role, "Takes over as lead professional")
        meeting.invitees.append(line)
    line.role, line.moved_on_at = role, None
    sitting_in.end_days(line)
    if meeting.phase is not Phase.BOOKED and not line.invited_at:
        line.invited_at = handed.at
    return line


def _drop_deputy(old: Invitee, to: Person) -> None:
    """Nobody stands in for a colleague beside a part of their own."""
    if old.deputy and old.deputy.person == to.id and not old.deputy_sat_in:
        old.deputy = None


def _let_go(meeting: PlanningMeeting, old: Invitee, at: datetime) -> None:
    """Off the list; a line of somebody who was there stays as a record, and opens nothing any more."""
    if not old.attended:
        meeting.invitees.remove(old)
        return
    old.moved_on_at = at
    if old.stay and old.stay.left is None and meeting.phase is Phase.OPEN:
        old.stay.left = at


def _move_outcome(meeting: PlanningMeeting, handed: HandedOver) -> None:
    """Who leads from then on, and who is in the core group, as far as the meeting has settled it."""
    outcome, old, new = meeting.outcome, handed.was.id, handed.to.id
    if outcome.lead_professional == old:
        outcome.lead_professional = new
    if outcome.core_group_chair == old:
        outcome.core_group_chair = new
    if old in outcome.core_group:
        kept = outcome.core_group if handed.stays else [new if p == old else p for p in outcome.core_group]
        outcome.core_group = list(dict.fromkeys([*kept, new]))


# What hangs on a part


def _errands(meeting: PlanningMeeting) -> list[Errand]:
    """What is still to be done with family members who are kept out (EXC-06, 07)."""
    plans = [each.plan for each in meeting.exclusions if each.plan]
    return [errand for plan in plans for errand in (plan.reasons, plan.views) if errand]


def _move_tasks(meeting: PlanningMeeting, handed: HandedOver) -> None:
    """Whom they were to tell, brief or hear, and the list of whoever booked; who stays keeps theirs."""
    if handed.stays:
        return
    old, new = handed.was.id, handed.to
    for telling in meeting.outcome.tellings:
        if telling.told_by == old and telling.told_at is None:
            telling.told_by, telling.told_by_name = new.id, new.name
    for briefing in meeting.briefings:
        if briefing.briefer == old and briefing.done_at is None:
            briefing.briefer, briefing.briefer_name = new.id, new.name
    for result in (each.result for each in meeting.family_reviews):
        if result and result.teller == old:
            result.teller, result.teller_name = new.id, new.name
    for errand in _errands(meeting):
        if errand.who == old and errand.done_at is None:
            errand.who, errand.name = new.id, new.name
    if meeting.booked_by == old:
        meeting.booked_by = new.id


# Addresses and moves


def hand_whereabouts_on(
    found: Whereabouts, leaver: Person, heir: Person, actor: Person, at: datetime
) -> None:
    """What somebody who has left still had to do about addresses and moves is their heir's (INV-08).

    For the lead professional that takes a qualified social worker. Raises LeadNotQualified.
    """
    leads = found.lead_professional.id == leaver.id
    if leads and not heir.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise booking.LeadNotQualified(name=heir.name)
    if leads:
        found.lead_professional = heir
    if found.works(leaver):
        rest = [each for each in found.people if each.id not in (leaver.id, heir.id)]
        found.people = [*rest, heir]
    found.heirs = {was: heir.id if to == leaver.id else to for was, to in found.heirs.items()}
    found.heirs[leaver.id] = heir.id
    found.record(FactKind.WHEREABOUTS_HANDED_ON, actor, at, was=leaver.id, to=heir.id, leads=leads)
