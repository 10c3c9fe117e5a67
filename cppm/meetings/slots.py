"""How long a slot is booked for: longer with an interpreter, in separate parts, or about several children.

The guides say that it is longer and not by how much; the minutes are a local default (CON-08, PAR-04).
"""

from __future__ import annotations

ONE_CHILD = 90
INTERPRETER = 30
PARTS = 30
EACH_SIBLING = 15
LONGEST = 180

NO_INTERPRETER = "not needed"
"""What a booking says where no interpreter is needed."""


def minutes(children: int, interpreter: str, parts: bool) -> int:
    """The length of a slot in minutes; no longer than people can attend to one meeting."""
    found = ONE_CHILD + EACH_SIBLING * (children - 1)
    found += INTERPRETER if interpreter.strip() != NO_INTERPRETER else 0
    found += PARTS if parts else 0
    return min(found, LONGEST)


def reasons(children: int, interpreter: str, parts: bool) -> str:
    """Why a slot is longer than the usual one, in words; nothing where it is not."""
    found = [
        *(["an interpreter"] if interpreter.strip() != NO_INTERPRETER else []),
        *(["separate parts"] if parts else []),
        *([f"{children} children"] if children > 1 else []),
    ]
    return ", ".join(found)
