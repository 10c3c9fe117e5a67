"""A family's request for review: logged, answered on three grounds, told; and the meeting that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cppm.councils.profile import load_profile
from cppm.disagreeing import disagreement, family_review
from cppm.disagreeing.disagreement_records import Asked, FamilyReview, Ground
from cppm.meetings import another_meeting, booking
from cppm.meetings.meeting import NoSuchThing, NotYours, PlanningMeeting, WrongPhase
from cppm.people import Duty, Person
from cppm.records import NoticeKind, everyone_with
from cppm.timing import attesting, clocks
from cppm.timing.timescales import Due, local_day
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    SERVICE_MANAGER,
    STARTS_AT,
    a_booking,
    a_closed_meeting,
    a_decided_meeting,
)

DAY = timedelta(days=1)
AT = STARTS_AT + 5 * DAY
WORDS = "The nursery was never asked. She fell there on the *Monday*."
OFFICER = replace(OUTSIDER, id="p_officer", duties=frozenset({Duty.CHIEF_SOCIAL_WORK_OFFICER}))
OTHER_CHAIR = replace(CHAIR, id="p_other_chair", name="Iona Black")


def log(
    meeting: PlanningMeeting, actor: Person = LEAD, received: date | None = None, **changes: Any
) -> FamilyReview:
    values: dict[str, Any] = {
        "line_id": "f_mother",
        "representative": "",
        "how": Asked.LETTER,
        "words": WORDS,
        "received": received or local_day(AT),
        "at": AT,
        "profile": PROFILE,
        "review_id": "v_1",
    }
    return family_review.log(meeting, actor, **(values | changes))


def decide(
    meeting: PlanningMeeting,
    *grounds: Ground,
    actor: Person = SERVICE_MANAGER,
    could_differ: bool | None = None,
    reasons: str = "The nursery's note was there.",
    teller: Person = LEAD,
    by: datetime = AT + 3 * DAY,
) -> FamilyReview:
    return family_review.decide(
        meeting, actor, "v_1", grounds, could_differ, reasons, teller, local_day(by), AT + DAY
    )


def asked() -> PlanningMeeting:
    meeting = a_closed_meeting()
    log(meeting)
    return meeting


def answered(could_differ: bool = True) -> PlanningMeeting:
    meeting = asked()
    decide(meeting, Ground.NOT_AVAILABLE, could_differ=could_differ)
    return meeting


def due(meeting: PlanningMeeting, clock: str) -> Due | None:
    return next((d for d in clocks.dues(meeting, PROFILE) if d.clock == clock), None)


def told(meeting: PlanningMeeting, kind: NoticeKind) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is kind]


@pytest.mark.parametrize("actor", [LEAD, ADMIN, SERVICE_MANAGER])
def test_a_request_is_logged_with_who_asked_how_and_when_it_came(actor: Person) -> None:
    """DIS-07"""
    meeting = a_closed_meeting()
    kept = log(meeting, actor, representative="Mr Hay, solicitor")
    assert (kept.who, kept.representative, kept.how) == ("Kay's mother", "Mr Hay, solicitor", Asked.LETTER)
    assert (kept.received, kept.late, kept.words) == (date(2026, 11, 22), False, WORDS)
    assert everyone_with(Duty.SERVICE_MANAGER) in told(meeting, NoticeKind.FAMILY_REVIEW_LOGGED)
    assert CHAIR.id in told(meeting, NoticeKind.FAMILY_REVIEW_LOGGED)
    assert actor.id not in told(meeting, NoticeKind.FAMILY_REVIEW_LOGGED)


@pytest.mark.parametrize("actor", [CHAIR, POLICE, HEALTH, OUTSIDER])
def test_others_hand_the_letter_on(actor: Person) -> None:
    """DIS-07"""
    with pytest.raises(NotYours, match="Give the family's letter to one of them"):
        log(a_closed_meeting(), actor)


def test_a_late_request_is_marked_and_decided_all_the_same() -> None:
    """TIM-15 DIS-07"""
    last = date(2026, 12, 1)
    assert family_review.last_day(a_closed_meeting(), PROFILE) == last
    for received, late in ((last, False), (last + DAY, True)):
        meeting = a_closed_meeting()
        kept = log(meeting, received=received, at=STARTS_AT + 20 * DAY)
        assert kept.late is late
        decide(meeting, Ground.UNREASONABLE, could_differ=False, by=STARTS_AT + 30 * DAY)
        assert meeting.family_reviews[0].result


def test_another_council_has_another_window_and_another_has_none() -> None:
    """TIM-15"""
    south, national = load_profile("south_lanarkshire"), load_profile("national_2023")
    assert log(a_closed_meeting(), at=AT + 5 * DAY, received=date(2026, 11, 25), profile=south).late
    assert not log(a_closed_meeting(), at=AT + 5 * DAY, received=date(2026, 11, 24), profile=south).late
    far = date(2027, 3, 1)
    assert not log(a_closed_meeting(), at=STARTS_AT + 200 * DAY, received=far, profile=national).late


def test_a_request_needs_words_a_day_that_can_be_and_a_closed_meeting() -> None:
    """DIS-07"""
    meeting = a_closed_meeting()
    with pytest.raises(family_review.RequestMissing):
        log(meeting, words=" ")
    for day in (local_day(STARTS_AT) - DAY, local_day(AT) + DAY):
        with pytest.raises(family_review.NotReceivedThen):
            log(meeting, received=day)
    with pytest.raises(NoSuchThing):
        log(meeting, line_id="f_nobody")
    with pytest.raises(WrongPhase):
        log(a_decided_meeting())
    assert meeting.family_reviews == []


def test_the_same_request_is_kept_once() -> None:
    """DIS-07"""
    meeting = asked()
    again = log(meeting, ADMIN, review_id="v_2")
    assert (again.id, len(meeting.family_reviews)) == ("v_1", 1)


def test_the_answer_and_the_familys_support_are_clocked() -> None:
    """DIS-07 DIS-08"""
    meeting = asked()
    answer, support = due(meeting, "family_review_answer"), due(meeting, "review_support")
    assert answer
    assert support
    assert answer.owes == (everyone_with(Duty.SERVICE_MANAGER),)
    assert answer.escalates_to == (everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER),)
    assert local_day(answer.limit) == date(2026, 12, 13)
    assert (support.owes, support.about) == ((LEAD.id,), "v_1")
    attesting.attest(meeting, LEAD, support.key, "Citizens advice", AT, PROFILE)
    assert due(meeting, "review_support") is None
    decide(meeting)
    assert due(meeting, "family_review_answer") is None


def test_without_a_ground_the_decision_is_not_reviewed() -> None:
    """DIS-08"""
    meeting = asked()
    kept = decide(meeting).result
    assert kept
    assert (kept.grounds, kept.could_differ) == ([], False)
    assert not another_meeting.wanted(meeting)


def test_with_a_ground_it_must_be_said_whether_it_could_have_led_to_another_decision() -> None:
    """DIS-08 DIS-09"""
    meeting = asked()
    with pytest.raises(family_review.CouldDifferUnanswered):
        decide(meeting, Ground.INACCURATE)
    decide(meeting, Ground.INACCURATE, could_differ=False)
    assert not another_meeting.wanted(meeting)


def test_the_chief_social_work_officer_and_whoever_tells_the_family_hear_of_the_answer() -> None:
    """DIS-10"""
    meeting = answered()
    heard = told(meeting, NoticeKind.FAMILY_REVIEW_DECIDED)
    assert heard == [everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER), CHAIR.id, LEAD.id]
    telling = due(meeting, "review_told")
    assert telling
    assert (telling.owes, local_day(telling.limit)) == ((LEAD.id,), date(2026, 11, 25))
    attesting.attest(meeting, LEAD, telling.key, "At home, with an advocate", AT + 2 * DAY, PROFILE)
    assert family_review.told(meeting, meeting.family_reviews[0]) == AT + 2 * DAY
    assert due(meeting, "review_told") is None


def test_the_answer_is_final() -> None:
    """DIS-10"""
    meeting = answered()
    before = meeting.revision
    decide(meeting, Ground.NOT_AVAILABLE, could_differ=True)
    assert meeting.revision == before
    with pytest.raises(family_review.DecidedAlready, match=r"(?s)Grant Lowe.*complaints procedure"):
        decide(meeting, Ground.UNREASONABLE, could_differ=True)


def test_only_a_service_manager_without_a_part_answers_with_reasons() -> None:
    """DIS-08"""
    meeting = asked()
    for actor in (CHAIR, LEAD, ADMIN, POLICE, OUTSIDER):
        with pytest.raises(NotYours):
            decide(meeting, actor=actor)
    with pytest.raises(family_review.ReviewUnexplained):
        decide(meeting, reasons=" ")
    with pytest.raises(family_review.TellByGone):
        decide(meeting, by=STARTS_AT)
    meeting.invitees[1].person = SERVICE_MANAGER
    with pytest.raises(family_review.HadAPart):
        decide(meeting)


def test_those_who_look_after_a_request_read_it_and_nobody_else() -> None:
    """DIS-07 DIS-10"""
    meeting = asked()
    for reader in (LEAD, ADMIN, SERVICE_MANAGER, CHAIR, OFFICER):
        assert family_review.require_reader(meeting, reader, "v_1").who == "Kay's mother"
    for other in (POLICE, HEALTH, OUTSIDER):
        with pytest.raises(NotYours):
            family_review.require_reader(meeting, other, "v_1")
    decide(meeting, teller=HEALTH)
    assert family_review.require_reader(meeting, HEALTH, "v_1").who == "Kay's mother"


def test_where_every_service_manager_had_a_part_the_chief_social_work_officer_answers() -> None:
    """DIS-08"""
    meeting = asked()
    meeting.invitees[1].person = SERVICE_MANAGER
    assert not family_review.may_decide(meeting, SERVICE_MANAGER)
    decide(meeting, actor=OFFICER)
    assert meeting.family_reviews[0].result
    meeting = asked()
    meeting.invitees[1].person = OFFICER
    with pytest.raises(family_review.HadAPart):
        decide(meeting, actor=OFFICER)


# The other meeting


def test_the_next_meeting_has_another_chair() -> None:
    """DIS-09"""
    before = answered()
    assert due(before, "another_meeting")
    later = STARTS_AT + 25 * DAY
    fields = {"starts_at": later, "report_due": local_day(later) - DAY, "late_reason": "After a review"}
    with pytest.raises(another_meeting.SameChairAgain, match="Morag Sinclair"):
        booking.book(a_booking(**fields), "m_2", LEAD, AT, PROFILE, before=before)
    booked = booking.book(a_booking(chair=OTHER_CHAIR, **fields), "m_2", LEAD, AT, PROFILE, before=before)
    another_meeting.booked(before, LEAD, booked.id, AT)
    assert due(before, "another_meeting") is None
    assert before.family_reviews[0].booked == "m_2"


def test_when_the_other_meeting_is_called_off_the_same_chair_still_may_not() -> None:
    """DIS-09"""
    before = answered()
    another_meeting.booked(before, LEAD, "m_2", AT)
    with pytest.raises(another_meeting.SameChairAgain):
        another_meeting.require_other_chair(CHAIR, before)
    another_meeting.require_other_chair(CHAIR, answered(could_differ=False))
    another_meeting.require_other_chair(CHAIR, None)


def test_nothing_stops_for_a_request() -> None:
    """DIS-05"""
    plain = {d.key: d for d in clocks.dues(a_closed_meeting(), PROFILE)}
    open_now = {d.key: d for d in clocks.dues(asked(), PROFILE)}
    assert {key: open_now.get(key) for key in plain} == plain
    assert open_now.keys() - plain.keys() == {"family_review_answer:v_1", "review_support:v_1"}


def test_the_boards_say_neutrally_what_is_disagreed_about() -> None:
    """DIS-01 DIS-07 DEC-09"""
    meeting = a_closed_meeting()
    assert disagreement.marks(meeting) == []
    log(meeting)
    assert disagreement.marks(meeting) == ["The family has asked for a review of the decision."]
    assert disagreement.marks(meeting, "c_kay") == []
    decide(meeting)
    assert disagreement.marks(meeting) == ["The family's request for review is answered."]
