"""Where the minutes stand at each stage, and the messages about them."""

from datetime import timedelta

from cards.elements import AdaptiveCard
from cards.meetings import minutes as cards
from cards.notices import Occasion, notice_card
from cppm.meetings import minutes
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from dialogs.hub import as_button, minutes_steps
from tests.builders import ADMIN, CHAIR, HEALTH, POLICE, PROFILE, STARTS_AT, a_closed_meeting
from tests.cards.gallery import shown

DAY = timedelta(days=1)
LONG = (
    "Page 3, the second paragraph: I said that the bruise was seen on 14 October by the nursery, and not "
    "by the health visitor. The nursery's own record has the time. The chronology on page 5 is right."
)


def read() -> PlanningMeeting:
    meeting = a_closed_meeting()
    minutes.hand_over_draft(meeting, ADMIN, STARTS_AT + 5 * DAY)
    minutes.check(meeting, CHAIR, STARTS_AT + 6 * DAY)
    return meeting


def sent() -> PlanningMeeting:
    meeting = read()
    minutes.send(meeting, ADMIN, "MIN-2026-0137", STARTS_AT + 7 * DAY)
    return meeting


def corrected(answered: bool = True) -> PlanningMeeting:
    meeting = sent()
    minutes.ask_correction(meeting, HEALTH, LONG, STARTS_AT + 8 * DAY, "r_1")
    if answered:
        words = "The bruise was seen by the nursery on 14 October."
        minutes.answer_correction(meeting, CHAIR, "r_1", True, words, STARTS_AT + 9 * DAY)
    minutes.ask_correction(meeting, POLICE, "The constable is DC Blair.", STARTS_AT + 9 * DAY, "r_2")
    return meeting


def hub(meeting: PlanningMeeting, person: Person) -> AdaptiveCard:
    chair = person.id == meeting.chair.id
    own = [c for c in meeting.minutes.corrections if chair or c.person == person.id]
    steps = [s for s in minutes_steps(meeting, person) if s.verb != "minutes.open"]
    return cards.minutes_card(meeting, own, [as_button(meeting, step) for step in steps[:4]])


def notice(kind: NoticeKind, meeting: PlanningMeeting, reader: Person, about: str = "") -> AdaptiveCard:
    return notice_card(kind, Occasion(meeting, reader, about, PROFILE))


@shown("minutes-not-read-yet")
def not_read() -> AdaptiveCard:
    return hub(a_closed_meeting(), CHAIR)


@shown("minutes-read-for-administration")
def read_for_admin() -> AdaptiveCard:
    return hub(read(), ADMIN)


@shown("minutes-sent-for-a-participant")
def sent_for_health() -> AdaptiveCard:
    return hub(sent(), HEALTH)


@shown("minutes-corrected-for-the-chair")
def corrected_for_chair() -> AdaptiveCard:
    return hub(corrected(), CHAIR)


@shown("notice-minutes-to-check")
def to_check() -> AdaptiveCard:
    return notice(NoticeKind.MINUTES_TO_CHECK, a_closed_meeting(), CHAIR)


@shown("notice-minutes-out")
def out() -> AdaptiveCard:
    return notice(NoticeKind.MINUTES_OUT, sent(), HEALTH)


@shown("notice-correction-asked")
def correction_asked() -> AdaptiveCard:
    return notice(NoticeKind.CORRECTION, corrected(answered=False), CHAIR, "r_1")


@shown("minutes-with-many-corrections")
def many_corrections() -> AdaptiveCard:
    meeting = sent()
    for n in range(30):
        minutes.ask_correction(meeting, HEALTH, LONG * 5, STARTS_AT + 8 * DAY, f"r_{n}")
    return hub(meeting, CHAIR)


@shown("notice-correction-answered")
def correction_answered() -> AdaptiveCard:
    return notice(NoticeKind.CORRECTION, corrected(), HEALTH, "r_1")
