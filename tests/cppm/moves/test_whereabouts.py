"""The whereabouts of a case: who may open them, and how they follow the core group."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cppm.meetings.meeting import NotInvited, NotYours
from cppm.moves import whereabouts
from cppm.moves.whereabouts import NoWhereabouts, Whereabouts
from cppm.people import Duty, Role
from cppm.records import FactKind
from cppm.roots import called, holders, id_name
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    OUTSIDER,
    POLICE,
    SCHOOL,
    TEAM_LEADER,
    an_invited_meeting,
)  # fmt: skip
from tests.builders_group import FIRST_AT, a_core_group

KEEPER = replace(OUTSIDER, id="p_keeper", duties=frozenset({Duty.KEEPER}))


def begun() -> Whereabouts:
    return whereabouts.begin(whereabouts.of_group(a_core_group()), "j_kay")


def test_it_begins_with_the_core_group_and_records_nothing_by_that() -> None:
    """ADR-01"""
    found = begun()
    assert found.participants() == {
        LEAD.id: Role.LEAD_PROFESSIONAL,
        HEALTH.id: Role.CORE_GROUP_MEMBER,
        SCHOOL.id: Role.CORE_GROUP_MEMBER,
    }
    assert (found.children, found.facts, found.settled) == ([KAY], [], True)
    assert (id_name(found), found.reference) == ("j", "Whereabouts PK-26-0137")


def test_without_a_core_group_it_begins_with_the_planning_meeting() -> None:
    """ADR-01"""
    found = whereabouts.begin(whereabouts.of_meeting(an_invited_meeting()), "j_kay")
    assert found.works(POLICE)
    assert found.lead_professional == LEAD


def test_those_who_work_with_the_family_manage_or_administer_may_open_it() -> None:
    """ADR-01: nobody else hears more than that there is nothing."""
    found = begun()
    for person in (LEAD, HEALTH, TEAM_LEADER, ADMIN, KEEPER):
        found.require_reader(person)
    for person in (OUTSIDER, CHAIR, POLICE):
        with pytest.raises(NoWhereabouts):
            found.require_reader(person)
    assert not found.manages(LEAD)


def test_reporting_and_recording_are_for_fewer() -> None:
    """ADR-01"""
    found = begun()
    found.require_reporter(HEALTH)
    found.require_lead(ADMIN)
    with pytest.raises(NotYours):
        found.require_reporter(KEEPER)
    with pytest.raises(NotYours):
        found.require_lead(HEALTH)
    with pytest.raises(NotInvited):
        found.role_of(OUTSIDER)


def test_it_follows_a_new_lead_professional_and_is_silent_when_nothing_changed() -> None:
    """ADR-01 INV-08"""
    found, family = begun(), whereabouts.of_group(a_core_group())
    whereabouts.follow(found, family, "quorate", FIRST_AT)
    assert found.facts == []
    newborn = replace(KAY, id="c_new", name="Robin")
    changed = replace(family, lead_professional=SCHOOL, people=(SCHOOL,), children=(newborn,))
    whereabouts.follow(found, changed, "quorate", FIRST_AT)
    assert [fact.kind for fact in found.facts] == [FactKind.WHEREABOUTS_FOLLOWED]
    assert holders(found, "lead professional") == (SCHOOL.id,)
    assert not found.works(HEALTH)
    assert found.names([KAY.id, "c_new"]) == "Kay and Robin"
    assert called(found, SCHOOL.id) == SCHOOL.name
