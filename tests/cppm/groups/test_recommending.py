"""What each member recommends to the review, and the chronology that goes with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.groups import following, gatherings, in_session, recommending
from cppm.groups.core_group import CoreGroup, Recommended
from cppm.meetings import attendance
from cppm.meetings.meeting import Coming, Deputy, NoSuchThing, NotYours, Option
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.timing.timescales import CalendarDays, Months, Timescale, Weeks, local_day, morning_of
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, PROFILE, SCHOOL, person
from tests.builders_group import (
    DAY,
    FIRST_AT,
    FORMED_AT,
    REVIEW_BY,
    a_closed_gathering,
    a_core_group,
    a_group_before_review,
    a_review,
    drained,
    hold_next,
    ids,
    notice_of,
)

AT = FORMED_AT + 150 * DAY
REMAIN, REMOVE = Recommended.REMAIN, Recommended.REMOVE
NURSE = person("nurse", HEALTH.agency, "Una Gray", "Nurse")


def recommend(
    group: CoreGroup, actor: Person, says: Recommended = REMAIN, reasons: str = "From our visits"
) -> None:
    recommending.recommend(group, actor, KAY.id, says, reasons, AT)


def test_a_member_recommends_with_reasons_and_the_same_again_changes_nothing() -> None:
    """CG-14"""
    group = a_core_group()
    recommend(group, HEALTH)
    before = group.revision
    recommend(group, HEALTH)
    assert group.revision == before
    (kept,) = group.recommendations
    assert (kept.person, kept.says, kept.reasons, kept.source) == (HEALTH.id, REMAIN, "From our visits", "")


def test_reasons_are_needed_in_either_direction() -> None:
    """CG-14"""
    for says in Recommended:
        with pytest.raises(recommending.ReasonsForRecommendation, match="you recommend on Kay"):
            recommend(a_core_group(), HEALTH, says, " ")


def test_it_can_be_given_anew_and_the_earlier_one_is_kept() -> None:
    """CG-14"""
    group = a_core_group()
    recommend(group, HEALTH)
    recommend(group, HEALTH, REMOVE)
    now = recommending.of_member(group, KAY.id, HEALTH.id)
    assert now is not None
    assert now.says is REMOVE
    assert [r.says for r in group.recommendations] == [REMAIN, REMOVE]


def test_a_keeper_records_it_for_a_member_with_how_they_know() -> None:
    """CG-14 ATT-04"""
    group = a_core_group()
    with pytest.raises(attendance.SourceMissing, match="Ailsa Grant"):
        recommending.recommend(group, ADMIN, KAY.id, REMAIN, "Why", AT, HEALTH.id)
    recommending.recommend(group, ADMIN, KAY.id, REMAIN, "Why", AT, HEALTH.id, "by e-mail")
    (kept,) = group.recommendations
    assert (kept.person, kept.recorded_by, kept.source) == (HEALTH.id, ADMIN.id, "by e-mail")
    with pytest.raises(NoSuchThing):
        recommending.recommend(group, ADMIN, KAY.id, REMAIN, "Why", AT, OUTSIDER.id, "by e-mail")


def test_a_deputy_recommends_for_the_member_they_sit_in_for() -> None:
    """CG-14 ATT-02"""
    group = a_core_group()
    deputy = Deputy(NURSE.name, True, True, NURSE.id)
    gatherings.reply(group, HEALTH, "t_2", Coming.DEPUTY, FORMED_AT, deputy=deputy, enrolled=NURSE)
    recommend(group, NURSE)
    (kept,) = group.recommendations
    assert (kept.person, kept.recorded_by) == (HEALTH.id, NURSE.id)
    assert kept.source == "given by the deputy, Una Gray"


@pytest.mark.parametrize("actor", [CHAIR, ADMIN, OUTSIDER, NURSE])
def test_nobody_else_recommends(actor: Person) -> None:
    """CG-14"""
    with pytest.raises(NotYours):
        recommend(a_core_group(), actor)


def test_nobody_records_it_for_a_colleague() -> None:
    """CG-14"""
    with pytest.raises(NotYours):
        recommending.recommend(a_core_group(), SCHOOL, KAY.id, REMAIN, "Why", AT, HEALTH.id, "said so")


def test_who_is_awaited_and_whether_they_agree_is_told_and_nothing_is_counted() -> None:
    """CG-14 DIS-13"""
    group = a_core_group()
    assert [p.id for p in recommending.awaited(group, KAY.id)] == [LEAD.id, HEALTH.id, SCHOOL.id]
    recommend(group, LEAD)
    recommend(group, HEALTH)
    assert recommending.agreed(group, KAY.id) is None
    recommend(group, SCHOOL, REMOVE)
    assert recommending.agreed(group, KAY.id) is False
    recommend(group, SCHOOL, REMAIN, "On reflection")
    assert recommending.agreed(group, KAY.id) is True


def test_the_planning_chair_hears_when_all_have_spoken_and_when_one_changes() -> None:
    """DIS-13 REP-15"""
    group = a_core_group()
    for member in (LEAD, HEALTH):
        recommend(group, member)
    assert notice_of(group, CHAIR) == []
    recommend(group, SCHOOL, REMOVE)
    assert notice_of(group, CHAIR) == ["recommendations"]
    recommend(group, SCHOOL, REMOVE, "Also from the school nurse")
    keys = {n.key for n in group.notices if n.kind is NoticeKind.RECOMMENDATIONS}
    assert len(keys) == 2


def test_on_a_name_that_came_off_nothing_is_recommended() -> None:
    """GEN-16"""
    group = a_core_group()
    group.registrations.append(replace(group.registrations[0], child=replace(KAY, id="c_sam", name="Sam")))
    group.registrations[-1].ended_at = AT
    with pytest.raises(recommending.NotOnRegister, match="Sam"):
        recommending.recommend(group, HEALTH, "c_sam", REMAIN, "Why", AT)
    with pytest.raises(NoSuchThing):
        recommending.recommend(group, HEALTH, "c_none", REMAIN, "Why", AT)


@given(st.integers(min_value=0, max_value=180))
def test_recommendations_are_asked_in_the_four_weeks_before_the_review(days: int) -> None:
    """CG-14 CG-27"""
    group = a_core_group()
    day = REVIEW_BY - timedelta(days=days)
    assert recommending.wanted(group, morning_of(day), PROFILE) is (days <= 28)


def test_exactly_one_four_weekly_meeting_is_the_last_before_the_review() -> None:
    """CG-14"""
    group = a_group_before_review()
    hold_next(group)
    pairs = zip(group.held, [*group.held[1:], group.planned], strict=True)
    last = [a.number for a, b in pairs if b and local_day(a.starts_at) <= REVIEW_BY <= local_day(b.starts_at)]
    assert last == [6]
    assert recommending.wanted(group, group.held[5].starts_at, PROFILE)
    assert not recommending.wanted(group, group.held[4].starts_at, PROFILE)


def test_a_meeting_under_way_is_the_last_one_when_the_next_is_after_the_review() -> None:
    """CG-14"""
    group = a_closed_gathering()
    group.review = replace(group.review, by=local_day(FIRST_AT) + 40 * DAY) if group.review else None
    gathering = group.planned
    assert gathering is not None
    in_session.open_gathering(group, LEAD, gathering.id, gathering.starts_at)
    assert not recommending.last_before_review(group, gathering)
    gatherings.arrange(
        group,
        LEAD,
        gathering.starts_at + 20 * DAY,
        gathering.mode,
        "",
        "",
        gathering.starts_at,
        PROFILE,
        ids("z"),
    )
    assert recommending.last_before_review(group, gathering)


def test_without_a_review_ahead_nothing_is_asked() -> None:
    """CG-14"""
    group = a_core_group()
    group.review = None
    assert not recommending.wanted(group, AT, PROFILE)
    assert recommending.asked_from(group, PROFILE) is None


def test_after_the_review_everybody_is_asked_anew() -> None:
    """CG-14"""
    group = a_group_before_review()
    assert recommending.agreed(group, KAY.id) is True
    review = a_review(group, Option.RETAIN)
    following.follow(group, review, review.starts_at, ids(), PROFILE)
    assert len(recommending.awaited(group, KAY.id)) == 3


# The chronology


def test_the_chronology_has_a_day_and_an_owner_and_may_be_agreed_anew() -> None:
    """REP-16 TIM-21"""
    group = a_core_group()
    for _ in range(2):
        recommending.agree_chronology(group, LEAD, date(2027, 4, 1), HEALTH, FIRST_AT)
    assert len(group.facts) == 1
    recommending.agree_chronology(group, LEAD, date(2027, 4, 8), HEALTH, FIRST_AT)
    assert group.chronology is not None
    assert (group.chronology.by, group.chronology.owner) == (date(2027, 4, 8), HEALTH.id)
    with pytest.raises(DayGone):
        recommending.agree_chronology(group, LEAD, date(2026, 11, 25), HEALTH, FIRST_AT)
    with pytest.raises(NoSuchThing):
        recommending.agree_chronology(group, LEAD, date(2027, 4, 1), OUTSIDER, FIRST_AT)


@pytest.mark.parametrize("actor", [HEALTH, LEAD, ADMIN])
def test_its_owner_says_that_it_is_there_or_a_keeper_for_them(actor: Person) -> None:
    """REP-16"""
    group = a_core_group()
    recommending.agree_chronology(group, LEAD, date(2027, 4, 1), HEALTH, FIRST_AT)
    drained(group)
    for _ in range(2):
        recommending.chronology_received(group, actor, AT)
    assert group.chronology is not None
    assert (group.chronology.received_at, len(group.facts)) == (AT, 1)


def test_who_may_not_and_what_is_not_agreed_is_refused() -> None:
    """REP-16"""
    group = a_core_group()
    with pytest.raises(recommending.NoChronologyAgreed):
        recommending.chronology_received(group, LEAD, AT)
    recommending.agree_chronology(group, LEAD, date(2027, 4, 1), HEALTH, FIRST_AT)
    for stranger in (SCHOOL, OUTSIDER):
        with pytest.raises(NotYours):
            recommending.chronology_received(group, stranger, AT)
        with pytest.raises(NotYours):
            recommending.agree_chronology(group, stranger, date(2027, 4, 1), HEALTH, FIRST_AT)


@pytest.mark.parametrize(
    ("limit", "days"), [(CalendarDays(21), 21), (Weeks(6), 42), (Months(1), 28), (None, 28)]
)
def test_the_interval_is_the_councils_own_or_four_weeks(limit: Timescale | None, days: int) -> None:
    """TIM-12"""
    clock = replace(PROFILE.clock("core_group"), limit=limit)
    own = replace(PROFILE, clocks={**PROFILE.clocks, "core_group": clock})
    assert recommending.interval(own) == timedelta(days=days)
