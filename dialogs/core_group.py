"""The core group's own card, and the list of mine. Its dates, answers, meetings and records join here."""

from __future__ import annotations

from cards import group as cards
from cards.elements import Action, AdaptiveCard, button
from cppm import recommending
from cppm.core_group import CoreGroup
from cppm.people import Duty
from dialogs import gathering, group_attendance, group_closing, group_dates, group_record
from dialogs.chairing import shown
from dialogs.commands import Command, Jobs
from dialogs.group_hub import as_button, steps
from dialogs.grouping import the_group
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.core_groups import GroupLine

jobs = Jobs()
jobs.add(group_dates.jobs)
jobs.add(group_attendance.jobs)
jobs.add(gathering.jobs)
jobs.add(group_record.jobs)
jobs.add(group_closing.jobs)


async def rows_of(scene: Scene) -> list[cards.GroupRow]:
    """Every core group this person is in, those going on first by their next date; CP Administration sees
    all that go on."""
    lines = await scene.store.core_groups.for_person(scene.person.id)
    if scene.person.has(Duty.CP_ADMIN):
        own = {line.id for line in lines}
        lines = [*lines, *(g for g in await scene.store.core_groups.all_open() if g.id not in own)]
    return [_row(line) for line in sorted(lines, key=_order)]


def _order(line: GroupLine) -> tuple[bool, bool, float, str]:
    """Those that go on first; among them those without a date, which are to be arranged."""
    when = line.next_at.timestamp() if line.next_at else 0.0
    return line.ended, line.next_at is not None, when, line.reference


def _row(line: GroupLine) -> cards.GroupRow:
    role = str(line.role) if line.role else "CP Administration"
    return cards.GroupRow(line.id, line.reference, line.next_at, line.ended, role)


@jobs.on("groups.open")
async def groups(scene: Scene) -> Answer:
    """Every core group I am in. A reference finds one."""
    return _listed(scene, await rows_of(scene), scene.text)


def _listed(scene: Scene, rows: list[cards.GroupRow], wanted: str) -> Answer:
    said = wanted.casefold().strip()
    found = [row for row in rows if said in row.reference.casefold()]
    return shown(scene, cards.groups_card(found, _start(scene), wanted, scene.turn.time_zone))


@jobs.on("group.open")
async def group(scene: Scene) -> Answer:
    """One core group, with what this person can do next; the list where it is not plain which one."""
    if scene.ids.get("g"):
        return shown(scene, group_for(await the_group(scene), scene))
    rows = await rows_of(scene)
    said = scene.text.casefold().strip()
    found = [row for row in rows if said in row.reference.casefold() and (said or not row.ended)]
    if len(found) == 1:
        return await group(scene.about({"g": found[0].id}))
    return _listed(scene, rows, scene.text)


def group_for(found: CoreGroup, scene: Scene) -> AdaptiveCard:
    """The card of a core group for whoever speaks."""
    ahead = found.current
    at = ahead.starts_at if ahead else scene.now
    return cards.group_card(
        found,
        found.participants().get(scene.person.id),
        next((s.title for s in steps(found, scene.person, scene.now) if s.pressing), ""),
        _buttons(found, scene, 0),
        recommending.wanted(found, at, scene.profile),
        scene.turn.time_zone,
    )


def _buttons(found: CoreGroup, scene: Scene, start: int) -> list[Action]:
    """What can be done, the owed first, so many from a certain one on, and where it goes on."""
    ordered = sorted(steps(found, scene.person, scene.now), key=lambda s: not s.pressing)
    rest = [as_button(found, s) for s in ordered[start:]]
    if len(rest) <= cards.MOST_BUTTONS:
        return rest
    here = cards.MOST_BUTTONS - 1
    following = {"g": found.id, cards.FROM: str(start + here)}
    return [*rest[:here], button("More", "group.more", **following)]


@jobs.on("group.more")
async def more(scene: Scene) -> Answer:
    """The steps that did not fit on the group's card."""
    found = await the_group(scene)
    return Answer(say=[cards.more_card(found, _buttons(found, scene, _start(scene)))])


def _start(scene: Scene) -> int:
    given = scene.ids.get(cards.FROM, "")
    return int(given) if given.isdecimal() else 0


jobs.command(
    Command(
        "core group",
        "group.open",
        "Your core group: its next meeting, the plan, what is next",
        ("my core group", "next core group", "core group meeting", "next core group meeting"),
    )
)
jobs.command(
    Command(
        "core groups", "groups.open", "Your core groups", ("my core groups", "list core groups"), listed=False
    )
)
