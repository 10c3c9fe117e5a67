"""The key points: three parts, to everybody within 24 hours, once the chair approves."""

from __future__ import annotations

import pytest

from cppm.meetings import attendance, closing, conduct, considerations, invitations, key_points, outcome
from cppm.meetings.meeting import Deputy, KeyPoints, MeetingKind, NotYours, Option, PlanningMeeting
from cppm.people import Agency, Person, Role
from cppm.records import CHANNEL, FactKind, NoticeKind
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
    a_closed_meeting,
    a_settled_meeting,
    go_through_considerations,
    person,
)

AT = STARTS_AT + 120 * MINUTE


def points(meeting: PlanningMeeting) -> KeyPoints:
    assert meeting.key_points
    return meeting.key_points


def test_the_three_parts_are_drafted_from_what_was_captured() -> None:
    """SUM-03"""
    draft = points(a_closed_meeting())
    assert draft.decision == "Kay: name placed on the Child Protection Register."
    assert draft.reasons == (
        "Kay: Repeated injuries without explanation. Areas of concern: physical abuse. Risks: Risks."
    )
    assert draft.actions == "Ewan Reid: Visit every second day, by 20 November 2026."


def test_each_child_has_its_own_line() -> None:
    """SUM-03"""
    draft = points(a_closed_meeting(children=[KAY, BABY]))
    assert [line.split(":")[0] for line in draft.decision.splitlines()] == ["Kay", "Baby"]
    assert [line.split(":")[0] for line in draft.reasons.splitlines()] == ["Kay", "Baby"]


@pytest.mark.parametrize("option", list(Option))
def test_every_decision_has_its_words(option: Option) -> None:
    """SUM-03"""
    assert "Register" in key_points.SAID[option].format(child="Kay")


def test_after_a_review_it_is_said_that_the_name_stays_with_the_risks() -> None:
    """SUM-03"""
    draft = points(a_closed_meeting(kind=MeetingKind.REVIEW))
    assert draft.decision == "Kay: name stays on the Child Protection Register."
    assert "Risks: Risks." in draft.reasons


def test_after_a_removal_it_is_said_what_has_changed_and_which_support_goes_on() -> None:
    """SUM-03 OUT-03 OUT-05 OUT-06"""
    draft = points(a_closed_meeting(option=Option.REMOVE, kind=MeetingKind.REVIEW))
    assert draft.decision == "Kay: name removed from the Child Protection Register."
    assert "Less risk: No injury since January; the father has moved out." in draft.reasons
    assert "Stronger: Her aunt is there every day" in draft.reasons
    assert "Risks:" not in draft.reasons
    assert draft.actions.splitlines()[1:] == [
        "Support for Kay goes on: Family support weekly until summer, as her mother wishes.",
        "Lead professional for Kay: Ewan Reid stays until the school takes over in June.",
    ]


def test_after_a_review_it_is_said_how_the_plan_stands_and_what_changes_in_it() -> None:
    """GEN-04 SUM-03"""
    meeting = a_settled_meeting(kind=MeetingKind.REVIEW)
    go_through_considerations(meeting, AT, plan_changes="Visits twice a week")
    closing.close(meeting, CHAIR, AT)
    assert "The plan until now: Yes, as agreed." in points(meeting).reasons
    assert "In the plan for Kay this changes: Visits twice a week." in points(meeting).actions


def test_no_actions_are_said_with_the_reason() -> None:
    """SUM-03"""
    meeting = a_settled_meeting()
    outcome.agree_actions(meeting, CHAIR, [], AT, "Support is in place")
    closing.close(meeting, CHAIR, AT)
    assert points(meeting).actions == "No immediate actions: Support is in place"


def test_key_points_follow_after_every_decision_not_only_registration() -> None:
    """SUM-01"""
    meeting = a_closed_meeting(option=Option.NOT_PLACE)
    assert "not placed" in points(meeting).decision
    assert "Risks:" not in points(meeting).reasons


def test_there_are_no_key_points_before_closing() -> None:
    """SUM-01"""
    meeting = a_settled_meeting()
    with pytest.raises(key_points.NotClosedYet):
        key_points.release(meeting, CHAIR, AT)
    with pytest.raises(key_points.NotClosedYet):
        key_points.edit(meeting, CHAIR, "a", "b", "c", AT)


@pytest.mark.parametrize("actor", [LEAD, ADMIN, POLICE, OUTSIDER])
def test_only_the_chair_edits_and_releases(actor: Person) -> None:
    """SUM-04"""
    meeting = a_closed_meeting()
    with pytest.raises(NotYours):
        key_points.edit(meeting, actor, "a", "b", "c", AT)
    with pytest.raises(NotYours):
        key_points.release(meeting, actor, AT)


def test_the_chair_puts_them_in_their_own_words() -> None:
    """SUM-04"""
    meeting = a_closed_meeting()
    key_points.edit(meeting, CHAIR, " Placed ", "Injuries", "Visits", AT)
    assert (points(meeting).decision, points(meeting).edited_at) == ("Placed", AT)
    assert meeting.facts[-1].kind is FactKind.KEY_POINTS_EDITED


@pytest.mark.parametrize("part", ["decision", "reasons", "actions"])
def test_no_part_may_be_missing(part: str) -> None:
    """SUM-03"""
    meeting = a_closed_meeting()
    texts = {"decision": "a", "reasons": "b", "actions": "c"} | {part: " "}
    with pytest.raises(key_points.PartMissing, match=part):
        key_points.edit(meeting, CHAIR, at=AT, **texts)
    setattr(points(meeting), part, "")
    with pytest.raises(key_points.PartMissing, match=part):
        key_points.release(meeting, CHAIR, AT)
    assert points(meeting).released_at is None


def test_they_go_to_attendees_and_to_invitees_who_did_not_come() -> None:
    """SUM-02"""
    meeting = a_closed_meeting(present=[LEAD, POLICE, HEALTH])
    key_points.release(meeting, CHAIR, AT)
    sent = [n.to for n in meeting.notices if n.kind is NoticeKind.KEY_POINTS]
    assert sent == points(meeting).recipients == [LEAD.id, *(p.id for p in USUAL)]
    assert {SCHOOL.id, THIRD.id} <= set(sent)


def test_they_go_to_nobody_who_was_never_invited() -> None:
    """SUM-02 EXC-08"""
    meeting = a_settled_meeting()
    invitations.invite(meeting, LEAD, GP, "Thought of too late", AT)
    closing.close(meeting, CHAIR, AT)
    key_points.release(meeting, CHAIR, AT)
    assert not {GP.id, OUTSIDER.id, "f_father"} & set(points(meeting).recipients)


def test_a_deputy_who_sat_in_gets_them_even_when_the_invitee_came_later() -> None:
    """SUM-02 ATT-02"""
    meeting = a_settled_meeting()
    neil = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, CHAIR, neil, AT, POLICE_DEPUTY, POLICE.id, "came to the room")
    assert POLICE_DEPUTY.id not in key_points.recipients(meeting)
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT, as_deputy=True)
    assert POLICE_DEPUTY.id in key_points.recipients(meeting)
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT)
    assert {POLICE.id, POLICE_DEPUTY.id} <= set(key_points.recipients(meeting))


def test_an_observer_gets_them_and_an_interpreter_does_not() -> None:
    """SUM-02"""
    interpreter = person("interpreter", Agency.OTHER, "Ala Nowak", "Interpreter")
    meeting = a_settled_meeting(invited=[POLICE, HEALTH, SCHOOL, REPORTER])
    invitations.invite(meeting, CHAIR, interpreter, "For the mother", AT, Role.INTERPRETER)
    got = key_points.recipients(meeting)
    assert REPORTER.id in got
    assert interpreter.id not in got


def test_a_neutral_line_goes_to_the_channel() -> None:
    """SUM-02"""
    meeting = a_closed_meeting()
    key_points.release(meeting, CHAIR, AT)
    channel = [n for n in meeting.notices if n.to == CHANNEL]
    assert [(n.kind, n.about) for n in channel] == [(NoticeKind.KEY_POINTS_IN_CHANNEL, "")]
    assert "Kay" not in meeting.reference


def test_they_are_released_once() -> None:
    """SUM-04"""
    meeting = a_closed_meeting()
    key_points.release(meeting, CHAIR, AT)
    before = (meeting.revision, len(meeting.notices))
    key_points.release(meeting, CHAIR, AT + MINUTE)
    assert (meeting.revision, len(meeting.notices), points(meeting).released_at) == (*before, AT)


def test_nothing_changes_after_the_release() -> None:
    """SUM-04"""
    meeting = a_closed_meeting()
    key_points.release(meeting, CHAIR, AT)
    with pytest.raises(key_points.AlreadyReleased):
        key_points.edit(meeting, CHAIR, "a", "b", "c", AT)
    assert points(meeting).decision.startswith("Kay")


def test_they_say_that_they_are_not_a_plan() -> None:
    """SUM-05 SUM-06"""
    assert "not a child's plan" in key_points.NOT_A_PLAN


def test_releasing_stops_the_clock() -> None:
    """TIM-09"""
    meeting = a_closed_meeting()
    assert "key_points" in {d.key for d in clocks.dues(meeting, PROFILE)}
    key_points.release(meeting, CHAIR, AT)
    assert "key_points" not in {d.key for d in clocks.dues(meeting, PROFILE)}


def test_after_a_transfer_they_hold_what_keeps_the_child_safe_meanwhile() -> None:
    """MOV-10 SUM-03"""
    meeting = a_settled_meeting()
    meeting.considered.said[KAY.id] = {considerations.INTERIM: "Her aunt stays overnight"}
    assert "Interim safety plan: Her aunt stays overnight." in key_points.draft(meeting).reasons
