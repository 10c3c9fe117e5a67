"""Running the meeting: opening, roll, quorum, what is summed up and heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cppm import errors
from cppm.meetings import attendance, closing, conduct, dates, views
from cppm.meetings.kind_records import BirthRisk
from cppm.meetings.meeting import (
    ChildSummary,
    Coming,
    Deputy,
    Mode,
    NoSuchThing,
    NotYours,
    Option,
    Phase,
    PlanningMeeting,
    Verdict,
    Voice,
    WrongPhase,
)
from cppm.people import Agency, Person
from cppm.records import FactKind, NoticeKind
from tests.builders import (
    ADMIN,
    BABY,
    CHAIR,
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
    a_booked_meeting,
    a_closed_meeting,
    a_decided_meeting,
    a_meeting_ready_for_views,
    a_viewed_meeting,
    an_invited_meeting,
    an_opened_meeting,
)

LATER = STARTS_AT + timedelta(days=9)
NEIL = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
WORDS = ChildSummary("Risks", "Needs", "Strengths")


def state(meeting: PlanningMeeting, *reason: str) -> None:
    conduct.state_quorum(meeting, CHAIR, STARTS_AT + MINUTE, PROFILE, " ".join(reason), bool(reason))


# Opening


def test_the_chair_opens_from_an_hour_before() -> None:
    """CHR-05"""
    meeting = an_invited_meeting()
    with pytest.raises(conduct.TooEarly, match="Tuesday 17 November 2026 at 14:00"):
        conduct.open_meeting(meeting, CHAIR, STARTS_AT - 61 * MINUTE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT - 60 * MINUTE)
    assert meeting.phase is Phase.OPEN


def test_a_summer_meeting_is_said_in_summer_time() -> None:
    """CHR-05"""
    meeting = an_invited_meeting()
    meeting.starts_at = datetime(2027, 6, 1, 13, 0, tzinfo=UTC)
    with pytest.raises(conduct.TooEarly, match="Tuesday 1 June 2027 at 14:00"):
        conduct.open_meeting(meeting, CHAIR, STARTS_AT)


@pytest.mark.parametrize("actor", [LEAD, ADMIN, POLICE, OUTSIDER])
def test_only_the_chair_opens(actor: Person) -> None:
    """CHR-05"""
    with pytest.raises(NotYours):
        conduct.open_meeting(an_invited_meeting(), actor, STARTS_AT)


def test_opening_twice_changes_nothing() -> None:
    """CHR-05"""
    meeting = an_opened_meeting()
    before = meeting.revision
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    assert meeting.revision == before


def test_a_meeting_without_an_agreed_list_is_not_opened() -> None:
    """CON-07"""
    with pytest.raises(WrongPhase, match="until the chair has agreed the list"):
        conduct.open_meeting(a_booked_meeting(), CHAIR, STARTS_AT)


@pytest.mark.parametrize(
    ("mode", "recorded"), [(Mode.TEAMS, True), (Mode.HYBRID, True), (Mode.IN_PERSON, False)]
)
def test_the_opening_list_speaks_of_recording_only_where_there_is_one(mode: Mode, recorded: bool) -> None:
    """CHR-06 CHR-07 MIN-02"""
    spoken = conduct.opening_list(an_opened_meeting(mode=mode))
    assert ("recording" in spoken) is recorded
    assert {"introductions", "purpose", "outcomes", "confidential"} <= set(spoken)


def test_where_no_guide_says_that_all_are_recorded_it_is_asked_whether_this_one_is() -> None:
    """CHR-07 MIN-02"""
    meeting = an_opened_meeting()
    assert conduct.opening_list(meeting)["recording"] == conduct.OPENING["recording"]
    meeting.always_recorded = False
    assert conduct.opening_list(meeting)["recording"] == conduct.IF_RECORDED


def test_what_was_said_at_the_start_is_recorded() -> None:
    """CHR-06 GEN-20"""
    meeting = an_opened_meeting()
    conduct.check_opening(meeting, CHAIR, ["confidential", "purpose", "no such item"], STARTS_AT)
    assert meeting.opening == ["purpose", "confidential"]
    said = conduct.opening_list(meeting)
    assert "Why the meeting was called" in said["purpose"]
    assert "possible outcomes" in said["outcomes"]
    assert "the meeting is confidential" in said["confidential"]
    assert meeting.facts[-1].kind is FactKind.OPENING_CHECKED


# The roll


def test_the_roll_marks_people_deputies_and_family() -> None:
    """CHR-05"""
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, POLICE, NEIL, STARTS_AT - timedelta(days=1), POLICE_DEPUTY)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id], [POLICE.id], ["f_mother"], STARTS_AT)
    assert {i.person.id for i in meeting.invitees if i.present} == {LEAD.id, HEALTH.id, POLICE.id}
    assert meeting.invitee(POLICE.id).speaker == POLICE_DEPUTY.id
    assert [f.id for f in meeting.family if f.present] == ["f_mother"]


def test_a_roll_of_nobody_is_refused() -> None:
    """CHR-05"""
    with pytest.raises(conduct.NobodyPresent):
        conduct.call_roll(an_opened_meeting(), CHAIR, [], [], ["f_mother"], STARTS_AT)


@pytest.mark.parametrize(
    ("present", "deputies", "family"),
    [(["p_nobody"], [], []), ([LEAD.id], ["p_nobody"], []), ([LEAD.id], [], ["f_nobody"])],
)
def test_the_roll_knows_only_who_is_on_the_list(
    present: list[str], deputies: list[str], family: list[str]
) -> None:
    """CHR-05"""
    meeting = an_opened_meeting()
    before = [i.present for i in meeting.invitees]
    with pytest.raises(NoSuchThing):
        conduct.call_roll(meeting, CHAIR, present, deputies, family, STARTS_AT)
    assert [i.present for i in meeting.invitees] == before


def test_a_deputy_on_the_roll_has_a_name() -> None:
    """ATT-02"""
    with pytest.raises(conduct.DeputyUnknown, match="Fiona Blair"):
        conduct.call_roll(an_opened_meeting(), CHAIR, [LEAD.id], [POLICE.id], [], STARTS_AT)


def test_when_both_come_the_invitee_speaks() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, POLICE, NEIL, STARTS_AT - timedelta(days=1), POLICE_DEPUTY)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id], [POLICE.id], [], STARTS_AT)
    assert meeting.invitee(POLICE.id).speaker == POLICE.id


def test_the_roll_may_be_corrected_before_the_quorum_is_stated() -> None:
    """CHR-05"""
    meeting = an_opened_meeting()
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id], [], [], STARTS_AT + MINUTE)
    assert not meeting.invitee(HEALTH.id).attended


def test_a_roll_called_again_forgets_nobody_who_left_or_gave_a_view() -> None:
    """CHR-05 MIN-07"""
    meeting = a_viewed_meeting()
    conduct.note_leaving(meeting, CHAIR, SCHOOL.id, STARTS_AT + 31 * MINUTE)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id], [], [], STARTS_AT + 35 * MINUTE)
    health, school = meeting.invitee(HEALTH.id), meeting.invitee(SCHOOL.id)
    assert health.attended
    assert not health.present
    assert school.stay
    assert school.stay.left == STARTS_AT + 31 * MINUTE
    assert meeting.rounds[KAY.id].views[HEALTH.id].option is Option.PLACE


def test_a_roll_called_again_keeps_when_people_first_came() -> None:
    """CHR-05"""
    meeting = an_opened_meeting()
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id], [], [], STARTS_AT + 5 * MINUTE)
    stay = meeting.invitee(POLICE.id).stay
    assert stay
    assert stay.arrived == STARTS_AT


def test_late_arrivals_and_early_leavers_are_noted() -> None:
    """CHR-05"""
    meeting = an_opened_meeting([LEAD, POLICE, HEALTH])
    conduct.note_arrival(meeting, CHAIR, SCHOOL.id, STARTS_AT + 10 * MINUTE)
    conduct.note_leaving(meeting, CHAIR, POLICE.id, STARTS_AT + 20 * MINUTE)
    school, police = meeting.invitee(SCHOOL.id).stay, meeting.invitee(POLICE.id).stay
    assert school
    assert police
    assert (school.arrived, school.left) == (STARTS_AT + 10 * MINUTE, None)
    assert (police.arrived, police.left) == (STARTS_AT, STARTS_AT + 20 * MINUTE)
    with pytest.raises(conduct.NotLeftYet, match="Fiona Blair"):
        conduct.note_leaving(meeting, CHAIR, POLICE.id, STARTS_AT + 21 * MINUTE)
    conduct.note_arrival(meeting, CHAIR, POLICE.id, STARTS_AT + 25 * MINUTE)
    police = meeting.invitee(POLICE.id).stay
    assert police
    assert (police.arrived, police.left) == (STARTS_AT, None)


def test_somebody_who_arrives_while_views_are_asked_is_asked_too() -> None:
    """CHR-08 CHR-13"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH])
    conduct.note_arrival(meeting, CHAIR, SCHOOL.id, STARTS_AT + 10 * MINUTE)
    asked = [n for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED and n.to == SCHOOL.id]
    assert [n.about for n in asked] == [KAY.id]
    assert SCHOOL.id in [i.person.id for i in views.still_awaited(meeting, KAY.id)]


def test_an_observer_who_arrives_late_is_not_asked() -> None:
    """DEC-12"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH], [POLICE, HEALTH, REPORTER])
    conduct.note_arrival(meeting, CHAIR, REPORTER.id, STARTS_AT + 10 * MINUTE)
    assert not [n for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED and n.to == REPORTER.id]


def test_calling_the_roll_again_asks_nobody_twice() -> None:
    """CHR-13"""
    meeting = a_meeting_ready_for_views()
    everybody = [LEAD.id, *(p.id for p in USUAL)]
    conduct.call_roll(meeting, CHAIR, everybody, [], [], STARTS_AT + 10 * MINUTE)
    asked = [n for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED and n.to == POLICE.id]
    assert len({n.key for n in asked}) == 1


def test_the_invitee_who_comes_after_all_takes_over_from_the_deputy() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, POLICE, NEIL, STARTS_AT - timedelta(days=1), POLICE_DEPUTY)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, HEALTH.id], [POLICE.id], [], STARTS_AT)
    conduct.note_arrival(meeting, CHAIR, POLICE.id, STARTS_AT + 10 * MINUTE)
    line = meeting.invitee(POLICE.id)
    assert line.speaker == POLICE.id
    assert line.stay
    assert (line.stay.arrived, line.stay.deputy_came) == (STARTS_AT, True)


# The quorum


def test_three_agencies_may_go_ahead() -> None:
    """QUO-01 QUO-03"""
    meeting = an_opened_meeting()
    state(meeting)
    assert meeting.quorum
    assert meeting.quorum.verdict is Verdict.QUORATE


def test_one_agency_alone_never_goes_ahead_whatever_the_reason() -> None:
    """QUO-02"""
    meeting = an_opened_meeting([LEAD])
    with pytest.raises(conduct.SingleAgency, match="Children and Families Social Work"):
        state(meeting, "It can not wait, and all is known")
    assert meeting.quorum is None


def test_with_observers_only_there_is_no_agency_at_all() -> None:
    """QUO-02"""
    meeting = an_opened_meeting([REPORTER], [POLICE, REPORTER])
    with pytest.raises(conduct.NoAgency):
        state(meeting, "It can not wait")


def test_two_agencies_go_ahead_only_with_reason_and_essential_information() -> None:
    """QUO-05"""
    for reason, essential in (("", False), ("Known to two only", False), (" ", True)):
        meeting = an_opened_meeting([LEAD, POLICE])
        with pytest.raises(conduct.DiscretionUnexplained, match="Police are here, and 3 agencies"):
            conduct.state_quorum(meeting, CHAIR, STARTS_AT, PROFILE, reason, essential)
    meeting = an_opened_meeting([LEAD, POLICE])
    state(meeting, "Known to two only")
    assert meeting.quorum
    assert meeting.quorum.verdict is Verdict.DISCRETION
    assert meeting.facts[-1].detail["reason"] == "Known to two only"


def test_the_quorum_is_kept_as_it_was_stated() -> None:
    """QUO-01"""
    meeting = an_opened_meeting()
    state(meeting)
    conduct.note_leaving(meeting, CHAIR, POLICE.id, STARTS_AT + 2 * MINUTE)
    assert meeting.quorum
    assert Agency.POLICE in meeting.quorum.agencies


def test_nothing_is_captured_before_the_quorum_is_stated() -> None:
    """QUO-01"""
    meeting = an_opened_meeting()
    with pytest.raises(conduct.QuorumNotStated):
        conduct.capture_summary(meeting, CHAIR, KAY.id, WORDS, STARTS_AT)
    with pytest.raises(conduct.QuorumNotStated):
        views.open_round(meeting, CHAIR, KAY.id, STARTS_AT)


def test_views_are_not_asked_when_all_but_one_agency_have_left() -> None:
    """QUO-02 QUO-07"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH], children=[KAY])
    del meeting.rounds[KAY.id]
    for gone in (POLICE, HEALTH):
        conduct.note_leaving(meeting, CHAIR, gone.id, STARTS_AT + 10 * MINUTE)
    with pytest.raises(conduct.LeftAlone, match="Social Work"):
        views.open_round(meeting, CHAIR, KAY.id, STARTS_AT + 11 * MINUTE)
    conduct.note_leaving(meeting, CHAIR, LEAD.id, STARTS_AT + 12 * MINUTE)
    with pytest.raises(conduct.NoAgency):
        views.open_round(meeting, CHAIR, KAY.id, STARTS_AT + 13 * MINUTE)


def test_when_a_quorum_shrinks_to_two_the_chair_states_it_again() -> None:
    """QUO-05"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH])
    del meeting.rounds[KAY.id]
    conduct.note_leaving(meeting, CHAIR, HEALTH.id, STARTS_AT + 10 * MINUTE)
    with pytest.raises(conduct.QuorumLost, match="Police remain, and 3 agencies make a quorum"):
        views.open_round(meeting, CHAIR, KAY.id, STARTS_AT + 11 * MINUTE)
    state(meeting, "Health gave all it has before leaving")
    views.open_round(meeting, CHAIR, KAY.id, STARTS_AT + 12 * MINUTE)


# A new date


def test_reconvening_keeps_the_agencies_that_were_missing() -> None:
    """QUO-06"""
    meeting = an_opened_meeting([LEAD])
    conduct.reconvene(meeting, CHAIR, LATER, "Only social work came", STARTS_AT, PROFILE)
    kept = meeting.postponements[-1]
    assert (kept.was, kept.reason) == (STARTS_AT, "Only social work came")
    assert set(kept.absent) == {Agency.POLICE, Agency.HEALTH, Agency.EDUCATION, Agency.THIRD_SECTOR}
    assert (meeting.phase, meeting.starts_at, meeting.quorum) == (Phase.INVITED, LATER, None)
    assert all(i.coming is Coming.AWAITED and i.stay is None for i in meeting.invitees)
    assert all(f.present is None for f in meeting.family)
    assert {n.to for n in meeting.notices if n.kind is NoticeKind.MEETING_MOVED} >= {POLICE.id, HEALTH.id}


def test_a_meeting_that_had_gone_ahead_without_a_quorum_is_quorate_on_its_new_date() -> None:
    """QUO-06"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE])
    later = STARTS_AT + timedelta(days=7)
    conduct.reconvene(meeting, CHAIR, later, "The school has to be heard", STARTS_AT + MINUTE, PROFILE)
    conduct.open_meeting(meeting, CHAIR, later)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id], [], [], later)
    with pytest.raises(conduct.InquorateAgain, match="Children and Families Social Work and Police"):
        conduct.state_quorum(meeting, CHAIR, later, PROFILE, "Known to two agencies only", True)
    elsewhere = replace(PROFILE, inquorate_twice=True)
    conduct.state_quorum(meeting, CHAIR, later, elsewhere, "Known to two agencies only", True)
    assert meeting.quorum


def test_reconvening_has_a_date_to_come_and_a_reason() -> None:
    """QUO-06"""
    meeting = an_opened_meeting([LEAD])
    with pytest.raises(dates.DateGone):
        conduct.reconvene(meeting, CHAIR, STARTS_AT, "Only social work came", STARTS_AT, PROFILE)
    with pytest.raises(errors.ReasonMissing):
        conduct.reconvene(meeting, CHAIR, LATER, " ", STARTS_AT, PROFILE)


def test_reconvening_keeps_what_was_heard_and_asks_views_afresh() -> None:
    """QUO-06 DEC-01"""
    meeting = a_viewed_meeting()
    conduct.reconvene(meeting, CHAIR, LATER, "The police had to leave", STARTS_AT + 40 * MINUTE, PROFILE)
    assert meeting.summaries
    assert meeting.rounds == {}
    conduct.open_meeting(meeting, CHAIR, LATER)
    conduct.call_roll(meeting, CHAIR, [LEAD.id, POLICE.id, HEALTH.id], [], [], LATER)
    state(meeting)
    views.open_round(meeting, CHAIR, KAY.id, LATER)
    asked = [n.key for n in meeting.notices if n.kind is NoticeKind.VIEW_ASKED and n.to == POLICE.id]
    assert len(set(asked)) == 2, "a second round is asked again"


def test_a_decided_meeting_is_closed_rather_than_put_off() -> None:
    """QUO-06"""
    with pytest.raises(conduct.AllDecided):
        conduct.reconvene(a_decided_meeting(), CHAIR, LATER, "Late", STARTS_AT + 45 * MINUTE, PROFILE)


def test_with_two_children_the_one_decided_stays_decided() -> None:
    """QUO-06"""
    meeting = a_decided_meeting(children=[KAY, BABY])
    del meeting.decisions[BABY.id]
    conduct.reconvene(meeting, CHAIR, LATER, "The police had to leave", STARTS_AT + 45 * MINUTE, PROFILE)
    assert set(meeting.decisions) == set(meeting.rounds) == {KAY.id}
    assert [b.child for b in closing.blanks(meeting) if b.job == "decide"] == [BABY.id]


# What is summed up and heard


@pytest.mark.parametrize(
    ("summary", "asks"),
    [
        (ChildSummary(" ", "Needs", "Strengths"), "risks for Kay"),
        (ChildSummary("Risks", "", "Strengths"), "needs for Kay"),
        (ChildSummary("Risks", "Needs", ""), "protective factors for Kay"),
    ],
)
def test_risks_needs_and_protective_factors_are_all_summed_up(summary: ChildSummary, asks: str) -> None:
    """CHR-10 DEC-01"""
    meeting = an_opened_meeting()
    state(meeting)
    with pytest.raises(conduct.SummaryMissing, match=asks):
        conduct.capture_summary(meeting, CHAIR, KAY.id, summary, STARTS_AT)


def test_known_risks_before_a_birth_are_kept_for_an_unborn_baby_alone() -> None:
    """GEN-08"""
    found = ChildSummary("Risks", "Needs", "Strengths", [BirthRisk.DOMESTIC_ABUSE, BirthRisk.HOMELESS])
    meeting = an_opened_meeting(children=[KAY, BABY])
    state(meeting)
    conduct.capture_summary(meeting, CHAIR, BABY.id, found, STARTS_AT)
    assert meeting.summaries[BABY.id].before_birth == [BirthRisk.DOMESTIC_ABUSE, BirthRisk.HOMELESS]
    assert meeting.facts[-1].detail["before_birth"] == ["domestic abuse", "homelessness"]
    with pytest.raises(conduct.OnlyBeforeBirth, match="Kay is born"):
        conduct.capture_summary(meeting, CHAIR, KAY.id, found, STARTS_AT)


def test_the_childs_views_may_be_passed_over_only_with_a_reason() -> None:
    """CHI-05 CHI-06"""
    meeting = an_opened_meeting()
    state(meeting)
    with pytest.raises(conduct.VoiceMissing, match="the child's views"):
        conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice(" ", "at school"), STARTS_AT)
    conduct.capture_childs_views(meeting, CHAIR, KAY.id, Voice("", "", "In hospital today"), STARTS_AT)
    assert meeting.childs_views[KAY.id].passed_over == "In hospital today"


def test_the_parents_views_may_be_passed_over_only_with_a_reason() -> None:
    """CHR-09"""
    meeting = an_opened_meeting()
    state(meeting)
    with pytest.raises(conduct.VoiceMissing, match="the parents' views"):
        conduct.capture_parents_views(meeting, CHAIR, KAY.id, Voice("", ""), STARTS_AT)


@pytest.mark.parametrize("actor", [LEAD, POLICE, ADMIN])
def test_only_the_chair_runs_the_meeting(actor: Person) -> None:
    """CHR-05 CHR-10"""
    meeting = an_opened_meeting()
    voice = Voice("I like school", "drawing")
    for verb in (
        lambda: conduct.call_roll(meeting, actor, [LEAD.id], [], [], STARTS_AT),
        lambda: conduct.check_opening(meeting, actor, [], STARTS_AT),
        lambda: conduct.note_arrival(meeting, actor, LEAD.id, STARTS_AT),
        lambda: conduct.note_leaving(meeting, actor, LEAD.id, STARTS_AT),
        lambda: conduct.state_quorum(meeting, actor, STARTS_AT, PROFILE),
        lambda: conduct.reconvene(meeting, actor, LATER, "Late", STARTS_AT, PROFILE),
        lambda: conduct.capture_summary(meeting, actor, KAY.id, WORDS, STARTS_AT),
        lambda: conduct.capture_childs_views(meeting, actor, KAY.id, voice, STARTS_AT),
        lambda: conduct.capture_parents_views(meeting, actor, KAY.id, voice, STARTS_AT),
    ):
        with pytest.raises(NotYours):
            verb()


def test_a_closed_meeting_says_that_it_is_closed() -> None:
    """GEN-05"""
    meeting = a_closed_meeting()
    with pytest.raises(WrongPhase) as refused:
        conduct.note_arrival(meeting, CHAIR, THIRD.id, STARTS_AT)
    assert str(refused.value) == (
        "This meeting is closed, so noting an arrival is not possible any more. Nothing was changed."
    )
