"""Somebody joins or leaves a core group, it is handed over, and a deputy reads what they sat in."""

from __future__ import annotations

from pathlib import Path

from cppm.groups import gatherings, in_session, membership
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Coming, Deputy
from cppm.people import Person
from cppm.records import NoticeKind
from tests import builders_group
from tests.builders import (
    ADMIN,
    CHAIR,
    GP,
    HEALTH,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    PROFILE,
    SCHOOL,
    TEAM_LEADER,
)
from tests.builders_group import DAY, FIRST_AT, FORMED_AT, HOUR, settle_gathering
from tests.dialogs.group_room import group_room

NOW = FORMED_AT + DAY


def members(group: CoreGroup) -> list[str]:
    return [p.name for p in group.current_members]


async def test_somebody_joins_by_typing(tmp_path: Path) -> None:
    """CG-01, CG-02: with what they do with the family."""
    async with group_room(tmp_path, builders_group.a_core_group(), now=NOW) as room:
        await room.chat(LEAD).goes(
            [
                ("somebody joins the core group", "Who joins the core group?"),
                ("Priya Nair", "What do they do with the family?"),
                ("Sees Kay every month", "Priya Nair is in the core group"),
            ]
        )
        assert GP.name in members(await room.group())
        assert [d.to for d in await room.owed(NoticeKind.GROUP_JOINED)] == [GP.id]
        assert "Who is in it" in await room.chat(GP).say("core group")


async def test_somebody_joins_and_leaves_by_card(tmp_path: Path) -> None:
    """CG-02: what they still owe falls to the lead professional."""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as room:
        chat = room.chat(ADMIN)
        await chat.send("cgjoin.open", {"g": room.id})
        heard = await chat.press("Bring them in", who=POLICE.id, why="Follows the bail conditions")
        assert "Fiona Blair is in the core group" in heard
        await chat.send("cgleave.open", {"g": room.id})
        heard = await chat.press("Take them out", who=HEALTH.id, why="Another health visitor now")
        assert "1, now with Ewan Reid" in heard
        assert "Their visits still stand in the plan: please say who visits now." in heard
        assert "Who visits?" in await chat.press("Say who visits")
        assert members(await room.group()) == [LEAD.name, SCHOOL.name, POLICE.name]
        assert "You are not in this core group" in await room.chat(HEALTH).send("group.open", {"g": room.id})


async def test_after_a_meeting_in_two_parts_people_are_warned_before_anybody_meets_or_reads(
    tmp_path: Path,
) -> None:
    """PAR-02, LPP-05"""
    group = builders_group.an_open_gathering()
    group.family_parts = {line.id: str(part) for line, part in zip(group.family, (1, 2), strict=True)}
    names = " and ".join(line.within for line in group.family)
    async with group_room(tmp_path, group, now=NOW) as room:
        chat = room.chat(LEAD)
        for verb in ("group.open", "cgroll.open", "cgdate.open"):
            assert f"{names} were in different parts" in await chat.send(verb, {"g": room.id}), verb
        joins = await chat.send("cgjoin.open", {"g": room.id})
        assert "reads the whole plan and the record of each core group" in joins
        assert "Bring in only somebody who may know both" in joins


async def test_who_joins_after_a_meeting_keeps_no_outcome_of_it(tmp_path: Path) -> None:
    """CG-13"""
    group = builders_group.a_closed_gathering()
    joined = FIRST_AT + DAY
    membership.bring_in(group, LEAD, POLICE, joined, "Follows the bail conditions")
    async with group_room(tmp_path, group, now=joined) as room:
        assert "I have kept the outcome" not in await room.chat(POLICE).send("group.open", {"g": room.id})
        assert "I have kept the outcome" in await room.chat(HEALTH).send("group.open", {"g": room.id})
        read = await room.chat(POLICE).say("core group record")
        assert "0 of 3 members have kept it" in read


async def test_who_leads_it_is_not_offered_to_leave_but_may_hand_it_over(tmp_path: Path) -> None:
    """CG-04"""
    async with group_room(tmp_path, builders_group.a_core_group(), now=NOW) as room:
        chat = room.chat(LEAD)
        await chat.say("take out of core group")
        offered = str(chat.input("who"))
        assert HEALTH.id in offered
        assert LEAD.id not in offered
        await chat.say("cancel")
        await chat.goes(
            [
                ("hand over core group", "What is handed over?"),
                ("the chair", "Who takes over?"),
                ("Isla Baird", "Why?"),
                ("Ewan is away for months", "The core group is handed over"),
            ]
        )
        group = await room.group()
        assert (group.chair.name, group.lead_professional.name) == (TEAM_LEADER.name, LEAD.name)
        told = {d.to for d in await room.owed(NoticeKind.GROUP_HANDED_OVER)}
        assert told == {HEALTH.id, SCHOOL.id, CHAIR.id}


async def test_it_is_handed_over_by_card_and_who_may_not_lead_is_refused(tmp_path: Path) -> None:
    """PLN-10"""
    async with group_room(tmp_path, builders_group.a_core_group(), now=NOW) as room:
        chat = room.chat(ADMIN)
        await chat.send("group.open", {"g": room.id})
        await chat.send("cghandover.open", {"g": room.id})
        given = {"to": TEAM_LEADER.id, "why": "A new team"}
        heard = await chat.press("Hand it over", what="lead professional", **given)
        assert "not recorded as a qualified social worker" in heard
        assert (await room.group()).lead_professional == LEAD
        await chat.send("cghandover.open", {"g": room.id})
        assert "is handed over" in await chat.press("Hand it over", what="chair of the core group", **given)


async def test_nobody_else_changes_who_is_in_it(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=NOW) as room:
        for person in (HEALTH, CHAIR, OUTSIDER):
            for job in ("cgjoin", "cgleave", "cghandover"):
                heard = await room.chat(person).send(f"{job}.open", {"g": room.id})
                refused = (
                    "You are not in this core group" if person is OUTSIDER else "Only the chair of the core"
                )
                assert refused in heard, (person.id, job)
                assert "Kay" not in heard
        assert "You keep the members of no core group" in await room.chat(OUTSIDER).say(
            "hand over core group"
        )


async def test_a_repeated_press_shows_who_is_in_it_now(tmp_path: Path) -> None:
    async with group_room(tmp_path, builders_group.a_core_group(), now=NOW) as room:
        chat = room.chat(LEAD)
        await chat.send("cgjoin.open", {"g": room.id})
        await chat.press("Bring them in", who=GP.id, why="Sees Kay")
        assert "Priya Nair" in await chat.repeat()
        assert len(await room.owed(NoticeKind.GROUP_JOINED)) == 1


# Deputies


def sat_in() -> CoreGroup:
    group, deputy = builders_group.a_group_with_plan(), Deputy(GP.name, True, True, GP.id)
    first = group.gatherings[0].id
    gatherings.reply(group, HEALTH, first, Coming.DEPUTY, NOW, deputy=deputy, enrolled=GP)
    in_session.open_gathering(group, LEAD, first, FIRST_AT)
    settle_gathering(group, FIRST_AT + 50 * MINUTE)
    in_session.close(group, LEAD, first, FIRST_AT + HOUR, PROFILE)
    return group


async def test_a_deputy_reads_the_record_they_sat_in_by_its_word_and_by_its_button(tmp_path: Path) -> None:
    """ATT-02, CG-13"""
    async with group_room(tmp_path, sat_in(), now=FIRST_AT + DAY) as room:
        held = await room.closed()
        chat = room.chat(GP)
        for heard in (
            await chat.say("core group record"),
            await chat.send("cgread.open", {"g": room.id, "w": held.id}),
        ):
            assert "It works; they ask for help early" in heard
            assert "deputy for Ailsa Grant" in heard
            assert chat.buttons() == ["Home"]


async def test_a_deputy_opens_nothing_else_of_the_group_afterwards(tmp_path: Path) -> None:
    """CG-02"""
    async with group_room(tmp_path, sat_in(), now=FIRST_AT + DAY) as room:
        ahead = (await room.gathering()).id
        for verb in (
            "group.open",
            "group.more",
            "plan.open",
            "sightings.open",
            "seen.open",
            "significant.open",
        ):
            heard = await room.chat(GP).send(verb, {"g": room.id})
            assert "You are not in this core group" in heard, verb
            assert "Kay" not in heard, verb
        assert "not in this core group" in await room.chat(GP).send("cgread.open", {"g": room.id, "w": ahead})
        assert "You are not in any core group" in await room.chat(GP).say("core group")
        assert "core group" not in (await room.chat(GP).say("home")).lower()


async def test_who_has_left_the_group_reads_no_record(tmp_path: Path) -> None:
    async with group_room(tmp_path, sat_in(), now=FIRST_AT + DAY) as room:
        held = await room.closed()
        await room.change(lambda g: membership.let_go(g, LEAD, SCHOOL.id, FIRST_AT + DAY))
        for person in _left():
            heard = await room.chat(person).send("cgread.open", {"g": room.id, "w": held.id})
            assert "not in this core group" in heard


def _left() -> list[Person]:
    """Who was a member, who never was, and who keeps the dates."""
    return [SCHOOL, OUTSIDER, ADMIN]
