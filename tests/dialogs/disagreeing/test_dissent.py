"""Dissent: in the dissenter's own words, read by whom it concerns; nothing stops for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.disagreeing.dissent import PROTECTION_GOES_ON
from cppm.meetings import attendance, conduct
from cppm.meetings.meeting import Child, Deputy, FamilyLine, Option, Phase
from cppm.people import Agency, Person, Standing
from cppm.records import NoticeKind
from cppm.timing import clocks
from storage.people import NewPerson
from storage.store import Store
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    a_closed_meeting,
    a_decided_meeting,
    a_family,
    a_viewed_meeting,
    an_invited_meeting,
)
from tests.dialogs.after_views import NOW, Room
from tests.dialogs.chat import nodes

ODD = (
    "**I** disagree: see [this](https://example.org), 1. first\n"
    "- the {{DATE(2026-11-17, SHORT)}} of the bruise < 3 days & older\n"
    "Naïve? “Quoted”, it’s 50 % _sure_ #1 👍"
)
LENA = Child("c_lena", "Lena", age=4)
LENAS_LINE = FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)
WORDS = {"reason": "The injuries have an explanation.", "alternative": "A child's plan without the register."}


@pytest.fixture
async def room(store: Store) -> Room:
    return Room(store)


async def test_by_typing_alone(room: Room) -> None:
    await room.hold(a_closed_meeting())
    health = room.chat(HEALTH)
    await health.goes(
        [
            ("I disagree", PROTECTION_GOES_ON),
            ("The injuries have an explanation.", "What would you have decided instead, and why?"),
            ("A child's plan without the register.", "This is what I will record"),
        ]
    )
    assert (await room.meeting()).dissents == []
    recorded = await health.say("yes")
    assert "Your dissent is recorded" in recorded
    assert (
        "Tell your line manager first, and look at the resolution and escalation guide together." in recorded
    )
    (kept,) = (await room.meeting()).dissents
    assert (kept.person, kept.child, kept.disagrees_with) == (HEALTH.id, KAY.id, Option.PLACE)
    assert (kept.reason, kept.alternative) == tuple(WORDS.values())
    assert await room.owed_to(NoticeKind.DISSENT_TO_CHAIR) == [CHAIR.id]


async def test_by_card_alone_and_while_the_meeting_is_open(room: Room) -> None:
    await room.hold(a_decided_meeting())
    police = room.chat(POLICE)
    await police.send("dissent.open", {"m": room.id})
    await police.press("Continue", child=KAY.id, **WORDS)
    assert "Your dissent is recorded" in await police.press("Record")
    assert (await room.meeting()).phase is Phase.OPEN
    assert police.buttons()[0] == "I have told my line manager"


async def test_half_by_typing_half_by_card(room: Room) -> None:
    await room.hold(a_closed_meeting())
    police = room.chat(POLICE)
    await police.say("dissent")
    form = police.card
    await police.say("The injuries have an explanation.")
    police.cards.append(form)
    await police.press("Continue", child=KAY.id, reason="", alternative="A child's plan.")
    await police.press("Record")
    (kept,) = (await room.meeting()).dissents
    assert (kept.reason, kept.alternative) == ("The injuries have an explanation.", "A child's plan.")


async def test_is_kept_and_shown_word_for_word(room: Room) -> None:
    await room.hold(a_closed_meeting())
    health = room.chat(HEALTH)
    await health.say("dissent")
    await health.press("Continue", child=KAY.id, reason=ODD, alternative="None of it\u202e.")
    recorded = await health.press("Record")
    (kept,) = (await room.meeting()).dissents
    assert kept.reason == ODD
    assert kept.alternative == "None of it."
    for line in ODD.split("\n"):
        assert line.replace("{{", "{\u2060{") in recorded
    runs = [n["text"] for n in nodes(health.card) if n.get("type") == "TextRun"]
    assert any("**I** disagree" in text for text in runs)
    assert not any("**I**" in n["text"] for n in nodes(health.card) if n.get("type") == "TextBlock")


async def test_tags_of_the_client_are_no_words(room: Room) -> None:
    await room.hold(a_closed_meeting())
    health = room.chat(HEALTH)
    await health.goes(
        [
            ("dissent", "Why do you disagree?"),
            ("<p>I <b>disagree</b> with <at>Quorate</at> &amp; all</p>", "What would you have decided"),
            ("n/a", "What would you have decided instead, and why?"),
        ]
    )
    assert (await room.meeting()).dissents == []


async def test_two_children_are_asked_about(room: Room) -> None:
    await room.hold(a_decided_meeting(children=[KAY, LENA], family=[*a_family(), LENAS_LINE]))
    health = room.chat(HEALTH)
    assert "Which decision do you disagree with?" in await health.say("dissent")
    await health.press("Continue", child=LENA.id, **WORDS)
    await health.press("Record")
    assert [d.child for d in (await room.meeting()).dissents] == [LENA.id]


async def test_the_child_of_the_button_needs_no_asking(room: Room) -> None:
    await room.hold(a_decided_meeting(children=[KAY, LENA], family=[*a_family(), LENAS_LINE]))
    health = room.chat(HEALTH)
    await health.send("dissent.open", {"m": room.id, "c": LENA.id})
    assert health.input("child")["value"] == LENA.id


async def test_pressed_twice_is_kept_once(room: Room) -> None:
    await room.hold(a_closed_meeting())
    health = room.chat(HEALTH)
    await health.say("dissent")
    await health.press("Continue", child=KAY.id, **WORDS)
    confirm = health.card
    await health.press("Record")
    assert "Your dissent is recorded" in await health.repeat()
    health.cards.append(confirm)
    assert "Your dissent is recorded" in await health.press("Record")
    assert len((await room.meeting()).dissents) == 1
    assert len(await room.owed(NoticeKind.DISSENT_TO_CHAIR)) == 1


async def test_a_second_one_stands_beside_the_first(room: Room) -> None:
    await room.hold(a_closed_meeting())
    health = room.chat(HEALTH)
    for reason in ("First reason.", "Second reason."):
        await health.say("dissent")
        await health.press("Continue", child=KAY.id, reason=reason, alternative="A child's plan.")
        await health.press("Record")
    assert [d.reason for d in (await room.meeting()).dissents] == ["First reason.", "Second reason."]
    assert "You recorded a dissent on Tuesday 17 November 2026" in await health.say("dissent")


async def test_a_deputy_who_sat_in_may(room: Room) -> None:
    meeting = an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, BOOKED_AT + timedelta(hours=1), POLICE_DEPUTY)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id, SCHOOL.id], [POLICE.id], [], STARTS_AT)
    done = a_decided_meeting()
    meeting.decisions = done.decisions
    await room.hold(meeting)
    assert "Record dissent" in await room.chat(POLICE_DEPUTY).say("dissent")
    assert "you are not marked as present" in await room.chat(POLICE).send("dissent.open", {"m": room.id})


@pytest.mark.parametrize("person", [REPORTER, CHAIR])
async def test_roles_without_a_view_have_no_dissent(room: Room, person: Person) -> None:
    await room.hold(a_closed_meeting(invited=[POLICE, HEALTH, REPORTER]))
    refused = await room.chat(person).send("dissent.open", {"m": room.id})
    assert "Dissent is recorded by those who took part" in refused
    assert "and there is none at the moment" in await room.chat(person).say("dissent")


async def test_who_stayed_away_speaks_with_their_manager(room: Room) -> None:
    await room.hold(a_closed_meeting(present=[LEAD, POLICE, HEALTH]))
    refused = await room.chat(SCHOOL).send("dissent.open", {"m": room.id})
    assert "Speak with your line manager" in refused


async def test_somebody_else_learns_nothing(room: Room) -> None:
    await room.hold(a_closed_meeting())
    for verb in ("dissent.open", "dissent.read"):
        assert "not on the invitation list" in await room.chat(OUTSIDER).send(verb, {"m": room.id})


async def test_there_is_no_dissent_before_a_decision(room: Room) -> None:
    await room.hold(a_viewed_meeting())
    refused = await room.chat(POLICE).send("dissent.open", {"m": room.id})
    assert "The chair has not decided on Kay yet." in refused
    assert "and there is none at the moment" in await room.chat(POLICE).say("dissent")


# The line manager


async def dissented(room: Room, person: Person) -> str:
    """This person has recorded a dissent; its id."""
    await room.hold(a_closed_meeting())
    chat = room.chat(person)
    await chat.say("dissent")
    await chat.press("Continue", child=KAY.id, **WORDS)
    await chat.press("Record")
    return (await room.meeting()).dissents[0].id


async def inspector(room: Room) -> Person:
    new = NewPerson("tenant", "aad-9", "Kirsty Munro", Agency.POLICE, Standing.STATUTORY, "Inspector")
    return await room.store.people.enrol(new, None)


async def test_the_enrolled_manager_gets_a_card_once(room: Room) -> None:
    manager = await inspector(room)
    police = replace(POLICE, line_manager=manager.id)
    kept = await dissented(room, police)
    chat = room.chat(police)
    assert await room.owed(NoticeKind.DISSENT_TO_MANAGER) == []
    told = await chat.say("I have told my line manager")
    assert "Kirsty Munro gets a card from me, without what you wrote." in told
    assert await room.owed_to(NoticeKind.DISSENT_TO_MANAGER) == [manager.id]
    again = await room.chat(police).later(timedelta(hours=2)).send("manager.open", {"m": room.id, "d": kept})
    assert "Recorded Tuesday 17 November 2026, 14:45" in again
    assert len(await room.owed(NoticeKind.DISSENT_TO_MANAGER)) == 1
    assert (await room.meeting()).dissents[0].manager_told_at == NOW
    assert "no dissent that your line manager is still to hear of" in await chat.say("told my manager")


async def test_without_an_enrolled_manager_nobody_gets_a_card(room: Room) -> None:
    await dissented(room, HEALTH)
    assert "I know no line manager of yours" in await room.chat(HEALTH).say("told my manager")
    assert await room.owed(NoticeKind.DISSENT_TO_MANAGER) == []


async def test_only_the_dissenter_tells_the_manager(room: Room) -> None:
    kept = await dissented(room, HEALTH)
    refused = await room.chat(POLICE).send("manager.open", {"m": room.id, "d": kept})
    assert "I can't find that dissent" in refused
    assert (await room.meeting()).dissents[0].manager_told_at is None


# Reading


@pytest.mark.parametrize("reader", [CHAIR, HEALTH])
async def test_the_chair_and_the_dissenter_read_it(room: Room, reader: Person) -> None:
    kept = await dissented(room, HEALTH)
    read = await room.chat(reader).send("dissent.read", {"m": room.id, "d": kept})
    for words in ("Ailsa Grant, Health", *WORDS.values(), PROTECTION_GOES_ON, "Not yet recorded as told"):
        assert words in read
    reads = await room.store.reads.of_case("PK-26-0137")
    assert [(r.who, r.what) for r in reads] == [(reader.id, "dissent")]


@pytest.mark.parametrize("other", [POLICE, LEAD, THIRD])
async def test_nobody_else_does(room: Room, other: Person) -> None:
    kept = await dissented(room, HEALTH)
    refused = await room.chat(other).send("dissent.read", {"m": room.id, "d": kept})
    assert "I have not done that" in refused
    assert WORDS["reason"] not in refused
    assert (
        "no dissent for you to read. One that was raised with you opens with answer dissent"
        in await room.chat(other).say("read dissent")
    )
    assert await room.store.reads.of_case("PK-26-0137") == []


async def test_one_dissenter_does_not_read_anothers(room: Room) -> None:
    kept = await dissented(room, HEALTH)
    police = room.chat(POLICE)
    await police.say("dissent")
    await police.press("Continue", child=KAY.id, reason="Other words.", alternative="Other again.")
    await police.press("Record")
    refused = await police.send("dissent.read", {"m": room.id, "d": kept})
    assert "whoever recorded this dissent" in refused
    assert "Which one do you want to read?" in await room.chat(CHAIR).say("read dissent")
    assert "Other words." in await police.say("read dissent")


async def test_cp_administration_does_not_read_it(room: Room) -> None:
    kept = await dissented(room, HEALTH)
    assert "I have not done that" in await room.chat(ADMIN).send("dissent.read", {"m": room.id, "d": kept})


async def test_what_is_due_goes_on(room: Room) -> None:
    await room.hold(a_closed_meeting())
    before = {due.key for due in clocks.dues(await room.meeting(), PROFILE)}
    chat = room.chat(HEALTH)
    await chat.say("dissent")
    await chat.press("Continue", child=KAY.id, **WORDS)
    await chat.press("Record")
    after = {due.key for due in clocks.dues(await room.meeting(), PROFILE)}
    assert before < after
    assert [key.split(":")[0] for key in after - before] == ["manager_told"]
