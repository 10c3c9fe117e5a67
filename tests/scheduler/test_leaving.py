"""Whoever takes over from somebody who has left is told what is open, and not once it is not so."""

from __future__ import annotations

from tests import builders
from tests.rig.cards import words
from tests.scheduler.conftest import Office


async def test_who_takes_over_is_told_where_the_leaver_stood(office: Office) -> None:
    """INV-08"""
    await office.store.people.leave("p_lead", builders.ADMIN, to="p_chair")
    await office.later(minutes=1)
    [card] = [each for each in office.teams.to("chair") if "take over" in words(each)]
    assert "Ewan Reid has left" in words(card)
    assert "CPPM PK-26-0137" in words(card)
    assert "Kay" not in words(card)


async def test_nobody_is_told_where_nobody_was_named(office: Office) -> None:
    await office.store.people.leave("p_lead", builders.ADMIN)
    await office.later(minutes=1)
    assert not [each for each in office.teams.to("chair") if "take over" in words(each)]
