"""A part of a planning meeting goes to a colleague: what each of those concerned gets."""

from datetime import timedelta

from cards.elements import AdaptiveCard
from cards.notices import Occasion, notice_card
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Agency, Duty, Person
from cppm.records import NoticeKind
from cppm.rights import handing_over
from cppm.rights.handing_over_records import Part
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    LEAD,
    PROFILE,
    a_closed_meeting,
    an_invited_meeting,
    person,
)
from tests.builders_group import FORMED_AT
from tests.cards.gallery import shown

SUCCESSOR = person("successor", Agency.SOCIAL_WORK, "Iona Muir", "Worker", Duty.QUALIFIED_SOCIAL_WORKER)
OTHER_CHAIR = person("other_chair", Agency.SOCIAL_WORK, "Olaf Bruce", "Senior officer", Duty.CHAIR)


def handed(part: Part, to: Person, reader: Person, stays: bool = False, over: bool = False) -> AdaptiveCard:
    meeting: PlanningMeeting = a_closed_meeting() if over else an_invited_meeting()
    at = FORMED_AT + timedelta(hours=1) if over else BOOKED_AT + timedelta(days=1)
    handing_over.hand_over(meeting, ADMIN, part, to, "On leave", at, stays)
    return notice_card(NoticeKind.PART_HANDED_OVER, Occasion(meeting, reader, "0", PROFILE))


@shown("handed-over-to-the-new-chair")
def new_chair() -> AdaptiveCard:
    return handed(Part.CHAIR, OTHER_CHAIR, OTHER_CHAIR, over=True)


@shown("handed-over-to-the-new-lead")
def new_lead() -> AdaptiveCard:
    return handed(Part.LEAD, SUCCESSOR, SUCCESSOR)


@shown("handed-over-by-the-lead-who-leaves")
def earlier_lead() -> AdaptiveCard:
    return handed(Part.LEAD, SUCCESSOR, LEAD)


@shown("handed-over-by-the-lead-who-stays")
def lead_who_stays() -> AdaptiveCard:
    return handed(Part.LEAD, SUCCESSOR, LEAD, stays=True)


@shown("handed-over-beside-the-chair")
def beside() -> AdaptiveCard:
    return handed(Part.LEAD, SUCCESSOR, CHAIR)
