"""Independent scrutiny: it opens by itself, is done by somebody without a part, and nothing stops for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.disagreeing import scrutiny
from cppm.disagreeing.disagreement_records import Ending, ToChair
from cppm.errors import CPPMError
from cppm.meetings import closing, decision
from cppm.meetings.meeting import Concern, NoSuchThing, NotYours, Option, PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing import clocks
from cppm.timing.boards import owed_by
from cppm.timing.timescales import Due
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    PROFILE,
    SERVICE_MANAGER,
    STARTS_AT,
    TEAM_LEADER,
    a_settled_meeting,
    a_viewed_meeting,
)

AT = STARTS_AT + 45 * MINUTE
NEXT = STARTS_AT + timedelta(days=1)
SPLIT = [Option.PLACE, Option.PLACE, Option.NOT_PLACE, Option.PLACE, Option.PLACE]
RATIONALE = "The evidence of the last six weeks outweighs the progress reported."
OTHER = replace(SERVICE_MANAGER, id="p_other_manager", name="Una Kerr")
OFFICER = replace(OTHER, id="p_officer", duties=frozenset({Duty.CHIEF_SOCIAL_WORK_OFFICER}))


def decide(meeting: PlanningMeeting, option: Option = Option.PLACE, reasons: str = "Injuries") -> None:
    decision.decide(
        meeting,
        CHAIR,
        KAY.id,
        option,
        reasons,
        AT,
        PROFILE,
        rationale=RATIONALE,
        concerns=[Concern("physical abuse", "Two injuries in October")],
        reporter="not needed",
        reporter_reason="The family works with the plan",
    )


def under_scrutiny() -> PlanningMeeting:
    """The chair has decided without a clear consensus."""
    meeting = a_viewed_meeting(*SPLIT)
    decide(meeting)
    return meeting


def taken_up() -> PlanningMeeting:
    meeting = under_scrutiny()
    scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", True, NEXT)
    return meeting


def sent(kind: ToChair = ToChair.RETURNED) -> PlanningMeeting:
    meeting = taken_up()
    scrutiny.send_to_chair(meeting, SERVICE_MANAGER, "y1", kind, "Why not the aunt?", NEXT)
    return meeting


def due(meeting: PlanningMeeting, clock: str) -> Due | None:
    return next((d for d in clocks.dues(meeting, PROFILE) if d.clock == clock), None)


def told(meeting: PlanningMeeting, kind: NoticeKind) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is kind]


def test_it_opens_by_itself_where_there_was_no_consensus() -> None:
    """DEC-08 DEC-09"""
    meeting = under_scrutiny()
    (found,) = meeting.scrutinies
    assert (found.child, found.person, found.ending, found.opened_at) == (KAY.id, "", None, AT)
    assert told(meeting, NoticeKind.SCRUTINY) == [everyone_with(Duty.SERVICE_MANAGER)]
    agreed = a_viewed_meeting()
    decide(agreed)
    assert agreed.scrutinies == []


def test_it_is_clocked_for_every_service_manager_and_then_for_whoever_took_it_up() -> None:
    """DEC-09"""
    meeting = under_scrutiny()
    running = due(meeting, "scrutiny")
    assert running
    assert (running.owes, running.about) == ((everyone_with(Duty.SERVICE_MANAGER),), "y1")
    assert running.escalates_to == (everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER),)
    scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", True, NEXT)
    taken = due(meeting, "scrutiny")
    assert taken
    assert owed_by(taken, SERVICE_MANAGER)
    assert not owed_by(taken, OTHER)
    assert taken.limit == running.limit


@pytest.mark.parametrize("actor", [CHAIR, LEAD, POLICE, TEAM_LEADER, ADMIN, OUTSIDER])
def test_nobody_but_somebody_senior_without_a_part_takes_it_up(actor: Person) -> None:
    """DEC-09"""
    with pytest.raises(scrutiny.NotIndependent, match="tell the chief social work officer"):
        scrutiny.take_up(under_scrutiny(), actor, "y1", True, NEXT)


def test_a_service_manager_who_was_in_the_meeting_does_not() -> None:
    """DEC-09"""
    meeting = under_scrutiny()
    meeting.invitees[1].person = SERVICE_MANAGER
    with pytest.raises(scrutiny.NotIndependent):
        scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", True, NEXT)


def test_a_service_manager_who_was_in_the_meeting_does_not_owe_it_either() -> None:
    """DEC-09"""
    meeting = under_scrutiny()
    meeting.invitees[1].person = OTHER
    running = due(meeting, "scrutiny")
    assert running
    assert (owed_by(running, OTHER), owed_by(running, SERVICE_MANAGER)) == (False, True)


def test_whoever_declares_an_involvement_stands_aside_for_good() -> None:
    """DEC-09"""
    meeting = under_scrutiny()
    scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", False, NEXT)
    (found,) = meeting.scrutinies
    assert (found.person, found.stood_aside) == ("", [SERVICE_MANAGER.id])
    assert meeting.facts[-1].kind is FactKind.SCRUTINY_STOOD_ASIDE
    assert told(meeting, NoticeKind.SCRUTINY)[1:] == [everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER)]
    running = due(meeting, "scrutiny")
    assert running
    assert (owed_by(running, SERVICE_MANAGER), owed_by(running, OTHER)) == (False, True)
    with pytest.raises(scrutiny.StoodAside, match="somebody else looks at it"):
        scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", True, NEXT)
    scrutiny.take_up(meeting, OFFICER, "y1", True, NEXT)
    assert found.name == "Una Kerr"


def test_one_person_takes_it_up_once() -> None:
    """DEC-09"""
    meeting = taken_up()
    before = meeting.revision
    scrutiny.take_up(meeting, SERVICE_MANAGER, "y1", True, NEXT + MINUTE)
    assert meeting.revision == before
    with pytest.raises(scrutiny.TakenUp, match="Grant Lowe has taken this up"):
        scrutiny.take_up(meeting, OTHER, "y1", True, NEXT)


def test_an_agreement_ends_it_and_those_who_took_part_hear_of_it() -> None:
    """DEC-09 DEC-10"""
    meeting = taken_up()
    scrutiny.agree(meeting, SERVICE_MANAGER, "y1", " The reasons carry it. ", NEXT)
    (found,) = meeting.scrutinies
    assert (found.ending, found.words, found.ended_at) == (Ending.AGREED, "The reasons carry it.", NEXT)
    assert due(meeting, "scrutiny") is None
    heard = told(meeting, NoticeKind.SCRUTINY_ENDED)
    assert heard[0] == CHAIR.id
    assert set(heard[1:]) == {i.person.id for i in meeting.invitees}
    assert meeting.facts[-1].kind is FactKind.SCRUTINY_AGREED
    with pytest.raises(scrutiny.ScrutinyEnded):
        scrutiny.send_to_chair(meeting, SERVICE_MANAGER, "y1", ToChair.QUESTION, "And?", NEXT)


def test_a_question_goes_to_the_chair_alone_and_back() -> None:
    """DEC-09"""
    meeting = sent(ToChair.QUESTION)
    assert told(meeting, NoticeKind.SCRUTINY_TO_CHAIR) == [CHAIR.id]
    assert told(meeting, NoticeKind.SCRUTINY_ENDED) == []
    assert due(meeting, "scrutiny") is None
    waiting = due(meeting, "scrutiny_answer")
    assert waiting
    assert waiting.owes == (CHAIR.id,)
    with pytest.raises(scrutiny.WaitingForChair):
        scrutiny.agree(meeting, SERVICE_MANAGER, "y1", "Fine", NEXT)
    scrutiny.answer(meeting, CHAIR, "y1", "She was asked.", NEXT + timedelta(hours=2))
    assert told(meeting, NoticeKind.SCRUTINY_NEWS) == [SERVICE_MANAGER.id]
    goes_on = due(meeting, "scrutiny")
    assert goes_on
    assert goes_on.started == NEXT + timedelta(hours=2)
    scrutiny.agree(meeting, SERVICE_MANAGER, "y1", "Now it is clear.", NEXT + timedelta(hours=3))
    assert scrutiny.running(meeting) == []


def test_a_return_goes_to_the_chair_with_reasons_and_participants_hear_neutrally() -> None:
    """DEC-09 DIS-05"""
    meeting = sent()
    assert set(told(meeting, NoticeKind.SCRUTINY_ENDED)) == {i.person.id for i in meeting.invitees}
    assert meeting.decisions[KAY.id].option is Option.PLACE
    scrutiny.answer(meeting, CHAIR, "y1", "The aunt moves in May.", NEXT)
    assert meeting.scrutinies[0].ending is None
    scrutiny.send_to_chair(meeting, SERVICE_MANAGER, "y1", ToChair.RETURNED, "Still too thin.", NEXT)
    keys = [n.key for n in meeting.notices if n.kind is NoticeKind.SCRUTINY_ENDED and n.to == POLICE.id]
    assert len(keys) == len(set(keys)) == 2


def test_after_a_return_the_chair_may_call_another_meeting_which_is_then_booked() -> None:
    """DEC-09"""
    meeting = sent()
    scrutiny.answer(meeting, CHAIR, "y1", "We meet again.", NEXT, meets_again=True)
    assert meeting.scrutinies[0].ending is Ending.MEETS_AGAIN
    booking_due = due(meeting, "another_meeting")
    assert booking_due
    assert booking_due.owes == (LEAD.id,)


def test_a_question_alone_calls_no_other_meeting() -> None:
    """DEC-09"""
    meeting = sent(ToChair.QUESTION)
    scrutiny.answer(meeting, CHAIR, "y1", "She was asked.", NEXT, meets_again=True)
    assert meeting.scrutinies[0].ending is None


def test_what_is_decided_anew_is_looked_at_anew() -> None:
    """DEC-09"""
    meeting = taken_up()
    decide(meeting, Option.NOT_PLACE)
    old, new = meeting.scrutinies
    assert old.ending is Ending.OVERTAKEN
    assert (new.id, new.person, new.ending) == ("y2", "", None)
    assert told(meeting, NoticeKind.SCRUTINY_NEWS) == [SERVICE_MANAGER.id]
    decide(meeting, Option.NOT_PLACE)
    assert len(meeting.scrutinies) == 2


def test_what_is_said_needs_words_and_only_those_concerned_say_it() -> None:
    """DEC-09"""
    meeting = taken_up()
    with pytest.raises(scrutiny.ScrutinyUnexplained, match="why you agree"):
        scrutiny.agree(meeting, SERVICE_MANAGER, "y1", " ", NEXT)
    for actor in (OTHER, CHAIR, POLICE):
        with pytest.raises(NotYours):
            scrutiny.agree(meeting, actor, "y1", "Fine", NEXT)
    with pytest.raises(scrutiny.NothingAsked):
        scrutiny.answer(meeting, CHAIR, "y1", "Well", NEXT)
    returned = sent()
    with pytest.raises(NotYours):
        scrutiny.answer(returned, SERVICE_MANAGER, "y1", "Well", NEXT)
    with pytest.raises(scrutiny.ScrutinyUnexplained, match="your answer"):
        scrutiny.answer(returned, CHAIR, "y1", "", NEXT)
    with pytest.raises(NoSuchThing):
        scrutiny.find(returned, "y9")


def test_the_chair_and_the_scrutineer_read_it_and_nobody_else() -> None:
    """DEC-09"""
    meeting = taken_up()
    for reader in (CHAIR, SERVICE_MANAGER):
        assert scrutiny.require_reader(meeting, reader, "y1") is meeting.scrutinies[0]
    for other in (OTHER, LEAD, HEALTH, OUTSIDER, ADMIN):
        with pytest.raises(CPPMError, match="Only the chair"):
            scrutiny.require_reader(meeting, other, "y1")
    assert scrutiny.readable(under_scrutiny(), replace(OUTSIDER, id="")) == []


def test_nothing_stops_while_it_runs() -> None:
    """DIS-05 DEC-09"""
    plain = a_settled_meeting()
    looked_at = a_settled_meeting()
    looked_at.rounds = under_scrutiny().rounds
    decide(looked_at, reasons="Other words")
    for meeting in (plain, looked_at):
        closing.close(meeting, CHAIR, STARTS_AT + 60 * MINUTE)
    before = {d.key: d for d in clocks.dues(plain, PROFILE)}
    after = {d.key: d for d in clocks.dues(looked_at, PROFILE)}
    assert {key: after.get(key) for key in before} == before
    assert after.keys() - before.keys() == {"scrutiny:y1"}
