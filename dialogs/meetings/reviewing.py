"""A review planning meeting: filled in from the core group of its case, and what is known of that group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cppm.groups import changes
from cppm.groups.core_group import CoreGroup
from cppm.meetings.another_meeting import OTHER_CHAIR_BECAUSE, must_change_chair
from cppm.meetings.meeting import Child, MeetingKind, Mode, Phase, PlanningMeeting
from cppm.meetings.review import NothingToReview
from cppm.people import Duty, Person
from cppm.timing.timescales import say_day
from dialogs import family
from dialogs.commands import Command, Jobs
from dialogs.forms import Prepared
from dialogs.groups.grouping import one_group
from dialogs.scene import Scene
from dialogs.turn import Answer

jobs = Jobs()

NO_INTERPRETER = "not needed"
NO_REVIEW = (
    "No core group of yours has a name on the register, so I know of nothing to review. For a family that I "
    "do not know yet, type book."
)
REVIEWS = (
    "The review looks at how the plan has worked, and decides whether each name stays on the register. It is "
    "filled in from the core group; please look it over."
)
SOMEBODY_ELSE = "Somebody else chairs it than {names}, whose meeting decided before."


def somebody_else(before: PlanningMeeting) -> str:
    """Who can't chair the meeting that looks again at a decision (DIS-09)."""
    return SOMEBODY_ELSE.format(names=" and ".join(person.name for person in before.chairs))


async def group_under_review(scene: Scene, meeting: PlanningMeeting) -> CoreGroup | None:
    """The core group whose work this meeting reviews; None for any other kind of meeting."""
    if meeting.kind is not MeetingKind.REVIEW:
        return None
    return await scene.store.core_groups.of_case(meeting.case_ref)


async def last_meeting(scene: Scene, case_ref: str) -> PlanningMeeting | None:
    """The planning meeting of a case that was held last."""
    lines = await scene.store.meetings.for_case(case_ref)
    held = [line for line in lines if line.phase is Phase.CLOSED]
    last = max(held, key=lambda line: line.starts_at, default=None)
    return await scene.store.meetings.load(last.id) if last else None


@jobs.on("review.open")
async def book_a_review(scene: Scene) -> Answer:
    """The booking form, filled in for the review of one of this person's core groups."""
    about = await one_group(
        scene, "review.open", "Book a review", lambda group: bool(group.registered), NO_REVIEW
    )
    return about if isinstance(about, Answer) else Answer(then=("book", {"g": about.ids["g"]}))


async def filled_in(
    scene: Scene, options: Mapping[str, Mapping[str, str]], known: dict[str, object]
) -> Prepared:
    """The booking form with what the core group and its last planning meeting know, to be looked over.

    Raises NotInvited, NothingToReview.
    """
    group = await scene.store.core_groups.load(scene.ids["g"])
    if not scene.person.has(Duty.CP_ADMIN):
        group.role_of(scene.person)
    if not group.registered:
        raise NothingToReview
    before = await last_meeting(scene, group.case_ref)
    intro = [REVIEWS]
    if before and must_change_chair(before):
        options = without_chairs(options, before.chairs)
        known["other_chair"] = OTHER_CHAIR_BECAUSE
        intro.append(somebody_else(before))
    known |= {"case_ref": group.case_ref, "kind": MeetingKind.REVIEW.value}
    known |= {"chair_before": group.planning_chair.id}
    if group.lead_professional.id in options["lead"]:
        known["lead"] = group.lead_professional.id
    if group.review:
        known["review_by"] = group.review.by
    settled = [c.review_by for c in changes.reviews_to_book(group) if c.review_by]
    first = min([*settled, *([group.review.by] if group.review else [])], default=None)
    by = f"By {say_day(first)}, the day that was set." if first else ""
    return Prepared(
        intro=intro,
        options=options,
        known=known,
        earlier=_as_before(group, before, options["chair"]),
        hints={"kind": "", **({"starts_at": by} if by else {})},
        case_line=group.reference,
    )


def _as_before(
    group: CoreGroup, before: PlanningMeeting | None, chairs: Mapping[str, str]
) -> dict[str, object]:
    """The answers that the last meeting and the core group give: each may be changed."""
    found: dict[str, object] = {"children": family.write_children(group.registered)}
    if group.planning_chair.id in chairs:
        found["chair"] = group.planning_chair.id
    return found | (as_before(before, group.registered) if before else {})


def without_chairs(
    options: Mapping[str, Mapping[str, str]], chairs: Sequence[Person]
) -> Mapping[str, Mapping[str, str]]:
    """The people to choose from where somebody else must chair (DIS-09)."""
    barred = {chair.id for chair in chairs}
    return {**options, "chair": {p: name for p, name in options["chair"].items() if p not in barred}}


def as_before(before: PlanningMeeting, children: Sequence[Child]) -> dict[str, object]:
    """The children, their family and how people met, as the meeting before knows them."""
    names = {None, *(child.id for child in children)}
    lines = [line for line in before.family if line.child in names]
    found: dict[str, object] = {
        "children": family.write_children(children),
        "family": family.write_family(lines, children),
        "mode": before.mode.value,
    }
    if before.mode is not Mode.TEAMS:
        found["place"] = before.place
    if before.interpreter == NO_INTERPRETER:  # one that was needed is booked anew, so it is asked anew
        found["interpreter"] = NO_INTERPRETER
    return found


jobs.command(
    Command(
        "review",
        "review.open",
        "Book a review, filled in from the core group",
        ("book a review", "book review", "new review", "arrange a review"),
        lambda person: person.has(Duty.QUALIFIED_SOCIAL_WORKER) or person.has(Duty.CP_ADMIN),
        listed=False,
    )
)
