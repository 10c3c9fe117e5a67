"""Not now, not of this meeting, not at this hour: wholly by typing and wholly by card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from app import JOBS
from cppm.people import Person
from cppm.timing.quiet import QuietHours
from cppm.timing.steps import StepKind
from dialogs import home
from dialogs.engine import Engine
from tests import builders
from tests.builders import CHAIR, OUTSIDER, POLICE, STARTS_AT
from tests.builders_group import a_closed_gathering
from tests.dialogs.chat import PRIVATE
from tests.dialogs.group_room import LintedChat, group_room
from tests.dialogs.invited import Room, open_room

DAY = timedelta(days=1)
NOON = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
"""A Monday, eight days before the meeting."""
REPORT = {"m": "m_kay", "k": "report:p_police"}
NINE_TOMORROW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


@asynccontextmanager
async def office(folder: Path, now: datetime = NOON) -> AsyncIterator[Room]:
    room = await open_room(folder, now, builders.an_invited_meeting())
    room.engine = Engine(room.store, builders.PROFILE, JOBS, home.home)
    yield room
    await room.store.close()


def chat_of(room: Room, person: Person) -> LintedChat:
    """Somebody's chat, in which every card is held to the manners of the house."""
    return LintedChat(room.engine, person, room.now, replace(PRIVATE, conversation=f"a:{person.id}"))


async def snoozed(room: Room) -> dict[str, datetime]:
    """Until when each thing of the police officer's is put off."""
    wishes = await room.store.reminders.wishes(POLICE.id)
    return {due: until for (_, due), until in wishes.snoozed.items()}


async def muted(room: Room) -> frozenset[str]:
    return (await room.store.reminders.wishes(POLICE.id)).muted


# Not now


async def test_the_button_of_a_reminder_puts_it_off_to_tomorrow_morning(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        heard = await chat.send("snooze.tomorrow", REPORT)
        assert "Snoozed" in heard
        assert "Tuesday 10 November 2026, 09:00 (UK time)" in heard
        assert chat.buttons()[0] == "File my report"
        assert await snoozed(room) == {"report:p_police": NINE_TOMORROW}
        [again] = [t for t in await room.store.reminders.of_root("m_kay") if t.item.step is StepKind.SNOOZED]
        assert again.due_at == NINE_TOMORROW


async def test_putting_off_by_typing_alone(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        heard = await chat.say("snooze")
        assert "File my report, CPPM PK-26-0137" in heard
        await chat.goes([("file my report", "When shall I remind you again"), ("3 days", "Snoozed")])
        assert await snoozed(room) == {"report:p_police": datetime(2026, 11, 12, 9, 0, tzinfo=UTC)}


async def test_putting_off_by_card_alone_and_then_for_another_time(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        await chat.send("snooze.tomorrow", REPORT)
        await chat.press("Another time")
        heard = await chat.press("Snooze", how="hour")
        assert "13:00 (UK time)" in heard
        assert await snoozed(room) == {"report:p_police": NOON + timedelta(hours=1)}


async def test_an_hour_that_ends_in_quiet_hours_lasts_until_the_morning(tmp_path: Path) -> None:
    async with office(tmp_path, NOON + timedelta(hours=6, minutes=30)) as room:
        heard = await chat_of(room, POLICE).send("snooze.submit", REPORT, how="hour")
        assert "Tuesday 10 November 2026, 09:00" in heard


async def test_nothing_is_put_off_past_its_limit(tmp_path: Path) -> None:
    limit = datetime(2026, 11, 12, 23, 59, tzinfo=UTC)
    async with office(tmp_path, limit - timedelta(hours=6)) as room:
        await chat_of(room, POLICE).send("snooze.submit", REPORT, how="days")
        assert await snoozed(room) == {"report:p_police": limit - timedelta(hours=1)}
    async with office(tmp_path, limit - timedelta(minutes=30)) as room:
        heard = await chat_of(room, POLICE).send("snooze.tomorrow", REPORT)
        assert "can't be put off any more: its limit is near" in heard


async def test_nobody_puts_off_what_is_somebody_elses_or_done(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        assert "Only whoever owes it" in await chat_of(room, CHAIR).send("snooze.tomorrow", REPORT)
        gone = {"m": "m_kay", "k": "report:p_nobody"}
        assert "This clock has stopped" in await chat_of(room, POLICE).send("snooze.tomorrow", gone)
        assert "Nothing of yours can be put off" in await chat_of(room, OUTSIDER).say("snooze")
        assert await snoozed(room) == {}


# Not of this meeting


async def test_a_meeting_is_muted_and_taken_back_by_card(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        assert "Muted" in await chat.send("mute.open", {"m": "m_kay"})
        assert await muted(room) == {"m_kay"}
        assert "No longer muted" in await chat.press("Take it back")
        assert await muted(room) == frozenset()
        await chat.press("Mute this meeting")
        assert await muted(room) == {"m_kay"}


async def test_a_meeting_is_muted_and_taken_back_by_typing(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        await chat.goes(
            [
                ("mute", "I send you no more reminders of it"),
                ("mute", "There is nothing to mute"),
                ("unmute", "No longer muted"),
                ("unmute", "You have muted nothing"),
            ]
        )


async def test_one_of_several_is_muted_by_its_reference(tmp_path: Path) -> None:
    other = builders.an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    async with office(tmp_path) as room:
        await room.store.meetings.add(other)
        chat = chat_of(room, POLICE)
        assert "Which one do you want to mute?" in await chat.say("mute")
        assert "CPPM PK-26-0200" in await chat.say("mute PK-26-0200")
        assert await muted(room) == {"m_other"}


async def test_muting_says_which_limits_of_a_guide_still_come(tmp_path: Path) -> None:
    room = await open_room(tmp_path, STARTS_AT + 2 * DAY, builders.a_closed_meeting())
    room.engine = Engine(room.store, builders.PROFILE, JOBS, home.home)
    chat = chat_of(room, CHAIR)
    heard = await chat.send("mute.open", {"m": "m_kay"})
    assert "A guide sets a limit for these" in heard
    assert "Release the key points" in heard
    await room.store.close()


async def test_a_stranger_mutes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        heard = await chat_of(room, OUTSIDER).send("mute.open", {"m": "m_kay"})
        assert "not on the invitation list" in heard
        assert (await room.store.reminders.wishes(OUTSIDER.id)).muted == frozenset()


async def test_a_core_group_is_muted_too(tmp_path: Path) -> None:
    async with group_room(tmp_path, a_closed_gathering(), now=STARTS_AT + 12 * DAY) as room:
        chat = room.chat(builders.HEALTH)
        assert "Muted" in await chat.send("mute.open", {"g": room.id})
        assert "Go to the core group" in chat.buttons()
        assert (await room.store.reminders.wishes(builders.HEALTH.id)).muted == {room.id}


# Not at this hour


async def test_quiet_hours_by_typing_alone(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        await chat.goes(
            [
                ("quiet hours", "From when in the evening shall I be quiet?"),
                ("6pm", "Until when in the morning?"),
                ("8:30", "On which days do you work?"),
                ("mon to wed and saturday", "Your quiet hours"),
            ]
        )
        kept = (await room.store.preferences.of(POLICE.id)).quiet
        assert kept == QuietHours(time(18, 0), time(8, 30), frozenset({0, 1, 2, 5}))


async def test_quiet_hours_by_card_alone_filled_in_as_they_are(tmp_path: Path) -> None:
    async with office(tmp_path) as room:
        chat = chat_of(room, POLICE)
        await chat.send("quiet.open")
        assert [chat.input(name)["value"] for name in ("begins", "ends", "days")] == [
            "19:00",
            "07:30",
            "0,1,2,3,4",
        ]
        heard = await chat.press("Keep them", begins="20:00", ends="09:00", days="0,1,2")
        assert "20:00 to 09:00" in heard
        assert "Monday to Wednesday" in heard
        kept = (await room.store.preferences.of(POLICE.id)).quiet
        assert kept == QuietHours(time(20, 0), time(9, 0), frozenset({0, 1, 2}))
