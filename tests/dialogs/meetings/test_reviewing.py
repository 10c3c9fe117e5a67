"""Booking a review: filled in from the core group, by typing, by card, and what can be amiss."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cppm.groups import membership
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import MeetingKind, Phase, PlanningMeeting
from cppm.people import Duty, Person
from dialogs import home
from dialogs.engine import Engine
from dialogs.groups import group_hub
from dialogs.meetings import booking, invitations
from storage.people import NewPerson
from tests import builders
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, POLICE, PROFILE, SCHOOL, a_closed_meeting
from tests.dialogs.hour import ids, press_as_shown, ticked
from tests.dialogs.invited import Room, open_room

NOW = datetime(2027, 4, 12, 9, 0, tzinfo=UTC)
"""A Monday, three weeks before the day that the initial meeting set for the review."""
TYPED = [
    ("review", "By Tuesday 4 May 2027, the day that was set."),
    ("keep", "Who of the family is invited"),
    ("keep", "When is the meeting?"),
    ("4 May at 2pm", "How do people meet?"),
    ("keep", "Who chairs?"),
    ("keep", "Is an interpreter needed?"),
    ("keep", "separate parts"),
    ("skip", "By which day are reports due?"),
    ("skip", "The meeting is booked"),
]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Kay was registered in November; nothing else is booked."""
    found = await open_room(tmp_path, NOW, a_closed_meeting())
    jobs = [home.jobs, booking.jobs, invitations.jobs]
    found.engine = Engine(found.store, PROFILE, jobs, home.home)
    yield found
    await found.store.close()


async def group_of(room: Room) -> CoreGroup:
    found = await room.store.core_groups.of_case("PK-26-0137")
    assert found
    return found


async def booked(room: Room) -> PlanningMeeting:
    lines = await room.store.meetings.for_case("PK-26-0137")
    return await room.store.meetings.load(next(line.id for line in lines if line.phase is Phase.BOOKED))


async def another_chair(room: Room) -> Person:
    new = NewPerson(
        "tenant",
        "aad-r",
        "Rhona Tait",
        CHAIR.agency,
        CHAIR.standing,
        "Senior officer",
        frozenset({Duty.CHAIR}),
    )
    return await room.store.people.enrol(new, None)


async def test_wholly_by_typing(room: Room) -> None:
    """GEN-14 CON-06 TIM-06"""
    await room.chat(LEAD).goes(TYPED)
    meeting = await booked(room)
    assert (meeting.kind, meeting.chair.id) == (MeetingKind.REVIEW, CHAIR.id)
    assert meeting.review_by == date(2027, 5, 4)
    assert [(c.id, c.age) for c in meeting.children] == [("c_kay", 7)]


async def test_wholly_by_card(room: Room) -> None:
    """GEN-14"""
    lead = room.chat(LEAD)
    await lead.send("review.open", {"g": (await group_of(room)).id})
    assert lead.input("case_ref")["value"] == "PK-26-0137"
    assert lead.input("chair")["value"] == CHAIR.id
    shown = await press_as_shown(
        lead, "Book", starts_at_date="2027-05-04", starts_at_time="14:00", report_due=""
    )
    assert "The meeting is booked" in shown
    assert "Review" in shown


async def test_the_family_is_known_again_so_that_the_core_group_has_nobody_twice(room: Room) -> None:
    """CG-01 INV-03"""
    await room.chat(LEAD).goes(TYPED)
    lines = [(f.id, f.who, f.invited, f.reason) for f in (await booked(room)).family]
    assert lines == [
        ("f_kay", "Kay", True, ""),
        ("f_mother", "Kay's mother", True, ""),
        ("f_father", "Kay's father", False, "Bail conditions"),
    ]


async def test_the_core_group_knows_its_review(room: Room) -> None:
    """GEN-16"""
    await room.chat(LEAD).goes(TYPED)
    review = (await group_of(room)).review
    assert review
    assert review.meeting == (await booked(room)).id


async def test_a_birthday_since_is_told_and_the_child_stays_the_same(room: Room) -> None:
    lead = room.chat(LEAD)
    await lead.goes([TYPED[0], ("Kay, 8", "Who of the family"), *TYPED[2:]])
    assert [(c.id, c.age) for c in (await booked(room)).children] == [("c_kay", 8)]


async def test_another_chair_needs_a_reason(room: Room) -> None:
    """CON-06"""
    await another_chair(room)
    lead = room.chat(LEAD)
    await lead.goes([*TYPED[:5], ("Rhona Tait", "Why does somebody else chair")])
    await lead.goes([("Morag Sinclair has retired", "Is an interpreter needed?"), *TYPED[6:]])
    meeting = await booked(room)
    assert (meeting.chair.name, meeting.other_chair_because) == ("Rhona Tait", "Morag Sinclair has retired")


async def test_another_chair_without_a_reason_is_refused_and_no_answer_is_lost(room: Room) -> None:
    """CON-06"""
    rhona, lead = await another_chair(room), room.chat(LEAD)
    await lead.send("review.open", {"g": (await group_of(room)).id})
    when = {"starts_at_date": "2027-05-04", "starts_at_time": "14:00"}
    refused = await press_as_shown(lead, "Book", chair=rhona.id, **when)
    assert "Morag Sinclair chaired the meeting before" in refused
    assert "Why does somebody else chair than before?" in refused
    lead.cards.pop()  # the refusal; the form stands above it
    assert "is booked" in await press_as_shown(lead, "Book", other_chair="She has retired", **when)


async def test_later_than_the_day_that_was_set_asks_why(room: Room) -> None:
    """TIM-06 TIM-07"""
    lead = room.chat(LEAD)
    talk = [*TYPED[:3], ("11 May at 2pm", "How do people meet?"), *TYPED[4:8]]
    await lead.goes([*talk, ("skip", "later than the last day allowed")])
    await lead.goes([("The mother is in hospital; Grant Lowe agreed", "The meeting is booked")])
    assert (await booked(room)).late_reason


async def test_the_members_of_the_core_group_come_onto_the_list_first(room: Room) -> None:
    """INV-05 CG-27"""
    await room.store.core_groups.update(
        (await group_of(room)).id, lambda group: membership.join(group, SCHOOL, LEAD, NOW)
    )
    lead = room.chat(LEAD)
    await lead.goes(TYPED)
    assert set(ticked(lead, "members")) == {HEALTH.id, SCHOOL.id}
    assert "Head, depute or guidance teacher" not in str(lead.card), "a member fills that line"
    answers = {"police": POLICE.id, "school_nurse": "nobody", "gp": "nobody"}
    await press_as_shown(lead, "Put on the list", **answers)
    shown = await press_as_shown(
        lead, "Put on the list", school_nurse_nobody="Nobody in post", gp_nobody="Wrote to us"
    )
    assert "The list has grown" in shown
    listed = {i.person.id: i.reason for i in (await booked(room)).invitees}
    assert (listed[HEALTH.id], listed[SCHOOL.id]) == ("Member of the core group",) * 2
    assert POLICE.id in listed


async def test_cp_administration_books_reviews_too_and_nobody_else(room: Room) -> None:
    """CON-08"""
    assert "Which children is it about?" in str(await room.chat(ADMIN).say("review PK-26-0137"))
    group = await group_of(room)
    assert "books a meeting" in await room.chat(HEALTH).send("book.open", {"g": group.id})


async def test_somebody_elses_core_group_stays_closed(room: Room) -> None:
    """INV-09"""
    stranger = replace(builders.TEAM_LEADER, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))
    shown = await room.chat(stranger).send("book.open", {"g": (await group_of(room)).id})
    assert "You are not in this core group" in shown
    assert "Kay" not in shown


async def test_without_a_core_group_there_is_nothing_to_review_here(room: Room) -> None:
    stranger = replace(builders.TEAM_LEADER, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))
    assert "I know of nothing to review" in await room.chat(stranger).say("book a review")


async def test_a_family_not_known_here_is_reviewed_by_the_day_of_its_last_meeting(room: Room) -> None:
    """TIM-06"""
    lead = room.chat(LEAD)
    await lead.goes(
        [
            ("book", "Which case is it?"),
            ("PK-26-0200", "Which type of meeting?"),
            ("review", "Which children is it about?"),
            ("Tam, born 3 May 2024", "Who of the family"),
            ("mother: invited; Tam: not invited, too young", "When is the meeting?"),
            ("26 April at 10am", "How do people meet?"),
            ("teams", "Who chairs?"),
            ("Morag", "Why does somebody else chair"),
            ("skip", "Is an interpreter needed?"),
            ("no", "separate parts"),
            ("no", "On which day was the last planning meeting?"),
            ("2 November", "By which day are reports due?"),
            ("skip", "The meeting is booked"),
        ]
    )
    (line,) = await room.store.meetings.for_case("PK-26-0200")
    meeting = await room.store.meetings.load(line.id)
    assert meeting.review_by == date(2027, 5, 2)
    assert (meeting.children[0].age, meeting.children[0].born_on) == (2, date(2024, 5, 3))
    assert ids(LEAD) == meeting.lead_professional.id


async def test_a_child_on_the_register_is_not_booked_for_an_initial_meeting(room: Room) -> None:
    """GEN-14"""
    await room.chat(LEAD).goes(
        [
            ("book", "Which case is it?"),
            ("PK-26-0137", "Which type of meeting?"),
            ("initial", "Which children is it about?"),
            ("Kay, 7", "Who of the family"),
            ("mother: invited; Kay: invited", "When is the meeting?"),
            ("26 April at 10am", "How do people meet?"),
            ("teams", "Who chairs?"),
            ("Morag", "Is an interpreter needed?"),
            ("no", "separate parts"),
            ("no", "investigation begin"),
            ("5 April", "By which day are reports due?"),
            ("skip", "on the register already"),
        ]
    )


async def test_the_core_group_leads_to_its_review_until_it_is_booked(room: Room) -> None:
    """GEN-16"""
    group = await group_of(room)
    titles = {s.verb: s.pressing for s in group_hub.steps(group, LEAD, NOW)}
    assert titles["review.open"], "three weeks before its last day it is owed"
    early = {s.verb: s.pressing for s in group_hub.steps(group, LEAD, NOW - timedelta(weeks=10))}
    assert not early["review.open"]
    assert "review.open" not in {s.verb for s in group_hub.steps(group, HEALTH, NOW)}
    await room.chat(LEAD).goes(TYPED)
    assert "review.open" not in {s.verb for s in group_hub.steps(await group_of(room), LEAD, NOW)}
