"""Requests for planning meetings: as they come unasked, as they are read, and the forms."""

import asyncio
from datetime import UTC, date, datetime

from cards.elements import AdaptiveCard, button
from cards.meetings import requests as cards
from cards.meetings.booking import booked_card
from cards.meetings.requests import request_notice_card
from cppm import requests
from cppm.meetings.meeting import MeetingKind
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.requests import AskedFor, Asking, MeetingRequest, Request
from cppm.timing import attesting
from dialogs.forms import Form, fill
from dialogs.meetings.requests import AnswerRequest, AskForMeeting
from dialogs.progress import Running
from dialogs.scene import Scene
from dialogs.showing import Face
from dialogs.turn import Place, PlaceKind, Turn
from tests import builders
from tests.builders import PROFILE, SCHOOL, SERVICE_MANAGER
from tests.cards.gallery import shown

AT = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def a_request(asking: Asking = Asking.PRACTITIONER, how: str = "") -> MeetingRequest:
    """The school asks, or records what a parent asks."""
    asked = Request(
        "PK-26-0200",
        AskedFor.INITIAL,
        asking,
        "A second injury in three weeks that nobody can explain, and Kay is afraid to go home.",
        how,
        date(2026, 12, 2),
        "IRD 118",
    )
    return requests.ask(asked, "q_1", SCHOOL, AT)


def answered(agreed: bool, asking: Asking = Asking.PRACTITIONER) -> MeetingRequest:
    """The service manager has answered."""
    found = a_request(asking, "by phone today" if asking is not Asking.PRACTITIONER else "")
    reasons = (
        "The threshold is met: two injuries without an explanation that fits."
        if agreed
        else "The threshold of significant harm is not met. A child's plan with family support is offered."
    )
    requests.answer(found, SERVICE_MANAGER, agreed, reasons, AT)
    return found


class _Requests:
    def __init__(self, found: MeetingRequest) -> None:
        self.found = found

    async def load(self, id: str) -> MeetingRequest:
        return self.found


class _Store:
    def __init__(self, found: MeetingRequest) -> None:
        self.requests = _Requests(found)


def face(shape: type[Form], found: MeetingRequest, person: Person, **raw: str) -> Face:
    """A form as it stands with these answers."""
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), AT)
    about = {"q": found.id}
    prepared = asyncio.run(shape.prepare(Scene(turn, _Store(found), PROFILE, about)))  # type: ignore[arg-type]
    running = Running(shape.job, about, raw)
    return Face(shape, running, prepared, fill(shape, running.raw, prepared, AT))


@shown("request-form")
def request_form() -> AdaptiveCard:
    """Asking for a meeting, with nothing filled in."""
    return face(AskForMeeting, a_request(), SCHOOL).card()


@shown("request-answer-form")
def request_answer_form() -> AdaptiveCard:
    """The answer, with the request above it."""
    return face(AnswerRequest, a_request(), SERVICE_MANAGER).card()


@shown("request-notice")
def request_notice() -> AdaptiveCard:
    """A request comes to those who answer."""
    return request_notice_card(NoticeKind.MEETING_REQUESTED, a_request())


@shown("request-answered-notice")
def request_answered_notice() -> AdaptiveCard:
    """Who asked hears that there is an answer."""
    return request_notice_card(NoticeKind.REQUEST_ANSWERED, answered(False))


@shown("request-to-book-notice")
def request_to_book_notice() -> AdaptiveCard:
    """CP Administration hears that a meeting is to be booked."""
    return request_notice_card(NoticeKind.REQUEST_TO_BOOK, answered(True))


@shown("request-refused-parents")
def request_refused_parents() -> AdaptiveCard:
    """A parent's request that was not agreed, as whoever recorded it reads it."""
    found = answered(False, Asking.PARENT)
    return cards.request_card(found, [cards.told_button(found), button("All requests", "requests.open")])


@shown("request-told-to-parents")
def request_told_to_parents() -> AdaptiveCard:
    """The parent has heard the answer, and whoever told them noted how."""
    found = answered(False, Asking.PARENT)
    attesting.attest(found, SCHOOL, requests.TOLD, "By phone, with the interpreter", AT, PROFILE)
    return cards.request_card(found, [button("All requests", "requests.open")])


@shown("request-answered-notice-for-family")
def request_answered_notice_for_family() -> AdaptiveCard:
    """Who recorded a family's request hears that there is an answer to tell them."""
    return request_notice_card(NoticeKind.REQUEST_ANSWERED, answered(False, Asking.PARENT))


@shown("request-agreed")
def request_agreed() -> AdaptiveCard:
    """A request that was agreed, for whoever books it."""
    found = answered(True)
    return cards.request_card(found, [cards.book_button(found), button("All requests", "requests.open")])


@shown("requests-list")
def requests_list() -> AdaptiveCard:
    """Everything that somebody asked for."""
    found = [a_request(), answered(True), answered(False)]
    return cards.requests_card(found, [button("Ask for a meeting", "request.open")])


@shown("booked-special-review")
def booked_special_review() -> AdaptiveCard:
    """A special review, booked from its request."""
    meeting = builders.a_booked_meeting(
        kind=MeetingKind.REVIEW, special_because="A second injury in three weeks"
    )
    return booked_card(meeting, builders.ADMIN, AT, "Europe/London", [])
