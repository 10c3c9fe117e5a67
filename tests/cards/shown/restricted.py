"""Restricted access information: the marked words stand in the one card that shows them on purpose."""

from datetime import timedelta

from cards.elements import AdaptiveCard, button
from cards.notices import Occasion, notice_card
from cards.rights import restricted as cards
from cards.rights import section as section_cards
from cards.rights.restricted import Words
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import restricted, section
from cppm.rights.restricted_records import Audience, RestrictedKind
from tests import cast
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    MINUTE,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    an_invited_meeting,
)
from tests.canary import RESTRICTED_MARK
from tests.cards.gallery import shown

AT = BOOKED_AT + timedelta(days=1, hours=3)
UNTIL = (AT + timedelta(days=90)).date()
HUB = button("Go to the meeting", "meeting.open", m="m_kay")
IDS = {"m": "m_kay", "a": "al_1"}
READ = button("Read it", "restrictedread.open", **IDS)
DECIDE = button("Decide", "restricteddecide.open", **IDS)
ON = button("Ask to pass it on", "passon.open", **IDS)
REASON = (
    f"The household could be known by it.\nIt is part of an inquiry <b>not</b> yet public. {RESTRICTED_MARK}"
)


def a_request(audience: Audience = Audience.NAMED, given: str = "in_1") -> PlanningMeeting:
    meeting = an_invited_meeting()
    kind = RestrictedKind.THIRD_PARTY
    restricted.alert_chair(meeting, POLICE, kind, REASON, AT, "al_1", audience, given)
    return meeting


def decided() -> PlanningMeeting:
    meeting = a_request()
    restricted.keep_restricted(meeting, CHAIR, "al_1", [HEALTH.id], UNTIL, AT + MINUTE)
    return meeting


def asked() -> PlanningMeeting:
    meeting = decided()
    restricted.ask_to_pass_on(meeting, HEALTH, "al_1", [SCHOOL.id], "w_1", AT + MINUTE, "ask_1")
    return meeting


def found_open() -> PlanningMeeting:
    meeting = a_request()
    restricted.find_open(meeting, CHAIR, "al_1", "w_1", AT + MINUTE)
    return meeting


def standing(meeting: PlanningMeeting, reader: Person, *actions: object) -> AdaptiveCard:
    found = [each for each in (*actions, HUB)]
    return cards.standing_card(meeting, meeting.restricted[0], reader, AT + 2 * MINUTE, found)  # type: ignore[arg-type]


def news(meeting: PlanningMeeting, reader: Person) -> AdaptiveCard:
    return notice_card(NoticeKind.RESTRICTED_NEWS, Occasion(meeting, reader, "al_1", PROFILE))


@shown("restricted-asked")
def alerted() -> AdaptiveCard:
    meeting = a_request(Audience.CHAIR, "")
    return cards.asked_card(meeting, meeting.restricted[0], [HUB])


@shown("restricted-given")
def given() -> AdaptiveCard:
    meeting = a_request()
    return cards.asked_card(meeting, meeting.restricted[0], [HUB])


@shown("restricted-waits-for-the-chair")
def waits() -> AdaptiveCard:
    return standing(a_request(), CHAIR, READ, DECIDE, ON)


@shown("restricted-for-the-chair")
def for_the_chair() -> AdaptiveCard:
    meeting = decided()
    words = Words(
        RestrictedKind.THIRD_PARTY.value,
        REASON,
        f"A neighbour told us on Monday. {RESTRICTED_MARK}",
        [("It may go on to Callum Ross", f"To nobody outside {RESTRICTED_MARK}")],
    )
    return cards.words_card(meeting, meeting.restricted[0], POLICE, words, [DECIDE, ON, HUB])


@shown("restricted-for-a-reader")
def for_a_reader() -> AdaptiveCard:
    meeting = decided()
    words = Words(information=f"A neighbour told us on Monday. {RESTRICTED_MARK}")
    return cards.words_card(meeting, meeting.restricted[0], POLICE, words, [ON, HUB])


@shown("restricted-stands-for-the-chair")
def stands() -> AdaptiveCard:
    return standing(asked(), CHAIR, READ, DECIDE, ON)


@shown("restricted-stands-for-its-provider")
def stands_for_its_provider() -> AdaptiveCard:
    return standing(asked(), POLICE, button("Answer who asks", "passonanswer.open", **IDS))


@shown("restricted-stands-for-a-reader")
def stands_for_a_reader() -> AdaptiveCard:
    return standing(decided(), HEALTH, READ, ON)


@shown("restricted-several")
def several() -> AdaptiveCard:
    meeting = a_request()
    restricted.alert_chair(meeting, SCHOOL, RestrictedKind.OTHER, REASON, AT, "al_2")
    return cards.requests_card(meeting, meeting.restricted, True)


@shown("notice-restricted-alert")
def alert() -> AdaptiveCard:
    return notice_card(NoticeKind.RESTRICTED_ALERT, Occasion(a_request(), CHAIR, "al_1", PROFILE))


@shown("notice-restricted-kept")
def kept() -> AdaptiveCard:
    return news(decided(), POLICE)


@shown("notice-restricted-for-a-reader")
def named() -> AdaptiveCard:
    return news(decided(), HEALTH)


@shown("notice-restricted-passing-on")
def passing_on() -> AdaptiveCard:
    return news(asked(), POLICE)


@shown("notice-restricted-passing-on-answered")
def answered() -> AdaptiveCard:
    meeting = asked()
    restricted.answer_passing_on(meeting, POLICE, "al_1", False, "w_2", AT + 2 * MINUTE)
    return news(meeting, HEALTH)


@shown("notice-restricted-found-open")
def not_restricted() -> AdaptiveCard:
    return news(found_open(), POLICE)


@shown("section-under-way")
def section_under_way() -> AdaptiveCard:
    meeting = cast.meeting_at("open")
    begun = section.start(meeting, CHAIR, ["f_mother", cast.SUPPORT.id], True, STARTS_AT + MINUTE)
    ends = button("End the confidential section", "section.end", m="m_kay")
    return section_cards.section_card(meeting, begun, ["Fiona Blair"], [ends])


@shown("section-ended")
def section_ended() -> AdaptiveCard:
    meeting = cast.meeting_at("open")
    section.start(meeting, CHAIR, ["f_mother"], True, STARTS_AT + MINUTE)
    ended = section.end(meeting, CHAIR, STARTS_AT + 8 * MINUTE)
    return section_cards.section_card(meeting, ended, [], [HUB])
