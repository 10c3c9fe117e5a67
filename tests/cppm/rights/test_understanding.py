"""What the family was told and understood, what they said, and the clocks that run on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cppm.meetings import minutes, moving
from cppm.meetings.meeting import Child, FamilyLine, NotYours, Option, PlanningMeeting
from cppm.rights import participation, support, taking_part, understanding
from cppm.rights.participation_records import Booked, Heard, SupportKind, Topic, Understood
from cppm.timing import clocks
from cppm.timing.timescales import local_day
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    MINUTE,
    PROFILE,
    STARTS_AT,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
)

AT = BOOKED_AT + 5 * MINUTE
DAY = timedelta(days=1)
AFTER = STARTS_AT + 2 * DAY
MOTHER, KAY = "f_mother", "f_kay"
SAID = Heard("I want to stay with Gran", "in a drawing", "Ewan Reid", BOOKED_AT.date())
WRITTEN = replace(SAID, written=True, helped_by="Ada Fyfe, advocate")
SAID_AFTER = Heard("I am glad", "on a walk", "Ewan Reid", AFTER.date())


def tell(
    meeting: PlanningMeeting,
    line: str,
    *topics: Topic,
    understood: Understood = Understood.YES,
    words: str = "",
    at: datetime = AT,
) -> None:
    understanding.tell(
        meeting, LEAD, line, list(topics), "Ewan Reid", at.date(), "in person", understood, words, at
    )


def untold(meeting: PlanningMeeting, line: str) -> list[Topic]:
    return understanding.still_to_tell(meeting, meeting.family_line(line))


def owed(meeting: PlanningMeeting, clock: str) -> list[date]:
    return [local_day(d.limit) for d in clocks.dues(meeting, PROFILE) if d.clock == clock]


def test_the_family_hears_of_the_meeting_its_date_who_is_there_and_their_rights() -> None:
    """LPP-01 LPP-07 LPP-12 LPP-15 LPP-17 PTP-03"""
    meeting = a_booked_meeting()
    assert untold(meeting, MOTHER) == list(understanding.BEFOREHAND)
    tell(meeting, MOTHER, Topic.MEETING, Topic.DATE)
    assert untold(meeting, MOTHER) == list(understanding.BEFOREHAND[2:])
    told = taking_part.of(meeting, MOTHER).told[Topic.DATE]
    assert (told.by, told.on, told.how, told.recorded_by) == ("Ewan Reid", AT.date(), "in person", LEAD.id)


def test_a_date_that_moves_is_told_anew() -> None:
    """LPP-07"""
    meeting = an_invited_meeting()
    tell(meeting, MOTHER, *understanding.BEFOREHAND)
    assert untold(meeting, MOTHER) == []
    moving.move(meeting, LEAD, STARTS_AT + DAY, "The school is closed", AT + MINUTE, PROFILE)
    assert untold(meeting, MOTHER) == [Topic.DATE]


def test_what_is_told_says_by_whom_how_and_whether_it_was_understood() -> None:
    """PTP-05"""
    meeting = a_booked_meeting()
    with pytest.raises(understanding.NothingTold):
        tell(meeting, MOTHER)
    with pytest.raises(understanding.NotToBeTold):
        tell(meeting, MOTHER, Topic.REGISTRATION)
    with pytest.raises(understanding.UnclearUnexplained):
        tell(meeting, MOTHER, Topic.MEETING, understood=Understood.PARTLY)
    with pytest.raises(understanding.NotYetCome, match="Tuesday 3 November 2026"):
        understanding.tell(
            meeting,
            LEAD,
            MOTHER,
            [Topic.MEETING],
            "Ewan Reid",
            AT.date() + DAY,
            "in person",
            Understood.YES,
            "",
            AT,
        )
    for by, how in (("", "in person"), ("Ewan Reid", " ")):
        with pytest.raises(understanding.TellingIncomplete):
            understanding.tell(
                meeting, LEAD, MOTHER, [Topic.MEETING], by, AT.date(), how, Understood.YES, "", AT
            )
    assert meeting.participation == {}


def test_somebody_who_does_not_look_after_the_family_records_nothing_of_it() -> None:
    """PTP-05"""
    meeting = an_invited_meeting()
    with pytest.raises(NotYours):
        understanding.tell(
            meeting, HEALTH, MOTHER, [Topic.DATE], "I", AT.date(), "by phone", Understood.YES, "", AT
        )
    with pytest.raises(NotYours):
        understanding.hear(meeting, HEALTH, MOTHER, SAID, AT)


def test_after_a_registration_the_family_understands_why_and_what_must_change() -> None:
    """PTP-05 CHI-05"""
    meeting = a_closed_meeting()
    assert owed(meeting, "explained") == [date(2026, 12, 1)]
    understanding.hear(meeting, LEAD, KAY, SAID_AFTER, AFTER)
    tell(meeting, KAY, Topic.REGISTRATION, at=AFTER)
    tell(meeting, MOTHER, Topic.REGISTRATION, understood=Understood.NO, words="What neglect means", at=AFTER)
    assert len(owed(meeting, "explained")) == 1, "it is explained again until it is clear"
    tell(meeting, MOTHER, Topic.REGISTRATION, at=AFTER + DAY)
    assert owed(meeting, "explained") == []
    assert participation.open_still(meeting) == []


def test_without_a_registration_the_child_is_still_heard_afterwards() -> None:
    """CHI-05"""
    meeting = a_closed_meeting(option=Option.NOT_PLACE)
    assert [(each.rule, each.job) for each in participation.open_still(meeting)] == [("CHI-05", "heard")]
    assert len(owed(meeting, "explained")) == 1
    understanding.hear(meeting, LEAD, KAY, Heard("", "", "", None, "She asked to be left alone"), AFTER)
    assert owed(meeting, "explained") == []


def test_the_minutes_are_read_with_the_family() -> None:
    """MIN-28 PTP-07"""
    meeting = a_closed_meeting()
    assert owed(meeting, "minutes_explained") == []
    minutes.check(meeting, CHAIR, AFTER)
    minutes.send(meeting, ADMIN, "CS-1", AFTER)
    assert owed(meeting, "minutes_explained") == [date(2026, 12, 3)]
    for line in (KAY, MOTHER):
        tell(meeting, line, Topic.MINUTES, at=AFTER + DAY)
    assert owed(meeting, "minutes_explained") == []


def test_views_are_kept_before_and_after_with_who_heard_them() -> None:
    """CHI-05 LPP-14"""
    meeting = a_booked_meeting()
    understanding.hear(meeting, LEAD, KAY, SAID, AT)
    assert taking_part.of(meeting, KAY).before == SAID
    assert taking_part.of(meeting, KAY).after is None
    closed = a_closed_meeting()
    understanding.hear(closed, LEAD, KAY, SAID_AFTER, AFTER)
    assert taking_part.of(closed, KAY).after == SAID_AFTER
    assert taking_part.of(closed, KAY).before is None


@pytest.mark.parametrize(
    "unheard",
    [
        Heard("", "", "", None),
        Heard("I like school", "", "Ewan Reid", BOOKED_AT.date()),
        Heard("I like school", "in a drawing", "", BOOKED_AT.date()),
        Heard("I like school", "in a drawing", "Ewan Reid", None),
        Heard("I like school", "", "", None, "She was ill"),
    ],
)
def test_views_say_who_heard_them_when_and_how_or_why_not(unheard: Heard) -> None:
    """CHI-05 CHI-06"""
    meeting = a_booked_meeting()
    with pytest.raises(understanding.ViewsUnheard, match="presentation and behaviour"):
        understanding.hear(meeting, LEAD, KAY, unheard, AT)
    assert meeting.participation == {}


def test_a_baby_is_told_nothing_and_heard_all_the_same() -> None:
    """CHI-05"""
    baby = Child("c_mo", "Mo", age=0)
    family = [FamilyLine("f_mo", "Mo", "child", False, "Ten weeks old", child="c_mo"), mother()]
    meeting = an_invited_meeting(children=[baby], family=family)
    found = [each.job for each in participation.open_still(meeting) if each.ids.get("f") == "f_mo"]
    assert found == ["invitedornot", "heard"]
    assert owed(meeting, "child_told") == []


def mother() -> FamilyLine:
    return FamilyLine("f_mother", "Mo's mother", "mother", True)


def test_an_adult_who_is_not_invited_is_not_told_from_here() -> None:
    """INV-03"""
    meeting = a_booked_meeting()
    assert untold(meeting, "f_father") == []
    assert "f_father" not in [line.id for line in participation.concerned(meeting)]


def test_a_meeting_that_is_called_off_leaves_nothing_open() -> None:
    """LPP-01"""
    meeting = an_invited_meeting()
    moving.cancel(meeting, CHAIR, "The family has moved", AT)
    assert participation.open_still(meeting) == []


def test_each_thing_that_is_open_names_its_rule_and_its_form() -> None:
    """LPP-10 LPP-11 LPP-14 CHI-01"""
    found = participation.open_still(a_booked_meeting())
    own = [(each.rule, each.job) for each in found if each.ids == {"f": KAY}]
    assert own == [
        ("CHI-01", "invitedornot"),
        ("LPP-10", "participate"),
        ("LPP-11", "support"),
        ("LPP-01", "understood"),
        ("CHI-05", "heard"),
    ]


def test_views_in_writing_are_kept_with_who_helped() -> None:
    """REP-12"""
    meeting = an_invited_meeting()
    understanding.hear(meeting, LEAD, "f_kay", WRITTEN, AFTER)
    kept = meeting.participation["f_kay"].before
    assert kept
    assert (kept.written, kept.helped_by) == (True, "Ada Fyfe, advocate")
    assert "'written': True" in str(meeting.facts[-1].detail)


def test_who_should_be_beside_somebody_when_it_is_explained() -> None:
    """PAR-11"""
    meeting = an_invited_meeting()
    mother = meeting.family_line("f_mother")
    assert understanding.helpers(meeting, mother) == []
    support.arrange_support(meeting, LEAD, mother.id, SupportKind.ADVOCATE, "Ada Fyfe", "", BOOKED_AT)
    support.arrange_interpreter(meeting, LEAD, mother.id, Booked.BEING_BOOKED, "Polish", "", False, BOOKED_AT)
    assert understanding.helpers(meeting, mother) == ["Ada Fyfe", "an interpreter for Polish"]
