"""What the minutes have to hold at a glance, its copies, and the question who the Named Person is."""

from cards.elements import AdaptiveCard, button
from cards.meetings import skeleton as cards
from cppm.meetings import skeleton
from cppm.meetings.meeting import PlanningMeeting
from cppm.meetings.skeleton import Copy
from tests.builders import PROFILE, a_closed_meeting
from tests.cards.gallery import shown
from tests.cppm.meetings.test_skeleton import TOM, half_siblings, placed


def glance(meeting: PlanningMeeting, copy: Copy) -> AdaptiveCard:
    paper = skeleton.skeleton(meeting, PROFILE, copy=copy)
    actions = [
        button("Text to copy, and Word file", "skeleton.text", **cards.ids_of(meeting, copy)),
        button("Copies for others", "skeleton.copies", m=meeting.id),
        button("The draft minutes are ready", "minutesdraft.open", m=meeting.id),
        button("Go to the meeting", "meeting.open", m=meeting.id),
    ]
    named = skeleton.still_named(meeting, copy, paper)
    return cards.skeleton_card(meeting, copy, skeleton.gaps(paper), named, actions)


@shown("skeleton-at-a-glance")
def at_a_glance() -> AdaptiveCard:
    return glance(placed(), Copy())


@shown("skeleton-with-much-missing")
def much_missing() -> AdaptiveCard:
    meeting = a_closed_meeting()
    meeting.summaries.clear()
    meeting.childs_views.clear()
    meeting.parents_views.clear()
    for line in meeting.invitees:
        line.stay = None
    return glance(meeting, Copy())


@shown("skeleton-for-one-file-naming-others")
def for_one_file() -> AdaptiveCard:
    meeting = half_siblings()
    meeting.decisions[TOM.id].reasons = "Alan Hay was violent to Kay"
    return glance(meeting, Copy(child=TOM.id))


@shown("skeleton-copies")
def copies() -> AdaptiveCard:
    meeting = half_siblings()
    counted = dict.fromkeys(skeleton.copies(meeting), 4)
    return cards.copies_card(meeting, counted)
