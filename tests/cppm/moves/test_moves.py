"""Moves between councils: what each kind needs, who may, and that nothing ends before the child is safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from cppm.errors import CPPMError
from cppm.meetings.meeting import NotYours
from cppm.moves import move_safety, moves
from cppm.moves.move_records import Assessed, Direction, EndingKind, FamilyMove, Lasting, Risk, Step, StepDone
from cppm.moves.move_safety import MoveUnexplained, NotSafeYet, OtherEnding, TheirAssessment
from cppm.moves.moves import (
    BackBeforeLeaving,
    MoveEnded,
    MoveNotYet,
    MovingAlready,
    NobodyMoves,
    NoSuchMove,
    NotNeededHere,
    OtherCouncilUnnamed,
    StepTaken,
    WithWhom,
)
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.timing import boards, clocks, missed
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, PROFILE, SCHOOL, TEAM_LEADER
from tests.cppm.moves.a_move import AT, KEEPER, THEIR_KEEPER, TODAY, here, moved, said, there

LATER = AT + timedelta(hours=1)
NOT_LOWER = Assessed(Risk.NOT_LOWER, "The father lives near the new address")
LOWER = Assessed(Risk.LOWER, "The grandmother moves in with them", support=True)


def note(where: Whereabouts, step: Step, actor: Person = LEAD) -> FamilyMove:
    return moves.note(where, actor, "z_1", step, TODAY, THEIR_KEEPER, "by phone", LATER)


def owed(where: Whereabouts) -> set[str]:
    return {due.clock for due in clocks.dues(where, PROFILE)}


def safe_and_over(where: Whereabouts) -> None:
    """Everything a move for good with a risk needs before its end."""
    move_safety.assess(where, LEAD, "z_1", NOT_LOWER, LATER)
    move_safety.agree_plan(where, LEAD, "z_1", "Daily visits by both", THEIR_KEEPER, TODAY, LATER)
    move_safety.set_stay(where, LEAD, "z_1", LATER, stays_since=TODAY)
    moves.pass_records(where, LEAD, "z_1", THEIR_KEEPER, "secure mail", TODAY, LATER)
    note(where, Step.TRANSFER)


def test_a_move_for_good_is_told_at_once_then_in_writing_and_assessed() -> None:
    """MOV-01 MOV-02 TIM-19"""
    where = here()
    move = moved(where)
    assert move.open_steps == [Step.TOLD, Step.WRITTEN, Step.RISK, Step.RECORDS]
    assert owed(where) == {"move_told", "move_written", "move_risk", "move_records"}
    told = next(due for due in clocks.dues(where, PROFILE) if due.clock == "move_told")
    assert (told.owes, told.limit, told.urgent) == ((LEAD.id,), AT + timedelta(hours=4), True)
    note(where, Step.TOLD)
    assert owed(where) == {"move_written", "move_risk", "move_records"}
    assert [fact.kind for fact in where.facts] == [FactKind.MOVE_REPORTED, FactKind.MOVE_STEP_TAKEN]


def test_told_late_it_wants_the_reason_and_a_manager() -> None:
    """TIM-19 TIM-20 CON-09"""
    where = here()
    moved(where)
    note(where, Step.TOLD)
    assert "move_told" not in owed(where), "an hour after it was reported"
    late = AT + timedelta(days=2)
    moves.note(where, LEAD, "z_1", Step.WRITTEN, late.date(), THEIR_KEEPER, "by secure mail", late)
    [due] = [each for each in clocks.dues(where, PROFILE) if each.clock == "move_written"]
    assert boards.reason_wanted(due, late)
    missed.explain(where, LEAD, due.key, "Our mail was down", TEAM_LEADER, None, late, PROFILE)
    assert "whereabouts_limit_to_approve" in owed(where)
    assert "move_written" not in owed(where)


def test_a_move_entered_by_mistake_wants_no_reason() -> None:
    """TIM-19"""
    where = here()
    moved(where)
    late = AT + timedelta(days=3)
    moves.note(where, LEAD, "z_1", Step.WRITTEN, late.date(), THEIR_KEEPER, "by secure mail", late)
    move_safety.end(where, LEAD, "z_1", EndingKind.MISTAKE, "Another family", late)
    assert "move_written" not in owed(where)


def test_who_keeps_order_hears_of_it_at_once() -> None:
    """MOV-01"""
    where = here()
    moved(where, actor=ADMIN)
    news = {notice.to for notice in where.notices if notice.kind is NoticeKind.MOVE_NEWS}
    assert news == {LEAD.id, "duty:CP Administration", "duty:keeper of the register"}


def test_a_risk_that_is_lower_leads_to_a_review_and_support_over_there() -> None:
    """MOV-02 MOV-03"""
    where = here()
    move = moved(where)
    move_safety.assess(where, LEAD, "z_1", LOWER, LATER)
    assert {Step.REVIEW, Step.SUPPORT} <= set(move.open_steps)
    assert not {Step.PLAN, Step.TRANSFER} & set(move.open_steps)
    assert {"move_review", "move_support"} <= owed(where)


def test_a_risk_that_goes_on_leads_to_a_plan_and_a_transfer_meeting_over_there() -> None:
    """MOV-04 MOV-10"""
    where = here()
    move = moved(where)
    move_safety.assess(where, TEAM_LEADER, "z_1", NOT_LOWER, LATER)
    assert {Step.PLAN, Step.STAYS, Step.TRANSFER} <= set(move.open_steps)
    assert "move_plan" in owed(where)
    assert "move_transfer" not in owed(where)


def test_21_working_days_count_from_the_day_the_stay_was_confirmed() -> None:
    """TIM-08 MOV-04"""
    where = here()
    moved(where)
    move_safety.assess(where, LEAD, "z_1", NOT_LOWER, LATER)
    move_safety.set_stay(where, LEAD, "z_1", LATER, stays_since=date(2027, 1, 11))
    transfer = next(due for due in clocks.dues(where, PROFILE) if due.clock == "move_transfer")
    assert transfer.limit.date() == date(2027, 2, 9)
    note(where, Step.TRANSFER)
    assert "move_transfer" not in owed(where)


def test_an_assessment_may_change_and_the_steps_follow() -> None:
    """MOV-02"""
    where = here()
    move = moved(where)
    move_safety.assess(where, LEAD, "z_1", LOWER, LATER)
    move_safety.assess(where, LEAD, "z_1", NOT_LOWER, LATER + timedelta(days=1))
    assert Step.REVIEW not in move.open_steps
    assert Step.PLAN in move.open_steps


def test_a_stay_for_a_while_needs_placing_there_and_visits() -> None:
    """MOV-06 MOV-07 MOV-09 TIM-20"""
    where = here()
    move = moved(where, Lasting.TEMPORARY)
    assert move.open_steps == [Step.TOLD, Step.WRITTEN, Step.PLACED, Step.VISITS]
    back = next(due for due in clocks.dues(where, PROFILE) if due.clock == "move_return")
    assert back.limit.date() == date(2027, 1, 31)
    note(where, Step.PLACED)
    move_safety.agree_visits(where, LEAD, "z_1", "Fife weekly, plan as before", THEIR_KEEPER, TODAY, LATER)
    assert move.open_steps == [Step.TOLD, Step.WRITTEN]
    assert move.visits == "Fife weekly, plan as before"


def test_the_name_is_placed_here_by_those_who_keep_the_register() -> None:
    """MOV-07 TIM-20"""
    where = there()
    moved(where, Lasting.TEMPORARY, Direction.IN)
    placed = next(due for due in clocks.dues(where, PROFILE) if due.clock == "move_placed")
    assert placed.owes == ("duty:keeper of the register", "duty:CP Administration")
    with pytest.raises(NotYours, match="keeper of the register"):
        note(where, Step.PLACED)
    note(where, Step.PLACED, KEEPER)
    assert "move_placed" not in owed(where)


def test_of_a_move_in_the_other_councils_assessment_is_recorded_with_its_source() -> None:
    """MOV-02 MOV-11"""
    where = there()
    move = moved(where, direction=Direction.IN)
    assert Step.TOLD not in move.open_steps
    with pytest.raises(TheirAssessment):
        move_safety.assess(where, LEAD, "z_1", NOT_LOWER, LATER)
    move_safety.assess(where, LEAD, "z_1", NOT_LOWER, LATER, "Ann Gow")
    assert {Step.PLAN, Step.TRANSFER} <= set(move.open_steps)
    assert Step.REVIEW not in move.open_steps


def test_the_booked_transfer_meeting_ends_the_wait_for_it() -> None:
    """MOV-04"""
    where = there()
    move = moved(where, direction=Direction.IN)
    move_safety.assess(where, LEAD, "z_1", NOT_LOWER, LATER, "Ann Gow")
    moves.book_transfer(where, LEAD, "z_1", "m_9", LATER)
    moves.book_transfer(where, LEAD, "z_1", "m_9", LATER)
    assert (move.meeting, move.has(Step.TRANSFER)) == ("m_9", True)
    assert [f.kind for f in where.facts].count(FactKind.MOVE_TRANSFER_BOOKED) == 1


def test_a_stay_that_becomes_one_for_good_needs_what_a_move_for_good_needs() -> None:
    """MOV-06 TIM-08"""
    where = here()
    move = moved(where, Lasting.TEMPORARY)
    move_safety.set_stay(where, LEAD, "z_1", LATER, until=date(2027, 2, 14))
    assert move.until == date(2027, 2, 14)
    move_safety.set_stay(where, LEAD, "z_1", LATER, stays_since=TODAY)
    assert not where.moves[0].temporary
    assert where.moves[0].until is None
    assert Step.RISK in where.moves[0].open_steps


@pytest.mark.parametrize("left_out", [Step.PLAN, Step.RECORDS, Step.TRANSFER])
def test_a_transfer_does_not_end_before_the_child_is_safe_over_there(left_out: Step) -> None:
    """MOV-10 MOV-05 MOV-04"""
    where = here()
    move = moved(where)
    safe_and_over(where)
    del move.done[left_out.value]
    with pytest.raises(NotSafeYet, match=str(left_out)):
        move_safety.end(where, LEAD, "z_1", EndingKind.TRANSFERRED, "Held on Monday", LATER)
    assert move.ending is None


def test_it_ends_with_a_reason_that_the_other_council_is_told() -> None:
    """MOV-08"""
    where = here()
    move = moved(where)
    note(where, Step.TOLD)
    safe_and_over(where)
    move_safety.end(where, LEAD, "z_1", EndingKind.TRANSFERRED, "Held on Monday", LATER)
    assert move.open_steps == [Step.END_TOLD]
    assert owed(where) == {"move_end_told"}
    assert not where.settled
    note(where, Step.END_TOLD)
    assert owed(where) == set()
    assert where.settled
    with pytest.raises(MoveEnded):
        move_safety.end(where, LEAD, "z_1", EndingKind.MISTAKE, "Twice", LATER)


def test_a_stay_ends_when_they_are_back_or_with_its_visits_agreed() -> None:
    """MOV-08 MOV-09"""
    where = here()
    moved(where, Lasting.TEMPORARY)
    with pytest.raises(NotSafeYet, match="Monitoring and visits"):
        move_safety.end(where, LEAD, "z_1", EndingKind.NOT_NEEDED, "Removed at home", LATER)
    with pytest.raises(OtherEnding):
        move_safety.end(where, LEAD, "z_1", EndingKind.TRANSFERRED, "Held", LATER)
    with pytest.raises(MoveUnexplained):
        move_safety.end(where, LEAD, "z_1", EndingKind.RETURNED, " ", LATER)
    move_safety.end(where, LEAD, "z_1", EndingKind.RETURNED, "Home since Sunday", LATER)


def test_what_was_entered_by_mistake_and_told_to_nobody_ends_for_good() -> None:
    """MOV-08"""
    where = here()
    move = moved(where)
    move_safety.end(where, ADMIN, "z_1", EndingKind.MISTAKE, "Another family", LATER)
    assert move.open_steps == []
    assert where.settled


@pytest.mark.parametrize("who", [OUTSIDER, CHAIR, HEALTH, SCHOOL])
def test_whoever_has_no_part_in_it_hears_only_that_it_is_not_there(who: Person) -> None:
    """CHR-01"""
    where = here()
    moved(where)
    where.facts.clear()
    where.notices.clear()
    tried: list[Callable[[], object]] = [
        lambda: note(where, Step.TOLD, who),
        lambda: move_safety.assess(where, who, "z_1", LOWER, LATER),
        lambda: move_safety.agree_plan(where, who, "z_1", "P", "W", TODAY, LATER),
        lambda: move_safety.agree_visits(where, who, "z_1", "P", "W", TODAY, LATER),
        lambda: moves.pass_records(where, who, "z_1", "W", "M", TODAY, LATER),
        lambda: move_safety.set_stay(where, who, "z_1", LATER, stays_since=TODAY),
        lambda: move_safety.end(where, who, "z_1", EndingKind.MISTAKE, "Why", LATER),
    ]
    for each in tried:
        with pytest.raises(NoSuchMove):
            each()
    with pytest.raises(NotYours):
        moves.report(where, who, said(), "z_2", LATER)
    assert (where.facts, where.notices) == ([], [])


@pytest.mark.parametrize("who", [ADMIN, KEEPER])
def test_judging_the_risk_is_for_social_work(who: Person) -> None:
    """MOV-02 MOV-09 MOV-10"""
    where = here()
    moved(where)
    tried: list[Callable[[], object]] = [
        lambda: move_safety.assess(where, who, "z_1", LOWER, LATER),
        lambda: move_safety.agree_plan(where, who, "z_1", "P", "W", TODAY, LATER),
        lambda: move_safety.agree_visits(where, who, "z_1", "P", "W", TODAY, LATER),
    ]
    for judged in tried:
        with pytest.raises(NotYours, match="team leader of social work"):
            judged()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"council": " "}, OtherCouncilUnnamed),
        ({"children": ()}, NobodyMoves),
        ({"until": date(2027, 1, 1)}, BackBeforeLeaving),
        ({"whom": "Ann Gow"}, WithWhom),
    ],
)
def test_a_report_that_leaves_out_what_matters_is_refused(
    changes: dict[str, Any], refusal: type[CPPMError]
) -> None:
    """MOV-01 MOV-06"""
    where = here()
    with pytest.raises(refusal):
        moves.report(where, LEAD, said(Lasting.TEMPORARY, **changes), "z_1", AT)
    with pytest.raises(WithWhom):
        moves.report(there(), LEAD, said(direction=Direction.IN, whom=""), "z_1", AT)


def test_one_family_moves_once_between_two_councils() -> None:
    """MOV-01"""
    where = here()
    moved(where)
    with pytest.raises(MovingAlready, match="Fife"):
        moves.report(where, LEAD, said(council="fife "), "z_2", LATER)
    move_safety.end(where, LEAD, "z_1", EndingKind.MISTAKE, "Not them", LATER)
    moves.report(where, LEAD, said(), "z_2", LATER)


def test_a_step_is_taken_once_in_its_turn_and_not_ahead_of_time() -> None:
    """MOV-01 MOV-11"""
    where = here()
    moved(where)
    with pytest.raises(MoveNotYet):
        moves.note(where, LEAD, "z_1", Step.TOLD, TODAY + timedelta(days=1), "Ann", "by phone", LATER)
    with pytest.raises(WithWhom):
        moves.note(where, LEAD, "z_1", Step.TOLD, TODAY, "Ann", " ", LATER)
    for step in (Step.SUPPORT, Step.RECORDS, Step.RISK):
        with pytest.raises(NotNeededHere):
            note(where, step)
    note(where, Step.TOLD)
    with pytest.raises(StepTaken, match="recorded already"):
        note(where, Step.TOLD)
    assert where.moves[0].children == [KAY.id]


def test_a_move_for_good_with_every_step_done_asks_until_somebody_says_why_it_is_over() -> None:
    """MOV-08"""
    where = here()
    move = moved(where)
    assert "move_over" not in owed(where)
    for step in (Step.TOLD, Step.WRITTEN, Step.RISK, Step.RECORDS):
        move.done[step.value] = StepDone(TODAY, "Ann Gow", "by phone", LEAD.id, LEAD.name, AT)
    assert owed(where) == {"move_over"}
    move_safety.end(where, LEAD, move.id, EndingKind.RETURNED, "Home since Sunday", AT)
    assert "move_over" not in owed(where)
