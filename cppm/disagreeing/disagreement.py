"""What people disagree about after a meeting: where each matter belongs, and what is still open (DIS-01..11).

A complaint about a person or an agency is never kept here: it goes to the agency's own procedure (DIS-04).
"""

from __future__ import annotations

from cppm.councils.profile import Profile
from cppm.disagreeing import scrutiny
from cppm.meetings.meeting import PlanningMeeting


def if_not_accepted(profile: Profile) -> str:
    """What comes after a service manager's answer, under the name that the council gives it (DIS-11)."""
    return (
        f"This answer is final. If the family does not accept it, {profile.complaints_procedure} is open to "
        "them; whoever tells them says so, and helps them to find it."
    )


def marks(meeting: PlanningMeeting, child_id: str = "") -> list[str]:
    """What is disagreed about, a neutral sentence each: of one child or, without one, of the whole meeting.

    Nobody is named and nothing is quoted. A family's request is about the meeting as a whole.
    """
    wanted = [*_dissents(meeting, child_id), *_scrutinies(meeting, child_id)]
    return [*wanted, *([] if child_id else _requests(meeting))]


def _dissents(meeting: PlanningMeeting, child_id: str) -> list[str]:
    found = [d for d in meeting.dissents if child_id in ("", d.child)]
    if not found:
        return []
    answered = sum(d.answer is not None for d in found)
    what = "A dissent is" if len(found) == 1 else f"{len(found)} dissents are"
    if answered == len(found):
        return [f"{what} recorded and answered."]
    return [f"{what} recorded; {answered or 'none'} answered." if len(found) > 1 else f"{what} recorded."]


def _scrutinies(meeting: PlanningMeeting, child_id: str) -> list[str]:
    if scrutiny.running(meeting, child_id):
        return ["Independent scrutiny is under way."]
    ended = [s for s in meeting.scrutinies if s.words and child_id in ("", s.child)]
    return ["Independent scrutiny agreed with how it was decided."] if ended else []


def _requests(meeting: PlanningMeeting) -> list[str]:
    found = meeting.family_reviews
    if any(each.result is None for each in found):
        return ["The family has asked for a review of the decision."]
    return ["The family's request for review is answered."] if found else []
