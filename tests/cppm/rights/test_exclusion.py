"""Somebody of the family who is not invited or is excluded: decided, explained, heard and told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cppm.errors import CPPMError
from cppm.meetings import closing, conduct, key_points, moving
from cppm.meetings.meeting import NoSuchThing, NotInvited, NotYours, PlanningMeeting, WrongPhase
from cppm.meetings.outcome import DayGone
from cppm.records import FactKind, NoticeKind
from cppm.rights import exclusion, exclusion_plan, participation
from cppm.rights.exclusion_records import Decided, Ground, Legal
from cppm.timing import boards
from cppm.timing.clocks import dues
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    REPORTER,
    STARTS_AT,
    a_booked_meeting,
    a_closed_meeting,
    a_settled_meeting,
    an_arrangement,
    an_invited_meeting,
    an_opened_meeting,
    keep_out,
)

AT = BOOKED_AT + timedelta(hours=1)
HOUR = STARTS_AT + timedelta(minutes=10)
FATHER, MOTHER = "f_father", "f_mother"


def told(meeting: PlanningMeeting, kind: NoticeKind) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is kind]


def line(meeting: PlanningMeeting, id: str):  # type: ignore[no-untyped-def]
    return exclusion.family_line(meeting, id)


def owed(meeting: PlanningMeeting, clock: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.about, d.owes) for d in dues(meeting, PROFILE) if d.clock == clock]


# The decision


def test_the_chair_alone_decides_who_is_not_invited() -> None:
    """EXC-01"""
    meeting = an_invited_meeting()
    for other in (LEAD, POLICE, ADMIN, OUTSIDER):
        with pytest.raises(NotYours):
            exclusion.require_decider(meeting, other)
    assert keep_out(meeting, AT, MOTHER).keeps_out
    assert not line(meeting, MOTHER).invited


def test_whom_the_booking_leaves_out_waits_for_the_chairs_decision() -> None:
    """EXC-01 INV-03"""
    meeting = a_booked_meeting()
    assert [each.id for each in exclusion.waiting(meeting)] == [FATHER]
    assert owed(meeting, "exclusion") == [(FATHER, (CHAIR.id,))]
    keep_out(meeting, AT)
    assert exclusion.waiting(meeting) == []
    assert owed(meeting, "exclusion") == [(FATHER, (CHAIR.id,))]  # who speaks with him is still open
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT), AT)
    assert owed(meeting, "exclusion") == []


def test_the_chair_may_invite_whom_the_booking_left_out() -> None:
    """EXC-01"""
    meeting = a_booked_meeting()
    keep_out(meeting, AT, decided=Decided.INVITED, reasons="The conditions have ended")
    assert line(meeting, FATHER).invited
    assert not line(meeting, FATHER).reason
    assert (exclusion.waiting(meeting), exclusion.standing(meeting)) == ([], [])


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        ({"reasons": " "}, exclusion.ExclusionUnexplained),
        ({"grounds": ()}, exclusion.GroundMissing),
        ({"not_virtual": ""}, exclusion.VirtualUnconsidered),
        ({"legal": Legal.WITHOUT, "legal_words": ""}, exclusion.AdviceUnexplained),
        ({"decided": Decided.PART}, exclusion.PartUnclear),
    ],
)
def test_nobody_is_kept_out_without_all_that_must_be_weighed(
    missing: dict[str, object], refusal: type[CPPMError]
) -> None:
    """EXC-02 EXC-03 EXC-04 EXC-05 EXC-06 EXC-09"""
    meeting = an_invited_meeting()
    with pytest.raises(refusal):
        keep_out(meeting, AT, MOTHER, **missing)
    assert line(meeting, MOTHER).invited
    assert meeting.exclusions == []


def test_taking_part_by_video_keeps_somebody_invited() -> None:
    """EXC-03"""
    meeting = an_invited_meeting()
    keep_out(meeting, AT, decided=Decided.VIRTUAL, grounds=(), not_virtual="")
    assert line(meeting, FATHER).invited
    assert exclusion.standing(meeting) == []


def test_advice_that_is_awaited_is_asked_for_until_it_is_there() -> None:
    """EXC-05"""
    meeting = an_invited_meeting()
    keep_out(meeting, AT, legal=Legal.WAITING, legal_words="Asked the council's solicitor")
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT), AT)
    assert owed(meeting, "exclusion") == [(FATHER, (CHAIR.id,))]
    exclusion.advise(meeting, CHAIR, "e_1", "The conditions allow no contact", AT)
    assert owed(meeting, "exclusion") == []
    with pytest.raises(exclusion.NoAdviceAwaited):
        exclusion.advise(meeting, CHAIR, "e_1", "Again", AT)


def test_a_child_is_not_kept_out_by_this_way() -> None:
    """EXC-01"""
    with pytest.raises(exclusion.AboutAChild):
        keep_out(an_invited_meeting(), AT, "f_kay")


# In the hour of the meeting


def test_somebody_excluded_in_the_meeting_is_off_the_roll_and_stays_off() -> None:
    """EXC-09"""
    meeting = an_opened_meeting()
    assert line(meeting, MOTHER).present
    keep_out(meeting, HOUR, MOTHER, grounds=(Ground.INTOXICATED,))
    assert line(meeting, MOTHER).present is False
    with pytest.raises(exclusion.ExcludedFromRoom, match="Kay's mother"):
        conduct.call_roll(meeting, CHAIR, [LEAD.id], [], [MOTHER], HOUR)
    keep_out(meeting, HOUR, MOTHER, decided=Decided.INVITED, reasons="She is calm again")
    conduct.call_roll(meeting, CHAIR, [LEAD.id], [], [MOTHER], HOUR)
    assert line(meeting, MOTHER).present


def test_threats_in_the_meeting_ask_about_the_police() -> None:
    """EXC-11"""
    meeting = an_opened_meeting()
    with pytest.raises(exclusion.PoliceUnconsidered):
        keep_out(meeting, HOUR, MOTHER, grounds=(Ground.THREATENING,), police="")


def test_whoever_is_excluded_from_a_part_stays_on_the_roll_and_is_told_the_outcome() -> None:
    """EXC-09 EXC-12"""
    meeting = an_opened_meeting()
    kept = keep_out(meeting, HOUR, MOTHER, decided=Decided.PART, part="while the reports are heard")
    assert line(meeting, MOTHER).present
    assert MOTHER in closing.to_be_told(meeting)
    assert kept.in_the_hour


# What follows


def test_the_meeting_does_not_close_before_all_is_settled() -> None:
    """EXC-06 EXC-07 EXC-08"""
    meeting = a_settled_meeting()
    assert closing.blanks(meeting) == []
    keep_out(meeting, HOUR, MOTHER)
    assert {b.rule for b in closing.blanks(meeting)} == {"EXC-06", "CHR-22"}
    exclusion_plan.arrange(meeting, CHAIR, "e_2", an_arrangement(HOUR, outcome_by=HEALTH.id), HOUR)
    assert {b.rule for b in closing.blanks(meeting)} == {"EXC-07"}
    exclusion_plan.views_obtained(meeting, LEAD, "e_2", "She left before she could be asked", HOUR)
    assert closing.blanks(meeting) == []
    closing.close(meeting, CHAIR, HOUR)
    assert {t.id: t.told_by for t in meeting.outcome.tellings}[MOTHER] == HEALTH.id


def test_each_errand_is_chased_until_it_is_done() -> None:
    """EXC-06 EXC-07"""
    meeting = an_invited_meeting()
    keep_out(meeting, AT)
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT, views_by=HEALTH.id), AT)
    assert told(meeting, NoticeKind.EXCLUSION_ERRAND) == [LEAD.id, HEALTH.id]
    assert owed(meeting, "exclusion_reasons") == [("e_1", (LEAD.id,))]
    assert owed(meeting, "exclusion_views") == [("e_1", (HEALTH.id,))]
    exclusion_plan.reasons_shared(meeting, LEAD, "e_1", "By phone, with a colleague", AT)
    exclusion_plan.views_obtained(meeting, HEALTH, "e_1", "He wants to see Kay", AT)
    assert owed(meeting, "exclusion_reasons") == owed(meeting, "exclusion_views") == []


def test_whoever_was_not_named_can_not_record_an_errand() -> None:
    """EXC-06"""
    meeting = an_invited_meeting()
    keep_out(meeting, AT)
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT), AT)
    for other in (POLICE, ADMIN, OUTSIDER):
        with pytest.raises(NotYours):
            exclusion_plan.reasons_shared(meeting, other, "e_1", "By phone", AT)
    exclusion_plan.reasons_shared(meeting, LEAD, "e_1", "By phone", AT)
    exclusion_plan.reasons_shared(meeting, LEAD, "e_1", "In person", AT)
    assert [f.kind for f in meeting.facts].count(FactKind.EXCLUSION_EXPLAINED) == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"safe_way": " "}, exclusion_plan.SafeWayMissing),
        ({"views_by": "", "views_on": None}, exclusion_plan.ViewsUnplanned),
        ({"outcome_on": date(2026, 11, 16)}, exclusion_plan.OutcomeTooEarly),
        ({"reasons_on": date(2026, 11, 1)}, DayGone),
        ({"reasons_by": OUTSIDER.id}, NoSuchThing),
        ({"views_by": REPORTER.id}, NoSuchThing),
    ],
)
def test_an_arrangement_names_people_who_can_and_days_that_fit(
    wrong: dict[str, object], refusal: type[CPPMError]
) -> None:
    """EXC-07 EXC-08 EXC-12"""
    meeting = an_invited_meeting(invited=[POLICE, HEALTH, REPORTER])
    keep_out(meeting, AT)
    with pytest.raises(refusal):
        exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT, **wrong), AT)
    assert meeting.exclusions[0].plan is None


def test_a_day_for_the_outcome_before_the_new_date_counts_no_more() -> None:
    """EXC-08"""
    meeting = an_invited_meeting()
    keep_out(meeting, AT)
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT), AT)
    assert closing.named_to_tell(meeting) == {FATHER}
    moving.move(meeting, CHAIR, STARTS_AT + timedelta(days=7), "The chair is ill", AT, PROFILE)
    assert closing.named_to_tell(meeting) == set()


def test_what_was_done_stays_done_when_the_chair_decides_again() -> None:
    """EXC-06"""
    meeting = an_invited_meeting()
    keep_out(meeting, AT)
    exclusion_plan.arrange(meeting, CHAIR, "e_1", an_arrangement(AT), AT)
    exclusion_plan.reasons_shared(meeting, LEAD, "e_1", "By phone", AT)
    again = keep_out(meeting, AT, reasons="The conditions were tightened")
    assert again.plan
    assert again.plan.reasons.done_at == AT
    assert [each.id for each in exclusion.standing(meeting)] == ["e_2"]


# Alerts


def test_a_practitioner_alerts_the_chair_alone() -> None:
    """EXC-13 ATT-09"""
    meeting = an_invited_meeting()
    exclusion.alert(meeting, POLICE, MOTHER, "She threatened the health visitor", AT, "n_1")
    assert [each.id for each in exclusion.waiting(meeting)] == [MOTHER, FATHER]
    assert told(meeting, NoticeKind.EXCLUSION_ALERT) == [CHAIR.id]
    later = AT + timedelta(minutes=1)
    keep_out(meeting, later, MOTHER, decided=Decided.INVITED, reasons="She is well supported")
    assert [each.id for each in exclusion.waiting(meeting)] == [FATHER]


def test_what_an_alert_asks_of_the_chair_shows_on_nobody_elses_board() -> None:
    """EXC-13: that one is asked for would tell the lead professional that somebody was named."""
    meeting = an_invited_meeting()
    exclusion.alert(meeting, POLICE, MOTHER, "She threatened the health visitor", AT, "n_1")
    assert owed(meeting, "exclusion") == [(FATHER, (CHAIR.id,))]
    assert owed(meeting, "exclusion_alert") == [(MOTHER, (CHAIR.id,))]
    asked = [due for due in dues(meeting, PROFILE) if due.about == MOTHER]
    assert [boards.shows_to(due, CHAIR) for due in asked] == [True]
    assert [boards.shows_to(due, other) for due in asked for other in (LEAD, ADMIN)] == [False, False]
    keep_out(meeting, AT + timedelta(minutes=1), MOTHER)
    assert owed(meeting, "exclusion_alert") == []
    assert (MOTHER, (CHAIR.id,)) in owed(meeting, "exclusion"), (
        "who speaks with her is no secret of the chair"
    )


def test_only_those_who_work_with_the_family_alert_the_chair() -> None:
    """EXC-13"""
    meeting = an_invited_meeting(invited=[POLICE, REPORTER])
    for other, refusal in ((REPORTER, NotYours), (OUTSIDER, NotInvited)):
        with pytest.raises(refusal):
            exclusion.alert(meeting, other, MOTHER, "A concern", AT, "n_1")
    with pytest.raises(WrongPhase):
        exclusion.alert(a_closed_meeting(), POLICE, MOTHER, "A concern", AT, "n_1")


def test_whoever_is_excluded_gets_no_key_points_and_the_chair_sees_why() -> None:
    """EXC-08 SUM-02"""
    meeting = a_settled_meeting()
    keep_out(meeting, HOUR, MOTHER)
    assert ("Kay's mother", "was excluded") in key_points.not_sent(meeting)


def test_nobody_goes_through_the_minutes_with_somebody_who_was_excluded_in_the_meeting() -> None:
    """EXC-08 EXC-12 MIN-28: what they hear, whoever the chair named tells them in a safe way."""
    meeting = a_settled_meeting()
    assert MOTHER in [each.id for each in participation.concerned(meeting)]
    keep_out(meeting, HOUR, MOTHER)
    assert line(meeting, MOTHER).invited, "she was invited, and excluded"
    assert MOTHER not in [each.id for each in participation.concerned(meeting)]
    assert MOTHER in closing.to_be_told(meeting)


def test_a_representative_on_a_line_of_their_own_can_be_kept_out() -> None:
    """EXC-01"""
    meeting = an_invited_meeting()
    meeting.family.append(replace(line(meeting, MOTHER), id="f_agent", who="The mother's solicitor"))
    keep_out(meeting, AT, "f_agent")
    assert exclusion.out_of_room(meeting) == {"f_agent": "The mother's solicitor"}
