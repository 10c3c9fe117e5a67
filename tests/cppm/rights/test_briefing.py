"""Carers, childminders and volunteers who come, and the practitioner who briefs them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.errors import CPPMError
from cppm.meetings.meeting import NoSuchThing, NotInvited, NotYours, PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import briefing, preparation
from cppm.timing import clocks
from cppm.timing.timescales import Due, local_day
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    a_booked_meeting,
    an_invited_meeting,
)

DAY = timedelta(days=1)
AT = BOOKED_AT + DAY
BY = local_day(STARTS_AT - 2 * DAY)
WHO = "Kay's foster carer"


def name(
    meeting: PlanningMeeting, actor: Person = CHAIR, briefer: Person = HEALTH, **changes: object
) -> None:
    said = {"who": WHO, "reason": "Lives with Kay", "by": BY, "at": AT, "briefing_id": "j_1"} | changes
    briefing.name_briefer(meeting, actor, briefer_id=briefer.id, **said)  # type: ignore[arg-type]


def due(meeting: PlanningMeeting) -> list[Due]:
    return [each for each in clocks.dues(meeting, PROFILE) if each.clock == "briefing"]


def test_the_practitioner_closest_to_a_carer_is_named_and_told() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    (made,) = meeting.briefings
    assert (made.who, made.briefer_name, made.by) == (WHO, HEALTH.name, BY)
    assert [(n.kind, n.to, n.about) for n in meeting.notices[-1:]] == [
        (NoticeKind.BRIEFING, HEALTH.id, "j_1")
    ]


def test_the_briefing_is_owed_by_its_day_and_ends_when_it_is_given() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    (found,) = due(meeting)
    assert (found.owes, local_day(found.limit), found.about) == ((HEALTH.id,), BY, "j_1")
    assert [local_day(each) for each in found.reminders] == [BY - 2 * DAY, BY]
    briefing.briefed(meeting, HEALTH, "j_1", True, "Needs a lift", AT)
    assert due(meeting) == []


def test_what_the_briefer_notes_reaches_the_chair() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    briefing.briefed(meeting, HEALTH, "j_1", True, "Needs a lift", AT)
    (line,) = (each for each in preparation.list_of(meeting, CHAIR) if each.key == "briefing:j_1")
    assert (line.done, line.state) == (True, "Needs a lift")


def test_somebody_else_may_take_over_the_briefing_and_the_same_again_changes_nothing() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    facts = len(meeting.facts)
    name(meeting, briefing_id="j_2")
    assert len(meeting.facts) == facts
    name(meeting, briefer=SCHOOL, who=WHO.upper(), briefing_id="j_3")
    assert [(b.id, b.briefer) for b in meeting.briefings] == [("j_1", SCHOOL.id)]
    assert [each.owes for each in due(meeting)] == [(SCHOOL.id,)]


def test_not_all_four_points_is_not_a_briefing() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    with pytest.raises(briefing.PointsOpen):
        briefing.briefed(meeting, HEALTH, "j_1", False, "", AT)
    assert len(due(meeting)) == 1


def test_a_briefing_said_twice_is_kept_once() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    briefing.briefed(meeting, HEALTH, "j_1", True, "", AT)
    facts = len(meeting.facts)
    briefing.briefed(meeting, HEALTH, "j_1", True, "Again", AT + DAY)
    assert (len(meeting.facts), meeting.briefings[0].done_at) == (facts, AT)


@pytest.mark.parametrize("actor", [LEAD, ADMIN])
def test_whoever_is_not_the_chair_says_that_the_chair_has_agreed(actor: Person) -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    with pytest.raises(briefing.GuestNotAgreed):
        name(meeting, actor)
    name(meeting, actor, chair_agrees=True)
    assert len(meeting.briefings) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"who": " "}, briefing.BriefingUnexplained),
        ({"reason": ""}, briefing.BriefingUnexplained),
        ({"by": local_day(AT - DAY)}, briefing.BriefedTooLate),
        ({"by": local_day(STARTS_AT + DAY)}, briefing.BriefedTooLate),
        ({"briefer": REPORTER}, briefing.CannotBrief),
        ({"briefer": OUTSIDER}, NoSuchThing),
        ({"actor": HEALTH}, NotYours),
        ({"actor": OUTSIDER}, NotYours),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused(
    changes: dict[str, object], refusal: type[CPPMError]
) -> None:
    """INV-07"""
    meeting = an_invited_meeting([HEALTH, REPORTER])
    with pytest.raises(refusal):
        name(meeting, **changes)  # type: ignore[arg-type]
    assert meeting.briefings == []


def test_nobody_is_named_before_the_list_is_agreed() -> None:
    """CON-07"""
    with pytest.raises(CPPMError, match="until the chair has agreed the list"):
        name(a_booked_meeting())


def test_only_the_one_who_was_named_says_that_it_is_done() -> None:
    """INV-07"""
    meeting = an_invited_meeting()
    name(meeting)
    for actor, refusal in ((SCHOOL, NotYours), (CHAIR, NotYours), (OUTSIDER, NotInvited)):
        with pytest.raises(refusal):
            briefing.briefed(meeting, actor, "j_1", True, "", AT)
    with pytest.raises(NoSuchThing):
        briefing.briefed(meeting, HEALTH, "j_9", True, "", AT)
