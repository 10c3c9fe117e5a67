"""About whom something is owed, so that two clocks of the same words can be told apart."""

from __future__ import annotations

from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.roots import Root
from cppm.timing.timescales import Due


def about_whom(root: Root, due: Due) -> str:
    """The child, the person of the family or the practitioner that a due is about; empty for others."""
    if isinstance(root, PlanningMeeting):
        return _in_meeting(root).get(due.about, "")
    if isinstance(root, Whereabouts):
        return _of_children(root).get(due.about, "")
    return _in_group(root).get(due.about, "") if isinstance(root, CoreGroup) else ""


def _in_meeting(meeting: PlanningMeeting) -> dict[str, str]:
    children = {child.id: child.name for child in meeting.children}
    return {
        **{telling.id: telling.who for telling in meeting.outcome.tellings},
        **{review.id: review.who for review in meeting.family_reviews},
        **{dissent.id: dissent.name for dissent in meeting.dissents},
        **{each.id: children.get(each.child, "") for each in meeting.scrutinies},
        **{line.person.id: line.person.name for line in meeting.invitees},
        **children,
    }


def _of_children(root: Whereabouts) -> dict[str, str]:
    """Siblings may live apart: an address or a link of its chain, and a move, are about these children."""
    entries = {entry.id: root.names(entry.children) for entry in root.addresses}
    links = {link.id: entries[entry.id] for entry in root.addresses for link in entry.links}
    return entries | links | {move.id: root.names(move.children) for move in root.moves}


def _in_group(group: CoreGroup) -> dict[str, str]:
    return {
        **{action.id: action.owner_name for action in group.plan.actions},
        **{person.id: person.name for person in group.current_members},
        **{child.id: child.name for child in group.registered},
    }
