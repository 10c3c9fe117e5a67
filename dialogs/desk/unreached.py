"""What CP Administration sees of people who were not reached: their messages, that they are silent, and that
their line manager, who would be asked for help, has left.
"""

from __future__ import annotations

from collections.abc import Sequence

from cards.desk.desk import DeskLine, DeskPart
from cards.desk.undelivered import because
from cards.layout import capital
from cards.meetings.deliveries import in_words
from cppm.undelivered import called
from dialogs.desk.undelivered import ids_of
from dialogs.scene import Scene
from dialogs.timing.owed import addressee
from storage.outbox import Delivery

ASK = "Ask them to add it in Teams"
"""What brings somebody back; the line opens their details, in case what is kept of them is wrong."""
MOST_NAMED = 3
"""Kinds of messages that a line names."""


async def parts(scene: Scene) -> list[DeskPart]:
    """Messages that did not arrive, a line for each person; then who can't be reached and lost nothing."""
    lost = await _by_addressee(scene)
    silent = await scene.store.addresses.silent()
    told = {group[0].to for group in lost}
    quiet = [
        DeskLine(
            await addressee(scene, person), f"{capital(in_words(why))}. {ASK}", "change.open", {"p": person}
        )
        for person, why in silent.items()
        if person not in told
    ]
    lines = [await _line(scene, group) for group in lost]
    orphaned = await _without_manager(scene)
    found = [
        DeskPart("Messages that did not arrive", sum(map(len, lost)), lines),
        DeskPart("Not reachable in Teams", len(quiet), quiet),
        DeskPart("Line managers who have left", len(orphaned), orphaned),
    ]
    return [part for part in found if part.lines]


async def _without_manager(scene: Scene) -> list[DeskLine]:
    """Those whose line manager has left. Until there is another, CP Administration is asked to help."""
    people = scene.store.people
    managed = [(each, each.line_manager) for each in await people.all() if each.line_manager]
    there = await people.many({manager for _, manager in managed})
    return [
        DeskLine(
            each.name,
            f"Their line manager, {await addressee(scene, manager)}, has left. Name another",
            "change.open",
            {"p": each.id},
        )
        for each, manager in managed
        if manager not in there
    ]


async def _by_addressee(scene: Scene) -> list[list[Delivery]]:
    """What did not arrive, together for each addressee, the longest owed first."""
    groups: dict[tuple[str, ...], list[Delivery]] = {}
    for each in await scene.store.undelivered.all():
        groups.setdefault(tuple(ids_of(each).values()), []).append(each)
    return list(groups.values())


async def _line(scene: Scene, lost: Sequence[Delivery]) -> DeskLine:
    who = await addressee(scene, lost[0].to)
    why = f"{because(lost[0].why)}. Tell them another way."
    return DeskLine(who, why, "toldotherwise.open", ids_of(lost[0]), _kinds(lost), alarming=True)


def _kinds(lost: Sequence[Delivery]) -> str:
    """What did not arrive, by kind, the first few named."""
    kinds = list(dict.fromkeys(called(each.kind) for each in lost))
    more = len(kinds) - MOST_NAMED
    named = ", ".join(kinds[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    return named if len(lost) == 1 else f"{len(lost)} messages: {named}"
