"""What is asked of everybody by their role, on what reports are written, and the meeting's seven tasks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cppm.councils.profile import load_profile
from cppm.meetings import asked, invitations
from cppm.meetings.meeting import Deputy, MeetingKind, NotInvited, Option
from cppm.people import Agency, Role
from cppm.timing.timescales import say_day
from tests.builders import (
    ADMIN,
    BABY,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    REPORTER,
    THIRD,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
    an_opened_meeting,
)

NATIONAL = load_profile("national_2023")


INVITED = [role for role in Role if not role.value.startswith("core group") and role is not Role.CHAIR]


@pytest.mark.parametrize("role", INVITED)
def test_everybody_who_can_be_invited_is_told_what_is_asked_of_them(role: Role) -> None:
    """INV-10"""
    meeting = an_invited_meeting([HEALTH])
    meeting.invitee(HEALTH.id).role = role
    said = asked.asked_of(meeting, HEALTH, PROFILE)
    assert len(said) >= 2
    assert all(words.endswith(".") for words in said)


def test_a_practitioner_speaks_for_the_agency_with_authority_and_shares_in_proportion() -> None:
    """INV-02 INV-11 ATT-02"""
    said = " ".join(asked.asked_of(an_invited_meeting(), POLICE, PROFILE))
    wanted = ("speak for your agency", "authority", "in proportion", "briefed on the family", "with reasons")
    for words in wanted:
        assert words in said


def test_what_is_due_is_said_with_its_day_whether_or_not_one_comes() -> None:
    """INV-10 REP-03"""
    meeting = an_invited_meeting()
    for person in (POLICE, LEAD):
        said = " ".join(asked.asked_of(meeting, person, PROFILE))
        assert f"by {say_day(meeting.report_due)}, with a chronology, whether or not you come" in said


@pytest.mark.parametrize("role", [Role.STUDENT, Role.INTERPRETER, Role.SUPPORT_PERSON, Role.MINUTE_TAKER])
def test_whoever_writes_no_report_is_asked_for_none(role: Role) -> None:
    """ATT-22 PAR-06"""
    meeting = an_invited_meeting([HEALTH])
    meeting.invitee(HEALTH.id).role = role
    said = " ".join(asked.asked_of(meeting, HEALTH, PROFILE))
    assert "Write your report" not in said
    assert "a view with reasons" not in said


def test_the_reporter_observes() -> None:
    """PAR-08 INV-04"""
    said = asked.asked_of(an_invited_meeting([REPORTER]), REPORTER, PROFILE)
    assert said[0] == "You come to observe. No report and no view are asked of you."


def test_statutory_agencies_use_their_own_template_and_the_third_sector_its_own_or_the_blank_one() -> None:
    """REP-05"""
    for agency in (Agency.POLICE, Agency.SOCIAL_WORK, Agency.EDUCATION, Agency.HEALTH):
        assert "your own service's template" in asked.template_words(agency, PROFILE)
    blank = asked.template_words(Agency.THIRD_SECTOR, PROFILE)
    assert "the blank one" in blank
    assert asked.ASK_FOR_IT in blank


def test_where_the_guide_is_silent_about_templates_it_says_so() -> None:
    """REP-05"""
    assert asked.template_words(Agency.POLICE, NATIONAL) == asked.NO_TEMPLATE
    assert asked.template_words(Agency.HOUSING, PROFILE) == asked.NO_TEMPLATE


def test_the_third_sector_writes_about_its_involvement_and_what_that_means() -> None:
    """REP-06"""
    meeting = an_invited_meeting([THIRD, HEALTH])
    assert asked.INVOLVEMENT in asked.asked_of(meeting, THIRD, PROFILE)
    assert asked.INVOLVEMENT not in asked.asked_of(meeting, HEALTH, PROFILE)


def test_a_council_adds_its_own_words() -> None:
    """INV-10"""
    meeting, council = an_invited_meeting(), load_profile("argyll_bute")
    added = council.adds_for(Role.PRACTITIONER)
    assert added
    assert set(added) <= set(asked.asked_of(meeting, POLICE, council))
    assert not set(added) & set(asked.asked_of(meeting, POLICE, PROFILE))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (MeetingKind.INITIAL, "whether a child is at risk of significant harm"),
        (MeetingKind.PRE_BIRTH, "before and after the birth"),
        (MeetingKind.REVIEW, "Only a review takes a name off"),
        (MeetingKind.TRANSFER, "What is known is handed over"),
    ],
)
def test_each_kind_of_meeting_says_what_it_is_for(kind: MeetingKind, said: str) -> None:
    """ATT-23 GEN-02"""
    assert set(asked.PURPOSES) == set(MeetingKind)
    assert said in asked.PURPOSES[kind]
    assert "not a legal order" in asked.STANDING


def test_only_those_with_a_part_read_it() -> None:
    """INV-09: before the chair agrees nobody who is merely on the list does."""
    meeting = a_booked_meeting([POLICE])
    for person in (POLICE, OUTSIDER):
        with pytest.raises(NotInvited):
            asked.require_reader(meeting, person)
    for person in (CHAIR, LEAD, ADMIN):
        asked.require_reader(meeting, person)
    assert asked.asked_of(meeting, ADMIN, PROFILE) == []


def test_an_enrolled_deputy_is_asked_what_the_invitee_is() -> None:
    """ATT-02"""
    meeting = an_invited_meeting([HEALTH])
    stand_in = replace(HEALTH, id="p_stand_in", name="Una Muir")
    meeting.invitee(HEALTH.id).deputy = Deputy(stand_in.name, True, True, stand_in.id)
    assert asked.asked_of(meeting, stand_in, PROFILE) == asked.asked_of(meeting, HEALTH, PROFILE)


def test_seven_tasks_belong_to_every_meeting() -> None:
    """GEN-04"""
    found = asked.tasks(an_invited_meeting())
    assert len(found) == 7
    assert not any(task.done for task in found)
    assert "place or not place" in found[5].words


def test_the_tasks_fill_as_the_meeting_goes_on() -> None:
    """GEN-04"""
    assert not any(task.done for task in asked.tasks(an_opened_meeting()))
    assert all(task.done for task in asked.tasks(a_closed_meeting()))


def test_a_review_reviews_the_plan_and_before_a_birth_nobody_is_referred() -> None:
    """GEN-04 OUT-12"""
    review = replace(an_invited_meeting(), kind=MeetingKind.REVIEW)
    assert "Review the plan and change it" in [task.words for task in asked.tasks(review)]
    assert Option.RETAIN in asked.tasks(review)[5].words
    unborn = an_invited_meeting([HEALTH], children=[BABY], kind=MeetingKind.PRE_BIRTH)
    assert "before a birth no referral" in asked.tasks(unborn)[6].words


def test_the_chair_alone_follows_the_tasks_once_the_meeting_has_begun() -> None:
    """GEN-04"""
    assert asked.follows(an_opened_meeting(), CHAIR)
    assert not asked.follows(an_opened_meeting(), POLICE)
    assert not asked.follows(an_invited_meeting(), CHAIR)


def test_somebody_taken_off_the_list_reads_nothing_any_more() -> None:
    """INV-09"""
    meeting = an_invited_meeting([POLICE, HEALTH])
    invitations.remove(meeting, CHAIR, POLICE.id, "Not involved any more", BOOKED_AT)
    with pytest.raises(NotInvited):
        asked.require_reader(meeting, POLICE)
