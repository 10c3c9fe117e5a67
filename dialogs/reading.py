"""What the handlers that show something of a meeting share: which meeting is meant, and that it was read."""

from __future__ import annotations

from collections.abc import Callable

from cards.layout import day_and_time
from cppm.meetings.meeting import PlanningMeeting
from dialogs.forms import Subject
from dialogs.meetings.chairing import chosen
from dialogs.scene import Scene
from dialogs.turn import Answer

Wanted = Callable[[PlanningMeeting], bool]


async def meetings_where(scene: Scene, wanted: Wanted) -> list[Subject]:
    """The meetings this person takes part in that are wanted, the latest first."""
    lines = await scene.store.meetings.for_person(scene.person.id)
    meetings = [await scene.store.meetings.load(line.id) for line in reversed(lines)]
    zone = scene.turn.time_zone
    found = [m for m in meetings if wanted(m)]
    return [Subject({"m": m.id}, f"{m.reference}, {day_and_time(m.starts_at, zone)}") for m in found]


async def one_meeting(scene: Scene, verb: str, title: str, wanted: Wanted, nothing: str) -> Scene | Answer:
    """The scene about one meeting: that of the button, the only one wanted, or the one that was named."""
    if scene.ids.get("m"):
        return scene
    return chosen(scene, await meetings_where(scene, wanted), verb, title, nothing)


async def note_read(scene: Scene, meeting: PlanningMeeting, what: str) -> None:
    """Keep that somebody who takes part reads something personal, before it is shown. Raises NotInvited."""
    role = str(meeting.role_of(scene.person))
    await scene.store.reads.note(
        scene.person.id, role, meeting.case_ref, what, f"opened the {what}", scene.now
    )
