"""Asking for a planning meeting and the answer to it, by card and by typing, up to the booking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cppm import requests
from cppm.meetings.meeting import MeetingKind, Phase
from cppm.records import NoticeKind
from cppm.requests import AskedFor, Asking, MeetingRequest
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import booking, invitations
from dialogs.timing import done
from storage.store import Store
from tests.builders import ADMIN, CHAIR, PROFILE, SCHOOL, a_closed_meeting
from tests.dialogs.conftest import NOW
from tests.dialogs.hour import press_as_shown
from tests.dialogs.invited import Room, open_room
from tests.dialogs.office import Office

TYPED = [
    ("ask for a meeting", "Which case is it?"),
    ("pk 26 0200", "Which meeting is asked for?"),
    ("initial", "Whose request is it?"),
    ("mine", "Why is a meeting needed?"),
    ("A second unexplained injury", "Have the agencies discussed it"),
    ("yes", "On which day?"),
    ("9 November", "What is its reference?"),
    ("IRD 118", "Your request is on its way"),
]
CARD = {
    "case_ref": "PK-26-0200",
    "asked_for": "initial",
    "asking": "practitioner",
    "reasons": "A second unexplained injury",
    "discussed": "yes",
    "discussed_on": "2026-11-09",
    "discussion": "IRD 118",
}
LATER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
async def office(store: Store) -> Office:
    return await Office(store, NOW).open()


@pytest.fixture
async def registered(tmp_path: Path) -> AsyncIterator[Room]:
    """Kay was registered in November."""
    found = await open_room(tmp_path, LATER, a_closed_meeting())
    found.engine = Engine(found.store, PROFILE, [home.jobs, booking.jobs, invitations.jobs], home.home)
    yield found
    await found.store.close()


async def asked(store: Store) -> MeetingRequest:
    [found] = await store.requests.waiting()
    return found


async def request_by_card(office: Office, **changes: str) -> MeetingRequest:
    chat = office.chat("school")
    await chat.send("request.open")
    await chat.press("Send the request", **(CARD | changes))
    return await asked(office.store)


async def test_wholly_by_typing(office: Office) -> None:
    """CON-01"""
    await office.chat("school").goes(TYPED)
    found = await asked(office.store)
    assert found.request.case_ref == "PK-26-0200"
    assert found.request.discussion == "IRD 118"
    sent = await office.sent(found.id)
    assert {d.kind for d in sent} == {NoticeKind.MEETING_REQUESTED}
    assert {d.to for d in sent} == {"duty:service manager", "duty:CP Administration"}


async def test_wholly_by_card(office: Office) -> None:
    """CON-01"""
    found = await request_by_card(office)
    assert found.request.asked_for is AskedFor.INITIAL
    assert found.request.reasons == "A second unexplained injury"
    assert found.asked_by.name == "Callum Ross"


async def test_a_familys_request_says_how_they_asked(office: Office) -> None:
    """CON-03"""
    chat = office.chat("school")
    await chat.send("request.open")
    returned = await chat.press("Send the request", **(CARD | {"asking": "parent"}))
    assert "How did they ask?" in returned
    assert await office.store.requests.waiting() == []
    sent = await chat.press("Send the request", **(CARD | {"asking": "parent", "how": "by phone today"}))
    assert "Recorded by\nCallum Ross" in sent
    assert (await asked(office.store)).request.asking is Asking.PARENT


async def test_without_a_discussion_between_agencies_it_still_counts(office: Office) -> None:
    """CON-01"""
    found = await request_by_card(office, discussed="no", discussed_on="", discussion="")
    assert found.request.discussed_on is None


async def test_a_second_press_sends_no_second_request(office: Office) -> None:
    """CON-01"""
    chat = office.chat("school")
    await chat.goes(TYPED)
    await chat.repeat()
    assert len(await office.store.requests.waiting()) == 1


async def test_the_answer_by_typing_is_confirmed_and_reaches_who_asked(office: Office) -> None:
    """CON-03"""
    found = await request_by_card(office)
    await office.chat("service_manager").goes(
        [
            ("answer a request", "Will there be a meeting?"),
            ("no", "Why?"),
            ("The threshold is not met; family support is offered", "This is what I will record"),
            ("yes", "Not agreed"),
        ]
    )
    answered = [d for d in await office.sent(found.id) if d.kind is NoticeKind.REQUEST_ANSWERED]
    assert [d.to for d in answered] == [office["school"].id]
    read = await office.chat("school").send("request.read", {"q": found.id})
    assert "The threshold is not met" in read


async def test_a_familys_answer_is_theirs_to_be_told(office: Office) -> None:
    """CON-03"""
    found = await request_by_card(office, asking="parent", how="by phone")
    await office.store.requests.update(
        found.id, lambda r: _answer(r, office, False, "The threshold is not met")
    )
    read = await office.chat("school").send("request.read", {"q": found.id})
    assert "Callum Ross tells the parent the answer and the reasons" in read
    office.engine = Engine(office.store, PROFILE, [home.jobs, booking.jobs, done.jobs], home.home)
    told = [("done", "Is there anything to note"), ("by phone", "recorded as done")]
    await office.chat("school").goes(told)
    read = await office.chat("school").send("request.read", {"q": found.id})
    assert "Family told\nCallum Ross" in read
    assert "by phone" in read
    assert "tells the parent" not in read


def _answer(found: MeetingRequest, office: Office, agreed: bool, reasons: str) -> None:
    requests.answer(found, office["service_manager"], agreed, reasons, NOW)


async def test_what_is_agreed_is_booked_with_what_is_known(office: Office) -> None:
    """CON-04"""
    found = await request_by_card(office)
    admin = office.chat("admin")
    await admin.send("requestanswer.open", {"q": found.id})
    await admin.press("Continue", agreed="yes", reasons="The threshold is met")
    assert "Agreed" in await admin.press("Record")
    await admin.press("Book the meeting")
    assert admin.input("case_ref")["value"] == "PK-26-0200"
    assert admin.input("kind")["value"] == "initial"
    booked = await press_as_shown(
        admin,
        "Book",
        children="Kay, 7",
        family="Kay's mother: invited\nKay: invited",
        starts_at_date="2026-11-24",
        starts_at_time="14:00",
        mode="on Teams",
        chair=office["chair"].id,
        lead=office["lead"].id,
        interpreter="not needed",
        began="2026-11-02",
    )
    assert "The meeting is booked" in booked
    assert await office.store.requests.waiting() == []
    assert (await office.store.requests.load(found.id)).booked == await office.only_meeting()
    assert "booked from this request already" in await admin.send("book.open", {"q": found.id})


async def test_what_was_refused_is_not_booked(office: Office) -> None:
    """CON-04"""
    found = await request_by_card(office)
    await office.store.requests.update(found.id, lambda r: _answer(r, office, False, "Not met"))
    refused = await office.chat("admin").send("book.open", {"q": found.id})
    assert "not agreed" in refused


@pytest.mark.parametrize("who", ["lead", "chair", "police", "outsider"])
@pytest.mark.parametrize("verb", ["request.read", "requestanswer.open", "book.open"])
async def test_for_others_the_request_is_not_there(office: Office, who: str, verb: str) -> None:
    """CON-03"""
    found = await request_by_card(office)
    refused = await office.chat(who).send(verb, {"q": found.id})
    assert "unexplained injury" not in refused
    assert "can't find that request" in refused or "books a meeting" in refused


async def test_everybody_sees_their_own_requests_and_where_they_stand(office: Office) -> None:
    """CON-03"""
    await request_by_card(office)
    assert "Request PK-26-0200" in await office.chat("school").say("requests")
    assert "waits for its answer" in await office.chat("admin").say("requests")
    assert "You have made no request" in await office.chat("police").say("requests")


async def test_what_waits_is_among_what_is_owed(office: Office) -> None:
    """CON-03"""
    await request_by_card(office)
    manager = office.chat("service_manager")
    assert "Answer a request for a planning meeting" in await manager.say("home")
    assert "Will there be a meeting?" in await manager.say("answer a request")


async def test_a_special_review_that_the_chair_asks_for_waits_for_a_service_manager(
    registered: Room,
) -> None:
    """GEN-06 CON-03"""
    chair = registered.chat(CHAIR)
    await chair.send("request.open")
    changes = {"case_ref": "PK-26-0137", "asked_for": "special review", "discussed_on": "2027-01-29"}
    assert "Service managers have it now" in await chair.press("Send the request", **(CARD | changes))
    assert "Answer a request" not in await registered.chat(ADMIN).say("home")


async def test_a_special_review_goes_to_the_chair_and_is_booked_from_the_core_group(
    registered: Room,
) -> None:
    """GEN-06 GEN-16"""
    school, chair, admin = (registered.chat(each) for each in (SCHOOL, CHAIR, ADMIN))
    await school.send("request.open")
    changes = {"case_ref": "PK-26-0137", "asked_for": "special review", "discussed_on": "2027-01-29"}
    sent = await school.press("Send the request", **(CARD | changes))
    assert "The chair of the planning meeting has it now" in sent
    [found] = await registered.store.requests.waiting()
    await chair.say("answer a request")
    await chair.press("Continue", agreed="yes", reasons="The injury changes the risk")
    await chair.press("Record")
    form = await admin.send("book.open", {"q": found.id})
    assert "filled in from the core group" in form
    booked = await press_as_shown(
        admin, "Book", starts_at_date="2027-02-16", starts_at_time="10:00", interpreter="not needed"
    )
    assert "Special review" in booked
    lines = await registered.store.meetings.for_case("PK-26-0137")
    meeting = await registered.store.meetings.load(
        next(line.id for line in lines if line.phase is Phase.BOOKED)
    )
    assert meeting.kind is MeetingKind.REVIEW
    assert meeting.special_because == "A second unexplained injury"
