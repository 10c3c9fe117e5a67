"""Dissent: formal, in the dissenter's own words, and nothing stops for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm import attendance, clocks, closing, conduct, decision, dissent
from cppm.meeting import Concern, Deputy, Dissent, NoSuchThing, NotInvited, Option, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from tests.builders import (
    CHAIR,
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
    a_closed_meeting,
    a_decided_meeting,
    a_viewed_meeting,
)

AT = STARTS_AT + 70 * MINUTE
WORDS = "  The injuries were *explained* by the ward; see <report 4>.\nThat was not weighed.  "


def dissent_from(
    meeting: PlanningMeeting, who: Person = POLICE, words: str = WORDS, id: str = "d_1"
) -> Dissent:
    return dissent.record_dissent(meeting, who, KAY.id, words, "Not to place, with a plan", AT, id)


def test_a_dissent_is_kept_word_for_word() -> None:
    """DIS-01"""
    meeting = a_closed_meeting()
    kept = dissent_from(meeting)
    assert kept.reason == WORDS.strip()
    assert (kept.disagrees_with, kept.alternative) == (Option.PLACE, "Not to place, with a plan")
    assert (kept.name, kept.agency, kept.at) == (POLICE.name, POLICE.agency, AT)
    assert meeting.facts[-1].detail["reason"] == WORDS.strip()


def test_dissent_is_possible_in_the_meeting_and_after() -> None:
    """DIS-01"""
    for meeting in (a_decided_meeting(), a_closed_meeting()):
        assert dissent_from(meeting) in meeting.dissents


def test_a_voluntary_partner_may_dissent_too() -> None:
    """DIS-01"""
    assert dissent_from(a_closed_meeting(), THIRD).agency is THIRD.agency


def test_dissent_is_about_a_decision() -> None:
    """DIS-01"""
    with pytest.raises(dissent.NotDecidedYet, match="Kay"):
        dissent_from(a_viewed_meeting())


@pytest.mark.parametrize(("reason", "alternative", "asks"), [
    (" ", "Not to place", "why you disagree"),
    ("The ward explained it", "", "what you would have decided instead"),
])  # fmt: skip
def test_a_dissent_says_why_and_what_instead(reason: str, alternative: str, asks: str) -> None:
    """DIS-01"""
    with pytest.raises(dissent.DissentIncomplete, match=asks):
        dissent.record_dissent(a_closed_meeting(), POLICE, KAY.id, reason, alternative, AT, "d_1")


def test_who_was_not_there_goes_through_their_manager() -> None:
    """DIS-01 DIS-03"""
    meeting = a_closed_meeting(present=[LEAD, POLICE, HEALTH])
    with pytest.raises(dissent.WasNotThere):
        dissent_from(meeting, SCHOOL)


def test_who_left_early_may_still_dissent() -> None:
    """DIS-01"""
    meeting = a_decided_meeting()
    conduct.note_leaving(meeting, CHAIR, POLICE.id, AT)
    assert dissent.may_dissent(meeting, POLICE)


@pytest.mark.parametrize("who", [CHAIR, REPORTER])
def test_chair_and_observers_do_not_dissent(who: Person) -> None:
    """DIS-01 DEC-12"""
    meeting = a_closed_meeting(invited=[POLICE, HEALTH, SCHOOL, REPORTER])
    with pytest.raises(dissent.WasNotThere):
        dissent_from(meeting, who)


def test_a_stranger_learns_nothing() -> None:
    """INV-09"""
    with pytest.raises(NotInvited):
        dissent.record_dissent(a_closed_meeting(), OUTSIDER, "c_unknown", "x", "y", AT, "d_1")


def test_a_deputy_dissents_for_themselves() -> None:
    """DIS-01 ATT-02"""
    meeting = a_decided_meeting()
    neil = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, CHAIR, neil, AT, POLICE_DEPUTY, POLICE.id, "came to the room")
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT, as_deputy=True)
    assert dissent_from(meeting, POLICE_DEPUTY).name == POLICE_DEPUTY.name
    with pytest.raises(dissent.WasNotThere):
        dissent_from(meeting, POLICE)


def test_for_a_deputy_without_enrolment_the_invitee_may_dissent() -> None:
    """DIS-01 ATT-02"""
    meeting = a_decided_meeting()
    attendance.send_deputy(meeting, CHAIR, Deputy("New", True, True), AT, None, POLICE.id, "came")
    conduct.note_arrival(meeting, CHAIR, POLICE.id, AT, as_deputy=True)
    assert dissent.may_dissent(meeting, POLICE)


def test_the_chair_is_told_at_once_and_the_manager_by_the_dissenter() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    before = len(meeting.notices)
    dissent_from(meeting)
    assert [(n.kind, n.to) for n in meeting.notices[before:]] == [(NoticeKind.DISSENT_TO_CHAIR, CHAIR.id)]
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    told = meeting.notices[-1]
    assert (told.kind, told.to, told.about) == (NoticeKind.DISSENT_TO_MANAGER, "p_inspector", "d_1")
    assert dissent.find(meeting, "d_1").manager_told_at == AT


def test_telling_the_manager_twice_changes_nothing() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    dissent_from(meeting)
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    before = meeting.revision
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    assert meeting.revision == before


def test_without_an_enrolled_manager_the_telling_is_still_recorded() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    dissent_from(meeting, HEALTH)
    before = len(meeting.notices)
    dissent.tell_manager(meeting, HEALTH, "d_1", AT)
    assert meeting.facts[-1].kind is FactKind.MANAGER_TOLD
    assert len(meeting.notices) == before


def test_nobody_tells_the_manager_of_another() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    dissent_from(meeting)
    for other in (HEALTH, CHAIR, OUTSIDER):
        with pytest.raises(NoSuchThing):
            dissent.tell_manager(meeting, other, "d_1", AT)
    with pytest.raises(NoSuchThing):
        dissent.tell_manager(meeting, POLICE, "d_unknown", AT)


def test_the_same_words_twice_are_one_dissent() -> None:
    """DIS-01"""
    meeting = a_closed_meeting()
    first = dissent_from(meeting)
    assert dissent_from(meeting, id="d_2") is first
    assert dissent_from(meeting, words="Another point", id="d_3") is not first
    assert [d.id for d in meeting.dissents] == ["d_1", "d_3"]


def test_a_dissent_stays_with_the_decision_it_was_about() -> None:
    """DIS-01"""
    meeting = a_decided_meeting()
    first = dissent_from(meeting)
    why = "Seen again with the ward's report, which answers the injuries."
    decision.decide(
        meeting, CHAIR, KAY.id, Option.NOT_PLACE, "Explained", AT, PROFILE, why, [], "not needed", "No need"
    )
    assert first.disagrees_with is Option.PLACE
    again = dissent_from(meeting, id="d_2")
    assert again.disagrees_with is Option.NOT_PLACE


def test_nothing_stops_for_a_dissent() -> None:
    """DIS-05"""
    meeting = a_closed_meeting()
    before = {d.key: d.limit for d in clocks.dues(meeting, PROFILE)}
    actions = list(meeting.outcome.actions)
    dissent_from(meeting)
    after = {d.key: d.limit for d in clocks.dues(meeting, PROFILE)}
    assert before.items() <= after.items()
    assert meeting.outcome.actions == actions
    assert meeting.decisions[KAY.id].concerns == [Concern("physical abuse", "Two injuries in October")]
    assert "go on" in dissent.PROTECTION_GOES_ON


def test_a_dissent_does_not_keep_the_chair_from_closing_or_releasing() -> None:
    """DIS-05"""
    meeting = a_decided_meeting()
    dissent_from(meeting)
    assert "dissent" not in {b.job for b in closing.blanks(meeting)}
    assert meeting.dissents[0].at - STARTS_AT == timedelta(minutes=70)
