"""What one person is to hear at one moment is one message, whoever gathers it and however often."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from cppm.records import NoticeKind
from cppm.timing.steps import StepKind
from storage.outbox import NO_MEETING, State
from storage.reminders import Bundle, Item
from storage.store import Store
from tests.storage.conftest import Hand

POLICE, HEALTH = "p_police", "p_health"


def item(clock: Hand, due: str, meeting: str = "m_kay", step: StepKind = StepKind.REMINDER) -> Item:
    return Item(meeting, due, step, clock.now)


def bundle(person: str, clock: Hand, *items: Item, hours: float = 0) -> Bundle:
    why = "quiet hours" if hours else ""
    return Bundle(person, clock.now + timedelta(hours=hours), items, why)


async def gathered(store: Store, clock: Hand, *bundles: Bundle) -> list[str]:
    return await store.dues.done([], bundles, [], clock.now)


async def test_what_comes_for_one_person_at_one_moment_is_one_message(store: Store, clock: Hand) -> None:
    (first,) = await gathered(store, clock, bundle(POLICE, clock, item(clock, "report:p_police")))
    assert (
        await gathered(store, clock, bundle(POLICE, clock, item(clock, "attendance:p_police", "m_lee"))) == []
    )
    (message,) = await store.outbox.claim(clock.now)
    assert (message.id, message.kind, message.to, message.meeting_id) == (
        first, NoticeKind.REMINDER, POLICE, NO_MEETING,
    )  # fmt: skip
    held = await store.reminders.of_message(first)
    assert {(each.meeting_id, each.due_key) for each in held} == {
        ("m_kay", "report:p_police"),
        ("m_lee", "attendance:p_police"),
    }


async def test_each_person_gets_a_message_of_their_own(store: Store, clock: Hand) -> None:
    made = await gathered(
        store, clock, bundle(POLICE, clock, item(clock, "a")), bundle(HEALTH, clock, item(clock, "a"))
    )
    assert len(made) == 2
    assert {message.to for message in await store.outbox.claim(clock.now)} == {POLICE, HEALTH}


async def test_a_step_is_told_to_a_person_once_however_often_it_is_gathered(
    store: Store, clock: Hand
) -> None:
    once = bundle(POLICE, clock, item(clock, "report"))
    (message,) = await gathered(store, clock, once)
    assert await gathered(store, clock, once) == []
    await store.outbox.claim(clock.now)
    await store.outbox.sent(message, "a-1", clock.now)
    assert await gathered(store, clock, once) == []
    assert await store.outbox.claim(clock.forward(days=1)) == []


async def test_what_waits_for_the_morning_says_so_and_takes_up_what_comes_later_in_the_night(
    store: Store, clock: Hand
) -> None:
    (message,) = await gathered(store, clock, bundle(POLICE, clock, item(clock, "report"), hours=12))
    later = Bundle(POLICE, clock.now + timedelta(hours=12), (item(clock, "attendance"),), "quiet hours")
    clock.forward(hours=3)
    assert await gathered(store, clock, later) == []
    report = await store.outbox.by_id(message)
    assert report
    assert (report.state, report.why) == (State.WAITING, "quiet hours")
    assert await store.outbox.claim(clock.now) == []
    assert len(await store.outbox.claim(clock.forward(hours=9))) == 1


async def test_what_should_have_gone_while_nothing_ran_takes_up_what_comes_now(
    store: Store, clock: Hand
) -> None:
    (message,) = await gathered(store, clock, bundle(POLICE, clock, item(clock, "report"), hours=2))
    clock.forward(hours=5)
    assert await gathered(store, clock, bundle(POLICE, clock, item(clock, "attendance"))) == []
    assert len(await store.reminders.of_message(message)) == 2


async def test_a_message_that_is_on_its_way_takes_nothing_more_up(store: Store, clock: Hand) -> None:
    (first,) = await gathered(store, clock, bundle(POLICE, clock, item(clock, "report")))
    await store.outbox.claim(clock.now)
    (second,) = await gathered(store, clock, bundle(POLICE, clock, item(clock, "attendance")))
    assert [each.due_key for each in await store.reminders.of_message(first)] == ["report"]
    assert [each.due_key for each in await store.reminders.of_message(second)] == ["attendance"]


async def test_two_processes_that_gather_at_once_make_one_message(
    store: Store, other: Store, clock: Hand
) -> None:
    made = await asyncio.gather(
        *(
            gathered(by, clock, bundle(POLICE, clock, item(clock, f"{n}:{by is store}")))
            for n in range(8)
            for by in (store, other)
        )
    )
    assert len([id for ids in made for id in ids]) == 1
    (message,) = await store.outbox.claim(clock.now)
    assert len(await store.reminders.of_message(message.id)) == 16


async def test_what_was_left_out_keeps_its_reason_and_is_in_the_report_of_the_meeting(
    store: Store, clock: Hand
) -> None:
    done, owed = item(clock, "attendance"), item(clock, "report")
    (message,) = await gathered(store, clock, bundle(POLICE, clock, done, owed))
    await store.outbox.claim(clock.now)
    await store.reminders.left_out(POLICE, [(done, "already done")])
    await store.outbox.sent(message, "a-1", clock.now)
    told = {each.item.due_key: (each.state, each.why) for each in await store.reminders.of_root("m_kay")}
    assert told == {"attendance": (State.SENT, "already done"), "report": (State.SENT, "")}
    assert [each.why for each in await store.reminders.of_message(message)] == ["already done", ""]
    assert await store.reminders.of_root("m_other") == []


async def test_a_snooze_reminds_again_at_its_end(store: Store, clock: Hand) -> None:
    until = clock.now + timedelta(hours=1)
    await store.reminders.snooze(POLICE, "m_kay", "report", until, clock.now)
    assert (await store.reminders.wishes(POLICE)).snoozed == {("m_kay", "report"): until}
    assert await store.outbox.claim(clock.now) == []
    (message,) = await store.outbox.claim(clock.forward(hours=1))
    assert [each.step for each in await store.reminders.of_message(message.id)] == [StepKind.SNOOZED]


async def test_the_latest_snooze_counts_and_old_ones_are_forgotten(store: Store, clock: Hand) -> None:
    for hours in (1, 5):
        await store.reminders.snooze(POLICE, "m_kay", "report", clock.now + timedelta(hours=hours), clock.now)
    assert list((await store.reminders.wishes(POLICE)).snoozed.values()) == [clock.now + timedelta(hours=5)]
    await store.tidy(clock.forward(days=40))
    assert (await store.reminders.wishes(POLICE)).snoozed == {}


async def test_a_meeting_is_muted_for_one_person_until_they_take_it_back(store: Store, clock: Hand) -> None:
    for _ in range(2):
        await store.reminders.mute(POLICE, "m_kay", clock.now)
    assert (await store.reminders.wishes(POLICE)).muted == {"m_kay"}
    assert (await store.reminders.wishes(HEALTH)).muted == frozenset()
    await store.reminders.unmute(POLICE, "m_kay")
    assert (await store.reminders.wishes(POLICE)).muted == frozenset()


async def test_two_steps_of_one_thing_within_minutes_are_told_in_one_message(
    store: Store, clock: Hand
) -> None:
    """A process died between the two: the first went out, the second came when its lease had ended."""
    (message,) = await gathered(store, clock, bundle(POLICE, clock, item(clock, "report")))
    await store.outbox.claim(clock.now)
    await store.outbox.sent(message, "a-1", clock.now)
    clock.forward(minutes=2)
    assert await gathered(store, clock, bundle(POLICE, clock, item(clock, "report"))) == []
    assert len(await store.reminders.of_message(message)) == 2
    helps = item(clock, "report", step=StepKind.ESCALATION)
    assert len(await gathered(store, clock, bundle(POLICE, clock, helps, item(clock, "attendance")))) == 1
    assert len(await store.outbox.claim(clock.forward(minutes=40))) == 1
    assert len(await gathered(store, clock, bundle(POLICE, clock, item(clock, "report")))) == 1
