"""The desks of those who keep order: CP Administration, the keeper of the register, chair, service manager,
lead professional. A board is drawn from what is owed and from narrow lists; few meetings are opened for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cards.desk.desk import DeskLine, DeskPart, desk_card, duty_card
from cards.elements import Action, button
from cards.forms import choices_card
from cards.timing.clocks import stands
from cppm import desks
from cppm.desks import HELPS, LOOK, WATCHED, Desk, Line, NoDesk, Owed, Pile, desks_of, require_desk
from cppm.meetings.meeting import Phase
from cppm.people import Role
from cppm.timing.boards import addressees, hears_of, owed_by
from cppm.timing.catalogue import catalogue
from dialogs.commands import Command, Jobs
from dialogs.desk import cases, figures, undelivered, unreached
from dialogs.meetings.chairing import shown
from dialogs.scene import Scene
from dialogs.timing import helping
from dialogs.timing.owed import addressee
from dialogs.turn import Answer
from dialogs.understand import Understood, choose
from storage.dues import DueRow

jobs = Jobs()
jobs.add(undelivered.jobs)
jobs.add(figures.jobs)

HOME = button("What I owe", "home.open")
DUTY = button("24-hour contact", "duty.open")
FIGURES = button("Quality figures", "figures.open")
DOES: dict[Desk, tuple[Action, ...]] = {
    Desk.CP_ADMIN: (
        button("Book a meeting", "book.open"),
        button("People", "people.open"),
        button("All meetings", "meetings.open"),
        FIGURES,
    ),
    Desk.KEEPER: (button("Moves between councils", "familymoves.open"), DUTY),
    Desk.CHAIR: (button("My clocks", "clocks.open"), button("My meetings", "meetings.open")),
    Desk.SERVICE_MANAGER: (button("My clocks", "clocks.open"), FIGURES),
    Desk.LEAD: (button("My meetings", "meetings.open"), button("My core groups", "groups.open")),
}
"""What each desk leads to beside its lines."""


@jobs.on("desk.open")
async def open_desk(scene: Scene) -> Answer:
    """The only desk this person has, the one that is meant, or a choice. Raises NoDesk."""
    roles = await roles_now(scene)
    own = desks_of(scene.person, roles)
    if not own:
        raise NoDesk
    desk = require_desk(scene.person, roles, scene.ids["l"]) if scene.ids.get("l") else _meant(scene, own)
    if desk is None:
        buttons = [button(f"Desk: {each.called}", "desk.open", l=each) for each in own]
        return shown(scene, choices_card("Your desks", "Which desk?", buttons))
    return shown(scene, desk_card(desk, await _parts(scene, desk), 0, _actions(desk, own)))


@jobs.on("desk.more")
async def more(scene: Scene) -> Answer:
    """A desk from a certain line on, beneath the first card."""
    roles = await roles_now(scene)
    desk = require_desk(scene.person, roles, scene.ids.get("l", ""))
    start = scene.start
    back = [button("Back to the top", "desk.open", l=desk)]
    return Answer(say=[desk_card(desk, await _parts(scene, desk), start, back)])


def _meant(scene: Scene, own: Sequence[Desk]) -> Desk | None:
    """The only desk, or the one named after the command."""
    if len(own) == 1:
        return own[0]
    named = choose(scene.text, {each.value: each.called for each in own}) if scene.text.strip() else None
    return Desk(str(named.value)) if isinstance(named, Understood) else None


def _actions(desk: Desk, own: Sequence[Desk]) -> list[Action]:
    other = [button("Other desks", "desk.open")] if len(own) > 1 else []
    return [*DOES[desk], *other, HOME]


async def roles_now(scene: Scene) -> set[Role | None]:
    """The roles this person has in what goes on; a closed meeting has minutes and limits still to come."""
    meetings = await scene.store.meetings.for_person(scene.person.id)
    groups = await scene.store.core_groups.for_person(scene.person.id)
    found = {line.role for line in meetings if line.phase is not Phase.CANCELLED}
    return found | {line.role for line in groups if not line.ended}


# What waits


async def _parts(scene: Scene, desk: Desk) -> list[DeskPart]:
    """Everything on a desk: first what was never told, then what is owed, then what lies ahead."""
    piles = desks.piles(desk, scene.person, await _owed(scene, desk), scene.now)
    parts = [await _part(scene, pile) for pile in piles]
    if desk is Desk.CP_ADMIN:
        return [*await unreached.parts(scene), *parts]
    if desk is Desk.CHAIR:
        return [*parts, *await cases.chaired(scene)]
    if desk is Desk.LEAD:
        return [*parts, *await cases.led(scene)]
    return parts


async def _owed(scene: Scene, desk: Desk) -> list[Owed]:
    """What is owed by this person, what the desk watches of others, and what they are asked to help with."""
    dues = scene.store.dues
    rows: dict[str, DueRow] = {}
    for name in addressees(scene.person):
        rows |= _by_id(await dues.of_person(name))
    if WATCHED.get(desk):
        rows |= _by_id(await dues.under_clocks(WATCHED[desk]))
    if desk in HELPS:
        late = await dues.late(scene.now)
        rows |= _by_id(row for row in late if hears_of(row.due, scene.person, scene.now))
        rows |= _by_id(await helping.rows(scene))
    return [Owed(row.meeting_id, row.reference, row.due) for row in rows.values()]


def _by_id(rows: Iterable[DueRow]) -> dict[str, DueRow]:
    return {row.id: row for row in rows}


async def _part(scene: Scene, pile: Pile) -> DeskPart:
    return DeskPart(pile.title, pile.count, [await _line(scene, line) for line in pile.lines])


async def _line(scene: Scene, line: Line) -> DeskLine:
    """What waits in one place, as the desk shows it."""
    words = stands(line.due, scene.now, scene.turn.time_zone)
    return DeskLine(line.reference, words, line.verb, line.ids, await _what(scene, line), line.late)


async def _what(scene: Scene, line: Line) -> str:
    """The task in words; of what others owe, who it is or how many they are."""
    kind, times = catalogue()[line.due.clock], f" ({line.count} times)" if line.count > 1 else ""
    if line.counts_people:
        return "1 person" if line.count == 1 else f"{line.count} people"
    if line.verb == LOOK or (line.due.done_at is None and not owed_by(line.due, scene.person)):
        who = await addressee(scene, line.due.owes[0])
        helps = hears_of(line.due, scene.person, scene.now)
        return f"{who} {kind.late}{times}" if line.late or helps else f"{who}: {kind.task}{times}"
    return f"{kind.task}{times}"


# Whom to call


@jobs.on("duty.open")
async def duty(scene: Scene) -> Answer:
    """Whom to call about the register at any hour (REG-02, TIM-27)."""
    return shown(scene, duty_card(scene.profile, [HOME]))


jobs.command(
    Command(
        "desk",
        "desk.open",
        "What waits for those who keep order",
        ("my desk", "desks"),
        listed=False,
    )
)
jobs.command(
    Command(
        "duty",
        "duty.open",
        "Whom to call about the register at any hour",
        ("duty team", "out of hours", "24 hours", "24 hour contact"),
        listed=False,
    )
)
