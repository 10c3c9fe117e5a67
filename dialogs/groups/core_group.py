"""The core group's own card, and the list of mine. Its dates, answers, meetings and records join here."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, button
from cards.groups import group as cards
from cards.home import more_card
from cards.pages import FROM
from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup
from dialogs.commands import Command, Jobs
from dialogs.groups import gathering, group_attendance, group_closing, group_dates, group_record, membership
from dialogs.groups.group_hub import as_button, steps
from dialogs.groups.group_rows import all_of
from dialogs.groups.grouping import the_group
from dialogs.meetings.chairing import shown
from dialogs.moves.guard import alert
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(group_dates.jobs)
jobs.add(group_attendance.jobs)
jobs.add(gathering.jobs)
jobs.add(group_record.jobs)
jobs.add(group_closing.jobs)
jobs.add(membership.jobs)


@jobs.on("groups.open")
async def groups(scene: Scene) -> Answer:
    """Every core group I am in. A reference finds one."""
    rows = await all_of(scene, scene.text)
    return shown(scene, cards.groups_card(rows, scene.start, scene.text, scene.turn.time_zone))


@jobs.on("group.open")
async def group(scene: Scene) -> Answer:
    """One core group, with what this person can do next; the list where it is not plain which one."""
    if scene.ids.get("g"):
        found = await the_group(scene)
        role = found.participants().get(scene.person.id)
        return shown(scene, group_for(found, scene, await alert(scene, found.case_ref, role)))
    rows = await all_of(scene, scene.text)
    meant = [row for row in rows if not row.ended] if not scene.text else rows
    return await group(scene.about({"g": meant[0].id})) if len(meant) == 1 else await groups(scene)


def group_for(found: CoreGroup, scene: Scene, warnings: Sequence[str] = ()) -> AdaptiveCard:
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
        warnings,
    )


def _buttons(found: CoreGroup, scene: Scene, start: int) -> list[Action]:
    """What can be done, the owed first, so many from a certain one on, and where it goes on."""
    ordered = sorted(steps(found, scene.person, scene.now), key=lambda s: not s.pressing)
    rest = [as_button(found, s) for s in ordered[start:]]
    if len(rest) <= cards.MOST_BUTTONS:
        return rest
    here = cards.MOST_BUTTONS - 1
    following = {"g": found.id, FROM: str(start + here)}
    return [*rest[:here], button("More", "group.more", **following)]


@jobs.on("group.more")
async def more(scene: Scene) -> Answer:
    """The steps that did not fit on the group's card."""
    found = await the_group(scene)
    return Answer(say=[more_card(found.reference, _buttons(found, scene, scene.start))])


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
