"""Quality figures: who sees them, for which months, and what is counted from what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cppm import figures, months
from cppm.councils.profile import load_profile
from cppm.disagreeing import dissent
from cppm.figure_counts import Counts
from cppm.figure_csv import HEADINGS, as_csv
from cppm.figures import (
    DISCRETION,
    DISSENT,
    LATE_AGREED,
    NOTICE_SHORT,
    ON_TIME,
    UNHEARD,
    FiguresNotYours,
    NoSuchFigure,
    Topic,
    agency_key,
    limit_key,
)
from cppm.groups.core_group import CoreGroup
from cppm.meetings import conduct, invitations, key_points, moving, reports
from cppm.meetings.meeting import PlanningMeeting, Voice
from cppm.months import Month, MonthsNotOver, NoSuchMonths, Period, period
from cppm.people import Agency, Person
from cppm.suppression import Ratio, Shown
from cppm.timing.catalogue import catalogue
from tests import builders, builders_group
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    POLICE,
    PROFILE,
    SCHOOL,
    SERVICE_MANAGER,
    STARTS_AT,
    TEAM_LEADER,
)
from tests.cast import CSWO

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
YEAR = Period(Month(2026, 1), Month(2027, 6))
LATER = datetime(2027, 7, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEY_POINTS = limit_key("key_points")
POLICE_CAME, HEALTH_CAME = (agency_key(Topic.ATTENDANCE, a) for a in (Agency.POLICE, Agency.HEALTH))
POLICE_REPORTS, HEALTH_REPORTS = (agency_key(Topic.REPORTS, a) for a in (Agency.POLICE, Agency.HEALTH))


def counted(*roots: PlanningMeeting | CoreGroup, now: datetime = LATER) -> Counts:
    counts = Counts(YEAR)
    for root in roots:
        counts.add(root, PROFILE, now)
    return counts


def ratio(counts: Counts, key: str, month: Month = NOVEMBER) -> Ratio | None:
    return counts.ratios.get((key, month))


# Who and when


@pytest.mark.parametrize("person", [SERVICE_MANAGER, CSWO, ADMIN])
def test_those_who_answer_for_the_council_may_see_the_figures(person: Person) -> None:
    figures.require_reader(person)


@pytest.mark.parametrize("person", [CHAIR, LEAD, POLICE, TEAM_LEADER])
def test_nobody_else_may(person: Person) -> None:
    with pytest.raises(FiguresNotYours):
        figures.require_reader(person)


def test_a_period_has_all_its_months_and_a_name() -> None:
    found = period("2026-11", "2027-02", LATER)
    assert [str(month) for month in found.months] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert found.words == "November 2026 to February 2027"
    assert period("2026-01", "2026-12", LATER).words == "2026"
    assert period("2026-07", "2026-09", LATER).words == "July to September 2026"
    assert period("2026-07", "2026-07", LATER).words == "July 2026"


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-13", "2026-12"), ("July", "2026-12"), ("2026-12", "2026-11"), ("2023-01", "2026-12"), ("", "")],
)
def test_what_is_no_period_is_refused(first: str, last: str) -> None:
    with pytest.raises(NoSuchMonths):
        period(first, last, LATER)


def test_a_month_that_is_not_over_has_no_figures_yet() -> None:
    with pytest.raises(MonthsNotOver, match="June 2027"):
        period("2027-01", "2027-07", LATER)


def test_quarters_and_years_are_offered_once_they_are_over() -> None:
    assert [each.words for each in months.offered(datetime(2026, 11, 22, tzinfo=UTC))] == [
        "July to September 2026",
        "April to June 2026",
        "January to March 2026",
        "October to December 2025",
        "2025",
        "2024",
    ]


def test_every_figure_has_a_key_of_its_own_and_says_what_is_counted() -> None:
    found = figures.figures(PROFILE)
    assert len({each.key for each in found}) == len(found)
    assert all(each.means.endswith(".") and each.rule and each.says for each in found)
    assert {each.topic for each in found} == set(Topic)
    with pytest.raises(NoSuchFigure):
        figures.figure(found, "limit-nothing")


def test_every_limit_counted_is_one_of_the_guides() -> None:
    assert all(catalogue()[name].statutory for name in ON_TIME)


def test_a_limit_that_a_council_does_not_have_is_no_figure_of_it() -> None:
    highland = load_profile("highland")
    absent = [name for name in ON_TIME if name not in highland.clocks]
    assert absent
    keys = {each.key for each in figures.figures(highland)}
    assert not keys & {limit_key(name) for name in absent}


def test_every_figure_is_explained_in_the_documents() -> None:
    page = (Path(__file__).parents[2] / "docs/figures.md").read_text("utf-8")
    titles = {*ON_TIME.values(), *(each.title for each in figures.PRACTICE), "Attendance by agency"}
    assert not [title for title in titles if f"| {title} |" not in page]
    assert not [each.key for each in figures.figures(PROFILE) if f"| {each.rule} |" not in page]


# Limits


def test_a_limit_kept_and_one_that_was_not_count_in_the_month_in_which_they_fell() -> None:
    """TIM-09"""
    kept, late, open_still = (builders.a_closed_meeting() for _ in range(3))
    key_points.release(kept, CHAIR, STARTS_AT + 2 * 60 * MINUTE)
    key_points.release(late, CHAIR, STARTS_AT + 3 * DAY)
    assert ratio(counted(kept, late, open_still), KEY_POINTS) == Ratio(1, 3)


def test_a_limit_still_ahead_is_not_counted() -> None:
    assert ratio(counted(builders.a_closed_meeting(), now=STARTS_AT + 2 * 60 * MINUTE), KEY_POINTS) is None


def test_a_meeting_held_late_with_agreement_is_late_all_the_same() -> None:
    """CON-09"""
    late = builders.a_closed_meeting(
        investigation_began=BOOKED_AT.date() - 30 * DAY, late_reason="Agreed by Grant Lowe: a witness is away"
    )
    counts = counted(late)
    late_in = [
        m for (key, m), found in counts.ratios.items() if key == limit_key("initial_cppm") and not found.count
    ]
    assert len(late_in) == 1
    assert ratio(counts, LATE_AGREED) == Ratio(1, 1)


def test_a_core_group_held_in_time_is_counted() -> None:
    """TIM-11"""
    held = builders_group.a_closed_gathering()
    assert ratio(counted(held), limit_key("first_core_group"), DECEMBER) == Ratio(1, 1)


def test_a_core_group_whose_day_went_by_without_a_word_is_not_known() -> None:
    """TIM-11"""
    counts = counted(builders_group.a_core_group())
    assert ratio(counts, limit_key("first_core_group"), DECEMBER) is None
    assert (limit_key("first_core_group"), DECEMBER) in counts.unknown


# Who came, who reported


def test_who_came_counts_by_agency_a_deputy_as_well() -> None:
    """ATT-01"""
    meeting = builders.a_closed_meeting(present=[LEAD, HEALTH, SCHOOL])
    counts = counted(meeting)
    assert ratio(counts, POLICE_CAME) == Ratio(0, 1)
    assert ratio(counts, HEALTH_CAME) == Ratio(1, 1)


def test_a_report_counts_as_in_time_by_the_day_on_the_invitation() -> None:
    """REP-04"""
    meeting = builders.a_settled_meeting()
    builders.file_reports(meeting, HEALTH)
    reports.file_report(meeting, POLICE, "REF-1", True, STARTS_AT)
    counts = counted(meeting)
    assert ratio(counts, HEALTH_REPORTS) == Ratio(1, 1)
    assert ratio(counts, POLICE_REPORTS) == Ratio(0, 1)


# What is not known


@pytest.mark.parametrize("key", [POLICE_CAME, POLICE_REPORTS, DISCRETION, NOTICE_SHORT, DISSENT, UNHEARD])
def test_a_meeting_of_which_nothing_is_recorded_is_not_known_and_never_nought(key: str) -> None:
    counts = counted(builders.an_invited_meeting())
    assert ratio(counts, key) is None
    assert (key, NOVEMBER) in counts.unknown
    [rows] = counts.rows([figures.figure(figures.figures(PROFILE), key)])
    assert rows.total.shown.of == 0
    assert rows.total.unknown
    assert not rows.empty


def test_a_meeting_opened_without_roll_quorum_and_decisions_is_known_as_far_as_it_goes() -> None:
    meeting = builders.an_invited_meeting()
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    counts = counted(meeting)
    assert {POLICE_CAME, DISCRETION, DISSENT, UNHEARD} <= {key for key, _ in counts.unknown}
    assert ratio(counts, NOTICE_SHORT) == Ratio(0, 1)
    assert ratio(counts, POLICE_REPORTS) == Ratio(0, 1)


def test_a_meeting_called_off_counts_nowhere() -> None:
    meeting = builders.an_invited_meeting()
    moving.cancel(meeting, CHAIR, "The family has moved", BOOKED_AT + DAY)
    counts = counted(meeting)
    assert not counts.ratios
    assert not counts.unknown


def test_a_meeting_still_ahead_counts_nowhere_yet() -> None:
    counts = counted(builders.an_invited_meeting(), now=STARTS_AT - DAY)
    assert not any(key in (POLICE_CAME, DISCRETION) for key, _ in {*counts.unknown, *counts.ratios})


# Practice


def test_discretion_counts_among_the_meetings_with_a_quorum_stated() -> None:
    """QUO-05"""
    alone = builders.a_meeting_ready_for_views(present=[LEAD, HEALTH])
    assert ratio(counted(alone, builders.a_closed_meeting()), DISCRETION) == Ratio(1, 2)


def test_dissent_counts_by_decision() -> None:
    """DIS-01"""
    meeting = builders.a_closed_meeting()
    for dissenter in (HEALTH, SCHOOL):
        dissent.record_dissent(
            meeting, dissenter, KAY.id, "Too early", "A plan without", STARTS_AT + 70 * MINUTE, dissenter.id
        )
    assert ratio(counted(meeting, builders.a_closed_meeting()), DISSENT) == Ratio(1, 2)


def test_a_child_not_heard_for_a_reason_counts_and_an_unborn_baby_does_not() -> None:
    """CHI-06"""
    unheard = builders.a_meeting_ready_for_views()
    reason = Voice("", "", "In hospital")
    conduct.capture_childs_views(unheard, CHAIR, KAY.id, reason, STARTS_AT + 6 * MINUTE)
    assert ratio(counted(unheard, builders.a_closed_meeting()), UNHEARD) == Ratio(1, 2)
    unheard.children = [builders.BABY]
    assert ratio(counted(unheard), UNHEARD) is None


# What is shown


def many(number: int, make: Callable[[], PlanningMeeting]) -> list[PlanningMeeting]:
    return [make() for _ in range(number)]


def test_small_numbers_are_nowhere_in_the_lines() -> None:
    late = builders.a_closed_meeting()
    held = [late, *many(11, builders.a_closed_meeting)]
    for meeting in held[2:]:
        key_points.release(meeting, CHAIR, STARTS_AT + 60 * MINUTE)
    rows = counted(*held).rows(figures.figures(PROFILE))
    found = next(each for each in rows if each.figure.key == KEY_POINTS)
    assert found.total.shown == Shown(12, least=7)
    line = next(each for each in as_csv(rows, "2026").splitlines() if "Key points" in each)
    assert line == "limits,Key points released,2026,c,12,c,7,,no,TIM-09"


def test_the_text_has_a_line_for_each_month_and_no_noughts_for_what_is_not_known() -> None:
    one = Period(NOVEMBER, DECEMBER)
    counts = Counts(one)
    counts.add(builders.an_invited_meeting(), PROFILE, LATER)
    text = as_csv(counts.rows(figures.figures(PROFILE)), one.words)
    heading, *lines = text.splitlines()
    assert heading == ",".join(HEADINGS)
    assert "practice,Dissent,November to December 2026,,,,,,yes,DIS-01" in lines
    assert "practice,Dissent,2026-11,,,,,,yes,DIS-01" in lines
    assert "practice,Dissent,2026-12,0,0,,,,no,DIS-01" in lines


def test_nobody_and_no_case_is_named_in_the_text() -> None:
    """GEN-19"""
    text = as_csv(counted(*many(7, builders.a_closed_meeting)).rows(figures.figures(PROFILE)), "2026")
    named = [*(each.name for each in builders.EVERYBODY if each is not ADMIN), "PK-26", "Kay", "m_kay"]
    assert "attendance,Police,2026,7,7,100" in text
    assert not [name for name in named if name in text]


def test_an_invitation_not_sent_in_time_is_late() -> None:
    """TIM-01"""
    meeting = builders.a_booked_meeting()
    invitations.approve_list(meeting, CHAIR, STARTS_AT - DAY)
    assert ratio(counted(meeting), limit_key("notice")) == Ratio(0, 1)
