"""A significant change: told to the planning meeting's chair in two presses, and answered (CG-10, 11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from cards.elements import Action, button
from cards.groups import changes as cards
from cards.layout import capital, day_and_time
from cppm.groups import changes
from cppm.groups.core_group import ChangeKind, CoreGroup, Review, SignificantChange
from cppm.meetings.meeting import NoSuchThing, NotYours
from cppm.people import Duty, Person
from cppm.timing import clocks
from cppm.timing.timescales import say_day
from dialogs.commands import Jobs
from dialogs.forms import Form, Prepared, Subject, ask
from dialogs.groups.group_hub import GO_TO
from dialogs.groups.grouping import (
    change,
    done_card,
    groups_where,
    label,
    note_read,
    one_group,
    subjects_where,
    the_group,
)
from dialogs.meetings.chairing import few_lines, shown
from dialogs.questions import Got
from dialogs.scene import Scene
from dialogs.turn import Answer
from storage.ids import new_id

jobs = Jobs()

KINDS = {kind.name.lower(): kind for kind in ChangeKind}
REVIEWS = {review.name.lower(): review for review in Review}


@jobs.form
class ReportChange(Form):
    """A significant change"""

    job: ClassVar[str] = "significant"
    nothing: ClassVar[str] = (
        "You work in no core group. If you are worried about a child, speak to the lead professional or call "
        "the Duty Team."
    )

    kind: str = ask(
        "What has changed?",
        kind="one_of",
        options={name: capital(kind) for name, kind in KINDS.items()},
        synonyms={
            "incident": ("incident", "injury", "another incident"),
            "not_engaging": ("not engaging", "disengaged", "no access", "missed visits"),
            "household": ("new partner", "moved house", "somebody moved in", "household"),
        },
        label="What it is",
    )
    what: str = ask(
        "What has happened, and what does it mean for the child?",
        kind="long",
        label="What happened",
        max_length=1500,
        check=few_lines,
    )
    review: str = ask(
        "Do you ask for an earlier or a special review?",
        kind="one_of",
        options={name: capital(review) for name, review in REVIEWS.items()},
        synonyms={"none": ("no",), "earlier": ("earlier",), "special": ("special",)},
        label="Asks for",
    )
    noticed: datetime = ask("When did you notice it?", label="Noticed", side="past")

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """The groups that this person works in."""
        return await subjects_where(scene, lambda g: g.works(scene.person))

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What it is for, and whom to call before writing anything."""
        group = await the_group(scene)
        group.require_member(scene.person)
        group.require_running("reporting a significant change")
        return Prepared(
            intro=[
                f"If a child is in danger now, call {_whom(scene)} first.",
                "This goes to the chair of the planning meeting at once.",
            ],
            earlier={"review": "none", "noticed": scene.now},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Tell the chair; their answer is followed until it is there."""
        kind, asks_for = KINDS[self.kind], REVIEWS[self.review]
        group, told = await change(
            scene,
            lambda g: changes.report(
                g, scene.person, kind, self.what, self.noticed, asks_for, scene.now, new_id
            ),
        )
        return _reported(scene, group, told)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """What this person reported last."""
        group = await the_group(scene)
        own = [c for c in group.changes if c.by == scene.person.id]
        return _reported(scene, group, own[-1]) if own else None


def _whom(scene: Scene) -> str:
    """The police and, where the council's profile names one, its own number."""
    return " or ".join(["999", *filter(None, [scene.profile.duty_contact])])


def _reported(scene: Scene, group: CoreGroup, told: SignificantChange) -> Answer:
    zone = scene.turn.time_zone
    rows = [*cards.change_rows(told, zone), *cards.answer_rows(told, zone)]
    title = "The chair of the planning meeting is told"
    return done_card(scene, group, title, rows, _answered_by(scene, group, told))


def _answered_by(scene: Scene, group: CoreGroup, told: SignificantChange) -> str:
    """By when the chair answers, as the council's profile has it."""
    owed = [
        due
        for due in clocks.dues(group, scene.profile)
        if due.clock == "change_acknowledged" and due.about == told.id
    ]
    if told.acknowledged_at or not owed:
        return ""
    return f"The answer is due by {day_and_time(owed[0].limit, scene.turn.time_zone)}. You hear of it here."


# The chair's answer


def answers(group: CoreGroup, person: Person) -> bool:
    """Whether this person answers what is reported: the chair of the planning meeting, now or ahead."""
    return person.id in (group.planning_chair.id, group.review_chair.id)


def the_change(group: CoreGroup, change_id: str) -> SignificantChange:
    """The change with this id. Raises NoSuchThing."""
    for each in group.changes:
        if each.id == change_id:
            return each
    raise NoSuchThing(what="change")


def _bad_day(by: date, got: Got) -> str:
    ahead = got.get("ahead")
    return str(changes.NoEarlierReview(limit=say_day(ahead))) if ahead and by >= ahead else ""


@jobs.form
class AnswerChange(Form):
    """Answer a significant change"""

    job: ClassVar[str] = "changeack"
    nothing: ClassVar[str] = "No significant change waits for your answer."

    answer: str = ask(
        "What follows from it?",
        kind="long",
        label="Answer",
        hint="Whoever reported it reads this, and so do chair and lead professional of the core group.",
        max_length=1000,
        check=few_lines,
    )
    grants: str = ask(
        "Will there be another review?",
        kind="one_of",
        options={
            "none": "No other review",
            "earlier": "Yes: an earlier review",
            "special": "Yes: a special review",
        },
        synonyms={"none": ("no",), "earlier": ("earlier",), "special": ("special",)},
        label="Another review",
    )
    review_by: date | None = ask(
        "By when is it held?",
        label="Held by",
        side="future",
        when=lambda got: got.get("grants") in ("earlier", "special"),
        only="If there will be another review.",
        check=_bad_day,
    )

    @classmethod
    async def subjects(cls, scene: Scene) -> Sequence[Subject]:
        """What waits for this chair's answer, the oldest first."""
        groups = await groups_where(scene, lambda g: answers(g, scene.person))
        return [
            Subject({"g": g.id, "s": c.id}, label(capital(c.kind), g, groups))
            for g in groups
            for c in changes.unacknowledged(g)
        ]

    @classmethod
    async def prepare(cls, scene: Scene) -> Prepared:
        """What was reported, in full; that it was read is noted."""
        group = await the_group(scene)
        if not answers(group, scene.person):
            raise NotYours(
                who="the chair of the planning meeting",
                next_step="If the chair can't be reached, ask a service manager.",
            )
        told = the_change(group, scene.ids.get("s", ""))
        await note_read(scene, group, "significant change")
        zone = scene.turn.time_zone
        answered = cards.answer_rows(told, zone)
        ahead = group.review.day if group.review else None
        return Prepared(
            intro=["It was answered; the first answer stays."] if answered else [],
            facts=[*cards.change_rows(told, zone), *answered],
            # Where another review is asked for, the chair's own word is wanted and none is put into it.
            earlier={"grants": "none"} if told.asks_for is Review.NONE else {},
            known={"ahead": ahead},
            hints={"review_by": f"Before {say_day(ahead)}, when the next review is due." if ahead else ""},
            case_line=group.reference,
        )

    async def record(self, scene: Scene) -> Answer:
        """Answer it; whoever reported it is told."""
        grants = REVIEWS[self.grants]
        group, _ = await change(
            scene,
            lambda g: changes.acknowledge(
                g, scene.person, scene.ids["s"], self.answer, scene.now, grants, self.review_by
            ),
        )
        return _answered(scene, group)

    @classmethod
    async def already(cls, scene: Scene) -> Answer | None:
        """The answer as it was given."""
        return _answered(scene, await the_group(scene))


def _answered(scene: Scene, group: CoreGroup) -> Answer:
    told = the_change(group, scene.ids.get("s", ""))
    zone = scene.turn.time_zone
    rows = [*cards.change_rows(told, zone), *cards.answer_rows(told, zone)]
    other = told.grants is not Review.NONE
    books = "The lead professional is told, and asked until it is booked."
    note = f"{cards.settled(told)}. {books}" if other else ""
    return done_card(scene, group, "The change is answered", rows, note, first=_to_book(scene, group, other))


def _to_book(scene: Scene, group: CoreGroup, other: bool) -> list[Action]:
    """Straight to the booking, for a chair who also books (CON-08)."""
    books = scene.person.has(Duty.QUALIFIED_SOCIAL_WORKER) or scene.person.has(Duty.CP_ADMIN)
    return [button("Book the review", "review.open", g=group.id)] if other and books else []


@jobs.on("significant.read")
async def read(scene: Scene) -> Answer:
    """What was reported and answered, for everybody in the group and its planning chair."""
    about = await one_group(scene, "significant.read", "Significant changes")
    if isinstance(about, Answer):
        return about
    group = await the_group(about)
    group.role_of(scene.person)
    await note_read(about, group, "significant changes")
    found = [the_change(group, about.ids["s"])] if "s" in about.ids else group.changes
    buttons: list[Action] = [button(GO_TO, "group.open", g=group.id)]
    return shown(about, cards.changes_card(group, found, buttons, about.start, scene.turn.time_zone))


jobs.unlisted(
    "significant change", "significant.open", "Tell the chair of a significant change", "report a change",
    "something has changed", "incident", "not engaging", "earlier review", "special review",
)  # fmt: skip
jobs.unlisted("answer change", "changeack.open", "Answer a significant change", "answer a significant change")
jobs.unlisted("changes", "significant.read", "Significant changes", "read changes", "significant changes")
