"""What people see where they disagree: scrutiny, what comes of a dissent, a family's request, complaints."""

from dataclasses import replace
from datetime import timedelta

from cards.disagreeing import dissent as dissents
from cards.disagreeing import family_review as reviews
from cards.disagreeing import scrutiny as cards
from cards.elements import AdaptiveCard, button
from cards.notices import Occasion, notice_card
from cppm.disagreeing import dissent, family_review, scrutiny
from cppm.disagreeing.disagreement_records import Asked, Ground, Step, ToChair
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import NoticeKind
from cppm.timing.timescales import local_day
from tests.builders import (
    CHAIR,
    HEALTH,
    INSPECTOR,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    SERVICE_MANAGER,
    STARTS_AT,
    a_closed_meeting,
)
from tests.cards.gallery import shown
from tests.dialogs.differing import closed_without_consensus

DAY = timedelta(days=1)
AT = STARTS_AT + DAY
HOME = button("What I owe", "home.open")
ASKED = "Why was the aunt's offer not weighed? It stands in the health visitor's report and in no reason."


def taken(*kinds: ToChair) -> PlanningMeeting:
    meeting = closed_without_consensus()
    given = meeting.rounds[KAY.id].views
    given[POLICE.id] = replace(given[POLICE.id], source="by phone at noon", recorded_by=CHAIR.id)
    scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", True, AT)
    for number, kind in enumerate(kinds):
        if number:
            scrutiny.answer(meeting, CHAIR, "y1", "The aunt moves away in May; it was said aloud.", AT)
        scrutiny.send_to_chair(meeting, SERVICE_MANAGER, "y1", kind, ASKED, AT)
    return meeting


def agreed() -> PlanningMeeting:
    meeting = taken()
    scrutiny.agree(meeting, SERVICE_MANAGER, "y1", "The reasons carry the decision.", AT)
    return meeting


def notice(kind: NoticeKind, meeting: PlanningMeeting, reader: Person, about: str) -> AdaptiveCard:
    return notice_card(kind, Occasion(meeting, reader, about, PROFILE))


def open_scrutiny(meeting: PlanningMeeting) -> AdaptiveCard:
    (found,) = meeting.scrutinies
    return cards.scrutiny_card(meeting, found, [*cards.taken_up_buttons(meeting, found), HOME])


@shown("notice-scrutiny-opened")
def opened() -> AdaptiveCard:
    return notice(NoticeKind.SCRUTINY, closed_without_consensus(), SERVICE_MANAGER, KAY.id)


@shown("scrutiny-for-the-scrutineer")
def for_scrutineer() -> AdaptiveCard:
    return open_scrutiny(taken())


@shown("scrutiny-left-to-somebody-else")
def scrutiny_left_to_somebody_else() -> AdaptiveCard:
    return cards.aside_card(taken(), SERVICE_MANAGER, [HOME])


@shown("scrutiny-left-by-the-officer")
def scrutiny_left_by_the_officer() -> AdaptiveCard:
    """Nobody above them hears: it waits for the others."""
    officer = replace(SERVICE_MANAGER, duties=frozenset({Duty.CHIEF_SOCIAL_WORK_OFFICER}))
    return cards.aside_card(taken(), officer, [HOME])


@shown("scrutiny-with-questions")
def with_questions() -> AdaptiveCard:
    return open_scrutiny(taken(ToChair.QUESTION, ToChair.RETURNED))


@shown("scrutiny-agreed")
def scrutiny_agreed() -> AdaptiveCard:
    return open_scrutiny(agreed())


@shown("notice-scrutiny-question")
def question() -> AdaptiveCard:
    return notice(NoticeKind.SCRUTINY_TO_CHAIR, taken(ToChair.QUESTION), CHAIR, "y1")


@shown("notice-scrutiny-answered")
def answered() -> AdaptiveCard:
    return notice(NoticeKind.SCRUTINY_NEWS, taken(ToChair.QUESTION), SERVICE_MANAGER, "y1")


@shown("notice-scrutiny-ended-for-participants")
def ended() -> AdaptiveCard:
    return notice(NoticeKind.SCRUTINY_ENDED, agreed(), HEALTH, "y1")


@shown("notice-scrutiny-returned-for-participants")
def returned() -> AdaptiveCard:
    return notice(NoticeKind.SCRUTINY_ENDED, taken(ToChair.RETURNED), HEALTH, "y1")


# Dissent


def raised() -> PlanningMeeting:
    meeting = a_closed_meeting()
    words = "The injuries were explained by the ward on 14 October, and that was not weighed."
    dissent.record_dissent(meeting, POLICE, KAY.id, words, "A child's plan.", AT, "d_1")
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    dissent.consider_escalation(meeting, INSPECTOR, "d_1", Step.RAISED, "It needs an answer.", AT)
    return meeting


def dissent_answered() -> PlanningMeeting:
    meeting = raised()
    words = "The ward's note was read again with the chair. It was weighed, and the decision stands."
    dissent.answer(meeting, SERVICE_MANAGER, "d_1", words, AT + DAY)
    return meeting


@shown("dissent-answered")
def dissent_with_answer() -> AdaptiveCard:
    meeting = dissent_answered()
    return dissents.dissent_card(meeting, meeting.dissents[0], [HOME])


@shown("notice-dissent-raised")
def dissent_raised() -> AdaptiveCard:
    return notice(NoticeKind.DISSENT_RAISED, raised(), SERVICE_MANAGER, "d_1")


@shown("notice-dissent-considered")
def considered() -> AdaptiveCard:
    return notice(NoticeKind.DISSENT_NEWS, raised(), POLICE, "d_1")


@shown("notice-dissent-answered")
def news() -> AdaptiveCard:
    return notice(NoticeKind.DISSENT_NEWS, dissent_answered(), POLICE, "d_1")


# A family's request


def asked(late: bool = False) -> PlanningMeeting:
    meeting = a_closed_meeting()
    at = STARTS_AT + (20 if late else 5) * DAY
    words = "Nobody asked the nursery. She fell there on the Monday, and they wrote it down."
    family_review.log(
        meeting,
        LEAD,
        "f_mother",
        "Mr Hay, solicitor",
        Asked.LETTER,
        words,
        local_day(at),
        at,
        PROFILE,
        "v_1",
    )
    return meeting


def decided() -> PlanningMeeting:
    meeting = asked()
    at = STARTS_AT + 9 * DAY
    reasons = "The nursery's note was not before the meeting. It bears on how one injury came about."
    family_review.decide(
        meeting,
        SERVICE_MANAGER,
        "v_1",
        [Ground.NOT_AVAILABLE, Ground.INACCURATE],
        True,
        reasons,
        LEAD,
        local_day(at),
        at,
    )
    return meeting


def request(meeting: PlanningMeeting) -> AdaptiveCard:
    (found,) = meeting.family_reviews
    return reviews.review_card(meeting, found, [*reviews.told_button(meeting, found), HOME], PROFILE)


@shown("family-review-logged-late")
def logged_late() -> AdaptiveCard:
    return request(asked(late=True))


@shown("family-review-answered")
def review_answered() -> AdaptiveCard:
    return request(decided())


@shown("notice-family-review-for-the-service-manager")
def for_service_manager() -> AdaptiveCard:
    return notice(NoticeKind.FAMILY_REVIEW_LOGGED, asked(), SERVICE_MANAGER, "v_1")


@shown("notice-family-review-for-the-chair")
def for_chair() -> AdaptiveCard:
    return notice(NoticeKind.FAMILY_REVIEW_LOGGED, asked(late=True), CHAIR, "v_1")


@shown("notice-family-review-answered")
def for_teller() -> AdaptiveCard:
    return notice(NoticeKind.FAMILY_REVIEW_DECIDED, decided(), LEAD, "v_1")


@shown("complaints")
def complaints() -> AdaptiveCard:
    return reviews.complaints_card(PROFILE)
