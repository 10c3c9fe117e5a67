"""Which closed meeting is meant by what is typed or pressed about its minutes."""

from __future__ import annotations

from collections.abc import Callable

from cards.layout import day_and_time
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Duty
from dialogs.forms import Subject
from dialogs.meetings.booking_answers import reference
from dialogs.meetings.chairing import chosen
from dialogs.scene import Scene
from dialogs.turn import Answer

MINUTES_DUE = "minutes"
"""The clock that runs until the minutes are out."""
Wanted = Callable[[PlanningMeeting], bool]


async def where(scene: Scene, wanted: Wanted, key: str = "") -> list[Subject]:
    """The closed meetings that are wanted, the latest first.

    To CP Administration, who take part in none, also those with something owed under `key`, and those of a
    case named after the command.
    """
    ids = [line.id for line in reversed(await scene.store.meetings.for_person(scene.person.id))]
    if scene.person.has(Duty.CP_ADMIN):
        ids += [row.meeting_id for row in await scene.store.dues.under(key)] if key else []
        ids += [line.id for line in await scene.store.meetings.for_case(reference(scene.text))]
    meetings = [await scene.store.meetings.load(each) for each in dict.fromkeys(ids)]
    zone = scene.turn.time_zone
    found = [m for m in meetings if m.phase is Phase.CLOSED and wanted(m)]
    return [Subject({"m": m.id}, f"{m.reference}, {day_and_time(m.starts_at, zone)}") for m in found]


async def meant(
    scene: Scene, verb: str, title: str, wanted: Wanted, nothing: str, key: str = ""
) -> Scene | Answer:
    """The scene about one meeting: that of the button, the only one wanted, or the one that was named."""
    if scene.ids.get("m"):
        return scene
    return chosen(scene, await where(scene, wanted, key), verb, title, nothing)
