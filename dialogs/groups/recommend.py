"""What each member recommends to the review, with reasons; nothing is counted (CG-14, DEC-11).

The chronology, which is put together for a review, joins here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from cards.elements import Action, button
from cards.groups import recommendations as cards
from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup, Recommendation, Recommended
from cppm.people import Person
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups import chronology
from dialogs.groups.group_hub import GO_TO, keeps
from dialogs.groups.grouping import (
    change,
    child_meant,
    done_card,
    groups_where,
    not_meant,
    note_read,
    one_group,
    subjects_where,
    the_group,
)
from dialogs.meetings.chairing import few_lines, shown
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()
jobs.add(chronology.jobs)

Says = Literal["remain", "remove"]
OPTIONS = {says.value: says.words for says in Recommended}
SYNONYMS = {
    "remain": ("remain", "stay", "keep", "retain", "stays on", "continue"),
    "remove": ("remove", "come off", "take off", "comes off", "deregister"),
}
REASONS = "What has changed for the child, and how you know. It goes to the review with your name."


@jobs.form
class Recommend(Form):
    """My recommendation to the review"""

    job: ClassVar[str] = "recommend"
    nothing: ClassVar[str] = "You work in no core group with a name on the register."

    child: str = ask("On which child?", kind="one_of", label="Child", when=not_meant)
    says: Says = ask("What do you recommend?", options=OPTIONS, synonyms=SYNONYMS, label="Recommends")
    reasons: str = ask("Why?", kind="long", label="Reasons", hint=REASONS, max_length=1500, check=few_lines)

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """Each child of the groups this person works in; those still without a recommendation, if any."""
        groups = await groups_where(scene, lambda g: g.works(scene.person) and bool(g.registered))
        every = [(g, c) for g in groups for c in g.registered]
        still = [(g, c) for g, c in every if not recommending.of_member(g, c.id, scene.person.id)]
        return [
            Subject({"g": g.id, "c": c.id}, c.name if len(groups) == 1 else f"{c.name}, {g.case_ref}")
            for g, c in still or every
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The children, and what was recommended before."""
        group = await the_group(scene)
        group.require_member(scene.person)
        group.require_running("recommending something to a review")
        meant = child_meant(scene, group.registered)
        before = recommending.of_member(group, meant, scene.person.id) if meant else None
        return Prepared(
            intro=[cards.NO_DECISION],
            facts=_about(group, meant),
            options={"child": _children(group)},
            known={"meant": meant},
            earlier={"says": str(before.says), "reasons": before.reasons} if before else {},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it; an earlier one is kept beside it and does not count any more."""
        says = Recommended(self.says)
        child = self.child or child_meant(scene, (await the_group(scene)).registered)
        group, _ = await change(
            scene,
            lambda g: recommending.recommend(g, scene.person, child, says, self.reasons, scene.now),
        )
        return _own_recorded(scene, group, child)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What this person recommended last."""
        group = await the_group(scene)
        return _own_recorded(scene, group, child_meant(scene, group.registered))


def _children(group: CoreGroup) -> dict[str, str]:
    return {child.id: child.name for child in group.registered}


def _about(group: CoreGroup, meant: str) -> list[tuple[str, str]]:
    return [("About", group.child(meant).name)] if meant else []


def _own_recorded(scene: Scene, group: CoreGroup, child_id: str) -> Answer:
    """What this person recommended last: their own or, as a deputy, that of the member they sit in for."""
    me = scene.person.id
    own = [r for r in group.recommendations if me in (r.person, r.recorded_by)]
    on_child = [r for r in own if r.child == child_id] or own
    return _recorded(scene, group, on_child[-1], "recommend.open")


def _recorded(scene: Scene, group: CoreGroup, kept: Recommendation, change_verb: str) -> Answer:
    rows = cards.recommendation_rows(group, kept)
    title = "The recommendation is kept"
    return done_card(scene, group, title, rows, "", change_verb, c=kept.child, p=kept.person)


@jobs.form
class RecommendFor(Form):
    """Record somebody's recommendation"""

    job: ClassVar[str] = "recommendfor"
    nothing: ClassVar[str] = (
        "There is no core group for which you can record this. Its chair, the lead professional and CP "
        "Administration can."
    )

    person: str = ask("Whose recommendation is it?", kind="person", label="From")
    child: str = ask("On which child?", kind="one_of", label="Child", when=not_meant)
    says: Says = ask("What do they recommend?", options=OPTIONS, synonyms=SYNONYMS, label="Recommends")
    reasons: str = ask("Why, in their words?", kind="long", label="Reasons", max_length=1500, check=few_lines)
    source: str = ask(
        "How did they tell you?",
        label="Told",
        hint="It is shown beside the recommendation.",
        example="in the meeting today",
        max_length=120,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups in which this person records for others."""
        return await subjects_where(scene, lambda g: keeps(g, scene.person) and bool(g.registered))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """The members, those still awaited first, and the children."""
        group = await the_group(scene)
        group.require_keeper(scene.person)
        group.require_running("recommending something to a review")
        meant = child_meant(scene, group.registered)
        awaited = recommending.awaited(group, meant) if meant else []
        people = {p.id: p for p in (*awaited, *group.current_members) if p.id != scene.person.id}
        named = scene.ids.get("p", "")
        return Prepared(
            intro=[cards.NO_DECISION],
            facts=_about(group, meant),
            options={
                "person": {p.id: f"{p.name}, {p.agency}" for p in people.values()},
                "child": _children(group),
            },
            known={"meant": meant},
            earlier={"person": named} if named in people else {},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Keep it on their behalf, marked with how they told."""
        says = Recommended(self.says)
        child = self.child or child_meant(scene, (await the_group(scene)).registered)
        group, _ = await change(
            scene,
            lambda g: recommending.recommend(
                g, scene.person, child, says, self.reasons, scene.now, self.person, self.source
            ),
        )
        kept = recommending.of_member(group, child, self.person)
        return _recorded(scene, group, kept or group.recommendations[-1], "recommendfor.open")

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What this person recorded last for somebody."""
        group = await the_group(scene)
        own = [r for r in group.recommendations if r.recorded_by == scene.person.id]
        return _recorded(scene, group, own[-1], "recommendfor.open") if own else None


@jobs.on("recommendations.open")
async def read(scene: Scene) -> Answer:
    """Everybody's recommendation with its reasons, for the members and the chairs of planning meetings."""
    about = await one_group(scene, "recommendations.open", "Recommendations to the review")
    if isinstance(about, Answer):
        return about
    group = await the_group(about)
    group.role_of(scene.person)
    await note_read(about, group, "recommendations")
    children = group.registered
    awaited = {c.id: recommending.awaited(group, c.id) for c in children}
    agreed = {c.id: recommending.agreed(group, c.id) for c in children}
    buttons = [*_ways(group, scene.person), button(GO_TO, "group.open", g=group.id)]
    return shown(about, cards.recommendations_card(group, awaited, agreed, buttons, about.start))


def _ways(group: CoreGroup, person: Person) -> list[Action]:
    """To give one's own, or record somebody's."""
    if group.ended or not group.registered:
        return []
    own = [button("My recommendation", "recommend.open", g=group.id)] if group.works(person) else []
    return [
        *own,
        *([button("Record somebody's", "recommendfor.open", g=group.id)] if keeps(group, person) else []),
    ]


jobs.unlisted(
    "recommend", "recommend.open", "My recommendation to the review", "my recommendation", "recommendation",
    "i recommend",
)  # fmt: skip
jobs.unlisted(
    "recommend for", "recommendfor.open", "Record somebody's recommendation", "recommendation for",
    "record a recommendation", "recommend for somebody",
)  # fmt: skip
jobs.unlisted(
    "recommendations", "recommendations.open", "Recommendations to the review", "all recommendations",
    "read the recommendations",
)  # fmt: skip
