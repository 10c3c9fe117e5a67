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

ENDS = "0"
"""Stands for visits that end, among the answers how often somebody visits."""
OFTEN = {str(days): capital(words) for days, words in cards.OFTEN.items()}


@jobs.on("visits.new")
async def new_visits(scene: Scene) -> Answer:
    """Somebody else visits."""
    return await new_in_plan(scene, "visits", "Agree visits")


@jobs.form
class AgreeVisits(Form):
    """Visits to the family"""

    job: ClassVar[str] = "visits"
    nothing: ClassVar[str] = (
        "No visits are agreed that you could change. Whoever leads a core group types add visits."
    )

    who: str = ask("Who visits?", kind="person", label="Who")
    every: str = ask(
        "How often?",
        kind="one_of",
        options=OFTEN,
        synonyms={
            ENDS: ("never", "end them", "no more", "no longer"),
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
        when=lambda got: got.get("every") != ENDS,
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
            options={"who": _who_visits(group, agreed), "every": _how_often(agreed)},
            earlier=_as_agreed(group, agreed) if agreed else {},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Agree them, or end them."""
        if self.every == ENDS:
            return await _end(scene)
        visits = Visits(scene.ids.get("i") or new_id(), self.who, "", int(self.every), self.purpose)
        group, _ = await change(scene, lambda g: planning.set_visits(g, scene.person, visits, scene.now))
        return _agreed(scene, group, the_visits(group, visits.id))

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The visits as they are agreed."""
        group = await the_group(scene)
        there = [v for v in group.plan.visits if v.id == scene.ids.get("i", v.id)]
        return _agreed(scene, group, there[-1]) if there else _ended(scene, group)


def the_visits(group: CoreGroup, visits_id: str) -> Visits:
    """The visits with this id. Raises NoSuchThing."""
    for each in group.plan.visits:
        if each.id == visits_id:
            return each
    raise NoSuchThing(what="visits")


def _who_visits(group: CoreGroup, agreed: Visits | None) -> dict[str, str]:
    """The members; and who visits so far, also where they have left since, so that the visits can end."""
    found = {p.id: f"{p.name}, {p.post}" for p in group.current_members}
    if agreed and agreed.who not in found:
        found[agreed.who] = f"{agreed.who_name}, who has left"
    return found


def _how_often(agreed: Visits | None) -> dict[str, str]:
    """The usual intervals, for visits that are agreed also the one that holds now and that they end."""
    if agreed is None:
        return OFTEN
    now = {str(agreed.every_days): capital(cards.often(agreed.every_days))}
    return OFTEN | now | {ENDS: "No more: these visits end"}


def _as_agreed(group: CoreGroup, agreed: Visits) -> dict[str, object]:
    """The answers as they are; whoever has left does not go on visiting, so that they are asked."""
    found: dict[str, object] = {"every": str(agreed.every_days), "purpose": agreed.purpose}
    return found if agreed in planning.unmanned(group) else {"who": agreed.who, **found}


async def _end(scene: Scene) -> Answer:
    ending = scene.ids.get("i", "")
    before = the_visits(await the_group(scene), ending)
    group, _ = await change(scene, lambda g: planning.end_visits(g, scene.person, ending, scene.now))
    return _ended(scene, group, cards.visits_rows(before))


def _ended(scene: Scene, group: CoreGroup, rows: Sequence[tuple[str, str]] = ()) -> Answer:
    return done_card(scene, group, "These visits end", rows, "The next version of the plan says so.")


def _agreed(scene: Scene, group: CoreGroup, visits: Visits) -> Answer:
    rows = cards.visits_rows(visits)
    return done_card(scene, group, "The visits are in the plan", rows, "", "visits.change", i=visits.id)


jobs.unlisted(
    "add visits", "visits.new", "Agree who visits the family", "agree visits", "new visits", "add visit"
)
jobs.unlisted("visits", "visits.open", "Change visits to the family", "change visits", "end visits")
