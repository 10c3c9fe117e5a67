"""Which message about a core group still reaches whom, at the moment it is sent."""

from __future__ import annotations

from cppm.groups import gatherings, in_session
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Coming, Deputy
from cppm.people import Person
from cppm.records import Notice, NoticeKind
from storage.outbox import Owed, State
from tests import builders_group
from tests.builders import GP, HEALTH, LEAD, MINUTE, OUTSIDER, PROFILE
from tests.builders_group import DAY, FIRST_AT, FORMED_AT, HOUR, settle_gathering
from tests.rig.cards import words
from tests.scheduler.conftest import Office


def sat_in() -> CoreGroup:
    group, deputy = builders_group.a_group_with_plan(), Deputy(GP.name, True, True, GP.id)
    first = group.gatherings[0].id
    gatherings.reply(group, HEALTH, first, Coming.DEPUTY, FORMED_AT + DAY, deputy=deputy, enrolled=GP)
    in_session.open_gathering(group, LEAD, first, FIRST_AT)
    settle_gathering(group, FIRST_AT + 50 * MINUTE)
    in_session.close(group, LEAD, first, FIRST_AT + HOUR, PROFILE)
    return builders_group.drained(group)


async def sent_to(office: Office, group: CoreGroup, kind: NoticeKind, person: Person) -> State:
    """What becomes of a message about the meeting that was held."""
    owed = Owed(Notice(kind, person.id, "1", group.gatherings[0].id), group.id)
    await office.store.outbox.owe([owed], office.clock.now)
    await office.later(minutes=1)
    found = await office.store.outbox.by_key(owed)
    assert found is not None
    return found.state


async def test_a_deputy_who_sat_in_gets_the_way_to_the_record_and_no_date_ahead(office: Office) -> None:
    """ATT-02 CG-13"""
    group = sat_in()
    await office.store.core_groups.add(group)
    office.pass_time(seconds=(FIRST_AT + DAY - office.clock.now).total_seconds())
    assert await sent_to(office, group, NoticeKind.GATHERING_CLOSED, GP) is State.SENT
    (card,) = office.teams.to("gp")
    assert "Read the record" in words(card)
    assert "In place of" in words(card)
    for hidden in ("Next meeting", "I have kept the outcome", "Go to the core group", "Kay"):
        assert hidden not in words(card)


async def test_nobody_else_gets_it(office: Office) -> None:
    group = sat_in()
    await office.store.core_groups.add(group)
    office.pass_time(seconds=(FIRST_AT + DAY - office.clock.now).total_seconds())
    assert await sent_to(office, group, NoticeKind.GATHERING_CLOSED, OUTSIDER) is State.DROPPED
