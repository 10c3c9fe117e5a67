"""Another meeting that a family's request called for: its booking is filled in, and somebody else chairs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cppm.disagreeing import family_review
from cppm.disagreeing.disagreement_records import Asked, Ground
from cppm.meetings import another_meeting, closing, moving, outcome
from cppm.meetings.meeting import MeetingKind, Option, Phase, PlanningMeeting
from cppm.people import Duty
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import booking, invitations
from storage.people import NewPerson
from tests.builders import (
    CHAIR,
    LEAD,
    MINUTE,
    OUTSIDER,
    PROFILE,
    SERVICE_MANAGER,
    STARTS_AT,
    a_closed_meeting,
    a_decided_meeting,
    an_invited_meeting,
    go_through_considerations,
    settle_exclusions,
)
from tests.dialogs import differing
from tests.dialogs.differing import Office, office
from tests.dialogs.hour import press_as_shown

M = {"m": "m_kay"}
DAY = timedelta(days=1)


def not_placed() -> PlanningMeeting:
    """Kay's name was not placed on the register, so there is no core group."""
    meeting = a_decided_meeting(Option.NOT_PLACE)
    at = STARTS_AT + 50 * MINUTE
    outcome.agree_actions(meeting, CHAIR, [], at, "Support goes on as it is")
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, date(2026, 11, 18), at)
    go_through_considerations(meeting, at)
    settle_exclusions(meeting, at)
    closing.close(meeting, CHAIR, STARTS_AT + 60 * MINUTE)
    return meeting


def answered(meeting: PlanningMeeting) -> PlanningMeeting:
    """The mother asked, and a service manager found that it could have led to another decision."""
    at = STARTS_AT + DAY / 2
    received = date(2026, 11, 17)
    family_review.log(
        meeting, LEAD, "f_mother", "", Asked.LETTER, "Nobody asked us.", received, at, PROFILE, "v_1"
    )
    family_review.decide(
        meeting,
        SERVICE_MANAGER,
        "v_1",
        [Ground.NOT_AVAILABLE],
        True,
        "The nursery's note was not there.",
        LEAD,
        date(2026, 11, 20),
        at,
    )
    return meeting


async def another_chair(room: Office) -> str:
    """A second senior officer, enrolled; their id."""
    new = NewPerson(
        "tenant", "aad-other", "Iona Black", CHAIR.agency, CHAIR.standing, "Senior officer", CHAIR.duties
    )
    return (await room.store.people.enrol(new, None)).id


@asynccontextmanager
async def called_for(folder: Path, before: PlanningMeeting) -> AsyncIterator[tuple[Office, str]]:
    """The morning after, with the jobs of booking and a second chair, whose id comes along."""
    async with office(folder, answered(before)) as room:
        room.engine = Engine(
            room.store, PROFILE, [*differing.JOBS, booking.jobs, invitations.jobs], home.home
        )
        yield room, await another_chair(room)


async def test_it_is_filled_in_from_the_meeting_and_only_another_chair_can_be_chosen(tmp_path: Path) -> None:
    """DIS-09"""
    async with called_for(tmp_path, not_placed()) as (room, other):
        lead = room.chat(LEAD)
        assert "Book the other meeting that was called for" in await lead.say("home")
        await lead.send("meeting.open", M)
        form = await lead.press("Book the other meeting")
        assert "Somebody else chairs it than Morag Sinclair" in form
        assert (lead.input("kind")["value"], lead.input("children")["value"]) == ("initial", "Kay, 7")
        assert "Kay's mother: invited" in lead.input("family")["value"]
        assert [each["value"] for each in lead.input("chair")["choices"]] == [other]
        when = {"starts_at_date": "2026-12-08", "starts_at_time": "10:00"}
        late = "The family asked for a review; Isla Baird agreed."
        booked = await press_as_shown(lead, "Book", **when, interpreter="not needed", chair=other, late=late)
        assert "The meeting is booked" in booked
        lines = await room.store.meetings.for_case("PK-26-0137")
        [new] = [await room.meeting(line.id) for line in lines if line.phase is Phase.BOOKED]
        assert (new.chair.id, new.lead_professional.id) == (other, LEAD.id)
        assert (await room.meeting()).family_reviews[0].booked == new.id
        assert "or it is booked already" in await lead.send("book.open", M)


async def test_with_a_name_on_the_register_it_is_a_review_and_why_another_chairs_is_known(
    tmp_path: Path,
) -> None:
    """DIS-09 CON-06"""
    async with called_for(tmp_path, a_closed_meeting()) as (room, other):
        lead = room.chat(LEAD)
        form = await lead.send("book.open", M)
        assert "filled in from the core group" in form
        assert "Somebody else chairs it than Morag Sinclair" in form
        when = {"starts_at_date": "2026-12-08", "starts_at_time": "10:00"}
        booked = await press_as_shown(lead, "Book", **when, interpreter="not needed", chair=other)
        assert "The meeting is booked" in booked
        lines = await room.store.meetings.for_case("PK-26-0137")
        [new] = [await room.meeting(line.id) for line in lines if line.phase is Phase.BOOKED]
        assert new.kind is MeetingKind.REVIEW
        assert new.other_chair_because == another_meeting.OTHER_CHAIR_BECAUSE


async def test_it_is_not_booked_from_a_meeting_after_which_nothing_was_called_for(tmp_path: Path) -> None:
    """DIS-09"""
    async with office(tmp_path, a_closed_meeting()) as room:
        room.engine = Engine(room.store, PROFILE, [booking.jobs], home.home)
        assert "No other meeting is called for" in await room.chat(LEAD).send("book.open", M)


async def test_a_meeting_called_off_is_booked_again_with_what_it_knew(tmp_path: Path) -> None:
    """CON-09: typed, from calling it off to the meeting in its place."""
    async with office(tmp_path, an_invited_meeting()) as room:
        room.engine = Engine(room.store, PROFILE, [booking.jobs, invitations.jobs], home.home)
        lead = room.chat(LEAD)
        await lead.goes(
            [
                ("call off", "Why is it called off?"),
                ("The school is closed by snow", "Is another meeting needed in its place?"),
                ("yes", "This is what I will record"),
                ("record", "The lead professional is reminded until the other meeting is booked."),
                ("home", "Book the other meeting that was called for"),
            ]
        )
        form = await lead.press("Book the other meeting that was called for")
        assert "It takes the place of the meeting of Tuesday 17 November 2026" in form
        kept = [lead.input(name)["value"] for name in ("kind", "children", "began")]
        assert kept == ["initial", "Kay, 7", "2026-10-26"]
        when = {"starts_at_date": "2026-12-08", "starts_at_time": "10:00"}
        late = {"interpreter": "not needed", "late": "Snow; Isla Baird agreed."}
        assert "The meeting is booked" in await press_as_shown(lead, "Book", **when, **late)
        [new] = [line.id for line in await room.store.meetings.for_case("PK-26-0137") if line.id != "m_kay"]
        assert (await room.meeting()).replaced_by == new
        assert "Book the other meeting" not in await lead.say("home")


async def test_a_special_review_called_off_stays_one_when_it_is_booked_again(tmp_path: Path) -> None:
    """GEN-06 CON-09"""
    special = an_invited_meeting(
        kind=MeetingKind.REVIEW, investigation_began=None,
        review_by=date(2027, 5, 4), special_because="A new injury",
    )  # fmt: skip
    moving.cancel(special, CHAIR, "Snow", STARTS_AT, another=True)
    async with office(tmp_path, special) as room:
        room.engine = Engine(room.store, PROFILE, [booking.jobs, invitations.jobs], home.home)
        lead = room.chat(LEAD)
        await lead.send("book.open", M)
        assert lead.input("kind")["value"] == "review"
        when = {"starts_at_date": "2026-12-08", "starts_at_time": "10:00", "interpreter": "not needed"}
        booked = await press_as_shown(lead, "Book", **when)
        assert "Why a special review: A new injury" in booked.replace("\n", ": ")


async def test_a_social_worker_without_a_part_learns_nothing(tmp_path: Path) -> None:
    """DIS-09"""
    async with called_for(tmp_path, not_placed()) as (room, _):
        duties = frozenset({Duty.QUALIFIED_SOCIAL_WORKER})
        await room.store.people.change(OUTSIDER.id, None, duties=duties)
        refused = await room.chat(replace(OUTSIDER, duties=duties)).send("book.open", M)
        assert "Kay" not in refused
        assert "I have not done that" in refused
