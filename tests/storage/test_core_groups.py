import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from cppm.groups.core_group import CoreGroup
from cppm.meetings import closing
from cppm.meetings.meeting import Coming, Phase, PlanningMeeting
from cppm.people import Role
from cppm.records import FactKind, NoticeKind
from storage.errors import AlreadyDone, NoSuchCoreGroup, NoSuchMeeting
from storage.store import Store
from tests import builders
from tests.storage import raw
from tests.storage.conftest import CLOSED_AT, Hand, a_settled_meeting, ahead, closing_it, coming

CASE = "PK-26-0137"


def ended(group: CoreGroup) -> None:
    """A change: the last name comes off."""
    group.ended_at = CLOSED_AT + timedelta(days=100)
    group.record(FactKind.GROUP_ENDED, builders.CHAIR, group.ended_at)


class TestThePlanningMeetingAndItsCoreGroup:
    async def test_closing_a_meeting_that_placed_a_name_forms_the_group(
        self, store: Store, group: CoreGroup
    ) -> None:
        assert group.formed_by == "m_kay"
        assert [child.id for child in group.registered] == [builders.KAY.id]
        assert (await store.meetings.load("m_kay")).phase is Phase.CLOSED
        kinds = [fact.kind for fact in await store.audit.of_case(CASE)]
        assert kinds.index(FactKind.MEETING_CLOSED) < kinds.index(FactKind.GROUP_FORMED)
        assert (await store.audit.verify()).sound

    async def test_its_facts_and_messages_carry_its_own_id(self, store: Store, group: CoreGroup) -> None:
        facts = await store.audit.of_case(CASE)
        assert {f.meeting_id for f in facts if f.kind == FactKind.MEMBER_JOINED} == {group.id}
        joined = [m for m in await store.outbox.of_meeting(group.id) if m.kind is NoticeKind.GROUP_JOINED]
        assert {m.to for m in joined} == {p.id for p in group.current_members}

    async def test_a_meeting_added_when_it_is_closed_already_forms_it_too(self, store: Store) -> None:
        await store.meetings.add(builders.a_closed_meeting())
        assert await store.core_groups.of_case(CASE) is not None

    async def test_a_closing_that_is_refused_leaves_no_group(self, store: Store, url: str) -> None:
        await store.meetings.add(a_settled_meeting())
        before = raw.counts(url)

        def close_and_fail(meeting: PlanningMeeting) -> None:
            closing_it(meeting)
            closing.close(meeting, builders.POLICE, CLOSED_AT)

        with pytest.raises(Exception, match="chair"):
            await store.meetings.update("m_kay", close_and_fail, once="turn-1")
        assert raw.counts(url) == before
        assert await store.core_groups.of_case(CASE) is None

    async def test_the_same_turn_twice_forms_one_group(self, store: Store, other: Store) -> None:
        await store.meetings.add(a_settled_meeting())
        found = await asyncio.gather(
            *(place.meetings.update("m_kay", closing_it, once="turn-1") for place in (store, other)),
            return_exceptions=True,
        )
        assert sorted(isinstance(each, AlreadyDone) for each in found) == [False, True]
        assert len(await store.core_groups.all_open()) == 1

    async def test_two_meetings_of_a_case_that_close_at_once_share_one_group(
        self, store: Store, other: Store
    ) -> None:
        for id in ("m_1", "m_2"):
            await store.meetings.add(a_settled_meeting(id))
        await asyncio.gather(
            store.meetings.update("m_1", closing_it, builders.CHAIR),
            other.meetings.update("m_2", closing_it, builders.CHAIR),
        )
        (line,) = await store.core_groups.all_open()
        facts = [fact.kind for fact in await store.audit.of_case(CASE)]
        assert facts.count(FactKind.GROUP_FORMED) == 1
        assert facts.count(FactKind.GROUP_RENEWED) == 1
        assert {(await store.core_groups.load(line.id)).formed_by} <= {"m_1", "m_2"}
        assert (await store.audit.verify()).sound

    async def test_a_meeting_that_closes_while_the_group_is_changed_loses_nothing_and_waits_for_nobody(
        self, store: Store, other: Store, group: CoreGroup, clock: Hand
    ) -> None:
        """Both take their locks in one order, so that neither is ever sent back to begin again."""
        rounds = 8
        for n in range(rounds):
            await store.meetings.add(a_settled_meeting(f"m_{n}"))

        def noting(n: int) -> Callable[[CoreGroup], None]:
            return lambda g: g.record(FactKind.GATHERING_NOTED, builders.LEAD, clock.now, n=n)

        with capture_logs() as logs:
            await asyncio.gather(
                *(store.meetings.update(f"m_{n}", closing_it) for n in range(rounds)),
                *(other.core_groups.update(group.id, noting(n)) for n in range(rounds)),
            )
        assert logs == []
        facts = await store.audit.of_case(CASE)
        noted = [f.detail["n"] for f in facts if f.kind == FactKind.GATHERING_NOTED]
        assert sorted(map(str, noted)) == [str(n) for n in range(rounds)]
        assert [f.kind for f in facts].count(FactKind.GROUP_RENEWED) == rounds
        kept = await store.core_groups.load(group.id)
        assert kept.revision >= group.revision + 2 * rounds
        assert (await store.audit.verify()).sound

    async def test_an_ended_group_is_left_alone_and_a_new_placing_forms_another(
        self, store: Store, group: CoreGroup
    ) -> None:
        await store.core_groups.update(group.id, ended)
        await store.meetings.add(a_settled_meeting("m_again"))
        await store.meetings.update("m_again", closing_it)
        found = await store.core_groups.of_case(CASE)
        assert found is not None
        assert (found.formed_by, found.id == group.id) == ("m_again", False)
        assert (await store.core_groups.load(group.id)).ended


class TestACoreGroup:
    async def test_it_comes_back_as_it_was_kept(self, store: Store, group: CoreGroup) -> None:
        assert await store.core_groups.load(group.id) == group
        assert (group.facts, group.notices) == ([], [])

    async def test_a_change_keeps_the_state_the_fact_and_a_new_revision(
        self, store: Store, group: CoreGroup, clock: Hand
    ) -> None:
        updated = await store.core_groups.update(group.id, coming(clock.now), builders.HEALTH)
        kept = await store.core_groups.load(group.id)
        assert kept == updated.group
        assert ahead(kept).replies[builders.HEALTH.id].coming is Coming.ATTENDING
        assert kept.revision > group.revision
        last = (await store.audit.of_case(CASE))[-1]
        assert (last.kind, last.by) == (FactKind.GATHERING_ANSWERED, builders.HEALTH.id)

    async def test_the_same_turn_takes_effect_once(
        self, store: Store, other: Store, group: CoreGroup, clock: Hand
    ) -> None:
        found = await asyncio.gather(
            *(p.core_groups.update(group.id, coming(clock.now), once="turn-1") for p in (store, other)),
            return_exceptions=True,
        )
        assert sorted(isinstance(each, AlreadyDone) for each in found) == [False, True]

    async def test_a_group_and_a_meeting_are_never_taken_for_each_other(
        self, store: Store, group: CoreGroup
    ) -> None:
        with pytest.raises(NoSuchCoreGroup, match="I can't find that core group"):
            await store.core_groups.load("m_kay")
        with pytest.raises(NoSuchMeeting):
            await store.meetings.update(group.id, lambda m: None)

    async def test_either_is_found_by_its_id_alone(self, store: Store, group: CoreGroup) -> None:
        assert await store.root(group.id) == group
        assert await store.root("m_kay") == await store.meetings.load("m_kay")
        with pytest.raises(NoSuchMeeting):
            await store.root("m_nobody")

    async def test_the_database_lets_one_group_of_a_case_go_on(self, group: CoreGroup, url: str) -> None:
        row = "case_ref, reference, revision, phase, starts_at, shape, document, kind"
        again = f"INSERT INTO meetings (id, {row}) SELECT 'g_2', {row} FROM meetings WHERE kind <> 'planning'"
        with pytest.raises(IntegrityError):
            raw.do(url, again)


class TestFindingThem:
    async def test_a_case_without_a_group_has_none(self, store: Store) -> None:
        assert await store.core_groups.of_case(CASE) is None

    async def test_the_group_of_a_case_is_the_one_that_goes_on_or_else_the_last(
        self, store: Store, group: CoreGroup
    ) -> None:
        await store.core_groups.update(group.id, ended)
        later = replace(group, id="g_later", formed_at=group.formed_at + timedelta(days=300))
        assert await store.core_groups.of_case(CASE) == await store.core_groups.load(group.id)
        await store.core_groups.add(later)
        assert await store.core_groups.of_case(CASE) == later
        await store.core_groups.update("g_later", ended)
        assert await store.core_groups.of_case(CASE) == await store.core_groups.load("g_later")

    async def test_members_find_their_groups_and_nobody_else_does(
        self, store: Store, group: CoreGroup
    ) -> None:
        (line,) = await store.core_groups.for_person(builders.HEALTH.id)
        assert (line.id, line.case_ref, line.reference) == (group.id, CASE, "Core group PK-26-0137")
        assert (line.next_at, line.ended, line.role) == (
            ahead(group).starts_at,
            False,
            Role.CORE_GROUP_MEMBER,
        )
        assert await store.core_groups.for_person(builders.POLICE.id) == []

    async def test_lists_of_meetings_hold_meetings_and_lists_of_groups_groups(
        self, store: Store, group: CoreGroup
    ) -> None:
        assert [line.id for line in await store.meetings.for_person(builders.HEALTH.id)] == ["m_kay"]
        assert [line.id for line in await store.meetings.for_case(CASE)] == ["m_kay"]
        assert await store.meetings.all_open() == []
        assert [line.id for line in await store.core_groups.all_open()] == [group.id]

    async def test_a_group_with_no_date_is_listed_first_and_says_so(
        self, store: Store, group: CoreGroup
    ) -> None:
        undated = replace(group, id="g_undated", case_ref="PK-26-0138", gatherings=[])
        await store.core_groups.add(undated)
        lines = await store.core_groups.all_open()
        assert [line.id for line in lines] == ["g_undated", group.id]
        assert [line.next_at is None for line in lines] == [True, False]

    async def test_an_ended_group_is_found_by_its_members_and_listed_as_ended(
        self, store: Store, group: CoreGroup
    ) -> None:
        await store.core_groups.update(group.id, ended)
        assert [line.ended for line in await store.core_groups.for_person(builders.HEALTH.id)] == [True]
        assert await store.core_groups.all_open() == []

    async def test_who_leaves_finds_it_no_more(self, store: Store, group: CoreGroup, clock: Hand) -> None:
        def leave(g: CoreGroup) -> None:
            next(m for m in g.members if m.person.id == builders.HEALTH.id).left_at = clock.now
            g.record(FactKind.MEMBER_LEFT, builders.LEAD, clock.now)

        await store.core_groups.update(group.id, leave)
        assert await store.core_groups.for_person(builders.HEALTH.id) == []
