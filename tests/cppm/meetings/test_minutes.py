"""The minutes: read by the chair first, then out to everybody, corrected by an addendum, stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cppm.meetings import invitations, minutes
from cppm.meetings.key_points import recipients
from cppm.meetings.meeting import Mode, NoSuchThing, NotInvited, NotYours, PlanningMeeting, WrongPhase
from cppm.meetings.skeleton_after import recording
from cppm.people import Agency, Person, Role
from cppm.records import FactKind, NoticeKind
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    STARTS_AT,
    a_booked_meeting,
    a_closed_meeting,
    an_opened_meeting,
    person,
)

DAY = timedelta(days=1)
AT = STARTS_AT + 3 * DAY
TAKER = person("taker", Agency.SOCIAL_WORK, "Una Boyd", "Minute taker")


def sent() -> PlanningMeeting:
    meeting = a_closed_meeting()
    minutes.check(meeting, CHAIR, AT)
    minutes.send(meeting, CHAIR, "CS-77", AT)
    return meeting


def told(meeting: PlanningMeeting, kind: NoticeKind) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is kind]


def facts(meeting: PlanningMeeting, kind: FactKind) -> int:
    return sum(f.kind is kind for f in meeting.facts)


# Read by the chair


def test_nobody_gets_the_minutes_before_the_chair_has_read_them() -> None:
    """MIN-22 CHR-27"""
    meeting = a_closed_meeting()
    with pytest.raises(minutes.NotChecked, match=CHAIR.name):
        minutes.send(meeting, ADMIN, "CS-77", AT)
    assert meeting.minutes.sent_at is None
    minutes.check(meeting, CHAIR, AT)
    minutes.send(meeting, ADMIN, "CS-77", AT)
    assert meeting.minutes.sent_at == AT


def test_the_draft_is_handed_to_the_chair_once() -> None:
    """MIN-22"""
    meeting = a_closed_meeting()
    for _ in range(2):
        minutes.hand_over_draft(meeting, ADMIN, AT)
    assert told(meeting, NoticeKind.MINUTES_TO_CHECK) == [CHAIR.id]
    assert facts(meeting, FactKind.MINUTES_DRAFTED) == 1


def test_only_the_chair_finds_the_draft_right_and_says_so_once() -> None:
    """MIN-22"""
    meeting = a_closed_meeting()
    for other in (ADMIN, LEAD):
        with pytest.raises(NotYours):
            minutes.check(meeting, other, AT)
    minutes.check(meeting, CHAIR, AT)
    minutes.check(meeting, CHAIR, AT + DAY)
    assert (meeting.minutes.checked_at, meeting.minutes.checked_by) == (AT, CHAIR.id)
    assert facts(meeting, FactKind.MINUTES_CHECKED) == 1


def test_there_are_no_minutes_before_the_meeting_is_closed() -> None:
    """MIN-22"""
    with pytest.raises(WrongPhase):
        minutes.check(an_opened_meeting(), CHAIR, AT)
    with pytest.raises(WrongPhase):
        minutes.send(an_opened_meeting(), CHAIR, "CS-77", AT)


# Out to everybody


def test_the_minutes_go_to_all_who_took_part_or_were_invited() -> None:
    """MIN-23 SUM-02"""
    meeting = sent()
    assert told(meeting, NoticeKind.MINUTES_OUT) == recipients(meeting)
    assert facts(meeting, FactKind.MINUTES_SENT) == 1


def test_sent_again_they_go_out_once_and_another_reference_is_refused() -> None:
    """MIN-25"""
    meeting = sent()
    minutes.send(meeting, ADMIN, " CS-77 ", AT + DAY)
    assert len(told(meeting, NoticeKind.MINUTES_OUT)) == len(recipients(meeting))
    with pytest.raises(minutes.AlreadySent, match="CS-77"):
        minutes.send(meeting, ADMIN, "CS-78", AT + DAY)


def test_they_are_found_by_their_reference() -> None:
    """MIN-27"""
    meeting = a_closed_meeting()
    minutes.check(meeting, CHAIR, AT)
    with pytest.raises(minutes.ReferenceMissing):
        minutes.send(meeting, CHAIR, "  ", AT)


def test_the_minute_taker_of_the_meeting_may_send_them_and_a_participant_may_not() -> None:
    """MIN-01"""
    meeting = a_booked_meeting()
    assert not minutes.may_send(meeting, TAKER)
    invitations.invite(meeting, LEAD, TAKER, "Takes the minutes", BOOKED_AT, Role.MINUTE_TAKER)
    invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    assert minutes.may_send(meeting, TAKER)
    with pytest.raises(NotYours):
        minutes.send(a_closed_meeting(), POLICE, "CS-77", AT)


# Corrected


def test_a_correction_reaches_the_chair_word_for_word() -> None:
    """MIN-24 ATT-19"""
    meeting = sent()
    asked = minutes.ask_correction(meeting, POLICE, " The visit was on the 3rd ", AT, "r_1")
    assert (asked.words, asked.name) == ("The visit was on the 3rd", POLICE.name)
    assert told(meeting, NoticeKind.CORRECTION) == [CHAIR.id]
    assert minutes.find_correction(meeting, "r_1") is asked


@pytest.mark.parametrize("agreed", [True, False])
def test_the_chair_answers_a_correction_once_and_the_minutes_stay(agreed: bool) -> None:
    """MIN-25"""
    meeting = sent()
    minutes.ask_correction(meeting, POLICE, "The visit was on the 3rd", AT, "r_1")
    minutes.answer_correction(meeting, CHAIR, "r_1", agreed, "As you say", AT + DAY)
    minutes.answer_correction(meeting, CHAIR, "r_1", not agreed, "On second thoughts", AT + 2 * DAY)
    kept = minutes.find_correction(meeting, "r_1")
    assert (kept.agreed, kept.answer, kept.answered_at) == (agreed, "As you say", AT + DAY)
    assert told(meeting, NoticeKind.CORRECTION) == [CHAIR.id, POLICE.id]
    assert meeting.minutes.reference == "CS-77"


def test_an_answer_needs_the_chair_words_and_a_correction() -> None:
    """MIN-25"""
    meeting = sent()
    minutes.ask_correction(meeting, POLICE, "The visit was on the 3rd", AT, "r_1")
    with pytest.raises(NotYours):
        minutes.answer_correction(meeting, ADMIN, "r_1", True, "Yes", AT)
    with pytest.raises(minutes.WordsMissing):
        minutes.answer_correction(meeting, CHAIR, "r_1", True, " ", AT)
    with pytest.raises(NoSuchThing):
        minutes.answer_correction(meeting, CHAIR, "r_2", True, "Yes", AT)
    with pytest.raises(minutes.WordsMissing):
        minutes.ask_correction(meeting, POLICE, "", AT, "r_2")


def test_only_who_was_sent_the_minutes_checks_and_stores_them() -> None:
    """MIN-23 MIN-27"""
    with pytest.raises(minutes.NotSentYet):
        minutes.store(a_closed_meeting(), POLICE, AT)
    meeting = sent()
    with pytest.raises(NotInvited):
        minutes.store(meeting, OUTSIDER, AT)
    with pytest.raises(NotInvited):
        minutes.ask_correction(meeting, OUTSIDER, "A word", AT, "r_1")
    minutes.store(meeting, HEALTH, AT)
    minutes.store(meeting, HEALTH, AT + DAY)
    assert minutes.has_stored(meeting, HEALTH)
    assert not minutes.has_stored(meeting, POLICE)
    assert facts(meeting, FactKind.TASK_DONE) == 1


# The recording


def test_the_recording_is_deleted_after_the_minutes_and_once() -> None:
    """MIN-04"""
    meeting = a_closed_meeting()
    with pytest.raises(minutes.RecordingNeeded):
        minutes.recording_deleted(meeting, CHAIR, AT)
    meeting = sent()
    assert minutes.recording_kept(meeting)
    minutes.recording_deleted(meeting, ADMIN, AT + DAY)
    minutes.recording_deleted(meeting, CHAIR, AT + 2 * DAY)
    assert meeting.minutes.recording_deleted_at == AT + DAY
    assert not minutes.recording_kept(meeting)


def test_a_meeting_in_person_has_no_recording() -> None:
    """MIN-02"""
    meeting = sent()
    meeting.mode = Mode.IN_PERSON
    with pytest.raises(minutes.NoRecording):
        minutes.recording_deleted(meeting, CHAIR, AT)


def test_where_guides_are_silent_there_is_a_recording_only_where_it_was_said_at_the_start() -> None:
    """MIN-02 MIN-04"""
    meeting = sent()
    meeting.always_recorded, meeting.opening = False, ["purpose"]
    assert not minutes.recorded(meeting)
    assert not minutes.recording_kept(meeting)
    assert recording(meeting).lines == ("Nobody said that a recording was made.",)
    meeting.opening = ["recording"]
    assert minutes.recording_kept(meeting)
    assert recording(meeting).rows[0] == ("Everybody was told of it", "Yes, at the start")


DEEDS: list[Callable[[PlanningMeeting, Person, datetime], None]] = [
    minutes.hand_over_draft,
    minutes.recording_deleted,
]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_participant_does_not_look_after_the_minutes(
    deed: Callable[[PlanningMeeting, Person, datetime], None],
) -> None:
    """MIN-22 MIN-04"""
    with pytest.raises(NotYours):
        deed(sent(), POLICE, AT)
