"""Time with the family for a report: a day before the meeting, and a form that they can follow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import family_time, reports
from cppm.meetings.meeting import FamilyTime, NotInvited, Sharing, WrongPhase
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights import preparation
from cppm.timing.timescales import local_day
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    LEAD,
    OUTSIDER,
    POLICE,
    REPORTER,
    STARTS_AT,
    an_invited_meeting,
    an_opened_meeting,
)

AT = BOOKED_AT + timedelta(days=3)
DAY = local_day(STARTS_AT) - timedelta(days=2)


@pytest.mark.parametrize("person", [POLICE, LEAD])
def test_time_is_planned_with_the_form_the_family_can_follow(person: Person) -> None:
    """REP-10"""
    meeting = an_invited_meeting()
    family_time.plan(meeting, person, DAY, " Read aloud, Session with an interpreter ", AT)
    kept = meeting.invitee(person.id).report.planned
    assert kept == FamilyTime(DAY, "Read aloud, Session with an interpreter")
    assert meeting.facts[-1].kind is FactKind.FAMILY_TIME_PLANNED


def test_said_again_it_replaces_and_said_alike_it_changes_nothing() -> None:
    """REP-10"""
    meeting = an_invited_meeting()
    for _ in range(2):
        family_time.plan(meeting, POLICE, DAY, "Read aloud", AT)
    family_time.plan(meeting, POLICE, DAY, "Easy Read version", AT)
    assert [f.detail["how"] for f in meeting.facts if f.kind is FactKind.FAMILY_TIME_PLANNED] == [
        "Read aloud",
        "Easy Read version",
    ]


@pytest.mark.parametrize("day", [local_day(AT) - timedelta(days=1), local_day(STARTS_AT) + timedelta(days=1)])
def test_the_day_lies_before_the_meeting(day: object) -> None:
    """REP-10"""
    with pytest.raises(family_time.FamilyTimeUnlikely, match="17 November"):
        family_time.plan(an_invited_meeting(), POLICE, day, "Read aloud", AT)  # type: ignore[arg-type]


def test_without_a_form_nothing_is_planned() -> None:
    """REP-10"""
    with pytest.raises(family_time.FormUnsaid):
        family_time.plan(an_invited_meeting(), POLICE, DAY, " ", AT)


def test_only_whoever_writes_a_report_plans_before_the_meeting_and_before_it_is_shared() -> None:
    """REP-10"""
    meeting = an_invited_meeting([POLICE, REPORTER])
    with pytest.raises(reports.NoReportAsked):
        family_time.plan(meeting, REPORTER, DAY, "Read aloud", AT)
    for stranger in (OUTSIDER, CHAIR):
        with pytest.raises(NotInvited):
            family_time.plan(meeting, stranger, DAY, "Read aloud", AT)
    with pytest.raises(WrongPhase):
        family_time.plan(an_opened_meeting(), POLICE, DAY, "Read aloud", AT)
    reports.file_report(meeting, POLICE, "VPD 1", True, AT)
    reports.share_with_family(meeting, POLICE, Sharing(True, AT.date(), "read", "yes", "", ""), AT)
    with pytest.raises(family_time.SharedAlready):
        family_time.plan(meeting, POLICE, DAY, "Read aloud", AT)


def test_the_list_has_a_line_for_it_that_fills_itself() -> None:
    """REP-10 GEN-21"""
    meeting = an_invited_meeting()
    (line,) = (each for each in preparation.list_of(meeting, POLICE) if each.key == "family_time")
    assert (line.done, line.opens) == (False, "familytime.open")
    family_time.plan(meeting, POLICE, DAY, "Read aloud", AT)
    (line,) = (each for each in preparation.list_of(meeting, POLICE) if each.key == "family_time")
    assert line.done
    assert line.state == "Planned for Sunday 15 November 2026: read aloud"


def test_filing_the_report_leaves_the_plan_as_it_is() -> None:
    """REP-10"""
    meeting = an_invited_meeting()
    family_time.plan(meeting, POLICE, DAY, "Read aloud", AT)
    reports.file_report(meeting, POLICE, "VPD 1", True, AT)
    assert meeting.invitee(POLICE.id).report.planned == FamilyTime(DAY, "Read aloud")
