"""Dissent: formal, in the dissenter's own words, and nothing stops for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.councils.profile import load_profile
from cppm.disagreeing import disagreement, dissent
from cppm.disagreeing.disagreement_records import Step
from cppm.meetings import attendance, closing, conduct, decision
from cppm.meetings.meeting import (
    Concern,
    Deputy,
    Dissent,
    NoSuchThing,
    NotInvited,
    NotYours,
    Option,
    PlanningMeeting,
)
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing import attesting, clocks
from cppm.timing.boards import ClockStopped
from cppm.timing.timescales import local_day
from tests.builders import (
    CHAIR,
    HEALTH,
    INSPECTOR,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    SERVICE_MANAGER,
    STARTS_AT,
    THIRD,
    a_closed_meeting,
    a_decided_meeting,
    a_viewed_meeting,
)

AT = STARTS_AT + 70 * MINUTE
WORDS = "  The injuries were *explained* by the ward; see <report 4>.\nThat was not weighed.  "


def dissent_from(
    meeting: PlanningMeeting, who: Person = POLICE, words: str = WORDS, id: str = "d_1"
) -> Dissent:
    return dissent.record_dissent(meeting, who, KAY.id, words, "Not to place, with a plan", AT, id)


def test_a_dissent_is_kept_word_for_word() -> None:
    """DIS-01"""
    meeting = a_closed_meeting()
    kept = dissent_from(meeting)
    assert kept.reason == WORDS.strip()
    assert (kept.disagrees_with, kept.alternative) == (Option.PLACE, "Not to place, with a plan")
    assert (kept.name, kept.agency, kept.at) == (POLICE.name, POLICE.agency, AT)
    assert meeting.facts[-1].detail["reason"] == WORDS.strip()


def test_dissent_is_possible_in_the_meeting_and_after() -> None:
    """DIS-01"""
    for meeting in (a_decided_meeting(), a_closed_meeting()):
        assert dissent_from(meeting) in meeting.dissents


def test_a_voluntary_partner_may_dissent_too() -> None:
    """DIS-01"""
    assert dissent_from(a_closed_meeting(), THIRD).agency is THIRD.agency


def test_dissent_is_about_a_decision() -> None:
    """DIS-01"""
    with pytest.raises(dissent.NotDecidedYet, match="Kay"):
        dissent_from(a_viewed_meeting())


@pytest.mark.parametrize(("reason", "alternative", "asks"), [
    (" ", "Not to place", "why you disagree"),
    ("The ward explained it", "", "what you would have decided instead"),
])  # fmt: skip
def test_a_dissent_says_why_and_what_instead(reason: str, alternative: str, asks: str) -> None:
    """DIS-01"""
    with pytest.raises(dissent.DissentIncomplete, match=asks):
        dissent.record_dissent(a_closed_meeting(), POLICE, KAY.id, reason, alternative, AT, "d_1")


def test_who_was_not_there_goes_through_their_manager() -> None:
    """DIS-01 DIS-03"""
    meeting = a_closed_meeting(present=[LEAD, POLICE, HEALTH])
    with pytest.raises(dissent.WasNotThere):
        dissent_from(meeting, SCHOOL)


def test_who_left_early_may_still_dissent() -> None:
    """DIS-01"""
    meeting = a_decided_meeting()
    conduct.note_leaving(meeting, CHAIR, POLICE.id, AT)
    assert dissent.may_dissent(meeting, POLICE)


@pytest.mark.parametrize("who", [CHAIR, REPORTER])
def test_chair_and_observers_do_not_dissent(who: Person) -> None:
    """DIS-01 DEC-12"""
    meeting = a_closed_meeting(invited=[POLICE, HEALTH, SCHOOL, REPORTER])
    with pytest.raises(dissent.WasNotThere):
        dissent_from(meeting, who)


def test_a_stranger_learns_nothing() -> None:
    """INV-09"""
    with pytest.raises(NotInvited):
        dissent.record_dissent(a_closed_meeting(), OUTSIDER, "c_unknown", "x", "y", AT, "d_1")


def test_a_deputy_dissents_for_themselves() -> None:
    """DIS-01 ATT-02"""
    meeting = a_decided_meeting()
    neil = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, CHAIR, neil, AT, POLICE_DEPUTY, POLICE.id, "came to the room")
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT, as_deputy=True)
    assert dissent_from(meeting, POLICE_DEPUTY).name == POLICE_DEPUTY.name
    with pytest.raises(dissent.WasNotThere):
        dissent_from(meeting, POLICE)


def test_for_a_deputy_without_enrolment_the_invitee_may_dissent() -> None:
    """DIS-01 ATT-02"""
    meeting = a_decided_meeting()
    attendance.send_deputy(meeting, CHAIR, Deputy("New", True, True), AT, None, POLICE.id, "came")
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT, as_deputy=True)
    assert dissent.may_dissent(meeting, POLICE)


def test_the_chair_is_told_at_once_and_the_manager_by_the_dissenter() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    before = len(meeting.notices)
    dissent_from(meeting)
    assert [(n.kind, n.to) for n in meeting.notices[before:]] == [(NoticeKind.DISSENT_TO_CHAIR, CHAIR.id)]
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    told = meeting.notices[-1]
    assert (told.kind, told.to, told.about) == (NoticeKind.DISSENT_TO_MANAGER, "p_inspector", "d_1")
    assert dissent.find(meeting, "d_1").manager_told_at == AT


def test_telling_the_manager_twice_changes_nothing() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    dissent_from(meeting)
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    before = meeting.revision
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    assert meeting.revision == before


def test_without_an_enrolled_manager_the_telling_is_still_recorded() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    dissent_from(meeting, HEALTH)
    before = len(meeting.notices)
    dissent.tell_manager(meeting, HEALTH, "d_1", AT)
    assert meeting.facts[-1].kind is FactKind.MANAGER_TOLD
    assert len(meeting.notices) == before


def test_nobody_tells_the_manager_of_another() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    dissent_from(meeting)
    for other in (HEALTH, CHAIR, OUTSIDER):
        with pytest.raises(NoSuchThing):
            dissent.tell_manager(meeting, other, "d_1", AT)
    with pytest.raises(NoSuchThing):
        dissent.tell_manager(meeting, POLICE, "d_unknown", AT)


def test_the_same_words_twice_are_one_dissent() -> None:
    """DIS-01"""
    meeting = a_closed_meeting()
    first = dissent_from(meeting)
    assert dissent_from(meeting, id="d_2") is first
    assert dissent_from(meeting, words="Another point", id="d_3") is not first
    assert [d.id for d in meeting.dissents] == ["d_1", "d_3"]


def test_a_dissent_stays_with_the_decision_it_was_about() -> None:
    """DIS-01"""
    meeting = a_decided_meeting()
    first = dissent_from(meeting)
    why = "Seen again with the ward's report, which answers the injuries."
    decision.decide(
        meeting, CHAIR, KAY.id, Option.NOT_PLACE, "Explained", AT, PROFILE, why, [], "not needed", "No need"
    )
    assert first.disagrees_with is Option.PLACE
    again = dissent_from(meeting, id="d_2")
    assert again.disagrees_with is Option.NOT_PLACE


def test_nothing_stops_for_a_dissent() -> None:
    """DIS-05"""
    meeting = a_closed_meeting()
    before = {d.key: d.limit for d in clocks.dues(meeting, PROFILE)}
    actions = list(meeting.outcome.actions)
    dissent_from(meeting)
    after = {d.key: d.limit for d in clocks.dues(meeting, PROFILE)}
    assert before.items() <= after.items()
    assert meeting.outcome.actions == actions
    assert meeting.decisions[KAY.id].concerns == [Concern("physical abuse", "Two injuries in October")]
    assert "go on" in dissent.PROTECTION_GOES_ON


def test_a_dissent_does_not_keep_the_chair_from_closing_or_releasing() -> None:
    """DIS-05"""
    meeting = a_decided_meeting()
    dissent_from(meeting)
    assert "dissent" not in {b.job for b in closing.blanks(meeting)}
    assert meeting.dissents[0].at - STARTS_AT == timedelta(minutes=70)


# What comes of it


def told_manager(who: Person = POLICE) -> PlanningMeeting:
    """A dissent of which the line manager knows."""
    meeting = a_closed_meeting()
    dissent_from(meeting, who)
    dissent.tell_manager(meeting, who, "d_1", AT)
    return meeting


def raised() -> PlanningMeeting:
    meeting = told_manager()
    dissent.consider_escalation(meeting, INSPECTOR, "d_1", Step.RAISED, "It needs an answer", AT)
    return meeting


def running(meeting: PlanningMeeting, council: str = "perth_kinross") -> set[str]:
    found = clocks.dues(meeting, load_profile(council))
    return {d.clock for d in found if "dissent" in d.clock or d.clock == "escalation"}


def owed(meeting: PlanningMeeting, kind: NoticeKind) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is kind]


def test_the_line_manager_considers_escalation_and_says_what_was_done() -> None:
    """DIS-02"""
    meeting = told_manager()
    assert running(meeting) == {"escalation"}
    dissent.consider_escalation(meeting, INSPECTOR, "d_1", Step.SETTLED, " We talked it through. ", AT)
    kept = meeting.dissents[0].escalation
    assert kept
    assert (kept.step, kept.words, kept.by) == (Step.SETTLED, "We talked it through.", INSPECTOR.id)
    assert owed(meeting, NoticeKind.DISSENT_NEWS) == [POLICE.id, CHAIR.id]
    assert owed(meeting, NoticeKind.DISSENT_RAISED) == []
    assert running(meeting) == set()
    before = meeting.revision
    dissent.consider_escalation(meeting, INSPECTOR, "d_1", Step.SETTLED, "We talked it through.", AT)
    assert meeting.revision == before


def test_only_the_manager_considers_it_and_with_words() -> None:
    """DIS-02"""
    meeting = told_manager()
    for actor in (POLICE, CHAIR, HEALTH, SERVICE_MANAGER):
        with pytest.raises(NotYours):
            dissent.consider_escalation(meeting, actor, "d_1", Step.SETTLED, "Done", AT)
    with pytest.raises(dissent.EscalationUnexplained):
        dissent.consider_escalation(meeting, INSPECTOR, "d_1", Step.SETTLED, " ", AT)
    untold = a_closed_meeting()
    dissent_from(untold)
    with pytest.raises(dissent.ManagerNotTold):
        dissent.consider_escalation(untold, INSPECTOR, "d_1", Step.SETTLED, "Done", AT)


def test_where_no_manager_is_enrolled_the_dissenter_says_what_was_done() -> None:
    """DIS-02"""
    meeting = told_manager(HEALTH)
    dissent.consider_escalation(meeting, HEALTH, "d_1", Step.OWN_AGENCY, "With the nursing lead", AT)
    assert owed(meeting, NoticeKind.DISSENT_NEWS) == [CHAIR.id]


def test_what_is_raised_with_the_service_manager_is_answered_in_writing() -> None:
    """DIS-03"""
    meeting = raised()
    managers = everyone_with(Duty.SERVICE_MANAGER)
    assert owed(meeting, NoticeKind.DISSENT_RAISED) == [managers]
    assert running(meeting) == {"dissent_escalated"}
    dissent.answer(meeting, SERVICE_MANAGER, "d_1", " The ward's note was read again. ", AT)
    kept = meeting.dissents[0].answer
    assert kept
    assert (kept.words, kept.name) == ("The ward's note was read again.", SERVICE_MANAGER.name)
    assert owed(meeting, NoticeKind.DISSENT_NEWS)[-2:] == [POLICE.id, CHAIR.id]
    assert running(meeting) == set()
    assert meeting.dissents[0].reason == WORDS.strip()


def test_where_the_council_has_a_limit_every_dissent_is_answered_and_closed_only_so() -> None:
    """DIS-03"""
    north = load_profile("north_lanarkshire")
    meeting = raised()
    assert running(meeting, "north_lanarkshire") == {"dissent_answered"}
    (found,) = [d for d in clocks.dues(meeting, north) if d.clock == "dissent_answered"]
    assert (local_day(found.limit) - local_day(STARTS_AT)).days == 28
    with pytest.raises(attesting.NotAttested):
        attesting.attest(meeting, SERVICE_MANAGER, found.key, "Rang them", AT, north)
    dissent.answer(meeting, SERVICE_MANAGER, "d_1", "In writing", AT)
    with pytest.raises(ClockStopped):
        attesting.attest(meeting, SERVICE_MANAGER, found.key, "", AT, north)


def test_only_a_service_manager_answers_once_and_with_words() -> None:
    """DIS-03"""
    meeting = raised()
    for actor in (CHAIR, POLICE, INSPECTOR, LEAD):
        with pytest.raises(NotYours):
            dissent.answer(meeting, actor, "d_1", "No", AT)
    with pytest.raises(dissent.AnswerMissing):
        dissent.answer(meeting, SERVICE_MANAGER, "d_1", " ", AT)
    dissent.answer(meeting, SERVICE_MANAGER, "d_1", "In writing", AT)
    before = meeting.revision
    dissent.answer(meeting, SERVICE_MANAGER, "d_1", "In writing", AT)
    assert meeting.revision == before
    with pytest.raises(dissent.AnsweredAlready):
        dissent.answer(meeting, SERVICE_MANAGER, "d_1", "Other words", AT)


def test_the_boards_say_that_there_is_a_dissent_and_name_nobody() -> None:
    """DIS-01"""
    meeting = raised()
    assert disagreement.marks(meeting, KAY.id) == ["A dissent is recorded."]
    dissent_from(meeting, HEALTH, id="d_2")
    dissent.answer(meeting, SERVICE_MANAGER, "d_1", "In writing", AT)
    assert disagreement.marks(meeting) == ["2 dissents are recorded; 1 answered."]
    dissent.answer(meeting, SERVICE_MANAGER, "d_2", "In writing too", AT)
    assert disagreement.marks(meeting) == ["2 dissents are recorded and answered."]
