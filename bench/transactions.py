"""Answers to invitations through the store: `python -m bench.transactions <url> <key> <clients> <seconds>`.

Each is the whole change: the rule, the fact in its chain, what is owed, the document. Prints one line of
JSON.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from cppm.councils.profile import load_profile
from cppm.meetings import attendance
from cppm.meetings.meeting import Coming, PlanningMeeting
from cppm.people import Person
from scheduler.holidays import scottish_rest_day
from storage.store import Store, open_store

WHY = "In court that day, and nobody can stand in"


async def run(url: str, key: str, clients: int, seconds: float) -> None:
    """Answer for so long, each client in meetings of its own."""
    store = open_store(url, [key], load_profile("perth_kinross", scottish_rest_day))
    lines = await store.meetings.all_open()
    meetings = [await store.meetings.load(line.id) for line in lines]
    before = await _facts(store, meetings)
    begun, used = time.perf_counter(), time.process_time()
    until = begun + seconds
    counts = await asyncio.gather(*(_client(store, meetings[n::clients], until) for n in range(clients)))
    done, taken, cpu = sum(counts), time.perf_counter() - begun, time.process_time() - used
    kept = await _facts(store, meetings) - before
    await store.close()
    sys.stdout.write(json.dumps({"done": done, "kept": kept, "seconds": taken, "cpu": cpu}) + "\n")


async def _client(store: Store, meetings: list[PlanningMeeting], until: float) -> int:
    done = 0
    while meetings:
        for meeting in meetings:
            person = meeting.invitees[done % len(meeting.invitees)].person
            if time.perf_counter() > until:
                return done
            await store.meetings.update(meeting.id, _answered_by(person), person, once=secrets.token_hex(8))
            done += 1
    return done


def _answered_by(person: Person) -> Callable[[PlanningMeeting], None]:
    """The other answer than the one that stands."""

    def change(meeting: PlanningMeeting) -> None:
        line = next(each for each in meeting.invitees if each.person.id == person.id)
        if line.coming is Coming.ATTENDING:
            attendance.cannot_attend(meeting, person, WHY, datetime.now(UTC))
        else:
            attendance.confirm(meeting, person, datetime.now(UTC))

    return change


async def _facts(store: Store, meetings: list[PlanningMeeting]) -> int:
    return sum([len(await store.audit.of_case(meeting.case_ref)) for meeting in meetings])


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
