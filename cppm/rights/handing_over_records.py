"""What is kept of a part of a meeting that went from one person to another (INV-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cppm.people import Person, Role


class Part(StrEnum):
    """What of a planning meeting is handed over to a colleague."""

    CHAIR = Role.CHAIR.value
    LEAD = Role.LEAD_PROFESSIONAL.value


@dataclass(frozen=True)
class HandedOver:
    """Who had a part until `at`, who has it since, and why. `by` is the id of whoever recorded it.

    `stays` says whether the earlier lead professional goes on working with the family.
    """

    part: Part
    was: Person
    to: Person
    why: str
    at: datetime
    by: str
    stays: bool = False
