"""The board of clocks: who may look at what of a case, what is worst, and what still runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cppm.meetings.meeting import NotYours, Phase, PlanningMeeting
from cppm.people import Duty
from cppm.records import CHANNEL, everyone_with
from cppm.roots import Root
from cppm.timing import boards
from cppm.timing.boards import Standing
from cppm.timing.timescales import Due
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    PROFILE,
    SCHOOL,
    SERVICE_MANAGER,
    TEAM_LEADER,
    a_closed_meeting,
    an_invited_meeting,
)
from tests.builders_group import a_core_group
from tests.cppm.moves.homes import KEEPER, reported

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FORMER = replace(SCHOOL, id="p_former", name="Kit Low")


def due(days: int, **changes: object) -> Due:
    """Something that the chair owes so many days from now, with a limit that a guide states."""
    limit = NOW + days * DAY
    plain = Due(f"k{days}", "minutes", "TIM-10", (CHAIR.id,), NOW - 9 * DAY, limit, limit, statutory=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


def over() -> PlanningMeeting:
    """An earlier meeting of the same case, chaired and led by others."""
    meeting = a_closed_meeting()
    meeting.id, meeting.chair, meeting.lead_professional = "m_over", FORMER, FORMER
    return meeting


# Where a clock stands


def test_what_is_past_its_limit_is_late_and_at_its_limit_is_not() -> None:
    assert boards.standing(due(0), NOW) is Standing.AHEAD
    assert boards.standing(due(0), NOW + timedelta(seconds=1)) is Standing.LATE


def test_what_was_done_late_waits_for_its_reason() -> None:
    done = due(-2, done_at=NOW - DAY)
    assert boards.standing(done, NOW) is Standing.UNEXPLAINED
    assert boards.reason_wanted(done, NOW)


def test_a_reason_is_wanted_only_where_a_guide_sets_the_limit() -> None:
    assert boards.reason_wanted(due(-1), NOW)
    assert not boards.reason_wanted(due(-1, statutory=False), NOW)
    assert not boards.reason_wanted(due(1), NOW)


def test_the_worst_comes_first() -> None:
    local, longest, shortest = due(-9, statutory=False), due(-5), due(-1)
    done, soon, later = due(-7, done_at=NOW), due(1, statutory=False), due(4)
    found = sorted([later, done, soon, shortest, local, longest], key=lambda each: boards.rank(each, NOW))
    assert found == [longest, shortest, local, done, soon, later]


def test_a_window_that_has_closed_and_what_goes_to_the_channel_are_nobodys_to_do() -> None:
    assert boards.running(due(-1), NOW)
    assert boards.running(due(1, window=True), NOW)
    assert not boards.running(due(-1, window=True), NOW)
    assert not boards.running(due(1, owes=(CHANNEL,)), NOW)


def test_a_duty_is_owed_by_everybody_who_holds_it() -> None:
    register = due(1, owes=(everyone_with(Duty.CP_ADMIN),))
    assert boards.owed_by(register, ADMIN)
    assert not boards.owed_by(register, LEAD)
    assert boards.owed_by(due(1), CHAIR)


def test_a_clock_that_has_stopped_is_not_found() -> None:
    meeting = a_closed_meeting()
    assert boards.find(meeting, "key_points", PROFILE).clock == "key_points"
    with pytest.raises(boards.ClockStopped):
        boards.find(meeting, "approve_list", PROFILE)


# Who may look


def test_those_who_answer_for_a_meeting_or_a_core_group_oversee_it() -> None:
    meeting, group = a_closed_meeting(), a_core_group()
    for person in (CHAIR, LEAD, ADMIN):
        assert boards.may_oversee(meeting, person)
        assert boards.may_oversee(group, person)
    for person in (HEALTH, SERVICE_MANAGER):
        assert not boards.may_oversee(meeting, person)
        assert not boards.may_oversee(group, person)


def test_whoever_oversees_what_is_alive_sees_the_whole_case() -> None:
    roots: list[Root] = [over(), a_core_group()]
    assert boards.overseen(roots, LEAD) == roots
    assert boards.overseen(roots, ADMIN) == roots


def test_whoever_had_an_earlier_part_sees_that_part_alone() -> None:
    earlier = over()
    assert boards.overseen([earlier, a_core_group()], FORMER) == [earlier]
    assert boards.overseen([earlier, an_invited_meeting()], FORMER) == [earlier]


def test_when_all_is_over_the_last_part_gives_the_whole() -> None:
    earlier, last = over(), a_closed_meeting()
    assert boards.overseen([earlier, last], CHAIR) == [earlier, last]
    last.phase = Phase.CANCELLED
    assert boards.overseen([earlier, last], CHAIR) == [earlier, last]


def test_where_the_children_live_belongs_to_the_board_of_the_case() -> None:
    """TIM-18: the lead professional and the chair see it all, whoever keeps order that part alone."""
    where, group = reported()[0], a_core_group()
    roots: list[Root] = [over(), where, group]
    for person in (LEAD, ADMIN, CHAIR):
        assert boards.overseen(roots, person) == roots
    for person in (KEEPER, TEAM_LEADER):
        assert boards.overseen(roots, person) == [where]
    assert boards.overseen([where], LEAD) == [where]


def test_nobody_else_sees_anything() -> None:
    with pytest.raises(NotYours, match="Type clocks to see what is yours"):
        boards.overseen([over(), a_core_group()], HEALTH)
