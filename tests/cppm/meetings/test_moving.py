"""A new date, or none: who is told, and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cppm import errors
from cppm.meetings import another_meeting, attendance, dates, moving
from cppm.meetings.meeting import Coming, Deputy, NotYours, Phase, WrongPhase
from cppm.records import NoticeKind
from cppm.timing import clocks
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    LEAD,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    STARTS_AT,
    THIRD,
    USUAL,
    a_booked_meeting,
    an_invited_meeting,
    an_opened_meeting,
)

DAY = timedelta(days=1)


def test_moving_keeps_the_old_date_and_asks_everybody_again() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, BOOKED_AT)
    attendance.cannot_attend(meeting, THIRD, "On leave", BOOKED_AT)
    moving.move(meeting, LEAD, STARTS_AT + 3 * DAY, "The mother is ill", BOOKED_AT + DAY)
    assert [p.was for p in meeting.postponements] == [STARTS_AT]
    assert all(i.coming is Coming.AWAITED and not i.why_absent for i in meeting.invitees)
    moved = {n.to for n in meeting.notices if n.kind is NoticeKind.MEETING_MOVED}
    assert moved == {LEAD.id, CHAIR.id, *(p.id for p in USUAL)}


def test_a_deputy_hears_of_a_new_date_too() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, BOOKED_AT, POLICE_DEPUTY)
    moving.move(meeting, LEAD, STARTS_AT + DAY, "The mother is ill", BOOKED_AT + DAY)
    assert (NoticeKind.MEETING_MOVED, POLICE_DEPUTY.id) in {(n.kind, n.to) for n in meeting.notices}
    assert POLICE_DEPUTY.id not in meeting.participants()


def test_moving_back_to_an_earlier_date_is_told_again() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    for hours, to in enumerate((STARTS_AT + DAY, STARTS_AT, STARTS_AT + DAY)):
        moving.move(meeting, LEAD, to, "The room", BOOKED_AT + timedelta(hours=hours + 1))
    told = [n.key for n in meeting.notices if n.kind is NoticeKind.MEETING_MOVED and n.to == POLICE.id]
    assert len(set(told)) == 3


def test_moving_to_the_same_time_changes_nothing() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    before = meeting.revision
    moving.move(meeting, LEAD, STARTS_AT, "Pressed twice", BOOKED_AT)
    assert meeting.revision == before


def test_the_report_date_moves_with_the_meeting() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The mother is ill", BOOKED_AT + DAY)
    assert meeting.report_due == date(2026, 11, 19)


def test_moving_by_an_hour_leaves_the_report_date() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT - timedelta(hours=1), "The room", BOOKED_AT + DAY)
    assert meeting.report_due == date(2026, 11, 12)


def test_the_report_date_never_moves_into_the_past() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    at = BOOKED_AT + 7 * DAY
    moving.move(meeting, LEAD, at + 2 * DAY, "It can't wait", at)
    assert meeting.report_due == date(2026, 11, 9)


def test_moving_past_the_limit_keeps_the_reason() -> None:
    """TIM-02"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 10 * DAY, "The mother is in hospital", BOOKED_AT, PROFILE)
    assert meeting.late_reason == "The mother is in hospital"
    assert meeting.facts[-1].detail["late"] is True


def test_a_new_date_is_to_come_and_has_a_reason() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    with pytest.raises(dates.DateGone):
        moving.move(meeting, LEAD, BOOKED_AT, "The room", BOOKED_AT)
    with pytest.raises(errors.ReasonMissing):
        moving.move(meeting, LEAD, STARTS_AT + DAY, " ", BOOKED_AT)
    with pytest.raises(NotYours):
        moving.move(meeting, POLICE, STARTS_AT + DAY, "A shift", BOOKED_AT)


def test_an_open_meeting_is_not_moved() -> None:
    """QUO-06"""
    with pytest.raises(WrongPhase, match="under way, so moving it is not possible any more"):
        moving.move(an_opened_meeting(), LEAD, STARTS_AT + DAY, "The room", STARTS_AT)


def test_a_cancelled_meeting_is_told_to_everybody_invited() -> None:
    """QUO-06"""
    meeting = an_invited_meeting()
    moving.cancel(meeting, LEAD, "The concern has been resolved", BOOKED_AT)
    assert meeting.phase is Phase.CANCELLED
    told = {n.to for n in meeting.notices if n.kind is NoticeKind.MEETING_CANCELLED}
    assert told == {LEAD.id, CHAIR.id, *(p.id for p in USUAL)}
    assert clocks.dues(meeting, PROFILE) == []


def test_cancelling_before_anybody_was_invited_is_told_to_chair_and_lead() -> None:
    """QUO-06"""
    meeting = a_booked_meeting()
    moving.cancel(meeting, ADMIN, "Booked twice", BOOKED_AT)
    assert {n.to for n in meeting.notices} == {CHAIR.id, LEAD.id}


def test_cancelling_needs_a_reason() -> None:
    """QUO-06"""
    with pytest.raises(errors.ReasonMissing):
        moving.cancel(an_invited_meeting(), LEAD, "", BOOKED_AT)


def test_a_cancelled_meeting_stays_cancelled() -> None:
    """QUO-06"""
    meeting = an_invited_meeting()
    moving.cancel(meeting, LEAD, "Resolved", BOOKED_AT)
    with pytest.raises(WrongPhase, match="This meeting is cancelled"):
        moving.move(meeting, LEAD, STARTS_AT + DAY, "After all", BOOKED_AT)


def test_a_meeting_needed_in_place_of_one_called_off_is_owed_until_it_is_booked() -> None:
    """CON-09: what a child waits for does not end with a meeting that was called off."""
    meeting = an_invited_meeting()
    moving.cancel(meeting, CHAIR, "The chair is ill", BOOKED_AT, another=True)
    [owed] = clocks.dues(meeting, PROFILE)
    assert (owed.clock, owed.owes, owed.started) == ("another_meeting", (LEAD.id,), BOOKED_AT)
    another_meeting.booked(meeting, LEAD, "m_2", BOOKED_AT)
    assert (meeting.replaced_by, clocks.dues(meeting, PROFILE)) == ("m_2", [])


def test_a_meeting_called_off_for_good_leaves_nothing_owed() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    moving.cancel(meeting, CHAIR, "The family has moved away", BOOKED_AT)
    assert not another_meeting.wanted(meeting)
    assert clocks.dues(meeting, PROFILE) == []
