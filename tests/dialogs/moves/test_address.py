"""Reporting an address, by card and by typing, and what follows it, until its chain is closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cards.layout import UK
from cards.moves.notices import whereabouts_notice_card
from cppm.groups.core_group import Registration
from cppm.meetings.meeting import Child
from cppm.moves.address_records import AddressChange, AddressKind, LinkKind
from cppm.moves.whereabouts import Whereabouts
from cppm.records import NoticeKind
from tests import builders, builders_group
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, OUTSIDER, STARTS_AT, TEAM_LEADER
from tests.builders_group import FORMED_AT
from tests.dialogs.chat import Chat, words
from tests.dialogs.group_room import GroupRoom, group_room

NOW = STARTS_AT + timedelta(days=3)
"""Friday 20 November 2026, 14:00."""
TODAY = "2026-11-20"
FOSTER = {"kind": "foster care", "since": TODAY, "safe": "false", "address": "3 Mill Wynd, Perth, PH1 5AA"}
STAY = {
    "kind": "holiday or stay outside the area", "since": "2026-11-21", "until": "2026-11-30", "safe": "false",
    "council": "Argyll and Bute", "living": "away", "address": "8 Shore Road, Oban",
}  # fmt: skip


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as opened:
        yield opened


async def kept(room: GroupRoom) -> Whereabouts:
    found = await room.store.whereabouts.of_case((await room.group()).case_ref)
    assert found is not None
    return found


async def told(room: GroupRoom, kind: NoticeKind) -> list[str]:
    """To whom messages of a kind are owed."""
    return [d.to for d in await room.store.outbox.of_meeting((await kept(room)).id) if d.kind is kind]


async def entry(room: GroupRoom) -> AddressChange:
    return (await kept(room)).addresses[-1]


async def report(room: GroupRoom, values: dict[str, str] = FOSTER) -> Chat:
    """Ewan reports an address on the card; the chat is his."""
    lead = room.chat(LEAD)
    await lead.send("address.open", {"g": room.id})
    assert "The new address is reported" in await lead.press("Report it", **values)
    return lead


async def link(room: GroupRoom, kind: LinkKind) -> dict[str, str]:
    root = await kept(room)
    found = next(each for each in root.addresses[-1].waiting if each.kind is kind)
    return {"j": root.id, "h": found.id}


async def answer_all(room: GroupRoom, day: str = TODAY) -> str:
    admin, heard = room.chat(ADMIN), ""
    while (await entry(room)).waiting:
        found = (await entry(room)).waiting[0]
        await admin.send("addressdone.open", {"j": (await kept(room)).id, "h": found.id})
        how = next(iter(admin.input("how")["choices"]))["value"] if _asks(admin, "how") else "noted"
        heard = await admin.press("Record it", on=day, how=how, who="Iona Bell, duty team")
    return heard


def _asks(chat: Chat, name: str) -> bool:
    try:
        chat.input(name)
    except StopIteration:
        return False
    return True


class TestReporting:
    async def test_by_card_with_all_but_three_answers_filled_in(self, room: GroupRoom) -> None:
        """ADR-01: under a minute on a phone."""
        lead = room.chat(LEAD)
        await lead.say("address")
        assert lead.input("since")["value"] == TODAY
        heard = await lead.press("Report it", **FOSTER)
        assert "3 Mill Wynd" in heard
        assert ": Put it into the children and families database" in heard
        found = await entry(room)
        assert (found.kind, found.by, found.children) == (AddressKind.FOSTER, LEAD.id, ["c_kay"])

    async def test_by_typing_alone(self, room: GroupRoom) -> None:
        """ADR-01, ADR-03"""
        await room.chat(HEALTH).goes(
            [
                ("new address", "What is it?"),
                ("holiday", "From which day?"),
                ("tomorrow", "Until which day?"),
                ("30 November", "Which council is it there?"),
                ("Argyll and Bute", "or do they live there for now?"),
                ("they come back", "Must somebody not learn this address?"),
                ("no", "What is the new address?"),
                ("8 Shore Road, Oban", "The new address is reported"),
            ]
        )
        found = await entry(room)
        assert (found.since, found.until, found.council) == (
            date(2026, 11, 21),
            date(2026, 11, 30),
            "Argyll and Bute",
        )
        assert len(found.waiting) == 4
        assert set(await told(room, NoticeKind.ADDRESS_REPORTED)) == {"duty:CP Administration", LEAD.id}

    async def test_a_half_finished_report_is_still_there(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = room.chat(LEAD)
        await lead.goes([("address", "What is it?"), ("kinship", "From which day?")])
        await lead.say("home")
        assert "From which day?" in await lead.later(timedelta(hours=2)).say("address")

    async def test_pressed_twice_is_one_entry(self, room: GroupRoom) -> None:
        lead = await report(room)
        await lead.repeat()
        assert len((await kept(room)).addresses) == 1

    async def test_strangers_report_nothing_and_hear_nothing(self, room: GroupRoom) -> None:
        """ADR-01"""
        for person in (OUTSIDER, CHAIR, TEAM_LEADER):
            heard = await room.chat(person).send("address.open", {"g": room.id})
            assert "I have not done that" in heard
            assert "Kay" not in heard
        await report(room)
        for verb in ("addresschain.open", "addressend.open", "addressfix.open", "addressletter.open"):
            ids = {"j": (await kept(room)).id, "h": (await entry(room)).id}
            heard = await room.chat(OUTSIDER).send(verb, ids)
            assert "I have not done that" in heard
            assert "Mill Wynd" not in heard

    async def test_what_cannot_stand_is_refused_with_the_answers_kept(self, room: GroupRoom) -> None:
        """ADR-02"""
        lead = room.chat(LEAD)
        await lead.send("address.open", {"g": room.id})
        heard = await lead.press("Report it", **{**STAY, "until": "2026-11-20"})
        assert "The last day is before the first" in heard
        assert lead.input("address")["value"] == "8 Shore Road, Oban"

    async def test_it_is_reached_from_home_and_from_the_core_group(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = room.chat(LEAD)
        await lead.say("home")
        assert "New address" in lead.buttons()
        chair = room.chat(CHAIR)
        await chair.say("home")
        assert "New address" not in chair.buttons(), "the chair is told, and reports none"
        await lead.send("group.open", {"g": room.id})
        while "Report a new address" not in lead.buttons():
            await lead.press("More")
        assert "Whose address" not in await lead.press("Report a new address")


class TestTheChain:
    async def test_each_link_is_answered_by_its_own_and_the_reporter_sees_it(self, room: GroupRoom) -> None:
        """ADR-01, TIM-18"""
        lead = await report(room)
        await lead.press("It is in the database")
        assert "In the database: Friday 20 November 2026, Ewan Reid" in await lead.press(
            "Record it", on=TODAY, how="own"
        )
        assert "Take note of it" not in lead.buttons()
        admin = room.chat(ADMIN)
        await admin.send("addressdone.open", await link(room, LinkKind.ADMINISTRATION))
        assert "each has answered" in await admin.press("Record it", on=TODAY, how="noted")
        assert (await kept(room)).settled
        assert await told(room, NoticeKind.ADDRESS_DONE) == [LEAD.id]

    async def test_a_link_by_typing(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = await report(room)
        await lead.goes(
            [
                ("address done", "On which day was it done?"),
                ("keep", "How?"),
                ("I entered it", "That is recorded"),
            ]
        )

    async def test_a_day_typed_for_the_line_that_came_filled_in_is_taken_for_it(
        self, room: GroupRoom
    ) -> None:
        """TIM-18: all is filled in, and the day was another."""
        await report(room)
        admin = room.chat(ADMIN)
        heard = await admin.send("addressdone.open", await link(room, LinkKind.ADMINISTRATION))
        assert "It is filled in: change what is not right, or type send." in heard
        heard = await admin.say("yesterday")
        assert "Thursday 19 November 2026, Sheila Park. Noted" in heard

    async def test_the_keeper_elsewhere_is_told_by_name_and_then_in_writing(self, room: GroupRoom) -> None:
        """ADR-03"""
        lead = await report(room, STAY)
        await lead.send("addressdone.open", await link(room, LinkKind.KEEPER_TOLD))
        heard = await lead.press("Record it", on=TODAY, how="phone", who="Iona Bell, duty team")
        assert "By phone (Iona Bell, duty team)" in heard
        await lead.send("addressletter.open", {"j": (await kept(room)).id, "h": (await entry(room)).id})
        letter = await lead.press("Draft it", to="")
        assert "The Keeper of the Child Protection Register, Argyll and Bute" in letter
        assert "8 Shore Road, Oban" in letter
        assert "Kay" not in letter
        assert lead.file is not None
        assert lead.file.name == f"Letter to the keeper {(await kept(room)).case_ref}.docx"
        await answer_all(room)
        assert (await entry(room)).waiting == []

    async def test_what_is_answered_already_says_so(self, room: GroupRoom) -> None:
        lead = await report(room)
        ids = await link(room, LinkKind.DATABASE)
        await lead.send("addressdone.open", ids)
        await lead.press("Record it", on=TODAY, how="own")
        assert "Nothing waits for your answer there" in await room.chat(HEALTH).send("addressdone.open", ids)

    async def test_administration_alone_answers_for_itself(self, room: GroupRoom) -> None:
        """ADR-01"""
        await report(room)
        refused = await room.chat(HEALTH).send("addressdone.open", await link(room, LinkKind.ADMINISTRATION))
        assert "CP Administration" in refused
        assert "I have not done that" in refused

    async def test_it_stands_on_home_of_whoever_owes_it_until_done(self, room: GroupRoom) -> None:
        """TIM-18"""
        lead = await report(room)
        assert "Put a new address into the database" in await lead.say("home")
        await answer_all(room)
        assert "Put a new address" not in await lead.say("home")

    async def test_the_board_of_the_case_lists_what_holds_and_what_is_over(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = await report(room)
        ids = {"j": (await kept(room)).id, "h": (await entry(room)).id}
        await lead.send("addressfix.open", ids)
        await lead.press("Go on", what="never", why="The placement fell through")
        await report(room, STAY)
        heard = await lead.say("addresses")
        assert (
            heard.index("Now")
            < heard.index("8 Shore Road")
            < heard.index("Earlier")
            < heard.index("Mill Wynd")
        )
        assert "Called off before anybody had answered" in heard


class TestAStay:
    async def test_lead_professional_and_team_leader_decide_on_the_visit(self, room: GroupRoom) -> None:
        """ADR-04: by card, and the second by typing."""
        lead = await report(room, STAY)
        await lead.press("Decide on a visit")
        heard = await lead.press("Record it", visit="true", who="Oban", by="2026-11-25", why="Ten days")
        assert "The other one is asked" in heard
        assert "Change the proposal" in heard
        leader = room.chat(TEAM_LEADER)
        await leader.goes(
            [
                ("visit during the stay", "Does somebody visit the child"),
                ("keep", "Who makes the visit?"),
                ("keep", "By which day?"),
                ("keep", "Why?"),
                ("keep", "The visit is decided"),
            ]
        )
        assert LinkKind.VISIT in [each.kind for each in (await entry(room)).waiting]
        await lead.say("stay visit")
        assert "The other one is asked" in await lead.press(
            "Record it", visit="true", who="Oban", by="2026-11-24", why="Ten days"
        )

    async def test_a_visit_lies_within_the_stay_and_that_is_said_at_its_question(
        self, room: GroupRoom
    ) -> None:
        """ADR-04"""
        lead = await report(room, STAY)
        await lead.goes(
            [
                ("stay visit", "Does somebody visit"),
                ("yes", "Who makes the visit?"),
                ("Oban", "By which day?"),
                ("4 December", "The day must lie within the stay"),
                ("25 November", "Why?"),
            ]
        )

    async def test_what_has_not_begun_can_be_called_off_but_has_not_ended(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = await report(room, STAY)
        assert "No address of a case of yours goes on" in await lead.say("they are back")
        heard = await lead.say("change address entry")
        assert "It did not happen" in heard
        assert "They are back, or it ended" not in heard

    async def test_the_letter_about_its_end_is_drafted_by_typing(self, room: GroupRoom) -> None:
        """ADR-03"""
        lead = await report(room, {**STAY, "since": TODAY})
        await lead.goes(
            [
                ("they are back", "On which day"),
                ("today", "Where are they now"),
                ("back with their mother", "is recorded"),
            ]
        )
        await lead.goes([("letter to the keeper", "What is the keeper there called?")])
        assert "They have left: the stay ended on" in await lead.say("none")

    async def test_they_are_back(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = await report(room, {**STAY, "since": "2026-11-18"})
        await answer_all(room)
        await lead.goes(
            [
                ("they are back", "On which day did it end?"),
                ("yesterday", "Where are they now?"),
                ("back at home", "The end is recorded"),
            ]
        )
        found = await entry(room)
        assert (found.ended_on, len(found.waiting)) == (date(2026, 11, 19), 4)
        assert "each has answered" in await answer_all(room)

    async def test_they_stay_longer(self, room: GroupRoom) -> None:
        """ADR-02"""
        lead = await report(room, STAY)
        await lead.goes(
            [
                ("they stay longer", "What is to be changed?"),
                ("longer", "Until which day do they stay?"),
                ("4 December", "Why?"),
                ("The aunt is ill", "The longer stay is recorded"),
            ]
        )
        assert (await entry(room)).until == date(2026, 12, 4)


class TestCorrecting:
    async def test_the_report_opens_filled_in_and_replaces_the_wrong_one(self, room: GroupRoom) -> None:
        """ADR-01"""
        lead = await report(room)
        await lead.press("It ended, or is to change")
        await lead.press("Go on", what="wrong")
        assert lead.input("address")["value"] == FOSTER["address"]
        right = {**FOSTER, "address": "30 Mill Wynd, Perth", "why": "A nought was missing"}
        assert "30 Mill Wynd" in await lead.press("Report it", **right)
        wrong, fresh = (await kept(room)).addresses
        assert (wrong.replaced_by, fresh.replaces) == (fresh.id, wrong.id)
        heard = await lead.send("addresschain.open", {"j": (await kept(room)).id, "h": wrong.id})
        assert "Corrected by another entry" in heard


async def test_two_entries_that_wait_for_the_same_step_are_told_apart(room: GroupRoom) -> None:
    """ADR-02"""
    await report(room)
    await report(room, {**FOSTER, "kind": "kinship care", "address": "5 Shore Road, Perth"})
    heard = await room.chat(ADMIN).say("address done")
    for kind in ("foster care", "kinship care"):
        for done in ("It is in the database", "Take note of it"):
            assert f"{done}: Kay, {kind}" in heard


async def test_siblings_may_go_apart(tmp_path: Path) -> None:
    """ADR-01"""
    group = builders_group.a_group_with_plan()
    group.registrations.append(Registration(Child("c_robin", "Robin", age=4), FORMED_AT))
    async with group_room(tmp_path, group, now=NOW) as room:
        lead = room.chat(LEAD)
        await lead.say("address")
        assert lead.input("children")["value"] == "c_kay,c_robin"
        heard = await lead.press("Report it", children="c_kay", **FOSTER)
        assert "This says nothing of Robin" in heard
        assert (await entry(room)).children == ["c_kay"]


async def test_before_a_core_group_the_planning_meeting_knows_the_family(tmp_path: Path) -> None:
    """ADR-01"""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as room:
        meeting = builders.an_invited_meeting(case_ref="PK-26-0999")
        meeting.id = "m_new"
        await room.store.meetings.add(meeting)
        lead = room.chat(LEAD)
        await lead.send("address.open", {"m": meeting.id})
        assert "The new address is reported" in await lead.press("Report it", **FOSTER)
        assert await room.store.whereabouts.of_case("PK-26-0999")


async def test_before_the_first_planning_meeting_its_lead_types_a_new_address(tmp_path: Path) -> None:
    """ADR-01: the lead professional and administration find the family by typing; nobody else does."""
    async with group_room(tmp_path, now=NOW) as room:
        await room.store.meetings.add(builders.a_booked_meeting())
        for who in (ADMIN, LEAD):
            assert "Foster care" in await room.chat(who).say("new address")
        for who in (CHAIR, HEALTH):
            assert "I can't take an address from you" in await room.chat(who).say("new address")
        await room.chat(LEAD).send("address.submit", {"m": "m_kay"}, **FOSTER)
        found = await room.store.whereabouts.of_case("PK-26-0137")
        assert found
        assert found.addresses[0].address == FOSTER["address"]


async def test_what_was_missed_is_explained_agreed_to_and_stands_on_the_board_of_the_case(
    room: GroupRoom,
) -> None:
    """TIM-18 CON-09: with the clocks of the core group, the worst first."""
    await report(room, STAY)
    room.now = NOW + timedelta(days=4)
    lead = room.chat(LEAD)
    board = await lead.send("clockboard.open", {"g": room.id})
    late = "Put a new address into the database"
    assert board.index(late) < board.index("Core group PK")
    assert "Nobody has said why yet" in board
    key = f"address_database:{(await link(room, LinkKind.DATABASE))['h']}"
    about = {"j": (await kept(room)).id, "k": key}
    assert "Say why it is late" in await lead.send("clocks.one", about)
    await lead.press("Say why it is late")
    why = {"reason": "The database was down", "interim": "not needed", "manager": TEAM_LEADER.id}
    heard = await lead.press("Record", **why, until="2026-11-26")
    assert "Why it is late is recorded" in heard
    assert "Shore Road" not in heard
    assert await told(room, NoticeKind.LIMIT_TO_APPROVE) == [TEAM_LEADER.id]
    root, manager = await kept(room), room.chat(TEAM_LEADER)
    card = whereabouts_notice_card(NoticeKind.LIMIT_TO_APPROVE, root, TEAM_LEADER, key, UK)
    assert "The database was down" not in words(card)
    await manager.send("approve.open", about)
    assert "You agreed to the missed limit" in await manager.press("Send", agrees="true")
    board = await room.chat(CHAIR).send("clockboard.open", {"g": room.id})
    assert "Why it is late: The database was down. Isla Baird agreed" in board
    one = await room.chat(CHAIR).send("clocks.one", about)
    assert "The database was down" in one
    assert "Say why it is late" not in one


async def test_who_keeps_order_sees_the_clocks_of_addresses_and_no_others(room: GroupRoom) -> None:
    """TIM-18"""
    await report(room)
    for way in ({"j": (await kept(room)).id}, {"g": room.id}):
        heard = await room.chat(TEAM_LEADER).send("clockboard.open", way)
        assert "Put a new address into the database" in heard
        assert "core group" not in heard.replace("core group together", "")
    assert "All clocks of PK-26-0137" in await room.chat(TEAM_LEADER).say("clocks")
    assert "I have not done that" in await room.chat(OUTSIDER).send("clockboard.open", {"g": room.id})
