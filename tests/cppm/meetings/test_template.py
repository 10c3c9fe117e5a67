"""Whom the guide always invites, and who is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from cppm.meetings import invitations, template
from cppm.meetings.meeting import Child, FamilyLine
from cppm.people import Agency, Person
from cppm.rights import taking_part
from cppm.rights.participation_records import Need, TakesPart
from tests.builders import BABY, BOOKED_AT, GP, HEALTH, KAY, LEAD, POLICE, SCHOOL, a_booked_meeting, a_family

TODDLER = Child("c_tam", "Tam", age=3)


def keys(*children: Child) -> list[str]:
    return [line.key for line in template.invitation_template(list(children)) if line.always]


def test_the_template_for_an_unborn_baby() -> None:
    """INV-05"""
    assert keys(BABY) == ["police", "midwife", "gp"]


def test_the_template_for_a_pre_school_child() -> None:
    """INV-05"""
    assert keys(TODDLER) == ["police", "health_visitor", "nursery", "gp"]


@pytest.mark.parametrize("age", [5, 7, 17])
def test_the_template_for_a_child_of_school_age(age: int) -> None:
    """INV-05"""
    assert keys(Child("c", "Kay", age=age)) == ["police", "school", "school_nurse", "gp"]


def test_the_template_for_siblings_names_nobody_twice() -> None:
    """INV-05"""
    assert keys(KAY, TODDLER, BABY, Child("c_2", "Ann", age=9)) == [
        "police",
        "school",
        "school_nurse",
        "health_visitor",
        "nursery",
        "midwife",
        "gp",
    ]


def test_lines_that_apply_only_sometimes_are_offered_too() -> None:
    """INV-05 INV-06"""
    offered = {t.key for t in template.invitation_template([KAY]) if not t.always}
    assert offered == {"paediatrician", "third_sector"}


def test_the_known_range_is_thought_of() -> None:
    """INV-04 INV-06"""
    agencies = {line.agency for line in template.RANGE}
    assert set(Agency) - agencies == {Agency.POLICE, Agency.OTHER}
    keys = [line.key for line in (*template.RANGE, *template.template_lines())]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("post", "key", "fits"),
    [
        ("Educational psychologist", "psychologist", True),
        ("Depute head teacher", "psychologist", False),
    ],
)
def test_where_an_agency_has_many_posts_the_post_tells(post: str, key: str, fits: bool) -> None:
    """INV-06"""
    (line,) = (each for each in template.RANGE if each.key == key)
    assert template.fits(line, replace(SCHOOL, post=post)) is fits


def test_somebody_of_the_armed_forces_is_proposed_where_the_family_has_that_tie() -> None:
    """PAR-10"""
    meeting = a_booked_meeting()
    assert "armed_forces" not in {line.key for line in template.lines_of(meeting)}
    taking_part.take_part(meeting, LEAD, "f_mother", TakesPart.WHOLE, "", [], "", BOOKED_AT, True)
    assert "armed_forces" in {line.key for line in template.missing_from_template(meeting)}
    forces = replace(POLICE, id="p_forces", agency=Agency.ARMED_FORCES, post="Army Welfare Service")
    invitations.invite(meeting, LEAD, forces, "Knows the father's unit", BOOKED_AT)
    assert "armed_forces" not in {line.key for line in template.missing_from_template(meeting)}


def test_a_tie_that_was_said_stays_until_it_is_taken_back_and_a_child_has_none() -> None:
    """PAR-10"""
    meeting = a_booked_meeting()
    settled: tuple[TakesPart, str, list[Need], str, datetime] = (TakesPart.WHOLE, "", [], "", BOOKED_AT)
    taking_part.take_part(meeting, LEAD, "f_kay", *settled, True)
    assert not template.armed_forces_tie(meeting)
    taking_part.take_part(meeting, LEAD, "f_mother", *settled, True)
    taking_part.take_part(meeting, LEAD, "f_mother", *settled)
    assert template.armed_forces_tie(meeting)
    taking_part.take_part(meeting, LEAD, "f_mother", *settled, False)
    assert not template.armed_forces_tie(meeting)


def test_why_nobody_of_the_armed_forces_comes_can_be_said() -> None:
    """PAR-10 INV-05"""
    meeting = a_booked_meeting()
    taking_part.take_part(meeting, LEAD, "f_mother", TakesPart.WHOLE, "", [], "", BOOKED_AT, True)
    invitations.leave_empty(meeting, LEAD, "armed_forces", "Left the army years ago", BOOKED_AT)
    assert meeting.nobody["armed_forces"] == "Left the army years ago"


def missing(*guests: Person, **changes: object) -> list[str]:
    return [t.key for t in template.missing_from_template(a_booked_meeting(list(guests), **changes))]


def test_an_empty_list_misses_every_line() -> None:
    """INV-05"""
    assert missing() == ["police", "school", "school_nurse", "gp"]


def test_a_health_visitor_does_not_stand_for_the_general_practitioner() -> None:
    """INV-05"""
    assert missing(POLICE, SCHOOL, HEALTH) == ["school_nurse", "gp"]
    assert missing(POLICE, SCHOOL, GP) == ["school_nurse"]


def test_one_person_does_not_stand_for_school_and_nursery() -> None:
    """INV-05"""
    tam = FamilyLine("f_tam", "Tam", "child", True, child=TODDLER.id)
    siblings: dict[str, object] = {"children": [KAY, TODDLER], "family": [*a_family(), tam]}
    assert "nursery" in missing(POLICE, SCHOOL, GP, **siblings)
