"""News of a core group: a significant change and its answer, what can't be delivered, recommendations.

What happened and what was said are behind a button; the message itself says who is asked for what.
"""

from __future__ import annotations

from collections.abc import Callable

from cards.elements import Action, AdaptiveCard, button
from cards.groups import changes
from cards.groups.group_occasion import GroupOccasion
from cards.groups.recommendations import NO_DECISION
from cards.layout import bullets, capital, day, day_and_time, facts, para, quiet
from cards.occasion import notice
from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup, Review, SignificantChange
from cppm.groups.plan import PlanAction
from cppm.people import Person
from cppm.records import NoticeKind


def _change(o: GroupOccasion) -> SignificantChange | None:
    return next((c for c in o.group.changes if c.id == o.about), None)


def _answers(group: CoreGroup, reader: Person | None) -> bool:
    return reader is not None and reader.id in (group.planning_chair.id, group.review_chair.id)


def change_reported(o: GroupOccasion) -> AdaptiveCard:
    """For the chair of the planning meeting, who answers, and those who lead the group, who know."""
    told = _change(o)
    waits = told is not None and told.acknowledged_at is None
    asked = waits and _answers(o.group, o.reader)
    rows = [("Reported by", told.by_name), ("When", day_and_time(told.at, o.zone))] if told else []
    review = told.asks_for if told else Review.NONE
    wishes = [("Asks for", capital(review))] if review is not Review.NONE else []
    first: list[Action] = (
        [o.to("Read and answer", "changeack.open", s=o.about)]
        if asked
        else [o.to("Read it", "significant.read", s=o.about)]
    )
    return notice(
        o,
        "A significant change is reported",
        facts([*rows, *wishes]) if rows else None,
        para("Please read it now and say what follows.") if asked else None,
        quiet("The chair of the planning meeting answers it.") if waits and not asked else None,
        summary="A change needs your attention" if asked else "There is news of a core group",
        actions=[*first, o.hub],
        why="CG-10",
    )


def change_acknowledged(o: GroupOccasion) -> AdaptiveCard:
    """For whoever reported it and those who lead the group: the answer is behind the button.

    Where another review is settled, the lead professional books it from here (CON-08).
    """
    told = _change(o)
    granted = told.grants if told else Review.NONE
    leads = o.reader is not None and o.reader.id == o.group.lead_professional.id
    books = leads and granted is not Review.NONE
    book = [o.to("Book the review", "review.open")] if books else []
    earlier = o.group.review if books else None
    if earlier and earlier.meeting:
        book.append(button("Move the one booked", "move.open", m=earlier.meeting))
    settled = [("Settled", changes.settled(told))] if told else []
    return notice(
        o,
        "A significant change is answered",
        facts([*([("Reported by", told.by_name)] if told else []), *settled]),
        summary="There is news of a core group",
        actions=[o.to("Read the answer", "significant.read", s=o.about), *book, o.hub],
        why="CG-16" if granted is not Review.NONE else "CG-10",
    )


def cannot_deliver(o: GroupOccasion) -> AdaptiveCard:
    """For chair and lead professional: whose action, and by when it was meant to be done (ATT-20)."""
    action = next((a for a in o.group.plan.actions if a.id == o.about), None)
    return notice(
        o,
        "An action can't be delivered",
        facts(_whose(o.group, action)) if action else None,
        para(
            "What stands in the way is in the plan. You can find another way, another owner or another day."
        ),
        summary="There is news of a plan",
        actions=[
            o.to("Read the plan", "plan.open"),
            *([o.to("Change the action", "planaction.open", x=o.about)] if action else []),
            o.hub,
        ],
        why="ATT-20",
    )


def _whose(group: CoreGroup, action: PlanAction) -> list[tuple[str, str]]:
    """Who is responsible; nobody of the family is named in a message that comes unasked."""
    family = action.owner in {f.id for f in group.family}
    return [("Responsible", "The family" if family else action.owner_name), ("By", day(action.by))]


def recommendations(o: GroupOccasion) -> AdaptiveCard:
    """For the chair of the review: who has not recommended yet, and whether members differ (DIS-13)."""
    children = o.group.registered
    awaited = {p.id: p for c in children for p in recommending.awaited(o.group, c.id)}
    differ = any(recommending.agreed(o.group, c.id) is False for c in children)
    return notice(
        o,
        "What the core group recommends",
        para(NO_DECISION),
        para("The members differ, so please read everybody's reasons before the review.") if differ else None,
        quiet("Still to come:") if awaited else None,
        bullets(f"{p.name}, {p.agency}" for p in awaited.values()) if awaited else None,
        summary="There is news of a core group",
        actions=[o.to("Read the recommendations", "recommendations.open"), o.hub],
        why="DIS-13" if differ else "CG-14",
    )


CARDS: dict[NoticeKind, Callable[[GroupOccasion], AdaptiveCard]] = {
    NoticeKind.CHANGE_REPORTED: change_reported,
    NoticeKind.CHANGE_ACKNOWLEDGED: change_acknowledged,
    NoticeKind.CANNOT_DELIVER: cannot_deliver,
    NoticeKind.RECOMMENDATIONS: recommendations,
}
"""Each kind of news, and its card."""
