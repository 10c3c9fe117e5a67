"""Several processes serve one PostgreSQL; nobody's turns stay with one of them, and one may die any time."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter

import pytest

from cppm.meetings.meeting import Coming
from cppm.people import Agency, Standing
from cppm.records import FactKind, NoticeKind
from storage.people import NewPerson
from tests.e2e import walk
from tests.e2e.processes import Replicas, replicated
from tests.e2e.test_meetings import assert_agreed, hold_agreed
from tests.e2e.town import CORE_GROUP, NAMES, Town
from tests.rig.someone import Someone

pytestmark = pytest.mark.parametrize("town", ["postgresql"], indirect=True)
STRANGER = "I do not know you yet"
INVITED = "You are invited to a Child Protection Planning Meeting"


def a_midwife(client: Someone) -> NewPerson:
    """Somebody of health, with this Teams client."""
    return NewPerson(
        tenant=client.world.tenant, aad_id=client.aad_id, name=client.name, agency=Agency.HEALTH,
        standing=Standing.STATUTORY, post="Midwife", duties=frozenset(), line_manager=None,
    )  # fmt: skip


def everybody_answered(replicas: Replicas) -> bool:
    """Whether each replica answered its share of the requests."""
    shares = Counter(each.url for each in replicas.balancer.answered)
    return len(shares) == len(replicas.running) and max(shares.values()) - min(shares.values()) <= 1


async def test_a_whole_meeting_is_held_though_each_turn_meets_another_replica(town: Town) -> None:
    async with replicated(town) as replicas:
        await hold_agreed(town)
        await town.settle()
        assert everybody_answered(replicas)
    await assert_agreed(town)
    await town.assert_whole()


async def test_no_replica_keeps_a_conversation_or_a_person_to_itself(town: Town) -> None:
    """Typed, a form asks one thing at a time; enrolling holds everywhere at once, leaving within a second."""
    await walk.invite(town)
    nia = town.world.someone("Nia Boyd")
    async with replicated(town) as replicas:
        await town.police.says("can't attend")
        await town.police.says("no")
        assert "Your answer is recorded" in (await town.police.says("On leave that week")).words
        for _ in replicas.running:
            assert STRANGER in (await nia.says("home")).words
        enrolled = await town.house.store.people.enrol(a_midwife(nia), None)
        for _ in replicas.running:
            assert STRANGER not in (await nia.says("home")).words
        await town.house.store.people.leave(enrolled.id, None)
        async with asyncio.timeout(10):  # each process looks once a second
            for _ in replicas.running:
                while STRANGER not in (await nia.says("home")).words:
                    pass


async def test_people_at_several_replicas_lose_nothing_of_each_other_and_copies_count_once(
    town: Town,
) -> None:
    """Teams sends again what it thinks was lost; the copy may meet another replica at the same moment."""
    await walk.invite(town)
    keys = ("lead", "police", "health", "school", "third")
    forms = {key: await town.client(key).presses(town.titled(key, INVITED)[0], "attend.open") for key in keys}
    async with replicated(town) as replicas:
        pressing = (
            town.client(key).presses(forms[key], "attend.submit", times=2, answer="yes") for key in keys
        )
        for shown in await asyncio.gather(*pressing):
            assert "Your answer is recorded" in shown.words
        assert everybody_answered(replicas)
    assert {line.coming for line in (await town.meeting()).invitees} == {Coming.ATTENDING}
    assert (await town.facts())[FactKind.ATTENDANCE_CONFIRMED] == 5
    await town.assert_whole()


async def test_a_replica_killed_in_the_middle_leaves_no_half_turn_and_no_message_behind(town: Town) -> None:
    """It dies with a turn recorded, its answer unsaid and its messages unsent. The other takes all of it."""
    await walk.invite(town)
    form = await town.police.presses(town.titled("police", INVITED)[0], "attend.open")
    await town.settle()
    async with replicated(town) as replicas:
        arrived = {key: len(town.client(key).sees) for key in NAMES}
        gates = [town.world.connector.hold(), town.world.connector.hold()]  # one each for lead and chair
        pressing = asyncio.ensure_future(
            town.police.presses(form, "attend.submit", answer="no", why="On leave")
        )
        for gate in gates:
            await gate.reached.wait()
        first = replicas.balancer.answered[-1]
        assert await first.end(signal.SIGKILL) == -signal.SIGKILL
        assert "Your answer is recorded" in (await pressing).words
        again = await town.police.presses(form, "attend.submit", answer="no", why="On leave")
        assert again.status == 200
        await town.wait(minutes=3)
        assert "Help" in (await town.health.says("home")).words
    absences = await town.owed(NoticeKind.ABSENCE)
    assert len(absences) == 2
    for key in ("lead", "chair"):
        assert len(town.titled(key, "Fiona Blair")) == 1
    for key in ("school", "third", "manager"):
        assert len(town.client(key).sees) == arrived[key]
    assert (await town.facts())[FactKind.ABSENCE_GIVEN] == 1
    await town.assert_whole()


async def test_replicas_die_one_after_the_other_and_the_meeting_goes_on(town: Town) -> None:
    await walk.invite(town)
    async with replicated(town, replicas=3) as replicas:
        for key, dies in (("lead", 0), ("police", 1), ("health", None), ("school", None)):
            shown = await walk.answer_on(town, key, town.titled(key, INVITED)[0])
            assert "Your answer is recorded" in shown.words
            if dies is not None:
                await replicas.running[dies].end(signal.SIGKILL)
        await town.lead.says("link", in_channel=CORE_GROUP)
        await town.wait(minutes=3)
    assert (await town.facts())[FactKind.ATTENDANCE_CONFIRMED] == 4
    await town.assert_whole()
