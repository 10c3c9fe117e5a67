"""Who visits how often and for what, so that the family is not visited by everybody on one day (PLN-12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cards.groups import plan as cards
from cards.layout import capital
from cppm.groups import planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import Visits
from cppm.meetings.meeting import NoSuchThing
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import keeps
from dialogs.groups.grouping import change, done_card, groups_where, label, the_group
from dialogs.groups.plan_actions import new_in_plan, require_plan
from dialogs.meetings.chairing import few_lines
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

OFTEN = {str(days): capital(words) for days, words in cards.OFTEN.items()}


@jobs.on("visits.new")
async def new_visits(scene: Scene) -> Answer:
    """Somebody else visits."""
    return await new_in_plan(scene, "visits", "Agree visits")


@jobs.form
class AgreeVisits(Form):
    """Visits to the family"""

    job: ClassVar[str] = "visits"
    nothing: ClassVar[str] = "No visits are agreed that you could change. Type add visits to agree some."

    who: str = ask("Who visits?", kind="person", label="Who")
    every: str = ask(
        "How often?",
        kind="one_of",
        options=OFTEN,
        synonyms={
            "1": ("daily",),
            "2": ("every other day",),
            "7": ("weekly", "once a week"),
            "14": ("fortnightly", "every fortnight"),
            "28": ("monthly", "every month"),
        },
        label="How often",
    )
    purpose: str = ask(
        "For what?",
        kind="long",
        label="For what",
        example="to see Kay, and how mornings go",
        max_length=400,
        check=few_lines,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The visits agreed in the groups whose plan this person keeps."""
        groups = await groups_where(scene, lambda g: keeps(g, scene.person))
        return [
            Subject({"g": g.id, "i": v.id}, label(f"{v.who_name}, {cards.often(v.every_days)}", g, groups))
            for g in groups
            for v in g.plan.visits
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """Who can visit, and the visits as they were agreed."""
        group = await the_group(scene)
        require_plan(group, scene.person)
        agreed = the_visits(group, scene.ids["i"]) if "i" in scene.ids else None
        return Prepared(
            facts=[(v.who_name, f"{cards.often(v.every_days)}: {v.purpose}") for v in group.plan.visits],
            options={
                "who": {p.id: f"{p.name}, {p.post}" for p in group.current_members},
                "every": _how_often(agreed),
            },
            earlier={"who": agreed.who, "every": str(agreed.every_days), "purpose": agreed.purpose}
            if agreed
            else {},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Agree them."""
        visits = Visits(scene.ids.get("i") or new_id(), self.who, "", int(self.every), self.purpose)
        group, _ = await change(scene, lambda g: planning.set_visits(g, scene.person, visits, scene.now))
        return _agreed(scene, group, the_visits(group, visits.id))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The visits as they are agreed."""
        group = await the_group(scene)
        return _agreed(scene, group, the_visits(group, scene.ids.get("i") or group.plan.visits[-1].id))


def the_visits(group: CoreGroup, visits_id: str) -> Visits:
    """The visits with this id. Raises NoSuchThing."""
    for each in group.plan.visits:
        if each.id == visits_id:
            return each
    raise NoSuchThing(what="visits")


def _how_often(agreed: Visits | None) -> dict[str, str]:
    """The usual intervals, and the one that holds now."""
    if agreed is None or str(agreed.every_days) in OFTEN:
        return OFTEN
    return OFTEN | {str(agreed.every_days): f"Every {agreed.every_days} days"}


def _agreed(scene: Scene, group: CoreGroup, visits: Visits) -> Answer:
    rows = cards.visits_rows(visits)
    return done_card(scene, group, "The visits are in the plan", rows, "", "visits.change", i=visits.id)


jobs.unlisted(
    "add visits", "visits.new", "Agree who visits the family", "agree visits", "new visits", "add visit"
)
jobs.unlisted("visits", "visits.open", "Change visits to the family", "change visits", "contacts")
