"""The clocks people see: all that I owe, one clock whole, and every clock of a case as one board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cards.elements import Action, button
from cards.forms import choices_card
from cards.home import SAY_WHY
from cards.layout import short
from cards.timing import clocks as cards
from cards.timing.clocks import ClockLine
from cards.timing.helping import ALL
from cards.timing.reminders import way_to
from cppm.disagreeing import disagreement
from cppm.errors import CPPMError
from cppm.meetings.meeting import NotYours, PlanningMeeting
from cppm.moves.moves import may_report
from cppm.people import Duty, Person, Role
from cppm.roots import Root
from cppm.timing import clocks
from cppm.timing.boards import (
    hears_of,
    may_look,
    may_oversee,
    overseen,
    owed_by,
    rank,
    reason_wanted,
    running,
    shows_to,
)
from cppm.timing.catalogue import catalogue
from cppm.timing.missed import explanation
from cppm.timing.timescales import Due
from dialogs.commands import Command, Jobs
from dialogs.meetings.chairing import shown
from dialogs.scene import Scene
from dialogs.timing import done, helping, missed
from dialogs.timing.owed import find, line_of, mine, names, root_of, told_apart, ways_back
from dialogs.turn import Answer
from dialogs.understand import normal

jobs = Jobs()
jobs.add(missed.jobs)
jobs.add(done.jobs)
jobs.add(helping.jobs)

MOST_CASES = 5
OVERSEES = (Role.CHAIR, Role.LEAD_PROFESSIONAL, Role.CORE_GROUP_CHAIR)


class NoSuchCase(CPPMError):
    """There is no case with this reference whose clocks you can see as a whole. Type clocks to see what is
    yours, or meetings to see your meetings."""

    rule = "CON-09"


@jobs.on("clocks.open")
async def my_clocks(scene: Scene) -> Answer:
    """Everything I owe, the worst first; a reference after the word opens the board of that case."""
    if scene.text.strip():
        return await board(scene)
    lines = await mine(scene)
    boards = [_board_button(case, ids) for case, ids in list((await _cases(scene)).items())[:2]]
    boards += [button(ALL, "helping.open")] if await helping.rows(scene) else []
    return shown(scene, cards.clocks_card(lines, scene.start, scene.now, boards, scene.turn.time_zone))


def _board_button(case: str, ids: Mapping[str, str]) -> Action:
    return button(short(f"All clocks of {case}"), "clockboard.open", **ids)


async def _cases(scene: Scene) -> dict[str, dict[str, str]]:
    """The cases whose whole board this person may see, by reference, each with the id that leads there."""
    store, person = scene.store, scene.person
    everything = person.has(Duty.CP_ADMIN)
    meetings = list(await store.meetings.for_person(person.id))
    groups = list(await store.core_groups.for_person(person.id))
    if everything:
        meetings += await store.meetings.all_open()
        groups += await store.core_groups.all_open()
    waiting = await store.whereabouts.waiting() if may_report(person) else []
    found = {each.case_ref: {"j": each.id} for each in waiting if may_oversee(each, person)}
    found |= {m.case_ref: {"m": m.id} for m in meetings if everything or m.role in OVERSEES}
    return found | {g.case_ref: {"g": g.id} for g in groups if everything or g.role in OVERSEES}


@jobs.on("clockboard.open")
async def board(scene: Scene) -> Answer:
    """Every clock of a case, meetings, addresses, moves and core group together, the worst first."""
    ids = {name: scene.ids[name] for name in ("m", "g", "j") if name in scene.ids}
    if not ids:
        cases = await _cases(scene)
        named = _meant(scene.text, cases)
        if named is None:
            return _which(cases)
        ids = dict(cases[named])
    case_ref = (await root_of(scene, ids)).case_ref
    roots = overseen(await _roots(scene, case_ref), scene.person)
    await _note(scene, roots[-1])
    lines = [line for root in roots for line in await _lines(scene, root)]
    lines = await told_apart(scene, lines)
    lines.sort(key=lambda line: rank(line.due, scene.now))
    buttons = [*_back(roots[-1]), button("My clocks", "clocks.open")]
    zone = scene.turn.time_zone
    marks = [mark for root in roots if isinstance(root, PlanningMeeting) for mark in disagreement.marks(root)]
    start = scene.start
    return shown(scene, cards.board_card(case_ref, lines, start, scene.now, ids, buttons, zone, marks))


def _meant(text: str, cases: Mapping[str, object]) -> str | None:
    """The case that was named or, when nothing was, the only one. Raises NoSuchCase."""
    if not text.strip():
        return next(iter(cases)) if len(cases) == 1 else None
    wanted = normal(text).replace(" ", "")
    exact = [case for case in cases if normal(case).replace(" ", "") in wanted]
    part = [case for case in cases if wanted in normal(case).replace(" ", "")]
    found = exact or part
    if not found:
        raise NoSuchCase
    return found[0] if len(found) == 1 else None


def _which(cases: Mapping[str, Mapping[str, str]]) -> Answer:
    if not cases:
        raise NoSuchCase
    buttons = [_board_button(case, ids) for case, ids in list(cases.items())[:MOST_CASES]]
    told = "Whose clocks? You can also type clocks and the reference of a case."
    return Answer(say=[choices_card("All clocks of a case", told, buttons)])


async def _roots(scene: Scene, case_ref: str) -> list[Root]:
    """The meetings of a case, the earliest first, where its children live, and its core group."""
    lines = await scene.store.meetings.for_case(case_ref)
    found: list[Root] = [await scene.store.meetings.load(line.id) for line in lines]
    where = await scene.store.whereabouts.of_case(case_ref)
    group = await scene.store.core_groups.of_case(case_ref)
    return [*found, *([where] if where else []), *([group] if group else [])]


async def _note(scene: Scene, root: Root) -> None:
    """Keep that somebody looks at a whole case: why something is late is told in people's own words."""
    role = root.participants().get(scene.person.id, "by duty")
    await scene.store.reads.note(
        scene.person.id, str(role), root.case_ref, "clocks", "opened the clocks of the case", scene.now
    )


async def _lines(scene: Scene, root: Root) -> list[ClockLine]:
    found = [due for due in clocks.dues(root, scene.profile) if running(due, scene.now)]
    return [await _line(scene, root, due) for due in found if shows_to(due, scene.person)]


async def _line(scene: Scene, root: Root, due: Due) -> ClockLine:
    who = await names(scene, root, due.owes)
    return line_of(due, root.id, root.reference, who=who, missed=explanation(root, due))


def _back(root: Root) -> list[Action]:
    return [way_to(root)]


# One clock


@jobs.on("clocks.one")
async def one(scene: Scene) -> Answer:
    """One clock whole: for who owes it and who oversees the case; to others without reasons or a way in."""
    root = await root_of(scene)
    due = find(scene, root)
    on_board = await _is_on_board(scene, root, due)
    if not on_board and not may_look(root, due, scene.person, scene.now):
        raise NotYours(who="whoever owes it and the chair", next_step="Type clocks to see what is yours.")
    line = await _line(scene, root, due)
    if not on_board and not _is_close(root, due, scene.person):
        line = replace(line, missed=None)
    says = scene.profile.clock(due.clock).says
    actions = _actions(scene, root, line, on_board)
    helps = not owed_by(due, scene.person) and hears_of(due, scene.person, scene.now)
    return shown(scene, cards.clock_card(line, says, scene.now, actions, scene.turn.time_zone, helps))


async def _is_on_board(scene: Scene, root: Root, due: Due) -> bool:
    """Whether it stands on the board that this person has of the case."""
    if may_oversee(root, scene.person):
        return True
    try:
        found = overseen(await _roots(scene, root.case_ref), scene.person)
    except NotYours:
        return False
    return shows_to(due, scene.person) and any(each.id == root.id for each in found)


def _is_close(root: Root, due: Due, person: Person) -> bool:
    """Whether somebody owes this or oversees the case, so that they may go on to it from here."""
    return owed_by(due, person) or may_oversee(root, person)


def _actions(scene: Scene, root: Root, line: ClockLine, on_board: bool) -> Sequence[Action]:
    due, kind = line.due, catalogue()[line.due.clock]
    does = owed_by(due, scene.person) and due.done_at is None
    board = [_board_button(root.case_ref, line.ids)] if on_board else []
    if not _is_close(root, due, scene.person):
        return [cards.why_of(due), *(board or ways_back(scene.person))]
    return [
        *([button(kind.button, line.opens, **line.doing)] if does else []),
        *([button(SAY_WHY, "missed.open", **line.about)] if reason_wanted(due, scene.now) else []),
        cards.why_of(due),
        *board,
        *_back(root),
    ]


jobs.command(
    Command(
        "clocks",
        "clocks.open",
        "What you owe with its limit; a case reference after it shows all of that case.",
        ("clock", "my clocks", "deadlines", "timescales", "limits", "what is late", "late"),
    )
)
jobs.command(
    Command(
        "all clocks",
        "clockboard.open",
        "Every clock of a case",
        ("clock board", "board of clocks", "clocks of a case"),
        listed=False,
    )
)
