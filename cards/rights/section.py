"""The confidential section, for the chair: since when, who left, what is to be heard in it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard
from cards.layout import UK, bullets, card, day_and_time, facts, para, quiet, subheading
from cards.meetings.attendance import case_line
from cppm.meetings.meeting import PlanningMeeting
from cppm.rights import section
from cppm.rights.restricted_records import ConfidentialSection

EXPLAIN = (
    "Tell the family in plain words that some information can't be shared with them, that it takes a short "
    "while, and that they come back and hear what is decided."
)


def section_card(
    meeting: PlanningMeeting,
    found: ConfidentialSection,
    heard: Sequence[str],
    actions: Sequence[Action],
    zone: str = UK,
) -> AdaptiveCard:
    """A section under way, or as it was. `heard` names who asked to tell something in it."""
    names = section.names(meeting) | section.may_leave(meeting)
    left = [names.get(each, "Somebody who has left since") for each in found.left]
    ended = [("Ended", day_and_time(found.ended_at, zone))] if found.ended_at else []
    title = (
        "The confidential section has ended" if found.ended_at else "The confidential section is under way"
    )
    return card(
        title,
        quiet(case_line(meeting, zone)),
        facts([("Began", day_and_time(found.started_at, zone)), *ended]),
        subheading("Left for it") if left else None,
        bullets(left) if left else para("Nobody had to leave."),
        subheading("Asked to tell something") if heard else None,
        bullets(heard) if heard else None,
        quiet("Only you see this. What is said goes into no summary, minutes or key points of mine."),
        summary="The meeting goes on",
        actions=actions,
    )
