"""From when to when somebody about to take over a case may read its meeting (INV-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from cards.meetings.booking import reading_rows
from cppm.errors import Way
from cppm.rights import sitting_in
from cppm.rights.sitting_in import NobodySitsIn
from dialogs.commands import Command, Jobs
from dialogs.forms import Prepared, Subject, ask
from dialogs.meetings.keeping import case_line, kept, listed, named
from dialogs.meetings.listing import OfOneList, changed
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


@jobs.form
class SitIn(OfOneList):
    """How long somebody about to take over may read"""

    job: ClassVar[str] = "sitin"

    who: str = ask("Who sits in?", label="Who", kind="person")
    since: date | None = ask(
        "From which day may they read?",
        label="Reads from",
        required=False,
        hint="Without a day, from their invitation on.",
    )
    until: date | None = ask(
        "Until which day may they read?",
        label="Reads until",
        required=False,
        hint="Today ends it with today. Without a day, until the case is handed over to them.",
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject] | None:
        """Also meetings that are over: somebody may read on in them."""
        return await kept(scene, *sitting_in.CHANGEABLE)

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Whoever is on the list to take over, with the days as they are."""
        meeting = await listed(scene)
        meeting.require_phase("changing who reads along", *sitting_in.CHANGEABLE)
        lines = {line.person.id: line for line in sitting_in.sitting_in(meeting)}
        if not lines:
            raise NobodySitsIn(Way("Add somebody", "invite.open", {"m": meeting.id}))
        only = lines.get(scene.ids.get("p", "")) or (next(iter(lines.values())) if len(lines) == 1 else None)
        earlier = {"since": only.reads_from, "until": only.reads_until} if only else {}
        return Prepared(
            intro=["Outside these days the meeting shows them nothing. Handing the case over ends them."],
            options={"who": named(line.person for line in lines.values())},
            known={"who": only.person.id} if only else {},
            earlier={name: day for name, day in earlier.items() if day},
            case_line=case_line(meeting, scene),
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep the days."""
        return await changed(
            scene,
            lambda m: sitting_in.set_days(m, scene.person, self.who, self.since, self.until, scene.now),
            "The days are kept",
            lambda m: [("Who", m.invitee(self.who).person.name), *reading_rows(m.invitee(self.who))],
            "They are told on the first of these days, if they have not been yet.",
        )


jobs.command(
    Command(
        "who sits in",
        "sitin.open",
        "From when to when somebody about to take over may read a meeting",
        ("sit in", "sits in", "reading days", "incoming lead professional"),
        listed=False,
    )
)
