"""Restricted access information: decided by the chair, passed on only with its provider's leave."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from cppm.meetings import invitations
from cppm.meetings.meeting import NotInvited, NotYours, PlanningMeeting, WrongPhase
from cppm.people import Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights import restricted
from cppm.rights.restricted import Waits
from cppm.rights.restricted_records import Audience, Response, RestrictedKind, RestrictedRequest
from cppm.timing import boards, clocks
from cppm.timing.timescales import end_of
from tests import cast
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    an_invited_meeting,
    an_opened_meeting,
)
from tests.canary import RESTRICTED_MARK

AT = BOOKED_AT + timedelta(days=1)
UNTIL = (AT + timedelta(days=30)).date()
AFTER = AT + timedelta(days=31)


def alert(
    meeting: PlanningMeeting, who: Person = POLICE, audience: Audience = Audience.NAMED, id: str = "al_1"
) -> RestrictedRequest:
    return restricted.alert_chair(
        meeting, who, RestrictedKind.DANGEROUS, f"An address, {RESTRICTED_MARK}", AT, id, audience, f"in_{id}"
    )


def decided(
    *readers: Person, audience: Audience = Audience.NAMED
) -> tuple[PlanningMeeting, RestrictedRequest]:
    meeting = an_invited_meeting()
    request = alert(meeting, audience=audience)
    restricted.keep_restricted(meeting, CHAIR, "al_1", [p.id for p in readers], UNTIL, AT + MINUTE)
    return meeting, request


def told(meeting: PlanningMeeting) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is NoticeKind.RESTRICTED_NEWS]


# Telling the chair


@pytest.mark.parametrize("kind", list(RestrictedKind))
def test_information_of_every_kind_is_justified(kind: RestrictedKind) -> None:
    """RAI-04 RAI-05"""
    with pytest.raises(restricted.JustificationMissing):
        restricted.alert_chair(an_invited_meeting(), POLICE, kind, " ", AT, "al_1")


def test_an_alert_reaches_the_chair_alone_and_leaves_no_content() -> None:
    """RAI-01 RAI-02 RAI-09 ATT-10"""
    meeting = an_invited_meeting()
    notices = len(meeting.notices)
    alert(meeting)
    assert [(n.kind, n.to, n.about) for n in meeting.notices[notices:]] == [
        (NoticeKind.RESTRICTED_ALERT, CHAIR.id, "al_1")
    ]
    kept = str(asdict(meeting)) + str(meeting.facts) + str(meeting.notices)
    assert RESTRICTED_MARK not in kept
    assert RestrictedKind.DANGEROUS.value not in kept


def test_anyone_invited_may_alert_the_chair_and_no_stranger() -> None:
    """RAI-02"""
    meeting = an_opened_meeting([LEAD, POLICE], [POLICE, REPORTER])
    alert(meeting, REPORTER)
    with pytest.raises(NotInvited):
        alert(meeting, OUTSIDER)


# The chair decides


def test_named_readers_may_read_until_the_day_and_nobody_else() -> None:
    """RAI-01 RAI-06"""
    meeting, request = decided(HEALTH)
    later = AT + 2 * MINUTE
    assert {p.id for p in cast.EVERYBODY if restricted.may_read(meeting, p, request, later)} == {
        CHAIR.id,
        HEALTH.id,
    }
    assert not restricted.may_read(meeting, HEALTH, request, AFTER)
    assert restricted.may_read(meeting, CHAIR, request, AFTER)
    assert told(meeting) == [POLICE.id, HEALTH.id]


def test_before_the_decision_only_the_chair_may_read() -> None:
    meeting = an_invited_meeting()
    request = alert(meeting)
    assert [p for p in cast.EVERYBODY if restricted.may_read(meeting, p, request, AT)] == [CHAIR]


def test_who_is_taken_off_the_list_reads_no_more() -> None:
    """RAI-01"""
    meeting, request = decided(HEALTH)
    invitations.remove(meeting, LEAD, HEALTH.id, "Another worker", AT + 2 * MINUTE)
    assert not restricted.may_read(meeting, HEALTH, request, AT + 3 * MINUTE)


def test_readers_are_practitioners_and_never_who_is_there_for_the_family() -> None:
    """RAI-01"""
    meeting = cast.invited()
    request = alert(meeting, cast.SCHOOL)
    named = restricted.eligible(meeting, request)
    roles = meeting.participants()
    assert all(roles[id] in (Role.PRACTITIONER, Role.LEAD_PROFESSIONAL) for id in named)
    assert {cast.HEALTH.id, LEAD.id, cast.POLICE_DEPUTY.id} <= named.keys()
    beside = [cast.SUPPORT, cast.INTERPRETER, cast.OBSERVER, cast.STUDENT, cast.MINUTE_TAKER]
    for wrong in [*beside, cast.SCHOOL, CHAIR, OUTSIDER, cast.UNAGREED]:
        with pytest.raises(restricted.NotAParticipant):
            restricted.keep_restricted(meeting, CHAIR, "al_1", [wrong.id], UNTIL, AT)
    with pytest.raises(restricted.NotAParticipant):
        restricted.keep_restricted(meeting, CHAIR, "al_1", ["f_mother"], UNTIL, AT)
    assert request.restricted is None


def test_what_is_for_the_chair_alone_needs_its_providers_leave() -> None:
    """RAI-07"""
    meeting, request = decided(audience=Audience.CHAIR)
    with pytest.raises(restricted.ProviderHasToPermit, match="Fiona Blair"):
        restricted.keep_restricted(meeting, CHAIR, "al_1", [HEALTH.id], UNTIL, AT)
    restricted.ask_to_pass_on(meeting, CHAIR, "al_1", [HEALTH.id], "w_1", AT, "ask_1")
    restricted.answer_passing_on(meeting, POLICE, "al_1", True, "", AT + MINUTE)
    assert request.readers == [HEALTH.id]
    restricted.keep_restricted(meeting, CHAIR, "al_1", [HEALTH.id], UNTIL, AT + 2 * MINUTE)
    assert restricted.may_read(meeting, HEALTH, request, AT + 3 * MINUTE)


def test_a_day_to_come_is_set() -> None:
    meeting = an_invited_meeting()
    alert(meeting)
    for day in (None, AT.date()):
        with pytest.raises(restricted.DateGone):
            restricted.keep_restricted(meeting, CHAIR, "al_1", [], day, AT)


def test_only_the_chair_decides_and_a_cancelled_meeting_decides_nothing() -> None:
    meeting = an_invited_meeting()
    alert(meeting)
    for wrong in (LEAD, POLICE, ADMIN):
        with pytest.raises(NotYours):
            restricted.keep_restricted(meeting, wrong, "al_1", [], UNTIL, AT)
    cancelled = cast.meeting_at("cancelled")
    with pytest.raises(WrongPhase):
        restricted.require_decider(cancelled, CHAIR, "al_1")


def test_what_need_not_be_restricted_waits_for_its_provider() -> None:
    """RAI-07"""
    meeting = an_invited_meeting()
    request = alert(meeting)
    restricted.find_open(meeting, CHAIR, "al_1", "w_1", AT)
    assert restricted.waits_for(meeting, POLICE, request, AT) is Waits.ANSWER
    with pytest.raises(NotYours):
        restricted.respond(meeting, HEALTH, "al_1", Response.SHARE, AT)
    restricted.respond(meeting, POLICE, "al_1", Response.SHARE, AT)
    restricted.respond(meeting, POLICE, "al_1", Response.SHARE, AT)
    assert told(meeting) == [POLICE.id, CHAIR.id]
    with pytest.raises(restricted.RequestSettled, match="agreed to share it"):
        restricted.keep_restricted(meeting, CHAIR, "al_1", [], UNTIL, AT)


def test_what_is_taken_back_nobody_reads() -> None:
    """RAI-07"""
    meeting = an_invited_meeting()
    request = alert(meeting)
    restricted.find_open(meeting, CHAIR, "al_1", "w_1", AT)
    restricted.respond(meeting, POLICE, "al_1", Response.WITHDRAW, AT)
    assert not any(restricted.may_read(meeting, p, request, AT) for p in cast.EVERYBODY)
    with pytest.raises(restricted.NothingToAnswer):
        restricted.respond(meeting, POLICE, "al_1", Response.SHARE, AT)


# Passing it on


def test_a_reader_asks_and_only_the_provider_permits() -> None:
    """RAI-07"""
    meeting, request = decided(HEALTH)
    restricted.ask_to_pass_on(meeting, HEALTH, "al_1", [SCHOOL.id], "w_1", AT, "ask_1")
    assert restricted.waits_for(meeting, POLICE, request, AT) is Waits.PERMISSION
    for wrong in (CHAIR, HEALTH):
        with pytest.raises(NotYours):
            restricted.answer_passing_on(meeting, wrong, "al_1", True, "", AT)
    restricted.answer_passing_on(meeting, POLICE, "al_1", False, "w_2", AT + MINUTE)
    assert request.readers == [HEALTH.id]
    assert told(meeting)[-2:] == [HEALTH.id, CHAIR.id]
    with pytest.raises(restricted.NothingToAnswer):
        restricted.answer_passing_on(meeting, POLICE, "al_1", True, "", AT)
    kinds = [fact.kind for fact in meeting.facts[-2:]]
    assert kinds == [FactKind.PASSING_ON_ASKED, FactKind.PASSING_ON_ANSWERED]


def test_who_may_not_read_may_not_ask_either() -> None:
    """RAI-07"""
    meeting, _ = decided(HEALTH)
    for wrong in (SCHOOL, LEAD, POLICE):
        with pytest.raises(restricted.NotForYou):
            restricted.ask_to_pass_on(meeting, wrong, "al_1", [THIRD.id], "w_1", AT, "ask_1")
    with pytest.raises(restricted.NotAParticipant):
        restricted.ask_to_pass_on(meeting, HEALTH, "al_1", ["f_mother"], "w_1", AT, "ask_1")


def test_leave_given_before_the_decision_opens_nothing_yet() -> None:
    """RAI-07"""
    meeting = an_invited_meeting()
    request = alert(meeting)
    restricted.ask_to_pass_on(meeting, CHAIR, "al_1", [HEALTH.id], "w_1", AT, "ask_1")
    restricted.answer_passing_on(meeting, POLICE, "al_1", True, "", AT)
    assert not restricted.may_read(meeting, HEALTH, request, AT)


# Clocks


def running(meeting: PlanningMeeting) -> dict[str, tuple[str, ...]]:
    return {d.clock: d.owes for d in clocks.dues(meeting, PROFILE) if d.clock.startswith("restricted_")}


def test_the_chair_decides_before_the_meeting_or_within_the_hour() -> None:
    """RAI-09"""
    meeting = an_invited_meeting()
    alert(meeting)
    (due,) = [d for d in clocks.dues(meeting, PROFILE) if d.clock == "restricted_decision"]
    assert (due.owes, due.limit) == ((CHAIR.id,), STARTS_AT)
    late = an_opened_meeting([LEAD, POLICE])
    restricted.alert_chair(late, POLICE, RestrictedKind.OTHER, "Why", STARTS_AT + MINUTE, "al_2")
    (due,) = [d for d in clocks.dues(late, PROFILE) if d.clock == "restricted_decision"]
    assert due.limit == STARTS_AT + 61 * MINUTE


def test_each_step_has_its_clock() -> None:
    """RAI-03 RAI-07"""
    meeting, _ = decided(HEALTH)
    assert running(meeting) == {"restricted_expiry": (CHAIR.id,)}
    (due,) = [d for d in clocks.dues(meeting, PROFILE) if d.clock == "restricted_expiry"]
    assert due.limit == end_of(UNTIL)
    restricted.ask_to_pass_on(meeting, HEALTH, "al_1", [], "w_1", AT, "ask_1")
    assert running(meeting) == {"restricted_expiry": (CHAIR.id,), "restricted_answer": (POLICE.id,)}
    restricted.answer_passing_on(meeting, POLICE, "al_1", False, "", AT)
    restricted.find_open(meeting, CHAIR, "al_1", "", AT)
    assert running(meeting) == {"restricted_answer": (POLICE.id,)}
    restricted.respond(meeting, POLICE, "al_1", Response.WITHDRAW, AT)
    assert running(meeting) == {}


def test_once_its_day_has_passed_the_chair_decides_anew() -> None:
    """RAI-03"""
    meeting, request = decided()
    assert restricted.waits_for(meeting, CHAIR, request, AFTER) is Waits.ANOTHER_DAY
    further = (AFTER + timedelta(days=30)).date()
    restricted.keep_restricted(meeting, CHAIR, "al_1", [], further, AFTER)
    assert restricted.waits_for(meeting, CHAIR, request, AFTER) is None


def test_its_clocks_show_to_nobody_but_who_owes_them() -> None:
    """RAI-01"""
    meeting, _ = decided(HEALTH)
    (due,) = [d for d in clocks.dues(meeting, PROFILE) if d.clock == "restricted_expiry"]
    assert [p for p in cast.EVERYBODY if boards.shows_to(due, p)] == [CHAIR]
    others = [d for d in clocks.dues(meeting, PROFILE) if d.clock == "attendance"]
    assert all(boards.shows_to(d, LEAD) for d in others)


def test_a_request_concerns_the_chair_its_provider_and_its_readers() -> None:
    meeting, request = decided(HEALTH)
    found = [p for p in cast.EVERYBODY if restricted.concerning(meeting, p, AT + 2 * MINUTE)]
    assert found == [CHAIR, HEALTH, POLICE]
    assert restricted.concerning(meeting, CHAIR, AT) == [request]
