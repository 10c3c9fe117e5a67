"""Whole meetings of each kind under each council's profile, and what its clocks then say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from cppm.councils.profile import Profile, known_profiles, load_profile
from cppm.groups.gatherings import latest_day
from cppm.meetings import closing, conduct, decision, outcome
from cppm.meetings.meeting import Concern, ImmediateAction, MeetingKind, Mode, Option, Phase, PlanningMeeting
from cppm.roots import Root
from cppm.rules import RULES, council_value, where_it_stands
from cppm.timing import clocks
from cppm.timing.occasions import OCCASIONS
from cppm.timing.timescales import local_day
from tests import builders, builders_group
from tests.builders import BABY, CHAIR, HEALTH, KAY, LEAD, STARTS_AT

KINDS: dict[MeetingKind, dict[str, Any]] = {
    MeetingKind.INITIAL: {},
    MeetingKind.PRE_BIRTH: {"kind": MeetingKind.PRE_BIRTH, "children": [BABY]},
    MeetingKind.REVIEW: {"kind": MeetingKind.REVIEW},
}
SOON = STARTS_AT + timedelta(minutes=50)


loaded = cache(load_profile)
"""Each profile is read from its file once."""


@pytest.fixture(params=known_profiles())
def council(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """Each council in turn; what the builders build is built under its rules."""
    profile = loaded(request.param)
    monkeypatch.setattr(builders, "PROFILE", profile)
    monkeypatch.setattr(builders_group, "PROFILE", profile)
    return profile


def closed(council: Profile, **changes: Any) -> PlanningMeeting:
    """Decided and closed, with the review on the last day that the council leaves."""
    meeting = builders.a_decided_meeting(**changes)
    review = outcome.latest_review(SOON, council, outcome.before_birth(meeting))
    first = STARTS_AT + timedelta(days=9)
    outcome.settle(meeting, CHAIR, SOON, LEAD.id, [LEAD.id, HEALTH.id], first, review, council)
    action = ImmediateAction("a_1", "Visit every second day", "Ewan Reid", date(2026, 11, 20))
    outcome.agree_actions(meeting, CHAIR, [action], SOON)
    builders.go_through_considerations(meeting, SOON)
    builders.settle_exclusions(meeting, SOON)
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, date(2026, 11, 18), SOON)
    closing.close(meeting, CHAIR, SOON)
    return meeting


@pytest.mark.parametrize("kind", KINDS)
def test_a_meeting_of_each_kind_is_held_to_its_end(council: Profile, kind: MeetingKind) -> None:
    """GEN-05 TIM-05 TIM-07"""
    meeting = closed(council, **KINDS[kind])
    assert meeting.phase is Phase.CLOSED
    owed = {due.clock for due in clocks.dues(meeting, council)}
    assert owed <= council.clocks.keys()
    assert not owed & council.guide_silent
    assert "key_points" in owed
    for name in ("decision_letter", "family_review"):
        assert (name in owed) is (name in council.clocks)


@pytest.mark.parametrize("build", [builders.a_booked_meeting, builders.an_invited_meeting])
def test_what_is_owed_before_a_meeting_is_named_by_the_councils_profile(
    council: Profile, build: Callable[..., PlanningMeeting]
) -> None:
    """TIM-01 CON-08"""
    owed = {due.clock: due for due in clocks.dues(build(), council)}
    assert owed.keys() <= council.clocks.keys()
    assert owed.keys() <= OCCASIONS.keys()
    if "teams_link" in owed:
        assert council.key == "highland"
        assert local_day(owed["teams_link"].limit) == local_day(STARTS_AT) - timedelta(days=2)


def test_a_meeting_knows_whether_its_council_records_all_of_them(council: Profile) -> None:
    """MIN-02"""
    meeting = builders.a_booked_meeting()
    assert meeting.always_recorded is council.always_recorded is (council.key == "perth_kinross")


def test_the_teams_link_is_owed_for_no_meeting_in_a_room() -> None:
    """CON-08"""
    highland = load_profile("highland")
    for mode, owed in ((Mode.TEAMS, True), (Mode.HYBRID, True), (Mode.IN_PERSON, False)):
        meeting = builders.an_invited_meeting()
        meeting.mode = mode
        assert ("teams_link" in {due.clock for due in clocks.dues(meeting, highland)}) is owed


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("perth_kinross", date(2026, 11, 12)),
        ("highland", date(2026, 11, 10)),
        ("south_lanarkshire", date(2026, 11, 12)),
    ],
)
def test_the_lead_professionals_report_is_due_by_the_councils_own_count(key: str, day: date) -> None:
    """TIM-17"""
    due = next(
        d for d in clocks.dues(builders.an_invited_meeting(), load_profile(key)) if d.clock == "lead_report"
    )
    assert local_day(due.limit) == day


def test_an_assessment_is_due_from_the_start_of_the_investigation_never_before_it_was_asked_for() -> None:
    """TIM-17"""
    south = load_profile("south_lanarkshire")
    meeting = builders.an_invited_meeting(investigation_began=date(2026, 10, 20))
    due = next(d for d in clocks.dues(meeting, south) if d.clock == "lead_report")
    assert local_day(due.limit) == date(2026, 11, 10)
    meeting.investigation_began = date(2026, 10, 1)
    due = next(d for d in clocks.dues(meeting, south) if d.clock == "lead_report")
    assert local_day(due.limit) == date(2026, 11, 3)


def test_core_groups_follow_the_council_and_go_without_a_limit_where_guides_are_silent(
    council: Profile,
) -> None:
    """TIM-11 TIM-12"""
    group = builders_group.a_core_group()
    owed = {due.clock for due in clocks.dues(group, council)}
    assert owed <= council.clocks.keys()
    assert "first_core_group" in owed or group.planned
    held = builders_group.a_closed_gathering()
    assert (latest_day(held, council) is None) is ("core_group" in council.guide_silent)


def test_the_review_after_a_pre_birth_meeting_is_earlier_where_a_guide_says_so() -> None:
    """TIM-07"""
    at = STARTS_AT
    assert outcome.latest_review(at, load_profile("national_2023"), unborn=True) == date(2027, 2, 17)
    assert outcome.latest_review(at, load_profile("perth_kinross"), unborn=True) == date(2027, 5, 17)
    assert outcome.latest_review(at, load_profile("national_2023")) == date(2027, 5, 17)


# Areas of concern


def decided(profile: Profile, *areas: str) -> None:
    meeting = builders.a_viewed_meeting()
    concerns = [Concern(area, "Seen in October") for area in areas]
    decision.decide(
        meeting, CHAIR, KAY.id, Option.PLACE, "Injuries", SOON, profile,
        concerns=concerns, reporter="not needed", reporter_reason="The family works with the plan",
    )  # fmt: skip
    assert [c.area for c in meeting.decisions[KAY.id].concerns] == list(areas)


def test_where_there_are_main_areas_one_at_least_is_named() -> None:
    """OUT-07 OUT-08"""
    argyll = load_profile("argyll_bute")
    for areas in (["domestic abuse"], ["overcrowding"]):
        with pytest.raises(decision.MainAreaMissing, match="physical abuse, emotional abuse"):
            decided(argyll, *areas)
    decided(argyll, "Neglect", "domestic abuse")


@pytest.mark.parametrize("key", ["perth_kinross", "national_2023", "north_lanarkshire"])
def test_elsewhere_no_category_is_needed(key: str) -> None:
    """OUT-10"""
    decided(load_profile(key), "overcrowding")


# Without a quorum


def test_nowhere_do_two_meetings_in_a_row_go_ahead_without_a_quorum(council: Profile) -> None:
    """QUO-06"""
    meeting = builders.an_opened_meeting([LEAD, HEALTH])
    meeting.after_inquorate = True
    ground = council.quorum.grounds[0] if council.quorum.grounds else ""
    with pytest.raises(conduct.InquorateAgain):
        conduct.state_quorum(meeting, CHAIR, STARTS_AT, council, "Known to two", True, ground)


# Why?


@pytest.mark.parametrize("rule", sorted(RULES))
def test_why_shows_the_councils_own_value_and_where_it_stands(council: Profile, rule: str) -> None:
    """TIM-01 QUO-03"""
    said = council_value(rule, council)
    stands = where_it_stands(rule, council)
    assert said.endswith((".", "?")), said
    assert stands
    if council.key != "perth_kinross":
        assert "Perth" not in said + stands
    if rule in {clock.rule for clock in council.clocks.values() if clock.name in council.own}:
        assert "no local rule" not in said


@pytest.mark.parametrize(
    ("key", "rule", "said"),
    [
        ("perth_kinross", "TIM-01", "at least 7 calendar days"),
        ("argyll_bute", "TIM-01", "Argyll and Bute adds no local rule to this one. National Guidance"),
        ("argyll_bute", "REG-03", "A senior manager with the lead for child protection."),
        ("highland", "DIS-07", "The decision letter says how"),
        ("argyll_bute", "TIM-13", "Argyll and Bute adds no local rule to this one."),
        ("south_lanarkshire", "TIM-09", "within 48 hours"),
        ("highland", "DEC-10", "within 5 working days"),
        ("highland", "TIM-17", "at least 7 calendar days before the meeting"),
        ("highland", "QUO-03", "Education and others who work with the family. Police where relevant"),
        ("north_lanarkshire", "CON-05", "An Education and Families Manager chairs."),
        ("north_lanarkshire", "OUT-05", "Within 8 weeks"),
        ("national_2023", "QUO-06", "No two meetings in a row"),
        ("national_2023", "OUT-03", "never takes a name off"),
    ],
)
def test_why_says_what_differs(key: str, rule: str, said: str) -> None:
    """TIM-01 QUO-03"""
    assert said in council_value(rule, load_profile(key))


def test_of_every_missed_limit_of_a_guide_somebody_else_hears(council: Profile) -> None:
    """CON-09: also where whoever owes it is the one who would hear, and nobody knows a line manager."""
    meetings = [builders.a_booked_meeting(), builders.an_invited_meeting(), closed(council)]
    roots: list[Root] = [*meetings, builders_group.a_core_group()]
    alone = {
        due.clock
        for root in roots
        for due in clocks.dues(root, council)
        if due.statutory and not due.escalates_to
    }
    assert alone == set()
