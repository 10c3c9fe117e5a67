"""What planning meetings do to the core group, and the birth of a baby registered before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cppm.groups import (
    changes,
    following,
    gatherings,
    in_session,
    membership,
    planning,
    recommending,
    sightings,
)
from cppm.groups.core_group import (
    ChangeKind,
    CoreGroup,
    GatheringPhase,
    GroupEnded,
    Recommended,
    Review,
)
from cppm.meetings.considerations import PLAN_STAYS
from cppm.meetings.meeting import (
    Child,
    Deputy,
    FamilyLine,
    ImmediateAction,
    MeetingKind,
    Mode,
    NoSuchThing,
    NotYours,
    Option,
    Outcome,
    Phase,
    PlanningMeeting,
)
from cppm.people import Role
from cppm.records import CHANNEL, FactKind, NoticeKind
from tests.builders import (
    ADMIN,
    BABY,
    CHAIR,
    GP,
    HEALTH,
    KAY,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    SCHOOL,
    a_closed_meeting,
    a_decided_meeting,
)
from tests.builders_group import (
    DAY,
    FIRST_AT,
    FORMED_AT,
    HOUR,
    REVIEW_AT,
    REVIEW_BY,
    a_closed_gathering,
    a_closed_planning_meeting,
    a_core_group,
    a_group_before_review,
    a_review,
    an_open_gathering,
    drained,
    hold_next,
    ids,
    notice_of,
    recommend_all,
    settle_gathering,
)

SIBLING = Child("c_sam", "Sam", age=4)
OTHER_CHAIR = replace(CHAIR, id="p_chair_two", name="Anna Orr")
AT = REVIEW_AT + HOUR


def follow(group: CoreGroup | None, meeting: PlanningMeeting) -> CoreGroup:
    """The group after the meeting's change, told of it as storage does."""
    found = following.follow(group, meeting, meeting.closed_at or FORMED_AT, ids("z"), PROFILE)
    assert found is not None
    return found


def a_family_of_two() -> CoreGroup:
    """Kay and Sam are both on the register."""
    lines = [
        FamilyLine("f_kay", "Kay", "child", True, child=KAY.id),
        FamilyLine("f_sam", "Sam", "child", True, child=SIBLING.id),
        FamilyLine("f_mother", "Their mother", "mother", True),
    ]
    return a_core_group(
        children=[KAY, SIBLING], family=lines, core_group=[LEAD.id, HEALTH.id, "f_kay", "f_sam", "f_mother"]
    )


# Forming


def test_a_meeting_that_placed_a_name_forms_the_group_when_it_closes() -> None:
    """CG-03 CG-05 OUT-15"""
    group = follow(None, a_closed_planning_meeting())
    assert [p.id for p in group.current_members] == [LEAD.id, HEALTH.id, SCHOOL.id]
    assert [f.id for f in group.family] == ["f_kay", "f_mother"]
    assert (group.registered, group.planning_chair, group.formed_at) == ([KAY], CHAIR, FORMED_AT)
    assert group.review is not None
    assert (group.review.by, group.review.asked_at) == (REVIEW_BY, FORMED_AT)
    first = group.gatherings[0]
    assert (first.number, first.starts_at, first.mode) == (1, FIRST_AT, Mode.TEAMS)
    assert group.facts[0].kind is FactKind.GROUP_FORMED


def test_everybody_in_it_hears_once_that_they_are_and_when_it_meets() -> None:
    """CG-03 CG-05"""
    group = follow(None, a_closed_planning_meeting())
    for member in group.current_members:
        assert notice_of(group, member) == ["group_joined"]
    assert [n.about for n in group.notices if n.to == CHANNEL] == [group.gatherings[0].id]


def test_the_lead_professional_chairs_unless_another_social_worker_is_named() -> None:
    """CG-04"""
    assert a_core_group().chair == LEAD
    senior = replace(POLICE, id="p_senior", agency=LEAD.agency, name="Beth Hay")
    guests = [HEALTH, SCHOOL, POLICE, senior]
    group = a_core_group(invited=guests, core_group_chair=senior.id)
    assert (group.chair, group.lead_professional) == (senior, LEAD)
    assert senior in group.current_members
    assert group.role_of(senior) is Role.CORE_GROUP_CHAIR


def test_no_group_forms_where_no_name_was_placed() -> None:
    """OUT-15"""
    meeting = a_closed_planning_meeting()
    meeting.decisions[KAY.id] = replace(meeting.decisions[KAY.id], option=Option.NOT_PLACE)
    assert following.follow(None, meeting, FORMED_AT, ids(), PROFILE) is None


def test_before_the_meeting_closes_there_is_no_group() -> None:
    """OUT-15"""
    assert following.follow(None, a_decided_meeting(), FORMED_AT, ids(), PROFILE) is None


def test_following_twice_changes_nothing() -> None:
    """CG-03"""
    meeting = a_closed_planning_meeting()
    group = drained(follow(None, meeting))
    before = group.revision
    assert follow(group, meeting) is group
    assert (group.revision, group.facts, group.notices, len(group.gatherings)) == (before, [], [], 1)


def test_a_later_change_of_a_closed_meeting_forms_no_second_group() -> None:
    """CG-03"""
    meeting = a_closed_planning_meeting()
    meeting.facts.clear()
    meeting.record(FactKind.MINUTES_SENT, CHAIR, FORMED_AT + DAY)
    assert following.follow(None, meeting, FORMED_AT + DAY, ids(), PROFILE) is None


def test_a_deputy_may_be_chosen_and_stands_for_their_agency() -> None:
    """CG-03 ATT-02"""
    meeting = a_closed_planning_meeting()
    line = meeting.invitee(POLICE.id)
    line.deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    meeting.outcome.core_group.append(POLICE_DEPUTY.id)
    joined = {p.id: p for p in follow(None, meeting).current_members}[POLICE_DEPUTY.id]
    assert (joined.name, joined.agency) == (POLICE_DEPUTY.name, POLICE.agency)


def test_the_immediate_actions_stand_in_the_plan_from_the_start() -> None:
    """SUM-06 CHR-18"""
    meeting = a_closed_meeting()
    meeting.outcome.actions = [
        ImmediateAction("a_1", "Visit every second day", "ewan reid", date(2026, 11, 20)),
        ImmediateAction("a_2", "A safe place to sleep", "Grandmother", date(2026, 11, 18), KAY.id),
    ]
    first, second = follow(None, meeting).plan.actions
    assert (first.child, second.child) == ("", KAY.id)
    assert (first.what, first.owner, first.owner_name) == ("Visit every second day", LEAD.id, LEAD.name)
    assert (first.by, first.since, first.risk) == (date(2026, 11, 20), FORMED_AT, "")
    assert (second.owner, second.owner_name) == ("", "Grandmother")


def test_a_first_date_after_the_limit_says_who_set_it() -> None:
    """CG-08 TIM-11"""
    late = a_core_group(first_core_group=FORMED_AT + 40 * DAY)
    assert late.gatherings[0].interval_reason == "The planning meeting set this date."
    assert a_core_group().gatherings[0].interval_reason == ""


@pytest.mark.parametrize(
    ("kind", "read"),
    [(FactKind.MEETING_MOVED, True), (FactKind.MEETING_CLOSED, True), (FactKind.REPORT_FILED, False)],
)
def test_only_what_may_concern_the_group_is_read(kind: FactKind, read: bool) -> None:
    """CG-03"""
    meeting = a_review(a_core_group(), phase=Phase.INVITED)
    meeting.facts.clear()
    meeting.record(kind, LEAD, FORMED_AT)
    assert following.concerned(meeting) is read


# The review ahead


def test_a_review_booked_moved_and_cancelled_is_known_to_the_group() -> None:
    """TIM-05 CHR-21"""
    group, review = a_core_group(), a_review(a_core_group(), phase=Phase.BOOKED)
    follow(group, review)
    assert group.review is not None
    assert (group.review.meeting, group.review.starts_at) == ("m_review", REVIEW_AT)
    assert (group.facts[-1].kind, group.facts[-1].by) == (FactKind.REVIEW_BOOKED, LEAD.id)
    review.starts_at -= 7 * DAY
    follow(group, review)
    assert group.review.day == REVIEW_BY - 7 * DAY
    review.phase = Phase.CANCELLED
    follow(group, review)
    assert (group.review.meeting, group.review.day) == (None, REVIEW_BY)
    assert group.facts[-1].kind is FactKind.REVIEW_UNBOOKED


def test_a_change_that_does_not_touch_the_date_changes_nothing() -> None:
    """TIM-05"""
    group, review = a_core_group(), a_review(a_core_group(), phase=Phase.BOOKED)
    follow(group, review)
    before = group.revision
    review.phase = Phase.INVITED
    follow(group, review)
    assert group.revision == before


def test_of_two_reviews_booked_the_earlier_counts_and_the_other_is_not_forgotten() -> None:
    """GEN-06 CG-16"""
    group = a_core_group()
    special = a_review(group, phase=Phase.BOOKED, meeting_id="m_special", starts_at=REVIEW_AT - 90 * DAY)
    for each in (a_review(group, phase=Phase.BOOKED), special):
        follow(group, each)
    assert group.review is not None
    assert group.review.meeting == "m_special"
    special.phase = Phase.CANCELLED
    follow(group, special)
    assert group.review.meeting == "m_review"


def test_whoever_chairs_the_review_booked_may_open_the_group() -> None:
    """CON-06 CG-14"""
    group = a_core_group()
    follow(group, a_review(group, phase=Phase.BOOKED, chair=OTHER_CHAIR))
    assert group.role_of(OTHER_CHAIR) is group.role_of(CHAIR) is Role.CHAIR
    recommend_all(group, FORMED_AT + DAY)
    assert notice_of(group, OTHER_CHAIR) == ["recommendations"]


# After a review


def test_what_was_recommended_to_a_review_is_kept_for_its_minutes_the_latest_of_each() -> None:
    """CG-14 MIN-15"""
    group = a_group_before_review()
    recommend_all(group, FORMED_AT + DAY)
    recommending.recommend(group, HEALTH, KAY.id, Recommended.REMOVE, "No new injury", FORMED_AT + 2 * DAY)
    follow(group, a_review(group))
    kept = {r.person: r.says for r in group.recommended_to["m_review"]}
    assert len(kept) == len(group.recommended_to["m_review"]) == len(group.current_members)
    assert kept[HEALTH.id] is Recommended.REMOVE
    assert group.recommendations == []


def test_a_review_that_retains_renews_the_group() -> None:
    """GEN-16 TIM-06"""
    group = a_group_before_review()
    held = len(group.held)
    review = a_review(group, chair=OTHER_CHAIR)
    assert follow(group, review) is group
    assert group.review is not None
    assert (group.review.by, group.review.set_by) == (review.outcome.review_on, "m_review")
    assert [(p.by, p.held_at) for p in group.past_reviews] == [(REVIEW_BY, REVIEW_AT)]
    assert (group.recommendations, group.planning_chair, group.registered) == ([], OTHER_CHAIR, [KAY])
    assert len(group.held) == held
    assert FactKind.GROUP_RENEWED in [f.kind for f in group.facts]


def test_the_next_date_that_the_review_named_takes_the_place_of_the_one_arranged() -> None:
    """CG-05 CG-08"""
    group = a_group_before_review()
    planned = group.planned
    assert planned is not None
    was, review = planned.starts_at, a_review(group)
    follow(group, review)
    assert group.planned is planned
    assert planned.starts_at == review.outcome.first_core_group
    assert planned.moved[-1].was == was
    assert [n.kind for n in group.notices if n.to == HEALTH.id] == [NoticeKind.GATHERING_MOVED]


def test_without_a_next_date_from_the_review_the_one_arranged_stands() -> None:
    """CG-08"""
    group = a_group_before_review()
    before = group.planned.starts_at if group.planned else None
    review = a_review(group)
    review.outcome.first_core_group = None
    follow(group, review)
    assert group.planned is not None
    assert group.planned.starts_at == before


def test_who_was_at_the_review_and_not_chosen_leaves_and_who_could_not_be_chosen_stays() -> None:
    """CG-02 CG-03"""
    group = a_closed_gathering()
    membership.bring_in(group, LEAD, GP, FIRST_AT + DAY)
    review = a_review(group)
    review.invitees = [i for i in review.invitees if i.person.id != GP.id]
    review.outcome.core_group = [LEAD.id, HEALTH.id, "f_mother"]
    drained(group)
    follow(group, review)
    assert [p.id for p in group.current_members] == [LEAD.id, HEALTH.id, GP.id]
    assert [f.id for f in group.family] == ["f_mother"]
    assert notice_of(group, SCHOOL)[0] == "group_left"
    assert notice_of(group, GP) == ["gathering_moved"]


def test_a_new_lead_professional_is_in_the_group_at_once() -> None:
    """CHR-17 CG-01"""
    group, lead = a_closed_gathering(), replace(LEAD, id="p_lead_two", name="Iona Kerr")
    review = a_review(group)
    review.invitees.append(replace(review.invitees[0], person=lead))
    review.outcome.lead_professional, review.outcome.core_group = lead.id, [lead.id, HEALTH.id]
    follow(group, review)
    assert (group.lead_professional, group.chair) == (lead, lead)
    assert [p.id for p in group.current_members] == [HEALTH.id, lead.id]
    assert notice_of(group, lead) == ["group_joined"]


def test_actions_of_a_review_are_added_and_never_overwrite_one() -> None:
    """SUM-06"""
    group = a_closed_gathering()
    review = a_review(group)
    review.outcome.actions = [ImmediateAction("a_1", "Find a nursery place", "Ailsa Grant", date(2027, 6, 1))]
    before = [a.what for a in group.plan.actions]
    follow(group, review)
    assert [a.what for a in group.plan.actions] == [*before, "Find a nursery place"]
    assert len({a.id for a in group.plan.actions}) == len(before) + 1


def test_what_a_review_changes_in_the_plan_waits_until_a_version_is_agreed_after_it() -> None:
    """GEN-04"""
    group = a_group_before_review()
    assert group.plan.versions, "what the group agreed before the review does not answer it"
    review = a_review(group)
    review.considered.said[KAY.id] = {"plan_right": "It is", "plan_changes": "Visits twice a week"}
    follow(group, review)
    assert [(c.child, c.words) for c in group.changes_to_build_in] == [(KAY.id, "Visits twice a week")]
    assert FactKind.PLAN_CHANGE_ASKED in [f.kind for f in group.facts]
    hold_next(group)
    assert group.changes_to_build_in == []


def test_where_the_plan_stays_as_it_is_nothing_waits() -> None:
    """GEN-04"""
    group = a_group_before_review()
    review = a_review(group)
    review.considered.said[KAY.id] = {"plan_right": "It is", "plan_changes": PLAN_STAYS}
    follow(group, review)
    assert group.plan_changes == []


def test_what_waits_from_one_meeting_is_not_lost_with_the_next() -> None:
    """GEN-04"""
    group = a_group_before_review()
    for number, words in enumerate(("Visits twice a week", "A nursery place")):
        review = a_review(group, meeting_id=f"m_{number}", starts_at=REVIEW_AT + number * DAY)
        review.considered.said[KAY.id] = {"plan_right": "It is", "plan_changes": words}
        follow(group, review)
    assert [each.words for each in group.changes_to_build_in] == ["Visits twice a week", "A nursery place"]


def test_of_a_child_whose_name_came_off_nothing_waits() -> None:
    """GEN-04 GEN-16"""
    group = a_family_of_two()
    review = a_review(group)
    for child in review.children:
        review.considered.said[child.id] = {"plan_right": "It is", "plan_changes": f"A club for {child.name}"}
    review.decisions[SIBLING.id].option = Option.REMOVE
    follow(group, review)
    assert [each.words for each in group.changes_to_build_in] == ["A club for Kay"]


def test_the_last_name_off_ends_the_group_and_nothing_more_is_arranged() -> None:
    """GEN-15 GEN-16"""
    group = a_group_before_review()
    follow(group, a_review(group, Option.REMOVE))
    assert group.ended
    assert (group.registered, group.planned, group.review) == ([], None, None)
    assert group.gatherings[-1].phase is GatheringPhase.CANCELLED
    assert {n.to for n in group.notices if n.kind is NoticeKind.GROUP_ENDED} == {
        LEAD.id,
        HEALTH.id,
        SCHOOL.id,
    }
    assert CHANNEL in {n.to for n in group.notices}


def test_after_the_end_nothing_is_changed_and_the_refusal_says_why() -> None:
    """GEN-16"""
    group = a_group_before_review()
    follow(group, a_review(group, Option.REMOVE))
    with pytest.raises(GroupEnded, match="Tuesday 4 May 2027"):
        gatherings.arrange(group, LEAD, AT + DAY, Mode.TEAMS, "", "", AT, PROFILE, ids())
    with pytest.raises(GroupEnded):
        planning.write(group, LEAD, group.plan.text, AT)
    with pytest.raises(GroupEnded):
        changes.report(group, LEAD, ChangeKind.RISK, "Drinking again", AT, Review.NONE, AT, ids())
    with pytest.raises(GroupEnded):
        recommending.recommend(group, LEAD, KAY.id, Recommended.REMAIN, "Why", AT)


def test_a_meeting_under_way_when_the_group_ends_can_still_be_finished() -> None:
    """TIM-24 GEN-16"""
    group = an_open_gathering()
    follow(group, a_review(group, Option.REMOVE, starts_at=FIRST_AT))
    settle_gathering(group, FIRST_AT + 2 * HOUR)
    in_session.close(group, LEAD, group.gatherings[0].id, FIRST_AT + 2 * HOUR, PROFILE)
    assert group.gatherings[0].phase is GatheringPhase.CLOSED


def test_one_of_two_names_off_leaves_the_group_to_the_other_child() -> None:
    """GEN-15 GEN-16"""
    group = a_family_of_two()
    review = a_review(group)
    review.decisions[KAY.id] = replace(review.decisions[KAY.id], option=Option.REMOVE)
    follow(group, review)
    assert (group.registered, group.ended) == ([SIBLING], False)
    assert [f.id for f in group.to_be_heard] == ["f_sam", "f_mother"]
    assert FactKind.REGISTRATION_ENDED in [f.kind for f in group.facts]


def test_a_review_that_did_not_speak_of_every_child_leaves_the_date_of_the_others() -> None:
    """TIM-06"""
    group = a_family_of_two()
    follow(group, a_review(group, children=[KAY], starts_at=REVIEW_AT - 60 * DAY))
    assert group.review is not None
    assert (group.review.by, group.past_reviews) == (REVIEW_BY, [])


def test_another_child_placed_later_joins_the_group_and_takes_nobody_out() -> None:
    """GEN-16 CG-03"""
    group = a_closed_gathering()
    meeting = a_review(
        group,
        Option.PLACE,
        kind=MeetingKind.INITIAL,
        children=[SIBLING],
        starts_at=FIRST_AT + 7 * DAY,
        outcome=Outcome(LEAD.id, [LEAD.id, GP.id], review_on=date(2027, 3, 1)),
    )
    meeting.invitees.append(replace(meeting.invitees[1], person=GP))
    before = group.planned.starts_at if group.planned else None
    follow(group, meeting)
    assert group.registered == [KAY, SIBLING]
    assert [p.id for p in group.current_members] == [LEAD.id, HEALTH.id, SCHOOL.id, GP.id]
    assert group.review is not None
    assert group.review.by == date(2027, 3, 1)
    assert group.planned is not None
    assert group.planned.starts_at == before


def test_a_name_placed_after_the_end_forms_a_new_group() -> None:
    """OUT-15"""
    ended = a_group_before_review()
    follow(ended, a_review(ended, Option.REMOVE))
    meeting = a_closed_planning_meeting()
    meeting.id = "m_later"
    anew = follow(ended, meeting)
    assert anew is not ended
    assert anew.registered == [KAY]


def test_a_review_of_a_family_unknown_to_quorate_forms_a_group_that_has_met_before() -> None:
    """GEN-16 TIM-12"""
    known = a_core_group()
    group = follow(None, a_review(known))
    assert group.formed_by_review
    assert [p.id for p in group.current_members] == [p.id for p in known.current_members]
    assert following.follow(None, a_review(known, Option.REMOVE), AT, ids(), PROFILE) is None


# Members who come and go


def test_somebody_new_joins_once_and_is_asked_to_the_meeting_ahead() -> None:
    """CG-01 CG-03"""
    group = a_core_group()
    membership.bring_in(group, ADMIN, GP, FORMED_AT + DAY)
    assert notice_of(group, GP) == ["group_joined"]
    before = group.revision
    membership.bring_in(group, LEAD, GP, FORMED_AT + DAY)
    assert (group.revision, group.role_of(GP)) == (before, Role.CORE_GROUP_MEMBER)


def test_a_member_who_leaves_is_no_longer_asked_and_may_come_back() -> None:
    """CG-02"""
    group = a_core_group()
    membership.let_go(group, LEAD, HEALTH.id, FORMED_AT + DAY)
    assert HEALTH.id not in group.participants()
    before = group.revision
    membership.let_go(group, LEAD, HEALTH.id, FORMED_AT + DAY)
    assert group.revision == before
    membership.bring_in(group, LEAD, HEALTH, FORMED_AT + 2 * DAY)
    assert group.current_members.count(HEALTH) == 1


def test_lead_professional_and_chair_do_not_simply_leave() -> None:
    """CG-04"""
    with pytest.raises(membership.LeadersStay, match="Ewan Reid"):
        membership.let_go(a_core_group(), ADMIN, LEAD.id, FORMED_AT)
    with pytest.raises(NoSuchThing):
        membership.let_go(a_core_group(), ADMIN, OUTSIDER.id, FORMED_AT)


@pytest.mark.parametrize("actor", [HEALTH, CHAIR, OUTSIDER])
def test_nobody_else_says_who_is_in_the_group(actor: object) -> None:
    """CG-03"""
    group = a_core_group()
    with pytest.raises(NotYours):
        membership.bring_in(group, actor, GP, FORMED_AT)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        membership.let_go(group, actor, SCHOOL.id, FORMED_AT)  # type: ignore[arg-type]


# Birth


def a_group_before_birth() -> CoreGroup:
    lines = [
        FamilyLine("f_mother", "The mother", "mother", True),
        FamilyLine("f_baby", "Baby", "unborn", False, "Not born", child=BABY.id),
    ]
    return a_core_group(kind=MeetingKind.PRE_BIRTH, children=[BABY], family=lines, investigation_began=None)


def test_a_birth_before_the_due_date_is_recorded_and_can_be_corrected() -> None:
    """GEN-07 CG-21"""
    group, at = a_group_before_birth(), FORMED_AT + 100 * DAY
    following.record_birth(group, HEALTH, BABY.id, date(2027, 2, 10), at)
    assert not group.child(BABY.id).unborn
    before = group.revision
    following.record_birth(group, LEAD, BABY.id, date(2027, 2, 10), at)
    assert group.revision == before
    following.record_birth(group, ADMIN, BABY.id, date(2027, 2, 11), at)
    assert group.child(BABY.id).born_on == date(2027, 2, 11)
    assert [f.kind for f in group.facts].count(FactKind.CHILD_BORN) == 2


@pytest.mark.parametrize(
    ("day", "why"),
    [(date(2027, 6, 1), "still to come"), (date(2026, 9, 1), "due date was Wednesday 3 March 2027")],
)
def test_a_day_that_can_not_be_the_day_of_birth_is_refused(day: date, why: str) -> None:
    """GEN-07"""
    with pytest.raises(following.BirthUnlikely, match=why):
        following.record_birth(a_group_before_birth(), LEAD, BABY.id, day, FORMED_AT + 100 * DAY)


def test_nobody_was_born_after_being_seen() -> None:
    """CG-21"""
    group, at = a_group_before_birth(), FORMED_AT + 100 * DAY
    following.record_birth(group, LEAD, BABY.id, date(2027, 2, 10), at)
    sightings.record_seen(group, HEALTH, BABY.id, date(2027, 2, 12), HEALTH, False, "", at, ids())
    with pytest.raises(following.BirthUnlikely, match="already seen on Friday 12 February 2027"):
        following.record_birth(group, LEAD, BABY.id, date(2027, 2, 13), at)


def test_a_birth_is_recorded_for_a_child_registered_before_it_and_by_the_group() -> None:
    """GEN-07"""
    with pytest.raises(following.NotUnborn, match="Kay"):
        following.record_birth(a_core_group(), LEAD, KAY.id, date(2026, 11, 18), FORMED_AT + 2 * DAY)
    for stranger in (OUTSIDER, CHAIR):
        with pytest.raises(NotYours):
            following.record_birth(
                a_group_before_birth(), stranger, BABY.id, date(2027, 2, 10), FORMED_AT + timedelta(days=99)
            )


def test_a_birth_told_by_the_group_is_not_lost_when_a_review_does_not_know_of_it() -> None:
    """GEN-07"""
    group = a_group_before_birth()
    following.record_birth(group, LEAD, BABY.id, date(2027, 2, 10), FORMED_AT + 100 * DAY)
    follow(group, a_review(group, children=[BABY]))
    assert group.child(BABY.id).born_on == date(2027, 2, 10)
