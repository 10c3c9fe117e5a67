"""Whom the guide always invites, and who is missing."""

from __future__ import annotations

import pytest

from cppm.meetings import template
from cppm.meetings.meeting import Child, FamilyLine
from cppm.people import Person
from tests.builders import BABY, GP, HEALTH, KAY, POLICE, SCHOOL, a_booked_meeting, a_family

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
