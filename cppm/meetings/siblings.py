"""Siblings whose parents differ: about which children somebody of the family hears (SUM-03, PAR-01)."""

from __future__ import annotations

from cppm.meetings.meeting import Child, FamilyLine, PlanningMeeting


def hears_about(meeting: PlanningMeeting, line: FamilyLine) -> list[Child]:
    """The children whom somebody of the family hears about.

    A child hears of itself and its siblings; whoever is named as a parent of some hears of those alone;
    anybody else, as a mother of all, hears of all.
    """
    if line.child or not line.parent_of:
        return list(meeting.children)
    return [child for child in meeting.children if child.id in line.parent_of]


def only_about(meeting: PlanningMeeting, line: FamilyLine) -> str:
    """The names of the children, where somebody may not hear about all of them; else nothing."""
    children = hears_about(meeting, line)
    if len(children) == len(meeting.children):
        return ""
    return " and ".join(child.name for child in children)
