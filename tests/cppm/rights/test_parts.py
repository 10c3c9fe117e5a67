"""A meeting in two parts: planned, sorted, held, and cut for whoever was in one part alone."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest

from cppm.errors import CPPMError
from cppm.groups import following, gatherings, membership
from cppm.groups.core_group import HeardOnePart
from cppm.meetings import closing, conduct, considerations, decision, key_points, outcome, views
from cppm.meetings.meeting import (
    Child,
    ChildSummary,
    Coming,
    Concern,
    Deputy,
    FamilyLine,
    ImmediateAction,
    Mode,
    NoSuchThing,
    NotYours,
    Option,
    PlanningMeeting,
    Sharing,
    Voice,
    WrongPhase,
)
from cppm.people import Agency, Duty
from cppm.records import NoticeKind
from cppm.rights import cut, exclusion, parts
from cppm.rights.parts_records import HALVES, Because, Part
from cppm.timing.clocks import dues
from cppm.timing.timescales import local_day
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    THIRD,
    a_booked_meeting,
    a_closed_meeting,
    a_family,
    an_invited_meeting,
    an_opened_meeting,
    settle_exclusions,
)
from tests.builders_group import ids

AT = BOOKED_AT + timedelta(hours=1)
HOUR = STARTS_AT + timedelta(minutes=10)
END = STARTS_AT + timedelta(minutes=60)
TODAY = local_day(STARTS_AT)
ABUSE = (Because.ABUSE, "The father hurt the mother", "Taxi for the mother; he comes by the back door")
FIRST, SECOND = "FIRSTSECRET", "SECONDSECRET"
"""What marks words that belong to one part alone."""
ROSS = Child("c_ross", "RossFIRSTSECRET", age=4)


def planned(**changes: object) -> PlanningMeeting:
    meeting = an_invited_meeting(**changes)  # type: ignore[arg-type]
    parts.plan(meeting, CHAIR, *ABUSE, AT)
    return meeting


def held() -> PlanningMeeting:
    """Closed; the mother, the health visitor and all about Ross in the first part alone, the father and the
    school in the second. Every text that belongs to one part is marked."""
    family = [
        *a_family()[:1],
        FamilyLine("f_ross", ROSS.name, "child", False, "Too young", child=ROSS.id),
        FamilyLine("f_mother", f"The mother {FIRST}", "mother", True),
        FamilyLine("f_father", f"The father {SECOND}", "father", True),
    ]
    health = replace(HEALTH, name=f"Ailsa {FIRST}")
    meeting = an_opened_meeting(
        present=[LEAD, POLICE, HEALTH, SCHOOL, THIRD], children=[KAY, ROSS], family=family
    )
    meeting.invitee(HEALTH.id).person = health
    parts.plan(meeting, CHAIR, *ABUSE, HOUR)
    parts.agree(meeting, LEAD, HOUR)
    first = [ROSS.id, "f_ross", "f_mother", HEALTH.id]
    parts.sort(meeting, CHAIR, first, ["f_father", SCHOOL.id], HOUR)
    conduct.state_quorum(meeting, CHAIR, HOUR, PROFILE)
    parts.begin(meeting, CHAIR, Part.FIRST, HOUR)
    for child in meeting.children:
        summed = ChildSummary(f"Risks {FIRST}", f"Needs {FIRST}", f"Strengths {FIRST}")
        conduct.capture_summary(meeting, CHAIR, child.id, summed, HOUR)
        conduct.capture_parents_views(meeting, CHAIR, child.id, Voice(f"Said {FIRST}", "here"), HOUR)
        conduct.capture_childs_views(meeting, CHAIR, child.id, Voice(f"I like {FIRST}", "here"), HOUR)
        views.open_round(meeting, CHAIR, child.id, HOUR)
        for guest in (LEAD, POLICE, health, THIRD):
            views.give_view(meeting, guest, child.id, Option.PLACE, f"Known {FIRST}", HOUR)
    parts.begin(meeting, CHAIR, Part.SECOND, HOUR)
    conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice(f"I like {SECOND}", "here"), HOUR)
    views.give_view(meeting, SCHOOL, KAY.id, Option.PLACE, f"Known {SECOND}", HOUR)
    parts.begin(meeting, CHAIR, None, HOUR)
    decide_and_close(meeting)
    return meeting


def decide_and_close(meeting: PlanningMeeting) -> None:
    for child in meeting.children:
        views.open_views(meeting, CHAIR, child.id, HOUR)
        decision.decide(
            meeting, CHAIR, child.id, Option.PLACE, f"Because {FIRST} and {SECOND}", HOUR, PROFILE,
            rationale=f"A rationale of my own that is long enough {FIRST} {SECOND}",
            concerns=[Concern("physical abuse", f"Seen {FIRST}")],
            reporter="not needed", reporter_reason=f"Works {FIRST} {SECOND}",
        )  # fmt: skip
        said = {each.key: f"Yes {FIRST}" for each in considerations.to_ask(meeting, child.id)}
        considerations.consider(meeting, CHAIR, [child.id], said, "", HOUR)
        parts.mark(meeting, CHAIR, [f"considered:{child.id}"], Part.FIRST, HOUR)
    first_group = STARTS_AT + timedelta(days=9)
    core = [LEAD.id, POLICE.id]
    outcome.settle(meeting, CHAIR, HOUR, LEAD.id, core, first_group, date(2027, 5, 4), PROFILE)
    action = ImmediateAction("a_1", f"Visit {FIRST}", "Ewan Reid", date(2026, 11, 20))
    outcome.agree_actions(meeting, CHAIR, [action], HOUR)
    parts.mark(meeting, CHAIR, ["actions"], Part.FIRST, HOUR)
    settle_exclusions(meeting, HOUR)
    for line in closing.to_be_told(meeting):
        closing.name_teller(meeting, CHAIR, line, LEAD.id, date(2026, 11, 18), HOUR)
    closing.close(meeting, CHAIR, END)
    for part in (Part.FIRST, Part.SECOND):
        words = (f"Decided {part}", f"Reasons {part}", f"Actions {part}")
        key_points.edit(meeting, CHAIR, *words, END, part)
    key_points.release(meeting, CHAIR, END)


# Planned by two, sorted, longer


def test_chair_and_lead_professional_agree_on_two_parts() -> None:
    """PAR-01"""
    meeting = planned()
    assert [n.to for n in meeting.notices if n.kind is NoticeKind.PARTS_TO_AGREE] == [LEAD.id]
    assert not parts.agreed(meeting)
    for other in (POLICE, SCHOOL):
        with pytest.raises(NotYours):
            parts.agree(meeting, other, AT)
    parts.agree(meeting, LEAD, AT)
    assert parts.agreed(meeting)


def test_planned_anew_they_are_to_be_agreed_anew() -> None:
    """PAR-01"""
    meeting = planned()
    parts.agree(meeting, LEAD, AT)
    parts.sort(meeting, LEAD, ["f_mother"], [], AT)
    parts.plan(meeting, LEAD, Because.OTHER, "Another reason", "Two exits", AT)
    assert not parts.agreed(meeting)
    assert meeting.parts
    assert meeting.parts.only == {"f_mother": Part.FIRST}


def test_two_parts_take_longer() -> None:
    """PAR-04"""
    meeting = a_booked_meeting()
    before = meeting.minutes_long
    parts.plan(meeting, LEAD, *ABUSE, AT)
    assert meeting.minutes_long == before + 30


def test_in_person_people_come_and_go_without_meeting() -> None:
    """LPP-05"""
    meeting = an_invited_meeting(mode=Mode.IN_PERSON, place="Room 2")
    with pytest.raises(parts.SafetyMissing):
        parts.plan(meeting, CHAIR, Because.ABUSE, "The father hurt the mother", " ", AT)
    on_teams = an_invited_meeting()
    parts.plan(on_teams, CHAIR, Because.ABUSE, "The father hurt the mother", "", AT)
    assert on_teams.parts


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        (["f_mother"], ["f_mother"], parts.InBothLists),
        ([LEAD.id], [], NoSuchThing),
        ([CHAIR.id], [], NoSuchThing),
        ([KAY.id], [], NoSuchThing),
    ],
)
def test_who_runs_the_meeting_is_in_both_parts(
    first: list[str], second: list[str], refusal: type[CPPMError]
) -> None:
    """PAR-01"""
    meeting = planned()
    with pytest.raises(refusal):
        parts.sort(meeting, CHAIR, first, second, AT)


def test_each_part_is_about_a_child() -> None:
    """PAR-01"""
    meeting = planned(
        children=[KAY, ROSS], family=[*a_family(), FamilyLine("f_ross", "Ross", "child", True, child=ROSS.id)]
    )
    with pytest.raises(parts.NothingLeft):
        parts.sort(meeting, CHAIR, [KAY.id, ROSS.id], [], AT)


def test_parts_are_not_planned_for_a_meeting_that_is_over() -> None:
    """PAR-01"""
    with pytest.raises(WrongPhase):
        parts.plan(a_closed_meeting(), CHAIR, *ABUSE, END)
    with pytest.raises(parts.NoParts):
        parts.begin(an_opened_meeting(), CHAIR, Part.FIRST, HOUR)


# What was said where


def test_what_is_captured_belongs_to_the_part_under_way_and_mixed_words_to_nobody_in_one_alone() -> None:
    """PAR-02"""
    meeting = held()
    assert meeting.parts
    said = meeting.parts.said
    assert said[f"summary:{KAY.id}"] is Part.FIRST
    assert said[f"child:{KAY.id}"] is Part.APART
    assert said[f"view:{KAY.id}:{SCHOOL.id}"] is Part.SECOND
    assert said[f"decision:{KAY.id}"] is Part.APART


def test_words_changed_together_stay_where_they_were_said() -> None:
    """PAR-02"""
    meeting = held_open()
    parts.begin(meeting, CHAIR, Part.FIRST, HOUR)
    conduct.capture_summary(meeting, CHAIR, KAY.id, ChildSummary("R", "N", "S"), HOUR)
    parts.begin(meeting, CHAIR, None, HOUR)
    conduct.capture_summary(meeting, CHAIR, KAY.id, ChildSummary("R2", "N", "S"), HOUR)
    assert meeting.parts
    assert meeting.parts.said == {f"summary:{KAY.id}": Part.FIRST}


def held_open() -> PlanningMeeting:
    meeting = an_opened_meeting()
    parts.plan(meeting, CHAIR, *ABUSE, HOUR)
    parts.sort(meeting, CHAIR, ["f_mother", HEALTH.id], [SCHOOL.id], HOUR)
    conduct.state_quorum(meeting, CHAIR, HOUR, PROFILE)
    return meeting


def test_the_chair_gives_words_to_a_part_and_frees_them() -> None:
    """PAR-02"""
    meeting = held()
    second = cut.for_reader(meeting, SCHOOL.id, TODAY)
    assert second.decisions[KAY.id].reasons == cut.NOT_SHOWN
    parts.mark(meeting, CHAIR, [f"decision:{KAY.id}"], None, END)
    assert FIRST in cut.for_reader(meeting, SCHOOL.id, TODAY).decisions[KAY.id].reasons
    with pytest.raises(parts.NotCaptured):
        parts.mark(meeting, CHAIR, ["summary:c_nobody"], Part.FIRST, END)
    with pytest.raises(NotYours):
        parts.mark(meeting, LEAD, [f"decision:{KAY.id}"], None, END)


# Who hears of whom


def test_nobody_is_asked_about_a_child_of_the_other_part() -> None:
    """PAR-02 DEC-03"""
    meeting = held()
    asked = {n.to for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED and n.about == ROSS.id}
    assert SCHOOL.id not in asked
    assert HEALTH.id in asked


def test_a_view_on_a_child_of_the_other_part_is_refused_without_its_name() -> None:
    """PAR-02"""
    meeting = held()
    meeting.rounds[ROSS.id].revealed_at = None
    meeting.phase = type(meeting.phase).OPEN
    with pytest.raises(NoSuchThing) as refused:
        views.give_view(meeting, SCHOOL, ROSS.id, Option.PLACE, "Known", HOUR)
    assert FIRST not in str(refused.value)


def test_whoever_was_in_one_part_alone_is_told_by_somebody_named() -> None:
    """PAR-03"""
    meeting = an_opened_meeting()
    assert "f_mother" not in closing.to_be_told(meeting)
    parts.plan(meeting, CHAIR, *ABUSE, HOUR)
    parts.sort(meeting, CHAIR, ["f_mother"], [], HOUR)
    assert "f_mother" in closing.to_be_told(meeting)


# The cut


def everything(value: Any) -> str:
    return repr(asdict(value))


def test_nothing_of_the_first_part_is_in_what_the_second_gets() -> None:
    """PAR-02 SUM-03"""
    meeting = held()
    for person, hidden, own in ((SCHOOL, FIRST, SECOND), (HEALTH, SECOND, FIRST)):
        seen = everything(cut.for_reader(meeting, person.id, TODAY))
        assert hidden not in seen
        assert own in seen
    assert FIRST in everything(meeting)


def test_what_a_practitioner_said_when_asking_for_a_special_review_is_for_neither_part() -> None:
    """PAR-02 GEN-06: it was written before anybody thought of two parts."""
    meeting = held()
    meeting.special_because = f"He came to the house {SECOND}"
    assert cut.of_part(meeting, Part.FIRST).special_because == cut.NOT_SHOWN
    assert meeting.special_because.endswith(SECOND)


def test_what_the_family_said_of_a_report_by_somebody_in_both_parts_is_for_neither() -> None:
    """PAR-02: whose words they are is not known."""
    meeting = held()
    said = Sharing(True, TODAY, "in person", "", f"He never hit her {SECOND}", "")
    for guest in (POLICE, HEALTH):
        meeting.invitee(guest.id).report.sharing = said
    shown = {i.person.id: i.report.sharing for i in cut.of_part(meeting, Part.FIRST).invitees}
    assert shown[HEALTH.id] == said, "a report of the part itself"
    assert shown[POLICE.id] == replace(said, disputed=cut.NOT_SHOWN)
    assert meeting.invitee(POLICE.id).report.sharing == said


def test_the_cut_leaves_the_meeting_whole() -> None:
    """PAR-02"""
    meeting = held()
    before = everything(meeting)
    cut.for_reader(meeting, SCHOOL.id, TODAY).decisions.clear()
    assert everything(meeting) == before


@pytest.mark.parametrize("person", [CHAIR, LEAD, POLICE, THIRD])
def test_those_in_both_parts_have_the_meeting_itself(person: Any) -> None:
    """PAR-01"""
    meeting = held()
    assert cut.for_reader(meeting, person.id, TODAY) is meeting


def test_a_deputy_is_where_the_invitee_is() -> None:
    """PAR-02"""
    meeting = held_open()
    meeting.invitee(SCHOOL.id).deputy = Deputy("A Stand-in", True, True, "p_stand_in")
    assert parts.part_of(meeting, "p_stand_in") is Part.SECOND


def test_whoever_supports_somebody_is_in_the_part_in_which_they_are() -> None:
    """PAR-06"""
    meeting = planned()
    meeting.invitee(THIRD.id).beside = "f_mother"
    parts.sort(meeting, CHAIR, ["f_mother"], [], AT)
    assert parts.part_of(meeting, THIRD.id) is Part.FIRST
    names = [line.person.id for line in cut.of_part(meeting, Part.SECOND).invitees]
    assert THIRD.id not in names
    assert POLICE.id in names


def test_a_part_that_was_begun_is_agreed_to_though_nobody_was_sorted() -> None:
    """PAR-01"""
    meeting = an_opened_meeting()
    parts.plan(meeting, CHAIR, *ABUSE, HOUR)
    assert not parts.held(meeting)
    conduct.state_quorum(meeting, CHAIR, HOUR, PROFILE)
    parts.begin(meeting, CHAIR, Part.FIRST, HOUR)
    conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice("I am afraid", "here"), HOUR)
    parts.begin(meeting, CHAIR, None, HOUR)
    assert "PAR-01" in {blank.rule for blank in closing.blanks(meeting)}


def test_key_points_of_a_part_follow_what_the_chair_opens_to_it_until_they_go_out() -> None:
    """PAR-02 SUM-03: words of the chair's own stay."""
    meeting = held()
    points = meeting.key_points
    assert points
    points.released_at, points.versions = None, key_points.draft_versions(meeting)
    key_points.edit(meeting, CHAIR, "Decided", "My own words", "Actions", END, Part.FIRST)
    assert cut.NOT_SHOWN in points.versions[Part.SECOND].reasons
    key_points.say_where(meeting, CHAIR, [f"decision:{KAY.id}"], None, END)
    assert cut.NOT_SHOWN not in points.versions[Part.SECOND].reasons
    assert points.versions[Part.FIRST].reasons == "My own words"


def test_an_action_that_names_somebody_of_the_other_part_is_not_in_what_a_part_gets() -> None:
    """PAR-02 SUM-03: actions agreed together are for everybody, but for the names of the other part."""
    meeting = held()
    parts.mark(meeting, CHAIR, ["actions"], None, END)
    by = date(2026, 11, 20)
    meeting.outcome.actions = [
        ImmediateAction("a_1", f"See {ROSS.name} at home", "Ewan Reid", by),
        ImmediateAction("a_2", f"Speak with {SCHOOL.name}", "Ewan Reid", by),
        ImmediateAction("a_3", "See Kay at home", "Ewan Reid", by),
    ]
    shown = {half: [a.id for a in cut.of_part(meeting, half).outcome.actions] for half in HALVES}
    assert shown == {Part.FIRST: ["a_1", "a_3"], Part.SECOND: ["a_2", "a_3"]}
    meeting.outcome.actions = meeting.outcome.actions[:1]
    assert key_points.draft_versions(meeting)[Part.SECOND].actions == cut.NOT_SHOWN


def test_key_points_that_leave_somebody_without_reasons_are_not_released() -> None:
    """SUM-03 PAR-02"""
    meeting = held()
    points = meeting.key_points
    assert points
    points.released_at, points.versions = None, key_points.draft_versions(meeting)
    with pytest.raises(key_points.PartNotWritten, match="the first part alone still leave out the reasons"):
        key_points.release(meeting, CHAIR, END)
    for part in HALVES:
        key_points.edit(meeting, CHAIR, "Decided", "My own words", "Actions", END, part)
    key_points.release(meeting, CHAIR, END)
    assert points.released_at == END


def test_each_part_has_key_points_of_its_own() -> None:
    """SUM-03 PAR-02"""
    meeting = held()
    for person, part in ((SCHOOL, "second"), (HEALTH, "first")):
        points = cut.for_reader(meeting, person.id, TODAY).key_points
        assert points
        assert (points.decision, points.released_at) == (f"Decided {part}", END)
        assert person.id in points.recipients


def test_the_draft_for_a_part_names_only_its_children_and_none_of_the_words_of_the_other() -> None:
    """SUM-03 PAR-02"""
    meeting = held()
    draft = key_points.draft(cut.of_part(meeting, Part.SECOND))
    assert "Kay" in draft.decision
    assert FIRST not in everything(draft)


def test_no_clock_of_the_first_part_is_owed_by_somebody_in_the_second() -> None:
    """PAR-02"""
    meeting = held()
    seen = cut.for_reader(meeting, SCHOOL.id, TODAY)
    assert FIRST not in repr(dues(seen, PROFILE))
    assert exclusion.waiting(seen) == []


def test_whoever_was_in_one_part_alone_is_not_in_the_core_group_that_reads_it_all() -> None:
    """PAR-02"""
    meeting = held_open()
    with pytest.raises(outcome.OnePartAlone, match=HEALTH.name):
        outcome.settle(meeting, CHAIR, HOUR, LEAD.id, [LEAD.id, HEALTH.id], None, None, PROFILE)


def test_nor_do_they_join_it_later_or_sit_in_for_a_member() -> None:
    """PAR-02 CG-02"""
    meeting = held()
    group = following.follow(None, meeting, END, ids("g"), PROFILE)
    assert group
    assert set(group.apart) == {HEALTH.id, SCHOOL.id}
    for alone in (HEALTH, SCHOOL):
        with pytest.raises(HeardOnePart):
            membership.bring_in(group, LEAD, alone, END, "Sees the child every week")
    to = replace(SCHOOL, agency=Agency.SOCIAL_WORK, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))
    with pytest.raises(HeardOnePart):
        membership.hand_over(group, LEAD, membership.Leads.BOTH, to, "Moves on", END)
    gathering, deputy = group.gatherings[0].id, Deputy(SCHOOL.name, True, True, SCHOOL.id)
    sitting_in = replace(SCHOOL, agency=LEAD.agency)
    with pytest.raises(HeardOnePart):
        gatherings.reply(group, LEAD, gathering, Coming.DEPUTY, END, deputy=deputy, enrolled=sitting_in)
    membership.bring_in(group, LEAD, GP, END, "Sees the child every week")


def test_family_of_both_parts_do_not_meet_in_the_core_group_either() -> None:
    """PAR-02 LPP-05"""
    meeting = held()
    meeting.outcome.core_group += ["f_mother", "f_father"]
    group = following.follow(None, meeting, END, ids("g"), PROFILE)
    assert group
    assert [line.id for line in group.not_together] == ["f_mother", "f_father"]
    group.family.pop()
    assert group.not_together == []


def test_an_action_for_a_child_of_one_part_is_not_read_in_the_other() -> None:
    """PAR-02 SUM-03"""
    meeting = held()
    assert meeting.parts
    meeting.parts.said.pop("actions")  # they were agreed by everybody together
    meeting.outcome.actions = [
        ImmediateAction("a_1", "For both", LEAD.name, date(2026, 11, 20)),
        ImmediateAction("a_2", "A place in the nursery", LEAD.name, date(2026, 11, 20), ROSS.id),
    ]
    read = {who: cut.for_reader(meeting, who.id, TODAY).outcome.actions for who in (LEAD, HEALTH, SCHOOL)}
    assert [a.what for a in read[SCHOOL]] == ["For both"]
    assert (
        [a.what for a in read[HEALTH]]
        == [a.what for a in read[LEAD]]
        == ["For both", "A place in the nursery"]
    )
