"""Asking for a planning meeting: who may, who answers, by when, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cppm import requests
from cppm.meetings.meeting import MeetingKind, NotYours
from cppm.people import Agency, Duty
from cppm.records import NoticeKind, everyone_with
from cppm.requests import (
    AnsweredAlready,
    AskedFor,
    AskedYourself,
    Asking,
    BookedFromIt,
    HowAsked,
    MeetingRequest,
    NoSuchRequest,
    NotAgreed,
    NotDiscussedThen,
    ReasonForRequest,
    Request,
)
from cppm.timing import attesting, boards, clocks
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    SCHOOL,
    SERVICE_MANAGER,
    TEAM_LEADER,
)
from tests.builders_group import a_core_group

AT = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
"""A Thursday."""
MANAGERS = (everyone_with(Duty.SERVICE_MANAGER), everyone_with(Duty.CP_ADMIN))


def a_request(**changes: object) -> Request:
    values: dict[str, object] = {
        "case_ref": "PK-26-0200",
        "asked_for": AskedFor.INITIAL,
        "asking": Asking.PRACTITIONER,
        "reasons": "A second unexplained injury",
        "discussed_on": date(2026, 12, 2),
        "discussion": "IRD 118",
    }
    return Request(**(values | changes))  # type: ignore[arg-type]


def asked(**changes: object) -> MeetingRequest:
    return requests.ask(a_request(**changes), "q_1", SCHOOL, AT)


def special() -> MeetingRequest:
    group = a_core_group()
    wanted = a_request(case_ref=group.case_ref, asked_for=AskedFor.SPECIAL_REVIEW)
    return requests.ask(wanted, "q_2", SCHOOL, AT, group)


def test_any_practitioner_asks_and_social_work_gets_it() -> None:
    """CON-01 CON-03"""
    found = requests.ask(a_request(), "q_1", OUTSIDER, AT)
    assert {n.to for n in found.notices} == set(MANAGERS)
    assert {n.kind for n in found.notices} == {NoticeKind.MEETING_REQUESTED}
    assert found.facts[0].detail["discussion"] == "IRD 118"


def test_a_request_has_its_reasons() -> None:
    """CON-01"""
    with pytest.raises(ReasonForRequest):
        asked(reasons=" ")


def test_a_discussion_between_agencies_may_be_missing_but_not_lie_ahead() -> None:
    """CON-01"""
    assert asked(discussed_on=None, discussion="").answer is None
    with pytest.raises(NotDiscussedThen):
        asked(discussed_on=date(2026, 12, 4))


@pytest.mark.parametrize("asking", [a for a in Asking if a is not Asking.PRACTITIONER])
def test_a_familys_request_is_recorded_with_how_they_asked(asking: Asking) -> None:
    """CON-03"""
    with pytest.raises(HowAsked, match=asking.value):
        asked(asking=asking)
    found = asked(asking=asking, how="by phone today")
    assert found.facts[0].detail["asking"] == asking
    assert found.facts[0].detail["how"] == "by phone today"


def test_a_special_review_goes_to_the_chair() -> None:
    """GEN-06"""
    found = special()
    assert [n.to for n in found.notices] == [CHAIR.id]
    assert found.request.asked_for.kind is MeetingKind.REVIEW
    assert requests.answers(found, CHAIR)


def test_a_special_review_of_a_case_that_is_not_known_goes_to_social_work() -> None:
    """GEN-06"""
    found = asked(asked_for=AskedFor.SPECIAL_REVIEW)
    assert requests.answerers(found) == MANAGERS


def test_the_chairs_own_request_is_answered_by_somebody_else() -> None:
    """GEN-06 CON-03"""
    group = a_core_group()
    wanted = a_request(case_ref=group.case_ref, asked_for=AskedFor.SPECIAL_REVIEW)
    found = requests.ask(wanted, "q_3", CHAIR, AT, group)
    assert requests.answerers(found) == (everyone_with(Duty.SERVICE_MANAGER),)
    assert not requests.answers(found, ADMIN), "administration never answers for a chair, so is not asked"
    with pytest.raises(AskedYourself):
        requests.answer(found, CHAIR, True, "Yes", AT)
    requests.answer(found, SERVICE_MANAGER, True, "The risk has grown", AT)


def test_the_answer_has_reasons_and_who_asked_hears_it() -> None:
    """CON-03"""
    found = asked()
    with pytest.raises(ReasonForRequest):
        requests.answer(found, SERVICE_MANAGER, False, " ", AT)
    requests.answer(found, SERVICE_MANAGER, False, "The threshold is not met", AT)
    assert [n.to for n in found.notices if n.kind is NoticeKind.REQUEST_ANSWERED] == [SCHOOL.id]
    assert not [n for n in found.notices if n.kind is NoticeKind.REQUEST_TO_BOOK]


def test_what_is_agreed_goes_to_those_who_book() -> None:
    """CON-04"""
    found = asked()
    requests.answer(found, ADMIN, True, "The threshold is met", AT)
    assert [n.to for n in found.notices if n.kind is NoticeKind.REQUEST_TO_BOOK] == [MANAGERS[1]]


@pytest.mark.parametrize("who", [LEAD, POLICE, HEALTH, CHAIR, OUTSIDER])
def test_nobody_else_answers(who: object) -> None:
    """CON-03"""
    with pytest.raises(NotYours):
        requests.answer(asked(), who, True, "Yes", AT)  # type: ignore[arg-type]


def test_the_decision_stays_with_social_work_whatever_duty_somebody_holds() -> None:
    """CON-03"""
    elsewhere = replace(SERVICE_MANAGER, id="p_nhs", agency=Agency.HEALTH)
    with pytest.raises(NotYours):
        requests.answer(asked(), elsewhere, True, "Yes", AT)


def test_administration_does_not_answer_for_the_chair() -> None:
    """GEN-06"""
    with pytest.raises(NotYours):
        requests.answer(special(), ADMIN, True, "Yes", AT)


def test_a_request_is_answered_once() -> None:
    """CON-03"""
    found = asked()
    requests.answer(found, ADMIN, False, "Not met", AT)
    with pytest.raises(AnsweredAlready):
        requests.answer(found, SERVICE_MANAGER, True, "Met", AT)


@pytest.mark.parametrize(("who", "reads"), [(SCHOOL, True), (ADMIN, True), (SERVICE_MANAGER, True),
                                            (CHAIR, False), (LEAD, False), (OUTSIDER, False)])  # fmt: skip
def test_who_may_read_a_request(who: object, reads: bool) -> None:
    """CON-03"""
    assert requests.may_read(asked(), who) is reads  # type: ignore[arg-type]


def test_what_was_agreed_is_booked_once_and_by_those_who_book() -> None:
    """CON-04"""
    found = asked()
    with pytest.raises(NotAgreed):
        requests.require_booker(found, ADMIN)
    requests.answer(found, SERVICE_MANAGER, True, "Met", AT)
    with pytest.raises(NotYours):
        requests.require_booker(found, SCHOOL)
    with pytest.raises(NoSuchRequest):
        requests.require_booker(found, LEAD)
    requests.book(found, ADMIN, "m_new", AT)
    requests.book(found, ADMIN, "m_new", AT)
    assert [f.kind.value for f in found.facts].count("request:meeting:booked") == 1
    with pytest.raises(BookedFromIt):
        requests.book(found, ADMIN, "m_other", AT)


def test_the_answer_is_owed_within_three_working_days() -> None:
    """CON-03"""
    [due] = clocks.dues(asked(), PROFILE)
    assert due.owes == MANAGERS
    assert due.limit.date() == date(2026, 12, 8), "Tuesday, with the weekend left out"
    assert "Local default" in PROFILE.clock("request_answer").says
    assert PROFILE.clock("request_answer").source == "default"


def test_after_a_yes_the_booking_is_owed_and_after_a_no_nothing() -> None:
    """CON-04"""
    agreed, refused = asked(), asked()
    requests.answer(agreed, SERVICE_MANAGER, True, "Met", AT)
    requests.answer(refused, SERVICE_MANAGER, False, "Not met", AT)
    assert [d.clock for d in clocks.dues(agreed, PROFILE)] == ["request_booked"]
    assert clocks.dues(refused, PROFILE) == []
    requests.book(agreed, ADMIN, "m_new", AT)
    assert clocks.dues(agreed, PROFILE) == []


def answered_for_a_parent() -> MeetingRequest:
    found = asked(asking=Asking.PARENT, how="by phone today")
    requests.answer(found, SERVICE_MANAGER, False, "The threshold is not met", AT)
    return found


def test_a_family_is_told_the_answer_by_whoever_recorded_their_request() -> None:
    """CON-03"""
    found = answered_for_a_parent()
    [due] = clocks.dues(found, PROFILE)
    assert (due.clock, due.owes, due.limit.date()) == ("request_told", (SCHOOL.id,), date(2026, 12, 7))
    assert due.escalates_to == (everyone_with(Duty.SERVICE_MANAGER),)
    attesting.attest(found, SCHOOL, "request_told", "by phone", AT, PROFILE)
    assert clocks.dues(found, PROFILE) == []
    assert not requests.tells(found, SCHOOL)


@pytest.mark.parametrize("who", [SERVICE_MANAGER, CHAIR, LEAD, OUTSIDER])
def test_nobody_else_says_that_the_family_was_told(who: object) -> None:
    """CON-03"""
    found = answered_for_a_parent()
    assert not requests.tells(found, who)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        attesting.attest(found, who, "request_told", "", AT, PROFILE)  # type: ignore[arg-type]
    assert requests.tells(found, ADMIN)


def test_the_chairs_late_answer_reaches_a_service_manager_who_can_give_it() -> None:
    """GEN-06 CON-03"""
    found = special()
    [due] = clocks.dues(found, PROFILE)
    assert due.owes == (CHAIR.id,)
    assert due.escalates_to == (everyone_with(Duty.SERVICE_MANAGER),)
    requests.answer(found, SERVICE_MANAGER, True, "The chair is away", AT)


def test_who_oversees_the_clock_of_a_request() -> None:
    """CON-03"""
    assert boards.may_oversee(special(), CHAIR)
    assert boards.may_oversee(asked(), ADMIN)
    assert not boards.may_oversee(asked(), SCHOOL)


def test_what_a_chair_who_left_had_to_answer_is_their_successors() -> None:
    """CON-03 INV-08"""
    found = special()
    heir = replace(TEAM_LEADER, duties=frozenset({Duty.CHAIR}))
    with pytest.raises(NotYours):
        requests.hand_on(found, HEALTH, heir, AT)
    assert not requests.hand_on(found, ADMIN, LEAD, AT), "no chair: a service manager answers"
    assert requests.hand_on(found, ADMIN, heir, AT)
    assert not requests.hand_on(found, ADMIN, heir, AT)
    assert found.chair == heir
    assert (found.notices[-1].kind, found.notices[-1].to) == (NoticeKind.MEETING_REQUESTED, heir.id)
    requests.answer(found, heir, True, "The risk has changed", AT)
    assert not requests.hand_on(found, ADMIN, CHAIR, AT), "what is answered stays as it is"


def test_what_somebody_who_left_had_asked_for_is_their_heirs_to_follow() -> None:
    """INV-08 CON-03: the family whose request they recorded still hears the answer."""
    found = asked(asking=Asking.PARENT, how="by phone")
    requests.take_over(found, ADMIN, SCHOOL, HEALTH, AT)
    requests.answer(found, SERVICE_MANAGER, False, "The plan covers it", AT)
    assert (NoticeKind.REQUEST_ANSWERED, HEALTH.id) in {(n.kind, n.to) for n in found.notices}
    assert [d.owes for d in clocks.dues(found, PROFILE)] == [(HEALTH.id,)]
    requests.take_over(found, ADMIN, HEALTH, POLICE, AT)
    assert requests.tells(found, POLICE)
    assert not requests.may_read(found, HEALTH)
    assert found.asked_by == SCHOOL, "who asked stays on record"
    attesting.attest(found, POLICE, "request_told", "by phone", AT, PROFILE)
    requests.take_over(found, ADMIN, POLICE, LEAD, AT)
    assert found.heir == POLICE, "it is settled"
    with pytest.raises(NotYours):
        requests.take_over(found, LEAD, POLICE, LEAD, AT)


def test_the_lead_professional_hears_of_a_special_review_once_it_is_agreed() -> None:
    """GEN-06: they prepare it, and may book it; before that it is not theirs to read."""
    found = special()
    assert not requests.may_read(found, LEAD)
    requests.answer(found, CHAIR, True, "A new injury", AT)
    assert (NoticeKind.REQUEST_TO_BOOK, LEAD.id) in {(n.kind, n.to) for n in found.notices}
    assert requests.may_read(found, LEAD)
    assert requests.may_book(found, LEAD)
    refused = special()
    requests.answer(refused, CHAIR, False, "The plan covers it", AT)
    assert LEAD.id not in {n.to for n in refused.notices}
    assert not requests.may_read(refused, LEAD)
