"""What somebody can do next about the plan, the children seen, changes and recommendations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cppm.groups import changes, recommending, sightings
from cppm.groups.core_group import CoreGroup, Gathering, GatheringPhase
from cppm.groups.plan import ActionState
from cppm.people import Duty, Person, Role
from cppm.timing.timescales import local_day
from dialogs.steps import Step

ACTION_SOON = timedelta(days=7)
"""An action due within this time is owed now; before that it can be reported on."""
SEEN_AGAIN = timedelta(days=10)
"""So long after a child was seen, seeing them again is owed: the day of the first reminder (CG-21)."""
REVIEW_NEAR = timedelta(weeks=6)
"""So long before a review its recommendations are offered."""


def plan_steps(group: CoreGroup, person: Person, now: datetime | None = None) -> Iterator[Step]:
    """The steps of the plan's own jobs; once the group has ended only what there is to read."""
    role = group.participants().get(person.id)
    opens = role is not None and role is not Role.CORE_GROUP_DEPUTY
    if not opens and not person.has(Duty.CP_ADMIN):
        return
    works = group.works(person)
    leads = person.id in (group.chair.id, group.lead_professional.id)
    if not group.ended:
        yield from _answers(group, person)
        if works:
            yield from _actions(group, person, now)
            yield from _children(group, now)
            yield from recommend_steps(group, person, now)
            yield Step("Tell of a significant change", "significant.open", pressing=False)
        if leads or person.has(Duty.CP_ADMIN):
            yield from _keeping(group)
        yield from _chronology(group, person, leads)
    yield from _reading(group, opens)


def _answers(group: CoreGroup, person: Person) -> Iterator[Step]:
    """The chair of the planning meeting answers what is reported (TIM-14)."""
    if person.id in (group.planning_chair.id, group.review_chair.id):
        for each in changes.unacknowledged(group):
            yield Step("Answer a significant change", "changeack.open", {"s": each.id})


def _under_way(group: CoreGroup) -> Gathering | None:
    return next((g for g in group.gatherings if g.phase is GatheringPhase.OPEN), None)


def _actions(group: CoreGroup, person: Person, now: datetime | None) -> Iterator[Step]:
    """One's own actions, those due soon or late as owed."""
    own = [a for a in group.plan.actions if a.owner == person.id and a.state is ActionState.OPEN]
    for action in sorted(own, key=lambda a: a.by):
        soon = now is not None and action.by <= local_day(now + ACTION_SOON)
        yield Step(f"My action: {action.what}", "actiondone.open", {"x": action.id}, pressing=soon)


def _children(group: CoreGroup, now: datetime | None) -> Iterator[Step]:
    """Each child is seen at least every two weeks (CG-21); a baby, from birth on."""
    for child in group.registered:
        ids = {"c": child.id}
        if child.unborn:
            yield Step(f"{child.name} is born", "born.open", ids, pressing=False)
            continue
        last = sightings.last_seen(group, child.id)
        again = now is not None and (last is None or last.on + SEEN_AGAIN <= local_day(now))
        yield Step(f"I saw {child.name} today", "seen.today", ids, pressing=again)


def recommend_steps(group: CoreGroup, person: Person, now: datetime | None = None) -> Iterator[Step]:
    """Before a review each member recommends on each child; in the last meeting before it this is owed."""
    held = _under_way(group)
    last = held is not None and recommending.last_before_review(group, held)
    near = now is not None and group.review is not None and group.review.day <= local_day(now + REVIEW_NEAR)
    for child in group.registered if last or near else []:
        given = recommending.of_member(group, child.id, person.id) is not None
        title = f"Change my recommendation on {child.name}" if given else f"Recommend on {child.name}"
        yield Step(title, "recommend.open", {"c": child.id}, pressing=last and not given)


def _keeping(group: CoreGroup) -> Iterator[Step]:
    """Writing the plan, and recording for others."""
    if group.plan.actions or group.plan.outcomes:
        yield Step("Change the plan", "planedit.open", pressing=False)
    yield Step("Write the plan's texts", "plantext.open", pressing=False)
    yield Step("Add an outcome", "planoutcome.new", pressing=False)
    yield Step("Add an action", "planaction.new", pressing=False)
    yield Step("Agree visits", "visits.new", pressing=False)
    if group.plan.actions:
        yield Step("Report on an action", "actiondone.open", pressing=False)
    if any(not child.unborn for child in group.registered):
        yield Step("A child was seen", "seen.open", pressing=False)


def _chronology(group: CoreGroup, person: Person, leads: bool) -> Iterator[Step]:
    """By when the agencies' chronology is there is agreed once, and followed until it is (REP-16)."""
    agreed = group.chronology
    if leads and agreed is None:
        yield Step("Agree on a chronology", "chronology.open", pressing=False)
    elif agreed and agreed.received_at is None and (leads or person.id == agreed.owner):
        yield Step("The chronology is there", "chronologydone.open", pressing=False)


def _reading(group: CoreGroup, belongs: bool) -> Iterator[Step]:
    """What everybody in the group may read; CP Administration reads the plan and who saw the children."""
    yield Step("Read the plan", "plan.open", pressing=False)
    yield Step("When the children were seen", "sightings.open", pressing=False)
    if belongs and group.changes:
        yield Step("Read significant changes", "significant.read", pressing=False)
    if belongs and group.recommendations:
        yield Step("Read the recommendations", "recommendations.open", pressing=False)
