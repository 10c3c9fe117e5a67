"""The meeting that follows another: where scrutiny or a family's request says so, with another chair, or in
place of one that was called off.

Rules: CON-09, DEC-09, DIS-09.
"""

from __future__ import annotations

from datetime import datetime

from cppm.disagreeing.disagreement_records import FamilyReview, Scrutiny
from cppm.errors import CPPMError
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind


class SameChairAgain(CPPMError):
    """After a family's request for review, somebody else chairs the next meeting than {name}. Choose another
    chair."""

    rule = "DIS-09"


class NotWanted(CPPMError):
    """No other meeting is called for after this one, or it is booked already. Type meetings to see what is
    booked; to book a meeting all the same, type book."""

    rule = "DIS-09"


OTHER_CHAIR_BECAUSE = "The family's request for a review of the decision led to this meeting."
"""Why another person than before chairs it; nobody has to be asked."""


def require_wanted(meeting: PlanningMeeting) -> None:
    """Refuse where no other meeting is called for, or it is booked."""
    if not wanted(meeting):
        raise NotWanted


def require_other_chair(chair: Person, before: PlanningMeeting | None) -> None:
    """Refuse whoever chaired the meeting whose decision is taken up again (DIS-09)."""
    if before and must_change_chair(before) and chair.id in {each.id for each in before.chairs}:
        raise SameChairAgain(name=chair.name)


def must_change_chair(before: PlanningMeeting) -> bool:
    """Whether a family's request led to the next meeting; also when one that was booked is called off."""
    return any(each.led_to_another for each in before.family_reviews)


def wanted(meeting: PlanningMeeting) -> bool:
    """Whether scrutiny, a family's request or its being called off led to another that is not booked yet."""
    return bool(_unbooked(meeting)) or to_replace(meeting)


def to_replace(meeting: PlanningMeeting) -> bool:
    """Whether it was called off, and the meeting in its place is not booked yet (CON-09)."""
    return meeting.to_replace and not meeting.replaced_by


def _unbooked(meeting: PlanningMeeting) -> list[FamilyReview | Scrutiny]:
    found: list[FamilyReview | Scrutiny] = [*meeting.family_reviews, *meeting.scrutinies]
    return [each for each in found if each.led_to_another and not each.booked]


def booked(meeting: PlanningMeeting, actor: Person, new_meeting: str, at: datetime) -> None:
    """The other meeting is booked; nobody is reminded of it any more. Said twice changes nothing."""
    if not wanted(meeting):
        return
    for each in _unbooked(meeting):
        each.booked = new_meeting
    if meeting.to_replace:
        meeting.replaced_by = new_meeting
    meeting.record(FactKind.BOOKED_AGAIN, actor, at, meeting=new_meeting)
