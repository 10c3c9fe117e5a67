"""What people see of somebody who is not invited or is excluded."""

from datetime import timedelta

from cards.elements import AdaptiveCard, button
from cards.notices import Occasion, notice_card
from cards.rights import exclusion as cards
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import exclusion, exclusion_plan
from cppm.rights.exclusion_records import Decided, Ground, Legal
from dialogs.rights.exclusion import AlertAboutSomebody, Exclude
from dialogs.rights.exclusion_plan import SpeakWithThem
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    POLICE,
    PROFILE,
    STARTS_AT,
    an_arrangement,
    an_invited_meeting,
    an_opened_meeting,
    keep_out,
)
from tests.cards.gallery import shown
from tests.cards.shown.decision import face

AT = BOOKED_AT + timedelta(days=1)
MEETING = button("Go to the meeting", "meeting.open", m="m_kay")


def kept_out() -> PlanningMeeting:
    meeting = an_invited_meeting()
    keep_out(meeting, AT, legal=Legal.WAITING, legal_words="The council's solicitor is asked")
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT, views_by=HEALTH.id), AT)
    return meeting


def notice(kind: NoticeKind, meeting: PlanningMeeting, reader: Person, about: str) -> AdaptiveCard:
    return notice_card(kind, Occasion(meeting, reader, about, PROFILE))


@shown("excluded-to-be-decided")
def to_be_decided() -> AdaptiveCard:
    meeting = an_invited_meeting()
    words = "She threatened the health visitor at the door on Monday and the police were called."
    exclusion.alert(meeting, POLICE, "f_mother", words, AT, "n_1")
    decide = [
        button(f"Decide: {line.who}", "exclude.open", m=meeting.id, f=line.id)
        for line in exclusion.waiting(meeting)
    ]
    return cards.excluded_card(meeting, meeting.alerts, [*decide, MEETING])


@shown("excluded-arranged")
def arranged() -> AdaptiveCard:
    return cards.excluded_card(kept_out(), None, [MEETING])


@shown("excluded-in-the-hour-and-done")
def done() -> AdaptiveCard:
    meeting = an_opened_meeting()
    keep_out(meeting, STARTS_AT, "f_mother", decided=Decided.PART, part="while the reports are heard",
             grounds=(Ground.THREATENING,), reasons="She shouts and does not stop when asked",
             police="Not called; the policy is followed", legal=Legal.WITHOUT,
             legal_words="There was no time for it")  # fmt: skip
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(STARTS_AT), STARTS_AT)
    exclusion_plan.reasons_shared(meeting, LEAD, "e_1", "At once, outside the room", STARTS_AT)
    exclusion_plan.views_obtained(meeting, LEAD, "e_1", "She wants an apology", STARTS_AT)
    return cards.excluded_card(meeting, [], [MEETING])


@shown("notice-exclusion-alert")
def alerted() -> AdaptiveCard:
    return notice(NoticeKind.EXCLUSION_ALERT, an_invited_meeting(), CHAIR, "n_1")


@shown("notice-exclusion-errand")
def errand() -> AdaptiveCard:
    return notice(NoticeKind.EXCLUSION_ERRAND, kept_out(), LEAD, "e_1")


@shown("notice-exclusion-errand-settled")
def errand_settled() -> AdaptiveCard:
    meeting = kept_out()
    keep_out(meeting, AT, decided=Decided.INVITED, reasons="The conditions have ended")
    return notice(NoticeKind.EXCLUSION_ERRAND, meeting, HEALTH, "e_1")


@shown("exclude-form-in-the-hour")
def exclude_form() -> AdaptiveCard:
    return face(Exclude, an_opened_meeting(), CHAIR).card()


@shown("exclude-plan-form")
def plan_form() -> AdaptiveCard:
    return face(SpeakWithThem, kept_out(), CHAIR, {"e": "e_1"}).card()


@shown("exclude-alert-form")
def alert_form() -> AdaptiveCard:
    return face(AlertAboutSomebody, an_invited_meeting(), POLICE).card()
