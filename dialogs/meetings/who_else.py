"""Who else is thought of for the list, beside those who are usually invited.

Rules: INV-04, INV-06, INV-09.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import create_model

from cppm.errors import CPPMError
from cppm.meetings.template import RANGE, TemplateLine, fits
from cppm.people import Person
from dialogs.commands import Jobs
from dialogs.forms import Prepared, ask
from dialogs.meetings.keeping import case_line, listed, named
from dialogs.meetings.listing import NOBODY_CHOSEN, AddingToOne, free, grown, invite_each, shown
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()


class NobodyElse(CPPMError):
    """Nobody else of the services that are thought of is enrolled and free. Type invite to add somebody, or
    ask CP Administration to enrol whoever is missing."""

    rule = "INV-04"


class _WhoElse(AddingToOne):
    """Put others on the list who work with the child or a parent; each service of the range is a question."""

    job = "also"
    submit = "Put on the list"

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """One question for each service that somebody enrolled could come for."""
        meeting = await cls.to_grow(scene)
        found = _candidates(await free(scene, meeting))
        if not found:
            raise NobodyElse
        return Prepared(
            intro=[
                "The guide thinks of these, where they have a part in it. Leave out whoever has none: the"
                " list stays short."
            ],
            options={line.key: people for line, people in found.items()},
            known={"lines": [line.key for line in found]},
            case_line=case_line(meeting, scene),
        )

    async def record(self, scene: Scene) -> Answer:
        """Put them on the list, each for the line they fill."""
        chosen: dict[str, str] = {}
        for line in RANGE:
            if who := getattr(self, line.key):
                chosen.setdefault(who, line.label)
        if not chosen:
            return await shown(scene, await listed(scene), NOBODY_CHOSEN)
        people = await scene.store.people.many(list(chosen))
        return await grown(
            scene,
            lambda m: invite_each(scene, m, people, chosen),
            lambda m: [(reason, people[who].name) for who, reason in chosen.items()],
        )


def _candidates(people: Sequence[Person]) -> dict[TemplateLine, dict[str, str]]:
    """Who could come for each line; a line for which nobody is free is left out."""
    found = {line: named(person for person in people if fits(line, person)) for line in RANGE}
    return {line: those for line, those in found.items() if those}


def _question(line: TemplateLine) -> Any:
    def wanted(got: Mapping[str, Any]) -> bool:
        return line.key in got["lines"]

    return (str | None, ask(line.label, kind="person", when=wanted, required=False))


_QUESTIONS: dict[str, Any] = {line.key: _question(line) for line in RANGE}

WhoElse = jobs.form(
    create_model(
        "WhoElse",
        __base__=_WhoElse,
        __doc__="Who else is thought of",
        __module__=__name__,
        **_QUESTIONS,
    )
)
