"""What the jobs of those who keep a meeting's list share: which meeting, who may, whom to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from cards.layout import day_and_time
from cppm.errors import CPPMError
from cppm.meetings.meeting import NotInvited, NotYours, Phase, PlanningMeeting
from cppm.people import Duty, Person, Role
from dialogs.forms import Subject
from dialogs.scene import Scene

_KEEP = (Role.CHAIR, Role.LEAD_PROFESSIONAL)


class NoMeeting(CPPMError):
    """I can't tell which meeting you mean. Say meetings, open the one you mean, and start from there."""

    rule = "GEN-05"


async def kept(scene: Scene, *phases: Phase, chair_only: bool = False) -> list[Subject]:
    """The meetings in these phases whose list this person keeps, to choose from."""
    person, roles = scene.person, (Role.CHAIR,) if chair_only else _KEEP
    own = [line for line in await scene.store.meetings.for_person(person.id) if line.role in roles]
    if person.has(Duty.CP_ADMIN) and not chair_only:
        own = await scene.store.meetings.all_open()
    return [
        Subject({"m": line.id}, f"{line.reference}, {day_and_time(line.starts_at, scene.turn.time_zone)}")
        for line in own
        if line.phase in phases
    ]


async def listed(scene: Scene) -> PlanningMeeting:
    """The meeting that the scene is about, for whoever keeps its list.

    Raises NoMeeting, NotInvited, NotYours.
    """
    if "m" not in scene.ids:
        raise NoMeeting
    meeting = await scene.store.meetings.load(scene.ids["m"])
    require_keeper(meeting, scene.person)
    return meeting


def require_keeper(meeting: PlanningMeeting, person: Person) -> None:
    """Refuse whoever does not keep the list; somebody not invited learns nothing of the meeting."""
    try:
        meeting.require_keeper_of_list(person)
    except NotYours:
        if person.id not in meeting.participants():
            raise NotInvited from None
        raise


def named(people: Iterable[Person]) -> dict[str, str]:
    """People to choose from, as "Name, post", by id."""
    return {person.id: f"{person.name}, {person.post}" if person.post else person.name for person in people}


def case_line(meeting: PlanningMeeting, scene: Scene) -> str:
    """What stands beneath a card's title."""
    return f"{meeting.reference}, {day_and_time(meeting.starts_at, scene.turn.time_zone)}"
