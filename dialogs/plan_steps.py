"""What somebody can do next about the plan, the children seen, changes and recommendations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cppm.core_group import CoreGroup
from cppm.people import Person
from dialogs.hub import Step


def plan_steps(group: CoreGroup, person: Person, now: datetime | None = None) -> Iterator[Step]:
    """The steps of the plan's own jobs, the owed first."""
    yield from ()
