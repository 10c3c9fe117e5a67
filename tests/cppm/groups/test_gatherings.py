"""The core group's meetings: dates, answers, voices, the record, and what closing asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.errors import ChangeUnexplained
from cppm.groups import gatherings, in_session, planning, recommending
from cppm.groups.core_group import (
    CoreGroup,
    FamilyMember,
    Gathering,
    GatheringPhase,
    GroupRecord,
    Progress,
    Recommended,
)
from cppm.groups.plan import ActionState, PlanOutcome, PlanText
from cppm.meetings import attendance
from cppm.meetings.dates import DateGone
from cppm.meetings.meeting import Coming, Deputy, Mode, NoSuchThing, NotYours, Voice
from cppm.people import Person
from cppm.records import CHANNEL, FactKind, NoticeKind
from cppm.timing.timescales import local_day
from tests.builders import (
    ADMIN,
    CHAIR,
    GP,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    SCHOOL,
    person,
)
from tests.builders_group import (
    DAY,
    FIRST_AT,
    FORMED_AT,
    HOUR,
    a_closed_gathering,
    a_core_group,
    a_group_before_review,
    a_group_with_plan,
    a_settled_gathering,
    an_open_gathering,
    drained,
    ids,
    notice_of,
    settle_gathering,
)

AT = FORMED_AT + DAY
NURSE = person("nurse", HEALTH.agency, "Una Gray", "Nurse")
UNA = Deputy(NURSE.name, True, True, NURSE.id)


def now(group: CoreGroup) -> Gathering:
    """The meeting under way or ahead."""
    found = group.current
    assert found is not None
    return found


def arrange(group: CoreGroup, starts_at: datetime, reason: str = "", at: datetime = AT) -> Gathering:
    return gatherings.arrange(group, LEAD, starts_at, Mode.TEAMS, "", reason, at, PROFILE, ids("z"))


def without_a_date() -> CoreGroup:
    """The first meeting is under way, and no next one is arranged."""
    return an_open_gathering()


def jobs(group: CoreGroup) -> list[tuple[str, str]]:
    return [(b.rule, b.job) for b in in_session.blanks(group, now(group))]


# Dates


def test_the_next_meeting_is_arranged_and_everybody_is_asked() -> None:
    """CG-08 CG-22"""
    group = a_core_group()
    group.gatherings.clear()
    found = gatherings.arrange(
        group, ADMIN, FIRST_AT, Mode.IN_PERSON, " Centre ", "", FORMED_AT + DAY, PROFILE, ids("z")
    )
    assert (found.number, found.place, found.phase) == (1, "Centre", GatheringPhase.PLANNED)
    asked = [n.to for n in group.notices if n.kind is NoticeKind.GATHERING and n.about == found.id]
    assert asked == [LEAD.id, HEALTH.id, SCHOOL.id]
    assert [n.about for n in group.notices if n.to == CHANNEL] == [found.id]


def with_a_carer() -> CoreGroup:
    group = a_core_group()
    group.family.append(FamilyMember("f_foster", "Kay's foster carer", "foster carer"))
    return group


def test_what_a_carer_needs_in_order_to_come_is_noted_for_the_meeting_ahead() -> None:
    """CG-26"""
    group = with_a_carer()
    assert [each.who for each in gatherings.carers(group)] == ["Kay's foster carer"]
    ahead = now(group)
    for _ in range(2):
        gatherings.note_help(group, LEAD, ahead.id, " A lift; the nursery fetches her ", AT)
    assert ahead.help_to_come == "A lift; the nursery fetches her"
    assert [f.kind for f in group.facts].count(FactKind.HELP_TO_COME_NOTED) == 1


def test_only_whoever_keeps_the_dates_notes_it_and_only_beforehand() -> None:
    """CG-26"""
    with pytest.raises(NotYours):
        gatherings.note_help(with_a_carer(), HEALTH, now(with_a_carer()).id, "A lift", AT)
    group = an_open_gathering()
    with pytest.raises(gatherings.NotInPhase):
        gatherings.note_help(group, LEAD, now(group).id, "A lift", AT)


def test_of_a_date_arranged_in_a_meeting_everybody_hears_once_with_its_closing() -> None:
    """CG-08"""
    group = without_a_date()
    arrange(group, FIRST_AT + 28 * DAY, at=FIRST_AT)
    assert [n.to for n in group.notices if n.kind is NoticeKind.GATHERING] == []


@given(st.integers(min_value=1, max_value=120))
def test_sooner_than_four_weeks_needs_no_reason_and_later_does(days: int) -> None:
    """CG-08 TIM-12"""
    group = without_a_date()
    when = FIRST_AT + days * DAY
    if days <= 28:
        assert arrange(group, when, at=FIRST_AT).interval_reason == ""
        return
    with pytest.raises(gatherings.LaterThanInterval, match="Thursday 24 December 2026"):
        arrange(group, when, at=FIRST_AT)
    assert arrange(group, when, "School holidays", FIRST_AT).interval_reason == "School holidays"


def test_a_reason_given_for_a_date_in_time_is_not_kept_as_one_for_lateness() -> None:
    """CG-08"""
    assert arrange(without_a_date(), FIRST_AT + 14 * DAY, "Risk is high", FIRST_AT).interval_reason == ""


def test_four_weeks_count_from_the_date_of_the_last_meeting_however_late_it_was_opened() -> None:
    """TIM-12"""
    group = a_group_with_plan()
    in_session.open_gathering(group, LEAD, now(group).id, FIRST_AT + 6 * DAY)
    assert gatherings.latest_day(group, PROFILE) == local_day(FIRST_AT) + 28 * DAY


def test_one_date_is_arranged_at_a_time_and_a_double_press_is_one() -> None:
    """CG-08"""
    group = a_core_group()
    with pytest.raises(gatherings.AlreadyArranged, match="Thursday 26 November 2026 at 14:00"):
        arrange(group, FIRST_AT + DAY)
    before = group.revision
    assert arrange(group, FIRST_AT) is now(group)
    assert group.revision == before


def test_a_date_in_the_past_is_refused() -> None:
    """CG-08"""
    with pytest.raises(DateGone):
        arrange(without_a_date(), FIRST_AT - DAY, at=FIRST_AT)
    with pytest.raises(DateGone):
        gatherings.move(a_core_group(), LEAD, "t_2", AT - DAY, "Ill", AT, PROFILE)


def test_a_moved_meeting_asks_everybody_again_and_keeps_the_old_date() -> None:
    """CG-08"""
    group = a_core_group()
    gatherings.reply(group, HEALTH, "t_2", Coming.DEPUTY, AT, deputy=UNA, enrolled=NURSE)
    drained(group)
    gatherings.move(group, ADMIN, "t_2", FIRST_AT + DAY, "The room is taken", AT, PROFILE)
    gathering = now(group)
    assert (gathering.starts_at, gathering.replies) == (FIRST_AT + DAY, {})
    assert (gathering.moved[0].was, gathering.moved[0].reason) == (FIRST_AT, "The room is taken")
    told = {n.to for n in group.notices if n.kind is NoticeKind.GATHERING_MOVED}
    assert told == {LEAD.id, HEALTH.id, SCHOOL.id, NURSE.id}
    assert CHANNEL in {n.to for n in group.notices}


def test_moving_needs_a_reason_and_the_same_date_changes_nothing() -> None:
    """CG-08"""
    group = a_core_group()
    with pytest.raises(ChangeUnexplained):
        gatherings.move(group, LEAD, "t_2", FIRST_AT + DAY, " ", AT, PROFILE)
    before = group.revision
    gatherings.move(group, LEAD, "t_2", FIRST_AT, "", AT, PROFILE)
    assert group.revision == before


def test_a_meeting_moved_beyond_four_weeks_keeps_the_reason_and_one_moved_back_does_not() -> None:
    """CG-08"""
    group = a_closed_gathering()
    planned = now(group)
    at = FIRST_AT + 2 * DAY
    gatherings.move(group, LEAD, planned.id, FIRST_AT + 40 * DAY, "New year", at, PROFILE)
    assert planned.interval_reason == "New year"
    gatherings.move(group, LEAD, planned.id, FIRST_AT + 20 * DAY, "Risk is higher", at, PROFILE)
    assert planned.interval_reason == ""


def test_a_meeting_that_did_not_take_place_gets_a_new_date_afterwards() -> None:
    """CG-09"""
    group = a_core_group()
    gatherings.move(group, LEAD, "t_2", FIRST_AT + 3 * DAY, "Snow", FIRST_AT + DAY, PROFILE)
    assert now(group).starts_at == FIRST_AT + 3 * DAY


@pytest.mark.parametrize("actor", [HEALTH, CHAIR, OUTSIDER])
def test_only_chair_lead_professional_and_cp_administration_set_dates(actor: Person) -> None:
    """CG-04"""
    group = a_core_group()
    with pytest.raises(NotYours):
        gatherings.move(group, actor, "t_2", FIRST_AT + DAY, "Why", AT, PROFILE)
    with pytest.raises(NotYours):
        gatherings.arrange(group, actor, FIRST_AT + DAY, Mode.TEAMS, "", "", AT, PROFILE, ids())


# Who comes


@pytest.mark.parametrize("coming", [Coming.ATTENDING, Coming.ABSENT, Coming.DEPUTY])
def test_a_member_answers_and_the_same_answer_twice_is_one(coming: Coming) -> None:
    """ATT-02 ATT-04"""
    group = a_core_group()
    for _ in range(2):
        gatherings.reply(group, HEALTH, "t_2", coming, AT, "On leave", UNA, enrolled=NURSE)
    found = now(group).replies[HEALTH.id]
    assert (found.coming, found.recorded_by, found.source) == (coming, "", "")
    assert found.why_absent == ("On leave" if coming is Coming.ABSENT else "")
    assert [f.kind for f in group.facts] == [FactKind.GATHERING_ANSWERED]
    assert [n.kind for n in group.notices if n.to == CHANNEL] == [NoticeKind.GATHERING_IN_CHANNEL]


def test_an_enrolled_deputy_is_told_and_may_open_the_group() -> None:
    """ATT-02"""
    group = a_core_group()
    gatherings.reply(group, HEALTH, "t_2", Coming.DEPUTY, AT, deputy=UNA, enrolled=NURSE)
    assert notice_of(group, NURSE) == ["gathering"]
    assert NURSE.id in group.participants()


def test_a_deputy_who_will_go_changes_nothing_and_one_who_can_not_tells_the_member() -> None:
    """ATT-02"""
    group = a_core_group()
    gatherings.reply(group, HEALTH, "t_2", Coming.DEPUTY, AT, deputy=UNA, enrolled=NURSE)
    before = group.revision
    gatherings.reply(group, NURSE, "t_2", Coming.ATTENDING, AT)
    assert (group.revision, now(group).replies[HEALTH.id].coming) == (before, Coming.DEPUTY)
    with pytest.raises(attendance.DeputyAnswers, match="Ailsa Grant"):
        gatherings.reply(group, NURSE, "t_2", Coming.ABSENT, AT, "Ill")


@pytest.mark.parametrize(
    ("deputy", "enrolled", "refusal"),
    [
        (None, None, attendance.DeputyUnnamed),
        (Deputy(" ", True, True), None, attendance.DeputyUnnamed),
        (Deputy("Una Gray", False, True), None, attendance.DeputyNotReady),
        (Deputy("Una Gray", True, False), None, attendance.DeputyNotReady),
        (Deputy("Ailsa Grant", True, True, HEALTH.id), HEALTH, attendance.DeputyIsYou),
        (Deputy("Neil Watt", True, True, POLICE_DEPUTY.id), POLICE_DEPUTY, attendance.DeputyOfOtherAgency),
        (Deputy("Callum Ross", True, True, SCHOOL.id), None, attendance.DeputyOnList),
    ],
)
def test_a_deputy_is_named_briefed_authorised_and_a_colleague(
    deputy: Deputy | None, enrolled: Person | None, refusal: type[Exception]
) -> None:
    """ATT-02 ATT-03"""
    with pytest.raises(refusal):
        gatherings.reply(a_core_group(), HEALTH, "t_2", Coming.DEPUTY, AT, deputy=deputy, enrolled=enrolled)


def test_one_colleague_does_not_stand_in_for_two() -> None:
    """ATT-02"""
    group = a_core_group(invited=[HEALTH, GP, SCHOOL], core_group=[LEAD.id, HEALTH.id, GP.id])
    gatherings.reply(group, GP, "t_2", Coming.DEPUTY, AT, deputy=UNA, enrolled=NURSE)
    with pytest.raises(attendance.DeputyTaken, match="Priya Nair"):
        gatherings.reply(group, HEALTH, "t_2", Coming.DEPUTY, AT, deputy=UNA, enrolled=NURSE)


def test_who_can_not_come_says_why() -> None:
    """ATT-05"""
    with pytest.raises(attendance.AbsenceUnexplained):
        gatherings.reply(a_core_group(), HEALTH, "t_2", Coming.ABSENT, AT)


def test_a_keeper_answers_for_a_member_and_it_is_marked_so() -> None:
    """ATT-04"""
    group = a_core_group()
    with pytest.raises(attendance.SourceMissing, match="Ailsa Grant"):
        gatherings.reply(group, ADMIN, "t_2", Coming.ATTENDING, AT, member_id=HEALTH.id)
    gatherings.reply(group, ADMIN, "t_2", Coming.ATTENDING, AT, member_id=HEALTH.id, source="by phone")
    found = now(group).replies[HEALTH.id]
    assert (found.recorded_by, found.source) == (ADMIN.id, "by phone")
    gatherings.reply(group, HEALTH, "t_2", Coming.ATTENDING, AT)
    assert now(group).replies[HEALTH.id].source == ""


def test_nobody_else_answers_for_a_member_and_strangers_do_not_answer() -> None:
    """ATT-04"""
    group = a_core_group()
    with pytest.raises(NotYours):
        gatherings.reply(group, SCHOOL, "t_2", Coming.ATTENDING, AT, member_id=HEALTH.id, source="said so")
    for stranger in (OUTSIDER, POLICE, CHAIR):
        with pytest.raises(NotYours):
            gatherings.reply(group, stranger, "t_2", Coming.ATTENDING, AT)
    with pytest.raises(NoSuchThing):
        gatherings.reply(group, ADMIN, "t_2", Coming.ATTENDING, AT, member_id=POLICE.id, source="said so")


def test_after_the_start_only_an_unannounced_deputy_is_recorded_and_by_a_keeper() -> None:
    """ATT-02"""
    group = an_open_gathering()
    with pytest.raises(gatherings.NotInPhase, match="under way"):
        gatherings.reply(group, HEALTH, "t_2", Coming.ATTENDING, FIRST_AT)
    gatherings.reply(
        group, LEAD, "t_2", Coming.DEPUTY, FIRST_AT, "", UNA, HEALTH.id, "came to the room", NURSE
    )
    assert now(group).replies[HEALTH.id].deputy == UNA


# The meeting


def test_it_is_opened_on_its_day_or_late_and_not_before() -> None:
    """CG-08 TIM-12"""
    with pytest.raises(in_session.NotItsDay, match="Thursday 26 November 2026"):
        in_session.open_gathering(a_core_group(), LEAD, "t_2", FIRST_AT - DAY)
    for at in (FIRST_AT - 5 * MINUTE, FIRST_AT + 2 * DAY):
        group = a_core_group()
        in_session.open_gathering(group, LEAD, "t_2", at)
        assert (now(group).phase, now(group).opened_at) == (GatheringPhase.OPEN, at)


def test_opening_twice_is_once_and_two_are_never_open_together() -> None:
    """CG-09"""
    group = an_open_gathering()
    before = group.revision
    in_session.open_gathering(group, LEAD, "t_2", FIRST_AT + MINUTE)
    assert group.revision == before
    second = arrange(group, FIRST_AT + 7 * DAY, at=FIRST_AT)
    with pytest.raises(in_session.AnotherUnderWay, match="Thursday 26 November 2026"):
        in_session.open_gathering(group, LEAD, second.id, FIRST_AT + 7 * DAY)


@pytest.mark.parametrize("actor", [HEALTH, ADMIN, CHAIR, OUTSIDER])
def test_chair_or_lead_professional_open_and_close(actor: Person) -> None:
    """CG-04"""
    with pytest.raises(NotYours):
        in_session.open_gathering(a_core_group(), actor, "t_2", FIRST_AT)
    with pytest.raises(NotYours):
        in_session.close(a_settled_gathering(), actor, "t_2", FIRST_AT + HOUR, PROFILE)


def test_the_roll_knows_members_and_family_and_at_least_one_professional_came() -> None:
    """CG-01 CG-09"""
    group = an_open_gathering()
    in_session.call_roll(group, ADMIN, "t_2", [LEAD.id, LEAD.id, "f_mother"], FIRST_AT)
    assert now(group).present == [LEAD.id, "f_mother"]
    with pytest.raises(in_session.NobodyCame):
        in_session.call_roll(group, LEAD, "t_2", ["f_mother"], FIRST_AT)
    with pytest.raises(NoSuchThing):
        in_session.call_roll(group, LEAD, "t_2", [LEAD.id, POLICE.id], FIRST_AT)


def test_each_of_the_family_is_heard_in_writing_or_spoken_or_it_says_why_not() -> None:
    """CG-17 CG-18 CHI-07"""
    group = an_open_gathering()
    for voice in (Voice("", "", ""), Voice("I am fine", "", ""), Voice("", "by letter", "")):
        with pytest.raises(in_session.NotHeard, match="Kay"):
            in_session.hear(group, HEALTH, "t_2", "f_kay", voice, FIRST_AT)
    in_session.hear(group, HEALTH, "t_2", "f_kay", Voice("I sleep better", "drawing", ""), FIRST_AT)
    in_session.hear(group, LEAD, "t_2", "f_mother", Voice("", "", "She did not open the door"), FIRST_AT)
    assert now(group).voices["f_kay"].words == "I sleep better"
    assert now(group).voices["f_mother"].passed_over == "She did not open the door"
    with pytest.raises(NoSuchThing):
        in_session.hear(group, LEAD, "t_2", "f_father", Voice("Yes", "by phone", ""), FIRST_AT)


def test_what_the_family_says_before_the_meeting_is_kept_for_it() -> None:
    """CG-18"""
    group = a_core_group()
    in_session.hear(group, LEAD, "t_2", "f_mother", Voice("I want help", "at home", ""), AT)
    assert now(group).voices["f_mother"].how == "at home"


def test_a_child_without_a_line_is_heard_under_their_own_name_and_an_unborn_baby_not_yet() -> None:
    """CHI-07 CG-17"""
    group = a_core_group(core_group=[LEAD.id, HEALTH.id, "f_mother"])
    assert [(f.id, f.who) for f in group.to_be_heard] == [("f_mother", "Kay's mother"), (KAY.id, "Kay")]


def test_the_planning_chair_does_not_work_in_the_group() -> None:
    """CG-01"""
    group = an_open_gathering()
    with pytest.raises(NotYours):
        in_session.hear(group, CHAIR, "t_2", "f_mother", Voice("Yes", "by phone", ""), FIRST_AT)
    with pytest.raises(NotYours):
        in_session.note(group, HEALTH, "t_2", GroupRecord("It works"), [], FIRST_AT)


def test_progress_said_about_one_outcome_leaves_what_was_said_about_another() -> None:
    """CG-09"""
    group = an_open_gathering()
    planning.set_outcome(group, LEAD, PlanOutcome("o_two", "Kay is at school"), FIRST_AT)
    record = GroupRecord(" It works ")
    in_session.note(group, LEAD, "t_2", record, [Progress("o_safe", "Quieter")], FIRST_AT)
    in_session.note(
        group, LEAD, "t_2", record, [Progress("o_two", "On time"), Progress("o_safe", " ")], FIRST_AT
    )
    assert {p.outcome: p.words for p in now(group).progress} == {"o_safe": "Quieter", "o_two": "On time"}
    assert now(group).record_of_it.working == "It works"
    with pytest.raises(NoSuchThing):
        in_session.note(group, LEAD, "t_2", record, [Progress("o_none", "?")], FIRST_AT)


# Closing


def test_everything_that_closing_asks_for_is_told_with_the_job_that_fills_it() -> None:
    """CG-08 CG-15 CG-18 TIM-22"""
    assert jobs(an_open_gathering()) == [
        ("CG-09", "cgroll"),
        ("CG-18", "cgvoice"),
        ("CG-18", "cgvoice"),
        ("CG-15", "cgrecord"),
        ("TIM-22", "planagree"),
        ("CG-08", "cgdate"),
    ]
    assert jobs(a_settled_gathering()) == []


def test_with_one_blank_it_can_not_close() -> None:
    """CG-08 CG-15"""
    group = a_settled_gathering()
    planned = group.planned
    assert planned is not None
    group.gatherings.remove(planned)
    with pytest.raises(in_session.GatheringStillBlank, match="the date of the next core group"):
        in_session.close(group, LEAD, "t_2", FIRST_AT + HOUR, PROFILE)
    assert now(group).phase is GatheringPhase.OPEN


def test_a_later_meeting_says_how_far_each_outcome_has_come_that_is_not_reached() -> None:
    """CG-09 TIM-23"""
    group = a_closed_gathering()
    in_session.open_gathering(group, LEAD, now(group).id, now(group).starts_at)
    words = [b.words for b in in_session.blanks(group, now(group))]
    assert "the progress on “Kay is safe at home”" in words
    planning.set_outcome(group, LEAD, PlanOutcome("o_safe", "Kay is safe at home", reached=True), AT)
    assert ("TIM-23", "planagree") in jobs(group)
    assert ("CG-09", "cgrecord") not in jobs(group)


def test_a_plan_changed_after_it_was_agreed_is_agreed_again_and_a_report_does_not_change_it() -> None:
    """PLN-11 TIM-23"""
    group = a_settled_gathering()
    planning.report_action(group, HEALTH, "x_visit", ActionState.DONE, "Visited", FIRST_AT + HOUR)
    assert jobs(group) == []
    planning.write(group, LEAD, PlanText("Another risk"), FIRST_AT + HOUR)
    assert jobs(group) == [("TIM-23", "planagree")]


def test_closing_tells_everybody_else_and_asks_them_to_keep_it() -> None:
    """CG-13 CG-15"""
    group = a_settled_gathering()
    in_session.close(group, LEAD, "t_2", FIRST_AT + HOUR, PROFILE)
    gathering = group.gathering("t_2")
    assert (gathering.phase, gathering.plan_version) == (GatheringPhase.CLOSED, 1)
    told = {n.to for n in group.notices if n.kind is NoticeKind.GATHERING_CLOSED}
    assert told == {HEALTH.id, SCHOOL.id}
    before = (group.revision, len(group.notices))
    in_session.close(group, LEAD, "t_2", FIRST_AT + 2 * HOUR, PROFILE)
    assert (group.revision, len(group.notices)) == before


def test_an_enrolled_deputy_who_came_hears_what_was_settled() -> None:
    """ATT-02 CG-13"""
    group = a_group_with_plan()
    gatherings.reply(group, HEALTH, "t_2", Coming.DEPUTY, AT, deputy=UNA, enrolled=NURSE)
    in_session.open_gathering(group, LEAD, "t_2", FIRST_AT)
    settle_gathering(group, FIRST_AT + 50 * MINUTE)
    in_session.close(group, LEAD, "t_2", FIRST_AT + HOUR, PROFILE)
    assert notice_of(group, NURSE)[-1] == "gathering_closed"


def test_before_the_review_those_present_recommend_and_who_is_absent_does_not_hold_it_up() -> None:
    """CG-14 CG-27"""
    group = a_group_before_review()
    group.recommendations.clear()
    last = group.last_closed
    assert last is not None
    last.phase, last.present = GatheringPhase.OPEN, [LEAD.id, HEALTH.id]
    (blank,) = in_session.blanks(group, last)
    assert (blank.rule, blank.about) == ("CG-14", KAY.id)
    assert SCHOOL.name not in blank.words
    for member in (LEAD, HEALTH):
        recommending.recommend(group, member, KAY.id, Recommended.REMAIN, "Why", last.starts_at)
    drained(group)
    in_session.close(group, LEAD, last.id, last.starts_at + HOUR, PROFILE)
    assert notice_of(group, CHAIR) == ["recommendations"]


def test_months_before_the_review_nobody_is_held_up_by_a_recommendation() -> None:
    """CG-14"""
    group = a_settled_gathering()
    in_session.close(group, LEAD, "t_2", FIRST_AT + HOUR, PROFILE)
    assert notice_of(group, CHAIR) == []


def test_each_member_keeps_the_outcome_in_their_own_system_once() -> None:
    """CG-13"""
    group = a_closed_gathering()
    for _ in range(2):
        in_session.keep_outcome(group, HEALTH, "t_2", FIRST_AT + DAY)
    assert group.gathering("t_2").kept == {HEALTH.id: FIRST_AT + DAY}
    assert [f.kind for f in group.facts] == [FactKind.OUTCOME_KEPT]
    for stranger in (CHAIR, ADMIN, OUTSIDER):
        with pytest.raises(NotYours):
            in_session.keep_outcome(group, stranger, "t_2", FIRST_AT + DAY)
    with pytest.raises(gatherings.NotInPhase, match="not open yet"):
        in_session.keep_outcome(group, HEALTH, now(group).id, FIRST_AT + DAY)


def test_who_joined_after_a_meeting_does_not_keep_its_outcome() -> None:
    """CG-13"""
    group = a_closed_gathering()
    group.members[-1].joined_at = FIRST_AT + 5 * DAY
    kept_by = in_session.keepers_of_outcome(group, group.gathering("t_2"))
    assert [p.id for p in kept_by] == [LEAD.id, HEALTH.id]


def test_nothing_is_written_into_a_closed_meeting() -> None:
    """CG-15"""
    group = a_closed_gathering()
    attempts: list[Callable[[], None]] = [
        lambda: in_session.call_roll(group, LEAD, "t_2", [LEAD.id], AT),
        lambda: in_session.hear(group, LEAD, "t_2", "f_mother", Voice("Yes", "by phone", ""), AT),
        lambda: in_session.note(group, LEAD, "t_2", GroupRecord("No"), [], AT),
        lambda: gatherings.move(group, LEAD, "t_2", FIRST_AT + 9 * DAY, "Why", AT, PROFILE),
        lambda: gatherings.reply(group, HEALTH, "t_2", Coming.ATTENDING, AT),
    ]
    for attempt in attempts:
        with pytest.raises(gatherings.NotInPhase, match=r"closed, so .* any more"):
            attempt()


def test_no_notice_of_a_meeting_carries_anything_but_ids() -> None:
    """CG-06"""
    group = a_settled_gathering()
    in_session.close(group, LEAD, "t_2", FIRST_AT + HOUR, PROFILE)
    assert not [n for n in group.notices if "Kay" in f"{n.key}{n.about}"]
