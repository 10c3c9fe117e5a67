"""What time has overtaken never goes out, and the reason is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cards.layout import day
from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup
from cppm.meetings import moving
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves import mending, stays
from cppm.records import Notice, NoticeKind
from cppm.timing import missed
from scheduler.superseded import CALLED_OFF, DECIDED, ENDED, EXPLAINED, HELD, MOVED, REOPENED, superseded
from storage.outbox import Owed, State
from tests import builders
from tests.builders import BOOKED_AT, CHAIR, HEALTH, LEAD, PROFILE, SCHOOL, STARTS_AT, TEAM_LEADER
from tests.builders_group import FIRST_AT, FORMED_AT, a_closed_gathering, a_core_group
from tests.cppm.moves.homes import AT, STAY, answered, ids, reported
from tests.rig.cards import words
from tests.scheduler.conftest import Office

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DATED = (NoticeKind.INVITATION, NoticeKind.DEPUTISING, NoticeKind.MEETING_MOVED)


def a_moved_meeting(times: int = 1) -> PlanningMeeting:
    """Moved an hour after it was booked, and again each hour after that."""
    meeting = builders.an_invited_meeting()
    for n in range(1, times + 1):
        at = BOOKED_AT + timedelta(hours=n)
        moving.move(meeting, LEAD, STARTS_AT + n * DAY, "The room is not free", at)
    return meeting


@pytest.mark.parametrize("kind", DATED)
def test_an_invitation_to_a_date_that_moved_is_overtaken(kind: NoticeKind) -> None:
    meeting = a_moved_meeting()
    assert superseded(meeting, kind, "", BOOKED_AT + MINUTE) == MOVED
    assert superseded(meeting, kind, "", BOOKED_AT + timedelta(hours=1)) == ""


def test_of_two_moves_only_the_last_is_told() -> None:
    meeting = a_moved_meeting(times=2)
    assert superseded(meeting, NoticeKind.MEETING_MOVED, "", BOOKED_AT + timedelta(hours=1)) == MOVED
    assert superseded(meeting, NoticeKind.MEETING_MOVED, "", BOOKED_AT + timedelta(hours=2)) == ""


def test_a_meeting_called_off_or_held_needs_no_invitation() -> None:
    meeting = builders.an_invited_meeting()
    moving.cancel(meeting, LEAD, "The family has moved", BOOKED_AT + MINUTE)
    assert superseded(meeting, NoticeKind.INVITATION, "", BOOKED_AT) == CALLED_OFF
    assert superseded(meeting, NoticeKind.MEETING_CANCELLED, "", BOOKED_AT) == ""
    assert superseded(builders.a_closed_meeting(), NoticeKind.INVITATION, "", BOOKED_AT) == HELD


def test_what_names_no_date_is_not_overtaken_by_a_move() -> None:
    assert superseded(a_moved_meeting(), NoticeKind.ABSENCE, "", BOOKED_AT + MINUTE) == ""
    assert superseded(builders.a_closed_meeting(), NoticeKind.KEY_POINTS, "", BOOKED_AT) == ""


def a_moved_gathering() -> CoreGroup:
    group = a_core_group()
    ahead = group.current
    assert ahead
    gatherings.move(group, LEAD, ahead.id, FIRST_AT + DAY, "Half of us are ill", FORMED_AT + DAY, PROFILE)
    return group


def test_a_core_group_meeting_that_moved_is_told_with_its_new_date_alone() -> None:
    group = a_moved_gathering()
    about = group.gatherings[0].id
    assert superseded(group, NoticeKind.GATHERING, about, FORMED_AT) == MOVED
    assert superseded(group, NoticeKind.GATHERING_MOVED, about, FORMED_AT + DAY) == ""


def test_a_core_group_meeting_that_was_held_or_is_unknown_needs_no_answer() -> None:
    group = a_closed_gathering()
    assert superseded(group, NoticeKind.GATHERING, group.gatherings[0].id, FORMED_AT) == HELD
    assert superseded(group, NoticeKind.GATHERING, "w_gone", FORMED_AT) == CALLED_OFF
    assert superseded(group, NoticeKind.GATHERING_CLOSED, group.gatherings[0].id, FORMED_AT) == ""


def test_that_a_limit_was_not_agreed_to_is_not_said_once_it_is_explained_anew() -> None:
    """GEN-13"""
    meeting, at = builders.a_closed_meeting(), STARTS_AT + 3 * DAY

    def explain() -> None:
        missed.explain(meeting, CHAIR, "key_points", "Ill", TEAM_LEADER, at + DAY, at, PROFILE)

    explain()
    missed.refuse(meeting, TEAM_LEADER, "key_points", "Release them today", at)
    assert superseded(meeting, NoticeKind.LIMIT_NOT_AGREED, "key_points", at) == ""
    explain()
    assert superseded(meeting, NoticeKind.LIMIT_NOT_AGREED, "key_points", at) == EXPLAINED


async def test_an_unsent_invitation_to_the_old_date_stays_behind_and_the_new_date_goes_out(
    office: Office,
) -> None:
    old = await office.owe(NoticeKind.INVITATION, "police")
    now = office.clock.forward(minutes=5)
    await office.store.meetings.update(
        "m_kay", lambda m: moving.move(m, LEAD, STARTS_AT + DAY, "The room is not free", now), LEAD
    )
    await office.later()
    became = await office.became(old)
    assert (became.state, became.why) == (State.DROPPED, MOVED)
    [moved] = [d for d in await office.of_kind(NoticeKind.MEETING_MOVED) if d.to == "p_police"]
    assert moved.state is State.SENT


def test_whoever_joined_a_core_group_that_has_ended_is_told_of_no_beginning() -> None:
    group = a_core_group()
    assert superseded(group, NoticeKind.GROUP_JOINED, "", FORMED_AT) == ""
    group.ended_at = FORMED_AT + DAY
    assert superseded(group, NoticeKind.GROUP_JOINED, "", FORMED_AT) == ENDED
    assert superseded(group, NoticeKind.GROUP_ENDED, "", FORMED_AT) == ""


async def test_a_core_group_that_moves_while_its_invitations_wait_tells_the_new_date_alone(
    office: Office,
) -> None:
    group = a_core_group()
    group.notices.clear()
    await office.store.core_groups.add(group)
    office.pass_time(seconds=(FORMED_AT - office.clock.now).total_seconds())
    about = group.gatherings[0].id
    waiting = [Owed(Notice(NoticeKind.GATHERING, p.id, "1", about), group.id) for p in (HEALTH, SCHOOL)]
    await office.store.outbox.owe(waiting, office.clock.now)
    now = office.clock.forward(minutes=5)
    moved = FIRST_AT + 3 * DAY
    await office.store.core_groups.update(
        group.id, lambda g: gatherings.move(g, LEAD, about, moved, "Half of us are ill", now, PROFILE), LEAD
    )
    await office.later()
    assert {(await office.became(owed)).why for owed in waiting} == {MOVED}
    for key in ("health", "school"):
        [card] = office.teams.to(key)
        assert day(moved.date()) in words(card)
        assert day(FIRST_AT.date()) not in words(card)


def test_that_a_chain_is_closed_is_not_said_once_it_runs_again() -> None:
    """ADR-01, ADR-02"""
    root, entry = reported(STAY)
    answered(root, entry)
    propose = (root, LEAD, entry.id, False, "", None, "Two days with an aunt", AT, ids("v"))
    stays.propose(*propose)
    assert superseded(root, NoticeKind.STAY_TO_AGREE, entry.id, AT) == ""
    stays.agree(root, TEAM_LEADER, entry.id, AT, ids("v"))
    assert superseded(root, NoticeKind.STAY_TO_AGREE, entry.id, AT) == DECIDED
    assert superseded(root, NoticeKind.ADDRESS_DONE, entry.id, AT) == ""
    assert entry.until
    mending.extend(root, LEAD, entry.id, entry.until + timedelta(days=7), "Her aunt is ill", AT, ids("e"))
    assert superseded(root, NoticeKind.ADDRESS_DONE, entry.id, AT) == REOPENED
