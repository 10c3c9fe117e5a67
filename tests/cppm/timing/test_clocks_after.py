"""The clocks that a planning meeting leaves behind: minutes, corrections, recording, register, families."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cppm.councils.profile import Profile
from cppm.disagreeing import dissent
from cppm.meetings import conduct, minutes
from cppm.meetings.key_points import recipients
from cppm.meetings.meeting import Mode, Option, PlanningMeeting
from cppm.people import Duty, Role
from cppm.records import everyone_with
from cppm.timing import attesting, clocks
from cppm.timing.timescales import Due, local_day
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    STARTS_AT,
    TEAM_LEADER,
    a_closed_meeting,
    an_invited_meeting,
    an_opened_meeting,
)
from tests.cppm.timing.test_catalogue import profile_with

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDED = STARTS_AT + HOUR
SENT = STARTS_AT + 6 * DAY  # Monday 23 November
TAKER = replace(OUTSIDER, id="p_taker", name="Nan Orr", duties=frozenset({Duty.MINUTE_TAKER}))
MANAGERS = everyone_with(Duty.SERVICE_MANAGER)


def due(meeting: PlanningMeeting, key: str, profile: Profile = PROFILE) -> Due:
    return next(d for d in clocks.dues(meeting, profile) if d.key == key)


def keys(meeting: PlanningMeeting, clock: str = "", profile: Profile = PROFILE) -> set[str]:
    return {d.key for d in clocks.dues(meeting, profile) if clock in ("", d.clock)}


def with_minutes_out() -> PlanningMeeting:
    meeting = a_closed_meeting()
    minutes.check(meeting, CHAIR, SENT)
    minutes.send(meeting, ADMIN, "CS-1", SENT)
    return meeting


# Minutes


def taken() -> PlanningMeeting:
    """Closed, with a minute taker on the list."""
    meeting = a_closed_meeting()
    meeting.invitees.append(replace(meeting.invitee(POLICE.id), person=TAKER, role=Role.MINUTE_TAKER))
    return meeting


def test_a_minute_taker_is_asked_for_the_draft_and_the_chair_hears_when_it_is_late() -> None:
    """MIN-01"""
    found = due(taken(), "minutes_draft")
    assert (found.owes, found.started, local_day(found.limit)) == ((TAKER.id,), ENDED, date(2026, 11, 24))
    assert (found.escalates_to, found.statutory) == ((CHAIR.id,), False)


def test_without_a_minute_taker_the_chair_alone_is_asked_for_the_minutes() -> None:
    """MIN-01 TIM-10"""
    meeting = a_closed_meeting()
    assert "minutes_draft" not in keys(meeting)
    assert due(meeting, "minutes").owes == (CHAIR.id,)


def test_once_the_draft_is_with_the_chair_or_was_read_nobody_is_asked_for_it() -> None:
    """MIN-01 MIN-22"""
    for done in (minutes.hand_over_draft, minutes.check):
        meeting = taken()
        done(meeting, CHAIR, SENT)
        assert "minutes_draft" not in keys(meeting)
        assert "minutes" in keys(meeting)


def test_the_minutes_are_due_in_ten_working_days() -> None:
    """TIM-10 MIN-26"""
    found = due(a_closed_meeting(), "minutes")
    assert (found.owes, found.started, local_day(found.limit)) == ((CHAIR.id,), ENDED, date(2026, 12, 1))
    assert [local_day(m) for m in found.reminders] == [date(2026, 11, d) for d in (24, 27)] + [
        date(2026, 12, 1)
    ]
    assert (found.escalates_to, found.escalates_at, found.statutory) == ((MANAGERS,), found.limit, True)


def test_minutes_that_were_sent_are_chased_no_more_and_late_ones_want_the_reason() -> None:
    """TIM-10 GEN-13"""
    meeting = with_minutes_out()
    assert "minutes" not in keys(meeting)
    meeting.minutes.sent_at = STARTS_AT + 20 * DAY
    found = due(meeting, "minutes")
    assert (found.done_at, found.reminders, found.escalates_to) == (STARTS_AT + 20 * DAY, (), ())


def test_everybody_who_got_the_minutes_may_correct_them_for_five_working_days() -> None:
    """TIM-26 MIN-23 MIN-24"""
    meeting = with_minutes_out()
    found = due(meeting, f"corrections:{POLICE.id}")
    assert (found.owes, local_day(found.limit), found.window) == ((POLICE.id,), date(2026, 11, 30), True)
    assert (found.chased, found.escalates_to) == ((), ()), "nobody is late who has nothing to correct"
    assert keys(meeting, "corrections") == {f"corrections:{p}" for p in recipients(meeting)}
    minutes.store(meeting, POLICE, SENT + HOUR)
    minutes.ask_correction(meeting, HEALTH, "The date is wrong", SENT + HOUR, "r_1")
    assert not {f"corrections:{POLICE.id}", f"corrections:{HEALTH.id}"} & keys(meeting)


def test_the_chair_answers_each_correction() -> None:
    """MIN-25"""
    meeting = with_minutes_out()
    minutes.ask_correction(meeting, HEALTH, "The date is wrong", SENT + HOUR, "r_1")
    found = due(meeting, "correction_answer:r_1")
    assert (found.owes, found.about, local_day(found.limit)) == ((CHAIR.id,), "r_1", date(2026, 11, 30))
    minutes.answer_correction(meeting, CHAIR, "r_1", True, "It was the 3rd", SENT + DAY)
    assert keys(meeting, "correction_answer") == set()


def test_the_recording_is_deleted_once_the_minutes_are_complete() -> None:
    """MIN-04"""
    meeting = with_minutes_out()
    found = due(meeting, "recording_deleted")
    assert (found.owes, found.escalates_to) == ((everyone_with(Duty.CP_ADMIN),), (CHAIR.id,))
    assert (local_day(found.started), local_day(found.limit)) == (date(2026, 11, 30), date(2026, 12, 2))
    minutes.ask_correction(meeting, HEALTH, "The date is wrong", SENT + HOUR, "r_1")
    assert keys(meeting, "recording_deleted") == set(), "it is needed to answer the correction"
    minutes.answer_correction(meeting, CHAIR, "r_1", False, "It is right", SENT + 9 * DAY)
    assert due(meeting, "recording_deleted").started == SENT + 9 * DAY
    minutes.recording_deleted(meeting, ADMIN, SENT + 10 * DAY)
    assert keys(meeting, "recording_deleted") == set()


@pytest.mark.parametrize(("mode", "kept"), [(Mode.IN_PERSON, 0), (Mode.HYBRID, 1), (Mode.TEAMS, 1)])
def test_only_a_meeting_with_somebody_on_teams_has_a_recording(mode: Mode, kept: int) -> None:
    """MIN-02 MIN-04"""
    meeting = with_minutes_out()
    meeting.mode = mode
    assert len(keys(meeting, "recording_deleted")) == kept


# What follows from the decision


def test_a_referral_that_was_agreed_is_followed_until_it_is_made() -> None:
    """CHR-24 OUT-13"""
    meeting = a_closed_meeting()
    assert keys(meeting, "reporter_referral") == set()
    meeting.decisions[KAY.id].reporter = "refer"
    found = due(meeting, f"reporter_referral:{KAY.id}")
    assert (found.owes, local_day(found.limit)) == ((CHAIR.id,), date(2026, 11, 18))
    attesting.attest(meeting, CHAIR, found.key, "by e-mail", ENDED + DAY, PROFILE)
    assert keys(meeting, "reporter_referral") == set()


@pytest.mark.parametrize(
    ("option", "updates"),
    [(Option.PLACE, 1), (Option.REMOVE, 1), (Option.NOT_PLACE, 0), (Option.RETAIN, 0)],
)
def test_the_register_follows_each_name_placed_or_removed(option: Option, updates: int) -> None:
    """REG-04"""
    meeting = a_closed_meeting()
    meeting.decisions[KAY.id].option = option
    found = [d for d in clocks.dues(meeting, PROFILE) if d.clock == "register_update"]
    assert [d.owes for d in found] == [(everyone_with(Duty.CP_ADMIN),)] * updates


def test_a_family_hears_what_the_register_holds_when_a_name_was_placed() -> None:
    """OUT-14"""
    meeting = a_closed_meeting()
    found = due(meeting, "told_in_writing")
    assert (found.owes, local_day(found.limit)) == ((LEAD.id,), date(2026, 11, 24))
    assert found.escalates_to == (TEAM_LEADER.id,)
    meeting.decisions[KAY.id].option = Option.NOT_PLACE
    assert keys(meeting, "told_in_writing") == set()


def test_the_family_hears_of_its_right_to_a_review_while_it_can_still_use_it() -> None:
    """TIM-15 DIS-07 DIS-12"""
    meeting = a_closed_meeting()
    found = due(meeting, "family_review")
    assert (found.owes, local_day(found.aim)) == ((LEAD.id,), date(2026, 11, 19))
    assert local_day(found.limit) == date(2026, 12, 1)
    assert (found.escalates_to, found.escalates_at) == ((CHAIR.id,), datetime(2026, 11, 28, 9, tzinfo=UTC))
    attesting.attest(meeting, LEAD, "family_review", "with the leaflet", ENDED + DAY, PROFILE)
    assert "family_review" not in keys(meeting)


def test_the_lead_professional_whom_the_meeting_named_owes_what_follows() -> None:
    """CHR-17"""
    meeting = a_closed_meeting()
    meeting.outcome.lead_professional = HEALTH.id
    assert due(meeting, "family_review").owes == (HEALTH.id,)
    assert due(meeting, "told_in_writing").escalates_to == (CHAIR.id,), "nobody knows her line manager"


def test_nobody_is_told_of_their_own_lateness() -> None:
    """TIM-15"""
    profile = profile_with("minutes", {"limit": "10wd", "escalates_to": ["chair"], "says": "Ten days."})
    found = due(a_closed_meeting(), "minutes", profile)
    assert (found.escalates_to, found.escalates_at) == ((), None)


# Clocks of other councils


def test_a_copy_of_the_plan_goes_to_the_family_where_a_council_asks_for_it() -> None:
    """CHR-25"""
    profile = profile_with("plan_copy", {"limit": "5wd", "says": "Within 5 working days."})
    meeting = a_closed_meeting()
    assert local_day(due(meeting, "plan_copy", profile).limit) == date(2026, 11, 24)
    meeting.decisions[KAY.id].option = Option.NOT_PLACE
    assert keys(meeting, "plan_copy", profile) == set()


def test_a_dissent_is_answered_counted_from_the_meeting() -> None:
    """DIS-03"""
    profile = profile_with("dissent_answered", {"limit": "28d", "says": "Within 28 days of the meeting."})
    meeting = a_closed_meeting()
    dissent.record_dissent(meeting, POLICE, KAY.id, "Explained", "Not to place", ENDED + 5 * DAY, "d_1")
    found = due(meeting, "dissent_answered:d_1", profile)
    assert (found.owes, local_day(found.limit)) == ((MANAGERS,), date(2026, 12, 15))
    assert found.started == ENDED + 5 * DAY


RECONVENED = {"limit": "10wd", "reminders": ["-2wd"], "says": "Within 10 working days."}


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_a_meeting_that_was_not_quorate_meets_again_within_the_limit(days: int, late: bool) -> None:
    """QUO-06"""
    profile = profile_with("inquorate_reconvene", RECONVENED)
    meeting = an_opened_meeting([LEAD])
    conduct.reconvene(meeting, CHAIR, STARTS_AT + days * DAY, "Only social work came", STARTS_AT, PROFILE)
    assert ("inquorate_reconvene" in keys(meeting, profile=profile)) is late
    if late:
        found = due(meeting, "inquorate_reconvene", profile)
        assert (found.owes, local_day(found.limit)) == ((CHAIR.id,), date(2026, 12, 1))
        conduct.open_meeting(meeting, CHAIR, STARTS_AT + days * DAY)
        assert due(meeting, "inquorate_reconvene", profile).done_at == STARTS_AT + days * DAY


def test_a_line_manager_is_told_before_anybody_further_away() -> None:
    """TIM-13"""
    own = {"limit": "2d", "escalates_to": ["line manager", "service manager"], "says": "Two days."}
    profile = profile_with("attendance", {"reminders": ["-1d"], **own})
    meeting = an_invited_meeting()
    assert due(meeting, f"attendance:{LEAD.id}", profile).escalates_to == (TEAM_LEADER.id,)
    assert due(meeting, f"attendance:{HEALTH.id}", profile).escalates_to == (MANAGERS,)
