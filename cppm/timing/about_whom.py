"""About whom something is owed, so that two clocks of the same words can be told apart."""

from __future__ import annotations

from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.roots import Root
from cppm.timing.timescales import Due


def about_whom(root: Root, due: Due) -> str:
    """The child, the person of the family or the practitioner that a due is about; empty for others."""
    if isinstance(root, PlanningMeeting):
        return _in_meeting(root).get(due.about, "")
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


def _in_group(group: CoreGroup) -> dict[str, str]:
    return {
        **{action.id: action.owner_name for action in group.plan.actions},
        **{person.id: person.name for person in group.current_members},
        **{child.id: child.name for child in group.registered},
    }
