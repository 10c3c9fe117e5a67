"""The chair's decision per child, and everything that is settled before a meeting may close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from cppm import booking, closing, conduct, decision, invitations, outcome, views
from cppm.meeting import (
    Concern,
    Decision,
    FamilyLine,
    ImmediateAction,
    MeetingKind,
    NoSuchThing,
    NotYours,
    Option,
    Phase,
    PlanningMeeting,
    WrongPhase,
)
from cppm.people import Duty, Person
from cppm.profile import Profile
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
    SCHOOL,
    SERVICE_MANAGER,
    STARTS_AT,
    THIRD,
    a_booked_meeting,
    a_closed_meeting,
    a_decided_meeting,
    a_family,
    a_meeting_ready_for_views,
    a_settled_meeting,
    a_viewed_meeting,
)

AT = STARTS_AT + 40 * MINUTE
DAY = timedelta(days=1)
PLACE, NOT_PLACE = Option.PLACE, Option.NOT_PLACE
BRUISES = [Concern("physical abuse", "Two injuries in October")]
RATIONALE = "The evidence of the last six weeks outweighs the progress reported."
NEXT_WEEK = STARTS_AT + 7 * DAY
REVIEW = date(2027, 5, 4)


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
) -> Decision:
    found = BRUISES if concerns is None else concerns
    return decision.decide(
        meeting, actor, child, option, reasons, AT, profile, rationale, found, reporter, reporter_reason
    )


def split() -> PlanningMeeting:
    return a_viewed_meeting(PLACE, PLACE, NOT_PLACE, PLACE, NOT_PLACE)


def jobs(meeting: PlanningMeeting) -> list[str]:
    return [b.rule for b in closing.blanks(meeting)]


# Deciding


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
    silent = Profile(**{**vars(PROFILE), "scrutiny_on_no_consensus": False})
    meeting = split()
    decide(meeting, rationale=RATIONALE, profile=silent)
    assert FactKind.SCRUTINY_FLAGGED not in {f.kind for f in meeting.facts}


def test_a_service_manager_scrutinises_only_what_they_had_no_part_in() -> None:
    """DEC-09"""
    meeting = a_booked_meeting()
    assert decision.may_scrutinise(meeting, SERVICE_MANAGER)
    assert not decision.may_scrutinise(meeting, LEAD)
    invitations.invite(meeting, LEAD, SERVICE_MANAGER, "Knows the case", BOOKED_AT)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    assert not decision.may_scrutinise(meeting, SERVICE_MANAGER)


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


# Settling


def settle(
    meeting: PlanningMeeting,
    lead: str | None = LEAD.id,
    group: list[str] | None = None,
    first: datetime | None = NEXT_WEEK,
    review: date | None = REVIEW,
) -> None:
    members = [LEAD.id, HEALTH.id] if group is None else group
    outcome.settle(meeting, CHAIR, AT, lead, members, first, review)


def test_lead_core_group_and_dates_are_settled() -> None:
    """CHR-17 CHR-21 CG-05 OUT-15"""
    meeting = a_decided_meeting()
    settle(meeting)
    outcome = meeting.outcome
    assert (outcome.lead_professional, outcome.core_group) == (LEAD.id, [LEAD.id, HEALTH.id])
    assert (outcome.first_core_group, outcome.review_on) == (NEXT_WEEK, REVIEW)


def test_the_lead_professional_is_always_in_the_core_group() -> None:
    """CG-01"""
    meeting = a_decided_meeting()
    settle(meeting, group=[HEALTH.id, HEALTH.id])
    assert meeting.outcome.core_group == [LEAD.id, HEALTH.id]
    settle(meeting, group=[])
    assert meeting.outcome.core_group == [], "an empty group stays blank"


def test_family_may_belong_to_the_core_group() -> None:
    """CG-01 CG-17"""
    meeting = a_decided_meeting()
    settle(meeting, group=[LEAD.id, "f_mother", "f_kay"])
    assert "f_mother" in meeting.outcome.core_group


def test_the_core_group_comes_from_the_meetings_people() -> None:
    """OUT-15"""
    with pytest.raises(NoSuchThing):
        settle(a_decided_meeting(), group=[LEAD.id, OUTSIDER.id])


def test_the_new_lead_professional_is_a_qualified_social_worker_of_the_meeting() -> None:
    """PLN-10 CHR-17"""
    with pytest.raises(booking.LeadNotQualified, match="Fiona Blair"):
        settle(a_decided_meeting(), lead=POLICE.id)
    for stranger in (OUTSIDER.id, CHAIR.id):
        with pytest.raises(NoSuchThing):
            settle(a_decided_meeting(), lead=stranger)


def test_the_first_core_group_and_the_review_are_to_come() -> None:
    """CG-05 CHR-21"""
    with pytest.raises(outcome.DayGone, match=r"The first core group .* Wednesday 18 November 2026"):
        settle(a_decided_meeting(), first=AT)
    with pytest.raises(outcome.DayGone, match=r"The review date .* Wednesday 18 November 2026"):
        settle(a_decided_meeting(), review=STARTS_AT.date())


def test_the_review_is_within_six_months() -> None:
    """TIM-05"""
    meeting = a_decided_meeting()
    settle(meeting, review=date(2027, 5, 17))
    with pytest.raises(outcome.ReviewTooLate, match="Monday 17 May 2027"):
        settle(meeting, review=date(2027, 5, 18))


def act(meeting: PlanningMeeting, *actions: ImmediateAction, none: str = "") -> None:
    outcome.agree_actions(meeting, CHAIR, list(actions), AT, none)


VISIT = ImmediateAction("a_1", "Visit every second day", "Ewan Reid", date(2026, 11, 20))


def test_each_action_says_what_who_and_by_when() -> None:
    """CHR-18"""
    meeting = a_decided_meeting()
    with pytest.raises(outcome.OwnerMissing, match="Visit every second day"):
        act(meeting, ImmediateAction("a_1", VISIT.what, " ", VISIT.by))
    with pytest.raises(outcome.OwnerMissing):
        act(meeting, ImmediateAction("a_1", "", "Ewan Reid", VISIT.by))
    with pytest.raises(outcome.DayGone, match="Visit every second day"):
        act(meeting, ImmediateAction("a_1", VISIT.what, "Ewan Reid", date(2026, 11, 16)))
    act(meeting, VISIT)
    assert meeting.outcome.actions == [VISIT]


def test_no_actions_need_a_reason() -> None:
    """CHR-18"""
    meeting = a_decided_meeting()
    with pytest.raises(outcome.OwnerMissing):
        act(meeting)
    act(meeting, none="Family support is in place")
    assert "CHR-18" not in jobs(meeting)


def test_actions_take_the_place_of_the_reason_for_none() -> None:
    """CHR-18"""
    meeting = a_decided_meeting()
    act(meeting, none="Nothing yet")
    act(meeting, VISIT, none="Nothing yet")
    assert meeting.outcome.no_actions_because == ""


# Who tells whom


def test_everybody_of_the_family_who_was_not_there_is_told_by_somebody() -> None:
    """CHR-22 EXC-08 PAR-03"""
    meeting = a_decided_meeting()
    assert set(closing.to_be_told(meeting)) == {"f_kay", "f_father"}
    closing.name_teller(meeting, CHAIR, "f_father", CHAIR.id, date(2026, 11, 18), AT)
    assert [b.words for b in closing.blanks(meeting) if b.job == "telling"] == [
        "who tells Kay (child), and by when"
    ]


def test_nobody_tells_an_unborn_baby() -> None:
    """CHR-22"""
    line = FamilyLine("f_baby", "Baby", "unborn", False, "Not born", child=BABY.id)
    meeting = a_decided_meeting(children=[KAY, BABY], family=[*a_family(), line])
    assert "f_baby" not in closing.to_be_told(meeting)


def test_somebody_who_was_there_needs_no_telling() -> None:
    """CHR-22"""
    with pytest.raises(NoSuchThing):
        closing.name_teller(a_decided_meeting(), CHAIR, "f_mother", LEAD.id, date(2026, 11, 18), AT)


def test_who_tells_is_somebody_of_the_meeting_and_by_a_day_to_come() -> None:
    """TIM-25"""
    meeting = a_decided_meeting()
    with pytest.raises(NoSuchThing):
        closing.name_teller(meeting, CHAIR, "f_kay", OUTSIDER.id, date(2026, 11, 18), AT)
    with pytest.raises(outcome.DayGone, match="Tuesday 17 November 2026"):
        closing.name_teller(meeting, CHAIR, "f_kay", LEAD.id, date(2026, 11, 16), AT)


def test_naming_again_takes_the_place_of_the_earlier_name() -> None:
    """TIM-25"""
    meeting = a_settled_meeting()
    closing.name_teller(meeting, CHAIR, "f_kay", HEALTH.id, date(2026, 11, 19), AT)
    named = {t.id: t.told_by for t in meeting.outcome.tellings}
    assert named == {"f_father": LEAD.id, "f_kay": HEALTH.id}


def test_a_child_who_came_after_all_is_not_told_again() -> None:
    """CHR-22"""
    meeting = a_settled_meeting()
    here = [i.person.id for i in meeting.invitees]
    conduct.call_roll(meeting, CHAIR, here, [], ["f_mother", "f_kay"], AT)
    closing.close(meeting, CHAIR, AT)
    assert [t.id for t in meeting.outcome.tellings] == ["f_father"]
    assert [n.about for n in meeting.notices if n.kind is NoticeKind.TELLING] == ["f_father"]


def test_the_named_person_records_that_they_told() -> None:
    """TIM-25"""
    meeting = a_closed_meeting()
    closing.mark_told(meeting, LEAD, "f_kay", "at home, with her drawing", AT + DAY)
    told = next(t for t in meeting.outcome.tellings if t.id == "f_kay")
    assert (told.told_at, told.how) == (AT + DAY, "at home, with her drawing")
    before = meeting.revision
    closing.mark_told(meeting, LEAD, "f_kay", "again", AT + 2 * DAY)
    assert meeting.revision == before


def test_chair_and_cp_administration_may_record_a_telling_and_nobody_else() -> None:
    """TIM-25"""
    meeting = a_closed_meeting()
    for stranger in (POLICE, OUTSIDER):
        with pytest.raises(NotYours):
            closing.mark_told(meeting, stranger, "f_kay", "", AT)
    closing.mark_told(meeting, ADMIN, "f_kay", "by letter", AT)
    closing.mark_told(meeting, CHAIR, "f_father", "by phone", AT)
    with pytest.raises(NoSuchThing):
        closing.mark_told(meeting, LEAD, "f_mother", "", AT)


# Closing


def test_a_settled_meeting_has_no_blank_and_closes() -> None:
    """CHR-17"""
    meeting = a_settled_meeting()
    assert closing.blanks(meeting) == []
    closing.close(meeting, CHAIR, AT)
    assert (meeting.phase, meeting.closed_at) == (Phase.CLOSED, AT)


@pytest.mark.parametrize(
    ("field", "blank", "rule", "words"),
    [
        ("lead_professional", None, "CHR-17", "the lead professional"),
        ("core_group", [], "OUT-15", "the members of the core group"),
        ("first_core_group", None, "CG-05", "the first date of the core group"),
        ("review_on", None, "CHR-21", "the review date"),
        ("actions", [], "CHR-18", "the immediate actions"),
        ("tellings", [], "CHR-22", "who tells Kay"),
    ],
)
def test_with_one_blank_the_meeting_can_not_close(field: str, blank: object, rule: str, words: str) -> None:
    """CHR-17 CHR-18 CHR-21 CHR-22 CG-05 OUT-15"""
    meeting = a_settled_meeting()
    setattr(meeting.outcome, field, blank)
    assert set(jobs(meeting)) == {rule}
    with pytest.raises(closing.StillBlank, match=words):
        closing.close(meeting, CHAIR, AT)
    assert meeting.phase is Phase.OPEN


def test_without_a_decision_the_meeting_can_not_close() -> None:
    """DEC-10"""
    meeting = a_settled_meeting()
    meeting.decisions.clear()
    with pytest.raises(closing.StillBlank, match="the decision on Kay"):
        closing.close(meeting, CHAIR, AT)


def test_without_registration_neither_core_group_nor_review_is_needed() -> None:
    """CHR-19 OUT-15"""
    meeting = a_decided_meeting(NOT_PLACE)
    assert set(jobs(meeting)) == {"CHR-18", "CHR-22"}


def test_closing_tells_who_was_there_who_tells_and_the_chair() -> None:
    """DEC-10 DIS-12 SUM-01"""
    meeting = a_closed_meeting()
    sent = [(n.kind, n.to) for n in meeting.notices]
    for guest in (LEAD, POLICE, HEALTH, SCHOOL, THIRD):
        assert (NoticeKind.DECISION, guest.id) in sent
    assert sent.count((NoticeKind.TELLING, LEAD.id)) == 2
    assert (NoticeKind.KEY_POINTS_READY, CHAIR.id) in sent


def test_who_was_absent_does_not_hear_the_decision_before_the_key_points() -> None:
    """DEC-10 SUM-02"""
    meeting = a_closed_meeting(present=[LEAD, POLICE, HEALTH])
    assert (NoticeKind.DECISION, SCHOOL.id) not in [(n.kind, n.to) for n in meeting.notices]


def test_closing_twice_changes_nothing() -> None:
    """CHR-17"""
    meeting = a_closed_meeting()
    before = (meeting.revision, len(meeting.notices), meeting.closed_at)
    closing.close(meeting, CHAIR, AT + DAY)
    assert (meeting.revision, len(meeting.notices), meeting.closed_at) == before


@pytest.mark.parametrize("actor", [LEAD, ADMIN, HEALTH])
def test_only_the_chair_settles_and_closes(actor: Person) -> None:
    """CHR-17"""
    meeting = a_settled_meeting()
    attempts: list[Callable[[], object]] = [
        lambda: outcome.settle(meeting, actor, AT, LEAD.id, [LEAD.id], NEXT_WEEK, REVIEW),
        lambda: outcome.agree_actions(meeting, actor, [VISIT], AT),
        lambda: closing.name_teller(meeting, actor, "f_kay", LEAD.id, date(2026, 11, 18), AT),
        lambda: closing.close(meeting, actor, AT),
    ]
    for attempt in attempts:
        with pytest.raises(NotYours):
            attempt()
