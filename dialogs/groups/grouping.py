"""What the jobs of the core group share: which group is meant, one change, the card that leads on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from cards.elements import Action, button
from cards.forms import recorded_card
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Child
from cppm.people import Duty, Role
from dialogs.forms import Subject
from dialogs.groups.group_hub import next_buttons
from dialogs.meetings.chairing import chosen, shown
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer

T = TypeVar("T")
Wanted = Callable[[CoreGroup], bool]

NO_GROUP = "You are in no core group. Type meetings to see what you take part in."
LONGEST_LABEL = 40
"""Letters of a choice that becomes a button: more do not fit on a phone."""


def every(group: CoreGroup) -> bool:
    """Any core group at all."""
    return True


async def groups_where(scene: Scene, wanted: Wanted = every) -> list[CoreGroup]:
    """The core groups going on that this person may open and that are wanted; CP Administration opens all."""
    lines = await scene.store.core_groups.for_person(scene.person.id)
    found = {line.id: line for line in lines if not line.ended and line.role is not Role.CORE_GROUP_DEPUTY}
    if scene.person.has(Duty.CP_ADMIN):
        found |= {line.id: line for line in await scene.store.core_groups.all_open()}
    groups = [await scene.store.core_groups.load(each) for each in found]
    return [group for group in groups if wanted(group)]


async def subjects_where(scene: Scene, wanted: Wanted = every) -> list[Subject]:
    """The same as what a form can be about."""
    return [Subject({"g": group.id}, group.reference) for group in await groups_where(scene, wanted)]


async def one_group(
    scene: Scene, verb: str, title: str, wanted: Wanted = every, nothing: str = NO_GROUP
) -> Scene | Answer:
    """The scene about one group: that of the button, the only one wanted, or the one that was named."""
    if scene.ids.get("g"):
        return scene
    return chosen(scene, await subjects_where(scene, wanted), verb, title, nothing)


def label(words: str, group: CoreGroup, groups: Sequence[CoreGroup]) -> str:
    """What a thing of a group is chosen by: short, and with the case where there are several groups."""
    case = f", {group.case_ref}" if len(groups) > 1 else ""
    room = LONGEST_LABEL - len(case)
    return f"{words if len(words) <= room else words[: room - 1].rstrip() + '…'}{case}"


async def the_group(scene: Scene) -> CoreGroup:
    """The core group that the scene is about, for whoever may open it. Raises NoSuchMeeting, NotInvited."""
    group = await scene.store.core_groups.load(scene.ids.get("g", ""))
    if not scene.person.has(Duty.CP_ADMIN):
        group.role_of(scene.person)
    return group


def child_meant(scene: Scene, children: Sequence[Child]) -> str:
    """The child of the button, or the only one there is; empty where it has to be asked."""
    there = [child.id for child in children]
    given = scene.ids.get("c", "")
    return given if given in there else (there[0] if len(there) == 1 else "")


def not_meant(got: Got) -> bool:
    """The `when` of a question which thing is meant: put only where the button did not say."""
    return not got.get("meant")


async def change(scene: Scene, what: Callable[[CoreGroup], T]) -> tuple[CoreGroup, T]:
    """One change of the group that the scene is about, under the turn's own key."""
    done = await scene.store.core_groups.update(scene.ids.get("g", ""), what, scene.person, scene.once)
    return done.root, done.result


async def note_read(scene: Scene, group: CoreGroup, what: str) -> None:
    """Keep that somebody opens something personal, before it is shown."""
    role = group.participants().get(scene.person.id) or Duty.CP_ADMIN
    await scene.store.reads.note(
        scene.person.id, str(role), group.case_ref, what, f"opened the {what}", scene.now
    )


def done_card(
    scene: Scene,
    group: CoreGroup,
    title: str,
    rows: Sequence[tuple[str, str]],
    note: str = "",
    change_verb: str = "",
    first: Sequence[Action] = (),
    **ids: str,
) -> Answer:
    """What was recorded, and the next step, that of `first` before others; *Change* with these ids."""
    card = recorded_card(
        title,
        rows,
        scene.person.name,
        scene.now,
        button("Change", change_verb, g=group.id, **ids) if change_verb else None,
        case_line=group.reference,
        note=note,
        zone=scene.turn.time_zone,
        buttons=[*first, *next_buttons(group, scene.person)],
    )
    return shown(scene, card)
