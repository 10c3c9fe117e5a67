"""The desks at work: what each shows, what a line opens, and that nobody sits at another's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import JOBS
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, Notice, NoticeKind
from dialogs import home
from dialogs.engine import Engine
from storage.addresses import Address
from storage.outbox import Owed, State
from storage.people import Identity
from tests import builders
from tests.builders import ADMIN, BOOKED_AT, CHAIR, HEALTH, LEAD, OUTSIDER, POLICE, SERVICE_MANAGER, STARTS_AT
from tests.dialogs.chat import PRIVATE, nodes
from tests.dialogs.group_room import LintedChat
from tests.dialogs.invited import Room, open_room

NOW = BOOKED_AT + timedelta(hours=2)
AFTER = STARTS_AT + timedelta(days=2)
REFUSED = "I have not done that"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    found = await the_room(tmp_path, NOW, builders.an_invited_meeting())
    yield found
    await found.store.close()


@pytest.fixture
async def closed(tmp_path: Path) -> AsyncIterator[Room]:
    found = await the_room(tmp_path, AFTER, builders.a_closed_meeting())
    yield found
    await found.store.close()


async def the_room(folder: Path, now: datetime, *meetings: PlanningMeeting) -> Room:
    found = await open_room(folder, now, *meetings)
    found.engine = Engine(found.store, builders.PROFILE, JOBS, home.home)
    return found


def chat(room: Room, person: Person) -> LintedChat:
    return LintedChat(room.engine, person, room.now, replace(PRIVATE, conversation=f"a:{person.id}"))


def lines(speaker: LintedChat) -> list[dict[str, Any]]:
    """What the lines of the newest card open."""
    return [each["selectAction"] for each in nodes(speaker.card) if "selectAction" in each]


async def lose(room: Room, *kinds: NoticeKind, to: Person = POLICE) -> list[str]:
    """These messages to somebody have failed."""
    owed = [Owed(Notice(kind, to.id, str(n)), "m_kay") for n, kind in enumerate(kinds)]
    found = await room.store.outbox.owe(owed, room.now)
    await room.store.outbox.claim(room.now, 1000)
    for id in found:
        await room.store.outbox.failed(id, "403 BotNotInstalled")
    return found


async def chat_of(room: Room, person: Person) -> Address:
    identity = await room.store.people.identity_of(person.id)
    assert isinstance(identity, Identity)
    return Address("https://t.example/", identity.tenant, f"a:{person.id}", "personal", identity.aad_id)


async def test_administration_sees_answers_and_reports_awaited_and_opens_the_wall(room: Room) -> None:
    admin = chat(room, ADMIN)
    heard = await admin.say("desk")
    assert "Desk: CP Administration" in heard
    assert "Invitations without an answer (" in heard
    assert "Reports missing (" in heard
    assert "people" in heard
    line = next(each for each in lines(admin) if each["verb"] == "ready.open")
    assert "Who is ready" in await admin.send(line["verb"], {"m": line["data"]["m"]})


async def test_a_desk_is_brought_up_to_date_in_its_place(room: Room) -> None:
    admin = chat(room, ADMIN)
    await admin.say("desk")
    assert admin.card["refresh"]["action"]["verb"] == "desk.open"
    answer = await admin.send("desk.open", {"l": "admin"})
    assert "Desk: CP Administration" in answer


async def test_home_leads_those_to_their_desk_who_have_one(room: Room) -> None:
    for person, has in ((ADMIN, True), (CHAIR, True), (LEAD, True), (POLICE, False), (OUTSIDER, False)):
        heard = chat(room, person)
        await heard.say("home")
        assert ("My desk" in heard.buttons()) is has, person.id


@pytest.mark.parametrize("desk", ["admin", "register", "manager", "chair", "lead"])
async def test_nobody_else_sits_at_a_desk(room: Room, desk: str) -> None:
    for verb in ("desk.open", "desk.more"):
        heard = await chat(room, POLICE).send(verb, {"l": desk})
        assert REFUSED in heard
        assert "0137" not in heard
    assert REFUSED in await chat(room, POLICE).say("desk")


async def test_the_chair_sees_each_meeting_with_answers_reports_and_the_quorum(room: Room) -> None:
    """QUO-02"""
    chair = chat(room, CHAIR)
    heard = await chair.say("desk")
    assert "My meetings (1)" in heard
    assert "reports awaited" in heard
    assert "answers and" in heard
    assert "awaited. As answered: " in heard
    assert "Who is ready" in await chair.send("ready.open", {"m": "m_kay"})


async def test_the_lead_professional_sees_the_next_dates_of_each_case(room: Room) -> None:
    heard = await chat(room, LEAD).say("desk")
    assert "My children: next dates (1)" in heard
    assert "Planning meeting: Tuesday" in heard
    assert "Kay" not in heard


async def test_somebody_with_two_desks_chooses(room: Room) -> None:
    await room.store.people.change(ADMIN.id, None, duties=ADMIN.duties | {Duty.KEEPER})
    both = replace(ADMIN, duties=ADMIN.duties | {Duty.KEEPER})
    admin = chat(room, both)
    assert "Which desk?" in await admin.say("desk")
    assert "Desk: keeper of the register" in await admin.press("Desk: keeper of the register")
    assert "Other desks" in admin.buttons()
    assert "Desk: CP Administration" in await admin.say("desk cp administration")


async def test_the_keeper_sees_register_changes_and_says_that_one_is_made(closed: Room) -> None:
    """REG-03, REG-04"""
    keeper = chat(closed, replace(OUTSIDER, duties=frozenset({Duty.KEEPER})))
    heard = await keeper.say("desk")
    assert "Register changes to make (" in heard
    assert "Register changes to make known (" in heard
    line = next(each for each in lines(keeper) if each["verb"] == "done.open")
    ids = {name: line["data"][name] for name in ("m", "k")}
    assert "Bring the register up to date" in await keeper.send("done.open", ids)
    done = await keeper.press("It is done", note="")
    assert "It is recorded as done" in done
    assert "Go to the meeting" not in done
    assert ids["k"] in (await closed.meeting()).attested


async def test_what_is_to_be_made_known_is_looked_at_without_a_way_into_the_meeting(closed: Room) -> None:
    keeper = chat(closed, replace(OUTSIDER, duties=frozenset({Duty.KEEPER})))
    await keeper.say("desk")
    line = next(each for each in lines(keeper) if each["verb"] == "clocks.one")
    heard = await keeper.send("clocks.one", {name: line["data"][name] for name in ("m", "k")})
    assert "Tell the family what the register holds" in heard
    assert "Go to the meeting" not in keeper.buttons()
    assert "All clocks" not in heard


async def test_the_duty_contact_is_given_at_any_hour_and_never_what_the_register_holds(room: Room) -> None:
    """REG-01, REG-02, TIM-27"""
    heard = await chat(room, OUTSIDER).say("duty")
    assert builders.PROFILE.duty_contact in heard
    assert "I am not the register" in heard


async def test_what_is_late_reaches_the_desk_of_whoever_was_asked_to_help(closed: Room) -> None:
    """CON-09"""
    closed.now += timedelta(days=40)
    manager = chat(closed, SERVICE_MANAGER)
    heard = await manager.say("desk")
    assert "Your help is asked for (" in heard
    line = next(each for each in lines(manager) if each["verb"] == "clocks.one")
    opened = await manager.send("clocks.one", {name: line["data"][name] for name in ("m", "k")})
    assert REFUSED not in opened
    assert "Go to the meeting" not in opened


async def test_a_chair_sees_what_is_late_and_waits_for_their_help_and_goes_on_from_it(closed: Room) -> None:
    """CON-09 REG-03"""
    closed.now += timedelta(days=40)
    chair = chat(closed, CHAIR)
    heard = await chair.say("desk")
    assert "Your help is asked for (" in heard
    late = "has not recorded that the register is up to date"
    assert late in heard
    asked = [each["data"]["k"] for each in lines(chair) if each["verb"] == "clocks.one"]
    update = next(key for key in asked if key.startswith("register_update"))
    assert REFUSED not in await chair.send("clocks.one", {"m": "m_kay", "k": update})
    assert "Go to the meeting" in chair.buttons()
    admin = chat(closed, ADMIN)
    await admin.send("done.open", {"m": "m_kay", "k": update})
    await admin.press("It is done", note="")
    assert late not in await chair.say("desk")


# Messages that did not arrive


async def test_lost_messages_are_one_line_a_person_and_are_closed_with_who_when_and_how(room: Room) -> None:
    """SUM-01"""
    lost = await lose(room, NoticeKind.KEY_POINTS, NoticeKind.RESTRICTED_ALERT)
    admin = chat(room, ADMIN)
    heard = await admin.say("desk")
    assert "Messages that did not arrive (2)" in heard
    assert "2 messages: Key points, Confidential message" in heard
    assert heard.count("Fiona Blair") == 1
    await admin.send("toldotherwise.open", {"p": POLICE.id})
    when = {"at_date": "2026-11-02", "at_time": "10:30"}
    done = await admin.press("They were told", which=",".join(lost), how="phone", who="Fiona Blair", **when)
    assert "The messages are closed" in done, done
    for id in lost:
        became = await room.store.outbox.by_id(id)
        assert became is not None
        assert became.state is State.DROPPED
    assert await room.store.outbox.troubled() == []
    facts = [f for f in await room.store.audit.of_case("PK-26-0137") if f.kind == FactKind.TOLD_OTHERWISE]
    assert [(f.by, f.detail["who"], f.detail["how"]) for f in facts] == [
        (ADMIN.id, "Fiona Blair", "phone")
    ] * 2
    assert "did not arrive" not in await admin.say("desk")


async def test_a_lost_message_is_closed_by_typing_alone(room: Room) -> None:
    await lose(room, NoticeKind.KEY_POINTS)
    admin = chat(room, ADMIN)
    await admin.goes([("told another way", "How were they told?"), ("nobody", "Why does nobody")])
    assert "The message is closed" in await admin.say("They were at the meeting")
    assert await room.store.outbox.troubled() == []


async def test_only_administration_closes_messages_and_only_those_that_are_lost(room: Room) -> None:
    await lose(room, NoticeKind.KEY_POINTS)
    assert REFUSED in await chat(room, CHAIR).send("toldotherwise.open", {"p": POLICE.id})
    assert "has arrived or is on its way" in await chat(room, ADMIN).send(
        "toldotherwise.open", {"p": HEALTH.id}
    )
    assert len(await room.store.outbox.troubled()) == 1


async def test_whoever_cannot_be_reached_has_a_line_that_opens_their_details(room: Room) -> None:
    place = await chat_of(room, POLICE)
    await room.store.addresses.remember(place)
    await room.store.addresses.inactive(place.conversation, "the app was removed")
    admin = chat(room, ADMIN)
    heard = await admin.say("desk")
    assert "Not reachable in Teams (1)" in heard
    assert "Quorate is not installed for them. Ask them to add it in Teams" in heard
    assert "Change somebody's details" in await admin.send("change.open", {"p": POLICE.id})
    await room.store.addresses.remember(place)
    assert "Not reachable" not in await admin.say("desk")


async def test_a_long_desk_goes_on_over_several_cards(tmp_path: Path) -> None:
    meetings = []
    for number in range(14):
        meeting = builders.an_invited_meeting(case_ref=f"PK-26-{number + 200:04}")
        meeting.id = f"m_{number}"
        meetings.append(meeting)
    room = await the_room(tmp_path, NOW, *meetings)
    admin = chat(room, ADMIN)
    await admin.say("desk")
    seen = len(lines(admin))
    while more := [title for title in admin.buttons() if title.endswith(" more")]:
        await admin.press(more[0])
        seen += len(lines(admin))
    assert seen >= 28
    await room.store.close()
