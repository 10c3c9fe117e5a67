"""A limit that passed: why, who agrees, by when now; and what people say is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cppm.meetings import closing, invitations, key_points, minutes, moving
from cppm.meetings.meeting import NotYours, PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing import attesting, clocks, missed
from cppm.timing.boards import ClockStopped, reason_wanted
from cppm.timing.clock_records import InterimPlan
from cppm.timing.timescales import Due, end_of, local_day
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    POLICE,
    PROFILE,
    SERVICE_MANAGER,
    STARTS_AT,
    TEAM_LEADER,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
    file_reports,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDED = STARTS_AT + HOUR
TOO_LATE = ENDED + 30 * HOUR
NEW_DATE = ENDED + 48 * HOUR
REASON = "The chair was ill"


def due(meeting: PlanningMeeting, key: str) -> Due | None:
    return next((d for d in clocks.dues(meeting, PROFILE) if d.key == key), None)


def explained(
    meeting: PlanningMeeting,
    key: str = "key_points",
    until: datetime | None = NEW_DATE,
    at: datetime = TOO_LATE,
    by: Person = CHAIR,
    manager: Person = SERVICE_MANAGER,
) -> Due:
    return missed.explain(meeting, by, key, REASON, manager, until, at, PROFILE, interim=InterimPlan.IN_PLACE)


# A new date


def test_a_missed_limit_gets_a_reason_a_manager_and_a_new_date() -> None:
    """CON-09 GEN-13"""
    meeting = a_closed_meeting()
    before = explained(meeting)
    found = due(meeting, "key_points")
    assert found
    assert (found.limit, found.first_limit) == (NEW_DATE, before.limit)
    kept = meeting.missed["key_points"]
    assert (kept.reason, kept.manager, kept.approved_at) == (REASON, SERVICE_MANAGER.id, None)
    assert meeting.facts[-1].kind is FactKind.LIMIT_MISSED
    asked = [(n.to, n.about) for n in meeting.notices if n.kind is NoticeKind.LIMIT_TO_APPROVE]
    assert asked == [(SERVICE_MANAGER.id, "key_points")]


def test_towards_the_new_date_somebody_hears_again_and_nothing_is_reminded_twice() -> None:
    """TIM-09"""
    meeting = a_closed_meeting()
    explained(meeting)
    found = due(meeting, "key_points")
    assert found
    assert found.reminders == (), "the first ones counted from the start and were said"
    assert (found.escalates_at, found.chased[0]) == (NEW_DATE, NEW_DATE + 7 * DAY)


def test_reminders_that_count_back_follow_the_new_date() -> None:
    """TIM-10"""
    meeting = a_closed_meeting()
    at = datetime(2026, 12, 2, 10, tzinfo=UTC)
    until = end_of(local_day(at) + 6 * DAY)
    explained(meeting, "minutes", until, at)
    found = due(meeting, "minutes")
    assert found
    assert found.reminders == (datetime(2026, 12, 8, 9, tzinfo=UTC),)


def test_missed_again_the_first_limit_is_kept() -> None:
    """CON-09"""
    meeting = a_closed_meeting()
    first = explained(meeting).limit
    explained(meeting, until=NEW_DATE + 2 * DAY, at=NEW_DATE + HOUR)
    found = due(meeting, "key_points")
    assert found
    assert (found.limit, found.first_limit) == (NEW_DATE + 2 * DAY, first)
    assert meeting.missed["key_points"].limit == first


def test_done_by_the_new_date_nothing_more_is_asked() -> None:
    """CON-09"""
    meeting = a_closed_meeting()
    explained(meeting)
    key_points.release(meeting, CHAIR, NEW_DATE - HOUR)
    assert due(meeting, "key_points") is None


def test_done_only_after_the_new_date_too_it_is_asked_why_once_more() -> None:
    """CON-09 GEN-13"""
    meeting = a_closed_meeting()
    explained(meeting)
    key_points.release(meeting, CHAIR, NEW_DATE + HOUR)
    found = due(meeting, "key_points")
    assert found
    assert (found.done_at, found.limit) == (NEW_DATE + HOUR, NEW_DATE)
    explained(meeting, until=None, at=NEW_DATE + 2 * HOUR)
    assert due(meeting, "key_points") is None


def test_a_meeting_that_moves_leaves_behind_what_was_missed_for_the_old_date() -> None:
    """TIM-16 CON-09"""
    meeting = an_invited_meeting()
    at = datetime(2026, 11, 13, 10, tzinfo=UTC)
    explained(meeting, f"report:{POLICE.id}", at + 2 * DAY, at, POLICE, TEAM_LEADER)
    moving.move(meeting, LEAD, STARTS_AT + 14 * DAY, "The mother is ill", at + HOUR)
    found = due(meeting, f"report:{POLICE.id}")
    assert found
    assert (local_day(found.limit).day, found.first_limit) == (26, None)


# Done late


def test_what_was_done_late_stays_until_somebody_says_why() -> None:
    """TIM-09 GEN-13"""
    meeting = a_closed_meeting()
    key_points.release(meeting, CHAIR, TOO_LATE)
    found = due(meeting, "key_points")
    assert found
    assert (found.done_at, found.reminders, found.escalates_at) == (TOO_LATE, (), None)
    assert found.chased[:2] == (TOO_LATE + 7 * DAY, TOO_LATE + 14 * DAY)
    assert len(found.chased) == clocks.CHASED_TIMES
    explained(meeting, until=None, at=TOO_LATE + HOUR)
    assert due(meeting, "key_points") is None
    assert meeting.missed["key_points"].until is None


def test_done_in_the_last_minute_is_in_time() -> None:
    """TIM-09"""
    meeting = a_closed_meeting()
    key_points.release(meeting, CHAIR, ENDED + 24 * HOUR)
    assert due(meeting, "key_points") is None


def test_what_no_guide_limits_is_done_whenever_it_is_done() -> None:
    """TIM-16 REP-02"""
    meeting = an_invited_meeting()
    at = datetime(2026, 11, 13, 10, tzinfo=UTC)
    assert due(meeting, f"report:{HEALTH.id}")
    file_reports(meeting, HEALTH)
    meeting.invitee(HEALTH.id).report.filed_at = at
    assert due(meeting, f"report:{HEALTH.id}") is None


# Who, and what it needs


@pytest.mark.parametrize("who", [CHAIR, LEAD, ADMIN])
def test_whoever_owes_it_or_oversees_the_case_says_why(who: Person) -> None:
    """CON-09"""
    assert explained(a_closed_meeting(), by=who).owes == (CHAIR.id,)


def test_nobody_else_says_why() -> None:
    """CON-09"""
    with pytest.raises(NotYours):
        explained(a_closed_meeting(), by=POLICE)


def test_a_limit_that_has_not_passed_is_not_explained() -> None:
    """CON-09"""
    with pytest.raises(missed.NotLate):
        explained(a_closed_meeting(), at=ENDED + 24 * HOUR)
    with pytest.raises(ClockStopped):
        explained(a_closed_meeting(), "no_such_clock")


def test_what_is_still_to_do_needs_a_new_date_to_come() -> None:
    """CON-09"""
    for until in (None, TOO_LATE):
        with pytest.raises(missed.NoNewDate):
            explained(a_closed_meeting(), until=until)


@pytest.mark.parametrize("manager", [POLICE, CHAIR])
def test_only_a_manager_agrees_and_never_who_asks(manager: Person) -> None:
    """GEN-13"""
    with pytest.raises(missed.NotAManager, match=manager.name):
        explained(a_closed_meeting(), manager=manager)


def test_a_reason_is_words() -> None:
    """CON-09"""
    with pytest.raises(missed.DelayUnexplained):
        missed.explain(
            a_closed_meeting(), CHAIR, "key_points", "  ", SERVICE_MANAGER, NEW_DATE, TOO_LATE, PROFILE
        )


# The manager


def test_the_manager_is_asked_until_they_agree() -> None:
    """GEN-13"""
    meeting = a_closed_meeting()
    explained(meeting)
    found = due(meeting, "limit_to_approve:key_points")
    assert found
    assert (found.owes, found.about, local_day(found.limit).day) == ((SERVICE_MANAGER.id,), "key_points", 20)
    with pytest.raises(missed.NothingToApprove):
        missed.approve(meeting, TEAM_LEADER, "key_points", TOO_LATE + HOUR)
    missed.approve(meeting, SERVICE_MANAGER, "key_points", TOO_LATE + HOUR)
    missed.approve(meeting, SERVICE_MANAGER, "key_points", TOO_LATE + 9 * HOUR)
    assert meeting.missed["key_points"].approved_at == TOO_LATE + HOUR
    assert due(meeting, "limit_to_approve:key_points") is None


def test_explained_anew_the_manager_is_asked_anew() -> None:
    """GEN-13"""
    meeting = a_closed_meeting()
    explained(meeting)
    missed.approve(meeting, SERVICE_MANAGER, "key_points", TOO_LATE + HOUR)
    explained(meeting, until=NEW_DATE + 2 * DAY, at=NEW_DATE + HOUR)
    assert due(meeting, "limit_to_approve:key_points")
    asked = [n.key for n in meeting.notices if n.kind is NoticeKind.LIMIT_TO_APPROVE]
    assert len(set(asked)) == 2


def refused(meeting: PlanningMeeting, why: str = "Release them today") -> None:
    missed.refuse(meeting, SERVICE_MANAGER, "key_points", why, TOO_LATE + HOUR)


def test_a_manager_who_does_not_agree_leaves_the_limit_as_it_was_and_whoever_asked_hears() -> None:
    """GEN-13 CON-09"""
    meeting = a_closed_meeting()
    was = explained(meeting)
    for _ in range(2):
        refused(meeting)
    found = due(meeting, "key_points")
    assert found
    assert (found.limit, found.first_limit) == (was.limit, None)
    assert reason_wanted(found, TOO_LATE + HOUR)
    assert due(meeting, "limit_to_approve:key_points") is None, "they have answered"
    told = [(n.to, n.about) for n in meeting.notices if n.kind is NoticeKind.LIMIT_NOT_AGREED]
    assert told == [(CHAIR.id, "key_points")]
    kept = missed.explanation(meeting, found)
    assert kept
    assert (kept.refused_at, kept.refusal) == (TOO_LATE + HOUR, "Release them today")
    assert meeting.facts[-1].kind is FactKind.MISSED_LIMIT_REFUSED


def test_a_no_to_what_was_done_late_asks_for_another_reason() -> None:
    """GEN-13"""
    meeting = a_closed_meeting()
    key_points.release(meeting, CHAIR, TOO_LATE)
    explained(meeting, until=None)
    refused(meeting)
    found = due(meeting, "key_points")
    assert found
    assert found.done_at == TOO_LATE
    explained(meeting, until=None, at=TOO_LATE + 2 * HOUR)
    assert due(meeting, "key_points") is None


def test_after_a_no_it_is_explained_anew_or_agreed_to_after_all() -> None:
    """GEN-13"""
    meeting = a_closed_meeting()
    explained(meeting)
    refused(meeting)
    explained(meeting, at=TOO_LATE + 2 * HOUR, manager=TEAM_LEADER)
    assert (meeting.missed["key_points"].manager, meeting.missed["key_points"].answered) == (
        TEAM_LEADER.id,
        False,
    )
    other = a_closed_meeting()
    explained(other)
    refused(other)
    missed.approve(other, SERVICE_MANAGER, "key_points", TOO_LATE + 2 * HOUR)
    found = due(other, "key_points")
    assert found
    assert (found.limit, other.missed["key_points"].refused_at) == (NEW_DATE, None)


def test_a_no_needs_words_and_comes_from_the_manager_named_before_they_agreed() -> None:
    """GEN-13"""
    meeting = a_closed_meeting()
    explained(meeting)
    with pytest.raises(missed.DelayUnexplained):
        refused(meeting, " ")
    with pytest.raises(missed.NothingToApprove):
        missed.refuse(meeting, TEAM_LEADER, "key_points", "Today", TOO_LATE)
    missed.approve(meeting, SERVICE_MANAGER, "key_points", TOO_LATE)
    with pytest.raises(missed.NothingToApprove):
        refused(meeting)


def test_what_was_said_of_an_earlier_time_round_explains_nothing_now() -> None:
    """CON-09"""
    meeting = a_closed_meeting()
    explained(meeting)
    found = due(meeting, "key_points")
    assert found
    later = replace(found, first_limit=None, limit=found.limit + 7 * DAY)
    assert missed.explanation(meeting, later) is None


# What is simply said to be done


def test_an_attestation_ends_its_clock() -> None:
    """REG-04"""
    meeting = a_closed_meeting()
    for _ in range(2):
        attesting.attest(meeting, ADMIN, "register_update:c_kay", " entered ", ENDED + HOUR, PROFILE)
    assert due(meeting, "register_update:c_kay") is None
    kept = meeting.attested["register_update:c_kay"]
    assert (kept.by, kept.note) == (ADMIN.id, "entered")
    assert [f.kind for f in meeting.facts].count(FactKind.TASK_DONE) == 1


def test_said_late_a_limit_of_the_guide_still_wants_the_reason() -> None:
    """TIM-15 GEN-13"""
    meeting = a_closed_meeting()
    late = ENDED + 20 * DAY
    attesting.attest(meeting, LEAD, "family_review", "by letter", late, PROFILE)
    found = due(meeting, "family_review")
    assert found
    assert (found.done_at, found.statutory) == (late, True)
    attesting.attest(meeting, ADMIN, "register_update:c_kay", "", late, PROFILE)
    assert due(meeting, "register_update:c_kay") is None, "no guide limits it"


def test_what_ends_by_being_done_is_not_ended_by_saying_so() -> None:
    """CON-09"""
    with pytest.raises(attesting.NotAttested):
        attesting.attest(a_closed_meeting(), CHAIR, "key_points", "", ENDED, PROFILE)


def test_only_who_owes_it_or_cp_administration_says_it_is_done() -> None:
    """CON-09"""
    meeting = a_closed_meeting()
    with pytest.raises(NotYours):
        attesting.attest(meeting, POLICE, "family_review", "", ENDED, PROFILE)
    assert due(meeting, "family_review")


# Who is meant


def test_a_duty_owes_for_everybody_who_holds_it() -> None:
    """REG-04"""
    found = due(a_closed_meeting(), "register_update:c_kay")
    assert found
    assert found.owes == (everyone_with(Duty.CP_ADMIN),)


def test_a_limit_of_a_list_that_was_agreed_late_is_explained_by_the_chair() -> None:
    """TIM-01"""
    meeting = a_booked_meeting()
    at = datetime(2026, 11, 12, 9, tzinfo=UTC)
    invitations.approve_list(meeting, CHAIR, at)
    explained(meeting, "notice", None, at + HOUR)
    assert due(meeting, "notice") is None


def test_the_clocks_of_a_closed_meeting_can_all_be_brought_to_an_end() -> None:
    """CON-09"""
    meeting = a_closed_meeting()
    for person in (LEAD, POLICE, HEALTH):
        file_reports(meeting, person)
    for line in ("f_kay", "f_father"):
        closing.mark_told(meeting, LEAD, line, "at home", TOO_LATE)
    minutes.check(meeting, CHAIR, TOO_LATE)
    minutes.send(meeting, CHAIR, "CS-1", STARTS_AT + 30 * DAY)
    explained(meeting, "minutes", None, STARTS_AT + 31 * DAY)
    missed.approve(meeting, SERVICE_MANAGER, "minutes", STARTS_AT + 32 * DAY)
    still = [d.key for d in clocks.dues(meeting, PROFILE) if "minutes" in d.key]
    assert still == ["minutes_explained"], "it is read with the family from now on"


def test_whoever_takes_over_from_the_manager_is_asked_to_agree() -> None:
    """GEN-13 INV-08"""
    meeting = a_closed_meeting()
    explained(meeting)
    with pytest.raises(missed.NotAManager):
        missed.hand_on(meeting, SERVICE_MANAGER, HEALTH, ADMIN, TOO_LATE)
    missed.hand_on(meeting, SERVICE_MANAGER, TEAM_LEADER, ADMIN, TOO_LATE)
    found = due(meeting, "limit_to_approve:key_points")
    assert found
    assert found.owes == (TEAM_LEADER.id,)
    missed.approve(meeting, TEAM_LEADER, "key_points", TOO_LATE)
