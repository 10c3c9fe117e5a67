"""Somebody about to take over reads from one day to another, and no day more; taking over ends the days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import invitations, views
from cppm.meetings.meeting import NoSuchThing, NotInvited, NotYours, Option, PlanningMeeting
from cppm.people import Agency, Duty, Role
from cppm.records import FactKind
from cppm.rights import cut, handing_over, sitting_in
from cppm.rights.handing_over_records import Part
from cppm.rights.sitting_in import DayOfReadingGone, DaysReversed
from cppm.timing.timescales import local_day, say_day
from tests import cast
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    STARTS_AT,
    a_meeting_ready_for_views,
    an_invited_meeting,
    person,
)

NEXT = person("next", Agency.SOCIAL_WORK, "Iona Muir", "Social worker", Duty.QUALIFIED_SOCIAL_WORKER)
DAY = timedelta(days=1)
FIRST = local_day(STARTS_AT) - 2 * DAY
LAST = local_day(STARTS_AT) + 2 * DAY


def sat_in(meeting: PlanningMeeting) -> PlanningMeeting:
    """The chair has added somebody who takes over soon, with days around the meeting."""
    role = Role.INCOMING_LEAD_PROFESSIONAL
    invitations.invite(meeting, CHAIR, NEXT, "Takes over next week", BOOKED_AT, role)
    sitting_in.set_days(meeting, CHAIR, NEXT.id, FIRST, LAST, BOOKED_AT)
    return meeting


def test_they_read_from_the_first_day_to_the_last_and_on_no_other() -> None:
    """INV-08"""
    meeting = sat_in(an_invited_meeting())
    for day in (FIRST, LAST):
        assert cut.for_reader(meeting, NEXT.id, day) is meeting
        cut.require_open(meeting, NEXT.id, day)
    for day in (FIRST - DAY, LAST + DAY):
        known = cut.for_reader(meeting, NEXT.id, day)
        with pytest.raises(NotInvited):
            known.role_of(NEXT)
        with pytest.raises(NotInvited):
            known.line_of(NEXT)
        with pytest.raises(NotInvited):
            cut.require_open(meeting, NEXT.id, day)
    assert meeting.role_of(NEXT) is Role.INCOMING_LEAD_PROFESSIONAL, "the meeting itself knows no day"


def test_everybody_else_reads_as_before_on_any_day() -> None:
    """INV-08"""
    meeting = sat_in(an_invited_meeting())
    for reader in (CHAIR, LEAD, HEALTH):
        assert cut.for_reader(meeting, reader.id, FIRST - DAY) is meeting


@pytest.mark.parametrize(
    ("since", "until", "ahead"), [(None, LAST, None), (FIRST, None, FIRST), (None, None, None)]
)
def test_a_side_without_a_day_is_open(since, until, ahead) -> None:  # type: ignore[no-untyped-def]
    """INV-08"""
    meeting = sat_in(an_invited_meeting())
    sitting_in.set_days(meeting, CHAIR, NEXT.id, since, until, BOOKED_AT)
    assert sitting_in.shut(meeting, NEXT.id, FIRST) is None
    assert (sitting_in.shut(meeting, NEXT.id, FIRST - DAY) is None) is (since is None)
    assert (sitting_in.shut(meeting, NEXT.id, LAST + DAY) is None) is (until is None)
    assert sitting_in.opens(meeting, NEXT.id, FIRST - DAY) == ahead
    assert sitting_in.opens(meeting, NEXT.id, LAST + DAY) is None


def test_no_view_is_theirs_while_another_leads() -> None:
    """INV-08 DEC-12"""
    meeting = a_meeting_ready_for_views()
    sat_in(meeting).invitee(NEXT.id).stay = meeting.invitee(HEALTH.id).stay
    views.open_round(meeting, CHAIR, KAY.id, STARTS_AT)
    assert NEXT.id not in {line.person.id for line in views.expected_to_view(meeting)}
    with pytest.raises(views.NoViewInThisRole):
        views.give_view(meeting, NEXT, KAY.id, Option.PLACE, "From what I heard", STARTS_AT)


def test_taking_over_ends_the_days_and_begins_the_part() -> None:
    """INV-08"""
    meeting = sat_in(an_invited_meeting())
    handing_over.hand_over(meeting, LEAD, Part.LEAD, NEXT, "Goes on leave", STARTS_AT - DAY)
    line = meeting.invitee(NEXT.id)
    assert (line.role, line.reads_from, line.reads_until) == (Role.LEAD_PROFESSIONAL, None, None)
    for day in (FIRST - DAY, LAST + DAY):
        assert cut.for_reader(meeting, NEXT.id, day).role_of(NEXT) is Role.LEAD_PROFESSIONAL
    with pytest.raises(NotInvited):
        cut.for_reader(meeting, LEAD.id, FIRST).role_of(LEAD)


def test_whoever_the_meeting_made_lead_professional_reads_on() -> None:
    """INV-08 CHR-17"""
    meeting = cast.meeting_at("closed")
    sitting_in.set_days(meeting, CHAIR, cast.INCOMING.id, None, local_day(STARTS_AT), STARTS_AT)
    assert sitting_in.shut(meeting, cast.INCOMING.id, LAST)
    meeting.outcome.lead_professional = cast.INCOMING.id
    assert sitting_in.shut(meeting, cast.INCOMING.id, LAST) is None


def test_the_days_are_in_order_and_not_past() -> None:
    """INV-08"""
    meeting, today = sat_in(an_invited_meeting()), local_day(BOOKED_AT)
    before = meeting.revision
    with pytest.raises(DaysReversed, match=say_day(FIRST)):
        sitting_in.set_days(meeting, CHAIR, NEXT.id, LAST, FIRST, BOOKED_AT)
    with pytest.raises(DayOfReadingGone):
        sitting_in.set_days(meeting, CHAIR, NEXT.id, None, today - DAY, BOOKED_AT)
    sitting_in.set_days(meeting, CHAIR, NEXT.id, FIRST, LAST, BOOKED_AT + MINUTE)
    assert meeting.revision == before
    sitting_in.set_days(meeting, LEAD, NEXT.id, FIRST, today + DAY * 30, BOOKED_AT + MINUTE)
    assert meeting.facts[-1].kind is FactKind.READING_DATED


def test_only_who_keeps_the_list_sets_them_and_only_for_who_takes_over() -> None:
    """INV-08"""
    meeting = sat_in(an_invited_meeting())
    with pytest.raises(NotYours):
        sitting_in.set_days(meeting, NEXT, NEXT.id, None, None, BOOKED_AT)
    with pytest.raises(NoSuchThing):
        sitting_in.set_days(meeting, CHAIR, HEALTH.id, FIRST, LAST, BOOKED_AT)
