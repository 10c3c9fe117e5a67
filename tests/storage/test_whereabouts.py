"""The whereabouts of a case are kept like a meeting, one for a case, and follow its core group."""

from __future__ import annotations

import asyncio

import pytest

from cppm.groups import membership
from cppm.moves import whereabouts
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.records import FactKind
from storage.store import Store
from tests.builders import HEALTH, LEAD, POLICE
from tests.builders_group import FIRST_AT, a_core_group

FAMILY = whereabouts.of_group(a_core_group())


async def test_two_reports_at_once_begin_one(store: Store) -> None:
    """ADR-01"""
    first, second = await asyncio.gather(store.whereabouts.begun(FAMILY), store.whereabouts.begun(FAMILY))
    assert first.id == second.id
    assert await store.whereabouts.of_case(FAMILY.case_ref) == first
    assert await store.whereabouts.of_case("PK-26-9999") is None
    assert isinstance(await store.root(first.id), Whereabouts)
    assert await store.meetings.for_case(FAMILY.case_ref) == []
    with pytest.raises(NoWhereabouts):
        await store.whereabouts.load("j_other")


async def test_whoever_joins_or_leads_the_core_group_has_a_part_at_once(store: Store) -> None:
    """ADR-01 INV-08"""
    group = await store.core_groups.add(a_core_group())
    found = await store.whereabouts.begun(whereabouts.of_group(group))
    await store.core_groups.update(
        group.id, lambda g: membership.bring_in(g, LEAD, POLICE, FIRST_AT, "Follows the bail conditions")
    )
    followed = await store.whereabouts.load(found.id)
    assert followed.works(POLICE)
    assert followed.works(HEALTH)
    kinds = [fact.kind for fact in await store.audit.of_case(group.case_ref)]
    assert kinds[-2:] == [FactKind.MEMBER_JOINED, FactKind.WHEREABOUTS_FOLLOWED]
