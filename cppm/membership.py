"""Who is in the core group: the planning meeting chose them provisionally, and people come and go.

What somebody who leaves still owed falls to the lead professional, so that nothing of the plan is lost.

Rules: CG-01, CG-02, CG-03, CG-04.
"""

from __future__ import annotations

from datetime import datetime

from cppm import gatherings
from cppm.core_group import CoreGroup, Member
from cppm.errors import CPPMError
from cppm.meeting import NoSuchThing
from cppm.people import Person
from cppm.records import FactKind, NoticeKind


class LeadersStay(CPPMError):
    """{name} leads or chairs this core group and can't simply leave it. The planning meeting names who takes
    over; until then the two of them stand in for each other."""

    rule = "CG-04"


def bring_in(group: CoreGroup, actor: Person, person: Person, at: datetime) -> None:
    """Somebody who now works with the family joins and is asked to the meeting ahead. Twice is once."""
    group.require_keeper(actor)
    group.require_running("bringing somebody in")
    if person.id not in {p.id for p in group.current_members}:
        join(group, person, actor, at)


def let_go(group: CoreGroup, actor: Person, person_id: str, at: datetime) -> None:
    """Somebody no longer works with the family and leaves. Twice is once."""
    group.require_keeper(actor)
    group.require_running("letting somebody go")
    found = [m for m in group.members if m.person.id == person_id]
    if not found:
        raise NoSuchThing(what="person")
    if person_id in (group.chair.id, group.lead_professional.id):
        raise LeadersStay(name=found[-1].person.name)
    if found[-1].left_at is None:
        leave(group, found[-1], actor, at)


def join(group: CoreGroup, person: Person, actor: Person, at: datetime) -> None:
    """Put somebody into the group and tell them, and with that ask them to the meeting ahead.

    Whether it is allowed is for the caller to say.
    """
    group.members.append(Member(person, at))
    group.record(FactKind.MEMBER_JOINED, actor, at, person=person.id)
    group.owe(NoticeKind.GROUP_JOINED, person.id, key=f"joined:{at.isoformat()}")
    ahead = group.planned
    if ahead:
        gatherings.show_in_channel(group, ahead)


def leave(group: CoreGroup, member: Member, actor: Person, at: datetime) -> None:
    """Let somebody go and tell them. Whether that is allowed is for the caller to say."""
    member.left_at = at
    ahead = group.planned
    if ahead:
        ahead.replies.pop(member.person.id, None)
    group.record(FactKind.MEMBER_LEFT, actor, at, person=member.person.id)
    group.owe(NoticeKind.GROUP_LEFT, member.person.id, key=f"left:{at.isoformat()}")
    if ahead:
        gatherings.show_in_channel(group, ahead)
