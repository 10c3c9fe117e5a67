"""Who is in the core group: the planning meeting chose them provisionally, and people come and go.

Between planning meetings its chair or its lead professional may change too, when a worker moves on. What
somebody who leaves still owed falls to the lead professional, so that nothing of the plan is lost.

Rules: CG-01, CG-02, CG-03, CG-04, INV-08, PAR-02, PLN-10.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from cppm.errors import CPPMError, ReasonMissing, Way
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup, Member
from cppm.groups.plan import ActionState, PlanAction
from cppm.meetings.booking import LeadNotQualified
from cppm.meetings.meeting import NoSuchThing
from cppm.meetings.outcome import GroupChairNotSocialWork
from cppm.people import Agency, Duty, Person
from cppm.records import FactKind, NoticeKind
from cppm.rights.handing_over_records import HandedOver, Part


class LeadersStay(CPPMError):
    """{name} leads or chairs this core group. Hand that over to a colleague first; then {name} can leave."""

    rule = "CG-04"


class MembershipUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "CG-02"


class Leads(StrEnum):
    """What of leading a core group is handed over (CG-04, PLN-10)."""

    CHAIR = "chair of the core group"
    LEAD = "lead professional"
    BOTH = "chair and lead professional"

    @property
    def chairs(self) -> bool:
        """Whether the chair is handed over."""
        return self in (Leads.CHAIR, Leads.BOTH)

    @property
    def leads(self) -> bool:
        """Whether the lead professional changes."""
        return self in (Leads.LEAD, Leads.BOTH)


def bring_in(group: CoreGroup, actor: Person, person: Person, at: datetime, why: str = "") -> None:
    """Somebody who now works with the family joins and is asked to the meeting ahead. Twice is once.

    `why` is what they do with the family: only those who work directly with it belong here (CG-02).
    """
    group.require_keeper(actor)
    group.require_running("bringing somebody in")
    group.require_whole(person)
    if person.id not in {p.id for p in group.current_members}:
        join(group, person, actor, at, why)


def let_go(group: CoreGroup, actor: Person, person_id: str, at: datetime, why: str = "") -> None:
    """Somebody no longer works with the family and leaves. Twice is once."""
    group.require_keeper(actor)
    group.require_running("letting somebody go")
    found = [m for m in group.members if m.person.id == person_id]
    if not found:
        raise NoSuchThing(what="person")
    if person_id in (group.chair.id, group.lead_professional.id):
        way = Way("Hand it over", "cghandover.open", {"g": group.id})
        raise LeadersStay(way, name=found[-1].person.name)
    if found[-1].left_at is None:
        leave(group, found[-1], actor, at, why)


def hand_over(group: CoreGroup, actor: Person, what: Leads, to: Person, why: str, at: datetime) -> None:
    """Another social worker chairs the group or leads its plan, who joins it if need be. Twice is once.

    Whoever did so before stays a member until they leave. Everybody in the group and the chair of the
    planning meeting hear who it is now; the next planning meeting may settle it anew (CHR-17).
    """
    group.require_keeper(actor)
    group.require_running("handing it over")
    if what.chairs and to.agency is not Agency.SOCIAL_WORK:
        raise GroupChairNotSocialWork(name=to.name)
    if what.leads and not to.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise LeadNotQualified(name=to.name)
    group.require_whole(to)
    chair = to if what.chairs else group.chair
    lead = to if what.leads else group.lead_professional
    if (chair.id, lead.id) == (group.chair.id, group.lead_professional.id):
        return
    if not why.strip():
        raise MembershipUnexplained(what="handing it over", why="It goes into the record.")
    _pass_on(group, actor.id, what, to, why.strip(), at)


def take_over_with(group: CoreGroup, handed: HandedOver, held_last: bool) -> None:
    """What was handed over in a planning meeting of the case is handed over here too (INV-08).

    `held_last` says whether it is the planning meeting that settled the group last: its chair is told of
    changes. A lead professional who also chairs the group hands over both; who leaves the case leaves.
    """
    if handed.part is Part.CHAIR:
        if held_last and group.planning_chair.id == handed.was.id:
            group.planning_chair = handed.to
            detail = {"what": "chair of the planning meeting", "to": handed.to.id, "why": handed.why}
            group.record(FactKind.GROUP_HANDED_OVER, handed.by, handed.at, **detail)
        return
    if group.lead_professional.id != handed.was.id:
        return
    what = Leads.BOTH if group.chair.id == handed.was.id else Leads.LEAD
    _pass_on(group, handed.by, what, handed.to, handed.why, handed.at)
    for member in group.members:
        if member.person.id == handed.was.id and member.left_at is None and not handed.stays:
            leave(group, member, handed.by, handed.at, handed.why)


def _pass_on(group: CoreGroup, by: str, what: Leads, to: Person, why: str, at: datetime) -> None:
    told = {p.id for p in (*group.current_members, group.planning_chair)}
    group.chair = to if what.chairs else group.chair
    group.lead_professional = to if what.leads else group.lead_professional
    group.record(FactKind.GROUP_HANDED_OVER, by, at, what=what, to=to.id, why=why)
    if to.id not in {p.id for p in group.current_members}:
        join(group, to, by, at)
        told.discard(to.id)
    for person_id in sorted(told - {by}):
        group.owe(NoticeKind.GROUP_HANDED_OVER, person_id, key=f"handed:{at.isoformat()}")


def left_behind(group: CoreGroup, person_id: str) -> list[PlanAction]:
    """The actions somebody has still open, which fall to the lead professional when they leave."""
    return [a for a in group.plan.actions if a.owner == person_id and a.state is ActionState.OPEN]


def join(group: CoreGroup, person: Person, actor: Person | str, at: datetime, why: str = "") -> None:
    """Put somebody into the group and tell them, and with that ask them to the meeting ahead.

    Whether it is allowed is for the caller to say.
    """
    group.members.append(Member(person, at))
    group.record(FactKind.MEMBER_JOINED, actor, at, person=person.id, why=why.strip())
    group.owe(NoticeKind.GROUP_JOINED, person.id, key=f"joined:{at.isoformat()}")
    ahead = group.planned
    if ahead:
        gatherings.show_in_channel(group, ahead)


def leave(group: CoreGroup, member: Member, actor: Person | str, at: datetime, why: str = "") -> None:
    """Let somebody go and tell them. Whether that is allowed is for the caller to say."""
    member.left_at = at
    ahead = group.planned
    if ahead:
        ahead.replies.pop(member.person.id, None)
    group.record(FactKind.MEMBER_LEFT, actor, at, person=member.person.id, why=why.strip())
    group.owe(NoticeKind.GROUP_LEFT, member.person.id, key=f"left:{at.isoformat()}")
    if ahead:
        gatherings.show_in_channel(group, ahead)
