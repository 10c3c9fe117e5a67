"""The log of when a child was seen, by whom, and whether alone (CG-21, TIM-13).

The fourteen days count from the day on which the child was seen, however late it is written down.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.groups.core_group import CoreGroup, Registration, Sighting
from cppm.meetings.meeting import NoSuchThing
from cppm.people import Person
from cppm.records import FactKind
from cppm.timing.timescales import local_day, say_day


class NotSeenYet(CPPMError):
    """{day} is still to come. Record that a child was seen once it has happened."""

    rule = "CG-21"


class SeenBeforePlaced(CPPMError):
    """The name of {name} was placed on the register on {placed}; what was seen before that belongs into the
    report for the planning meeting. Check the day."""

    rule = "CG-21"


class SeenAfterRemoval(CPPMError):
    """The name of {name} came off the register on {ended}, so later visits are not recorded here. Check the
    day."""

    rule = "CG-21"


class NotBornYet(CPPMError):
    """{name} is not born as far as Quorate knows, and {how}. If the baby is born, record the birth first."""

    rule = "CG-21"


def record_seen(
    group: CoreGroup,
    actor: Person,
    child_id: str,
    on: date,
    by: Person,
    alone: bool,
    note: str,
    at: datetime,
    new_id: Callable[[], str],
) -> Sighting:
    """Write down that a child was seen on a day, by somebody, alone or not. The same again is one entry.

    A member writes for themselves or a colleague; chair, lead professional and CP Administration for
    anybody. `by` may be somebody outside the group, such as a duty social worker.
    """
    group.require_writer(actor)
    registration = _of_day(group, child_id, on)
    _check_day(registration, on, at)
    for earlier in group.sightings:
        same = (earlier.child, earlier.on, earlier.by, earlier.alone, earlier.note)
        if same == (child_id, on, by.id, alone, note.strip()):
            return earlier
    sighting = Sighting(new_id(), child_id, on, by.id, by.name, alone, note.strip(), actor.id, at)
    group.sightings.append(sighting)
    group.record(
        FactKind.CHILD_SEEN,
        actor,
        at,
        sighting=sighting.id,
        child=child_id,
        on=on.isoformat(),
        seen_by=by.id,
        alone=alone,
        note=sighting.note,
    )
    return sighting


def _of_day(group: CoreGroup, child_id: str, on: date) -> Registration:
    """The registration that the day falls into or, for a day outside of all, the latest."""
    found = [r for r in group.registrations if r.child.id == child_id]
    if not found:
        raise NoSuchThing(what="child")
    within = [r for r in found if local_day(r.placed_at) <= on]
    return within[-1] if within else found[-1]


def _check_day(registration: Registration, on: date, at: datetime) -> None:
    child, placed = registration.child, local_day(registration.placed_at)
    if on > local_day(at):
        raise NotSeenYet(day=say_day(on))
    if child.unborn:
        raise NotBornYet(name=child.name, how="an unborn baby is not seen")
    if child.due_date and child.born_on and on < child.born_on:
        raise NotBornYet(name=child.name, how=f"was born on {say_day(child.born_on)}")
    if on < placed:
        raise SeenBeforePlaced(name=child.name, placed=say_day(placed))
    ended = local_day(registration.ended_at) if registration.ended_at else None
    if ended and on > ended:
        raise SeenAfterRemoval(name=child.name, ended=say_day(ended))


def last_seen(group: CoreGroup, child_id: str) -> Sighting | None:
    """When a child was seen last, by the day it happened and not the day it was written down."""
    return max((s for s in group.sightings if s.child == child_id), key=lambda s: s.on, default=None)
