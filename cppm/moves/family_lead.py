"""Another lead professional for a family that has neither core group nor planning meeting here yet.

A family that came is such a one until its transfer meeting is booked. Where there is a group or a meeting,
the lead is handed over there, and the whereabouts follow.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.booking import LeadNotQualified
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind
from cppm.rights.handing_over import HandoverUnexplained


class LedElsewhere(CPPMError):
    """This family has a core group or a planning meeting. Hand over its lead professional there; everything
    else of the case follows."""

    rule = "INV-08"


def may_hand_over(root: Whereabouts, person: Person) -> bool:
    """Whether this person may say who leads: the lead professional, and CP Administration for them."""
    return person.id == root.lead_professional.id or person.has(Duty.CP_ADMIN)


def hand_over(
    root: Whereabouts, actor: Person, to: Person, stays: bool, why: str, led_elsewhere: bool, at: datetime
) -> Person:
    """Somebody else leads at once, and both are told (INV-08). Returns who led before. Twice is once.

    `stays` says whether the one until now goes on working with the family, `led_elsewhere` whether the case
    has a core group or a planning meeting. Raises NoWhereabouts, NotYours, LedElsewhere, LeadNotQualified.
    """
    root.require_reader(actor)
    root.require_lead(actor)
    if led_elsewhere:
        raise LedElsewhere
    if not to.has(Duty.QUALIFIED_SOCIAL_WORKER):
        raise LeadNotQualified(name=to.name)
    was = root.lead_professional
    if to.id == was.id:
        return was
    if not why.strip():
        raise HandoverUnexplained(what="handing the family over", why="It goes into the record.")
    others = [each for each in root.people if each.id not in (was.id, to.id)]
    root.lead_professional, root.people = to, [*others, was] if stays else others
    root.record(FactKind.WHEREABOUTS_HANDED_ON, actor, at, was=was.id, to=to.id, leads=True, why=why.strip())
    for person in (to.id, was.id):
        if person != actor.id:
            root.owe(NoticeKind.FAMILY_HANDED_OVER, person, key=f"handed:{root.revision}")
    return was
