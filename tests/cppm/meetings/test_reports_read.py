"""The chair and the lead professional get the reference of a report at once, and say when they have it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import reports, reports_read
from cppm.meetings.meeting import NotYours, PlanningMeeting
from cppm.meetings.reports_read import ReportStillAwaited
from cppm.people import Person
from cppm.records import NoticeKind
from tests.builders import ADMIN, BOOKED_AT, CHAIR, HEALTH, LEAD, MINUTE, POLICE, SCHOOL, an_invited_meeting

AT = BOOKED_AT + MINUTE


def filed(author: Person = HEALTH) -> PlanningMeeting:
    meeting = an_invited_meeting()
    meeting.notices.clear()
    reports.file_report(meeting, author, "NHS 2026/17", True, AT)
    return meeting


def told(meeting: PlanningMeeting) -> list[tuple[str, str]]:
    return [(n.to, n.about) for n in meeting.notices if n.kind is NoticeKind.REPORT_IN]


def test_both_get_the_reference_the_moment_a_report_is_filed() -> None:
    """REP-08"""
    assert told(filed()) == [(CHAIR.id, HEALTH.id), (LEAD.id, HEALTH.id)]


def test_nobody_is_told_of_their_own_report_or_of_what_they_recorded() -> None:
    """REP-08"""
    assert told(filed(LEAD)) == [(CHAIR.id, LEAD.id)]
    meeting = an_invited_meeting()
    meeting.notices.clear()
    reports.file_report(meeting, CHAIR, "NHS 2026/17", True, AT, person_id=HEALTH.id, source="by phone")
    assert told(meeting) == [(LEAD.id, HEALTH.id)]


def test_of_several_in_one_day_they_are_told_once_until_they_have_looked() -> None:
    """REP-08"""
    meeting = filed()
    reports.file_report(meeting, POLICE, "VPD 2026/1", True, AT + MINUTE)
    assert told(meeting) == [(CHAIR.id, HEALTH.id), (LEAD.id, HEALTH.id)]
    for author in (HEALTH, POLICE):
        reports_read.have(meeting, CHAIR, author.id, AT + MINUTE)
    reports.file_report(meeting, SCHOOL, "ED 2026/1", True, AT + 2 * MINUTE)
    assert told(meeting)[2:] == [(CHAIR.id, SCHOOL.id)]
    reports.file_report(meeting, POLICE, "VPD 2026/2", True, AT + timedelta(days=1))
    assert told(meeting)[3:] == [(CHAIR.id, POLICE.id), (LEAD.id, POLICE.id)]


def test_what_they_have_not_read_is_known_until_they_say_so() -> None:
    """REP-08"""
    meeting = filed()
    line = meeting.invitee(HEALTH.id)
    assert reports_read.lack(meeting, meeting.invitee(POLICE.id)) == [], "it is not in"
    assert [p.id for p in reports_read.lack(meeting, line)] == [CHAIR.id, LEAD.id]
    reports_read.have(meeting, CHAIR, HEALTH.id, AT)
    reports_read.have(meeting, CHAIR, HEALTH.id, AT + MINUTE)
    assert line.report.read_by == {CHAIR.id: AT}
    assert reports_read.to_read(meeting, CHAIR) == []
    assert [p.id for p in reports_read.lack(meeting, line)] == [LEAD.id]


def test_a_report_filed_anew_is_unread() -> None:
    """REP-08"""
    meeting = filed()
    reports_read.have(meeting, CHAIR, HEALTH.id, AT)
    reports.file_report(meeting, HEALTH, "NHS 2026/18", True, AT + MINUTE)
    assert [i.person.id for i in reports_read.to_read(meeting, CHAIR)] == [HEALTH.id]


def test_everybody_else_is_refused_and_a_report_awaited_is_not_read() -> None:
    """REP-08"""
    meeting = filed()
    for other in (HEALTH, POLICE, ADMIN):
        with pytest.raises(NotYours):
            reports_read.have(meeting, other, HEALTH.id, AT)
    with pytest.raises(ReportStillAwaited):
        reports_read.have(meeting, CHAIR, POLICE.id, AT)
