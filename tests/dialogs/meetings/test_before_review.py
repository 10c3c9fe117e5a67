"""Before a review: what the core group recorded and recommends, for its chair and its lead professional."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.groups import recommending, sightings
from cppm.groups.core_group import CoreGroup, Recommended
from cppm.meetings.meeting import MeetingKind, PlanningMeeting
from cppm.people import Person
from cppm.timing.timescales import local_day
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import attendance, conduct, views
from tests import builders
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, POLICE, PROFILE, STARTS_AT
from tests.dialogs.invited import Room, open_room

NOW = STARTS_AT - timedelta(days=3)
SAID = "She sleeps and eats well since January."
REVIEW = {"m": "m_review"}


def a_review(ready_for_views: bool = False) -> PlanningMeeting:
    make = builders.a_meeting_ready_for_views if ready_for_views else builders.an_invited_meeting
    meeting = make(kind=MeetingKind.REVIEW)
    meeting.id = "m_review"
    return meeting


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    found = await open_room(tmp_path, NOW, builders.a_closed_meeting(), a_review())
    jobs = [home.jobs, attendance.jobs, conduct.jobs, views.jobs]
    found.engine = Engine(found.store, PROFILE, jobs, home.home)
    yield found
    await found.store.close()


async def with_group(room: Room, *said: tuple[Person, Recommended]) -> CoreGroup:
    """The core group with these recommendations and a sighting."""
    group = await room.store.core_groups.of_case("PK-26-0137")
    assert group

    def change(g: CoreGroup) -> None:
        on, at = local_day(STARTS_AT) + timedelta(days=2), STARTS_AT + timedelta(days=3)
        sightings.record_seen(g, HEALTH, KAY.id, on, HEALTH, True, "", at, lambda: "s_1")
        for who, says in said:
            recommending.recommend(g, who, KAY.id, says, SAID, at)

    await room.store.core_groups.update(group.id, change)
    return group


@pytest.mark.parametrize("reader", [CHAIR, LEAD])
async def test_chair_and_lead_read_what_the_core_group_recorded(room: Room, reader: Person) -> None:
    """REP-15 CG-23"""
    await with_group(room, (LEAD, Recommended.REMOVE), (HEALTH, Recommended.REMAIN))
    chat = room.chat(reader)
    shown = await chat.say("review pack")
    assert "What the core group recorded" in shown
    assert "The members differ. Ailsa Grant: it should stay on the register." in shown
    assert "Last seen" in shown
    assert "Ailsa Grant: Weekly" not in shown
    assert "Recommendations in full" in shown
    noted = [(r.who, r.what) for r in await room.store.reads.of_case("PK-26-0137")]
    assert noted == [(reader.id, "core group's records")]


@pytest.mark.parametrize("reader", [POLICE, ADMIN, OUTSIDER])
async def test_nobody_else_does(room: Room, reader: Person) -> None:
    """REP-15"""
    await with_group(room, (HEALTH, Recommended.REMAIN))
    shown = await room.chat(reader).send("pack.open", REVIEW)
    assert "Kay" not in shown
    assert SAID not in shown


async def test_the_lead_finds_it_beside_the_report(room: Room) -> None:
    """REP-15"""
    lead = room.chat(LEAD)
    await lead.send("meeting.open", REVIEW)
    shown = "\n".join(lead.buttons())
    while "More" in lead.buttons():
        shown += await lead.press("More")
    assert "File my report" in shown
    assert "What the core group recorded" in shown


async def test_who_is_ready_shows_the_recommendation_to_the_chair_and_not_to_administration(
    room: Room,
) -> None:
    """CG-14 DEC-11"""
    await with_group(room, (LEAD, Recommended.REMOVE), (HEALTH, Recommended.REMOVE))
    shown = await room.chat(CHAIR).send("ready.open", REVIEW)
    assert "What the core group recommends" in shown
    assert "Recommended: the name should come off the register." in shown
    assert "recommends" not in await room.chat(ADMIN).send("ready.open", REVIEW)


async def test_an_initial_meeting_has_no_core_group_behind_it(room: Room) -> None:
    initial = builders.an_invited_meeting()
    initial.id = "m_initial"
    await room.store.meetings.add(initial)
    shown = await room.chat(CHAIR).send("ready.open", {"m": "m_initial"})
    assert "What the core group" not in shown
    assert "Only the chair and the lead" in await room.chat(CHAIR).send("pack.open", {"m": "m_initial"})


async def test_on_the_board_the_chair_goes_to_it_while_views_are_sealed(room: Room) -> None:
    """CG-14"""
    viewed = a_review(ready_for_views=True)
    viewed.id = "m_viewed"
    await room.store.meetings.add(viewed)
    chair = room.chat(CHAIR)
    await chair.send("board.open", {"m": "m_viewed", "c": KAY.id})
    assert "What the core group recorded" in chair.buttons()
    assert "What the core group recorded" in await chair.press("What the core group recorded")


async def test_what_nobody_has_said_yet_is_said(room: Room) -> None:
    """CG-14"""
    shown = await room.chat(CHAIR).send("pack.open", REVIEW)
    assert "Nobody has recommended anything yet." in shown
    assert "Not agreed yet." in shown
    assert "None yet." in shown


async def test_recommendations_are_never_counted(room: Room) -> None:
    """CG-14 DEC-11"""
    await with_group(room, (LEAD, Recommended.REMOVE), (HEALTH, Recommended.REMAIN))
    chair = room.chat(CHAIR)
    shown = await chair.send("pack.open", REVIEW)
    part = shown.split("recommend")[1].split("The child's plan")[0]
    assert not any(sign.isdigit() for sign in part)
    assert chair.cards


async def test_a_review_of_a_family_without_a_core_group_says_so(room: Room) -> None:
    other = builders.an_invited_meeting(kind=MeetingKind.REVIEW, case_ref="PK-26-0200")
    other.id = "m_other"
    await room.store.meetings.add(other)
    assert "I know of no core group in this case" in await room.chat(CHAIR).send(
        "pack.open", {"m": "m_other"}
    )
