"""The core group's own card for each person at each stage, my list, home, the dates, linking a channel."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from pathlib import Path

import pytest

from app import JOBS
from cards.elements import AdaptiveCard
from cards.groups.group_notices import CARDS, group_notice_card
from cards.groups.group_occasion import GroupOccasion
from cards.moves.notices import CARDS as WHEREABOUTS_CARDS
from cards.notices import CARDS as PLANNING_CARDS
from cppm.groups import following
from cppm.groups.core_group import CoreGroup, FamilyMember
from cppm.meetings.meeting import Option
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.timing.timescales import at_local
from dialogs.commands import joined
from dialogs.groups import core_group, group_hub
from dialogs.scene import Scene
from dialogs.turn import Place, PlaceKind, Turn
from tests import builders, builders_group
from tests.builders import ADMIN, CHAIR, EVERYBODY, HEALTH, LEAD, OUTSIDER, POLICE, PROFILE, SCHOOL
from tests.builders_group import FIRST_AT, FORMED_AT
from tests.cards.lint import assert_good_card
from tests.dialogs.chat import nodes
from tests.dialogs.group_room import CHANNEL, group_room

DAY = timedelta(days=1)
WHOLE = joined(JOBS)
LEADS = {*WHOLE.doors, *(f"{job}.open" for job in WHOLE.forms), "home.open", "help.open"}
"""Every verb that answers."""
OWN = [kind for kind in CARDS if kind.startswith(("group", "gathering"))]
"""The messages about the group and its meetings; the others need what they are about."""
FAMILY = ("Kay", "mother", "Injuries", "grandmother", "Breakfast club")


def ended() -> CoreGroup:
    group = builders_group.a_group_before_review()
    following.follow(
        group,
        builders_group.a_review(group, Option.REMOVE),
        builders_group.REVIEW_AT,
        builders_group.ids("e"),
        PROFILE,
    )
    return builders_group.drained(group)


STAGES: dict[str, Callable[[], CoreGroup]] = {
    "formed": builders_group.a_core_group,
    "with a plan": builders_group.a_group_with_plan,
    "open": builders_group.an_open_gathering,
    "settled": builders_group.a_settled_gathering,
    "closed": builders_group.a_closed_gathering,
    "before the review": builders_group.a_group_before_review,
    "ended": ended,
}


@cache
def at_stage(stage: str) -> CoreGroup:
    """A group to look at, not to change."""
    return STAGES[stage]()


def scene_of(person: Person) -> Scene:
    turn = Turn("t1", "tenant", "a1", person, Place("a:1", PlaceKind.PERSONAL), FIRST_AT)
    return Scene(turn, None, PROFILE, {})  # type: ignore[arg-type]


def verbs(card: AdaptiveCard) -> set[str]:
    return {str(each["verb"]) for each in nodes(card.to_dict()) if each.get("type") == "Action.Execute"}


def readers(group: CoreGroup) -> list[Person]:
    return [p for p in EVERYBODY if p.id in group.participants() or p is ADMIN]


# The card


@pytest.mark.parametrize("stage", STAGES)
def test_the_groups_card_for_each_person_at_each_stage(stage: str) -> None:
    group = at_stage(stage)
    for person in readers(group):
        card = core_group.group_for(group, scene_of(person))
        assert_good_card(card)
        assert verbs(card) <= LEADS


@pytest.mark.parametrize("stage", STAGES)
def test_every_step_leads_somewhere_and_stands_there_once(stage: str) -> None:
    group = at_stage(stage)
    for person in EVERYBODY:
        found = group_hub.steps(group, person, FIRST_AT)
        assert {step.verb for step in found} <= LEADS
        keys = [(step.verb, *step.ids.values()) for step in found]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", OWN)
def test_every_notice_of_a_group_has_a_card_at_every_stage(kind: NoticeKind, stage: str) -> None:
    group = at_stage(stage)
    for reader in (CHAIR, LEAD, HEALTH, SCHOOL, POLICE, None):
        for about in ("", *(g.id for g in group.gatherings[-2:])):
            card = group_notice_card(kind, GroupOccasion(group, reader, about, PROFILE))
            assert_good_card(card, never=FAMILY)
            assert verbs(card) <= LEADS


def test_every_kind_of_notice_belongs_to_one_place() -> None:
    """A meeting, a core group, a request, or where the children live."""
    requests = {NoticeKind.MEETING_REQUESTED, NoticeKind.REQUEST_ANSWERED, NoticeKind.REQUEST_TO_BOOK}
    none_of_them = {NoticeKind.UNDELIVERED, NoticeKind.LEFT_TO_YOU}
    assert {*PLANNING_CARDS, *CARDS, *WHEREABOUTS_CARDS} | requests | none_of_them == set(NoticeKind)


@pytest.mark.parametrize("stage", STAGES)
def test_the_channels_card_says_nothing_of_the_family_and_not_where_they_meet(stage: str) -> None:
    group = deepcopy(at_stage(stage))
    for gathering in group.gatherings:
        gathering.place = "12 Rose Terrace"
    about = group.gatherings[-1].id
    card = group_notice_card(NoticeKind.GATHERING_IN_CHANNEL, GroupOccasion(group, None, about, PROFILE))
    names = [p.name for p in readers(group)]
    assert_good_card(card, channel=True, never=[*FAMILY, "Rose Terrace", *names])


async def test_the_card_shows_who_is_in_it_its_dates_and_what_the_meeting_talks_about(tmp_path: Path) -> None:
    """CG-01, CG-19: the plan, the risks, the strengths, and the last actions with their state."""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=FORMED_AT + DAY) as room:
        heard = await room.chat(HEALTH).say("core group")
    for words in (
        "Core group PK-26-0137",
        "Thursday 26 November 2026, 14:00 (UK time)",
        "Not booked yet; by Tuesday 4 May 2027",
        "Is the plan working?",
        "How do parents manage the risks?",
        "What are the strengths?",
        "Ailsa Grant: Weekly visit, by Tuesday 8 December 2026 – open",
        "Ewan Reid, Children and Families Social Work (chair and lead professional)",
        "Kay's mother",
        "Next: Say whether I attend.",
    ):
        assert words in heard, words


def test_the_last_meeting_before_the_review_talks_about_registration() -> None:
    """CG-27: before the review it is discussed, not at it for the first time."""
    before, early = at_stage("before the review"), at_stage("formed")
    for group, said in ((before, True), (early, False)):
        o = GroupOccasion(group, HEALTH, group.current.id if group.current else "", PROFILE)
        for card in (
            core_group.group_for(group, scene_of(HEALTH)),
            group_notice_card(NoticeKind.GATHERING, o),
        ):
            assert ("stay on the register" in str(card.to_dict())) is said


async def test_only_who_belongs_to_it_opens_it(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group()) as room:
        for verb in (
            "group.open",
            "group.more",
            "cgread.open",
            "cgdate.open",
            "cgattend.open",
            "cgroll.open",
        ):
            heard = await room.chat(OUTSIDER).send(verb, {"g": room.id})
            assert "Kay" not in heard, verb
            assert "14:00" not in heard, verb
        assert "Core group PK-26-0137" in await room.chat(ADMIN).send("group.open", {"g": room.id})
        assert "You are not in any core group" in await room.chat(OUTSIDER).say("core group")


async def test_several_groups_are_listed_and_a_reference_finds_one(tmp_path: Path) -> None:
    second = builders_group.a_core_group()
    second.id, second.case_ref = "g_second", "PK-26-0200"
    async with group_room(tmp_path, builders_group.a_core_group(), second) as room:
        chat = room.chat(HEALTH)
        heard = await chat.say("core group")
        assert "Core group PK-26-0137" in heard
        assert "Core group PK-26-0200" in heard
        assert "Who is in it" in await chat.say("core group 0200")
        assert "No core group of yours has 9999" in await chat.say("core groups 9999")


async def test_home_and_meetings_show_core_groups_too(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group()) as room:
        chat = room.chat(HEALTH)
        for said in ("home", "meetings"):
            heard = await chat.say(said)
            assert "Your core groups" in heard
            assert "You: core group member" in heard
        await chat.say("home")
        assert "Who is in it" in await chat.press("Go to Core group PK-26-0137")


# Dates


async def test_the_next_date_is_set_by_typing(tmp_path: Path) -> None:
    """TIM-12, CG-08: within four weeks no reason is asked."""
    group = builders_group.a_closed_gathering()
    group.gatherings = group.gatherings[:1]
    async with group_room(tmp_path, group, now=FIRST_AT + DAY) as room:
        await room.chat(LEAD).goes(
            [
                ("core group date", "Thursday 24 December 2026 at the latest"),
                ("22 December at 14:00", "How do you meet?"),
                ("on Teams", "The next core group is arranged"),
            ]
        )
        gathering = await room.gathering()
        assert gathering.starts_at.isoformat() == "2026-12-22T14:00:00+00:00"
        told = await room.owed(NoticeKind.GATHERING)
        assert {LEAD.id, HEALTH.id, SCHOOL.id} == {d.to for d in told}


async def test_a_later_date_needs_a_reason(tmp_path: Path) -> None:
    """CG-08: longer than four weeks only with a reason."""
    group = builders_group.a_closed_gathering()
    group.gatherings = group.gatherings[:1]
    async with group_room(tmp_path, group, now=FIRST_AT + DAY) as room:
        chat = room.chat(LEAD)
        await chat.goes(
            [
                ("core group date", "When does the core group meet?"),
                ("6 January 2027 at 14:00", "Why then?"),
                ("The school is closed until then", "How do you meet?"),
                ("in person", "Where do you meet?"),
                ("Family centre", "The next core group is arranged"),
            ]
        )
        assert (await room.gathering()).interval_reason == "The school is closed until then"


async def test_a_meeting_is_moved_by_card_and_everybody_is_asked_again(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=FORMED_AT + DAY) as room:
        chat = room.chat(LEAD)
        await chat.send("group.open", {"g": room.id})
        assert "When is it now?" in await chat.press("Move the next meeting")
        answers = {"starts_at_date": "2026-11-25", "starts_at_time": "10:00"}
        heard = await chat.press("Set the date", reason="The health visitor is away", **answers)
        assert "The core group has a new date" in heard
        assert (await room.gathering()).starts_at == at_local(FIRST_AT.date() - DAY, time(10))
        assert HEALTH.id in {d.to for d in await room.owed(NoticeKind.GATHERING_MOVED)}


async def test_what_a_carer_needs_to_come_is_asked_with_the_date(tmp_path: Path) -> None:
    """CG-26"""
    group = builders_group.a_core_group()
    group.family.append(FamilyMember("f_foster", "Kay's foster carer", "foster carer"))
    async with group_room(tmp_path, group, now=FORMED_AT + DAY) as room:
        chat = room.chat(LEAD)
        assert "What do the carers need in order to come" in await chat.send("cgdate.open", {"g": room.id})
        answers = {"starts_at_date": "2026-11-25", "starts_at_time": "10:00", "help_to_come": "A lift"}
        assert "A lift" in await chat.press("Set the date", reason="A clash", **answers)
        assert "A lift" in await room.chat(HEALTH).send("group.open", {"g": room.id})


async def test_a_button_without_the_meeting_moves_the_one_that_is_arranged(tmp_path: Path) -> None:
    """A reminder to set the next date, pressed after somebody else has set it."""
    async with group_room(tmp_path, builders_group.a_core_group(), now=FORMED_AT + DAY) as room:
        chat = room.chat(LEAD)
        heard = await chat.send("cgdate.open", {"g": room.id})
        assert "Arranged for" in heard
        answers = {"starts_at_date": "2026-11-25", "starts_at_time": "10:00"}
        assert "has a new date" in await chat.press("Set the date", reason="A clash", **answers)
        assert len((await room.group()).gatherings) == 1


async def test_a_member_does_not_set_dates(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=FORMED_AT + DAY) as room:
        chat = room.chat(HEALTH)
        assert "There is no core group for which you set the dates" in await chat.say("core group date")
        assert "Only the chair of the core group" in await chat.send("cgdate.open", await room.ids())


# The channel


async def test_the_chair_of_the_core_group_links_its_channel(tmp_path: Path) -> None:
    group = builders_group.a_core_group()
    group.chair = builders.TEAM_LEADER
    async with group_room(tmp_path, group) as room:
        place = replace(CHANNEL, service_url="https://smba.trafficmanager.net/uk/", bot="28:bot")
        chat = replace(room.chat(builders.TEAM_LEADER), place=place)
        assert "This channel is linked" in await chat.say("link PK-26-0137")
        refused = replace(room.chat(HEALTH), place=place)
        assert "I can't link this channel for you" in await refused.say("link PK-26-0137")


async def test_whoever_chairs_the_planning_meeting_is_not_called_chair_of_the_group(tmp_path: Path) -> None:
    """CG-04"""
    async with group_room(tmp_path, builders_group.a_closed_gathering()) as room:
        chair = room.chat(CHAIR)
        assert "You: chair of the planning meeting" in await chair.say("core groups")
        assert "You: chair of the planning meeting" in await chair.say("home")
        assert "Chair of the planning meeting" in await chair.send("group.open", {"g": room.id})
