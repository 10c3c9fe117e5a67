import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import NullPool, create_engine

from cppm.meetings import attendance
from cppm.meetings.meeting import PlanningMeeting
from cppm.records import Notice, NoticeKind
from storage import lanes
from storage.database import database_url
from storage.journeys import travelling
from storage.outbox import Claimed, Owed, State
from storage.store import Store, open_store
from tests import builders
from tests.storage.conftest import KEY, Hand

LEASE = timedelta(minutes=2)


def reminder(n: int, **more: object) -> Owed:
    return Owed(Notice(NoticeKind.REMINDER, builders.HEALTH.id, f"n{n}"), "m_kay", **more)  # type: ignore[arg-type]


async def owe(store: Store, clock: Hand, count: int = 1) -> list[str]:
    return await store.outbox.owe([reminder(n) for n in range(count)], clock.now)


async def state_of(store: Store, id: str) -> State:
    return next(d.state for d in await store.outbox.of_meeting("m_kay") if d.id == id)


async def test_a_change_owes_its_messages_in_the_same_transaction(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    await store.outbox.claim(clock.now)
    await store.meetings.update(
        meeting.id,
        lambda m: attendance.cannot_attend(m, builders.HEALTH, "On leave", clock.now),
        builders.HEALTH,
    )
    told = await store.outbox.claim(clock.now)
    assert {(m.kind, m.to) for m in told} == {
        (NoticeKind.ABSENCE, builders.CHAIR.id),
        (NoticeKind.ABSENCE, builders.LEAD.id),
    }
    assert {(m.meeting_id, m.caused_by, m.attempt, m.unsure) for m in told} == {
        (meeting.id, builders.HEALTH.id, 1, 0)
    }


async def test_the_same_message_is_owed_once_ever(store: Store, clock: Hand) -> None:
    first = await owe(store, clock, 2)
    assert len(first) == 2
    assert await owe(store, clock, 3) != []
    assert len(await store.outbox.claim(clock.now)) == 3
    for id in first:
        await store.outbox.sent(id, "a1", clock.now)
    assert await owe(store, clock, 3) == []


async def test_what_is_not_yet_due_waits(store: Store, clock: Hand) -> None:
    await store.outbox.owe([reminder(1, due_at=clock.now + timedelta(hours=1))], clock.now)
    assert await store.outbox.claim(clock.now) == []
    assert len(await store.outbox.claim(clock.forward(hours=1))) == 1


async def test_the_earliest_due_go_first_and_no_more_than_asked(store: Store, clock: Hand) -> None:
    for n in (3, 1, 2):
        await store.outbox.owe([reminder(n, due_at=clock.now + timedelta(minutes=n))], clock.now)
    clock.forward(hours=1)
    assert [m.key[-2:] for m in await store.outbox.claim(clock.now, limit=2)] == ["n1", "n2"]


async def test_a_sent_message_is_reported_with_its_activity(store: Store, clock: Hand) -> None:
    (id,) = await owe(store, clock)
    assert await state_of(store, id) is State.WAITING
    await store.outbox.claim(clock.now)
    assert await state_of(store, id) is State.SENDING
    await store.outbox.sent(id, "activity-1", clock.now)
    report = await store.outbox.by_key(reminder(0))
    assert report is not None
    assert (report.state, report.activity_id, report.sent_at) == (State.SENT, "activity-1", clock.now)
    assert report.attempts == 1
    assert await store.outbox.claim(clock.forward(days=1)) == []


async def test_a_message_to_try_again_comes_back_at_its_time_and_says_why(store: Store, clock: Hand) -> None:
    (id,) = await owe(store, clock)
    await store.outbox.claim(clock.now)
    await store.outbox.retry(id, clock.now + timedelta(seconds=30), "throttled")
    assert await store.outbox.claim(clock.now) == []
    (report,) = await store.outbox.of_meeting("m_kay")
    assert (report.state, report.why) == (State.WAITING, "throttled")
    (again,) = await store.outbox.claim(clock.forward(seconds=30))
    assert (again.id, again.attempt, again.unsure) == (id, 2, 0)


async def test_what_a_killed_process_held_comes_back_when_its_lease_ends(
    store: Store, other: Store, clock: Hand
) -> None:
    (id,) = await owe(store, clock)
    await other.outbox.claim(clock.now, lease=LEASE)
    assert await store.outbox.claim(clock.forward(seconds=119)) == []
    (back,) = await store.outbox.claim(clock.forward(seconds=1))
    assert (back.id, back.attempt, back.unsure) == (id, 2, 0)


async def test_a_late_mark_can_not_take_a_message_from_its_new_sender(
    store: Store, other: Store, clock: Hand
) -> None:
    (id,) = await owe(store, clock)
    await store.outbox.claim(clock.now, lease=LEASE)
    await other.outbox.claim(clock.forward(minutes=2), lease=LEASE)
    await store.outbox.retry(id, clock.now, "slow")
    assert await store.outbox.claim(clock.now) == []
    assert await state_of(store, id) is State.SENDING


async def test_to_have_been_sent_outweighs_every_other_mark(store: Store, other: Store, clock: Hand) -> None:
    (id,) = await owe(store, clock)
    await store.outbox.claim(clock.now, lease=LEASE)
    await other.outbox.claim(clock.forward(minutes=2), lease=LEASE)
    await store.outbox.sent(id, "activity-1", clock.now)
    await other.outbox.failed(id, "gone")
    assert await state_of(store, id) is State.SENT
    assert await store.outbox.claim(clock.forward(days=1)) == []


@pytest.mark.parametrize(("mark", "state"), [("failed", State.FAILED), ("unknown", State.UNKNOWN)])
async def test_trouble_is_shown_until_somebody_sees_to_it(
    store: Store, clock: Hand, mark: str, state: State
) -> None:
    (id,) = await owe(store, clock)
    await store.outbox.claim(clock.now)
    await getattr(store.outbox, mark)(id, "refused: gone")
    (trouble,) = await store.outbox.troubled()
    assert (trouble.id, trouble.state, trouble.why) == (id, state, "refused: gone")
    assert await store.outbox.claim(clock.forward(days=1)) == []
    await store.outbox.dropped(id, "told by telephone")
    assert await store.outbox.troubled() == []


async def test_a_failed_message_can_be_sent_after_all(store: Store, other: Store, clock: Hand) -> None:
    (id,) = await owe(store, clock)
    await store.outbox.claim(clock.now)
    await store.outbox.failed(id, "gone")
    await other.outbox.retry(id, clock.now, "installed again")
    assert [m.id for m in await store.outbox.claim(clock.now)] == [id]


async def test_two_claimers_never_share_a_message(store: Store, other: Store, clock: Hand) -> None:
    await owe(store, clock, 60)
    claims = await asyncio.gather(*((store, other)[n % 2].outbox.claim(clock.now, 10) for n in range(8)))
    ids = [message.id for claim in claims for message in claim]
    assert len(ids) == len(set(ids)) == 60


async def test_on_postgresql_a_claim_does_not_wait_for_another(pg_url: str, clock: Hand) -> None:
    store = open_store(pg_url, [KEY], builders.PROFILE, now=clock)
    await owe(store, clock, 6)
    engine = create_engine(database_url(pg_url), poolclass=NullPool)
    with travelling(engine) as held:  # the driver begins a transaction with the first statement
        first = {x.id for x in lanes.claim(held, lanes.Lane.MESSAGES, clock.now, 4, clock.now + LEASE)}
        second = {m.id for m in await store.outbox.claim(clock.now, 10)}
    assert (len(first), len(second), first & second) == (4, 2, set())
    await store.close()


async def test_marks_made_at_the_same_time_are_all_kept(store: Store, clock: Hand) -> None:
    await owe(store, clock, 40)
    messages: list[Claimed] = await store.outbox.claim(clock.now)
    await asyncio.gather(*(store.outbox.sent(m.id, f"a-{m.id}", clock.now) for m in messages))
    report = await store.outbox.of_meeting("m_kay")
    assert all(d.state is State.SENT and d.activity_id == f"a-{d.id}" for d in report)


async def test_the_oldest_waiting_message_is_known(store: Store, clock: Hand) -> None:
    assert await store.outbox.oldest_waiting() is None
    owed_at = clock.now
    await owe(store, clock)
    clock.forward(hours=3)
    assert await store.outbox.oldest_waiting() == owed_at
    await store.outbox.claim(clock.now)
    assert await store.outbox.oldest_waiting() is None


# What nobody can know


async def claimed(store: Store, clock: Hand) -> Claimed:
    (message,) = await store.outbox.claim(clock.now)
    return message


async def unsure(store: Store) -> int:
    (report,) = await store.outbox.of_meeting("m_kay")
    return report.unsure


async def test_an_attempt_that_ended_with_its_process_may_have_arrived(
    store: Store, other: Store, clock: Hand
) -> None:
    await owe(store, clock)
    assert await other.outbox.begin(await claimed(other, clock))
    clock.forward(minutes=2)
    back = await claimed(store, clock)
    assert back.unsure == 1
    assert await store.outbox.begin(back)
    await store.outbox.sent(back.id, "a-2", clock.now)
    assert await unsure(store) == await store.outbox.perhaps_twice() == 1


async def test_what_is_known_of_an_attempt_is_not_unsure(store: Store, clock: Hand) -> None:
    await owe(store, clock)
    message = await claimed(store, clock)
    await store.outbox.begin(message)
    await store.outbox.retry(message.id, clock.now, "throttled", message.unsure)
    assert await unsure(store) == 0
    message = await claimed(store, clock)
    await store.outbox.begin(message)
    await store.outbox.sent(message.id, "a-1", clock.now)
    assert await unsure(store) == await store.outbox.perhaps_twice() == 0


async def test_a_message_that_shows_nothing_new_when_repeated_is_never_unsure(
    store: Store, clock: Hand
) -> None:
    await owe(store, clock)
    assert await store.outbox.begin(await claimed(store, clock), may_show_twice=False)
    assert await unsure(store) == 0


async def test_an_earlier_attempt_stays_unsure_when_a_later_one_brings_the_post_up_to_date(
    store: Store, clock: Hand
) -> None:
    """The first may have made a post of its own, which nobody knows of."""
    await owe(store, clock)
    message = await claimed(store, clock)
    await store.outbox.begin(message)
    await store.outbox.retry(message.id, clock.now, "no answer", unsure=1)
    again = await claimed(store, clock)
    await store.outbox.begin(again, may_show_twice=False)
    await store.outbox.sent(again.id, "a-1", clock.now, may_show_twice=False)
    assert await unsure(store) == await store.outbox.perhaps_twice() == 1


async def test_whoever_lost_the_lease_does_not_begin(store: Store, other: Store, clock: Hand) -> None:
    await owe(store, clock)
    late = await claimed(store, clock)
    clock.forward(minutes=2)
    now = await claimed(other, clock)
    assert not await store.outbox.begin(late)
    assert await other.outbox.begin(now)
    await other.outbox.sent(now.id, "a-1", clock.now)
    assert not await other.outbox.begin(now)
    assert await unsure(store) == 0


async def test_one_message_at_a_time_posts_about_a_thing(store: Store, other: Store, clock: Hand) -> None:
    until = clock.now + LEASE
    held = await asyncio.gather(
        *(by.threads.hold("g_1", "w_1", f"x{n}", clock.now, until) for n in range(4) for by in (store, other))
    )
    assert sum(held) == 2  # one message, asked for twice
    assert await store.threads.hold("g_1", "w_2", "x9", clock.now, until)
    for n in range(4):
        await store.threads.let_go("g_1", "w_1", f"x{n}")
    assert await other.threads.hold("g_1", "w_1", "x8", clock.now, until)
    assert not await store.threads.hold("g_1", "w_1", "x9", clock.now, until)
    assert await store.threads.hold("g_1", "w_1", "x9", until, until + LEASE)
