"""The skeleton of the minutes: whole papers as last read through, its copies, its gaps, and who may."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.councils.profile import known_profiles, load_profile
from cppm.disagreeing import dissent
from cppm.groups.core_group import Recommendation, Recommended
from cppm.meetings import attendance, closing, conduct, named_person, skeleton, skeleton_room
from cppm.meetings.considerations import PLAN_STAYS
from cppm.meetings.meeting import (
    Child,
    Deputy,
    FamilyLine,
    MeetingKind,
    Mode,
    NoSuchThing,
    NotYours,
    Option,
    PlanningMeeting,
    Sharing,
    WrongPhase,
)
from cppm.meetings.reports import file_report, share_with_family
from cppm.meetings.skeleton import Copy
from cppm.meetings.skeleton_words import Marks
from cppm.papers import Paper, as_text
from cppm.people import Agency, Duty, Role
from cppm.rights import section
from cppm.rights.parts_records import Part
from tests import builders
from tests.builders import (
    ADMIN,
    BABY,
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    THIRD,
    a_closed_meeting,
    a_family,
    a_meeting_ready_for_views,
    an_invited_meeting,
    an_opened_meeting,
)
from tests.builders_group import a_core_group
from tests.cppm.rights.test_parts import FIRST, SECOND, held

KEPT = Path(__file__).parent / "skeletons"
RECORDING = bool(os.environ.get("QUORATE_RECORD_PAPERS"))
DAY = timedelta(days=1)
TAKER = builders.person("taker", Agency.SOCIAL_WORK, "Nan Orr", "Minute taker", Duty.MINUTE_TAKER)
TOM = Child("c_tom", "Tom", age=1)
HALF_SIBLINGS = [
    *a_family()[:2],
    FamilyLine("f_tom", "Tom", "child", False, "Too young to take part", child=TOM.id),
    FamilyLine("f_alan", "Alan Hay", "father", True, parent_of=[KAY.id]),
    FamilyLine("f_bob", "Bob Lind", "father", True, parent_of=[TOM.id]),
]


def placed() -> PlanningMeeting:
    """Placed on the register, with all that can be recorded beforehand, a late report and a dissent."""
    meeting = a_closed_meeting(invited=[POLICE, HEALTH, SCHOOL, THIRD])
    meeting.invitees.append(replace(meeting.invitee(SCHOOL.id), person=TAKER, role=Role.MINUTE_TAKER))
    absent = replace(meeting.invitee(POLICE.id), person=GP, stay=None, why_absent="In surgery all day")
    meeting.invitees.append(absent)
    file_report(meeting, HEALTH, "HV-77", True, BOOKED_AT + 2 * DAY)
    shared = Sharing(True, (BOOKED_AT + 3 * DAY).date(), "read together at home", "yes", "The weight", "")
    share_with_family(meeting, HEALTH, shared, BOOKED_AT + 3 * DAY)
    file_report(meeting, POLICE, "POL-1", False, STARTS_AT - MINUTE)
    dissent.record_dissent(
        meeting, SCHOOL, KAY.id, "She is safe at her aunt's", "A plan without the register", STARTS_AT, "d_1"
    )
    named_person.name(meeting, CHAIR, [KAY.id], "Callum Ross, depute head teacher", False, STARTS_AT)
    return meeting


def half_siblings() -> PlanningMeeting:
    """Two children with a father each."""
    return a_closed_meeting(children=[KAY, TOM], family=HALF_SIBLINGS)


def inquorate() -> PlanningMeeting:
    """With two agencies, at the chair's discretion."""
    return a_closed_meeting(present=[LEAD, POLICE], invited=[POLICE, HEALTH, SCHOOL])


def pre_birth() -> PlanningMeeting:
    """Before the birth, in person."""
    return a_closed_meeting(
        kind=MeetingKind.PRE_BIRTH,
        children=[BABY],
        family=a_family()[1:],
        mode=Mode.IN_PERSON,
        place="Pullar House",
        investigation_began=None,
    )


PAPERS = {
    "placed": (placed, Copy()),
    "in-two-parts": (held, Copy()),
    "in-two-parts-for-the-first": (held, Copy(half=Part.FIRST)),
    "in-two-parts-for-the-second": (held, Copy(half=Part.SECOND)),
    "siblings": (half_siblings, Copy()),
    "siblings-for-one-file": (half_siblings, Copy(child=TOM.id)),
    "inquorate": (inquorate, Copy()),
    "pre-birth": (pre_birth, Copy()),
}


def written(meeting: PlanningMeeting, copy: Copy | None = None) -> Paper:
    return skeleton.skeleton(meeting, PROFILE, copy=copy)


def rows(paper: Paper) -> dict[str, str]:
    """Everything that stands beside a label, by the label."""
    return {label: words for part in paper.parts for label, words in part.rows}


@pytest.mark.parametrize("name", PAPERS)
def test_a_whole_paper_is_as_it_was_last_read_through(name: str) -> None:
    """MIN-05 MIN-06 MIN-07 MIN-08 MIN-09 MIN-10 MIN-12 MIN-13 MIN-16 MIN-17 MIN-18 MIN-19 MIN-20 MIN-21"""
    made, copy = PAPERS[name]
    text = as_text(written(made(), copy)) + "\n"
    path = KEPT / f"{name}.txt"
    if RECORDING:
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_no_paper_outlives_its_test() -> None:
    assert {path.stem for path in KEPT.glob("*.txt")} == PAPERS.keys()


@pytest.mark.parametrize("key", known_profiles())
@pytest.mark.parametrize("kind", MeetingKind)
def test_there_is_one_for_every_kind_of_meeting_in_every_council(key: str, kind: MeetingKind) -> None:
    """MIN-05 MIN-16"""
    meeting = a_closed_meeting()
    meeting.kind = kind
    paper = skeleton.skeleton(meeting, load_profile(key))
    assert rows(paper)["Meeting"] == f"{kind.capitalize()} Child Protection Planning Meeting"
    assert "name placed on the Child Protection Register" in as_text(paper)


# Who, and when


def test_those_who_look_after_the_minutes_read_it_and_nobody_else() -> None:
    """MIN-22"""
    meeting = placed()
    for reader in (CHAIR, ADMIN, TAKER):
        skeleton.require_reader(meeting, reader)
    for other in (LEAD, POLICE, GP):
        with pytest.raises(NotYours):
            skeleton.require_reader(meeting, other)


def test_it_is_there_once_the_meeting_is_closed() -> None:
    with pytest.raises(WrongPhase):
        skeleton.require_reader(an_opened_meeting(), CHAIR)


# What is not known says so


def test_what_nobody_recorded_stands_as_a_gap() -> None:
    """MIN-11 MIN-15 MIN-18"""
    found = {gap.heading: gap for gap in skeleton.gaps(written(a_closed_meeting()))}
    assert found["Chair and minute taker"].unknown == ("Minute taker",)
    leads = found["Named Person, lead professional and core group"]
    assert leads.unknown == ("Named Person for Kay",)
    assert found["Summary of the information"].to_write == ("Information shared and discussed",)
    assert found["Quorum"] == skeleton.Gap("Quorum")
    assert found["Kay"].to_write == (
        "Risks, needs, vulnerability and strengths: What makes the child vulnerable",
    )


def test_a_named_person_not_known_yet_is_a_gap_that_says_when_it_was_asked() -> None:
    """MIN-18"""
    meeting = a_closed_meeting()
    named_person.name(meeting, LEAD, [KAY.id], "", True, BOOKED_AT)
    said = rows(written(meeting))["Named Person for Kay"]
    assert said == "Not recorded; not known yet on Monday 2 November 2026"


def test_somebody_without_apologies_and_a_deputy_who_did_not_come_are_told_apart() -> None:
    """MIN-07"""
    meeting = a_closed_meeting(present=[LEAD, POLICE, HEALTH], invited=[POLICE, HEALTH, SCHOOL, THIRD])
    meeting.invitee(THIRD.id).deputy = Deputy("Ann Low", True, True)
    found = rows(written(meeting))
    assert found["Callum Ross"].endswith("Education. Apologies: not recorded")
    assert found["Jo Kerr"].endswith("The deputy named, Ann Low, did not come either")


def test_what_was_recorded_for_somebody_is_marked_with_who_recorded_it_and_how_they_told() -> None:
    """ATT-04 REP-04 MIN-10"""
    meeting = an_invited_meeting()
    attendance.cannot_attend(meeting, ADMIN, "In court", BOOKED_AT, POLICE.id, "by phone")
    file_report(meeting, ADMIN, "VPD 1", True, BOOKED_AT, person_id=POLICE.id, source="by letter")
    seen = Sharing(True, BOOKED_AT.date(), "Read aloud", "yes", "", "", "at the door")
    share_with_family(meeting, CHAIR, seen, BOOKED_AT, POLICE.id)
    away = dict(skeleton_room.professionals(meeting, Marks(meeting))[-1].rows)["Fiona Blair"]
    assert away.endswith("Apologies: In court (recorded for them by CP Administration: by phone)")
    said = dict(skeleton_room.reports(meeting, Marks(meeting)).rows)["Fiona Blair, Police"]
    assert "with chronology (recorded for them by CP Administration: by letter)" in said
    assert "Read aloud (recorded for them by Morag Sinclair: at the door)" in said


def test_who_came_late_left_early_or_sent_a_deputy_is_said() -> None:
    """MIN-07"""
    meeting = an_opened_meeting(present=[LEAD, POLICE], invited=[POLICE, HEALTH, SCHOOL])
    at = STARTS_AT + 20 * MINUTE
    conduct.note_arrival(meeting, CHAIR, HEALTH.id, at)
    conduct.note_leaving(meeting, CHAIR, POLICE.id, at + MINUTE)
    deputy = Deputy("Ann Low", True, True)
    attendance.send_deputy(meeting, CHAIR, deputy, at, person_id=SCHOOL.id, source="by phone")
    conduct.note_arrival(meeting, CHAIR, SCHOOL.id, at, as_deputy=True)
    found = rows(written(meeting))
    assert found["Ailsa Grant"] == "Health visitor, Health. Attended, from 14:20"
    assert found["Fiona Blair"].endswith("Attended, left at 14:21")
    assert found["Callum Ross"].endswith("The deputy attended: Ann Low, from 14:20")


# Copies


def test_a_copy_for_one_part_holds_nothing_of_the_other() -> None:
    """PAR-02 PAR-04"""
    meeting = held()
    for half, other in ((Part.FIRST, SECOND), (Part.SECOND, FIRST)):
        copy = Copy(half=half)
        assert other not in as_text(written(meeting, copy))
        assert skeleton.still_named(meeting, copy, written(meeting, copy)) == []
    whole = as_text(written(meeting))
    assert all(mark in whole for mark in (FIRST, SECOND))
    assert "[Said in the first part alone] Visit" in whole
    assert "[Only for those who were in both parts]" in whole


def test_a_file_of_one_child_leaves_out_brothers_sisters_and_their_other_parent() -> None:
    """SUM-03"""
    meeting = half_siblings()
    copy = Copy(child=TOM.id)
    text = as_text(written(meeting, copy))
    assert not any(words in text for words in ("Kay, 7 years", "Alan Hay", "Kay: name placed"))
    assert all(words in text for words in ("TOM", "Bob Lind", "Take out what is about a brother or sister"))


def test_somebody_left_out_and_yet_named_in_somebodys_words_is_found() -> None:
    """PAR-02"""
    meeting = half_siblings()
    meeting.decisions[TOM.id].reasons = "Alan Hay was violent to Kay's brother"
    copy = Copy(child=TOM.id)
    found = dict(skeleton.still_named(meeting, copy, written(meeting, copy)))
    assert found["Alan Hay"] == "Decision"
    assert "Decision" in found["Kay"]


def test_there_are_as_many_copies_as_audiences_and_files() -> None:
    """PAR-02 SUM-03"""
    assert skeleton.copies(a_closed_meeting()) == [Copy()]
    assert skeleton.copies(half_siblings()) == [Copy(), Copy(child=KAY.id), Copy(child=TOM.id)]
    assert len(skeleton.copies(held())) == 5
    with pytest.raises(NoSuchThing):
        skeleton.copy_named(a_closed_meeting(), "first", "")
    assert skeleton.copy_named(held(), "first", "") == Copy(half=Part.FIRST)


def test_no_title_names_a_child() -> None:
    for made, copy in PAPERS.values():
        title = written(made(), copy).title
        assert not any(name in title for name in ("Kay", "Tom", "Ross", "Baby"))


# What stays out, and what a review adds


def test_a_confidential_section_is_named_and_no_word_of_it() -> None:
    """RAI-08"""
    meeting = a_meeting_ready_for_views()
    at = STARTS_AT + 10 * MINUTE
    section.start(meeting, CHAIR, ["f_mother"], True, at)
    section.end(meeting, CHAIR, at + 5 * MINUTE)
    (found,) = (part for part in written(meeting).parts if part.heading == "Confidential section")
    assert dict(found.rows) == {
        "Time": "From 14:10 to 14:15",
        "Left the room": "Kay's mother",
        "Explained to them": "Yes, beforehand",
    }
    assert "It is not in these minutes" in found.lines[0]


def test_a_review_has_what_the_core_group_recommended() -> None:
    """MIN-15 CG-14"""
    meeting = a_closed_meeting(kind=MeetingKind.INITIAL)
    group = a_core_group()
    said = Recommendation(HEALTH.id, HEALTH.name, KAY.id, Recommended.REMOVE, "No new injury", STARTS_AT)
    group.recommended_to[meeting.id] = [said]
    found = rows(skeleton.skeleton(meeting, PROFILE, group))
    assert found["Ailsa Grant, core group, on Kay"] == (
        "The name should come off the register. No new injury"
    )


def test_a_review_has_how_the_plan_stands_and_an_older_one_says_that_nobody_recorded_it() -> None:
    """GEN-04"""
    meeting = a_closed_meeting(kind=MeetingKind.REVIEW)
    found = rows(written(meeting))
    assert (found["The plan until now"], found["Changes to the plan"]) == ("Yes, as agreed", PLAN_STAYS)
    meeting.considered.said.clear()
    assert rows(written(meeting))["Changes to the plan"] == "Not recorded"


def test_without_a_name_on_the_register_there_is_no_core_group() -> None:
    """MIN-16 MIN-19"""
    meeting = a_closed_meeting(option=Option.NOT_PLACE)
    paper = written(meeting)
    assert rows(paper)["Decision"] == "Kay: name not placed on the Child Protection Register"
    assert "Core group" not in rows(paper)
    assert closing.next_core_group(meeting).capitalize() not in rows(paper)
