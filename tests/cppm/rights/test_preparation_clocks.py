"""When the clocks of preparing run: quietly, in time, and no longer than there is something to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cppm.meetings import attendance, conduct, moving, reports
from cppm.meetings.meeting import PlanningMeeting, Sharing
from cppm.people import Person
from cppm.rights import preparation, support, taking_part, understanding
from cppm.rights.participation_records import Factor, Heard, SupportKind, TakesPart, Understood
from cppm.timing import clocks
from cppm.timing.timescales import Due
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    MINUTE,
    PROFILE,
    STARTS_AT,
    USUAL,
    a_booked_meeting,
    an_invited_meeting,
    file_reports,
)

DAY = timedelta(days=1)
AT = BOOKED_AT + 3 * DAY
EVE_MORNING = datetime(2026, 11, 16, 9, tzinfo=UTC)
NAMES = ("preparation", "chair_preparation", "unshared")


def found(meeting: PlanningMeeting) -> dict[str, Due]:
    return {each.clock: each for each in clocks.dues(meeting, PROFILE) if each.clock in NAMES}


def tick_all(meeting: PlanningMeeting, person: Person) -> None:
    keys = [each.key for each in preparation.to_tick(meeting, person)]
    preparation.tick(meeting, person, keys, AT)


def share(meeting: PlanningMeeting, *people: Person) -> None:
    file_reports(meeting, *people)
    for person in people:
        said = Sharing(True, AT.date(), "Read aloud", "Yes", "", "")
        reports.share_with_family(meeting, person, said, AT)


def test_the_day_before_lead_professional_and_chair_are_warned_of_reports_not_shared() -> None:
    """LPP-18"""
    meeting = an_invited_meeting()
    due = found(meeting)["unshared"]
    assert due.owes == (LEAD.id, CHAIR.id)
    assert due.reminders == (EVE_MORNING,)
    assert (due.limit, due.window) == (STARTS_AT, True)


def test_when_every_report_is_shared_nobody_is_warned() -> None:
    """LPP-18"""
    meeting = an_invited_meeting()
    share(meeting, *USUAL)
    assert "unshared" in found(meeting)
    share(meeting, LEAD)
    assert "unshared" not in found(meeting)


def test_neither_warning_nor_the_chairs_task_is_on_anybodys_home_weeks_before() -> None:
    """LPP-18 CHR-02"""
    due = found(an_invited_meeting())
    assert EVE_MORNING - due["unshared"].started < DAY
    assert STARTS_AT - due["chair_preparation"].started < 5 * DAY


def test_the_lead_professional_prepares_from_the_invitations_to_the_day_before() -> None:
    """LPP-09"""
    assert found(a_booked_meeting()) == {}
    due = found(an_invited_meeting())["preparation"]
    assert (due.owes, due.started) == ((LEAD.id,), BOOKED_AT + MINUTE)
    assert due.reminders == (datetime(2026, 11, 13, 9, tzinfo=UTC),)


def prepare_family(meeting: PlanningMeeting) -> None:
    """Everything that is kept of the family's part before a meeting, for each of them."""
    taking_part.invite_or_not(meeting, LEAD, "f_kay", True, [Factor.WISH], "Kay wants to come", "", AT)
    for line in ("f_kay", "f_mother"):
        said = ("Ewan Reid", AT.date(), "in person", Understood.YES, "", AT)
        understanding.tell(meeting, LEAD, line, list(understanding.BEFOREHAND), *said)
        taking_part.take_part(meeting, LEAD, line, TakesPart.WHOLE, "", [], "", AT)
        support.arrange_support(meeting, LEAD, line, SupportKind.NOBODY, "", "", AT)
        understanding.hear(meeting, LEAD, line, Heard("It helps", "In words", "Ewan Reid", AT.date()), AT)


def test_each_clock_ends_when_all_is_ticked_and_the_family_is_prepared() -> None:
    """LPP-09 CHR-02"""
    meeting = an_invited_meeting()
    file_reports(meeting, HEALTH)
    tick_all(meeting, LEAD)
    tick_all(meeting, CHAIR)
    assert set(found(meeting)) == {"unshared", "preparation"}
    prepare_family(meeting)
    assert set(found(meeting)) == {"unshared"}


def test_a_report_that_comes_in_later_starts_the_chairs_clock_again() -> None:
    """REP-14"""
    meeting = an_invited_meeting()
    file_reports(meeting, HEALTH)
    tick_all(meeting, CHAIR)
    reports.file_report(meeting, LEAD, "REF", True, AT + DAY)
    assert "chair_preparation" in found(meeting)


def test_a_new_date_moves_the_clocks() -> None:
    """LPP-07"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The chair is ill", AT, PROFILE)
    due = found(meeting)
    assert due["unshared"].reminders == (EVE_MORNING + 7 * DAY,)
    assert due["preparation"].started == AT


def test_once_the_meeting_is_open_nothing_is_left_to_prepare() -> None:
    """GEN-21"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, HEALTH, AT)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    assert found(meeting) == {}
