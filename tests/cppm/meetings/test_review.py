"""A review: booked from the core group, by the day that the meeting before set, and held to its end."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cppm.groups import following
from cppm.groups.core_group import CoreGroup
from cppm.meetings import booking, conduct, dates, review
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind, Option, PlanningMeeting
from cppm.people import Agency, Duty, Person
from cppm.records import FactKind
from tests.builders import (
    CHAIR,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    STARTS_AT,
    a_booking,
    a_closed_meeting,
    a_family,
    a_meeting_ready_for_views,
    person,
)

AT = datetime(2027, 4, 12, 9, 0, tzinfo=UTC)
"""Five months after the initial meeting, which set the review for 4 May."""
TAM = Child("c_tam", "Tam", age=3)
OTHER = person("other", Agency.SOCIAL_WORK, "Rhona Tait", "Senior officer", Duty.CHAIR)


def group_of(meeting: PlanningMeeting) -> CoreGroup:
    """The core group that this meeting leaves behind."""
    numbers = itertools.count(1)
    found = following.follow(None, meeting, STARTS_AT, lambda: f"n_{next(numbers)}", PROFILE)
    assert found
    return found


def book(
    group: CoreGroup | None, before: PlanningMeeting | None = None, chair: Person = CHAIR, **changes: Any
) -> PlanningMeeting:
    values: dict[str, Any] = {
        "kind": MeetingKind.REVIEW,
        "chair": chair,
        "starts_at": datetime(2027, 5, 4, 14, 0, tzinfo=UTC),
        "report_due": date(2027, 4, 29),
        "investigation_began": None,
    }
    return booking.book(a_booking(**values | changes), "m_review", LEAD, AT, PROFILE, group, before)


def test_a_review_is_booked_from_the_core_group() -> None:
    """GEN-14 GEN-16"""
    meeting = book(group_of(a_closed_meeting()))
    assert (meeting.kind, meeting.review_by) == (MeetingKind.REVIEW, date(2027, 5, 4))
    assert dates.latest_day(meeting, PROFILE) == date(2027, 5, 4)


def test_a_review_is_held_by_the_day_that_the_meeting_before_set() -> None:
    """TIM-05 TIM-06 TIM-07"""
    group = group_of(a_closed_meeting())
    later = datetime(2027, 5, 5, 14, 0, tzinfo=UTC)
    with pytest.raises(
        dates.ReviewTooLate, match="Tuesday 4 May 2027, which is the last day for this review"
    ):
        book(group, starts_at=later)
    meeting = book(group, starts_at=later, late_reason="The mother is in hospital; Grant Lowe agreed")
    assert dates.is_late(meeting, PROFILE)


def test_an_earlier_review_needs_no_reason() -> None:
    """CG-16 TIM-06"""
    early = datetime(2027, 4, 20, 10, 0, tzinfo=UTC)
    assert not dates.is_late(
        book(group_of(a_closed_meeting()), starts_at=early, report_due=date(2027, 4, 16)), PROFILE
    )


def test_the_same_chair_chairs_the_review_or_it_is_said_why_not() -> None:
    """CON-06"""
    group = group_of(a_closed_meeting())
    with pytest.raises(review.OtherChair, match="Morag Sinclair chaired the meeting before"):
        book(group, chair=OTHER)
    meeting = book(group, chair=OTHER, other_chair_because="Morag Sinclair has retired")
    assert meeting.other_chair_because == "Morag Sinclair has retired"
    booked = next(f for f in meeting.facts if f.kind is FactKind.MEETING_BOOKED)
    assert booked.detail["other_chair_because"] == "Morag Sinclair has retired"


def test_the_same_chair_needs_no_reason_and_keeps_none() -> None:
    """CON-06"""
    assert book(group_of(a_closed_meeting()), other_chair_because="As before").other_chair_because == ""


def test_a_review_is_about_children_whose_names_are_on_the_register() -> None:
    """GEN-14"""
    family = [*a_family(), FamilyLine("f_tam", "Tam", "child", True, child=TAM.id)]
    with pytest.raises(review.NotForReview, match="the name of Tam"):
        book(group_of(a_closed_meeting()), children=[KAY, TAM], family=family)


def test_a_child_on_the_register_is_reviewed_and_not_registered_again() -> None:
    """GEN-14"""
    with pytest.raises(review.OnRegisterAlready, match="Kay"):
        book(group_of(a_closed_meeting()), kind=MeetingKind.INITIAL)


def test_a_sibling_may_have_an_initial_meeting_of_their_own() -> None:
    """GEN-05"""
    family = [FamilyLine("f_tam", "Tam", "child", True, child=TAM.id), a_family()[1]]
    group = group_of(a_closed_meeting())
    assert book(group, kind=MeetingKind.INITIAL, children=[TAM], family=family).review_by is None


def test_with_no_name_on_the_register_there_is_nothing_to_review() -> None:
    """GEN-14 GEN-15"""
    group = group_of(a_closed_meeting())
    group.registrations[0].ended_at = STARTS_AT
    with pytest.raises(review.NothingToReview):
        book(group)


def test_a_family_registered_before_there_was_a_core_group_here_can_be_reviewed() -> None:
    """TIM-06"""
    by = review.last_day(date(2026, 10, 31), PROFILE)
    assert by == date(2027, 4, 30)
    with pytest.raises(dates.ReviewTooLate):
        book(None, review_by=by)
    assert book(None, review_by=date(2027, 5, 10)).review_by == date(2027, 5, 10)


def test_after_a_meeting_without_a_quorum_the_next_is_quorate_or_put_off() -> None:
    """QUO-06"""
    two = {"present": [LEAD, POLICE]}
    before = a_closed_meeting(**two)
    again = book(group_of(before), before)
    assert again.after_inquorate
    held = a_meeting_ready_for_views([LEAD, POLICE])
    held.after_inquorate, held.quorum = True, None
    with pytest.raises(conduct.InquorateAgain, match="does not happen twice in a row"):
        conduct.state_quorum(held, CHAIR, AT, PROFILE, "Known to two agencies only", True)


def test_after_a_quorate_meeting_the_chairs_discretion_is_open() -> None:
    """QUO-05"""
    before = a_closed_meeting()
    assert not book(group_of(before), before).after_inquorate


def test_the_core_group_goes_on_after_a_review_that_retains() -> None:
    """GEN-16 CG-05 CHR-21"""
    group = group_of(a_closed_meeting())
    held = a_closed_meeting(kind=MeetingKind.REVIEW)
    held.id = "m_review"
    following.follow(group, held, STARTS_AT, lambda: "n_next", PROFILE)
    assert [c.id for c in group.registered] == [KAY.id]
    assert not group.ended


def test_the_core_group_ends_with_the_last_name_removed() -> None:
    """GEN-15"""
    group = group_of(a_closed_meeting())
    held = a_closed_meeting(kind=MeetingKind.REVIEW, option=Option.REMOVE)
    held.id = "m_review"
    following.follow(group, held, STARTS_AT, lambda: "n_next", PROFILE)
    assert group.registered == []
    assert group.ended
