"""Views on registration: asked or invited, sealed until opened, never counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cppm.meetings import attendance, conduct, invitations, views
from cppm.meetings.meeting import (
    ChildSummary,
    Deputy,
    MeetingKind,
    NotInvited,
    NotYours,
    Option,
    PlanningMeeting,
    Voice,
)
from cppm.meetings.views import Consensus
from cppm.people import Agency, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights import consents
from cppm.timing import clocks
from tests.builders import (
    ADMIN,
    BABY,
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
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    USUAL,
    a_meeting_ready_for_views,
    a_viewed_meeting,
    an_opened_meeting,
    person,
)

AT = STARTS_AT + 20 * MINUTE
PLACE, NOT_PLACE = Option.PLACE, Option.NOT_PLACE
NEIL = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)


def give(meeting: PlanningMeeting, who: Person, option: Option = PLACE, words: str = "Our records") -> None:
    views.give_view(meeting, who, KAY.id, option, words, AT)


def opened(meeting: PlanningMeeting) -> list[views.AgencyViews]:
    views.open_views(meeting, CHAIR, KAY.id, AT + MINUTE)
    return views.opened_views(meeting, KAY.id)


def with_deputy(deputy: Deputy = NEIL, enrolled: Person | None = POLICE_DEPUTY) -> PlanningMeeting:
    """The deputy of the police sits in; views are asked."""
    meeting = an_opened_meeting()
    attendance.send_deputy(meeting, CHAIR, deputy, STARTS_AT, enrolled, POLICE.id, "came to the room")
    others = [LEAD.id, HEALTH.id, SCHOOL.id, THIRD.id]
    conduct.call_roll(meeting, CHAIR, others, [POLICE.id], ["f_mother"], STARTS_AT)
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    conduct.capture_summary(meeting, CHAIR, KAY.id, ChildSummary("R", "N", "P"), STARTS_AT)
    conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice("Home", "drawing"), STARTS_AT)
    conduct.capture_parents_views(meeting, CHAIR, KAY.id, Voice("Help", "in person"), STARTS_AT)
    views.open_round(meeting, CHAIR, KAY.id, STARTS_AT + 5 * MINUTE)
    return meeting


# Before views are asked


def test_the_summary_and_the_voices_come_before_views() -> None:
    """DEC-01 CHI-06"""
    meeting = an_opened_meeting()
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    with pytest.raises(views.SummaryFirst) as refused:
        views.open_round(meeting, CHAIR, KAY.id, STARTS_AT)
    for asked in ("risks, needs and protective factors", "the child's views", "the parents' views"):
        assert asked in str(refused.value)


def test_the_chair_asks_those_present_and_nobody_else() -> None:
    """CHR-13 DEC-03"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH, REPORTER], [POLICE, HEALTH, SCHOOL, REPORTER])
    asked = [n.to for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED]
    assert asked == [LEAD.id, POLICE.id, HEALTH.id]


def test_asking_twice_changes_nothing() -> None:
    """CHR-13"""
    meeting = a_meeting_ready_for_views()
    before = (meeting.revision, len(meeting.notices))
    views.open_round(meeting, CHAIR, KAY.id, AT)
    assert (meeting.revision, len(meeting.notices)) == before


def test_no_view_is_given_before_the_chair_asks() -> None:
    """DEC-01"""
    meeting = an_opened_meeting()
    conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE)
    with pytest.raises(views.RoundNotOpen, match="Kay"):
        give(meeting, POLICE)
    with pytest.raises(views.RoundNotAsked, match="Kay"):
        views.open_views(meeting, CHAIR, KAY.id, AT)


@pytest.mark.parametrize("actor", [LEAD, ADMIN, POLICE])
def test_only_the_chair_asks_for_views_and_opens_them(actor: Person) -> None:
    """CHR-13"""
    meeting = a_meeting_ready_for_views()
    with pytest.raises(NotYours):
        views.open_round(meeting, actor, KAY.id, AT)
    with pytest.raises(NotYours):
        views.open_views(meeting, actor, KAY.id, AT)


# Giving a view


def test_a_view_carries_its_reasons() -> None:
    """DEC-04 ATT-16"""
    meeting = a_meeting_ready_for_views()
    give(meeting, POLICE, words="  Two call-outs in October  ")
    view = meeting.rounds[KAY.id].views[POLICE.id]
    assert (view.option, view.reasons, view.agency) == (PLACE, "Two call-outs in October", Agency.POLICE)


@pytest.mark.parametrize("option", [PLACE, NOT_PLACE])
def test_every_option_needs_reasons(option: Option) -> None:
    """ATT-16 DEC-06"""
    with pytest.raises(views.ReasonsMissing, match=f'for "{option}" .* risk of significant harm'):
        give(a_meeting_ready_for_views(), POLICE, option, " ")


@pytest.mark.parametrize("option", [Option.RETAIN, Option.REMOVE])
def test_an_initial_meeting_knows_place_and_not_place_only(option: Option) -> None:
    """DEC-05"""
    with pytest.raises(views.OptionNotHere, match="The choice is place or not place"):
        give(a_meeting_ready_for_views(), POLICE, option)


def test_a_review_knows_retain_and_remove_only() -> None:
    """DEC-05"""
    meeting = a_meeting_ready_for_views(kind=MeetingKind.REVIEW)
    give(meeting, POLICE, Option.REMOVE)
    with pytest.raises(views.OptionNotHere, match="The choice is retain or remove"):
        give(meeting, HEALTH, PLACE)


def test_the_same_view_twice_is_kept_once() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    give(meeting, POLICE)
    before = meeting.revision
    views.give_view(meeting, POLICE, KAY.id, PLACE, "Our records", AT + MINUTE)
    assert meeting.revision == before


def test_a_view_may_change_until_opened_and_the_earlier_one_is_kept() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    give(meeting, POLICE)
    give(meeting, POLICE, NOT_PLACE, "The call-outs were for a neighbour")
    current = meeting.rounds[KAY.id]
    assert current.views[POLICE.id].option is NOT_PLACE
    assert [v.option for v in current.earlier] == [PLACE]
    assert [f.kind for f in meeting.facts[-2:]] == [FactKind.VIEW_GIVEN, FactKind.VIEW_CHANGED]


def test_nothing_changes_once_the_views_are_open() -> None:
    """DEC-10"""
    meeting = a_viewed_meeting()
    with pytest.raises(views.ViewsOpened, match="record your dissent"):
        give(meeting, POLICE, NOT_PLACE)
    with pytest.raises(views.ViewsOpened):
        views.pass_view(meeting, THIRD, KAY.id, AT)
    with pytest.raises(views.ViewsOpened):
        views.record_view_for(meeting, CHAIR, POLICE.id, KAY.id, PLACE, "Records", "by phone", AT)


def test_who_is_not_in_the_room_gives_no_view_there() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH])
    with pytest.raises(views.NotInTheRoom):
        give(meeting, SCHOOL)


def test_who_left_keeps_the_view_they_gave_and_is_awaited_no_more() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    give(meeting, POLICE)
    for gone in (POLICE, HEALTH):
        conduct.note_leaving(meeting, CHAIR, gone.id, AT)
    assert [i.person for i in views.still_awaited(meeting, KAY.id)] == [LEAD, SCHOOL]
    assert POLICE.id in meeting.rounds[KAY.id].views


def test_each_child_has_a_round_of_its_own() -> None:
    """DEC-05"""
    meeting = a_meeting_ready_for_views(children=[KAY, BABY])
    give(meeting, POLICE)
    assert BABY.id in meeting.rounds
    assert not meeting.rounds[BABY.id].views


# Statutory and voluntary


def test_a_voluntary_partner_may_pass() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    views.pass_view(meeting, THIRD, KAY.id, AT)
    assert meeting.rounds[KAY.id].views[THIRD.id].option is None
    assert meeting.facts[-1].kind is FactKind.VIEW_PASSED


def test_a_voluntary_partner_is_never_awaited() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    assert THIRD not in [i.person for i in views.still_awaited(meeting, KAY.id)]
    assert not [d for d in clocks.dues(meeting, PROFILE) if d.clock == "view" and THIRD.id in d.owes]


@pytest.mark.parametrize("partner", [LEAD, POLICE, HEALTH, SCHOOL])
def test_a_statutory_partner_may_not_pass(partner: Person) -> None:
    """DEC-03"""
    with pytest.raises(views.StatutoryMayNotPass):
        views.pass_view(a_meeting_ready_for_views(), partner, KAY.id, AT)


def test_a_voluntary_partner_may_give_a_view_after_passing() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    views.pass_view(meeting, THIRD, KAY.id, AT)
    give(meeting, THIRD)
    assert meeting.rounds[KAY.id].views[THIRD.id].option is PLACE


def test_the_chair_hears_when_every_statutory_partner_has_given_a_view() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    for who in (LEAD, POLICE, HEALTH):
        give(meeting, who)
    assert not [n for n in meeting.notices if n.kind is NoticeKind.VIEWS_COMPLETE]
    give(meeting, SCHOOL)
    give(meeting, THIRD)
    told = [n for n in meeting.notices if n.kind is NoticeKind.VIEWS_COMPLETE]
    assert [(n.to, n.about) for n in told] == [(CHAIR.id, KAY.id)]


def test_the_chair_hears_again_when_a_late_comer_completes_the_views() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH])
    for who in (LEAD, POLICE, HEALTH):
        give(meeting, who)
    conduct.note_arrival(meeting, CHAIR, SCHOOL.id, AT)
    give(meeting, SCHOOL)
    keys = {n.key for n in meeting.notices if n.kind is NoticeKind.VIEWS_COMPLETE}
    assert len(keys) == 2


def test_opening_before_all_gave_a_view_names_who_did_not() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH])
    give(meeting, POLICE)
    opened(meeting)
    assert meeting.facts[-1].detail["not_given"] == [LEAD.id, HEALTH.id]


# Who gives none


def test_the_chair_gives_no_view() -> None:
    """DEC-12"""
    meeting = a_meeting_ready_for_views()
    with pytest.raises(views.NoViewInThisRole, match="Your role here is chair"):
        give(meeting, CHAIR)


@pytest.mark.parametrize(
    "role",
    [
        Role.OBSERVER,
        Role.MINUTE_TAKER,
        Role.INTERPRETER,
        Role.SUPPORT_PERSON,
        Role.STUDENT,
        Role.INCOMING_LEAD_PROFESSIONAL,
    ],
)
def test_roles_without_a_part_in_the_decision_are_refused(role: Role) -> None:
    """DEC-12"""
    meeting = a_meeting_ready_for_views()
    guest = person("guest", Agency.HEALTH, "Lea Muir", "Guest")
    invitations.invite(meeting, CHAIR, guest, "Present in another role", AT, role)
    if consents.needed(meeting.invitee(guest.id)):
        consents.record_chair(meeting, CHAIR, guest.id, True, "", AT)
        consents.record_family(meeting, CHAIR, guest.id, True, True, "The chair asked them", AT)
    conduct.note_arrival(meeting, CHAIR, guest.id, AT)
    attempts: list[Callable[[], object]] = [
        lambda: give(meeting, guest),
        lambda: views.pass_view(meeting, guest, KAY.id, AT),
        lambda: views.record_view_for(meeting, CHAIR, guest.id, KAY.id, PLACE, "Words", "aloud", AT),
    ]
    for attempt in attempts:
        with pytest.raises(views.NoViewInThisRole, match=str(role)):
            attempt()
    assert guest.id not in [n.to for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED]


def test_a_stranger_and_cp_administration_give_no_view() -> None:
    """DEC-12"""
    for who in (OUTSIDER, ADMIN):
        with pytest.raises(NotInvited):
            give(a_meeting_ready_for_views(), who)


# Deputies and views on behalf


def test_a_deputys_view_counts_for_the_agency_and_is_marked() -> None:
    """ATT-02 DEC-03"""
    meeting = with_deputy()
    assert POLICE_DEPUTY.id in [n.to for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED]
    give(meeting, POLICE_DEPUTY)
    view = meeting.rounds[KAY.id].views[POLICE.id]
    assert (view.name, view.deputy, view.agency) == (POLICE.name, POLICE_DEPUTY.name, Agency.POLICE)


def test_while_the_deputy_sits_in_the_invitee_gives_no_view() -> None:
    """ATT-02"""
    with pytest.raises(views.NotInTheRoom):
        give(with_deputy(), POLICE)


def test_a_deputy_who_does_not_sit_in_gives_no_view() -> None:
    """ATT-02"""
    meeting = with_deputy()
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT)
    with pytest.raises(views.NotInTheRoom):
        give(meeting, POLICE_DEPUTY)


def test_the_invitee_who_takes_over_may_change_the_deputys_view() -> None:
    """ATT-02"""
    meeting = with_deputy()
    give(meeting, POLICE_DEPUTY)
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT)
    give(meeting, POLICE, NOT_PLACE, "I know the file better")
    current = meeting.rounds[KAY.id]
    assert (current.views[POLICE.id].deputy, current.earlier[0].deputy) == ("", POLICE_DEPUTY.name)


def test_a_deputy_without_enrolment_is_not_asked_in_the_invitees_chat() -> None:
    """ATT-02"""
    meeting = with_deputy(Deputy("Somebody new", True, True), None)
    asked = [n.to for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED]
    assert POLICE.id not in asked
    with pytest.raises(views.NotInTheRoom):
        give(meeting, POLICE)
    due = next(d for d in clocks.dues(meeting, PROFILE) if d.key == f"deputys_view:{KAY.id}:{POLICE.id}")
    assert due.owes == (CHAIR.id,), "the chair writes down what the deputy says"
    views.record_view_for(meeting, CHAIR, POLICE.id, KAY.id, PLACE, "Call-outs", "said aloud", AT)
    assert meeting.rounds[KAY.id].views[POLICE.id].deputy == "Somebody new"


@pytest.mark.parametrize("recorder", [CHAIR, ADMIN])
def test_a_view_by_phone_or_letter_is_recorded_and_marked(recorder: Person) -> None:
    """DEC-03 DEC-04"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH])
    views.record_view_for(meeting, recorder, SCHOOL.id, KAY.id, PLACE, "Bruises seen", "by phone", AT)
    view = meeting.rounds[KAY.id].views[SCHOOL.id]
    assert (view.source, view.recorded_by, view.name) == ("by phone", recorder.id, SCHOOL.name)


def test_a_view_on_behalf_says_how_it_came_and_why() -> None:
    """DEC-04"""
    meeting = a_meeting_ready_for_views()
    with pytest.raises(views.HowGivenMissing, match="Callum Ross"):
        views.record_view_for(meeting, CHAIR, SCHOOL.id, KAY.id, PLACE, "Bruises seen", " ", AT)
    with pytest.raises(views.ReasonsMissing):
        views.record_view_for(meeting, CHAIR, SCHOOL.id, KAY.id, PLACE, " ", "by phone", AT)


@pytest.mark.parametrize("actor", [LEAD, POLICE])
def test_nobody_else_records_a_view_for_somebody(actor: Person) -> None:
    """DEC-04"""
    with pytest.raises(NotYours):
        views.record_view_for(
            a_meeting_ready_for_views(), actor, SCHOOL.id, KAY.id, PLACE, "Bruises", "by phone", AT
        )


def test_nobody_overwrites_a_view_that_somebody_gave_themselves() -> None:
    """DEC-04"""
    meeting = a_meeting_ready_for_views()
    give(meeting, POLICE, NOT_PLACE)
    with pytest.raises(views.GaveOwnView, match="Fiona Blair"):
        views.record_view_for(meeting, CHAIR, POLICE.id, KAY.id, PLACE, "Records", "by phone", AT)
    assert meeting.rounds[KAY.id].views[POLICE.id].option is NOT_PLACE


def test_a_view_recorded_for_somebody_may_be_replaced_by_their_own() -> None:
    """DEC-04"""
    meeting = a_meeting_ready_for_views()
    views.record_view_for(meeting, ADMIN, POLICE.id, KAY.id, PLACE, "Records", "by phone", AT)
    views.record_view_for(meeting, ADMIN, POLICE.id, KAY.id, NOT_PLACE, "Records", "by phone again", AT)
    give(meeting, POLICE)
    assert meeting.rounds[KAY.id].views[POLICE.id].source == ""


# Sealed, then opened


def test_views_are_sealed_until_the_chair_opens_them_all_at_once() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    for who in (LEAD, *USUAL):
        give(meeting, who)
    assert views.opened_views(meeting, KAY.id) == []
    assert views.consensus(meeting, KAY.id) is Consensus.NOT_CLEAR
    assert views.agreed_option(meeting, KAY.id) is None
    assert {v.name for a in opened(meeting) for v in a.views} == {p.name for p in (LEAD, *USUAL)}


def test_opening_twice_changes_nothing() -> None:
    """DEC-03"""
    meeting = a_viewed_meeting()
    before = meeting.revision
    views.open_views(meeting, CHAIR, KAY.id, AT + timedelta(hours=1))
    assert meeting.revision == before


def test_opened_views_are_grouped_by_agency_in_a_fixed_order() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views(invited=[THIRD, HEALTH, GP, POLICE])
    for who in (THIRD, GP, POLICE, HEALTH, LEAD):
        give(meeting, who)
    order = [a.agency for a in opened(meeting)]
    assert order == [Agency.SOCIAL_WORK, Agency.POLICE, Agency.HEALTH, Agency.THIRD_SECTOR]


def test_an_agency_whose_people_differ_is_flagged() -> None:
    """DEC-07"""
    meeting = a_meeting_ready_for_views(invited=[POLICE, HEALTH, GP])
    give(meeting, HEALTH)
    give(meeting, GP, NOT_PLACE)
    give(meeting, POLICE)
    split = {a.agency: a.split for a in opened(meeting)}
    assert split == {Agency.POLICE: False, Agency.HEALTH: True}


def test_a_pass_splits_no_agency() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    views.pass_view(meeting, THIRD, KAY.id, AT)
    assert [a.split for a in opened(meeting)] == [False]


def test_nothing_about_opened_views_is_a_number() -> None:
    """DEC-08"""
    shown = opened(a_viewed_meeting())
    fields = {k: v for a in shown for k, v in vars(a).items()} | {"consensus": Consensus.CLEAR}
    assert not [k for k, v in fields.items() if isinstance(v, int | float) and not isinstance(v, bool)]
    assert {c.value for c in Consensus} == {"clear", "not clear"}


# Consensus


def test_consensus_is_clear_when_all_agree() -> None:
    """DEC-07"""
    meeting = a_viewed_meeting()
    assert views.consensus(meeting, KAY.id) is Consensus.CLEAR
    assert views.agreed_option(meeting, KAY.id) is PLACE


def test_one_different_view_is_enough_for_no_consensus() -> None:
    """DEC-08"""
    meeting = a_viewed_meeting(PLACE, PLACE, PLACE, PLACE, NOT_PLACE)
    assert views.consensus(meeting, KAY.id) is Consensus.NOT_CLEAR
    assert views.agreed_option(meeting, KAY.id) is None


def test_consensus_needs_the_views_of_two_agencies() -> None:
    """DEC-07"""
    meeting = a_meeting_ready_for_views(invited=[POLICE, HEALTH, GP])
    give(meeting, HEALTH)
    give(meeting, GP)
    opened(meeting)
    assert views.consensus(meeting, KAY.id) is Consensus.NOT_CLEAR


def test_a_pass_stands_in_nobodys_way() -> None:
    """DEC-03 DEC-07"""
    meeting = a_meeting_ready_for_views()
    for who in (LEAD, POLICE):
        give(meeting, who)
    views.pass_view(meeting, THIRD, KAY.id, AT)
    opened(meeting)
    assert views.consensus(meeting, KAY.id) is Consensus.CLEAR


def test_without_any_view_there_is_nothing_to_open() -> None:
    """DEC-03 DEC-07"""
    meeting = a_meeting_ready_for_views()
    with pytest.raises(views.NothingToOpen, match="Kay"):
        opened(meeting)
    views.pass_view(meeting, THIRD, KAY.id, AT)
    opened(meeting)
    assert views.consensus(meeting, KAY.id) is Consensus.NOT_CLEAR
