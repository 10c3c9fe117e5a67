"""Who is ready: what the wall says, to whom, and that each look is noted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cards.meetings import readiness
from cppm.meetings import attendance, conduct, invitations, reports
from cppm.meetings.meeting import Deputy, PlanningMeeting, Sharing
from cppm.people import Agency, Duty, Person, Role, Standing
from storage.people import NewPerson
from tests import builders
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    REPORTER,
    SCHOOL,
)
from tests.cards.lint import MOST_BYTES, assert_good_card
from tests.dialogs.chat import nodes, words
from tests.dialogs.invited import MEETING, Room, open_room

NOW = BOOKED_AT + timedelta(days=1)


def a_mixed_meeting() -> PlanningMeeting:
    meeting = builders.an_invited_meeting([*builders.USUAL, REPORTER])
    attendance.confirm(meeting, HEALTH, NOW)
    neil = Deputy("Neil Watt", True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, neil, NOW, POLICE_DEPUTY)
    attendance.cannot_attend(meeting, CHAIR, "School trip", NOW, SCHOOL.id, "by phone")
    reports.file_report(meeting, HEALTH, "NHS-1", True, NOW)
    sharing = Sharing(True, NOW.date(), "Read aloud", "partly", "The dates", "")
    reports.share_with_family(meeting, HEALTH, sharing, NOW)
    reports.file_report(meeting, POLICE, "VPD-1", False, NOW)
    return meeting


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    opened = await open_room(tmp_path, NOW, a_mixed_meeting())
    yield opened
    await opened.store.close()


def said_of(heard: str, name: str) -> str:
    """The three lines about a person."""
    lines = heard.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{name},"))
    return "\n".join(lines[at : at + 3])


async def test_the_wall_tells_of_each_person(room: Room) -> None:
    """ATT-02, ATT-04, REP-02, REP-07, REP-09"""
    heard = await room.chat(CHAIR).send("ready.open", MEETING)
    assert "14 days to go." in heard
    assert (
        "Will attend\nReport filed, with chronology, shared with the family, who dispute part of it"
        in said_of(heard, "Ailsa Grant")
    )
    assert "Neil Watt goes instead\nReport filed, no chronology, not yet shared with the family" in said_of(
        heard, "Fiona Blair"
    )
    assert "Can't attend: School trip (recorded for them by Morag Sinclair: by phone)" in said_of(
        heard, "Callum Ross"
    )
    assert "Report awaited" in said_of(heard, "Callum Ross")
    assert "Has not answered\nNo report asked" in said_of(heard, "Hamish Low")
    assert "Reports due\nThursday 12 November 2026" in heard
    assert "declined" not in heard


async def test_the_forecast_says_who_would_make_it_quorate(room: Room) -> None:
    """ATT-05, QUO-03"""
    heard = await room.chat(CHAIR).say("who is coming")
    assert "2 of 3 agencies (Police, Health): at the chair's discretion." in heard
    assert "One more agency would make it quorate. These have not answered:" in heard
    assert "- Children and Families Social Work: Ewan Reid" in heard
    assert "- Third sector: Jo Kerr" in heard


async def test_once_quorate_nobody_is_missing(room: Room) -> None:
    await room.change(lambda m: attendance.confirm(m, LEAD, NOW))
    heard = await room.chat(CHAIR).send("ready.open", MEETING)
    assert "3 of 3 agencies" in heard
    assert "would make it quorate" not in heard


async def test_when_too_few_are_left_to_ask(tmp_path: Path) -> None:
    meeting = builders.an_invited_meeting([POLICE])
    attendance.cannot_attend(meeting, POLICE, "In court", NOW)
    room = await open_room(tmp_path, NOW, meeting)
    heard = await room.chat(CHAIR).send("ready.open", MEETING)
    await room.store.close()
    assert "3 more agencies would make it quorate; the answers still awaited can't bring that many" in heard


async def test_a_report_after_its_day_is_overdue_and_comes_first(room: Room) -> None:
    """REP-02, REP-04"""
    room.now = builders.STARTS_AT - timedelta(days=2)
    heard = await room.chat(CHAIR).send("ready.open", MEETING)
    assert "Report overdue" in said_of(heard, "Jo Kerr")
    assert heard.index("Jo Kerr,") < heard.index("Ailsa Grant,")


async def test_it_is_renewed_where_it_stands(room: Room) -> None:
    chat = room.chat(CHAIR)
    await chat.send("ready.open", MEETING)
    assert chat.card["refresh"]["action"]["verb"] == "ready.open"
    assert chat.card["refresh"]["userIds"] == []
    await room.change(lambda m: attendance.confirm(m, LEAD, NOW))
    assert "3 of 3 agencies" in await chat.press("Bring up to date")


async def test_each_look_is_noted(room: Room) -> None:
    await room.chat(ADMIN).send("ready.open", MEETING)
    await room.chat(LEAD).say("ready")
    noted = await room.store.reads.of_case("PK-26-0137")
    assert [(each.who, each.role, each.what) for each in noted] == [
        (ADMIN.id, "CP Administration", "readiness"),
        (LEAD.id, "lead professional", "readiness"),
    ]


@pytest.mark.parametrize("person", [HEALTH, POLICE_DEPUTY])
async def test_others_in_the_meeting_are_sent_to_the_keepers(room: Room, person: Person) -> None:
    heard = await room.chat(person).send("ready.open", MEETING)
    assert "Only the chair, the lead professional or CP Administration can do this" in heard
    assert await room.store.reads.of_case("PK-26-0137") == []


async def test_somebody_not_invited_learns_nothing(room: Room) -> None:
    heard = await room.chat(OUTSIDER).send("ready.open", MEETING)
    assert "You are not on the invitation list" in heard
    assert "PK-26-0137" not in heard


async def test_cp_admin_chooses_among_the_open_meetings(room: Room) -> None:
    other = builders.an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    await room.store.meetings.add(other)
    chat = room.chat(ADMIN)
    heard = await chat.say("ready")
    assert "CPPM PK-26-0137" in heard
    await chat.press("CPPM PK-26-0200")
    assert "Quorum as answered" in words_of_last(chat.card)
    assert "Quorum as answered" in await chat.say("ready PK-26-0137")


def words_of_last(card: dict[str, object]) -> str:
    return "\n".join(str(each.get("text", "")) for each in nodes(card))


async def test_after_the_day_and_under_way(room: Room) -> None:
    room.now = builders.STARTS_AT + timedelta(days=1)
    assert "has not been opened" in await room.chat(CHAIR).send("ready.open", MEETING)
    await room.change(lambda m: conduct.open_meeting(m, CHAIR, builders.STARTS_AT))
    assert "The meeting is under way." in await room.chat(CHAIR).send("ready.open", MEETING)


@pytest.mark.parametrize("count", [12, 25, 80])
def test_many_people_stay_readable_and_within_the_budget(count: int) -> None:
    crowd = [
        builders.person(
            f"n{n}", list(Agency)[n % 13], f"Seonaid MacGillivray-Farquharson {n}", "Practitioner"
        )
        for n in range(count)
    ]
    meeting = builders.a_booked_meeting(crowd)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    wall = readiness.Wall(meeting, builders.PROFILE.quorum, builders.STARTS_AT - timedelta(days=1))
    card = readiness.wall_card(wall, [])
    assert_good_card(card)
    assert len(json.dumps(card.to_dict()).encode("utf-16-le")) < MOST_BYTES
    assert "Farquharson 0" in words(card)


def test_words_of_others_are_shown_as_written() -> None:
    meeting = builders.an_invited_meeting()
    attendance.cannot_attend(meeting, POLICE, "[click](https://x.example) <at>all</at> **now**", NOW)
    wall = readiness.Wall(meeting, builders.PROFILE.quorum, NOW)
    card = readiness.wall_card(wall, [])
    assert_good_card(card)
    assert "[click](" not in words(card)


def test_an_observer_is_asked_for_no_report() -> None:
    meeting = builders.an_invited_meeting([REPORTER])
    line = meeting.invitee(REPORTER.id)
    assert line.role is Role.OBSERVER
    assert readiness.report_words(meeting, line, NOW) == "No report asked"


@pytest.mark.parametrize("duty", [Duty.MINUTE_TAKER, Duty.TRAINED_MINUTE_TAKER])
async def test_the_wall_says_who_takes_the_minutes_and_what_is_known_of_their_training(
    room: Room, duty: Duty
) -> None:
    """MIN-01: nothing waits for it."""
    chair = room.chat(CHAIR)
    assert "Nobody on the list yet" in await chair.send("ready.open", MEETING)
    new = NewPerson(
        "tenant", "new", "Nan Orr", Agency.SOCIAL_WORK, Standing.STATUTORY, "Clerk", frozenset([duty])
    )
    taker = await room.store.people.enrol(new, ADMIN)
    await room.change(
        lambda m: invitations.invite(m, LEAD, taker, "Takes the minutes", NOW, Role.MINUTE_TAKER)
    )
    said = await chair.send("ready.open", MEETING)
    known = "trained" if duty is Duty.TRAINED_MINUTE_TAKER else "training not recorded"
    assert f"Nan Orr, {known}" in said
