"""Reports: asked of everybody, never declined, shared with the family first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cppm.meetings import attendance, invitations, moving, reports
from cppm.meetings.attendance import SourceMissing
from cppm.meetings.meeting import Deputy, NotInvited, NotYours, Sharing, WrongPhase
from cppm.meetings.reports import ReportState, report_state
from cppm.people import Role
from cppm.records import FactKind, NoticeKind
from cppm.timing import clocks
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    GP,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    STARTS_AT,
    USUAL,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
    file_reports,
)

AT = BOOKED_AT + timedelta(days=3)
SHARED = Sharing(True, date(2026, 11, 4), "read aloud at home", "yes", "the dates in March", "")
CANARY = "KESTREL-77"


def test_a_report_is_asked_of_everybody_who_represents_an_agency() -> None:
    """REP-01"""
    due = {d.key for d in clocks.dues(an_invited_meeting(), PROFILE) if "report" in d.clock}
    assert due == {f"lead_report:{LEAD.id}", *(f"report:{p.id}" for p in USUAL)}


def test_no_report_is_asked_of_an_observer() -> None:
    """REP-01 PAR-08"""
    meeting = an_invited_meeting([POLICE, REPORTER])
    line = meeting.invitee(REPORTER.id)
    assert report_state(line, meeting.report_due, STARTS_AT) is ReportState.NOT_ASKED
    with pytest.raises(reports.NoReportAsked, match="observer"):
        reports.file_report(meeting, REPORTER, "R-1", False, AT)


def test_a_report_is_awaited_filed_or_overdue_and_never_declined() -> None:
    """REP-02"""
    meeting = an_invited_meeting()
    line, due = meeting.invitee(POLICE.id), meeting.report_due
    last_minute = datetime(2026, 11, 12, 23, 59, tzinfo=UTC)
    assert report_state(line, due, last_minute) is ReportState.AWAITED
    assert report_state(line, due, last_minute + timedelta(minutes=1)) is ReportState.OVERDUE
    reports.file_report(meeting, POLICE, "R-1", True, AT)
    assert report_state(line, due, STARTS_AT) is ReportState.FILED
    words = " ".join([*ReportState, *(f.name for f in FactKind), *(n.value for n in NoticeKind)])
    assert "declin" not in words.lower()


def test_somebody_invited_after_the_report_date_has_until_the_next_day() -> None:
    """REP-04 TIM-16"""
    meeting = an_invited_meeting()
    late = datetime(2026, 11, 15, 10, 0, tzinfo=UTC)
    line = invitations.invite(meeting, CHAIR, GP, "Knows the child", late)
    assert reports.due_day(line, meeting.report_due) == date(2026, 11, 16)
    assert report_state(line, meeting.report_due, late) is ReportState.AWAITED
    assert report_state(line, meeting.report_due, late + timedelta(days=2)) is ReportState.OVERDUE


def test_filing_needs_the_file_or_a_reference() -> None:
    """REP-04 ATT-07"""
    with pytest.raises(reports.ReferenceMissing):
        reports.file_report(an_invited_meeting(), POLICE, "  ", True, AT)


def test_a_report_says_whether_it_holds_a_chronology() -> None:
    """REP-07"""
    meeting = an_invited_meeting()
    reports.file_report(meeting, POLICE, "R-1", False, AT)
    assert meeting.invitee(POLICE.id).report.chronology is False
    assert meeting.facts[-1].detail["chronology"] is False


def test_filing_again_replaces_the_report_and_keeps_how_it_was_shared() -> None:
    """REP-04"""
    meeting = an_invited_meeting()
    reports.file_report(meeting, POLICE, "R-1", False, AT)
    reports.share_with_family(meeting, POLICE, SHARED, AT)
    reports.file_report(meeting, POLICE, "R-2", True, AT, uploaded=True)
    report = meeting.invitee(POLICE.id).report
    assert (report.reference, report.uploaded, report.sharing) == ("R-2", True, SHARED)


def test_a_deputy_may_file_the_report_of_whom_they_stand_in_for() -> None:
    """ATT-02 REP-03"""
    meeting = an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, AT, POLICE_DEPUTY)
    reports.file_report(meeting, POLICE_DEPUTY, "R-1", True, AT)
    assert meeting.invitee(POLICE.id).report.filed
    assert meeting.facts[-1].by == POLICE_DEPUTY.id


def test_a_report_may_still_come_in_after_the_meeting() -> None:
    """REP-02 REP-03"""
    meeting = a_closed_meeting()
    reports.file_report(meeting, POLICE, "R-1", True, STARTS_AT + timedelta(days=1))
    assert meeting.invitee(POLICE.id).report.filed


def test_a_stranger_files_nothing() -> None:
    """INV-09"""
    for meeting in (a_booked_meeting(), an_invited_meeting()):
        with pytest.raises(NotInvited):
            reports.file_report(meeting, OUTSIDER, "R-1", True, AT)


def test_nothing_is_filed_before_invitations_or_after_cancelling() -> None:
    """GEN-05"""
    with pytest.raises(WrongPhase, match="until the chair has agreed the list"):
        reports.file_report(a_booked_meeting(), LEAD, "R-1", True, AT)
    meeting = an_invited_meeting()
    moving.cancel(meeting, LEAD, "Resolved", AT)
    with pytest.raises(WrongPhase, match="any more"):
        reports.file_report(meeting, POLICE, "R-1", True, AT)


def test_sharing_follows_filing() -> None:
    """REP-09"""
    with pytest.raises(reports.ReportNotFiled):
        reports.share_with_family(an_invited_meeting(), POLICE, SHARED, AT)


def test_sharing_keeps_when_how_what_was_understood_and_disputed() -> None:
    """REP-09 ATT-08"""
    meeting = an_invited_meeting()
    file_reports(meeting, POLICE)
    reports.share_with_family(meeting, POLICE, SHARED, AT)
    assert meeting.invitee(POLICE.id).report.sharing == SHARED
    assert meeting.facts[-1].detail["disputed"] == "the dates in March"


@pytest.mark.parametrize(
    ("sharing", "asks"),
    [
        (Sharing(True, None, "read aloud", "yes", "", ""), "on which day"),
        (Sharing(True, date(2026, 11, 4), " ", "yes", "", ""), "how the report was shared"),
        (Sharing(True, date(2026, 11, 4), "read aloud", "", "", ""), "whether the family understood"),
        (Sharing(False, None, "", "", "", " "), "why the report has not been shared"),
    ],
)
def test_sharing_is_complete_or_says_why_not(sharing: Sharing, asks: str) -> None:
    """REP-09 LPP-18"""
    meeting = an_invited_meeting()
    file_reports(meeting, POLICE)
    with pytest.raises(reports.SharingUnexplained, match=asks):
        reports.share_with_family(meeting, POLICE, sharing, AT)


def test_sharing_is_not_recorded_before_it_happened() -> None:
    """REP-09"""
    meeting = an_invited_meeting()
    file_reports(meeting, POLICE)
    ahead = Sharing(True, AT.date() + timedelta(days=1), "at home", "yes", "", "")
    with pytest.raises(reports.SharedLater):
        reports.share_with_family(meeting, POLICE, ahead, AT)


def test_roles_that_give_no_view_owe_no_report() -> None:
    """REP-01 DEC-12"""
    owing = {role for role in Role if role.owes_report}
    assert owing == {role for role in Role if role.gives_view} == {Role.LEAD_PROFESSIONAL, Role.PRACTITIONER}


def test_the_chair_records_the_report_of_somebody_without_teams_and_how_they_told() -> None:
    """REP-04"""
    meeting = an_invited_meeting()
    for actor in (CHAIR, ADMIN):
        reports.file_report(meeting, actor, "VPD 1", True, AT, person_id=POLICE.id, source=" by phone ")
    kept = meeting.invitee(POLICE.id).report
    assert (kept.reference, kept.source) == ("VPD 1", "by phone")
    with pytest.raises(SourceMissing):
        reports.file_report(meeting, CHAIR, "VPD 1", True, AT, person_id=POLICE.id)
    with pytest.raises(NotYours):
        reports.file_report(meeting, LEAD, "VPD 1", True, AT, person_id=POLICE.id, source="by phone")


def test_what_somebody_filed_themselves_is_not_overwritten_for_them() -> None:
    """REP-04 REP-09"""
    meeting = an_invited_meeting()
    reports.file_report(meeting, POLICE, "VPD 1", True, AT)
    with pytest.raises(reports.FiledThemselves, match=POLICE.name):
        reports.file_report(meeting, CHAIR, "VPD 2", True, AT, person_id=POLICE.id, source="by phone")
    unshared = Sharing(False, None, "", "", "", "The father is in custody")
    reports.share_with_family(meeting, POLICE, unshared, AT)
    with pytest.raises(reports.FiledThemselves):
        reports.share_with_family(meeting, CHAIR, replace(unshared, source="by phone"), AT, POLICE.id)
    with pytest.raises(SourceMissing):
        reports.share_with_family(meeting, CHAIR, unshared, AT, POLICE.id)
