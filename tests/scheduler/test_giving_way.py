"""People come first: what goes out unasked is done bit by bit, and waits while somebody is answered."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from cppm.records import NoticeKind
from scheduler import giving_way
from scheduler.delivery import Delivery
from scheduler.giving_way import PIECES, GivingWay
from tests.scheduler.conftest import Failed, Office

ROUNDS = 20
"""Rounds of the loop, more than anything here needs to get as far as it can."""


async def rounds() -> None:
    for _ in range(ROUNDS):
        await asyncio.sleep(0)


@pytest.fixture
def for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """People are waited for however long they take, so that no test hangs on the clock."""
    monkeypatch.setattr(giving_way, "GIVES_WAY", 60.0)


@pytest.mark.usefixtures("for_ever")
async def test_a_piece_waits_while_somebody_is_answered() -> None:
    answered = asyncio.Event()
    way = GivingWay(answered.wait)
    piece = asyncio.create_task(way.piece())
    await rounds()
    assert not piece.done()
    answered.set()
    await piece


async def test_people_who_never_stop_hold_nothing_up_for_good() -> None:
    way = GivingWay(asyncio.Event().wait)
    await asyncio.gather(*(way.piece() for _ in range(2 * PIECES)))


async def test_between_a_few_pieces_the_loop_looks_at_what_has_come_in() -> None:
    way, now, done = GivingWay(), 0, list[tuple[int, int]]()

    async def piece(number: int) -> None:
        await way.piece()
        done.append((number, now))

    work = asyncio.gather(*(piece(number) for number in range(3 * PIECES + 1)))
    while not work.done():
        now += 1
        await asyncio.sleep(0)
    assert [number for number, _ in done] == list(range(3 * PIECES + 1))
    assert list(Counter(when for _, when in done).values()) == [PIECES, PIECES, PIECES, 1]


async def test_whoever_asked_and_was_cancelled_holds_up_nobody_behind() -> None:
    way = GivingWay()
    first, second = asyncio.create_task(way.piece()), asyncio.create_task(way.piece())
    await asyncio.sleep(0)
    first.cancel()
    await second
    assert first.cancelled()


@pytest.mark.usefixtures("for_ever")
async def test_messages_go_out_once_the_person_has_been_answered(office: Office) -> None:
    answered = asyncio.Event()
    office.delivery = Delivery(
        *(office.store.outbox, office.composer, office.teams, Failed, office.clock, lambda: office.seconds),
        quiet=answered.wait,
    )
    for key in ("police", "school", "health"):
        await office.owe(NoticeKind.INVITATION, key)
    delivering = asyncio.create_task(office.later())
    while await office.store.outbox.oldest_waiting():  # until all of them are claimed
        await rounds()
    assert office.teams.shown == []
    answered.set()
    assert (await delivering).sent == len(office.teams.shown) == 3


@pytest.mark.usefixtures("for_ever")
async def test_somebody_who_writes_in_the_middle_comes_before_the_messages_that_are_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody, keys = asyncio.Event(), ("police", "school", "health", "third", "lead", "chair")
    nobody.set()
    send = office.teams.send

    async def interrupted(*given: object, **more: object) -> str:
        nobody.clear()  # with the first message comes somebody's turn
        return await send(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(office.teams, "send", interrupted)
    office.delivery = Delivery(
        *(office.store.outbox, office.composer, office.teams, Failed, office.clock, lambda: office.seconds),
        quiet=nobody.wait,
    )
    for key in keys:
        await office.owe(NoticeKind.INVITATION, key)
    delivering = asyncio.create_task(office.later())
    while not office.teams.shown:
        await rounds()
    await rounds()
    assert 0 < len(office.teams.shown) <= PIECES < len(keys)
    monkeypatch.setattr(office.teams, "send", send)
    nobody.set()
    assert (await delivering).sent == len(keys)
