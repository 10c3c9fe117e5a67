"""Ten thousand messages at once, through the outbox: how fast, and how many are lost or come twice.

Beside the stock SDK's continue_conversation; with a person who goes on working meanwhile; with the process
killed half-way; and with as many clocks that come due in the same second.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import orjson

from bench.copies import connect
from bench.found import Found
from bench.load import Sample, drive
from bench.plan import Plan
from bench.processes import Running
from bench.seed import Council, Member, address, seed
from bench.servers import AHEAD
from bench.stage import Stage, Teams, Told, staged
from bench.traffic import Messages
from cppm.councils.profile import load_profile
from cppm.records import Notice, NoticeKind
from scheduler.holidays import scottish_rest_day
from storage.moments import moment
from storage.outbox import Owed
from storage.store import open_store

CROWD = "chat-of-crowd"
"""How the conversations begin that are counted."""
MOODS: dict[str, dict[str, float]] = {
    "0 ms": {},
    "50 ms": {"after": 0.05},
    "5 % throttled": {"throttle_every": 20},
}
STOCK_AT_ONCE = 64
WITHIN = 600.0
"""Seconds in which everything must have gone out."""
ONE_LEASE = 130
"""Seconds after which what a killed process held comes back."""
QUIET_FOR = 3.0
"""Seconds of idle turns that those during a fan-out are compared with."""
PERSONS_TURN = "a person's turn"


async def run(plan: Plan, told: Told) -> Found:
    """Measure fan-outs in rounds, then what is killed and what falls due at once. Raises NotStarted."""
    found, owing = Found(), itertools.count(1)
    async with staged(plan, told) as stage:
        teams = await stage.teams()
        url, fresh = stage.sqlite("quorate"), stage.sqlite("due")
        told(f"Fan-out: seating a crowd of {plan.messages}")
        council = await seed(url, stage.key, 0, plan.busy, teams.service_url, crowd=plan.messages)
        stage.sqlite("due", like=url)
        quorate, stock = await stage.quorate(teams, url), await stage.start("bench.servers", "stock")
        for number in range(plan.repeats):
            for name, mood in MOODS.items():
                told(f"Fan-out, round {number + 1} of {plan.repeats}: {name}")
                await teams.mood(whose=CROWD, **mood)
                await _stock(found, stage, teams, stock, council.crowd, name, number)
                await teams.mood(whose=CROWD, **mood)
                await owe(url, stage.key, council.crowd, next(owing))
                await _ours(found, teams, quorate, url, plan.messages, name, number)
            await _meanwhile(found, stage, teams, quorate, url, council, next(owing), number)
        told("Fan-out: killed half-way")
        await _killed(found, stage, teams, quorate, url, council.crowd, next(owing))
        told("Fan-out: everything due in one second")
        await _due_at_once(found, stage, teams, fresh, plan.messages)
    return found


async def owe(url: str, key: str, crowd: Sequence[Member], number: int) -> None:
    """Owe each of the crowd a message about their meeting: that the chair agreed the list."""
    store = open_store(url, [key], load_profile("perth_kinross", scottish_rest_day))
    try:
        owed = [
            Owed(Notice(NoticeKind.INVITATION, each.id, f"bench-{number}"), each.meeting) for each in crowd
        ]
        await store.outbox.owe(owed, datetime.now(UTC))
    finally:
        await store.close()


async def _ours(
    found: Found, teams: Teams, quorate: Running, url: str, messages: int, mood: str, number: int
) -> None:
    before = quorate.usage
    taken = await all_taken(teams, url, messages)
    after = await quorate.settled()
    _sent(found, "outbox", mood, number, messages, taken, (after.cpu - before.cpu) * 1000 / messages)
    found.prove(f"lost, {mood}, round {number + 1}", 0, messages - taken["conversations"])
    found.prove(f"doubled, {mood}, round {number + 1}", 0, taken["again"])


async def all_taken(teams: Teams, url: str, messages: int) -> dict[str, Any]:
    """Wait until nothing waits in the outbox any more; what the connector had taken by then."""
    try:
        async with asyncio.timeout(WITHIN):
            while (await teams.taken())["conversations"] < messages or await asyncio.to_thread(waiting, url):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.2)
    except TimeoutError:
        pass  # what is missing then counts as lost
    return await teams.taken()


def waiting(url: str) -> int:
    """How many messages are owed and not marked yet."""
    with connect(url) as connection:
        return int(connection.execute("SELECT count(*) FROM outbox WHERE state = 'waiting'").fetchone()[0])


async def _stock(
    found: Found,
    stage: Stage,
    teams: Teams,
    stock: Running,
    crowd: Sequence[Member],
    mood: str,
    number: int,
) -> None:
    """The stock bot writes to some of the crowd, from references it kept."""
    some = crowd[: stage.plan.stock_messages]
    references = [_reference(each.aad_id, teams.service_url) for each in some]
    before = stock.usage
    body = orjson.dumps({"references": references, "at_once": STOCK_AT_ONCE})
    async with stage.session.post(f"{stock.url}/bench/fan-out", data=body) as response:
        response.raise_for_status()
        await response.read()
    taken, after = await teams.taken(), await stock.settled()
    _sent(found, "stock", mood, number, len(some), taken, (after.cpu - before.cpu) * 1000 / len(some))


def _sent(
    found: Found, what: str, mood: str, number: int, messages: int, taken: dict[str, Any], cpu_ms: float
) -> None:
    found.add(
        what,
        mood,
        number,
        per_second=taken["messages"] / max(taken["seconds"], 0.001),
        cpu_ms=cpu_ms,
        lost=messages - taken["conversations"],
        doubled=taken["again"],
        throttled=taken["throttled"],
    )


def _reference(aad_id: str, service_url: str) -> dict[str, Any]:
    """An activity as a bot keeps it to write to somebody later."""
    kept = address(aad_id, service_url)
    return {
        "type": "message",
        "id": "message-0",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": kept.member_id},
        "recipient": {"id": kept.bot_id},
        "conversation": {"id": kept.conversation, "conversationType": "personal"},
    }


async def _meanwhile(
    found: Found,
    stage: Stage,
    teams: Teams,
    quorate: Running,
    url: str,
    council: Council,
    owing: int,
    number: int,
) -> None:
    """Somebody goes on asking for their open items while messages go out to everybody else."""
    turns = Messages(stage.line(quorate, teams), "home", council.busy)

    async def working(until: asyncio.Event | None) -> Sample:
        bodies, sample = await turns.bodies(0), Sample()
        while not until or not until.is_set():
            more = await drive(teams.session, turns.door(), bodies, 1, 0.2 if until else QUIET_FOR)
            sample.latencies += more.latencies
            sample.failed += more.failed
            if until is None:
                break
        return sample

    await quorate.settled()
    idle, over = await working(None), asyncio.Event()
    await teams.mood(whose=CROWD)
    await owe(url, stage.key, council.crowd, owing)
    busy = asyncio.create_task(working(over))
    taken = await all_taken(teams, url, len(council.crowd))
    over.set()
    for case, sample in (("idle", idle), ("during a fan-out", await busy)):
        found.add(PERSONS_TURN, case, number, p50_ms=sample.within(0.5), p99_ms=sample.within(0.99))
        found.prove(f"{PERSONS_TURN} failed, {case}, round {number + 1}", 0, sample.failed)
    found.prove(f"lost beside a person, round {number + 1}", 0, len(council.crowd) - taken["conversations"])


async def _killed(
    found: Found,
    stage: Stage,
    teams: Teams,
    quorate: Running,
    url: str,
    crowd: Sequence[Member],
    owing: int,
) -> None:
    """Kill the process once half is out; start it again, and wait out the leases."""
    await teams.mood(whose=CROWD)
    await owe(url, stage.key, crowd, owing)
    while (await teams.taken())["conversations"] < len(crowd) // 2:  # noqa: ASYNC110 - the same
        await asyncio.sleep(0.01)
    await quorate.kill()
    before = (await teams.taken())["conversations"]
    again = await stage.quorate(teams, url, **{AHEAD: str(ONE_LEASE)})
    taken = await all_taken(teams, url, len(crowd))
    await again.stop()
    lost = len(crowd) - taken["conversations"]
    found.add("killed", "half-way", 0, before=before, lost=lost, again=taken["again"])
    found.prove("lost by a kill half-way", 0, lost)


async def _due_at_once(found: Found, stage: Stage, teams: Teams, url: str, messages: int) -> None:
    """Move the clock to a working morning by which everybody has to be reminded of their report."""
    ahead = (await asyncio.to_thread(_morning, url)) - datetime.now(UTC)
    await teams.mood(whose=CROWD)
    server = await stage.quorate(teams, url, **{AHEAD: str(ahead.total_seconds())})
    taken = await all_taken(teams, url, messages)
    await server.stop()
    dropped = messages - taken["conversations"]
    rate = taken["messages"] / max(taken["seconds"], 0.001)
    found.add("due at once", "one second", 0, dropped=dropped, doubled=taken["again"], per_second=rate)
    found.prove("dropped of those due in one second", 0, dropped)
    found.prove("doubled of those due in one second", 0, taken["again"])


def _morning(url: str) -> datetime:
    """Half past ten of the first working day after the first reminder of a report."""
    with connect(url) as connection:
        query = "SELECT max(next_at) FROM dues WHERE key LIKE 'report:%' AND id LIKE 'due-%'"
        day = moment(int(_one(connection, query))).date() + timedelta(days=1)
    profile = load_profile("perth_kinross", scottish_rest_day)
    while profile.rest_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(10, 30), UTC)


def _one(connection: sqlite3.Connection, query: str) -> Any:
    return connection.execute(query).fetchone()[0]
