"""The log of when a child was seen: which days count, who writes it, and what a double press does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.groups import following, sightings
from cppm.groups.core_group import CoreGroup, Sighting
from cppm.meetings.meeting import FamilyLine, MeetingKind, NoSuchThing, NotYours, Option
from cppm.people import Person
from cppm.records import FactKind
from cppm.timing.timescales import local_day
from tests.builders import ADMIN, BABY, CHAIR, GP, HEALTH, KAY, LEAD, OUTSIDER, PROFILE
from tests.builders_group import DAY, FORMED_AT, a_core_group, a_group_before_review, a_review, ids

PLACED = local_day(FORMED_AT)
AT = FORMED_AT + 30 * DAY
TODAY = local_day(AT)


def see(group: CoreGroup, on: date, by: Person = HEALTH, child: str = KAY.id, **changes: object) -> Sighting:
    """Ailsa sees Kay alone and writes it down herself, unless told otherwise."""
    values: dict[str, object] = {"actor": by, "alone": True, "note": "", "at": AT} | changes
    return sightings.record_seen(
        group,
        child_id=child,
        on=on,
        by=by,
        new_id=ids(f"s{len(group.sightings)}"),
        **values,  # type: ignore[arg-type]
    )


def test_when_by_whom_and_whether_alone_is_kept() -> None:
    """CG-21"""
    group = a_core_group()
    see(group, TODAY, note=" In her room ")
    (kept,) = group.sightings
    assert (kept.child, kept.on, kept.by, kept.by_name) == (KAY.id, TODAY, HEALTH.id, HEALTH.name)
    assert (kept.alone, kept.note, kept.recorded_by, kept.recorded_at) == (True, "In her room", HEALTH.id, AT)
    assert group.facts[-1].kind is FactKind.CHILD_SEEN


def test_the_same_entry_twice_is_one_and_another_visit_on_that_day_is_another() -> None:
    """CG-21"""
    group = a_core_group()
    assert see(group, TODAY) is see(group, TODAY)
    see(group, TODAY, LEAD)
    see(group, TODAY, alone=False)
    assert len(group.sightings) == 3


@given(st.lists(st.integers(min_value=0, max_value=30), min_size=1, max_size=12))
def test_however_late_it_is_written_down_the_last_day_counts(days: list[int]) -> None:
    """CG-21 TIM-13"""
    group = a_core_group()
    for n in days:
        see(group, PLACED + timedelta(days=n))
    last = sightings.last_seen(group, KAY.id)
    assert last is not None
    assert last.on == PLACED + timedelta(days=max(days))


def test_who_was_never_seen_has_no_last_time() -> None:
    """TIM-13"""
    assert sightings.last_seen(a_core_group(), KAY.id) is None


def test_a_day_still_to_come_or_before_the_name_was_placed_is_refused() -> None:
    """CG-21"""
    group = a_core_group()
    with pytest.raises(sightings.NotSeenYet):
        see(group, TODAY + DAY)
    with pytest.raises(sightings.SeenBeforePlaced, match="Tuesday 17 November 2026"):
        see(group, PLACED - DAY)
    see(group, PLACED)
    see(group, TODAY)
    assert len(group.sightings) == 2


def test_an_unborn_baby_is_not_seen_and_a_newborn_not_before_the_birth() -> None:
    """CG-21 GEN-07"""
    lines = [
        FamilyLine("f_mother", "The mother", "mother", True),
        FamilyLine("f_baby", "Baby", "unborn", False, "Not born", child=BABY.id),
    ]
    group = a_core_group(kind=MeetingKind.PRE_BIRTH, children=[BABY], family=lines, investigation_began=None)
    later = date(2027, 3, 10)
    at = AT + 90 * DAY
    with pytest.raises(sightings.NotBornYet, match="record the birth first"):
        see(group, later, child=BABY.id, at=at)
    following.record_birth(group, LEAD, BABY.id, date(2027, 3, 5), at)
    with pytest.raises(sightings.NotBornYet, match="Friday 5 March 2027"):
        see(group, date(2027, 3, 4), child=BABY.id, at=at)
    assert see(group, date(2027, 3, 5), child=BABY.id, at=at).on == date(2027, 3, 5)


def test_a_visit_while_the_name_was_on_is_written_down_after_it_came_off_and_later_ones_are_not() -> None:
    """CG-21 GEN-16"""
    group = a_group_before_review()
    off = a_review(group, Option.REMOVE)
    closed = off.closed_at
    assert closed is not None
    following.follow(group, off, closed, ids(), PROFILE)
    see(group, local_day(closed) - DAY, at=closed + 3 * DAY)
    with pytest.raises(sightings.SeenAfterRemoval, match="Tuesday 4 May 2027"):
        see(group, local_day(closed) + DAY, at=closed + 3 * DAY)


def test_cp_administration_writes_it_for_a_duty_worker_outside_the_group() -> None:
    """CG-21"""
    kept = see(a_core_group(), TODAY, GP, actor=ADMIN)
    assert (kept.by, kept.recorded_by) == (GP.id, ADMIN.id)


@pytest.mark.parametrize("actor", [CHAIR, OUTSIDER, replace(HEALTH, id="p_other")])
def test_nobody_outside_the_group_writes_in_the_log(actor: Person) -> None:
    """CG-21"""
    with pytest.raises(NotYours):
        see(a_core_group(), TODAY, actor=actor)


def test_only_a_child_of_the_group_is_seen() -> None:
    """CG-21"""
    with pytest.raises(NoSuchThing):
        see(a_core_group(), TODAY, child="c_other")
