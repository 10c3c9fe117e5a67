"""How long a slot is booked for."""

from __future__ import annotations

import pytest

from cppm.meetings import booking, slots
from cppm.meetings.meeting import Child, FamilyLine
from tests.builders import BOOKED_AT, KAY, LEAD, PROFILE, a_booking, a_family

LENA = Child("c_lena", "Lena", age=4)
SISTERS: dict[str, object] = {
    "children": [KAY, LENA],
    "family": [*a_family(), FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)],
}


@pytest.mark.parametrize(
    ("children", "interpreter", "parts", "length"),
    [
        (1, "not needed", False, 90),
        (1, "booked", False, 120),
        (1, "being booked", False, 120),
        (1, "not needed", True, 120),
        (2, "not needed", False, 105),
        (3, "booked", True, 180),
        (9, "booked", True, 180),
    ],
)
def test_a_slot_is_longer_for_an_interpreter_for_parts_and_for_siblings(
    children: int, interpreter: str, parts: bool, length: int
) -> None:
    """CON-08 PAR-04"""
    assert slots.minutes(children, interpreter, parts) == length


def test_why_it_is_longer_is_said() -> None:
    """CON-08 PAR-04"""
    assert slots.reasons(1, "not needed", False) == ""
    assert slots.reasons(3, "booked", True) == "an interpreter, separate parts, 3 children"


@pytest.mark.parametrize(
    ("changes", "length"),
    [
        ({}, 90),
        ({"interpreter": "being booked"}, 120),
        ({"parts_planned": True}, 120),
        (SISTERS, 105),
        ({"minutes_long": 45, "interpreter": "booked"}, 45),
    ],
)
def test_a_booking_has_its_slot_by_the_rule_unless_it_names_one(
    changes: dict[str, object], length: int
) -> None:
    """CON-08 PAR-04"""
    meeting = booking.book(a_booking(**changes), "m_new", LEAD, BOOKED_AT, PROFILE)
    assert meeting.minutes_long == length
