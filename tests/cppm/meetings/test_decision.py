"""The chair's decision per child, its reasons, and scrutiny."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cppm.councils.profile import Profile
from cppm.disagreeing import scrutiny
from cppm.meetings import closing, conduct, decision, invitations, views
from cppm.meetings.meeting import (
    Child,
    Concern,
    Decision,
    FamilyLine,
    MeetingKind,
    NotYours,
    Option,
    PlanningMeeting,
    Removal,
    WrongPhase,
)
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from tests.builders import (
    ADMIN,
    BABY,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    PROFILE,
    SAFER,
    SCHOOL,
    SERVICE_MANAGER,
    STARTS_AT,
    THIRD,
    a_booked_meeting,
    a_closed_meeting,
    a_family,
    a_meeting_ready_for_views,
    a_viewed_meeting,
)

AT = STARTS_AT + 40 * MINUTE
PLACE, NOT_PLACE = Option.PLACE, Option.NOT_PLACE
BRUISES = [Concern("physical abuse", "Two injuries in October")]
RATIONALE = "The evidence of the last six weeks outweighs the progress reported."


def decide(
    meeting: PlanningMeeting,
    option: Option = PLACE,
    actor: Person = CHAIR,
    reasons: str = "Repeated injuries",
    rationale: str = "",
    concerns: list[Concern] | None = None,
    reporter: str = "not needed",
    reporter_reason: str = "The family works with the plan",
    child: str = KAY.id,
    profile: Profile = PROFILE,
    removal: Removal | None = SAFER,
) -> Decision:
    found = BRUISES if concerns is None else concerns
    return decision.decide(
        meeting,
        actor,
        child,
        option,
        reasons,
        AT,
        profile,
        rationale,
        found,
        reporter,
        reporter_reason,
        removal,
    )


def split() -> PlanningMeeting:
    return a_viewed_meeting(PLACE, PLACE, NOT_PLACE, PLACE, NOT_PLACE)


def jobs(meeting: PlanningMeeting) -> list[str]:
    return [b.rule for b in closing.blanks(meeting)]


def test_the_decision_follows_a_clear_consensus_without_a_rationale() -> None:
    """DEC-07"""
    meeting = a_viewed_meeting()
    made = decide(meeting)
    assert (made.option, made.consensus, made.by) == (PLACE, True, CHAIR.id)
    assert decision.needs_scrutiny(meeting) == []


@pytest.mark.parametrize("actor", [LEAD, ADMIN, POLICE, OUTSIDER])
def test_only_the_chair_decides(actor: Person) -> None:
    """DEC-08"""
    with pytest.raises(NotYours):
        decide(a_viewed_meeting(), actor=actor)


def test_nothing_is_decided_before_views_were_opened() -> None:
    """DEC-01"""
    with pytest.raises(decision.ViewsStillSealed, match="Kay"):
        decide(a_meeting_ready_for_views())


def test_without_consensus_the_chair_explains_in_a_sentence() -> None:
    """CHR-14 DEC-08"""
    meeting = split()
    for short in ("", "Because.", "x" * (decision.RATIONALE_LENGTH - 1)):
        with pytest.raises(decision.RationaleMissing, match="no clear consensus"):
            decide(meeting, rationale=short)
    made = decide(meeting, rationale=RATIONALE)
    assert (made.consensus, made.rationale) == (False, RATIONALE)


def test_without_consensus_a_service_manager_is_asked_for_scrutiny() -> None:
    """DEC-09"""
    meeting = split()
    decide(meeting, rationale=RATIONALE)
    assert decision.needs_scrutiny(meeting) == [KAY.id]
    assert meeting.facts[-1].kind is FactKind.SCRUTINY_FLAGGED
    told = meeting.notices[-1]
    assert (told.kind, told.to) == (NoticeKind.SCRUTINY, everyone_with(Duty.SERVICE_MANAGER))


def test_deciding_against_every_view_needs_a_rationale_too() -> None:
    """DEC-08 DEC-09"""
    meeting = a_viewed_meeting()
    with pytest.raises(decision.RationaleMissing, match="otherwise than all views"):
        decide(meeting, NOT_PLACE)
    decide(meeting, NOT_PLACE, rationale=RATIONALE)
    assert decision.needs_scrutiny(meeting) == [KAY.id]


def test_a_council_without_scrutiny_flags_none() -> None:
    """DEC-09"""
    silent = replace(PROFILE, scrutiny_on_no_consensus=False)
    meeting = split()
    decide(meeting, rationale=RATIONALE, profile=silent)
    assert FactKind.SCRUTINY_FLAGGED not in {f.kind for f in meeting.facts}


def test_a_service_manager_scrutinises_only_what_they_had_no_part_in() -> None:
    """DEC-09"""
    meeting = a_booked_meeting()
    assert scrutiny.may_scrutinise(meeting, SERVICE_MANAGER)
    assert not scrutiny.may_scrutinise(meeting, LEAD)
    invitations.invite(meeting, LEAD, SERVICE_MANAGER, "Knows the case", BOOKED_AT)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    assert not scrutiny.may_scrutinise(meeting, SERVICE_MANAGER)


def test_a_decision_has_reasons() -> None:
    """CHR-16 CHR-19"""
    for option in (PLACE, NOT_PLACE):
        with pytest.raises(decision.ReasonsForDecision, match="Kay"):
            decide(a_viewed_meeting(), option, reasons=" ", rationale=RATIONALE)


@pytest.mark.parametrize("option", [Option.REMOVE, Option.RETAIN])
def test_only_a_review_removes_a_name(option: Option) -> None:
    """GEN-15"""
    with pytest.raises(decision.OnlyReviewRemoves, match="initial meeting the choice is place or not place"):
        decide(a_viewed_meeting(), option, rationale=RATIONALE)


def test_a_review_retains_or_removes() -> None:
    """DEC-05 OUT-01"""
    meeting = a_viewed_meeting(*[Option.REMOVE] * 5, kind=MeetingKind.REVIEW)
    with pytest.raises(views.OptionNotHere, match="retain or remove"):
        decide(meeting, PLACE)
    assert decide(meeting, Option.REMOVE, concerns=[]).consensus


def review(*changes: Option, **more: object) -> PlanningMeeting:
    return a_viewed_meeting(*(changes or [Option.REMOVE] * 5), kind=MeetingKind.REVIEW, **more)


@pytest.mark.parametrize(
    ("part", "asks"),
    [
        ("less_risk", "the risk has gone down"),
        ("stronger", "protective factors"),
        ("support", "which support goes on"),
        ("lead", "another lead professional"),
    ],
)
def test_a_removal_rests_on_less_risk_stronger_factors_and_support_that_goes_on(part: str, asks: str) -> None:
    """OUT-03 OUT-05 OUT-06"""
    meeting = review()
    with pytest.raises(decision.RemovalUnexplained, match=asks):
        decide(meeting, Option.REMOVE, concerns=[], removal=replace(SAFER, **{part: " "}))
    with pytest.raises(decision.RemovalUnexplained):
        decide(meeting, Option.REMOVE, concerns=[], removal=None)
    assert decide(meeting, Option.REMOVE, concerns=[]).removal == SAFER


def test_only_a_removal_keeps_what_a_removal_rests_on() -> None:
    """OUT-03"""
    assert decide(review(*[Option.RETAIN] * 5), Option.RETAIN).removal is None


def test_without_a_quorum_no_name_comes_off_where_the_council_says_so() -> None:
    """OUT-03"""
    two = review(Option.REMOVE, Option.REMOVE, present=[LEAD, POLICE])
    with pytest.raises(decision.InquorateRemoves, match="Keep the name and set an early review"):
        decide(two, Option.REMOVE, concerns=[])
    assert decide(two, Option.RETAIN, rationale=RATIONALE).option is Option.RETAIN
    elsewhere = replace(PROFILE, inquorate_can_remove=True)
    assert decide(two, Option.REMOVE, concerns=[], profile=elsewhere).option is Option.REMOVE


def test_it_is_said_who_is_not_represented_when_a_name_may_come_off() -> None:
    """OUT-03"""
    meeting = review(*[Option.REMOVE] * 3, present=[LEAD, POLICE, HEALTH])
    assert decision.not_represented(meeting) == ["Education", "Third sector"]
    for line in meeting.family:
        line.present = False
    assert decision.not_represented(meeting)[-1] == "the family"


def test_siblings_are_decided_on_each_by_themselves() -> None:
    """GEN-14 OUT-03"""
    tam = Child("c_tam", "Tam", age=3)
    family = [*a_family(), FamilyLine("f_tam", "Tam", "child", True, child=tam.id)]
    meeting = review(children=[KAY, tam], family=family)
    decide(meeting, Option.REMOVE, concerns=[])
    decide(meeting, Option.RETAIN, child=tam.id, rationale=RATIONALE)
    assert [c.name for c in decision.removed(meeting)] == ["Kay"]
    assert decision.registered(meeting)


def test_each_area_of_concern_has_its_evidence() -> None:
    """OUT-09"""
    with pytest.raises(decision.EvidenceMissing, match="neglect"):
        decide(a_viewed_meeting(), concerns=[*BRUISES, Concern("neglect", " ")])


@pytest.mark.parametrize("concerns", [[], [Concern(" ", "Two injuries")]])
def test_placing_names_a_concern(concerns: list[Concern]) -> None:
    """OUT-10 CHR-16"""
    with pytest.raises(decision.ConcernsMissing):
        decide(a_viewed_meeting(), concerns=concerns)


def test_not_placing_needs_no_area_of_concern() -> None:
    """CHR-19"""
    assert decide(a_viewed_meeting(*[NOT_PLACE] * 5), NOT_PLACE, concerns=[]).concerns == []


@pytest.mark.parametrize(("choice", "why"), [("", "why"), ("perhaps", "why"), ("refer", " ")])
def test_the_childrens_reporter_is_considered_with_a_reason(choice: str, why: str) -> None:
    """OUT-11 CHR-12"""
    with pytest.raises(decision.ReporterUnanswered):
        decide(a_viewed_meeting(), reporter=choice, reporter_reason=why)


@pytest.mark.parametrize("choice", decision.REPORTER_CHOICES)
def test_a_referral_is_made_not_needed_or_made_already(choice: str) -> None:
    """OUT-11"""
    assert decide(a_viewed_meeting(), reporter=choice).reporter == choice


def unborn_meeting() -> PlanningMeeting:
    family = [FamilyLine("f_mother", "The mother", "mother", True)]
    return a_viewed_meeting(kind=MeetingKind.PRE_BIRTH, children=[BABY], family=family)


@pytest.mark.parametrize("choice", ["refer", "already referred"])
def test_an_unborn_baby_is_never_referred(choice: str) -> None:
    """OUT-12"""
    with pytest.raises(decision.UnbornNotReferred):
        decide(unborn_meeting(), reporter=choice, child=BABY.id)


def test_for_an_unborn_baby_the_question_does_not_arise() -> None:
    """OUT-12 GEN-07"""
    made = decide(unborn_meeting(), reporter="", reporter_reason="", child=BABY.id)
    assert made.reporter == "unborn"


def test_a_decision_may_be_made_anew_before_closing() -> None:
    """DEC-08"""
    meeting = split()
    decide(meeting, PLACE, rationale=RATIONALE)
    decide(meeting, NOT_PLACE, rationale=RATIONALE + " Now clearer.", concerns=[])
    assert meeting.decisions[KAY.id].option is NOT_PLACE
    made = [f.detail["option"] for f in meeting.facts if f.kind is FactKind.DECISION_MADE]
    assert made == [PLACE, NOT_PLACE], "the record keeps both"


def test_the_same_decision_twice_is_made_once() -> None:
    """DEC-08"""
    meeting = split()
    first = decide(meeting, rationale=RATIONALE)
    before = (meeting.revision, len(meeting.notices))
    assert decide(meeting, rationale=RATIONALE) == first
    assert (meeting.revision, len(meeting.notices)) == before


def test_a_closed_meeting_decides_nothing_more() -> None:
    """DEC-10"""
    with pytest.raises(WrongPhase, match="closed"):
        decide(a_closed_meeting())


def test_nothing_is_decided_when_one_agency_alone_remains() -> None:
    """QUO-02 DEC-07"""
    meeting = a_viewed_meeting()
    for gone in (POLICE, HEALTH, SCHOOL, THIRD):
        conduct.note_leaving(meeting, CHAIR, gone.id, AT)
    with pytest.raises(conduct.LeftAlone):
        decide(meeting)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id, HEALTH.id], [], ["f_mother"], AT)
    assert decide(meeting).option is PLACE


def test_when_two_agencies_remain_the_chair_states_the_quorum_again() -> None:
    """QUO-05"""
    meeting = a_viewed_meeting()
    for gone in (HEALTH, SCHOOL, THIRD):
        conduct.note_leaving(meeting, CHAIR, gone.id, AT)
    with pytest.raises(conduct.QuorumLost, match="Police remain"):
        decide(meeting)
    conduct.state_quorum(meeting, CHAIR, AT, PROFILE, "All views are in", True)
    assert decide(meeting).option is PLACE


def test_two_children_may_have_different_decisions() -> None:
    """DEC-05 PAR-01"""
    meeting = a_viewed_meeting(children=[KAY, BABY])
    decide(meeting, PLACE)
    unborn = dict(reporter="", reporter_reason="", child=BABY.id)
    decide(meeting, NOT_PLACE, rationale=RATIONALE, concerns=[], **unborn)  # type: ignore[arg-type]
    assert {c: d.option for c, d in meeting.decisions.items()} == {KAY.id: PLACE, BABY.id: NOT_PLACE}
    assert decision.needs_scrutiny(meeting) == [BABY.id]
    assert decision.registered(meeting), "one placed child is enough to need a core group"


def test_each_child_of_a_sibling_group_needs_a_decision() -> None:
    """DEC-05"""
    meeting = a_viewed_meeting(children=[KAY, BABY])
    decide(meeting)
    assert [b.words for b in closing.blanks(meeting) if b.job == "decide"] == ["the decision on Baby"]
