"""Who tells whom, what must not stay blank, and closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cppm.meetings import closing, conduct, outcome
from cppm.meetings.meeting import (
    FamilyLine,
    ImmediateAction,
    MeetingKind,
    NoSuchThing,
    NotYours,
    Option,
    Phase,
    PlanningMeeting,
)
from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights import parts
from cppm.rights.parts_records import Because
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
    PROFILE,
    SCHOOL,
    STARTS_AT,
    THIRD,
    a_closed_meeting,
    a_decided_meeting,
    a_family,
    a_settled_meeting,
)

AT = STARTS_AT + 40 * MINUTE
DAY = timedelta(days=1)
NOT_PLACE = Option.NOT_PLACE
NEXT_WEEK = STARTS_AT + 7 * DAY
REVIEW = date(2027, 5, 4)


def jobs(meeting: PlanningMeeting) -> list[str]:
    return [b.rule for b in closing.blanks(meeting)]


VISIT = ImmediateAction("a_1", "Visit every second day", "Ewan Reid", date(2026, 11, 20))


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
    assert set(jobs(meeting)) == {"CHR-19", "CHR-22", "EXC-01", "GEN-10"}


def removing(**changes: object) -> PlanningMeeting:
    return a_decided_meeting(Option.REMOVE, kind=MeetingKind.REVIEW, **changes)


def test_after_a_removal_the_whole_family_is_told_by_somebody() -> None:
    """OUT-04"""
    meeting = removing()
    assert meeting.family[1].present
    assert set(closing.to_be_told(meeting)) == {"f_kay", "f_mother", "f_father"}
    assert "OUT-04" in jobs(meeting)


def test_after_a_removal_neither_core_group_nor_review_is_needed_but_actions_for_needs_are() -> None:
    """CHR-19"""
    assert set(jobs(removing())) == {"CHR-19", "EXC-01", "GEN-04", "OUT-04"}
    assert any("the actions for the child's needs" in b.words for b in closing.blanks(removing()))


def test_after_retaining_the_next_core_group_and_the_next_review_are_needed() -> None:
    """CHR-17 CHR-21 CG-05 TIM-06"""
    meeting = a_decided_meeting(kind=MeetingKind.REVIEW)
    assert {"CHR-17", "OUT-15", "CG-05", "CHR-21"} <= set(jobs(meeting))
    assert any(b.words == "the next date of the core group" for b in closing.blanks(meeting))


def test_closing_tells_who_was_there_who_tells_and_the_chair() -> None:
    """DEC-10 DIS-12 SUM-01"""
    meeting = a_closed_meeting()
    sent = [(n.kind, n.to) for n in meeting.notices]
    for guest in (LEAD, POLICE, HEALTH, SCHOOL, THIRD):
        assert (NoticeKind.DECISION, guest.id) in sent
    assert sent.count((NoticeKind.TELLING, LEAD.id)) == 1, "however many they tell"
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
        lambda: outcome.settle(meeting, actor, AT, LEAD.id, [LEAD.id], NEXT_WEEK, REVIEW, PROFILE),
        lambda: outcome.agree_actions(meeting, actor, [VISIT], AT),
        lambda: closing.name_teller(meeting, actor, "f_kay", LEAD.id, date(2026, 11, 18), AT),
        lambda: closing.close(meeting, actor, AT),
    ]
    for attempt in attempts:
        with pytest.raises(NotYours):
            attempt()


def test_a_meeting_held_in_two_parts_waits_until_both_have_agreed_to_them() -> None:
    """PAR-01"""
    meeting = a_settled_meeting()
    at = meeting.starts_at
    parts.plan(meeting, CHAIR, Because.ABUSE, "The father hurt the mother", "Two doors", at)
    assert "PAR-01" not in {blank.rule for blank in closing.blanks(meeting)}, "planned, and nobody was apart"
    parts.sort(meeting, CHAIR, [HEALTH.id], [], at)
    assert "PAR-01" in {blank.rule for blank in closing.blanks(meeting)}
    parts.agree(meeting, LEAD, at)
    assert "PAR-01" not in {blank.rule for blank in closing.blanks(meeting)}
