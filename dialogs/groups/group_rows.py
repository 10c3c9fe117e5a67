"""Somebody's core groups as lists show them: on home, among the meetings, and by themselves."""

from __future__ import annotations

from cards.groups.group import GroupRow
from cppm.people import Duty, Role
from dialogs.scene import Scene
from storage.core_groups import GroupLine


async def going_on(scene: Scene) -> list[GroupRow]:
    """The core groups this person is in that go on, those without a date first."""
    return [_row(line) for line in sorted(await _own(scene), key=_order) if not line.ended]


async def all_of(scene: Scene, wanted: str = "") -> list[GroupRow]:
    """Also those that ended, last; CP Administration sees all that go on. `wanted` is part of a reference."""
    lines = await _own(scene)
    if scene.person.has(Duty.CP_ADMIN):
        own = {line.id for line in lines}
        lines = [*lines, *(g for g in await scene.store.core_groups.all_open() if g.id not in own)]
    said = wanted.casefold().strip()
    return [_row(line) for line in sorted(lines, key=_order) if said in line.reference.casefold()]


async def _own(scene: Scene) -> list[GroupLine]:
    """Those this person may open: whoever sat in for a member once finds that record by its own word."""
    lines = await scene.store.core_groups.for_person(scene.person.id)
    return [line for line in lines if line.role is not Role.CORE_GROUP_DEPUTY]


def _order(line: GroupLine) -> tuple[bool, bool, float, str]:
    """What goes on before what ended; what has no date yet before the rest, for it is to be arranged."""
    when = line.next_at.timestamp() if line.next_at else 0.0
    return line.ended, line.next_at is not None, when, line.reference


def _row(line: GroupLine) -> GroupRow:
    return GroupRow(line.id, line.reference, line.next_at, line.ended, line.role)
