"""Where somebody's help is asked for; line managers and team leaders have no desk for it (CON-09)."""

from __future__ import annotations

from cards.timing import helping as cards
from cards.timing.helping import Helped
from cppm.timing.boards import Standing, hears_of, owed_by, rank, standing
from cppm.timing.catalogue import catalogue
from dialogs.commands import Command, Jobs
from dialogs.scene import Scene
from dialogs.timing.owed import addressee
from dialogs.turn import Answer
from storage.dues import DueRow

jobs = Jobs()


@jobs.on("helping.open")
async def asked(scene: Scene) -> Answer:
    """All that this person is asked to help with, the worst first."""
    card = cards.helping_card(await helped(scene), scene.start, scene.turn.time_zone)
    return Answer(replace=card) if scene.turn.press else Answer(say=[card])


async def helped(scene: Scene) -> list[Helped]:
    """What others have not done and this person was told of, until it is done, the worst first."""
    found = await rows(scene)
    found.sort(key=lambda row: rank(row.due, scene.now))
    return [await _helped(scene, row) for row in found]


async def rows(scene: Scene) -> list[DueRow]:
    """The same as what is owed; not what is their own to do as well."""
    person = scene.person
    told = await scene.store.dues.asked_to_help(person.id)
    return [r for r in told if hears_of(r.due, person, scene.now) and not owed_by(r.due, person)]


async def _helped(scene: Scene, row: DueRow) -> Helped:
    kind, due = catalogue()[row.due.clock], row.due
    late = standing(due, scene.now) is Standing.LATE
    what = f"{await addressee(scene, due.owes[0])} {kind.late}."
    return Helped(what, row.reference, due.limit, late, {kind.root_id: row.meeting_id, "k": due.key})


jobs.command(
    Command(
        "asked to help",
        "helping.open",
        "Where your help is asked for",
        ("helping", "your help is asked for", "my help is asked for", "who needs my help", "needs my help"),
        listed=False,
    )
)
