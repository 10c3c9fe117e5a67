"""Who is in the core group between planning meetings, who leads it, and who reads what they sat in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.groups import changes, gatherings, in_session, membership, sightings
from cppm.groups.core_group import ChangeKind, CoreGroup, GroupEnded, NotInGroup, Review
from cppm.groups.membership import Leads, MembershipUnexplained
from cppm.meetings.booking import LeadNotQualified
from cppm.meetings.meeting import Coming, Deputy, NotYours
from cppm.meetings.outcome import GroupChairNotSocialWork
from cppm.people import Agency, Duty, Person, Role
from cppm.records import FactKind
from tests.builders import (
    ADMIN,
    CHAIR,
    GP,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    PROFILE,
    SCHOOL,
    TEAM_LEADER,
    person,
)
from tests.builders_group import (
    DAY,
    FIRST_AT,
    FORMED_AT,
    HOUR,
    a_core_group,
    a_group_with_plan,
    drained,
    ids,
    notice_of,
    settle_gathering,
)

AT = FORMED_AT + DAY
SUCCESSOR = person(
    "successor", Agency.SOCIAL_WORK, "Iona Muir", "Social worker", Duty.QUALIFIED_SOCIAL_WORKER
)


def hand_over(group: CoreGroup, what: Leads, to: Person, actor: Person = LEAD, why: str = "Moves on") -> None:
    membership.hand_over(group, actor, what, to, why, AT)


# Handing over


def test_who_takes_over_joins_and_everybody_hears_who_it_is_now() -> None:
    """CG-04 PLN-10"""
    group = a_core_group()
    hand_over(group, Leads.BOTH, SUCCESSOR)
    assert (group.chair, group.lead_professional) == (SUCCESSOR, SUCCESSOR)
    assert group.role_of(SUCCESSOR) is Role.CORE_GROUP_CHAIR
    assert notice_of(group, SUCCESSOR) == ["group_joined"]
    for told in (HEALTH, SCHOOL, CHAIR):
        assert notice_of(group, told) == ["group_handed_over"]
    assert notice_of(group, LEAD) == []
    (fact,) = [f for f in group.facts if f.kind is FactKind.GROUP_HANDED_OVER]
    assert fact.detail == {"what": "chair and lead professional", "to": SUCCESSOR.id, "why": "Moves on"}


def test_who_led_before_stays_a_member_and_may_then_leave() -> None:
    """CG-04"""
    group = a_core_group()
    with pytest.raises(membership.LeadersStay, match="Hand that over") as refused:
        membership.let_go(group, LEAD, LEAD.id, AT)
    assert refused.value.way is not None
    assert refused.value.way.verb == "cghandover.open"
    hand_over(group, Leads.BOTH, SUCCESSOR)
    assert group.role_of(LEAD) is Role.CORE_GROUP_MEMBER
    membership.let_go(group, SUCCESSOR, LEAD.id, AT)
    with pytest.raises(NotInGroup):
        group.role_of(LEAD)


def test_the_chair_alone_or_the_lead_alone_is_handed_over() -> None:
    """CG-04"""
    chair, lead = a_core_group(), a_core_group()
    hand_over(chair, Leads.CHAIR, TEAM_LEADER)
    assert (chair.chair, chair.lead_professional) == (TEAM_LEADER, LEAD)
    hand_over(lead, Leads.LEAD, SUCCESSOR)
    assert (lead.chair, lead.lead_professional) == (LEAD, SUCCESSOR)


def test_handing_it_over_twice_is_once() -> None:
    group = a_core_group()
    hand_over(group, Leads.LEAD, SUCCESSOR)
    before = (group.revision, len(group.notices))
    hand_over(group, Leads.LEAD, SUCCESSOR, why="")
    assert (group.revision, len(group.notices)) == before


@pytest.mark.parametrize(
    ("what", "to", "refusal"),
    [
        (Leads.CHAIR, HEALTH, GroupChairNotSocialWork),
        (Leads.BOTH, HEALTH, GroupChairNotSocialWork),
        (Leads.LEAD, TEAM_LEADER, LeadNotQualified),
        (Leads.BOTH, TEAM_LEADER, LeadNotQualified),
    ],
)
def test_social_work_chairs_and_a_qualified_social_worker_leads(
    what: Leads, to: Person, refusal: type[Exception]
) -> None:
    """CG-04 PLN-10"""
    group = a_core_group()
    with pytest.raises(refusal):
        hand_over(group, what, to)
    assert (group.chair, group.lead_professional, group.facts) == (LEAD, LEAD, [])


def test_handing_it_over_needs_a_reason() -> None:
    with pytest.raises(MembershipUnexplained, match="goes into the record"):
        hand_over(a_core_group(), Leads.LEAD, SUCCESSOR, why=" ")


@pytest.mark.parametrize("actor", [HEALTH, CHAIR, OUTSIDER])
def test_nobody_else_hands_it_over(actor: Person) -> None:
    """CG-04"""
    with pytest.raises(NotYours):
        hand_over(a_core_group(), Leads.LEAD, SUCCESSOR, actor)


def test_cp_administration_hands_over_for_somebody_who_has_left() -> None:
    group = a_core_group()
    hand_over(group, Leads.BOTH, SUCCESSOR, ADMIN)
    assert notice_of(group, LEAD) == ["group_handed_over"]


def test_when_the_group_has_ended_nothing_is_handed_over() -> None:
    group = a_core_group()
    group.ended_at = AT
    with pytest.raises(GroupEnded):
        hand_over(group, Leads.LEAD, SUCCESSOR)


# Coming and going


def test_what_somebody_does_with_the_family_and_why_they_leave_are_kept() -> None:
    """CG-02"""
    group = a_core_group()
    membership.bring_in(group, LEAD, GP, AT, " Sees Kay every month ")
    membership.let_go(group, LEAD, GP.id, AT, "Kay has another practice")
    assert [f.detail["why"] for f in group.facts] == ["Sees Kay every month", "Kay has another practice"]


def test_the_open_actions_of_whoever_leaves_are_known() -> None:
    """CG-24"""
    assert [a.id for a in membership.left_behind(a_group_with_plan(), HEALTH.id)] == ["x_visit"]


# Deputies


def sat_in(came: bool = True) -> CoreGroup:
    """The first meeting is over; Ailsa sent Priya, who came unless told otherwise."""
    group, deputy = a_group_with_plan(), Deputy(GP.name, True, True, GP.id)
    first = group.gatherings[0].id
    gatherings.reply(group, HEALTH, first, Coming.DEPUTY, AT, deputy=deputy, enrolled=GP)
    in_session.open_gathering(group, LEAD, first, FIRST_AT)
    settle_gathering(group, FIRST_AT + 50 * MINUTE)
    if not came:
        in_session.call_roll(group, LEAD, first, [LEAD.id, SCHOOL.id], FIRST_AT + 51 * MINUTE)
    in_session.close(group, LEAD, first, FIRST_AT + HOUR, PROFILE)
    return group


def test_a_deputy_who_sat_in_hears_of_the_record_and_reads_it_alone() -> None:
    """ATT-02 CG-13"""
    group = sat_in()
    held = group.gatherings[0]
    assert notice_of(group, GP)[-1] == "gathering_closed"
    assert group.participants()[GP.id] is Role.CORE_GROUP_DEPUTY
    assert in_session.readable(group, GP) == [held]
    in_session.require_reader(group, GP, held)
    with pytest.raises(NotInGroup):
        in_session.require_reader(group, GP, group.gatherings[1])
    with pytest.raises(NotInGroup):
        group.role_of(GP)


def test_a_deputy_after_the_meeting_works_in_the_group_no_more() -> None:
    """CG-02"""
    group = drained(sat_in())
    at = FIRST_AT + DAY
    for attempt in (
        lambda: group.require_member(GP),
        lambda: sightings.record_seen(group, GP, KAY.id, at.date(), GP, True, "", at, ids()),
        lambda: gatherings.ask_again(group, GP, group.gatherings[1].id, at),
        lambda: in_session.keep_outcome(group, GP, group.gatherings[0].id, at),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert group.facts == []


def test_a_deputy_who_did_not_come_reads_nothing() -> None:
    """CG-13"""
    group = sat_in(came=False)
    assert GP.id not in group.participants()
    assert "gathering_closed" not in notice_of(group, GP)
    assert in_session.readable(group, GP) == []


def test_who_was_a_deputy_once_may_join_and_then_reads_everything() -> None:
    group = sat_in()
    membership.bring_in(group, LEAD, GP, FIRST_AT + timedelta(days=2))
    assert group.role_of(GP) is Role.CORE_GROUP_MEMBER


def test_who_has_left_reads_nothing_of_what_they_sat_in_as_a_member() -> None:
    """CG-02"""
    group = sat_in()
    membership.let_go(group, LEAD, SCHOOL.id, FIRST_AT + DAY)
    assert in_session.readable(group, SCHOOL) == []
    with pytest.raises(NotInGroup):
        in_session.require_reader(group, SCHOOL, group.gatherings[0])


def test_cp_administration_reads_no_record() -> None:
    group = sat_in()
    assert in_session.readable(group, ADMIN) == []
    assert in_session.readable(group, CHAIR) == [group.gatherings[0]]


def test_a_significant_change_is_reported_by_the_members_alone() -> None:
    """CG-10: an earlier deputy tells the lead professional, who reports it."""
    group = sat_in()
    with pytest.raises(NotYours, match="lead professional"):
        changes.report(group, GP, ChangeKind.RISK, "Seen alone", FIRST_AT, Review.NONE, FIRST_AT + DAY, ids())
