"""Who is beside the family: advocates, support persons, interpreters."""

from __future__ import annotations

from datetime import date

import pytest

from cppm.meetings.meeting import NotYours, PlanningMeeting
from cppm.records import NoticeKind
from cppm.rights import participation, support, taking_part
from cppm.rights.participation_records import Booked, SupportKind
from cppm.timing import clocks
from cppm.timing.timescales import local_day
from tests.builders import BOOKED_AT, CHAIR, HEALTH, LEAD, MINUTE, PROFILE, a_booked_meeting

AT = BOOKED_AT + 5 * MINUTE
MOTHER, KAY = "f_mother", "f_kay"


def arrange(
    meeting: PlanningMeeting, kind: SupportKind, name: str = "", line: str = MOTHER, words: str = ""
) -> None:
    support.arrange_support(meeting, LEAD, line, kind, name, words, AT)


def interpret(
    meeting: PlanningMeeting, booked: Booked, name: str = "", language: str = "Polish", family: bool = False
) -> None:
    support.arrange_interpreter(meeting, LEAD, MOTHER, booked, language, name, family, AT)


def drained() -> PlanningMeeting:
    meeting = a_booked_meeting()
    meeting.notices.clear()
    return meeting


def owed(meeting: PlanningMeeting) -> list[date]:
    return [local_day(d.limit) for d in clocks.dues(meeting, PROFILE) if d.clock == "interpreter"]


def still(meeting: PlanningMeeting, job: str) -> list[str]:
    return [each.words for each in participation.open_still(meeting) if each.job == job]


def test_each_of_the_family_may_bring_an_advocate_who_is_named() -> None:
    """PAR-07 LPP-11"""
    meeting = drained()
    with pytest.raises(support.SupporterUnnamed):
        arrange(meeting, SupportKind.ADVOCATE, line=KAY)
    arrange(meeting, SupportKind.ADVOCATE, "Ada Fyfe, Who Cares", KAY)
    assert still(meeting, "support") == ["Who supports Kay's mother"]
    assert meeting.notices == []


def test_somebody_in_support_has_no_other_part_in_the_meeting() -> None:
    """PAR-06"""
    with pytest.raises(support.AlreadyInTheRoom):
        arrange(drained(), SupportKind.PERSON, HEALTH.name)


def test_the_chair_says_whether_a_friend_or_relative_comes() -> None:
    """PAR-06"""
    meeting = drained()
    arrange(meeting, SupportKind.PERSON, "Her aunt Jean")
    assert [(n.kind, n.to) for n in meeting.notices] == [(NoticeKind.FAMILY_NEEDS, CHAIR.id)]
    assert still(meeting, "support")[1] == "Whether the chair agrees to who supports Kay's mother"
    support.arrange_support(meeting, CHAIR, MOTHER, SupportKind.PERSON, "Her aunt Jean", "", AT, True)
    assert taking_part.of(meeting, MOTHER).support.agreed is True  # type: ignore[union-attr]
    arrange(meeting, SupportKind.PERSON, "Her aunt Jean", words="Comes by bus")
    assert taking_part.of(meeting, MOTHER).support.agreed is True  # type: ignore[union-attr]
    arrange(meeting, SupportKind.PERSON, "Her neighbour")
    assert taking_part.of(meeting, MOTHER).support.agreed is None  # type: ignore[union-attr]


def test_nobody_but_the_chair_agrees_to_a_friend_or_relative() -> None:
    """PAR-06"""
    meeting = drained()
    support.arrange_support(meeting, LEAD, MOTHER, SupportKind.PERSON, "Her aunt Jean", "", AT, True)
    assert support.waits_for_chair(taking_part.of(meeting, MOTHER).support)
    with pytest.raises(NotYours):
        support.arrange_support(meeting, HEALTH, MOTHER, SupportKind.NOBODY, "", "", AT)


def test_a_parent_who_holds_back_an_advocate_is_the_chairs_to_consider() -> None:
    """PAR-09"""
    meeting = drained()
    with pytest.raises(support.OnlyForAChild):
        arrange(meeting, SupportKind.HELD_BACK, words="He says no")
    with pytest.raises(support.HeldBackUnexplained):
        arrange(meeting, SupportKind.HELD_BACK, line=KAY)
    arrange(meeting, SupportKind.HELD_BACK, line=KAY, words="Her father fears what she may say")
    assert [(n.kind, n.to) for n in meeting.notices] == [(NoticeKind.FAMILY_NEEDS, CHAIR.id)]


def test_an_interpreter_being_booked_is_owed_until_confirmed() -> None:
    """PAR-05 LPP-03"""
    meeting = drained()
    assert owed(meeting) == []
    interpret(meeting, Booked.BEING_BOOKED)
    assert (owed(meeting), meeting.interpreter) == ([date(2026, 11, 15)], "being booked")
    assert [n.kind for n in meeting.notices] == [NoticeKind.FAMILY_NEEDS], "more time is needed"
    interpret(meeting, Booked.BOOKED, "Global Language Services")
    assert (len(owed(meeting)), meeting.interpreter) == (1, "booked")
    interpret(meeting, Booked.CONFIRMED, "Irena Nowak")
    assert (owed(meeting), still(meeting, "interpreter")) == ([], [])


def test_nobody_of_the_family_interprets() -> None:
    """PAR-05"""
    meeting = drained()
    for name, family in (("Her sister", True), ("kay's father", False)):
        with pytest.raises(support.InterpreterOfTheFamily):
            interpret(meeting, Booked.BOOKED, name, family=family)
    with pytest.raises(support.LanguageUnsaid):
        interpret(meeting, Booked.BOOKED, "Irena Nowak", language="")
    with pytest.raises(support.LanguageUnsaid):
        interpret(meeting, Booked.CONFIRMED)


def test_a_booking_that_asked_for_an_interpreter_asks_for_whom() -> None:
    """PAR-05 LPP-03"""
    meeting = a_booked_meeting(interpreter="being booked")
    assert still(meeting, "interpreter") == ["For whom the interpreter comes"]
    assert len(owed(meeting)) == 1
    interpret(meeting, Booked.NOT_NEEDED)
    assert (still(meeting, "interpreter"), owed(meeting), meeting.interpreter) == ([], [], "not needed")
