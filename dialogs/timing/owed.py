"""What somebody owes, in words: their own clocks and those of the duties they hold, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from cards.elements import Action, button
from cards.layout import capital
from cards.timing.clocks import ClockLine
from cards.timing.reminders import way_to
from cppm.desks import desks_of
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person
from cppm.records import CHANNEL
from cppm.requests import MeetingRequest
from cppm.roots import Root, called
from cppm.timing import boards
from cppm.timing.about_whom import about_whom
from cppm.timing.boards import addressees, owed_by, rank, running
from cppm.timing.catalogue import catalogue
from cppm.timing.clock_records import MissedLimit
from cppm.timing.timescales import Due, local_day
from dialogs import hub
from dialogs.groups import group_hub
from dialogs.scene import Scene
from storage.dues import DueRow

SOON = timedelta(minutes=15)
"""What begins later than this is not yet shown as owed: the key points of a meeting still under way."""

DUTY = "duty:"


def ways_back(person: Person) -> list[Action]:
    """Where somebody goes on who has no part in a meeting: the desk of a duty they hold, what they owe."""
    desk = [button("My desk", "desk.open")] if desks_of(person, ()) else []
    return [*desk, button("What I owe", "home.open")]


def line_of(
    due: Due, root_id: str, reference: str, who: str = "", missed: MissedLimit | None = None
) -> ClockLine:
    """One clock as people see it."""
    kind = catalogue()[due.clock]
    ids = {kind.root_id: root_id}
    return ClockLine(due, kind.task, reference, ids, kind.opens, kind.ids(due), who, missed)


async def mine(scene: Scene) -> list[ClockLine]:
    """Everything this person owes now or soon, the worst first."""
    rows: dict[str, DueRow] = {}
    for name in addressees(scene.person):
        rows |= {row.id: row for row in await scene.store.dues.of_person(name)}
    soon = scene.now + SOON
    begun = [r for r in rows.values() if r.due.started <= soon and running(r.due, scene.now)]
    begun = [row for row in begun if owed_by(row.due, scene.person)]
    begun.sort(key=lambda row: rank(row.due, scene.now))
    return await told_apart(scene, [line_of(row.due, row.meeting_id, row.reference) for row in begun])


async def told_apart(scene: Scene, lines: Sequence[ClockLine]) -> list[ClockLine]:
    """The lines as they are; those of the same words say about whom they are, those of two planning meetings
    of which.
    """
    alike = Counter((line.task, line.reference, line.who) for line in lines)
    several = {line.reference for line in lines for other in lines if _other_root(line, other)}
    roots: dict[str, Root] = {}
    found: list[ClockLine] = []
    for line in lines:
        if alike[line.task, line.reference, line.who] > 1:
            (root_id,) = line.ids.values()
            roots[root_id] = roots.get(root_id) or await scene.store.root(root_id)
            root = roots[root_id]
            whom, held = about_whom(root, line.due), _held(root) if line.reference in several else ""
            about = ", ".join(filter(None, [whom, held]))
            line = replace(line, task=f"{line.task}: {about}" if about else line.task)
        found.append(line)
    return found


def _other_root(line: ClockLine, other: ClockLine) -> bool:
    """Whether two lines of the same words are about two meetings of a case."""
    return (line.task, line.reference) == (other.task, other.reference) and line.ids != other.ids


def _held(root: Root) -> str:
    """The day of a planning meeting, in short."""
    if not isinstance(root, PlanningMeeting):
        return ""
    day = local_day(root.starts_at)
    return f"{day.day} {day:%B}"


async def names(scene: Scene, root: Root, people: Iterable[str]) -> str:
    """Who these addressees are, in words, as the meeting or core group knows them."""
    return ", ".join([await _named(scene, root, each) for each in people])


async def _named(scene: Scene, root: Root, to: str) -> str:
    if to.startswith(DUTY):
        return capital(to.removeprefix(DUTY))
    known = called(root, to)
    if known:
        return known
    person = await scene.store.people.former(to)
    return person.name if person else "A colleague"


async def addressee(scene: Scene, to: str) -> str:
    """Who somebody is to a reader who need not take part in the meeting: a person, a duty or the channel."""
    if to == CHANNEL:
        return "The core group's channel"
    if to.startswith(DUTY):
        return capital(to.removeprefix(DUTY))
    person = await scene.store.people.former(to)
    return person.name if person else "Somebody who is no longer enrolled"


async def root_of(scene: Scene, ids: Mapping[str, str] | None = None) -> Root:
    """The meeting or core group that a button carries. Raises NoSuchMeeting."""
    given = scene.ids if ids is None else ids
    return await scene.store.root(given.get("m") or given.get("g") or given.get("q") or given.get("j", ""))


def find(scene: Scene, root: Root) -> Due:
    """What is owed now under the key that a button carries. Raises ClockStopped."""
    return boards.find(root, scene.ids.get("k", ""), scene.profile)


async def change(scene: Scene, what: Callable[[Root], object]) -> Root:
    """One change of the meeting or core group that the scene is about, under the turn's own key."""
    if "g" in scene.ids:
        group = await scene.store.core_groups.update(scene.ids["g"], what, scene.person, scene.once)
        return group.root
    if "q" in scene.ids:
        return (await scene.store.requests.update(scene.ids["q"], what, scene.person, scene.once)).root
    if "j" in scene.ids:
        return (await scene.store.whereabouts.update(scene.ids["j"], what, scene.person, scene.once)).root
    meeting = await scene.store.meetings.update(scene.ids.get("m", ""), what, scene.person, scene.once)
    return meeting.meeting


def next_buttons(scene: Scene, root: Root) -> list[Action]:
    """What a card about a clock ends with: what comes next in its meeting or core group."""
    if isinstance(root, CoreGroup):
        return group_hub.next_buttons(root, scene.person)
    if isinstance(root, MeetingRequest | Whereabouts):
        return [way_to(root)]
    return hub.next_buttons(root, scene.person)
