"""What people see of a meeting in two parts."""

from cards.elements import AdaptiveCard
from cards.meetings.key_points import draft_card
from cards.notices import Occasion, notice_card
from cppm.meetings import closing
from cppm.meetings.meeting import PlanningMeeting
from cppm.records import NoticeKind
from cppm.rights import parts
from cppm.rights.parts_records import Because
from dialogs.meetings.key_points import CorrectPoints, to_release
from dialogs.meetings.tellers import Told
from dialogs.rights.parts import PlanParts, SaidWhere, SortIntoParts
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    a_decided_meeting,
    a_settled_meeting,
    an_invited_meeting,
)
from tests.cards.gallery import shown
from tests.cards.shown.decision import face

WHY = "The father hurt the mother in October and may not come near her."
SAFE = "A taxi for the mother; he comes half an hour later by the back door."


def in_parts(meeting: PlanningMeeting) -> PlanningMeeting:
    """The mother and the health visitor in the first part alone, the school in the second."""
    parts.plan(meeting, CHAIR, Because.ABUSE, WHY, SAFE, BOOKED_AT)
    parts.sort(meeting, CHAIR, ["f_mother", HEALTH.id], [SCHOOL.id], BOOKED_AT)
    return meeting


def closed() -> PlanningMeeting:
    meeting = in_parts(a_settled_meeting())
    parts.agree(meeting, LEAD, BOOKED_AT)
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, STARTS_AT.date(), STARTS_AT)
    parts.agree(meeting, LEAD, STARTS_AT)
    closing.close(meeting, CHAIR, STARTS_AT)
    return meeting


@shown("parts-form")
def plan_form() -> AdaptiveCard:
    return face(PlanParts, an_invited_meeting(), CHAIR).card()


@shown("parts-form-to-agree")
def agree_form() -> AdaptiveCard:
    return face(PlanParts, in_parts(an_invited_meeting()), LEAD).card()


@shown("parts-who-is-in-which")
def sort_form() -> AdaptiveCard:
    return face(SortIntoParts, in_parts(an_invited_meeting()), CHAIR).card()


@shown("parts-said-where-form")
def said_form() -> AdaptiveCard:
    return face(SaidWhere, in_parts(a_decided_meeting()), CHAIR).card()


@shown("key-points-form-of-a-part")
def points_form() -> AdaptiveCard:
    return face(CorrectPoints, closed(), CHAIR, {"part": "second"}).card()


@shown("told-form-of-a-part")
def told_form() -> AdaptiveCard:
    return face(Told, closed(), LEAD, {"f": "f_mother"}).card()


@shown("notice-parts-to-agree")
def to_agree() -> AdaptiveCard:
    meeting = in_parts(an_invited_meeting())
    return notice_card(NoticeKind.PARTS_TO_AGREE, Occasion(meeting, LEAD, "", PROFILE))


@shown("key-points-draft-of-two-parts")
def draft_of_parts() -> AdaptiveCard:
    meeting = closed()
    assert meeting.key_points
    return draft_card(meeting, meeting.key_points, to_release(meeting))
